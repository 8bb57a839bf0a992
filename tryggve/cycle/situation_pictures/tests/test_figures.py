"""The picture's numbers on made-up weeks whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tryggve.cycle.situation_pictures.figures import (
    Reporting,
    hexagons,
    hot_times,
    picture_figures,
    weeks_before,
)
from tryggve.cycle.situation_pictures.rules import READ_WEEKS, happenings
from tryggve.cycle.situation_pictures.shapes import Report
from tryggve.cycle.situation_pictures.tests.test_rules import HERE
from tryggve.kernel.weeks import Week

WEEK = Week.parse("2026-W37")
WEEKS = weeks_before(WEEK, READ_WEEKS)
ALL_ANSWERED = Reporting(answered=dict.fromkeys(WEEKS, 9), expected=dict.fromkeys(WEEKS, 9))


def _in_week(week: str, number: int, **changes: object) -> list[Report]:
    start = Week.parse(week).start_at + timedelta(days=3, hours=20)
    return [
        replace(HERE, key=f"{week}-{index}", week=week, occurred_from=start, occurred_to=start, **changes)  # type: ignore[arg-type]
        for index in range(number)
    ]


def _steady(number: int) -> list[Report]:
    return [report for week in WEEKS[:-1] for report in _in_week(week, number)]


def test_a_week_far_above_its_history_stands_out() -> None:
    figures = picture_figures(WEEK, [*_steady(2), *_in_week(str(WEEK), 14)], ["bojsenburg"], "AC", ALL_ANSWERED)

    pair = figures.pairs[("bojsenburg", "C")]
    assert (pair.count, pair.level) == (14, "more")
    assert figures.hot_times_of == ("bojsenburg", "C")


def test_a_problem_that_goes_on_does_not_hide_itself() -> None:
    calm = [report for week in WEEKS[:-4] for report in _in_week(week, 1)]
    since = [report for week in WEEKS[-4:] for report in _in_week(week, 9)]

    figures = picture_figures(WEEK, [*calm, *since], ["bojsenburg"], "AC", ALL_ANSWERED)

    assert figures.pairs[("bojsenburg", "C")].level == "more"


def test_a_week_like_the_others_does_not() -> None:
    figures = picture_figures(WEEK, [*_steady(2), *_in_week(str(WEEK), 2)], ["bojsenburg"], "AC", ALL_ANSWERED)

    assert {figure.level for figure in figures.pairs.values()} == {"as_usual"}


def test_weeks_in_which_nobody_answered_are_unknown_and_not_zero() -> None:
    silent = dict.fromkeys(WEEKS, 9) | {WEEKS[-3]: 0}

    figures = picture_figures(WEEK, _steady(2), ["bojsenburg"], "AC", Reporting(silent, dict.fromkeys(WEEKS, 9)))

    assert figures.areas["bojsenburg"].shown[-3] is None
    assert figures.areas["bojsenburg"].missing[-3]


def test_areas_and_groups_add_up_to_the_whole() -> None:
    nowhere = _in_week(str(WEEK), 3, area="")
    figures = picture_figures(WEEK, [*_in_week(str(WEEK), 4), *nowhere], ["bojsenburg"], "ABCDEFG", ALL_ANSWERED)

    assert figures.occurrences == 7
    assert sum(figure.count for figure in figures.areas.values()) == 7
    assert sum(figure.count for figure in figures.groups.values()) == 7


def test_the_hour_table_counts_each_incident_once_and_unknown_hours_apart() -> None:
    day = _in_week(str(WEEK), 2, time_precision="day")

    answer = hot_times(happenings([*_in_week(str(WEEK), 5), *day]))

    assert sum(map(sum, answer.counts)) == 5
    assert answer.unknown == 2
    assert answer.counts[3][20] == 5


def test_two_incidents_never_make_a_hexagon_and_three_do() -> None:
    assert hexagons(happenings(_in_week(str(WEEK), 2))) == ()
    assert hexagons(happenings(_in_week(str(WEEK), 3)))[0].count == 3
