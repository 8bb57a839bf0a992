"""Who has answered for which week: each party, each represented member, and anybody at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Sum

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.weekly_reports import rules
from tryggve.cycle.weekly_reports.models import MemberResponse, WeeklyReport
from tryggve.cycle.weekly_reports.queries.reports import period_for
from tryggve.cycle.weekly_reports.queries.sharing import current
from tryggve.cycle.weekly_reports.shapes import Answer, MemberAnswer, MemberLine, ReportState, WeekAnswer
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import organisations, represented_members
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Period, Week


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
        current(viewer)
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
