"""One figure with its parts, and how many it says nothing about."""

from __future__ import annotations

from datetime import timedelta

from tryggve.edges.desk.tests.test_start import At, LogIn
from tryggve.edges.desk.tests.world import a_meeting, a_week, the_whole_way
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK


def test_what_has_not_come_all_the_way_is_counted_as_not_known(cast: Cast, log_in: LogIn, at: At) -> None:
    the_whole_way(cast, WEEK - 1)
    a_week(cast)
    a_meeting(cast)
    at(WEEK.end_at + timedelta(days=4))
    page = log_in("elin").get("/ledtid/").content.decode()
    assert "dagar från händelse till åtgärd" in page
    assert "Gäller 1 av 2 valda områden." in page
    assert "Ett område har inte kommit hela vägen än" in page


def test_nothing_chosen_is_not_zero_days(cast: Cast, log_in: LogIn, at: At) -> None:
    at(WEEK.end_at + timedelta(days=4))
    page = log_in("elin").get("/ledtid/?veckor=52").content.decode()
    assert "Inget område är valt under de här veckorna" in page
    assert "0 dagar" not in page


def test_a_strange_span_gives_the_usual_one(cast: Cast, log_in: LogIn, at: At) -> None:
    at(WEEK.end_at + timedelta(days=4))
    assert log_in("elin").get("/ledtid/?veckor=tusen").status_code == 200
    assert log_in("frida").get("/ledtid/").status_code == 200
