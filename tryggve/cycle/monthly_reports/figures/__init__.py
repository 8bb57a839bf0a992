"""From counts to levels and to what may be shown: the one room here that asks the engine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tryggve.cycle.monthly_reports.figures.public import public_month, public_tertial
from tryggve.cycle.monthly_reports.figures.published import published_table

__all__ = [
    "FALSE_DISCOVERY_RATE",
    "LEVEL",
    "Exposure",
    "LevelFigure",
    "engine_version",
    "levels",
    "public_month",
    "public_tertial",
    "published_table",
]

LEVEL = 0.95
FALSE_DISCOVERY_RATE = 0.10
#: The engine's words, in the document's.
_LEVELS = {"higher": "more", "lower": "less", "as_usual": "as_usual", "cannot_tell": "too_few"}


@dataclass(frozen=True, slots=True)
class LevelFigure:
    """How one number of the month stands to the months before."""

    low: int | None
    median: int | None
    high: int | None
    level: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """How many weekly answers each month before rests on, oldest first, and this month."""

    before: tuple[int, ...]
    now: int


def engine_version() -> str:
    """Which engine the numbers come from."""
    from tryggve.engine import VERSION

    return VERSION


def levels(
    observed: Sequence[int | None], history: Sequence[Sequence[int | None]], exposure: Exposure
) -> list[LevelFigure]:
    """Judge rows of one kind together against the months before them.

    Months have four or five weeks and parties are silent: each month counts by how many weekly
    answers it rests on. Fewer than six known months give no band.
    """
    from tryggve.engine.series.expected import compare_many

    if not observed:
        return []
    judged = compare_many(
        [_number(count) for count in observed],
        [[_number(count) for count in row] for row in history],
        exposure=[float(n) if n else math.nan for n in exposure.before],
        next_exposure=float(exposure.now),
        level=LEVEL,
        false_discovery_rate=FALSE_DISCOVERY_RATE,
    )
    return [
        LevelFigure(each.expected.low, each.expected.median, each.expected.high, _LEVELS[each.verdict])
        for each in judged
    ]


def _number(count: int | None) -> float:
    return math.nan if count is None else float(count)
