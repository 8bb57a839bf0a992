"""By the keyboard alone: nothing is clicked in these tests, and what has the focus can be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE
from tests.browser.house import House
from tests.browser.week import AtABrowser
from tryggve.cycle.meetings import actions as meetings
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.testing.cast import Cast
from tryggve.testing.story import AFTER_WEEK, WEEK, nothing_to_report

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

MOST_STEPS = 200
_FOCUSED = """() => {
    const here = document.activeElement;
    const said = here.closest('label')?.innerText || here.labels?.[0]?.innerText || here.innerText || '';
    return {words: said.trim(), name: here.name || '', value: here.value || '', tag: here.tagName};
}"""
_RING = """() => {
    const seen = [document.activeElement, document.activeElement.closest('label')].filter(Boolean);
    return seen.some(e => { const s = getComputedStyle(e);
        return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; });
}"""

Focused = dict[str, str]


def tab_to(page: Page, is_there: Callable[[Focused], bool]) -> Focused:
    """Press Tab until the focus is there. Whatever had the focus on the way could be seen to have it."""
    unseen = []
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        here: Focused = page.evaluate(_FOCUSED)
        if not page.evaluate(_RING):
            unseen.append(here)
        if is_there(here):
            assert unseen == []
            return here
    raise AssertionError("The keyboard never came there.")


def test_an_incident_is_saved_by_the_keyboard_alone(house: House, person: AtABrowser) -> None:
    rakel = person("rakel", width=PHONE)
    rakel.opens("/handelser/ny/")
    press = rakel.page.keyboard.press

    tab_to(rakel.page, lambda here: here["name"] == "category")
    press("Space")
    press("ArrowRight")
    chosen = rakel.page.locator("input[name=category]:checked").input_value()
    tab_to(rakel.page, lambda here: here["name"] == "where")
    press("Space")
    tab_to(rakel.page, lambda here: here["name"] == "place")
    rakel.page.keyboard.type("Knut")
    tab_to(rakel.page, lambda here: here["name"] == "note")
    rakel.page.keyboard.type("Skrivet utan mus.")
    tab_to(rakel.page, lambda here: here["words"] == "Spara händelse")
    with rakel.page.expect_navigation():
        press("Enter")

    assert chosen
    assert rakel.heading == "Tack. Den är sparad."
    assert "Knutpunkten, torget" in rakel.text


def _meeting_with_a_proposal(cast: Cast) -> str:
    nothing_to_report(cast, "sixten")
    compile_picture(week=WEEK, by=cast.elin, now=AFTER_WEEK)
    now = AFTER_WEEK + timedelta(days=2)
    meeting = meetings.open_meeting(week=WEEK, held_at=now, by=cast.elin, now=now)
    meetings.propose_priority(
        meeting=meeting.public_id, area=cast.areas["knutpunkten"].public_id, subject="Mörk gångväg",
        category_codes=["F1"], reason="Lamporna är trasiga.", owner="", by=cast.elin, now=now,
    )  # fmt: skip
    return meeting.public_id


def test_the_chair_confirms_by_the_keyboard_alone(house: House, person: AtABrowser) -> None:
    meeting = _meeting_with_a_proposal(house.cast)
    house.clock.goes_to(AFTER_WEEK + timedelta(days=2, hours=1))
    olle = person("olle")
    olle.opens(f"/moten/{meeting}/")
    assert olle.heading == "Ett område väntar på ordföranden"

    tab_to(olle.page, lambda here: here["words"] == "Bekräfta som ordförande")
    with olle.page.expect_navigation():
        olle.page.keyboard.press("Space")

    assert olle.heading == "Veckans områden: Knutpunkten"


def test_the_first_stop_leads_past_the_menu(house: House, person: AtABrowser) -> None:
    elin = person("elin")
    elin.opens("/moten/")

    elin.page.keyboard.press("Tab")
    assert elin.page.evaluate(_FOCUSED)["words"] == "Hoppa till innehållet"
    elin.page.keyboard.press("Enter")

    assert elin.page.evaluate("document.activeElement.id") == "main"
