"""How long reporters wait for an answer: every value here is worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tryggve.edges.desk.feedback import TOO_FEW, Wait, feedback_of
from tryggve.edges.desk.tests.test_start import At, LogIn
from tryggve.edges.desk.tests.world import the_whole_way
from tryggve.edges.desk.trails import waits_in
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, a_summary_line, share_week

MONDAY = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def waited(feedback: float | None = None, outcome: float | None = None) -> Wait:
    return Wait(
        MONDAY,
        None if feedback is None else MONDAY + feedback * DAY,
        None if outcome is None else MONDAY + outcome * DAY,
    )


def test_the_median_counts_those_who_still_wait_as_the_longest() -> None:
    # 2, 2, 2, 2, 2, 4, 4, 4, 4, 4 | 6 × 5, never × 5: the tenth is 4 and the eleventh 6, so 5.
    waits = [waited(2)] * 5 + [waited(4)] * 5 + [waited(6)] * 5 + [waited()] * 5

    found = feedback_of(waits, now=MONDAY + 30 * DAY)

    assert (found.n, found.answered, found.median_days) == (20, 15, 5.0)


def test_when_half_have_no_answer_there_is_no_median() -> None:
    # The tenth of twenty is 3 days, the eleventh never: between them is no number.
    assert feedback_of([waited(3)] * 10 + [waited()] * 10, now=MONDAY + 30 * DAY).median_days is None
    # The eleventh of twenty-one is the middle one, and has waited three days.
    assert feedback_of([waited(3)] * 11 + [waited()] * 10, now=MONDAY + 30 * DAY).median_days == 3.0


def test_an_outcome_counts_through_its_fourteenth_day_and_not_after() -> None:
    waits = [waited(3, 14)] * 7 + [waited(3, 14.01)] * 6 + [waited(3)] * 7

    found = feedback_of(waits, now=MONDAY + 60 * DAY)

    # 7 of 20.
    assert (found.with_outcome, found.share, found.share_percent) == (7, 0.35, 35)


def test_what_is_younger_than_fourteen_days_is_not_counted_either_way() -> None:
    old, new = [waited(3, 9)] * 20, [Wait(MONDAY + 20 * DAY)] * 20

    found = feedback_of(old + new, now=MONDAY + 33 * DAY)

    assert (found.n, found.share) == (20, 1.0)
    assert feedback_of(old + new, now=MONDAY + 34 * DAY).n == 40


@pytest.mark.parametrize(("n", "is_told"), [(0, False), (TOO_FEW - 1, False), (TOO_FEW, True)])
def test_of_too_few_nothing_is_told(n: int, *, is_told: bool) -> None:
    found = feedback_of([waited(3, 9)] * n, now=MONDAY + 30 * DAY)

    assert found.n == n
    assert (found.median_days is not None, found.share is not None, not found.is_too_few) == (is_told,) * 3


def test_the_house_knows_when_an_answer_could_first_be_read(cast: Cast) -> None:
    the_whole_way(cast)
    now = WEEK.end_at + timedelta(days=20)

    with acting_as(cast.elin):
        waits = sorted(waits_in(cast.elin, [str(WEEK)], now), key=lambda each: each.happened_at)

    # The week's picture was compiled at 13 on Monday; the measure began three days after the week, at midnight,
    # and could be told a day after the meeting's choice on Wednesday at 13.20.
    picture = WEEK.end_at + timedelta(hours=13)
    assert [each.feedback_at for each in waits] == [picture] * 3
    told = WEEK.end_at + timedelta(days=3, hours=13, minutes=20)
    assert [each.outcome_at for each in waits] == [told, told, None]


def test_summaries_have_no_reporter_and_the_neighbour_has_none_of_ours(cast: Cast) -> None:
    a_summary_line(cast, "petra", area="knutpunkten")
    share_week(cast, "petra")
    now = WEEK.end_at + timedelta(days=20)

    with acting_as(cast.elin):
        assert waits_in(cast.elin, [str(WEEK)], now) == []
    the_whole_way(cast, WEEK - 1)
    with acting_as(cast.bo):
        assert waits_in(cast.bo, [str(WEEK), str(WEEK - 1)], now) == []


def test_the_page_says_cannot_tell_while_too_few(cast: Cast, log_in: LogIn, at: At) -> None:
    the_whole_way(cast)
    at(WEEK.end_at + timedelta(days=20))

    page = log_in("elin").get("/ledtid/").content.decode()

    assert "Det kan inte avgöras ännu" in page
    assert "3 händelser är äldre än 14 dagar. Det behövs minst 20." in page


def test_the_page_tells_both_figures_with_their_n(
    cast: Cast, log_in: LogIn, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tryggve.edges.desk.feedback.TOO_FEW", 3)
    the_whole_way(cast)
    at(WEEK.end_at + timedelta(days=20))

    page = log_in("elin").get("/ledtid/").content.decode()

    # Seen 40, 41 and 70 hours into the week, told 181 hours in: the middle wait is 140 hours, 5.8 days.
    assert ">5,8</td>" in page
    assert "2 (67 %)" in page
