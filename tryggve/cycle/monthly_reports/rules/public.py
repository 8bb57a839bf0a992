"""What the public reads: fixed tables of what the county has got, made once. Pure.

Only numbers that the county has been shown are summed, so that the two readers together know no more than the county.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tryggve.cycle.monthly_reports.rules.tables import HIDDEN, NOT_SHARED
from tryggve.kernel.weeks import ReportMonth

#: Every number is a multiple of this.
BASE = 5
_MONTHS = 4


def tertial_of(month: ReportMonth) -> str:
    """'2026-T3' for September to December 2026."""
    return f"{month.year}-T{(month.month - 1) // _MONTHS + 1}"


def months_of_tertial(month: ReportMonth) -> list[ReportMonth]:
    """The four months of the tertial that the month lies in."""
    first = ReportMonth(month.year, (month.month - 1) // _MONTHS * _MONTHS + 1)
    return [first + n for n in range(_MONTHS)]


def month_row(table: Mapping[str, Any]) -> dict[str, Any]:
    """A month's groups over the whole municipality, as the county got them, not yet rounded."""
    return {"columns": list(table["columns"]), "counts": list(table["totals"]), "total": table["total"]}


def tertial_rows(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Four months' areas added up, not yet rounded. A month that hides the number hides the sum."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for table in tables:
        for row in table["rows"]:
            found.setdefault(tuple(row["members"]), {"name": row["name"], "counts": []})["counts"].append(row["total"])
    rows = [
        {"name": row["name"], "count": sum_of(row["counts"], len(tables))}
        for _, row in sorted(found.items(), key=lambda item: (item[0] == ("",), item[1]["name"]))
    ]
    return {"rows": rows, "total": sum_of([table["total"] for table in tables], len(tables))}


def sum_of(counts: Sequence[Any], n_months: int) -> Any:
    """The sum when every month shows its number; not shared when nobody shared in any of them; else hidden.

    >>> sum_of([10, 0, 7, 9], 4), sum_of([10, {"hidden": "protected"}, 7, 9], 4), sum_of([10], 4)
    (26, {'hidden': 'protected'}, {'hidden': 'protected'})
    """
    if len(counts) == n_months and all(isinstance(count, int) for count in counts):
        return sum(counts)
    if all(isinstance(count, Mapping) and "nothing" in count for count in counts):
        return dict(NOT_SHARED)
    return dict(HIDDEN)
