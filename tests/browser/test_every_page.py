"""Every page there is, on a phone and on a desk, light and dark: nobody is shut out and nothing spills over.

Each page is looked at by the first person of the house who may open it, once on a light desk and once
on a dark phone; the start page by everybody. TRYGGVE_EVERY_LOOK=1 adds the light phone and the dark desk,
and all four in English.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.conftest import DESK, PHONE
from tests.browser.gallery import Gallery, Look, db, pages  # noqa: F401 - the database of all pages
from tests.browser.house import Person
from tests.privacy.addresses import Address
from tests.privacy.world import IN_HOUSE
from tryggve.edges.relay.actions import new_link
from tryggve.foundation.people.queries import represented_members
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(120)]

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS: dict[Look, str] = {(DESK, "light", "sv"): "a light desk", (PHONE, "dark", "sv"): "a dark phone"}
if os.environ.get("TRYGGVE_EVERY_LOOK") == "1":
    LOOKS |= {(PHONE, "light", "sv"): "a light phone", (DESK, "dark", "sv"): "a dark desk"}
    LOOKS |= {(width, scheme, "en"): f"{name} in English" for (width, scheme, _sv), name in LOOKS.items()}

#: The gallery of components has its own test in the web room.
OPEN_PAGES = ("desk:start", "entrance:login", "entrance:personas", "papers:statement", "papers:report")
FAULT_PAGES = {"403": "/handelser/granska/", "404": "/handelser/kvitto/finns-inte/"}


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
@pytest.mark.parametrize("address", pages(), ids=lambda each: each.name)
def test_a_page_is_open_to_everybody_who_reads_it(gallery: Gallery, address: Address, look: Look) -> None:
    person = gallery.person(gallery.opener(address), look)

    assert _faults(person, gallery.path(address)) == []


@every_look
@pytest.mark.parametrize("name", [*IN_HOUSE, "frida", "bo"])
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
