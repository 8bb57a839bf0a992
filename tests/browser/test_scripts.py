"""Whatever is written in a field is shown as it was written, and never run: 500 scripts in each, in real Chromium.

Two ways. In the house as it is, where the content security policy would stop most: nothing runs, and the policy has
nothing to stop. And as bare documents without a policy, where only the writing of the page stands between.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import models, transaction
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK
from tests.browser.gallery import Gallery, db, pages  # noqa: F401 - the database of all pages
from tests.browser.payloads import LAST, LISTENING, PAYLOADS, batches
from tests.browser.phone import Phone, connected_code
from tests.interface.served import FIELD
from tests.privacy.addresses import READ, WRITE, Address, addresses
from tests.privacy.world import SECRET, client_of, who_may
from tools.pytest_told import tell
from tryggve.foundation.privacy.fields import FieldClass, classify, own_models

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(4 * 3600)]

#: `make scripts` tries all ten parts everywhere; the ordinary run one part, live only where scripts draw, and a
#: fourth of the forms.
IS_WHOLE = os.environ.get("SCRIPTS") == "all"
PARTS = 10
LOOK = (DESK, "light", "sv")
#: Where a script of ours writes into the page, or htmx does.
DRAWN = {
    "incidents:new", "incidents:detail", "incidents:review", "weekly_reports:detail", "weekly_reports:grid",
    "situation_pictures:detail", "meetings:agenda", "desk:meeting_room", "cause_analyses:board",
    "administration:place_add", "administration:areas", "intake:columns", "monthly_reports:detail",
}  # fmt: skip
#: Typed by people, and no free text: names.
NAMES = {"name", "title", "label", "alias", "address", "shared_name", "file_name", "subject", "place", "counterpart"}
#: The county's and the municipality's names come from the command line; frozen documents and the trail are not typed.
NO_PERSONS_TEXT = {"tenancy", "render", "audit"}
RAN = "[...(window.hasRun ?? [])]"


def written(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields of the model that hold what somebody has typed."""
    classes = classify(model)
    return [
        field
        for field in model._meta.fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and field.name in classes
        and (classes[field.name] == FieldClass.FREE_TEXT or field.name in NAMES)
        and not field.choices
    ]


def _in_its_place(old: Any, text: str) -> Any:
    """The text instead of everything in a JSON value that somebody has typed; codes and times are the machine's."""
    if isinstance(old, dict):
        return {key: _in_its_place(value, text) for key, value in old.items()}
    if isinstance(old, list):
        return [_in_its_place(value, text) for value in old]
    return text if isinstance(old, str) and SECRET in old else old


def write_everywhere(text: str) -> int:
    """Into every typed field of every row, past every limit. How many fields."""
    n = 0
    for model in own_models():
        fields = written(model)
        if not fields or model._meta.app_label in NO_PERSONS_TEXT:
            continue
        for row in model._base_manager.all():
            changed = {}
            for field in fields:
                old = getattr(row, field.name)
                if isinstance(field, models.JSONField):
                    changed[field.name] = _in_its_place(old, text)
                else:
                    # Names are unique in many places: a number of their own behind them.
                    changed[field.name] = f"{text} {row.pk}"
                n += 1
            model._base_manager.filter(pk=row.pk).update(**changed)
    return n


@pytest.fixture
def bare(chromium: Browser) -> Iterator[Page]:
    """A document of no house, with no policy and no network."""
    context = chromium.new_context(offline=True)
    context.add_init_script(LISTENING)
    page = context.new_page()
    yield page
    context.close()


def _ran(page: Page, html: str) -> list[int]:
    """Which payloads run when the page stands alone."""
    page.evaluate("window.hasRun = []; window.hasSettled = false")
    page.set_content(html + LAST, wait_until="domcontentloaded")
    page.wait_for_function("window.hasSettled", polling=10)
    found: list[int] = page.evaluate(RAN)
    return found


def test_the_trap_catches_a_script_that_is_let_through(bare: Page) -> None:
    caught = set(_ran(bare, f"<p>{PAYLOADS[0]}</p>")) | set(_ran(bare, f"<p>{PAYLOADS[6]}</p>"))
    assert caught == {0, 6}
    in_attribute = '<input value="%s">'
    assert _ran(bare, in_attribute % PAYLOADS[4 * 50 + 6]) == [4 * 50 + 6]
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 500


