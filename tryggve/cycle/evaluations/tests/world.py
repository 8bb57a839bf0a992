"""A measure that has run its time, with planted truths about what it did."""

from __future__ import annotations

from collections.abc import Mapping

from tryggve.cycle.measures.actions import plan_measure, start_measure
from tryggve.cycle.measures.tests.world import (
    AFTER,
    BEFORE,
    CHOSEN_AT,
    START,
    Ground,
    add_areas,
    lay_ground,
    share_week,
    with_draft,
)
from tryggve.foundation.geography.models import Area
from tryggve.testing.cast import Cast

#: Area → incidents a week (before, after).
Truth = Mapping[str, tuple[int, int]]
WORKED: Truth = {"knutpunkten": (10, 3), "norslund": (10, 10), "bojsenburg": (5, 5), "rottneby": (5, 5)}
MOVED: Truth = {"knutpunkten": (10, 3), "norslund": (10, 10), "bojsenburg": (5, 12), "rottneby": (5, 5)}
NOTHING: Truth = {"knutpunkten": (20, 20), "norslund": (20, 20)}
WORSE: Truth = {"knutpunkten": (10, 22), "norslund": (10, 10)}
FEW: Truth = {"knutpunkten": (1, 0), "norslund": (1, 1)}


def measure_with(cast: Cast, truth: Truth, *, starts: bool = True, **changes: object) -> tuple[Ground, str]:
    """Share what happened before, start the measure, and share what happened after."""
    ground, areas = lay_ground(cast), add_areas(cast)
    _share(cast, areas, BEFORE, {key: before for key, (before, _after) in truth.items()})
    row = plan_measure(draft=with_draft(ground, **changes), by=cast.elin, now=CHOSEN_AT)
    if starts:
        start_measure(public_id=row.public_id, by=cast.elin, now=START)
    _share(cast, areas, AFTER, {key: after for key, (_before, after) in truth.items()})
    return ground, row.public_id


def _share(cast: Cast, areas: Mapping[str, Area], weeks: list[str], counts: Mapping[str, int]) -> None:
    for week in weeks:
        share_week(cast, week, {areas[key]: number for key, number in counts.items() if number})
