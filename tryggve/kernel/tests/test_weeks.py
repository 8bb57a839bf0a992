"""Weeks, periods and report months, over New Year, week 53 and summer time."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.kernel import weeks as weeks_module
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import (
    NotAMonth,
    NotAPeriod,
    NotAWeek,
    NoTimeZone,
    Period,
    ReportMonth,
    Week,
    weeks_in,
)

days = st.dates(date(2000, 1, 3), date(2050, 12, 31))
weeks = st.builds(Week.of, days)
months = st.builds(ReportMonth, st.integers(2000, 2050), st.integers(1, 12))


def test_a_week_is_written_and_read_in_the_iso_form() -> None:
    assert str(Week(2026, 7)) == "2026-W07"
    assert Week.parse("2026-W37") == Week(2026, 37)


@pytest.mark.parametrize("text", ["", "2026-37", "2026-W54", "2026-W00", "2025-W53", "26-W01", "2026-W37 ", "2026-W٣٧"])
def test_what_is_no_week_is_refused_with_what_we_got_and_what_to_write(text: str) -> None:
    with pytest.raises(NotAWeek, match="2026-W37"):
        Week.parse(text)


@pytest.mark.parametrize("year", [0, 206, 1899, 2200, 20266])
def test_a_year_that_is_a_slip_of_the_finger_is_refused(year: int) -> None:
    with pytest.raises(NotAWeek):
        Week(year, 1)


@pytest.mark.parametrize("year", [2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048])
def test_long_years_have_a_week_53(year: int) -> None:
    assert weeks_in(year) == 53
    assert Week(year, 53) + 1 == Week(year + 1, 1)
    assert Week(year + 1, 1) - 1 == Week(year, 53)


def test_the_days_around_new_year_belong_to_the_iso_year() -> None:
    assert Week.of(date(2021, 1, 3)) == Week(2020, 53)
    assert Week.of(date(2018, 12, 31)) == Week(2019, 1)
    assert Week.of(date(2027, 1, 1)) == Week(2026, 53)
    assert Week.of(date(2026, 1, 1)) == Week(2026, 1)
    assert Week(2026, 53) < Week(2027, 1)


def test_a_point_in_time_counts_as_swedish_clocks_show_it() -> None:
    winter = datetime(2026, 1, 4, 23, 30, tzinfo=UTC)
    summer = datetime(2026, 7, 5, 22, 0, tzinfo=UTC)

    assert Week.of(winter) == Week(2026, 2)
    assert Week.of(winter - timedelta(minutes=31)) == Week(2026, 1)
    assert Week.of(summer) == Week(2026, 28)
    assert Week.of(summer - timedelta(microseconds=1)) == Week(2026, 27)
    assert Week.of(summer.astimezone(timezone(timedelta(hours=-9)))) == Week(2026, 28)


def test_a_point_in_time_without_time_zone_is_refused() -> None:
    with pytest.raises(NoTimeZone, match="tidszon"):
        Week.of(datetime(2026, 9, 7, 12, 0))  # noqa: DTZ001


def test_the_week_that_loses_an_hour_has_167_and_the_one_that_gains_has_169() -> None:
    assert Week.of(date(2026, 3, 29)).hours == 167
    assert Week.of(date(2026, 10, 25)).hours == 169
    assert Week(2026, 37).hours == 168


def test_both_hours_between_two_and_three_in_october_belong_to_the_same_week() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert Week.of(first) == Week.of(second) == Week(2026, 43)


@given(weeks)
def test_a_week_is_seven_days_from_monday_to_sunday(week: Week) -> None:
    assert week.monday.weekday() == 0
    assert week.sunday.weekday() == 6
    assert week.thursday.year == week.year
    assert len(week.days) == 7
    assert {Week.of(day) for day in week.days} == {week}


@given(weeks)
def test_text_form_reads_back_and_sorts_as_time_does(week: Week) -> None:
    assert Week.parse(str(week)) == week
    assert str(week) < str(week + 1)
    assert week < week + 1


@given(weeks)
def test_weeks_follow_each_other_without_gap_or_overlap(week: Week) -> None:
    assert week.end_at == (week + 1).start_at
    assert Week.of(week.start_at) == week
    assert Week.of(week.end_at) == week + 1
    assert week.start_at.utcoffset() is not None
    assert week.hours in {167, 168, 169}


@given(weeks, st.integers(-300, 300))
def test_adding_and_subtracting_undo_each_other(week: Week, step: int) -> None:
    assert (week + step) - week == step
    assert (week + step) - step == week


@given(st.datetimes(datetime(2000, 1, 4), datetime(2050, 12, 30)))  # noqa: DTZ001
def test_every_instant_is_in_exactly_its_own_week(naive: datetime) -> None:
    moment = naive.replace(tzinfo=UTC)
    week = Week.of(moment)

    assert week.start_at <= moment < week.end_at
    assert moment in week
    assert moment not in week + 1


@given(st.integers(2000, 2050))
def test_a_year_gains_as_many_hours_as_it_loses(year: int) -> None:
    year_weeks = Week.range(Week(year, 1), Week(year, weeks_in(year)))

    assert sum(week.hours for week in year_weeks) == 168 * len(year_weeks)


def test_a_range_holds_both_ends_and_is_empty_backwards() -> None:
    assert Week.range(Week(2026, 52), Week(2027, 1)) == (
        Week(2026, 52),
        Week(2026, 53),
        Week(2027, 1),
    )
    assert Week.range(Week(2026, 2), Week(2026, 1)) == ()


def test_a_fortnight_is_laid_out_from_its_anchor_over_new_year() -> None:
    anchor = Week(2026, 51)

    period = Period.containing(Week(2027, 1), n_weeks=2, anchor=anchor)

    assert str(period) == "2026-W53/2027-W01"
    assert period.prev.first_week == anchor
    assert period.label == "vecka 53–1"
    assert list(period) == [Week(2026, 53), Week(2027, 1)]
    assert date(2027, 1, 10) in period
    assert Week(2027, 2) not in period


def test_a_period_without_weeks_is_refused() -> None:
    with pytest.raises(NotAPeriod):
        Period(Week(2026, 1), 0)
    with pytest.raises(NotAPeriod):
        Period.parse("2026-W02/2026-W01")


@given(weeks, weeks, st.integers(1, 6))
def test_periods_cover_every_week_once(week: Week, anchor: Week, n_weeks: int) -> None:
    period = Period.containing(week, n_weeks=n_weeks, anchor=anchor)

    assert week in period
    assert len(period) == n_weeks
    assert period.end_at == period.next.start_at
    assert Period.parse(str(period)) == period
    assert (period.first_week - anchor) % n_weeks == 0


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    assert ReportMonth.of(Week(2026, 53)) == ReportMonth(2026, 12)
    assert ReportMonth.of(Week(2026, 1)) == ReportMonth(2026, 1)
    assert ReportMonth.of(Week(2026, 40)) == ReportMonth(2026, 10)
    assert [week.number for week in ReportMonth(2026, 12).weeks] == [49, 50, 51, 52, 53]


@given(months)
def test_months_follow_each_other_without_gap_or_overlap(month: ReportMonth) -> None:
    assert month.last_week + 1 == month.next.first_week
    assert month.next.prev == month
    assert len(month.weeks) in {4, 5}
    assert all(week in month for week in month.weeks)
    assert month.end_at == month.next.start_at
    assert ReportMonth.parse(str(month)) == month


@given(st.integers(2000, 2050))
def test_twelve_months_are_exactly_the_weeks_of_the_year(year: int) -> None:
    by_month = [week for month in range(1, 13) for week in ReportMonth(year, month).weeks]

    assert by_month == list(Week.range(Week(year, 1), Week(year, weeks_in(year))))


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "2026-9", "september", "0026-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(NotAMonth, match="2026-09"):
        ReportMonth.parse(text)


def test_labels_are_swedish() -> None:
    assert Week(2026, 37).label == "vecka 37"
    assert ReportMonth(2026, 9).label == "september 2026"


def test_the_example_in_the_documentation_runs() -> None:
    assert doctest.testmod(weeks_module).failed == 0


def test_a_refusal_can_be_shown_to_a_person_and_caught_by_a_url() -> None:
    with pytest.raises(DomainError, match="Vi fick år 2025 och vecka 53"):
        Week(2025, 53)
    with pytest.raises(ValueError, match="Skriv år och vecka"):
        Week.parse("v37")
