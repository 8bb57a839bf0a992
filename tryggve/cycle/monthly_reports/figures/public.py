"""The public tables in round numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tryggve.cycle.monthly_reports.rules import BASE, month_row, tertial_rows


def public_month(table: Mapping[str, Any]) -> dict[str, Any]:
    """Month × municipality: one row, group by group. Each number is rounded by itself, so that sums may differ."""
    row = month_row(table)
    return row | {"counts": [rounded(count) for count in row["counts"]], "total": rounded(row["total"]), "base": BASE}


def public_tertial(tables: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Tertial × area, of the four months' tables."""
    found = tertial_rows(tables)
    rows = [row | {"count": rounded(row["count"])} for row in found["rows"]]
    return {"rows": rows, "total": rounded(found["total"]), "base": BASE}


def rounded(count: Any) -> Any:
    """To the nearest multiple; what is no number stays what it is, and a nought is a nought."""
    from tryggve.engine.disclosure.rounding import round_table

    return round_table([[float(count)]], base=BASE, way="nearest").cells[0][0] if isinstance(count, int) else count
