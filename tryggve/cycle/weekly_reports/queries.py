"""Reading weekly reports: shared ones by everybody in the municipality, open ones by their own organisation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, Sum

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.weekly_reports import rules
from tryggve.cycle.weekly_reports.models import (
    CellNote,
    GridLayout,
    MemberResponse,
    SharedIncident,
    SummaryLine,
    WeeklyReport,
)
from tryggve.cycle.weekly_reports.shapes import (
    Answer,
    ChangedShared,
    MemberAnswer,
    MemberLine,
    ReportState,
    SharedView,
    WeekAnswer,
)
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import agreement_in_force, organisations, represented_members
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Period, Week

_COLUMNS = (
    "public_id", "organisation__public_id", "organisation__name", "week", "category_code", "occurred_from",
    "occurred_to", "time_precision", "area__public_id", "area__name", "place_name", "place_type", "lat", "lon",
    "certainty", "nature", "police_reported", "text", "on_behalf_of", "count", "is_late", "is_outside_source",
    "shared_at", "root",
)  # fmt: skip
_ROWS_A_TIME = 500
_STILL_CORRECTED = timedelta(days=90)


# -- What is shared, for every later step ------------------------------------------------------
def shared_in(viewer: Viewer, weeks: Sequence[str]) -> list[SharedView]:
    """Everything shared that happened in the weeks: current versions, outside sources flagged. One query."""
    return _views(_current(viewer).filter(week__in=[str(week) for week in weeks]))


def shared_by_keys(viewer: Viewer, keys: Collection[str]) -> list[SharedView]:
    """The shared incidents with these keys that still stand in a current version."""
    wanted = list(keys)
    found: list[SharedView] = []
    for start in range(0, len(wanted), _ROWS_A_TIME):
        found += _views(_current(viewer).filter(public_id__in=wanted[start : start + _ROWS_A_TIME]))
    return found


def shared_of(viewer: Viewer, report: WeeklyReport) -> list[SharedView]:
    """What one report shares, also one that a correction has replaced."""
    return _views(SharedIncident.objects.seen_by(viewer).filter(report=report))


def _current(viewer: Viewer) -> SeenQuerySet[SharedIncident]:
    return SharedIncident.objects.seen_by(viewer).filter(report__report_state=ReportState.SHARED)


def _views(rows: SeenQuerySet[SharedIncident]) -> list[SharedView]:
    return [_view(values) for values in rows.order_by("occurred_from", "id").values_list(*_COLUMNS)]


def _view(values: Iterable[Any]) -> SharedView:
    view = SharedView(*values)
    if view.area:
        return view
    fields = {name: getattr(view, name) for name in SharedView.__slots__} | {"area": "", "area_name": ""}
    return SharedView(**fields)


def view_of(row: SharedIncident) -> SharedView:
    """The same view of a row that is not written yet: what the preview shows."""
    return SharedView(
        key=row.public_id,
        organisation=row.organisation.public_id,
        organisation_name=row.organisation.name,
        area=row.area.public_id if row.area else "",
        area_name=row.area.name if row.area else "",
        **{name: getattr(row, name) for name in _COLUMNS if "__" not in name and name != "public_id"},
    )


def first_week(viewer: Viewer) -> Week | None:
    """The first week that anybody has a report for; None before the first. One query."""
    earliest = WeeklyReport.objects.seen_by(viewer).order_by("period_start_date").first()
    return Week.of(earliest.period_start_date) if earliest else None


def answers(viewer: Viewer, weeks: Sequence[str], *, now: datetime) -> list[WeekAnswer]:
    """One answer per party and week, by week and name. Three queries, however many weeks."""
    wanted = sorted(Week.parse(str(week)) for week in weeks)
    if not wanted:
        return []
    parties = [party for party in organisations(viewer) if not party.is_outside_source]
    reports = _covering(viewer, wanted)
    counts = _counts(viewer, wanted)
    parties_once = {party.pk for party in parties if _was_party(party, wanted)}
    found = []
    for week in wanted:
        for party in parties:
            is_party = rules.is_expected(
                week, joined=party.joined_date, left=party.left_date, is_active=party.is_active
            )
            report = reports.get((party.pk, str(week)))
            if is_party or report is not None or party.pk in parties_once:
                found.append(_answer(party, week, report, counts.get((party.pk, str(week)), 0), now=now))
    return found


def _was_party(party: Organisation, weeks: Sequence[Week]) -> bool:
    return any(
        rules.is_expected(week, joined=party.joined_date, left=party.left_date, is_active=party.is_active)
        for week in weeks
    )


def _covering(viewer: Viewer, weeks: Sequence[Week]) -> dict[tuple[int, str], WeeklyReport]:
    """(organisation, week) → its current report: the shared version, else the open one."""
    earliest = weeks[0].monday - timedelta(weeks=rules.LONGEST_RHYTHM - 1)
    rows = (
        WeeklyReport.objects.seen_by(viewer)
        .filter(period_start_date__gte=earliest, period_start_date__lte=weeks[-1].monday)
        .exclude(report_state=ReportState.SUPERSEDED)
        .order_by("version")
    )
    found: dict[tuple[int, str], WeeklyReport] = {}
    for report in rows:
        for week in report.weeks:
            held = found.get((report.organisation_id, week))
            if held is None or held.report_state != ReportState.SHARED or report.report_state == ReportState.SHARED:
                found[report.organisation_id, week] = report
    return found


def _counts(viewer: Viewer, weeks: Sequence[Week]) -> dict[tuple[int, str], int]:
    rows = (
        _current(viewer)
        .filter(week__in=[str(week) for week in weeks])
        .values_list("organisation_id", "week")
        .annotate(n=Sum("count"))
        .order_by()
    )
    return {(organisation, week): n for organisation, week, n in rows}


def _answer(
    party: Organisation, week: Week, report: WeeklyReport | None, incidents_shared: int, *, now: datetime
) -> WeekAnswer:
    if report is None or report.report_state != ReportState.SHARED:
        is_party = rules.is_expected(week, joined=party.joined_date, left=party.left_date, is_active=party.is_active)
        due = report.due_at if report else rules.due_at(Period(week))
        return WeekAnswer(
            organisation=party.public_id,
            organisation_name=party.name,
            week=str(week),
            answer=Answer.SILENT if is_party else Answer.NOT_EXPECTED,
            judgement="",
            judgement_text="",
            risk_signals="",
            needs="",
            shared_at=None,
            version=0,
            incidents=incidents_shared,
            is_due=due <= now,
        )
    on_time = Answer.LATE if report.is_late else Answer.SHARED
    return WeekAnswer(
        organisation=party.public_id,
        organisation_name=party.name,
        week=str(week),
        answer=Answer.NOTHING_TO_REPORT if report.nothing_to_report else on_time,
        judgement=report.judgement,
        judgement_text=report.judgement_text,
        risk_signals=report.risk_signals,
        needs=report.needs,
        shared_at=report.shared_at,
        version=report.version,
        incidents=incidents_shared,
        report=report.public_id,
        is_due=report.due_at <= now,
        is_late=report.is_late,
    )


def home(viewer: Viewer) -> tuple[int, int]:
    """The municipality and the organisation that the viewer works in; NotFound for one who has none."""
    if viewer.municipality_id is None or viewer.organisation_id is None:
        raise NotFound
    return viewer.municipality_id, viewer.organisation_id


# -- Reports for pages ---------------------------------------------------------------------------
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


# -- What is shared already, and what has changed since ---------------------------------------------
def rows_shared(
    viewer: Viewer, *, apart_from: WeeklyReport | None = None, weeks: Collection[str] | None = None
) -> set[int]:
    """Rows of the organisation's incidents that stand in a current report, one report aside."""
    rows = _current(viewer).filter(organisation_id=home(viewer)[1], incident_id__isnull=False)
    if weeks is not None:
        rows = rows.filter(week__in=weeks)
    if apart_from is not None:
        rows = rows.exclude(report=apart_from)
    return set(rows.order_by().values_list("incident_id", flat=True))


