"""What do a file's rows become where no raw incidents are kept: how many, of what, where and in which week? Pure.

Nothing of a row's words comes along. A row that fits in no line is refused with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from tryggve.cycle.weekly_reports.shapes import CountedLine
from tryggve.edges.intake.category_words import ZERO
from tryggve.edges.intake.shapes import Becomes, ImportPlan, RowVerdict, Verdict
from tryggve.kernel.weeks import Week

NO_OPEN_REPORT = "no_open_report"
WHOLE_MUNICIPALITY = "whole_municipality"
SUB_CATEGORY_DROPPED = "sub_category_dropped"


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that lines can be written in: its public id, and its first and last week."""

    key: str
    first: Week
    last: Week


@dataclass(frozen=True, slots=True)
class Summed:
    """The plan with the verdicts of a summary, the lines that it becomes, and each counted row's week by its digest."""

    plan: ImportPlan
    lines: tuple[CountedLine, ...]
    rows: Mapping[str, str]


def sum_up(
    plan: ImportPlan,
    *,
    reports: Sequence[OpenReport],
    areas: Mapping[int, str],
    digest_of: Callable[[str], str],
    counted: AbstractSet[str],
) -> Summed:
    """Decide about each good row. `areas`: row → the area its point is in. Summing a summed plan changes nothing."""
    verdicts: list[RowVerdict] = []
    cells: Counter[tuple[str, str, str, str, str]] = Counter()
    rows: dict[str, str] = {}
    for row in plan.rows:
        becomes = row.becomes
        if row.verdict is not Verdict.GOOD or becomes is None or becomes.category == ZERO:
            verdicts.append(row)
            continue
        week, digest = Week.of(becomes.occurred_from), digest_of(becomes.key)
        report = _report_for(week, reports)
        if digest in counted:
            verdicts.append(replace(row, verdict=Verdict.DUPLICATE, reasons=("already_imported",)))
        elif report is None:
            verdicts.append(replace(row, verdict=Verdict.ERROR, reasons=(NO_OPEN_REPORT,), becomes=None))
        else:
            area = "" if becomes.place_id else areas.get(row.row, "")
            verdicts.append(replace(row, warnings=_warnings(row, becomes, area)))
            cells[report.key, str(week), becomes.category, area, becomes.place_id] += 1
            rows[digest] = str(week)
    lines = tuple(
        CountedLine(report, week, code, n, area, place)
        for (report, week, code, area, place), n in sorted(cells.items())
    )
    return Summed(replace(plan, rows=tuple(verdicts)), lines, rows)


def _report_for(week: Week, reports: Sequence[OpenReport]) -> OpenReport | None:
    """The one that covers the week; else the first after it, where the rows come late."""
    covering = next((report for report in reports if report.first <= week <= report.last), None)
    return covering or next((report for report in reports if week < report.first), None)


def _warnings(row: RowVerdict, becomes: Becomes, area: str) -> tuple[str, ...]:
    more = [] if area or becomes.place_id else [WHOLE_MUNICIPALITY]
    more += [SUB_CATEGORY_DROPPED] if becomes.sub_category else []
    return tuple(dict.fromkeys((*row.warnings, *more)))
