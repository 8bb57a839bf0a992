"""Opening a week and writing in one's own open report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError

from tryggve.cycle.weekly_reports import queries, rules
from tryggve.cycle.weekly_reports.models import SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.rules import CannotWrite, cells
from tryggve.cycle.weekly_reports.shapes import SummaryDraft
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.queries import area_by_public_id, place_by_public_id
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import is_assessed, parties
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy.answers import Answers
from tryggve.foundation.reference.queries import usable_codes
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.ids import new_public_id
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Period, Week


def open_week(*, week: Week, by: Viewer, now: datetime) -> list[WeeklyReport]:
    """Give every party its report for the period that holds the week. Again: the same reports.

    Returns the newest version of each party's report. Only what is opened now gets a line in the
    trail; two who open at once cannot both win, by the table's constraint.
    """
    by.require("weekly_report.open")
    with acting_as(by):
        covered = queries.period_for(by, week)
        rules.check_assessed(is_practice=by.is_practice, is_assessed=is_assessed(by))
        rules.check_begun(covered, now)
        expected = list(parties(by, covered.last_week.sunday))
        if _missing(by, expected, covered):
            try:
                _open(expected=expected, covered=covered, by=by, now=now)
            except IntegrityError:
                if _missing(by, expected, covered):
                    raise
        newest = {report.organisation_id: report for report in _reports(by, covered)}
        return sorted(newest.values(), key=lambda report: report.organisation.name)


def _reports(by: Viewer, covered: Period) -> list[WeeklyReport]:
    rows = WeeklyReport.objects.seen_by(by).filter(period_start_date=covered.first_week.monday)
    return list(rows.select_related("organisation").order_by("version").exclude(organisation__kind="outside_source"))


def _missing(by: Viewer, expected: list[Organisation], covered: Period) -> list[Organisation]:
    """Those without a report for any of the weeks, also where the rhythm has changed since."""
    weeks = {str(week) for week in covered}
    earliest = covered.first_week - (rules.LONGEST_RHYTHM - 1)
    held = WeeklyReport.objects.seen_by(by).filter(period_start_date__range=(earliest.monday, covered.last_week.monday))
    have = {
        organisation
        for organisation, held_weeks in held.order_by().values_list("organisation_id", "weeks")
        if weeks & set(held_weeks)
    }
    return [party for party in expected if party.pk not in have]


@action("weekly_report.opened", right="weekly_report.open")
def _open(*, expected: list[Organisation], covered: Period, by: Viewer, now: datetime) -> list[WeeklyReport]:
    weeks = [str(week) for week in covered]
    with_codes(week=weeks[0])
    opened = [
        WeeklyReport(
            municipality_id=expected[0].municipality_id,
            organisation=party,
            period_start_date=covered.first_week.monday,
            weeks=weeks,
            opened_at=now,
            due_at=rules.due_at(covered),
        )
        for party in _missing(by, expected, covered)
    ]
    return WeeklyReport.objects.bulk_create(opened)


def own_open(by: Viewer, public_id: str) -> WeeklyReport:
    """The organisation's own report, locked and still open."""
    found: WeeklyReport = (
        WeeklyReport.objects.seen_by(by)
        .select_for_update(of=("self",))
        .select_related("organisation")
        .one(public_id=public_id, organisation_id=by.organisation_id)
    )
    rules.check_open(found.report_state)
    return found


@action("weekly_report.written", right="weekly_report.write")
def write_judgement(  # noqa: PLR0913 - what a report says in words
    *,
    public_id: str,
    judgement: str,
    judgement_text: str = "",
    risk_signals: str = "",
    needs: str = "",
    seen: Mapping[str, str] | None = None,
    answers: Mapping[str, Answers] | None = None,
    by: Viewer,
    now: datetime,
) -> WeeklyReport:
    """The organisation's colour, why, what may come, and what it needs. Guarded: all of it is shared.

    `seen` holds the mark of what the page showed in each field: what somebody has changed since is never
    written over, and what only they have changed stands. `answers` to what the guard asks, by field.
    """
    report = own_open(by, public_id)
    texts = {"judgement_text": judgement_text, "risk_signals": risk_signals, "needs": needs}
    if seen is not None:
        said = _settled(report, {"judgement": judgement, **texts}, seen)
        judgement = said.pop("judgement")
        texts = said
    if judgement:
        rules.check_judgement(judgement)
    for field, text in texts.items():
        rules.check_text(text, field)
        marks.settle(
            about=public_id,
            field=field,
            text=text,
            was=getattr(report, field),
            answers=(answers or {}).get(field, marks.NONE),
            by=by,
            now=now,
        )
        setattr(report, field, text.strip())
    report.judgement = judgement
    report.save(update_fields=["judgement", *texts])
    with_codes(judgement=judgement)
    return report


def _settled(report: WeeklyReport, mine: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, str]:
    found = {
        field: cells.settled(mine=text, theirs=getattr(report, field), seen=seen.get(field))
        for field, text in mine.items()
    }
    lost = [field for field, text in found.items() if text is None]
    if lost:
        raise cells.ChangedMeanwhile(lost)
    return {field: text or "" for field, text in found.items()}


@action("weekly_report.line_added", right="weekly_report.write")
def add_summary_line(
    *, public_id: str, draft: SummaryDraft, answers: Answers = marks.NONE, by: Viewer, now: datetime
) -> SummaryLine:
    """A line of an organisation that keeps no raw incidents here."""
    report = own_open(by, public_id)
    if report.organisation.keeps_raw:
        raise CannotWrite(
            _("{organisation} registrerar egna händelser. Rader är för dem som inte gör det. Registrera en händelse."),
            organisation=report.organisation.name,
        )
    if not usable_codes(by, [draft.category_code]):
        raise CannotWrite(
            _("Kategorin används inte här. Vi fick {code}. Välj en kategori i listan."),
            field="category_code",
            code=draft.category_code[:20] or "–",
        )
    covered = queries.period(report)
    rules.check_line(
        occurred_from=draft.occurred_from, occurred_to=draft.occurred_to, count=draft.count, period=covered
    )
    rules.check_text(draft.text, "text")
    key = new_public_id()
    marks.settle(about=key, field="text", text=draft.text, was="", answers=answers, by=by, now=now)
    return SummaryLine.objects.create(
        public_id=key,
        municipality_id=queries.home(by)[0],
        organisation_id=queries.home(by)[1],
        report=report,
        category_code=draft.category_code,
        occurred_from=draft.occurred_from,
        occurred_to=draft.occurred_to,
        time_precision=draft.time_precision,
        area=area_by_public_id(by, draft.area) if draft.area else None,
        place=place_by_public_id(by, draft.place) if draft.place else None,
        count=draft.count,
        certainty=draft.certainty,
        nature=draft.nature,
        police_reported=draft.police_reported,
        text=draft.text.strip(),
    )


@action("weekly_report.line_removed", right="weekly_report.write")
def remove_summary_line(*, public_id: str, by: Viewer, now: datetime) -> WeeklyReport:
    """Take away a draft line; `public_id` is the line's. Returns its report."""
    line: SummaryLine = SummaryLine.objects.seen_by(by).select_related("report").one(public_id=public_id)
    report = own_open(by, line.report.public_id)
    if line.report_id != report.pk:
        raise NotFound
    with_codes(line=line.public_id)
    line.delete()
    return report
