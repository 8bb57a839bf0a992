"""Seven days by 24 hours as a real table: a number in each cell, a dot for none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR

HOURS = 24
STEPS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A count and its copper step, 0 to 4."""

    count: int
    step: int


@dataclass(frozen=True, slots=True)
class Day:
    """A row of the wide table, a column of the tall one."""

    name: str
    short: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Both ways round: wide on a screen, tall on a phone."""

    days: tuple[Day, ...]
    hours: tuple[str, ...]
    by_hour: tuple[tuple[str, tuple[Cell, ...]], ...]
    total: int


def _step(count: int, most: int) -> int:
    return 0 if count <= 0 else min(STEPS, 1 + (count - 1) * STEPS // max(most, STEPS))


def heat(matrix: Sequence[Sequence[int]]) -> Heat:
    """From counts, Monday first."""
    most = max((count for row in matrix for count in row), default=0)
    days = tuple(
        Day(
            str(WEEKDAYS[index]).capitalize(),
            str(WEEKDAYS_ABBR[index])[:2].capitalize(),
            tuple(Cell(count, _step(count, most)) for count in row),
        )
        for index, row in enumerate(matrix)
    )
    hours = tuple(f"{hour:02d}" for hour in range(HOURS))
    by_hour = tuple((text, tuple(day.cells[hour] for day in days)) for hour, text in enumerate(hours))
    return Heat(days, hours, by_hour, sum(cell.count for day in days for cell in day.cells))
