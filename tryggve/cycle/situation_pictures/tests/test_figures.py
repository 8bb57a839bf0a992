"""The picture's numbers on made-up weeks whose answer is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tryggve.cycle.situation_pictures.figures import (
    Reporting,
    clusters,
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


# -- Where it gathers, and since when ------------------------------------------------------------
SCANNED = WEEKS[-26:]


def _at(week: str, number: int, *, lat: float, area: str) -> list[Report]:
    return _in_week(week, number, lat=lat, lon=15.63, area=area)


def _two_places(*, since: str | None) -> list[Report]:
    """Two places alike all along; from `since` one of them has five times as many."""
    found = []
    for week in SCANNED:
        more = since is not None and week >= since
        found += _at(week, 10 if more else 2, lat=60.60, area="bojsenburg") + _at(week, 2, lat=60.64, area="norslund")
    return found


def test_a_place_that_has_gathered_more_is_told_with_its_week() -> None:
    found = clusters(happenings(_two_places(since=SCANNED[-3])), SCANNED, seed=1)

    assert len(found) == 1
    assert (found[0].areas, found[0].since, found[0].count) == (("bojsenburg",), SCANNED[-3], 30)
    assert found[0].expected < 30
    assert found[0].recurrence_weeks > 20


def test_the_same_chance_gives_the_same_clusters() -> None:
    reports = happenings(_two_places(since=SCANNED[-3]))

    assert clusters(reports, SCANNED, seed=7) == clusters(reports, SCANNED, seed=7)


def test_places_that_keep_their_share_are_no_cluster() -> None:
    assert clusters(happenings(_two_places(since=None)), SCANNED, seed=1) == ()


def test_nothing_on_the_map_is_no_cluster_and_no_fault() -> None:
    assert clusters(happenings(_in_week(str(WEEK), 5, lat=None, lon=None)), SCANNED, seed=1) == ()
    assert clusters([], SCANNED, seed=1) == ()


# -- Which method judges -------------------------------------------------------------------------
def test_sparse_pairs_are_read_beside_each_other_and_the_method_is_frozen() -> None:
    areas = ["a", "b", "c", "d"]
    quiet = [
        report
        for place, week in enumerate(WEEKS[-40:-1])
        for report in _in_week(week, 1, area=areas[place % 4], category_code="AC"[place % 2] + "1")
    ]

    figures = picture_figures(
        WEEK,
        [*quiet, *_in_week(str(WEEK), 5, area="a", category_code="C1")],
        areas,
        "ABC",
        Reporting(dict.fromkeys(WEEKS[-40:], 9), dict.fromkeys(WEEKS[-40:], 9)),
    )

    assert figures.pairs[("a", "C")].method == "partial_pooling"
    assert figures.pairs[("a", "C")].level == "more"
    methods = figures.parameters["methods"]
    assert isinstance(methods, dict)
    assert methods["partial_pooling"] >= 9
