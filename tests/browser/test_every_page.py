"""Every page there is, on a phone and on a desk, light and dark: nobody is shut out and nothing spills over.

Each page is looked at by the first person of the house who may open it, once on a light desk and once
on a dark phone; the start page by everybody. TRYGGVE_EVERY_LOOK=1 adds the light phone and the dark desk,
and all four in English.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import DESK, PHONE
from tests.browser.house import Clock, House, Person
from tests.privacy.addresses import READ, Address, addresses
from tests.privacy.world import Falun, client_of, furnish, rights_now
from tryggve.edges.relay.actions import new_link
from tryggve.foundation.people.queries import represented_members
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import make_cast
from tryggve.testing.story import AFTER_WEEK

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(120)]

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
Look = tuple[int, Any, str]
LOOKS: dict[Look, str] = {(DESK, "light", "sv"): "a light desk", (PHONE, "dark", "sv"): "a dark phone"}
if os.environ.get("TRYGGVE_EVERY_LOOK") == "1":
    LOOKS |= {(PHONE, "light", "sv"): "a light phone", (DESK, "dark", "sv"): "a dark desk"}
    LOOKS |= {(width, scheme, "en"): f"{name} in English" for (width, scheme, _sv), name in LOOKS.items()}

#: Who is asked first. The reporter and the coordinators have pages that nobody else opens.
PERSONS = ("elin", "sixten", "kerstin", "rakel", "adam", "stina", "lina", "petra", "mona", "olle")
#: Files, and the document's own HTML, which is paper and not a page of the house.
FILES = ("pdf", "json", "csv", "html", "report_json", "minutes_file", "failed", "photo")
#: The gallery of components has its own test in the web room.
OPEN_PAGES = ("desk:start", "entrance:login", "entrance:personas")
FAULT_PAGES = {"403": "/handelser/granska/", "404": "/handelser/kvitto/finns-inte/"}
#: Only lead on to another page of the list.
LEADS_ON = {"incidents:start", "intake:run", "county_reports:list"}
#: Where the inventory's example leads on, and another thing of Falun's shows the page itself.
OTHER_EXAMPLE = {"cause_analyses:of_priority": {"priority": "proposed"}}


def _pages() -> list[Address]:
    """Every address that shows a page."""
    found = [each for each in addresses() if each.name in READ and each.name.partition(":")[2] not in FILES]
    return sorted((each for each in found if each.name not in LEADS_ON), key=lambda each: each.name)


@dataclass
class Gallery:
    """The furnished house, with a browser for each person and look."""

    house: House
    falun: Falun
    chromium: Browser
    people: dict[tuple[str, Look], Person] = field(default_factory=dict)
    openers: dict[str, str] = field(default_factory=dict)

    def person(self, name: str, look: Look) -> Person:
        """Somebody at a window of that width, logged in; "" is nobody."""
        key, (width, scheme, language) = (name, look), look
        if key not in self.people:
            context = self.chromium.new_context(
                base_url=self.house.address, viewport={"width": width, "height": 800},
                color_scheme=scheme, reduced_motion="reduce", locale="sv-SE",
            )  # fmt: skip
            context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.house.address}])
            if name:
                session = client_of(self.falun.cast, name).cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies(
                    [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.house.address}]
                )
            self.people[key] = Person(name, self.house, context)
        return self.people[key]

    def path(self, address: Address) -> str:
        """The page's address with Falun's keys in it."""
        example = OTHER_EXAMPLE.get(address.name, address.example)
        return reverse(address.name, kwargs={name: self.falun.keys[value] for name, value in example.items()})

    def opener(self, address: Address) -> str:
        """The first of the house who may open it."""
        if address.name not in self.openers:
            self.openers[address.name] = next(
                name
                for name in PERSONS
                if set(address.rights) & (rights_now(self.falun.cast, name) | {"signed_in"})
                and client_of(self.falun.cast, name).get(self.path(address)).status_code == 200
            )
        return self.openers[address.name]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database for all pages together, emptied after the last: the server must see what is saved."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


@pytest.fixture(scope="module")
def gallery(db: None, chromium: Browser) -> Iterator[Gallery]:
    """Falun, furnished once, and a server that shows it."""
    clock = Clock(AFTER_WEEK + timedelta(days=2))
    with pytest.MonkeyPatch.context() as patch, override_settings(PRACTICE=True):
        patch.setattr(timezone, "now", clock)
        falun = furnish(make_cast())
        server = LiveServer("localhost")
        found = Gallery(House(falun.cast, str(server.url), clock), falun, chromium)
        try:
            yield found
        finally:
            for each in found.people.values():
                each.context.close()
            server.stop()


def _faults(person: Person, path: str, status: int = 200) -> list[str]:
    """What is wrong with the page, in words that lead to the place."""
    person.faults.clear()
    answer = person.page.goto(path)
    assert answer is not None
    assert answer.status == status, f"{person.name} at {path}: {answer.status}"
    page = person.page
    found = list(person.faults)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide > 0:
        found.append(f"{path} scrolls sideways by {wide}: {page.evaluate(_SPILLING)}")
    page.evaluate(AXE.read_text())
    told = page.evaluate("wcag => axe.run(document, {runOnly: wcag, resultTypes: ['violations']})", WCAG)
    for broken in told["violations"]:
        found += [
            f"{path}: {broken['id']}: {node['html'][:160]} | {node['failureSummary'][:200]}"
            for node in broken["nodes"][:3]
        ]
    return found


_SPILLING = """[...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll, .reflow > thead'))
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' || ')"""

every_look = pytest.mark.parametrize("look", LOOKS, ids=list(LOOKS.values()))


@every_look
@pytest.mark.parametrize("address", _pages(), ids=lambda each: each.name)
def test_a_page_is_open_to_everybody_who_reads_it(gallery: Gallery, address: Address, look: Look) -> None:
    person = gallery.person(gallery.opener(address), look)

    assert _faults(person, gallery.path(address)) == []


@every_look
@pytest.mark.parametrize("name", [*PERSONS, "frida", "bo"])
def test_everybodys_start_page_is(gallery: Gallery, name: str, look: Look) -> None:
    assert _faults(gallery.person(name, look), "/") == []


@every_look
@pytest.mark.parametrize("name", OPEN_PAGES)
def test_a_page_before_the_log_in_is(gallery: Gallery, name: str, look: Look) -> None:
    assert _faults(gallery.person("", look), reverse(name)) == []


@every_look
@pytest.mark.parametrize("status", FAULT_PAGES)
def test_a_page_that_says_no_is(gallery: Gallery, status: str, look: Look) -> None:
    assert _faults(gallery.person("rakel", look), FAULT_PAGES[status], int(status)) == []


@every_look
def test_the_page_of_a_members_link_is(gallery: Gallery, look: Look) -> None:
    speaker = gallery.falun.cast.kerstin
    with acting_as(speaker):
        member = represented_members(speaker)[0].public_id
    link = new_link(member=member, week=Week.of(timezone.now()), by=speaker, now=timezone.now())
    guest = gallery.person("", look)

    assert _faults(guest, reverse("relay:link", args=[link.token])) == []
    english = look[2] == "en"
    assert guest.page.locator("html").get_attribute("lang") == ("en" if english else "sv")
    guest.page.get_by_role("button", name="Answer: nothing" if english else "Svara: inget").click()
    assert ("Thank you" if english else "Tack") in guest.heading
