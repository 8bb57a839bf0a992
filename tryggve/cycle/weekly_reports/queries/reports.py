"""Whose report, which version, which period: the reports that pages and actions work on."""

from __future__ import annotations

from datetime import datetime, timedelta

from tryggve.cycle.weekly_reports import rules
from tryggve.cycle.weekly_reports.models import CountedRow, SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.shapes import ReportState
from tryggve.foundation.people.queries import agreement_in_force
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Period, Week


def home(viewer: Viewer) -> tuple[int, int]:
    """The municipality and the organisation that the viewer works in; NotFound for one who has none."""
    if viewer.municipality_id is None or viewer.organisation_id is None:
        raise NotFound
    return viewer.municipality_id, viewer.organisation_id


def period(report: WeeklyReport) -> Period:
    """The weeks it covers."""
    return Period(Week.of(report.period_start_date), len(report.weeks))


def period_for(viewer: Viewer, week: Week) -> Period:
    """The period that holds a week, by the agreement in force when the week began."""
    agreement = agreement_in_force(viewer, week.sunday)
    if agreement is None:
        return Period(week)
    return rules.period_of(week, rhythm=agreement.rhythm_weeks, agreed_from=agreement.valid_from)


def deadline(period: Period) -> datetime:
    """When the period's report is due."""
    return rules.due_at(period)


def own_report(viewer: Viewer, public_id: str) -> WeeklyReport:
    """The viewer's own organisation's report, in any state; else NotFound."""
    found: WeeklyReport = _reports(viewer).one(public_id=public_id, organisation_id=viewer.organisation_id)
    return found


def report_of(viewer: Viewer, public_id: str) -> WeeklyReport:
    """A shared report of anybody in the municipality, or the viewer's own; else NotFound."""
    found: WeeklyReport = _reports(viewer).one(public_id=public_id)
    if found.report_state == ReportState.OPEN and found.organisation_id != viewer.organisation_id:
        raise NotFound
    return found


def own_reports(viewer: Viewer, *, n: int = 12) -> list[WeeklyReport]:
    """The organisation's own reports, latest period first; of a shared one the current version."""
    if viewer.organisation_id is None:
        return []
    rows = (
        _reports(viewer)
        .filter(organisation_id=viewer.organisation_id)
        .exclude(report_state=ReportState.SUPERSEDED)
        .order_by("-period_start_date", "-version")
    )
    return list(rows[:n])


def own_in_week(viewer: Viewer, week: Week) -> WeeklyReport | None:
    """The organisation's newest version for a week: an open correction comes before what it corrects."""
    if viewer.organisation_id is None:
        return None
    earliest = week.monday - timedelta(weeks=rules.LONGEST_RHYTHM - 1)
    rows = (
        _reports(viewer)
        .filter(organisation_id=viewer.organisation_id, period_start_date__range=(earliest, week.monday))
        .order_by()
    )
    covering = [row for row in rows if str(week) in row.weeks]
    return max(covering, key=lambda row: (row.period_start_date, row.version), default=None)


def versions(viewer: Viewer, report: WeeklyReport) -> list[WeeklyReport]:
    """Every version of the same report that the viewer may read, oldest first."""
    rows = _reports(viewer).filter(organisation_id=report.organisation_id, period_start_date=report.period_start_date)
    if report.organisation_id != viewer.organisation_id:
        rows = rows.exclude(report_state=ReportState.OPEN)
    return list(rows.order_by("version"))


def previous_version(viewer: Viewer, report: WeeklyReport) -> WeeklyReport | None:
    """The shared version that an open correction will replace."""
    if report.version == 1:
        return None
    rows = WeeklyReport.objects.seen_by(viewer).filter(
        organisation_id=report.organisation_id,
        period_start_date=report.period_start_date,
        report_state=ReportState.SHARED,
    )
    return rows.exclude(pk=report.pk).order_by("version").first()


def _reports(viewer: Viewer) -> SeenQuerySet[WeeklyReport]:
    return WeeklyReport.objects.seen_by(viewer).select_related("organisation", "shared_by")


def summary_lines(viewer: Viewer, report: WeeklyReport) -> list[SummaryLine]:
    """The draft lines of a report, for its own organisation."""
    rows = SummaryLine.objects.seen_by(viewer).filter(report=report)
    found = rows.select_related("area", "place").defer("area__geometry").order_by()
    return sorted(found, key=lambda line: (line.occurred_from, line.pk))


def open_reports(viewer: Viewer) -> list[WeeklyReport]:
    """The organisation's own reports that are not shared yet, the earliest first."""
    own = WeeklyReport.objects.seen_by(viewer).filter(organisation_id=home(viewer)[1], report_state=ReportState.OPEN)
    return list(own.order_by("period_start_date", "version"))


def counted_rows(viewer: Viewer) -> set[str]:
    """The digests of all rows of files that are part of the organisation's lines already."""
    return set(CountedRow.objects.seen_by(viewer).values_list("digest", flat=True))