def _whole_or_first() -> list[list[str]]:
    parts = batches(PARTS)
    return parts if IS_WHOLE else parts[:1]


def test_what_is_stored_is_shown_and_never_run(gallery: Gallery, bare: Page) -> None:
    faults: list[str] = []
    n_pages = 0
    openers = {address.name: gallery.opener(address) for address in pages()}
    for part in _whole_or_first():
        n_fields = write_everywhere(" ".join(part))
        for address in pages():
            client = client_of(gallery.falun.cast, openers[address.name])
            answer = client.get(gallery.path(address))
            n_pages += 1
            html = answer.content.decode()
            if answer.status_code >= 500 or (ran := _ran(bare, html)):
                faults.append(f"{address.name}: {answer.status_code} {ran[:3]}")
            if IS_WHOLE or address.name in DRAWN:
                faults += _live(gallery, address, openers[address.name])
    tell(
        "scripts written in every field", f"{n_pages} pages, {n_fields} fields, {len(part)} payloads in each at a time"
    )
    assert faults == []
    assert n_fields > 100


def _live(gallery: Gallery, address: Address, opener: str) -> list[str]:
    person = gallery.person(opener, LOOK)
    person.context.add_init_script(LISTENING)
    person.faults.clear()
    answer = person.page.goto(gallery.path(address))
    person.page.wait_for_timeout(150)
    ran = person.page.evaluate(RAN)
    found = [f"{address.name}, live: ran {ran[:3]}"] if ran else []
    if answer is None or answer.status >= 500:
        found.append(f"{address.name}, live: no answer")
    # What the browser complains of is a policy that had to stop something.
    return found + [f"{address.name}, live: {fault[:200]}" for fault in person.faults]


def test_the_phone_shows_names_and_runs_none(gallery: Gallery, chromium: Browser) -> None:
    for part in _whole_or_first():
        write_everywhere(" ".join(part))
        phone = Phone.new(chromium, gallery.house.address)
        phone.context.add_init_script(LISTENING)
        try:
            phone.connects(connected_code(gallery.falun.cast))
            for screen in ("", "alla", "mina"):
                phone.opens(screen)
                assert phone.page.evaluate(RAN) == []
            phone.page.evaluate("location.hash = ''")
            phone.taps_on(".tile")
            phone.page.evaluate("location.hash = 'plats'")
            phone.page.locator("#place-search").wait_for()
            assert phone.page.evaluate(RAN) == []
            assert phone.faults == []
        finally:
            phone.context.close()


def test_what_a_form_gives_back_is_not_run(gallery: Gallery, bare: Page) -> None:
    """Everything that is sent comes back in a page that says what is wrong with it; and what stands in an address."""
    faults: list[str] = []
    n_answers = 0
    for address in addresses() if IS_WHOLE else addresses()[::4]:
        opener = _opener(gallery, address)
        for answer in _answers(gallery, address, opener) if opener else ():
            if answer.status_code >= 500:
                faults.append(f"{address.name}: {answer.status_code}")
            if _is_page(answer):
                n_answers += 1
                faults += [f"{address.name}: ran {number}" for number in _ran(bare, answer.content.decode())[:3]]
    tell("scripts written in every field", f"{n_answers} answers to forms and addresses")
    assert faults == []
    assert n_answers > 20


def _is_page(answer: Any) -> bool:
    return not answer.streaming and str(answer.get("Content-Type", "")).startswith("text/html")


def _answers(gallery: Gallery, address: Address, opener: str) -> Iterator[Any]:
    path = address.path(gallery.falun.keys)
    for part in _whole_or_first():
        text = " ".join(part)
        # What is done at one address must not be undone by hand at the next.
        with transaction.atomic():
            client = client_of(gallery.falun.cast, opener)
            shown = client.get(path)
            names = FIELD.findall(shown.content.decode()) if _is_page(shown) else []
            yield client.get(path, dict.fromkeys(("vecka", "sida", "ruta", "visa", "q", "next"), text))
            if names or address.name in WRITE:
                yield client.post(path, dict.fromkeys([*names, "text", "reason", "name"], text))
            transaction.set_rollback(True)


def _opener(gallery: Gallery, address: Address) -> str:
    """The first who may; "" where a programme or nobody in particular calls."""
    if address.name not in READ | WRITE or address.name.startswith("phone:"):
        return ""
    return next(who_may(gallery.falun.cast, address), "")
