"""Did it work, and did the problem move? The one file here that asks the engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from tryggve.cycle.evaluations.shapes import CarriedOut, Judgement, Moved, Verdict
from tryggve.cycle.measures.queries import counts_by_area, names_of_areas, weeks_answered, windows
from tryggve.cycle.measures.shapes import Direction, JudgementPlan, MeasureView
from tryggve.kernel.viewer import Viewer

if TYPE_CHECKING:
    from tryggve.engine.effects.displacement import DisplacementTest

LEVEL = 0.95
LEAST_POWER = 0.8
#: An area with fewer incidents than this before says nothing of how much areas change by themselves.
LEAST_BEFORE = 10
LEAST_AREAS = 5

Weekly = list[int | None]


def judge(viewer: Viewer, measure: MeasureView, carried_out: str) -> Judgement:
    """Hold the measure against its frozen plan. A week in which nobody shared is missing, never zero."""
    from tryggve.engine import VERSION

    plan = measure.plan
    weeks = windows(plan)
    figures: dict[str, Any] = {
        "plan_hash": measure.plan_hash,
        "carried_out": str(carried_out),
        "category_codes": sorted(plan.category_codes),
        "direction": str(plan.direction),
        "hoped_percent": plan.hoped_percent,
        "weeks": {"before": list(weeks[0]), "after": list(weeks[1])},
        "parameters": {"level": LEVEL, "least_power": LEAST_POWER},
    }
    if carried_out == CarriedOut.NO:
        figures |= {"reason": "not_carried_out", "effect": None, "power": None, "moved": str(Moved.NOT_KNOWN)}
        return Judgement(Verdict.NOT_CARRIED_OUT, figures, VERSION)
    counted = _Counted(viewer, plan, weeks)
    figures |= {
        "area": counted.told([plan.area]),
        "comparison": counted.told([plan.comparison_area]),
        "nearby": counted.told(plan.nearby),
        "nearby_comparison": counted.told(plan.nearby_comparison),
    }
    effect = _effect(counted, [plan.area], [plan.comparison_area])
    power = _power(effect, plan)
    verdict, reason = _verdict(effect, plan, power)
    figures |= {"effect": effect, "power": power, "reason": reason}
    figures |= _displacement(counted, plan, effect["dispersion"] if effect else 1.0)
    figures["elsewhere"] = _elsewhere(counted, plan)
    return Judgement(Verdict(verdict), figures, VERSION)


class _Counted:
    """Weekly counts of every area in both windows, read once."""

    def __init__(self, viewer: Viewer, plan: JudgementPlan, weeks: tuple[Sequence[str], Sequence[str]]) -> None:
        before, after = weeks
        both = [*before, *after]
        self.n_before = len(before)
        self.counts = counts_by_area(viewer, both, plan.category_codes)
        self.none: Weekly = [0 if known else None for known in weeks_answered(viewer, both)]
        self.names = names_of_areas(viewer, [plan.area, plan.comparison_area, *plan.nearby, *plan.nearby_comparison])

    def of(self, areas: Sequence[str]) -> tuple[Weekly, Weekly]:
        """The areas' sum, week by week, before and after."""
        rows = [self.counts.get(area, self.none) for area in areas]
        total = [
            None if known is None else sum(row[index] or 0 for row in rows) for index, known in enumerate(self.none)
        ]
        return total[: self.n_before], total[self.n_before :]

    def told(self, areas: Sequence[str]) -> dict[str, Any]:
        """What is frozen of it."""
        before, after = self.of(areas) if areas else ([], [])
        names = [self.names.get(area, "") for area in areas]
        return {"keys": list(areas), "name": ", ".join(names), "before": before, "after": after}


def _floats(counts: Weekly) -> list[float]:
    return [math.nan if count is None else float(count) for count in counts]


def _effect(counted: _Counted, areas: Sequence[str], comparison: Sequence[str]) -> dict[str, Any] | None:
    from tryggve.engine.effects.before_after import before_after
    from tryggve.engine.errors import TooFewIncidents

    own, other = counted.of(areas), counted.of(comparison)
    try:
        answer = before_after((_floats(own[0]), _floats(own[1])), (_floats(other[0]), _floats(other[1])), level=LEVEL)
    except TooFewIncidents:
        return None
    return asdict(answer)


