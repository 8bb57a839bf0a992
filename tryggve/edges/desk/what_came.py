"""What came of a report: how far it has led, and what its reporter may be told of that. Pure.

A reporter learns what has happened, never what is planned: where the group means to look, and
whom it means to send, is not told before it is done.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tryggve.cycle.evaluations.shapes import EvaluationView, Verdict
from tryggve.cycle.measures.shapes import MeasureKind, MeasureState, MeasureView
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.kernel.weeks import Week

#: An area chosen this many weeks after a report may have been chosen because of it.
WEEKS_LATER = 4


class Reached(StrEnum):
    """The furthest that a report has led, in the order of the cycle."""

    REGISTERED = "registered"
    SHARED = "shared"
    IN_PICTURE = "in_picture"
    CHOSEN = "chosen"
    MEASURE = "measure"
    EVALUATED = "evaluated"


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known of one report, for its own reporter.

    `measure_title` is empty where saying it would tell where somebody is about to be.
    """

    reached: Reached
    week: str = ""
    chosen_week: str = ""
    measure_title: str = ""
    measure_is_done: bool = False
    verdict: Verdict | None = None

    @property
    def lit(self) -> int:
        """How many panes are lit: with the coordinator, shared, and something came of it."""
        order = list(Reached)
        if self.reached == Reached.REGISTERED:
            return 1
        return 3 if order.index(self.reached) >= order.index(Reached.MEASURE) else 2


@dataclass(frozen=True, slots=True)
class Cycle:
    """What the group has done, for finding one report in it. What was chosen after `told_before` is not told yet."""

    compiled: Collection[str]
    told_before: datetime
    priorities: Sequence[PriorityView]
    measures: Mapping[str, Sequence[MeasureView]]
    evaluations: Mapping[str, EvaluationView]


def answers_to(shared: SharedView, priority: PriorityView) -> bool:
    """Whether a prioritised area is about this: same place, same kind, chosen in the weeks after."""
    if not shared.area or shared.area != priority.area:
        return False
    later = Week.parse(priority.week) - Week.parse(shared.week)
    codes = {code.partition(".")[0] for code in priority.category_codes}
    is_kind = not codes or shared.category_code.partition(".")[0] in codes
    return is_kind and 0 <= later < WEEKS_LATER


def trail_of(shared: SharedView | None, cycle: Cycle) -> Trail:
    """How far one report has led."""
    if shared is None:
        return Trail(Reached.REGISTERED)
    chosen = [
        each
        for each in cycle.priorities
        if each.confirmed_at is not None and each.confirmed_at < cycle.told_before and answers_to(shared, each)
    ]
    if not chosen:
        reached = Reached.IN_PICTURE if shared.week in cycle.compiled else Reached.SHARED
        return Trail(reached, week=shared.week)
    begun = [
        measure for each in chosen for measure in cycle.measures.get(each.key, ()) if measure.started_at is not None
    ]
    if not begun:
        return Trail(Reached.CHOSEN, week=shared.week, chosen_week=chosen[0].week)
    told = min(begun, key=lambda each: (each.key not in cycle.evaluations, each.measure_state != MeasureState.DONE))
    return _led_to(shared, chosen[0], told, cycle.evaluations.get(told.key))


def _led_to(shared: SharedView, chosen: PriorityView, measure: MeasureView, found: EvaluationView | None) -> Trail:
    is_done = measure.measure_state == MeasureState.DONE
    may_be_named = is_done or measure.kind == MeasureKind.PHYSICAL_ENVIRONMENT
    return Trail(
        Reached.EVALUATED if found else Reached.MEASURE,
        week=shared.week,
        chosen_week=chosen.week,
        measure_title=measure.title if may_be_named else "",
        measure_is_done=is_done,
        verdict=found.verdict if found and is_done else None,
    )
