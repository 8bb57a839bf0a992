"""The weekly grid: what is counted in each cell, what is noted about it, and what the organisation asked to see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import Sum

from tryggve.cycle.weekly_reports import rules
from tryggve.cycle.weekly_reports.models import CellNote, GridLayout, SharedIncident, WeeklyReport
from tryggve.cycle.weekly_reports.queries.reports import home
from tryggve.cycle.weekly_reports.queries.sharing import current
from tryggve.cycle.weekly_reports.shapes import ReportState
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


def counted_by_cell(viewer: Viewer, weeks: Collection[str]) -> dict[tuple[str, str, str, str], int]:
    """(week, category, area's key, place's name) → how many the organisation itself has shared. One query."""
    rows = (
        current(viewer)
        .filter(organisation_id=home(viewer)[1], week__in=list(weeks))
        .order_by()
        .values_list("week", "category_code", "area__public_id", "place_name")
        .annotate(n=Sum("count"))
    )
    return {(week, code, area or "", place): n for week, code, area, place, n in rows}


def shared_rows_of(viewer: Viewer, report: WeeklyReport) -> list[SharedIncident]:
    """The rows of one's own shared report, with their areas."""
    rows = SharedIncident.objects.seen_by(viewer).filter(report=report, organisation_id=home(viewer)[1])
    return list(rows.select_related("area").defer("area__geometry"))


def own_answered_weeks(viewer: Viewer, weeks: Sequence[str]) -> set[str]:
    """Those of the weeks that the organisation itself has answered for: the others are unknown, not zero."""
    wanted = sorted(Week.parse(week) for week in weeks)
    earliest = wanted[0].monday - timedelta(weeks=rules.LONGEST_RHYTHM - 1)
    rows = WeeklyReport.objects.seen_by(viewer).filter(
        organisation_id=home(viewer)[1],
        report_state=ReportState.SHARED,
        period_start_date__range=(earliest, wanted[-1].monday),
    )
    return {week for covered in rows.order_by().values_list("weeks", flat=True) for week in covered} & set(weeks)


def cell_notes(viewer: Viewer, week: str) -> dict[tuple[str, str], CellNote]:
    """(category, where) → what the organisation has noted about that cell of the week."""
    rows = CellNote.objects.seen_by(viewer).filter(organisation_id=home(viewer)[1], week=week)
    return {(row.category_code, row.where): row for row in rows}


def grid_layout(viewer: Viewer) -> tuple[list[str], list[str]]:
    """The categories and the places that the organisation has asked for beside its own."""
    row = GridLayout.objects.seen_by(viewer).filter(organisation_id=home(viewer)[1]).first()
    return (row.category_codes, row.places) if row else ([], [])
