"""Expected, shared, in time: counted in periods, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tryggve.cycle.weekly_reports.shapes import Answer, WeekAnswer
from tryggve.edges.desk.tests.test_start import At, LogIn, text_of
from tryggve.edges.desk.timeliness import Standing, standings, together
from tryggve.foundation.people.models import Agreement
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Period, Week
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK, an_incident, nothing_to_report, report_of, share_week

WEEKS = Week.range(WEEK - 11, WEEK)
PERIODS = [Period(week) for week in WEEKS]


def an_answer(week: Week, answer: Answer, *, late: bool = False, due: bool = True, who: str = "A") -> WeekAnswer:
    return WeekAnswer(
        organisation=who, organisation_name=who, week=str(week), answer=answer, judgement="", judgement_text="",
        risk_signals="", needs="", shared_at=None, version=1, incidents=0, is_due=due, is_late=late,
    )  # fmt: skip


def test_late_is_complete_but_not_timely_and_silence_is_neither() -> None:
    # Twelve weeks: joins after two; then six in time, one signed zero in time, one late, one silent, one not due.
    said = [an_answer(week, Answer.NOT_EXPECTED) for week in WEEKS[:2]]
    said += [an_answer(week, Answer.SHARED) for week in WEEKS[2:8]]
    said += [an_answer(WEEKS[8], Answer.NOTHING_TO_REPORT), an_answer(WEEKS[9], Answer.LATE, late=True)]
    said += [an_answer(WEEKS[10], Answer.SILENT), an_answer(WEEKS[11], Answer.SILENT, due=False)]

    (found,) = standings(said, PERIODS, WEEKS)

    # Nine are due: seven in time, one late, one missing. 7/9 = 78 %, 8/9 = 89 %.
    assert (found.expected, found.on_time, found.late, found.missing) == (9, 7, 1, 1)
    assert (found.on_time_percent, found.reported_percent, found.reaches) == (78, 89, False)
    assert found.states == (*["not_expected"] * 2, *["shared"] * 6, "zero", "late", "missing", "open")


def test_a_late_zero_is_late() -> None:
    (found,) = standings([an_answer(WEEK, Answer.NOTHING_TO_REPORT, late=True)], [Period(WEEK)], [WEEK])

    assert (found.reported, found.on_time, found.states) == (1, 0, ("late",))


@pytest.mark.parametrize(
    ("on_time", "expected", "reaches"), [(4, 5, True), (8, 10, True), (39, 49, False), (3, 4, False), (3, 3, False)]
)
def test_the_line_is_reached_in_whole_reports(on_time: int, expected: int, *, reaches: bool) -> None:
    # 39 of 49 is 79.6, which rounds to 80 and is not.
    assert Standing("A", expected, expected, on_time).reaches is reaches


def test_of_too_few_no_share_is_told() -> None:
    few = Standing("A", 3, 3, 3)

    assert (few.is_too_few, few.on_time_percent, few.reported_percent) == (True, None, None)


def test_a_report_for_two_weeks_is_counted_once() -> None:
    periods = [Period(WEEK - 3, 2), Period(WEEK - 1, 2)]
    said = [an_answer(WEEK - back, Answer.SHARED) for back in (3, 2)]
    said += [an_answer(WEEK - back, Answer.SILENT) for back in (1, 0)]

    (found,) = standings(said, periods, WEEKS)

    assert (found.expected, found.reported) == (2, 1)


def test_the_one_furthest_behind_stands_first_and_the_new_one_last() -> None:
    said = [an_answer(week, Answer.SHARED, who="Bra") for week in WEEKS]
    said += [an_answer(week, Answer.SILENT, who="Tyst") for week in WEEKS]
    said += [an_answer(week, Answer.LATE, late=True, who="Sen") for week in WEEKS]
    said += [an_answer(WEEK, Answer.SILENT, who="Ny")]

    found = standings(said, PERIODS, WEEKS)

    assert [each.name for each in found] == ["Tyst", "Sen", "Bra", "Ny"]
    assert replace(together(found, "Alla"), states=()) == Standing("Alla", 37, 24, 12)


@pytest.mark.parametrize("year", [2020, 2026], ids=["into 2021", "into 2027"])
def test_a_year_with_53_weeks_loses_none(year: int) -> None:
    last = Week(year + 1, 4)
    weeks = Week.range(last - 11, last)
    said = [an_answer(week, Answer.SHARED) for week in weeks]

    (found,) = standings(said, [Period(week) for week in weeks], weeks)

    assert found.expected == 12
    assert str(Week(year, 53)) in {str(week) for week in weeks}


# -- The page -----------------------------------------------------------------------------------
def four_weeks(cast: Cast) -> None:
    """Kopparstaden in time; the shops say nothing to report, late; the police and the municipality are silent."""
    for back in (3, 2, 1, 0):
        week = WEEK - back
        an_incident(cast, "rakel", week=week)
        share_week(cast, "sixten", week=week)
        nothing_to_report(cast, "kerstin", week=week, now=week.end_at + timedelta(hours=30))


def test_the_est_coordinator_sees_everybody_and_an_organisation_itself(cast: Cast, log_in: LogIn, at: At) -> None:
    four_weeks(cast)
    at(WEEK.end_at + timedelta(days=2))

    everybody = text_of(log_in("elin"), "/lamnat-i-tid/")
    own = text_of(log_in("sixten"), "/lamnat-i-tid/")

    for name in ("Kopparstaden", "Centrala stadsrum", "Polisen", "Alla tillsammans"):
        assert name in everybody
    assert "under linjen" in everybody
    assert "Övningsdata" in everybody
    # They have been parties for a year and a half; before the first week was opened nothing was owed.
    assert "Ni har delat 4 av 4 rapporter i tid" in own
    for name in ("Centrala stadsrum", "Polisen", "Alla tillsammans"):
        assert name not in own


def test_the_stranger_sees_their_own_and_the_reporter_nothing(cast: Cast, log_in: LogIn, at: At) -> None:
    four_weeks(cast)
    at(WEEK.end_at + timedelta(days=2))

    for stranger in ("frida", "bo"):
        page = text_of(log_in(stranger), "/lamnat-i-tid/")
        assert "Kopparstaden" not in page
    for other in ("rakel", "mona", "stina", "lina"):
        assert log_in(other).get("/lamnat-i-tid/").status_code == 403


def test_a_rhythm_of_two_weeks_expects_half_as_many(cast: Cast, log_in: LogIn, at: At) -> None:
    with acting_as(cast.elin):
        Agreement.objects.seen_by(cast.elin).update(rhythm_weeks=2)
    report_of(cast, "sixten", WEEK - 11)
    at(WEEK.end_at + timedelta(days=2))

    page = text_of(log_in("sixten"), "/lamnat-i-tid/")

    # From 2025-W01 on: weeks 26 to 37 of 2026 hold the six periods that end in an even week.
    assert "Ni har delat 0 av 6 rapporter i tid" in page
