"""The month as a document: numbers, words and references, ready to be frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.document import numbers
from tryggve.cycle.monthly_reports.document.county import county_part
from tryggve.cycle.monthly_reports.document.work import Words, work_of_month
from tryggve.cycle.monthly_reports.figures import FALSE_DISCOVERY_RATE, LEVEL, engine_version
from tryggve.cycle.monthly_reports.queries import board_name
from tryggve.foundation.render.words import month_label, month_weeks
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth

__all__ = ["Draft", "month_document"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be frozen. `body["county"]` is what the county will get, and nothing else of it."""

    body: dict[str, Any]
    texts: dict[str, str]
    parameters: dict[str, Any]
    engine_version: str


def month_document(
    viewer: Viewer, month: ReportMonth, *, summary: str, requests: Sequence[str], now: datetime
) -> Draft:
    """Compile one month as it is known at `now`, for the municipality and, in `county`, for the county."""
    basis = numbers.read_basis(viewer, month)
    words = Words()
    with translation.override("sv"):
        work = work_of_month(viewer, month, words)
    arrived = numbers.inbound(viewer, basis, now=now)
    groups = numbers.groups(basis)
    typed = words.keep("summary", summary)
    body: dict[str, Any] = {
        "municipality": viewer.municipality_name,
        "audience": f"till {board_name(viewer)}",
        "period": {"key": str(month), "label": month_label(month), "dates": month_weeks(month)},
        "answer": rules.headline(month, groups, has_gaps=numbers.has_gaps(basis, arrived)),
        "summary": typed,
        "lead": typed or rules.lead(arrived, basis.now.occurrences),
        "totals": numbers.totals(basis),
        "months": numbers.months(basis),
        "groups": groups,
        "other": basis.now.other,
        "areas": numbers.areas(basis),
        "priorities": work.priorities,
        "measures": work.measures,
        "evaluations": work.evaluations,
        "inbound": arrived,
        "lead_time": work.lead_time,
        "unknowns": [*rules.gaps(basis.missing), *rules.silences(arrived), *work.unknowns],
        "requests": [words.keep(f"request.{n}", text) for n, text in enumerate(requests)],
        "weeks": numbers.weeks(basis),
        "changes": [],
    }
    county = county_part(viewer, basis, body, work, now=now)
    county["lead"] = typed or rules.lead(arrived, county["totals"]["occurrences"])
    return Draft(
        body=body | {"county": county},
        texts=words.texts,
        parameters={
            "history_months": numbers.HISTORY_MONTHS,
            "level": LEVEL,
            "false_discovery_rate": FALSE_DISCOVERY_RATE,
            "smallest_shown": rules.SMALLEST_SHOWN,
            "most_of_one_organisation": rules.MOST_OF_ONE,
            "fewest_residents": rules.FEWEST_RESIDENTS,
        },
        engine_version=engine_version(),
    )
