"""From counts to the table that is published: the one function behind the page, the PDF, the JSON and the county.

The attack that is told of in docs/privacy/disclosure.md runs against what this function answers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tryggve.cycle.monthly_reports.rules import (
    MOST_OF_ONE,
    SMALLEST_SHOWN,
    MonthTable,
    revised,
    shown_table,
    unshared_table,
)


def published_table(table: MonthTable, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the steering group and the county see of a month's counts, area by area and group by group.

    Hidden are small numbers, cells that one organisation dominates, and as few others as protect them with every
    total in the open. `before` is what an earlier version of the same month has shown: then only what has changed by
    `SMALLEST_SHOWN` or more changes.
    """
    from tryggve.engine.disclosure.complementary import Rule, protect_table

    if not table.is_known:
        return unshared_table(table) if before is None else dict(before)
    is_dominated = _dominated(table)
    if before is not None and has_numbers(before):
        return revised(before, table, is_dominated)
    counts = [[math.nan if count is None else float(count) for count in line] for line in table.counts]
    found = protect_table(counts, sensitive=is_dominated, rule=Rule(threshold=SMALLEST_SHOWN))
    return shown_table(table, found.cells, found.row_totals, found.column_totals, found.total)


def _dominated(table: MonthTable) -> tuple[tuple[bool, ...], ...]:
    from tryggve.engine.disclosure.dominance import DominanceRule, dominated_cells

    if not table.told:
        return tuple(tuple(False for _ in line) for line in table.counts)
    return dominated_cells(table.told, rule=DominanceRule(most_share=MOST_OF_ONE)).is_dominated


def has_numbers(table: Mapping[str, Any]) -> bool:
    """Whether anything was counted when the table was made: a table without reports binds no later one."""
    return not (isinstance(table["total"], Mapping) and "nothing" in table["total"])
