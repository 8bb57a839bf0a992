"""What came of a report: how far it has led, when its reporter could read it, and what may be told. Pure.

A reporter learns what has happened, never what is planned: where the group means to look, and
whom it means to send, is not told before it is done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tryggve.cycle.evaluations.shapes import EvaluationView, FollowUpView, Outcome, Verdict
from tryggve.cycle.measures.shapes import MeasureKind, MeasureState, MeasureView
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.kernel.weeks import Week

#: An area chosen this many weeks after a report may have been chosen because of it.
WEEKS_LATER = 4
#: A choice is told the day after the meeting, when those who are to act have heard it first.
TOLD_AFTER = timedelta(days=1)
#: When a proposal that nobody has confirmed is told.
_NEVER = datetime(9000, 1, 1, tzinfo=UTC)


class Reached(StrEnum):
    """The furthest that a report has led, in the order of the cycle."""

    REGISTERED = "registered"
    SHARED = "shared"
    IN_PICTURE = "in_picture"
    CHOSEN = "chosen"
    MEASURE = "measure"
    OUTCOME = "outcome"


#: What the group did with it, after the reporter's own organisation had shared it.
FEEDBACK = (Reached.IN_PICTURE, Reached.CHOSEN, Reached.MEASURE, Reached.OUTCOME)
#: Something came of it. That it cannot be told yet whether it helped is an outcome too.
VISIBLE_OUTCOME = (Reached.MEASURE, Reached.OUTCOME)


@dataclass(frozen=True, slots=True)
class Trail:
    """What is known of one report, for its own reporter. `told` says since when each step can be read.

    `measure_title` is empty where saying it would tell where somebody is about to be. `went` is what
    the group said of the area at its next meeting, `verdict` what the figures say of the measure.
    """

    told: Mapping[Reached, datetime] = field(default_factory=dict)
    week: str = ""
    chosen_week: str = ""
    measure_title: str = ""
    measure_is_done: bool = False
    verdict: Verdict | None = None
    went: Outcome | None = None

    @property
    def reached(self) -> Reached:
        """The furthest step."""
        return max((Reached.REGISTERED, *self.told), key=list(Reached).index)

    @property
    def lit(self) -> int:
        """How many panes are lit: with the coordinator, shared, and something came of it."""
        if self.reached == Reached.REGISTERED:
            return 1
        return 3 if self.reached in VISIBLE_OUTCOME else 2

    @property
    def feedback_at(self) -> datetime | None:
        """When the reporter could first read what the group had done with it."""
        return min((at for step, at in self.told.items() if step in FEEDBACK), default=None)

    @property
    def outcome_at(self) -> datetime | None:
        """When the reporter could first read that something came of it."""
        return min((at for step, at in self.told.items() if step in VISIBLE_OUTCOME), default=None)


@dataclass(frozen=True, slots=True)
class Cycle:
    """What the group has done until `now`, for finding reports in it.

    `compiled` gives when each version of a week's picture was compiled, `first_shared` when a report
    was shared in its first version; `measures` and `follow_ups` go by priority, `evaluations` by measure.
    """

    now: datetime
    compiled: Mapping[str, Sequence[datetime]] = field(default_factory=dict)
    first_shared: Mapping[str, datetime] = field(default_factory=dict)
    priorities: Sequence[PriorityView] = ()
    measures: Mapping[str, Sequence[MeasureView]] = field(default_factory=dict)
    evaluations: Mapping[str, EvaluationView] = field(default_factory=dict)
    follow_ups: Mapping[str, FollowUpView] = field(default_factory=dict)


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
    return trails_of({"": shared} if shared else {}, cycle).get("", Trail())


def trails_of(shared: Mapping[str, SharedView], cycle: Cycle) -> dict[str, Trail]:
    """How far each report has led, by its key."""
    by_area: dict[str, list[PriorityView]] = {}
    for each in sorted(cycle.priorities, key=lambda one: (one.week, one.rank)):
        if _told(each) <= cycle.now:
            by_area.setdefault(each.area, []).append(each)
    return {
        key: _trail(row, [each for each in by_area.get(row.area, ()) if answers_to(row, each)], cycle)
        for key, row in shared.items()
    }


def _told(priority: PriorityView) -> datetime:
    return (priority.confirmed_at or _NEVER) + TOLD_AFTER


def _trail(shared: SharedView, chosen: Sequence[PriorityView], cycle: Cycle) -> Trail:
    shared_at = cycle.first_shared.get(shared.root, shared.shared_at)
    told = {Reached.SHARED: shared_at}
    compiled = [at for at in cycle.compiled.get(shared.week, ()) if at >= shared_at]
    if compiled:
        told[Reached.IN_PICTURE] = compiled[0]
    if not chosen:
        return Trail(told, week=shared.week)
    told[Reached.CHOSEN] = min(map(_told, chosen))
    went = _went(chosen, cycle, told)
    begun = [
        (measure, max(measure.started_at, _told(each)))
        for each in chosen
        for measure in cycle.measures.get(each.key, ())
        if measure.started_at is not None
    ]
    if not begun:
        return Trail(told, week=shared.week, chosen_week=chosen[0].week, went=went)
    told[Reached.MEASURE] = min(at for _measure, at in begun)
    measure, _at = min(begun, key=lambda pair: _less_to_tell(pair[0], cycle))
    is_done = measure.measure_state == MeasureState.DONE
    found = cycle.evaluations.get(measure.key) if is_done else None
    if found is not None:
        earlier = told.get(Reached.OUTCOME, found.evaluated_at)
        told[Reached.OUTCOME] = max(min(earlier, found.evaluated_at), told[Reached.CHOSEN])
    may_be_named = is_done or measure.kind == MeasureKind.PHYSICAL_ENVIRONMENT
    return Trail(
        told,
        week=shared.week,
        chosen_week=chosen[0].week,
        measure_title=measure.title if may_be_named else "",
        measure_is_done=is_done,
        verdict=found.verdict if found else None,
        went=went,
    )


def _went(chosen: Sequence[PriorityView], cycle: Cycle, told: dict[Reached, datetime]) -> Outcome | None:
    """What the group said of the area afterwards; the latest word, told since the first."""
    said = [cycle.follow_ups[each.key] for each in chosen if each.key in cycle.follow_ups]
    if not said:
        return None
    told[Reached.OUTCOME] = max(min(each.written_at for each in said), told[Reached.CHOSEN])
    return said[-1].outcome


def _less_to_tell(measure: MeasureView, cycle: Cycle) -> tuple[bool, bool]:
    return measure.key not in cycle.evaluations, measure.measure_state != MeasureState.DONE