def approved_unshared(viewer: Viewer, *, before: datetime) -> int:
    """How many approved incidents before a moment nobody else has seen."""
    return len(incidents.approved(viewer, before=before, without=rows_shared(viewer)))


def changed_since_shared(viewer: Viewer, now: datetime) -> list[ChangedShared]:
    """What the organisation has shared and mended since, or no longer takes with, for 90 days back."""
    rows = (
        _current(viewer)
        .filter(
            organisation_id=home(viewer)[1],
            incident_id__isnull=False,
            shared_at__gt=now - _STILL_CORRECTED,
        )
        .values_list("incident_id", "report__public_id", "category_code", "occurred_from", "shared_at")
    )
    shared = {values[0]: values[1:] for values in rows}
    states = incidents.changed_rows(viewer, list(shared))
    keys = incidents.keys_of(viewer, list(shared))
    changed = []
    for row, (report, code, occurred_from, shared_at) in shared.items():
        if row not in states:
            continue
        state, corrected_at = states[row]
        if state != "approved" or (corrected_at is not None and corrected_at > shared_at):
            changed.append(ChangedShared(keys[row], report, code, occurred_from, corrected_at, state))
    return changed


def shared_weeks(viewer: Viewer, keys: Collection[str]) -> dict[str, SharedView]:
    """Own incident's key → what was shared of it, for "så gick det"."""
    rows = incidents.rows_of(viewer, keys)
    by_row = {row: key for key, row in rows.items()}
    found = _current(viewer).filter(organisation_id=home(viewer)[1], incident_id__in=list(by_row))
    return {by_row[row]: _view(values) for row, *values in found.values_list("incident_id", *_COLUMNS)}


