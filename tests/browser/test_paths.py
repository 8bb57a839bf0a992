"""Is it fast to do the week? Presses and letters of the real pages, counted in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from tests.browser.counted import Counted
from tests.browser.house import House, Person
from tryggve.cycle.weekly_reports.actions import open_week
from tryggve.foundation.people.actions import add_member
from tryggve.kernel.weeks import STOCKHOLM
from tryggve.testing.story import WEEK, an_incident

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MONDAY = datetime(2026, 9, 14, 9, 0, tzinfo=STOCKHOLM)
#: JOURNEYS.md U3 and U4.
WEEK_OF_TEN_S, ZERO_WEEK_PRESSES, RELAY_PRESSES = 90.0, 3, 40
N_REPORTS, N_MEMBERS, N_WITH_SOMETHING = 10, 12, 3
AtABrowser = Callable[..., Person]


def _monday(house: House) -> None:
    house.clock.goes_to(MONDAY)
    open_week(week=WEEK, by=house.cast.elin, now=MONDAY)


def test_a_coordinator_shares_a_week_of_ten_reports_within_ninety_seconds(house: House, person: AtABrowser) -> None:
    for number in range(N_REPORTS):
        an_incident(house.cast, "rakel", place="bojsenburg", category=("C4", "F3", "A1")[number % 3], approve=False)
    _monday(house)
    sixten = person("sixten")
    sixten.opens("/")
    counted = Counted(sixten)

    counted.clicks("Granska händelser", role="link")
    for _incident in range(N_REPORTS):
        counted.clicks("Ta med", within=sixten.page.locator("article").first)
    assert sixten.heading == "Allt är granskat"
    counted.clicks("Öppna veckorapporten", role="link")
    counted.clicks("Öppna er rapport", role="link")
    counted.presses_on(sixten.page.locator("label").filter(has_text="Gult").first)
    counted.writes("Varför? En mening.", "Stökigare än vanligt vid torget.")
    counted.clicks("Förhandsgranska vecka 37")
    counted.clicks("Dela vecka 37")

    assert "Rapporten är delad." in sixten.text
    counted.tells("A week of ten reports")
    assert counted.human_s <= WEEK_OF_TEN_S


def test_a_week_without_anything_to_report_is_three_presses(house: House, person: AtABrowser) -> None:
    _monday(house)
    sixten = person("sixten")
    sixten.opens("/")
    counted = Counted(sixten)

    counted.clicks("Öppna vecka 37", role="link")
    counted.clicks("Förhandsgranska: inget att rapportera", role="link")
    counted.clicks("Dela: inget att rapportera")

    assert "inget att rapportera" in sixten.text.lower()
    counted.tells("A week with nothing")
    assert counted.presses <= ZERO_WEEK_PRESSES


def test_a_relay_coordinator_notes_twelve_members_within_forty_presses(house: House, person: AtABrowser) -> None:
    cast = house.cast
    for number in range(N_MEMBERS - 2):
        add_member(
            organisation=cast.kerstin.organisation_public_id, name=f"Butik nummer {number}", by=cast.kerstin, now=MONDAY
        )
    _monday(house)
    kerstin = person("kerstin")
    kerstin.opens(f"/veckorapporter/medlemmar/?vecka={WEEK}")
    assert f"{N_MEMBERS} av {N_MEMBERS} har inte svarat" in kerstin.heading
    counted = Counted(kerstin)

    silent = kerstin.page.locator("li.silent-row")
    for _member in range(N_WITH_SOMETHING):
        counted.clicks("Lägg in en händelse", role="link", within=silent.first)
        counted.presses_on(kerstin.page.locator("label.tile").first)
        counted.presses_on(kerstin.page.locator("label").filter(has_text=re.compile("Vet ej")).first)
        counted.presses_on(kerstin.page.locator("label").filter(has_text="Annan tid").first)
        counted.writes("Dag", "2026-09-11")
        counted.clicks("Spara händelse")
        counted.clicks("Till medlemmarnas svar", role="link")
    for _member in range(N_MEMBERS - N_WITH_SOMETHING):
        counted.clicks("Notera: inget att rapportera", within=silent.first)

    assert "alla har svarat" in kerstin.heading
    counted.tells("Twelve members, three with something")
    assert counted.presses <= RELAY_PRESSES
