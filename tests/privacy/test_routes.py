"""Who comes in where? Every address against everybody: nobody, each role, and the strangers."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.privacy.addresses import DEVICE, NO_RIGHT, OPEN, READ, WRITE, Address, addresses
from tests.privacy.world import OWN_NAMES, SECRET, Falun, client_of, give_every_role, rights_now
from tryggve.foundation.audit.models import AuditHead
from tryggve.foundation.people.access import rights
from tryggve.foundation.people.matrix import routes
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.story import AFTER_WEEK

FALUNS = ("rakel", "sixten", "kerstin", "petra", "elin", "mona", "olle", "stina", "adam")
EVERYBODY = (*FALUNS, "frida", "bo", "lina")
ALL = addresses()
CLOSED = [address for address in ALL if address.name not in OPEN and address.name not in DEVICE]
READ_FROM = [address for address in CLOSED if address.name in READ]
WRITTEN_TO = [address for address in CLOSED if address.name in WRITE]
SHUT = {403, 404}
#: Sent to the county, and open to the county's municipalities.
PUBLISHED = ("county_reports:published", "county_reports:pdf", "county_reports:json", "county_reports:report_json")
#: Nobody outside the municipality meets these, not even in what is published.
HIDDEN = ("Kopparstaden", "Centrala stadsrum", "Sixten Berg", "Rakel Lind")
#: Enough for most forms to be taken, so that it is the place that refuses and not the form.
TYPED = {"text": "x", "answer": "x", "question": "x", "title": "x", "measure_state": "started", "reason": "x"}
#: Open by a secret in the address, which is tried where it is made.
WITH_A_SECRET = {
    "desk:calendar",
    "entrance:invitation",
    "entrance:openid_answer",
    "entrance:saml_answer",
    "entrance:saml_done",
    "entrance:saml_metadata",
    "entrance:via",
    "phone:connect",
    "relay:link",
}
#: What a page may write when it is looked at: who is here, and a document made once from a frozen edition.
WRITTEN_WHEN_READ = ("audit_audit", "django_session", "render_editiondocument", "people_signonerrand")


@pytest.fixture
def falun(furnished: Falun, db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Falun:
    """The same, visited on the Wednesday after the week. What a test changes is undone after it."""
    settings.PRACTICE = False
    logging.getLogger("django.request").setLevel(logging.ERROR)
    monkeypatch.setattr(timezone, "now", lambda: AFTER_WEEK + timedelta(days=2))
    return furnished


def _told(response: Any) -> str:
    """What the answer lets its reader know, as text; files are asked as what they are."""
    return bytes(b"".join(response.streaming_content) if response.streaming else response.content).decode(
        "utf-8", "replace"
    )


def _wrong(found: Iterable[tuple[Address, Any]], right: Any) -> list[str]:
    return [f"{address.name}: {response.status_code}" for address, response in found if not right(address, response)]


# -- The inventory ------------------------------------------------------------------------------
def test_every_address_has_an_example_and_every_example_an_address() -> None:
    names = [address.name for address in ALL]

    assert sorted(names) == sorted(set(names)), "two addresses share a name"
    known = {*OPEN, *DEVICE, *READ, *WRITE}
    assert sorted(set(names) - known) == [], "add a line in tests/privacy/addresses.py"
    assert sorted({*known, *NO_RIGHT} - set(names)) == [], "these addresses are gone"
    assert set(READ) & set(WRITE) == set()


@pytest.mark.parametrize("address", CLOSED, ids=lambda address: address.name)
def test_every_closed_address_says_which_rights_open_it(address: Address) -> None:
    assert address.rights, f"{address.name} has no door: use @signed_in"
    if address.name in NO_RIGHT:
        assert address.rights == ("signed_in",)
    else:
        assert set(address.rights) <= set(rights())


@pytest.mark.parametrize("name", sorted({*OPEN, *DEVICE}))
def test_an_open_address_is_not_also_closed(name: str) -> None:
    address = next(address for address in ALL if address.name == name)

    assert address.rights == ()


# -- Nobody -------------------------------------------------------------------------------------
def test_whoever_is_not_logged_in_is_led_to_the_log_in(falun: Falun, client: Client) -> None:
    login = reverse("entrance:login")

    read = [(address, client.get(address.path(falun.keys))) for address in READ_FROM]
    posted = [(address, client.post(address.path(falun.keys))) for address in CLOSED]

    def is_led(_address: Address, response: Any) -> bool:
        return response.status_code == 302 and str(response.url).startswith(f"{login}?next=")

    assert _wrong(read, is_led) == []
    assert _wrong(posted, lambda address, response: is_led(address, response) or response.status_code == 405) == []


def test_the_open_pages_tell_nothing_of_anybody(falun: Falun, client: Client) -> None:
    pages = [client.get(reverse(name)) for name in OPEN if name not in WITH_A_SECRET]

    assert {page.status_code for page in pages} <= {200, 302, 404, 405}
    assert [word for page in pages for word in (SECRET, *OWN_NAMES) if word in _told(page)] == []


@pytest.mark.parametrize("name", sorted(DEVICE))
def test_what_is_a_telephones_opens_for_no_log_in_and_leads_nowhere(falun: Falun, name: str) -> None:
    """Whoever one is: without the telephone's secret there is no incident, no name and no way on."""
    path = reverse(name, kwargs=DEVICE[name])
    given: dict[str, Any] = {"content_type": "application/json", "headers": {"X-Tryggve-Phone": "1"}}
    browsers = [client_of(falun.cast, person) for person in ("rakel", "sixten", "adam", "frida", "lina")]

    answers = [browser.get(path) for browser in browsers] + [browser.post(path, {}, **given) for browser in browsers]

    assert {answer.status_code for answer in answers} <= {401, 405}
    assert {answer.status_code for answer in answers} & {401}
    assert [word for answer in answers for word in (SECRET, *OWN_NAMES) if word in _told(answer)] == []


