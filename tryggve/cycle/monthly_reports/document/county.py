"""What leaves the municipality: the published tables of docs/privacy/disclosure.md, frozen beside the exact numbers.

They are frozen with them, so that whoever approves the report approves exactly what is sent. Everything here that is
a number of incidents is in the one published table, or follows from tables that the reader has already seen: levels
and bands are judged from what has been shown and not from the exact numbers, or they would tell of what is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.document.numbers import (
    HISTORY_MONTHS,
    Basis,
    exposure_of,
    has_gaps,
    months_before,
    row_of,
)
from tryggve.cycle.monthly_reports.document.work import Work
from tryggve.cycle.monthly_reports.figures import levels, published_table
from tryggve.cycle.monthly_reports.queries import county_parts, own_published_totals
from tryggve.foundation.geography.queries import areas_in_force
from tryggve.kernel.viewer import Viewer

_WAITS = "Månaden är inte slut. Antalen visas när den är det."
_REVISED = "Det här är en senare version. Bara antal som har ändrats med minst fem är ändrade."


@dataclass(frozen=True, slots=True)
class Seen:
    """What the county's reader has been shown before: of this month, and of the twelve before it, by month."""

    before: Mapping[str, Any] | None
    months: Mapping[str, Mapping[str, Any]]


def county_part(viewer: Viewer, basis: Basis, body: Mapping[str, Any], work: Work, *, now: datetime) -> dict[str, Any]:
    """Every field that the county gets; what is not named here stays in the municipality."""
    arrived = body["inbound"]
    seen = _seen(viewer, basis)
    numbers = _numbers(viewer, basis, body, seen, is_over=now >= basis.month.end_at)
    return {
        "answer": rules.headline(basis.month, numbers["groups"], has_gaps=has_gaps(basis, arrived)),
        **numbers,
        "priorities": work.county_priorities,
        "measures": work.county_measures,
        "evaluations": work.county_evaluations,
        "inbound": {key: arrived[key] for key in ("expected", "received", "late", "zeros")}
        | {"weeks": [], "parties": []},
        "lead_time": work.county_lead_time,
        "unknowns": [
            *([_WAITS] if numbers["waits"] else []),
            *([_REVISED] if _binds(seen.before) else []),
            *rules.gaps(basis.missing),
            *rules.silences_in_sum(arrived),
            *rules.hidden_total(numbers["totals"]["occurrences"]),
            *work.unknowns,
        ],
        "requests": body["requests"],
        "weeks": [{"number": week["number"], "is_compiled": week["version"] is not None} for week in body["weeks"]],
    }


def _seen(viewer: Viewer, basis: Basis) -> Seen:
    wanted = [*(str(each) for each in months_before(basis.month, HISTORY_MONTHS)), str(basis.month)]
    parts = county_parts(viewer, wanted)
    return Seen(before=parts.pop(str(basis.month), None), months=parts)


def _binds(before: Mapping[str, Any] | None) -> bool:
    """Whether an earlier version has shown numbers of the month."""
    return before is not None and not before.get("waits", False)


def _numbers(viewer: Viewer, basis: Basis, body: Mapping[str, Any], seen: Seen, *, is_over: bool) -> dict[str, Any]:
    before = seen.before if _binds(seen.before) else None
    if before is not None and "table" not in before:
        # An edition from before the tables: its numbers stand, since new ones beside them could tell of hidden ones.
        kept = ("totals", "months", "groups", "other", "areas", "suppression")
        return {key: before[key] for key in kept} | {"waits": False}
    exact = rules.month_table(basis.now, _residents(viewer, basis))
    table = published_table(exact, before["table"] if before else None) if is_over else rules.waiting_table(exact)
    return {
        "totals": {"occurrences": table["total"]},
        "months": _months(viewer, basis, body["months"], seen, table["total"]),
        "groups": _groups(basis, body["groups"], table, seen),
        "other": table["totals"][rules.COLUMNS.index(rules.OTHER)],
        "areas": _areas(basis, table, seen),
        "table": table,
        "waits": not is_over,
        "suppression": {"k": rules.SMALLEST_SHOWN, "hidden": rules.n_hidden(table)},
    }


def _residents(viewer: Viewer, basis: Basis) -> dict[str, int | None]:
    return {each.public_id: each.population for each in areas_in_force(viewer, basis.month.last_week.sunday)}


def _known(count: Any) -> int | None:
    return count if isinstance(count, int) else None


def _past(seen: Seen, basis: Basis, table: str, name: str, key: str) -> list[int | None]:
    """What was shown of a row in each of the twelve months before; None where it was hidden or not published."""
    found: list[int | None] = []
    for each in months_before(basis.month, HISTORY_MONTHS):
        rows = seen.months.get(str(each), {}).get(table, ())
        found.append(next((_known(row["count"]) for row in rows if row[name] == key), None))
    return found


def _judged(basis: Basis, counts: Sequence[Any], history: Sequence[Sequence[int | None]]) -> list[dict[str, Any]]:
    figures = levels([_known(count) for count in counts], history, exposure_of(basis))
    return [
        {"count": count, "usual": None, "level": "hidden"}
        if isinstance(count, Mapping) and "hidden" in count
        else row_of(_known(count), figure, is_sure_zero=False)
        for count, figure in zip(counts, figures, strict=True)
    ]


def _groups(
    basis: Basis, rows: Sequence[Mapping[str, Any]], table: Mapping[str, Any], seen: Seen
) -> list[dict[str, Any]]:
    counts = table["totals"][: len(rows)]
    judged = _judged(basis, counts, [_past(seen, basis, "groups", "letter", row["letter"]) for row in rows])
    return [
        {"letter": row["letter"], "name": row["name"]}
        | found
        | {"series": None}
        | ({"level": "zero"} if count == 0 and row["level"] == "zero" else {})
        for row, count, found in zip(rows, counts, judged, strict=True)
    ]


def _areas(basis: Basis, table: Mapping[str, Any], seen: Seen) -> list[dict[str, Any]]:
    """Most first of what is shown; the hidden by name, so that their order says nothing."""
    rows = sorted(table["rows"], key=lambda row: -(_known(row["total"]) or 0))
    judged = _judged(
        basis, [row["total"] for row in rows], [_past(seen, basis, "areas", "key", row["key"]) for row in rows]
    )
    return [
        {"key": row["key"], "name": row["name"]} | found | {"series": None}
        for row, found in zip(rows, judged, strict=True)
    ]


def _months(viewer: Viewer, basis: Basis, series: Mapping[str, Any], seen: Seen, total: Any) -> dict[str, Any]:
    """Totals that are published already, and this month's if it is shown. Nothing that was hidden comes back."""
    shown = [str(each) for each in months_before(basis.month, HISTORY_MONTHS - 1)]
    published = own_published_totals(viewer, shown)
    before = [seen.months.get(str(each), {}).get("totals", {}) for each in months_before(basis.month, HISTORY_MONTHS)]
    [usual] = levels([_known(total)], [[_known(each.get("occurrences")) for each in before]], exposure_of(basis))
    is_known = usual.low is not None and usual.high is not None
    n = len(series["labels"])
    return {
        "labels": series["labels"],
        "values": [*map(published.get, shown), _known(total)],
        "low": [usual.low] * n if is_known else None,
        "high": [usual.high] * n if is_known else None,
        "missing": series["missing"],
    } | ({"expected": [float(usual.median)] * n} if usual.median is not None else {})
