"""What a plan could see, and what to compare with: the one file here that asks the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from tryggve.cycle.measures import rules
from tryggve.cycle.measures.queries import counts_by_area, grounds, weeks_answered
from tryggve.cycle.measures.shapes import Detection, Direction, JudgementPlan, ProposedComparison
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

LEAST_POWER = 0.8
LEAST_DEGREES = 10
LONGER = 2


def detection_limit(viewer: Viewer, plan: JudgementPlan) -> Detection:
    """The smallest change that four such evaluations of five would show.

    Counts the last `window_weeks` weeks before the start in which anybody shared: a measure that
    begins next month is planned with what is known now.
    """
    from tryggve.engine.effects.detection_limit import Design
    from tryggve.engine.effects.detection_limit import detection_limit as smallest

    own, other = _known_before(viewer, plan)
    if not own:
        return Detection(0, 0, 0, None, None, plan.hoped_percent, plan.direction)
    design = Design(
        treated_before=sum(own),
        comparison_before=sum(other),
        n_weeks_before=len(own),
        n_weeks_after=plan.window_weeks,
        dispersion=_dispersion([own, other]),
    )
    limit = smallest(design, direction=_word(plan.direction))
    found = Detection(
        before=design.treated_before,
        comparison_before=design.comparison_before,
        n_weeks=len(own),
        smallest_percent=_percent(limit.smallest_change),
        smallest_incidents=None if limit.smallest_incidents is None else round(limit.smallest_incidents),
        hoped_percent=plan.hoped_percent,
        direction=plan.direction,
    )
    if found.can_see_hope or plan.window_weeks * LONGER > rules.MOST_WEEKS:
        return found
    longer = replace(
        design,
        treated_before=design.treated_before * LONGER,
        comparison_before=design.comparison_before * LONGER,
        n_weeks_before=design.n_weeks_before * LONGER,
        n_weeks_after=design.n_weeks_after * LONGER,
    )
    better = _percent(smallest(longer, direction=_word(plan.direction)).smallest_change)
    if better is None or better == found.smallest_percent:
        return found
    return replace(found, longer_weeks=plan.window_weeks * LONGER, longer_percent=better)


def _word(direction: Direction) -> Literal["lower", "higher"]:
    return "lower" if direction == Direction.LOWER else "higher"


def _percent(change: float | None) -> int | None:
    return None if change is None else round(abs(change) * 100)


def _known_before(viewer: Viewer, plan: JudgementPlan) -> tuple[list[int], list[int]]:
    start = Week.of(plan.start_date)
    weeks = [str(start - back) for back in range(plan.window_weeks + rules.HISTORY_WEEKS, 0, -1)]
    answered = weeks_answered(viewer, weeks)
    counts = counts_by_area(viewer, weeks, plan.category_codes)
    rows = [counts.get(area, rules.none_seen(answered)) for area in (plan.area, plan.comparison_area)]
    own, other = ([each for each in row if each is not None][-plan.window_weeks :] for row in rows)
    return own, other


def _dispersion(rows: Sequence[Sequence[int]]) -> float:
    """Variance over mean of weekly counts, 1 for chance alone; as `before_after` works it out."""
    counted = [row for row in rows if sum(row)]
    degrees = sum(len(row) - 1 for row in counted)
    if degrees < LEAST_DEGREES:
        return 1.0
    spread = sum(sum((each - sum(row) / len(row)) ** 2 for each in row) / (sum(row) / len(row)) for row in counted)
    return max(1.0, spread / degrees)


def propose_comparison(viewer: Viewer, area: str, codes: Sequence[str], before: Week) -> list[ProposedComparison]:
    """Areas that could stand for what would have happened anyway, the most alike first.

    Likeness is in the 26 weeks before. Neighbours come last: what moves there would spoil the comparison.
    """
    weeks = [str(before - back) for back in range(rules.HISTORY_WEEKS, 0, -1)]
    answered = weeks_answered(viewer, weeks)
    counts = counts_by_area(viewer, weeks, codes)
    none = rules.none_seen(answered)
    known = grounds(viewer, before.monday)
    names = {each.key: each.name for each in known}
    beside = {each.key for each in rules.neighbours(area, known)}
    own = counts.get(area, none)
    ranked = rules.most_alike(own, {key: counts.get(key, none) for key in names if key != area})
    return [
        ProposedComparison(
            area=key,
            area_name=names[key],
            count=_sum(counts.get(key, none)),
            own_count=_sum(own),
            likeness=round(like, 3),
            n_weeks=sum(answered),
        )
        for key, like in sorted(ranked, key=lambda pair: pair[0] in beside)
    ]


def with_ring(viewer: Viewer, plan: JudgementPlan) -> JudgementPlan:
    """The plan with the ring where the problem could move, and as many like areas away from it.

    Both are empty when the map has no neighbours, or not areas enough for a comparison.
    """
    known = grounds(viewer, plan.start_date)
    taken = {plan.area, plan.comparison_area}
    ring = [each.key for each in rules.neighbours(plan.area, known) if each.key not in taken]
    free = [each.key for each in known if each.key not in taken and each.key not in ring]
    ring = ring[: len(free)]
    if not ring:
        return replace(plan, nearby=(), nearby_comparison=())
    before = Week.of(plan.start_date)
    weeks = [str(before - back) for back in range(rules.HISTORY_WEEKS, 0, -1)]
    answered = weeks_answered(viewer, weeks)
    counts = counts_by_area(viewer, weeks, plan.category_codes)
    chosen = _matched(ring, free, counts, rules.none_seen(answered))
    return replace(plan, nearby=tuple(ring), nearby_comparison=tuple(chosen))


def _matched(
    ring: Sequence[str], free: Sequence[str], counts: Mapping[str, rules.Counts], none: rules.Counts
) -> list[str]:
    """For each area of the ring the area among the free ones that has been most like it."""
    left, chosen = list(free), []
    for key in ring:
        best = rules.most_alike(counts.get(key, none), {other: counts.get(other, none) for other in left})[0][0]
        left.remove(best)
        chosen.append(best)
    return chosen


def _sum(counts: rules.Counts) -> int:
    return sum(each or 0 for each in counts)