# -- The relay's board -------------------------------------------------------------------------------
def member_board(viewer: Viewer, week: Week) -> list[MemberLine]:
    """What each of those the organisation speaks for has answered for the week's period."""
    covered = period_for(viewer, week)
    rows = MemberResponse.objects.seen_by(viewer).filter(period_start_date=covered.first_week.monday)
    responses = {row.member_id: row for row in rows}
    counts = incidents.counts_by_member(viewer, covered.start_at, covered.end_at)
    lines = []
    for member in represented_members(viewer):
        response = responses.get(member.pk)
        given = counts.get(member.public_id, 0)
        answer = MemberAnswer(response.answer) if response else MemberAnswer.NOT_ANSWERED
        lines.append(
            MemberLine(
                key=member.public_id,
                name=member.shown_name,
                own_name=member.name,
                alias=member.alias,
                may_be_named=member.may_be_named,
                answer=MemberAnswer.GIVEN if given else answer,
                via=response.via if response else "",
                answered_at=response.answered_at if response else None,
                incidents=given,
            )
        )
    return lines


# -- What the situation picture needs to count and to pair -------------------------------------
def answered_weeks(viewer: Viewer, weeks: Sequence[str]) -> set[str]:
    """Those of the weeks in which somebody has answered, also with nothing to report."""
    wanted = sorted(Week.parse(str(week)) for week in weeks)
    if not wanted:
        return set()
    earliest = wanted[0].monday - timedelta(weeks=rules.LONGEST_RHYTHM - 1)
    covered = (
        WeeklyReport.objects.seen_by(viewer)
        .filter(report_state=ReportState.SHARED, period_start_date__gte=earliest)
        .filter(period_start_date__lte=wanted[-1].monday)
        .order_by()
        .values_list("weeks", flat=True)
    )
    answered = {week for each in covered for week in each}
    return {str(week) for week in wanted} & answered


def shared_ids(viewer: Viewer, keys: Collection[str]) -> dict[str, tuple[int, str]]:
    """Key → (row id, week) of shared incidents that still stand."""
    rows = _current(viewer).filter(public_id__in=list(keys)).values_list("public_id", "pk", "week")
    return {key: (row_id, week) for key, row_id, week in rows}


def first_shared(viewer: Viewer, weeks: Collection[str]) -> dict[str, datetime]:
    """Root → when it was first shared, of what happened in the weeks: a correction does not move it."""
    rows = SharedIncident.objects.seen_by(viewer).filter(week__in=list(weeks)).order_by()
    return dict(rows.values_list("root").annotate(at=Min("shared_at")))


# -- The weekly grid -----------------------------------------------------------------------------
def counted_by_cell(viewer: Viewer, weeks: Collection[str]) -> dict[tuple[str, str, str, str], int]:
    """(week, category, area's key, place's name) → how many the organisation itself has shared. One query."""
    rows = (
        _current(viewer)
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
