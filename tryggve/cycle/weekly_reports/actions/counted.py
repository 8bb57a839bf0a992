"""Rows of a file as summary lines: for an organisation that keeps no raw incidents. No text comes with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tryggve.cycle.weekly_reports import queries, rules
from tryggve.cycle.weekly_reports.actions.write import own_open
from tryggve.cycle.weekly_reports.models import CountedRow, SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.rules import CannotWrite
from tryggve.cycle.weekly_reports.shapes import CountedLine
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.queries import area_by_public_id, place_by_public_id
from tryggve.foundation.reference.queries import stable_category, usable_codes
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


@action("weekly_report.rows_counted", right="weekly_report.write")
def count_rows(
    *, lines: Sequence[CountedLine], rows: Mapping[str, str], by: Viewer, now: datetime
) -> list[WeeklyReport]:
    """Write the lines in their open reports, all or none. `rows`: digest of each row → its week; each counts once."""
    _check_uncounted(rows, by)
    codes = {line.category_code for line in lines}
    unusable = codes - usable_codes(by, codes)
    if unusable:
        raise CannotWrite(
            _("Kategorin används inte här. Vi fick {code}. Välj en kategori i listan."),
            field="category_code",
            code=min(unusable)[:20],
        )
    reports = {key: own_open(by, key) for key in sorted({line.report for line in lines})}
    municipality_id, organisation_id = queries.home(by)
    for line in lines:
        _write(reports[line.report], line, by)
    CountedRow.objects.bulk_create(
        CountedRow(
            municipality_id=municipality_id, organisation_id=organisation_id, week=week, digest=digest, counted_at=now
        )
        for digest, week in rows.items()
    )
    with_codes(rows=len(rows), lines=len(lines))
    return list(reports.values())


def _check_uncounted(rows: Mapping[str, str], by: Viewer) -> None:
    again = queries.counted_rows(by) & set(rows)
    if again:
        raise CannotWrite(
            _(
                "Filen har redan lästs in, helt eller delvis. {n} av raderna är redan inräknade. "
                "Läs filen på nytt och se vad som är kvar."
            ),
            n=len(again),
        )


def _write(report: WeeklyReport, line: CountedLine, by: Viewer) -> None:
    """As many lines as the count needs: one holds at most so many."""
    week = Week.parse(line.week)
    is_police = report.organisation.kind == "police"
    left = line.count
    while left:
        count = min(left, rules.MOST_OF_ONE)
        left -= count
        rules.check_line(
            occurred_from=week.start_at, occurred_to=week.end_at, count=count, period=queries.period(report)
        )
        SummaryLine.objects.create(
            municipality_id=report.municipality_id,
            organisation=report.organisation,
            report=report,
            category_code=line.category_code,
            occurred_from=week.start_at,
            occurred_to=week.end_at,
            time_precision="week",
            area=area_by_public_id(by, line.area) if line.area else None,
            place=place_by_public_id(by, line.place) if line.place else None,
            count=count,
            nature=stable_category(line.category_code).nature,
            police_reported="yes" if is_police else "unknown",
        )
