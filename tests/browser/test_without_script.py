"""Without JavaScript: an incident is registered, reviewed and shared all the same."""

from __future__ import annotations

import pytest

from tests.browser import week
from tests.browser.conftest import PHONE
from tests.browser.house import House
from tests.browser.test_one_week_and_month import FRIDAY, MONDAY, THURSDAY_EVENING
from tests.browser.week import AtABrowser

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def test_an_incident_is_registered_and_shared_without_javascript(house: House, person: AtABrowser) -> None:
    rakel = person("rakel", width=PHONE, script=False)
    sixten, elin = (person(name, script=False) for name in ("sixten", "elin"))

    house.clock.goes_to(THURSDAY_EVENING)
    incident = week.register_on_a_phone(rakel)
    house.clock.goes_to(FRIDAY)
    week.review_without_what_points_at_somebody(sixten, incident)
    house.clock.goes_to(MONDAY)
    week.open_the_week(elin)
    report = week.judge_preview_and_share(sixten)

    assert elin.opens(report) == 200
    assert week.SHARED in elin.text