# -- Each role, at home -------------------------------------------------------------------------
@pytest.mark.parametrize("person", EVERYBODY)
def test_a_page_opens_by_the_right_and_never_without_it(falun: Falun, person: str) -> None:
    held, browser = rights_now(falun.cast, person) | {"signed_in"}, client_of(falun.cast, person)

    answers = [(address, browser.get(address.path(falun.keys))) for address in READ_FROM]

    def is_right(address: Address, response: Any) -> bool:
        may = bool(set(address.rights) & held) and address.taken_out_by(held)
        return response.status_code in ({200, 302, 404} if may else {403})

    assert _wrong(answers, is_right) == []


@pytest.mark.parametrize("person", EVERYBODY)
def test_what_writes_is_refused_without_the_right(falun: Falun, person: str) -> None:
    held, browser = rights_now(falun.cast, person) | {"signed_in"}, client_of(falun.cast, person)
    closed_to = [address for address in CLOSED if not set(address.rights) & held]

    answers = [(address, browser.post(address.path(falun.keys))) for address in closed_to]

    assert _wrong(answers, lambda address, response: response.status_code in {403, 405}) == []


def test_every_example_opens_for_somebody(falun: Falun) -> None:
    """An example that is not found for anybody would make the strangers' 404 worthless."""
    browsers = {person: client_of(falun.cast, person) for person in (*FALUNS, "lina")}
    held = {person: rights_now(falun.cast, person) | {"signed_in"} for person in browsers}

    def opens(address: Address) -> bool:
        path = address.path(falun.keys)
        who = [person for person in browsers if set(address.rights) & held[person]]
        return any(browsers[person].get(path).status_code in {200, 302} for person in who)

    assert [address.name for address in READ_FROM if not opens(address)] == []


# -- Reading never writes -----------------------------------------------------------------------
@pytest.mark.parametrize("person", ["rakel", "sixten", "elin", "stina", "adam", "lina"])
def test_looking_at_a_page_changes_nothing(falun: Falun, person: str) -> None:
    browser = client_of(falun.cast, person)
    changed = []

    for address in READ_FROM:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            browser.get(address.path(falun.keys))
        changed += [
            f"{address.name}: {query['sql'][:90]}"
            for query in asked.captured_queries
            if query["sql"].lstrip().lower().startswith(("insert", "update", "delete"))
            and not any(word in query["sql"].lower() for word in WRITTEN_WHEN_READ)
            and not (routes()[address.name].exports and "audit_audit" in query["sql"].lower())
        ]

    assert changed == []


def test_what_writes_does_not_answer_a_look(falun: Falun) -> None:
    answers = [
        (address, client_of(falun.cast, person).get(address.path(falun.keys)))
        for address in WRITTEN_TO
        for person in EVERYBODY
        if set(address.rights) & (rights_now(falun.cast, person) | {"signed_in"})
    ]

    assert {address.name for address, _ in answers} == {address.name for address in WRITTEN_TO}
    assert _wrong(answers, lambda _address, response: response.status_code == 405) == []


# -- The strangers ------------------------------------------------------------------------------
def _lines_written(falun: Falun) -> int:
    """How long Falun's audit trail is."""
    with acting_as(system_viewer(falun.cast.falun)):
        return AuditHead.objects.get(chain=f"municipality:{falun.cast.falun.pk}").sequence