def _power(effect: dict[str, Any] | None, plan: JudgementPlan) -> float | None:
    from tryggve.engine.effects.detection_limit import Design, power_to_detect

    if effect is None:
        return None
    design = Design(
        treated_before=effect["treated_before"],
        comparison_before=effect["comparison_before"],
        n_weeks_before=effect["n_weeks_before"],
        n_weeks_after=effect["n_weeks_after"],
        dispersion=effect["dispersion"],
    )
    return round(power_to_detect(design, _plan_of_engine(plan).change, level=LEVEL), 4)


def _plan_of_engine(plan: JudgementPlan) -> Any:
    from tryggve.engine.effects.verdict import JudgementPlan as EnginePlan

    word: Literal["lower", "higher"] = "lower" if plan.direction == Direction.LOWER else "higher"
    return EnginePlan(expected_direction=word, hoped_change=plan.hoped_percent / 100, least_power=LEAST_POWER)


def _verdict(effect: dict[str, Any] | None, plan: JudgementPlan, power: float | None) -> tuple[str, str]:
    from tryggve.engine.effects.before_after import BeforeAfter
    from tryggve.engine.effects.verdict import judge_effect

    found = judge_effect(
        BeforeAfter(**effect) if effect is not None else None, plan=_plan_of_engine(plan), power=power or 0.0
    )
    return found.verdict, found.reason


def _displacement(counted: _Counted, plan: JudgementPlan, dispersion: float) -> dict[str, Any]:
    """The ring against as many areas like it elsewhere, chosen when the measure started."""
    from tryggve.engine.effects.displacement import Weights, displacement_test
    from tryggve.engine.errors import EngineRefusal

    unknown: dict[str, Any] = {"moved": str(Moved.NOT_KNOWN), "displacement": None, "ring": None}
    if not plan.nearby or len(plan.nearby) != len(plan.nearby_comparison):
        return unknown
    pairs = [
        _sums(counted, areas) for areas in ([plan.area], [plan.comparison_area], plan.nearby, plan.nearby_comparison)
    ]
    known = [sum(1 for each in counted.none[:n] if each is not None) for n in (counted.n_before, None)]
    lengths = (float(known[0]), float(known[1] - known[0]))
    if min(lengths) == 0:
        return unknown
    weights = Weights(windows=lengths, dispersion=dispersion)
    try:
        answer = displacement_test(
            pairs[0], pairs[1], nearby=pairs[2], nearby_control=pairs[3], weights=weights, level=LEVEL
        )
    except EngineRefusal:
        return unknown
    return {
        "moved": _reading(answer),
        "displacement": asdict(answer),
        "ring": _effect(counted, plan.nearby, plan.nearby_comparison),
    }


def _elsewhere(counted: _Counted, plan: JudgementPlan) -> dict[str, Any] | None:
    """How much other areas changed by themselves. The ring is left out: the measure may have touched it."""
    touched = {"", plan.area, *plan.nearby}
    others = [counted.of([area]) for area in sorted(counted.counts) if area not in touched]
    return changed_as_much(counted.of([plan.area]), others, is_lower=plan.direction == Direction.LOWER)


def changed_as_much(
    own: tuple[Weekly, Weekly], others: Sequence[tuple[Weekly, Weekly]], *, is_lower: bool
) -> dict[str, Any] | None:
    """How many of the other areas changed at least as much the same way; None when too few can be compared.

    Each of them is a placebo (Abadie, Diamond & Hainmueller 2010): what we would have said, had the measure
    been there.
    """
    from tryggve.engine.effects.difference_in_differences import difference_in_differences
    from tryggve.engine.errors import EngineRefusal

    alike = [pair for pair in others if sum(each or 0 for each in pair[0]) >= LEAST_BEFORE]
    if len(alike) < LEAST_AREAS:
        return None
    rows = [_floats([*before, *after]) for before, after in (own, *alike)]
    try:
        answer = difference_in_differences(rows, [1] + [0] * len(alike), start=len(own[0]), level=LEVEL)
    except EngineRefusal:
        return None
    change, *changes = answer.changes
    as_much = sum(1 for each in changes if (each <= change if is_lower else each >= change))
    return {"areas": len(alike), "as_much": as_much, "p_value": answer.p_value, "smallest_p": answer.smallest_p}


def _reading(answer: DisplacementTest) -> str:
    """The engine's word; and when it is no sign although it clearly became more nearby, that."""
    if answer.reading == "no_sign" and answer.displaced is not None and answer.displaced.low > 0:
        return str(Moved.MORE_NEARBY)
    return answer.reading


def _sums(counted: _Counted, areas: Sequence[str]) -> tuple[int, int]:
    before, after = counted.of(areas)
    return sum(each or 0 for each in before), sum(each or 0 for each in after)
