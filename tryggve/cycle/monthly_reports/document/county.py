"""What leaves the municipality: the aggregates of MODEL.md 12, frozen beside the exact numbers.

They are frozen with them, so that whoever approves the report approves exactly what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.document.numbers import HISTORY_MONTHS, Basis, has_gaps, months_before
from tryggve.cycle.monthly_reports.document.work import Work
from tryggve.cycle.monthly_reports.figures import too_small
from tryggve.cycle.monthly_reports.queries import own_published_totals
from tryggve.kernel.viewer import Viewer


def county_part(viewer: Viewer, basis: Basis, body: Mapping[str, Any], work: Work) -> dict[str, Any]:
    """Every field that the county gets; what is not named here stays in the municipality."""
    arrived = body["inbound"]
    other = basis.now.other
    groups, shown_other = rules.county_groups(body["groups"], other, too_small([*_known(body["groups"]), other]))
    hidden = rules.n_hidden(groups, shown_other)
    total = rules.county_total(basis.now.occurrences, hidden)
    return {
        "answer": rules.headline(basis.month, groups, has_gaps=has_gaps(basis, arrived)),
        "totals": {"occurrences": total},
        "months": _months(viewer, basis, body["months"], total),
        "groups": groups,
        "other": shown_other,
        "areas": rules.county_areas(body["areas"], too_small(_known(body["areas"]))),
        "priorities": work.county_priorities,
        "measures": work.county_measures,
        "evaluations": work.county_evaluations,
        "inbound": {key: arrived[key] for key in ("expected", "received", "late", "zeros")}
        | {"weeks": [], "parties": []},
        "lead_time": work.county_lead_time,
        "unknowns": [
            *rules.gaps(basis.missing),
            *rules.silences_in_sum(arrived),
            *rules.hidden_total(total),
            *work.unknowns,
        ],
        "requests": body["requests"],
        "weeks": [{"number": week["number"], "is_compiled": week["version"] is not None} for week in body["weeks"]],
        "suppression": {"k": rules.SMALLEST_SHOWN, "hidden": hidden},
    }


def _known(rows: list[dict[str, Any]]) -> list[int | None]:
    return [row["count"] if isinstance(row["count"], int) else None for row in rows]


def _months(viewer: Viewer, basis: Basis, series: Mapping[str, Any], total: object) -> dict[str, Any]:
    """Totals that are published already, and this month's if it is shown. Nothing that was hidden comes back."""
    shown = [str(each) for each in months_before(basis.month, HISTORY_MONTHS - 1)]
    published = own_published_totals(viewer, shown)
    return dict(series) | {"values": [*map(published.get, shown), total if isinstance(total, int) else None]}