@pytest.mark.parametrize("stranger", ["frida", "bo"])
def test_a_neighbouring_municipality_finds_nothing_whatever_their_roles(falun: Falun, stranger: str) -> None:
    give_every_role(falun.cast, stranger)
    browser = client_of(falun.cast, stranger)
    # What a municipality has sent is for the county's municipalities to read; what it may hold is tested below.
    asked_for = [each for each in CLOSED if each.asks_for_something_secret and each.name not in PUBLISHED]
    before = _lines_written(falun)

    read = [(address, browser.get(address.path(falun.keys))) for address in asked_for if address.name in READ]
    posted = [(address, browser.post(address.path(falun.keys), TYPED)) for address in asked_for]

    assert len(asked_for) > 50
    assert _wrong(read, lambda _address, response: response.status_code in SHUT) == []
    assert _wrong(posted, lambda _address, response: response.status_code in {*SHUT, 405}) == []
    assert _lines_written(falun) == before


@pytest.mark.parametrize("stranger", ["frida", "bo"])
def test_the_neighbours_own_pages_hold_nothing_of_falun(falun: Falun, stranger: str) -> None:
    give_every_role(falun.cast, stranger)
    browser = client_of(falun.cast, stranger)
    own = [address for address in READ_FROM if not address.asks_for_something_secret]

    pages = [(address.name, _told(browser.get(address.path(falun.keys)))) for address in own]
    pages.append(("desk:start", _told(browser.get("/"))))

    assert [(name, word) for name, page in pages for word in (SECRET, *OWN_NAMES) if word in page] == []


@pytest.mark.parametrize("reader", ["bo", "stina", "lina"])
def test_what_is_published_holds_no_organisation_and_nobodys_name(falun: Falun, reader: str) -> None:
    browser = client_of(falun.cast, reader)

    pages = [(name, browser.get(reverse(name, args=[falun.keys[READ[name]["public_id"]]]))) for name in PUBLISHED]

    assert {page.status_code for _, page in pages} == {200}
    assert [(name, word) for name, page in pages for word in HIDDEN if word in _told(page)] == []


def test_the_county_board_finds_published_months_and_nothing_behind_them(falun: Falun) -> None:
    browser = client_of(falun.cast, "lina")
    behind = [address for address in CLOSED if not address.name.startswith(("county_reports:", "web:", "entrance:"))]

    read = [(address, browser.get(address.path(falun.keys))) for address in behind if address.name in READ]
    posted = [(address, browser.post(address.path(falun.keys), TYPED)) for address in behind]

    own_pages = {"measures:mine", "administration:trail"}  # the measures and the lines of the reader's own
    assert _wrong(read, lambda address, response: response.status_code in SHUT or address.name in own_pages) == []
    assert _wrong(posted, lambda _address, response: response.status_code in {*SHUT, 405}) == []


def test_the_county_boards_pages_hold_no_organisation_and_no_words_of_falun(falun: Falun) -> None:
    browser = client_of(falun.cast, "lina")
    own = [address for address in READ_FROM if address.name.startswith("county_reports:")]

    pages = [(address.name, _told(browser.get(address.path(falun.keys)))) for address in own]
    pages += [
        (name, _told(browser.get(path))) for name, path in (("desk:start", "/"), ("mine", reverse("measures:mine")))
    ]

    assert [(name, word) for name, page in pages for word in HIDDEN if word in page] == []


def test_another_organisation_never_reaches_what_is_raw(falun: Falun) -> None:
    """Sixten's incidents against Kerstin and Petra, and Kerstin's open report against Sixten and Petra."""
    give_every_role(falun.cast, "petra")
    raw = [address for address in CLOSED if {"incident", "waiting_incident"} & set(address.example.values())]
    unsent = [address for address in CLOSED if "open_report" in address.example.values()]
    wanted = [("kerstin", raw), ("petra", raw), ("elin", raw), ("sixten", unsent), ("petra", unsent), ("elin", unsent)]

    answers = [
        (address, getattr(client_of(falun.cast, person), method)(address.path(falun.keys)))
        for person, found in wanted
        for address in found
        for method in ("get", "post")
    ]

    assert len(raw) > 8
    assert len(unsent) > 4
    assert _wrong(answers, lambda _address, response: response.status_code in {*SHUT, 405}) == []


def test_the_stranger_is_a_real_one(falun: Falun) -> None:
    """Were Frida to open nothing at all, these tests would pass and say nothing."""
    give_every_role(falun.cast, "frida")
    browser = client_of(falun.cast, "frida")
    own = [address for address in READ_FROM if not address.asks_for_something_secret]

    opened = [address.name for address in own if browser.get(address.path(falun.keys)).status_code == 200]

    assert len(opened) > 20
