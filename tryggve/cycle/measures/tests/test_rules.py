"""The rules of measures, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tryggve.cycle.measures import rules
from tryggve.cycle.measures.rules import Chain, Ground
from tryggve.cycle.measures.shapes import (
    Direction,
    EvidenceGrade,
    JudgementPlan,
    MeasureDraft,
    MeasureKind,
    MeasureState,
    Term,
)
from tryggve.cycle.situation_pictures.shapes import Report
from tryggve.testing.cast import square

DRAFT = MeasureDraft(
    title="Nya lampor", kind=MeasureKind.PHYSICAL_ENVIRONMENT, term=Term.SHORT, grade=EvidenceGrade.BELIEVED,
    grade_reason="Ljus hjälper.", priority="p", hypothesis="h", owner_organisation="o",
    start_date=date(2026, 3, 16), end_date=date(2026, 3, 20), window_weeks=8,
)  # fmt: skip
PLAN = JudgementPlan(
    category_codes=("A1",), area="a", comparison_area="b", window_weeks=8, direction=Direction.LOWER,
    evaluation_date=date(2026, 5, 18), start_date=date(2026, 3, 16), end_date=date(2026, 3, 20),
)  # fmt: skip
NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


def test_a_measure_without_an_explanation_is_refused() -> None:
    with pytest.raises(rules.HypothesisMissing) as refused:
        rules.check_draft(replace(DRAFT, hypothesis=""))
    assert refused.value.field == "hypothesis"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"grade_reason": ""}, "grade_reason"),
        ({"end_date": date(2026, 3, 15)}, "end_date"),
        ({"window_weeks": 3}, "window_weeks"),
        ({"window_weeks": 53}, "window_weeks"),
        ({"hoped_percent": 0}, "hoped_percent"),
        ({"hoped_percent": 101}, "hoped_percent"),
        ({"evaluation_date": date(2026, 5, 17)}, "evaluation_date"),
    ],
)
def test_what_no_measure_may_lack_is_refused_at_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(rules.CannotPlan) as refused:
        rules.check_draft(replace(DRAFT, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_measure_may_hope_for_more_than_a_doubling_of_what_is_good() -> None:
    rules.check_draft(replace(DRAFT, direction=Direction.HIGHER, hoped_percent=150))


def test_the_windows_are_whole_weeks_that_do_not_touch_the_measure() -> None:
    assert rules.weeks_before(PLAN) == (
        "2026-W04", "2026-W05", "2026-W06", "2026-W07", "2026-W08", "2026-W09", "2026-W10", "2026-W11",
    )  # fmt: skip
    assert rules.weeks_after(PLAN)[0] == "2026-W13"
    assert rules.weeks_after(PLAN)[-1] == "2026-W20"


def test_the_first_possible_day_is_the_monday_after_the_last_week() -> None:
    assert rules.earliest_evaluation(date(2026, 3, 20), 8) == date(2026, 5, 18)


def test_windows_pass_through_week_53() -> None:
    plan = replace(PLAN, start_date=date(2027, 1, 11), end_date=date(2027, 1, 11), window_weeks=4)
    assert rules.weeks_before(plan) == ("2026-W51", "2026-W52", "2026-W53", "2027-W01")


def test_what_is_hashed_does_not_depend_on_the_order_it_was_typed_in() -> None:
    first = rules.plan_body("m", "h", replace(PLAN, category_codes=("A1", "B2"), nearby=("x", "y")))
    second = rules.plan_body("m", "h", replace(PLAN, category_codes=("B2", "A1"), nearby=("y", "x")))
    assert first == second


@pytest.mark.parametrize(
    "changes",
    [
        {"category_codes": ("B1",)},
        {"area": "z"},
        {"comparison_area": "z"},
        {"window_weeks": 9},
        {"direction": Direction.HIGHER},
        {"hoped_percent": 31},
        {"start_date": date(2026, 3, 17)},
        {"end_date": date(2026, 3, 21)},
        {"evaluation_date": date(2026, 5, 19)},
        {"nearby": ("n",)},
        {"nearby_comparison": ("n",)},
    ],
)
def test_everything_that_decides_the_verdict_is_hashed(changes: dict[str, object]) -> None:
    assert rules.plan_body("m", "h", PLAN) != rules.plan_body("m", "h", replace(PLAN, **changes))  # type: ignore[arg-type]


def test_a_started_plan_is_not_changed() -> None:
    rules.check_open(MeasureState.PLANNED, None)
    with pytest.raises(rules.PlanIsFrozen):
        rules.check_open(MeasureState.STARTED, NOON)


def test_a_measure_does_not_start_after_its_last_day() -> None:
    rules.check_start(MeasureState.PLANNED, date(2026, 3, 20), date(2026, 3, 20))
    with pytest.raises(rules.CannotStart):
        rules.check_start(MeasureState.PLANNED, date(2026, 3, 20), date(2026, 3, 21))
    with pytest.raises(rules.CannotStart):
        rules.check_start(MeasureState.STARTED, date(2026, 3, 20), date(2026, 3, 20))


def test_an_obstacle_needs_a_word() -> None:
    rules.check_update("started", is_frozen=True, to_state="hindered", text="Lamporna är slut.")
    with pytest.raises(rules.CannotUpdate) as refused:
        rules.check_update("started", is_frozen=True, to_state="hindered", text=" ")
    assert refused.value.field == "text"


def test_what_has_not_started_cannot_be_done() -> None:
    with pytest.raises(rules.CannotUpdate):
        rules.check_update("planned", is_frozen=False, to_state="done", text="")
    with pytest.raises(rules.CannotUpdate):
        rules.check_update("hindered", is_frozen=False, to_state="done", text="")


def test_a_long_line_is_refused() -> None:
    with pytest.raises(rules.CannotUpdate):
        rules.check_update("started", is_frozen=True, to_state="done", text="x" * 281)


def _report(key: str, week: str, area: str, *, code: str = "A1", count: int = 1, occurrence: str = "") -> Report:
    return Report(
        key=key, organisation="o", organisation_name="O", week=week, category_code=code, occurred_from=NOON,
        occurred_to=NOON, time_precision="minute", area=area, place_name="", lat=None, lon=None, text="",
        count=count, is_late=False, occurrence=occurrence,
    )  # fmt: skip


def test_counts_keep_silence_apart_from_zero_and_count_an_occurrence_once() -> None:
    weeks = ["2026-W10", "2026-W11", "2026-W12"]
    reports = [
        _report("1", "2026-W10", "a", count=3),
        _report("2", "2026-W12", "a", occurrence="x"),
        _report("3", "2026-W12", "a", count=2, occurrence="x"),
        _report("4", "2026-W12", "a", code="B1"),
        _report("5", "2026-W12", "b", code="A1.2"),
        _report("6", "2026-W09", "a"),
    ]
    counts = rules.counts_by_area(reports, weeks, [True, False, True], ["A1"])
    assert counts == {"a": [3, None, 2], "b": [0, None, 1]}


def test_likeness_is_one_for_the_same_and_nought_for_nothing_in_common() -> None:
    assert rules.likeness([1, 2, 3, 4], [4, 3, 2, 1]) == 1
    assert rules.likeness([1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]) == 0
    assert rules.likeness([0], [0]) == 0


def test_the_most_alike_comes_first_and_equals_always_in_the_same_order() -> None:
    found = rules.most_alike([4, 4, 4, 4], {"far": [9, 9, 9, 9], "b": [4, 4, 4, 5], "a": [4, 4, 4, 5]})
    assert [key for key, _like in found] == ["a", "b", "far"]


def test_neighbours_share_a_border_and_not_a_corner() -> None:
    grounds = [
        Ground(name, name, rules.corners(square(lat, lon)), lat, lon)
        for name, lat, lon in (
            ("own", 60.0, 15.0),
            ("north", 60.02, 15.0),
            ("corner", 60.02, 15.02),
            ("far", 61.0, 15.0),
        )
    ]
    assert [each.key for each in rules.neighbours("own", grounds)] == ["north"]
    assert rules.neighbours("unknown", grounds) == []


def test_lead_time_is_of_medians_and_what_is_missing_is_not_zero() -> None:
    def day(number: int) -> datetime:
        return NOON + timedelta(days=number)

    found = rules.lead_time(
        [
            Chain(day(0), day(4), day(6), day(16)),
            Chain(day(0), day(6), day(7), None),
            Chain(None, None, day(7), None),
        ]
    )
    assert found.n == 3
    assert (found.event_to_shared.median_days, found.event_to_shared.n) == (5.0, 2)
    assert (found.shared_to_priority.median_days, found.shared_to_priority.n) == (1.5, 2)
    assert (found.priority_to_measure.median_days, found.priority_to_measure.n) == (10.0, 1)
    assert (found.total.median_days, found.total.n) == (16.0, 1)
    assert rules.lead_time([]).total.median_days is None


def test_the_middle_of_moments() -> None:
    assert rules.middle([NOON, NOON + timedelta(days=2)]) == NOON + timedelta(days=1)
    assert rules.middle([]) is None
