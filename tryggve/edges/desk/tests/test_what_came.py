"""What a reporter is told of what came of a report, and what not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tryggve.edges.desk.tests.test_start import At, LogIn, text_of
from tryggve.edges.desk.tests.world import a_meeting, a_week, the_whole_way
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, an_incident, share_week


def seen_by_rakel(log_in: Callable[[str], Client]) -> str:
    return text_of(log_in("rakel"))


def test_nothing_yet_is_said(cast: Cast, log_in: LogIn, at: At) -> None:
    an_incident(cast, "rakel", place="knutpunkten", approve=False)
    at(WEEK.end_at + timedelta(hours=8))
    assert "Hos din samordnare." in seen_by_rakel(log_in)
    an_incident(cast, "rakel", place="knutpunkten", hours_in=60)
    share_week(cast, "sixten")
    at(WEEK.end_at + timedelta(hours=9))
    assert "Lägesbilden är inte sammanställd än." in seen_by_rakel(log_in)


def test_a_report_in_the_picture_says_that_nothing_is_decided(cast: Cast, log_in: LogIn, at: At) -> None:
    a_week(cast)
    at(WEEK.end_at + timedelta(hours=20))
    page = seen_by_rakel(log_in)
    assert "Delad i vecka 37" in page
    assert "Inget beslut än" in page


def test_a_choice_is_told_the_day_after_the_meeting(cast: Cast, log_in: LogIn, at: At) -> None:
    an_incident(cast, "rakel", category="A1", place="knutpunkten", hours_in=160)
    a_week(cast, n=1)
    a_meeting(cast)
    at(WEEK.end_at + timedelta(days=2, hours=15))
    assert "valde område" not in seen_by_rakel(log_in)
    at(WEEK.end_at + timedelta(days=3, hours=15))
    assert "Var med när gruppen valde område i vecka 37." in seen_by_rakel(log_in)


@pytest.mark.parametrize(
    ("kind", "told"), [("physical_environment", "Pågår: Nya lampor på gångvägen."), ("presence", "En åtgärd pågår.")]
)
def test_where_somebody_is_about_to_be_is_never_told(cast: Cast, log_in: LogIn, at: At, kind: str, told: str) -> None:
    the_whole_way(cast, kind=kind)
    at(WEEK.end_at + timedelta(days=10))
    page = seen_by_rakel(log_in)
    assert "Din händelse gav en åtgärd." in page
    assert told in page
    assert ("Nya lampor" in page) == ("Nya lampor" in told)


def test_a_reporter_is_told_of_nobody_elses_and_nothing_behind(cast: Cast, log_in: LogIn, at: At) -> None:
    keys = the_whole_way(cast)
    an_incident(cast, "sixten", category="F3", place="norslund", note="Hemlig anteckning")
    at(WEEK.end_at + timedelta(days=4))
    page = seen_by_rakel(log_in)
    for word in ("Norslund", "Hemlig", "Gångvägen är mörk", "Varför just här?", "Polisen", "Centrala stadsrum", "Mona"):
        assert word not in page
    client = log_in("rakel")
    for address in (f"/motesrum/{keys.meeting}/", "/ledtid/"):
        assert client.get(address).status_code == 403
