"""Sharing a report, and correcting what is shared by a new version."""

from __future__ import annotations

from datetime import datetime

from tryggve.cycle.incidents.queries import approved, keys_of
from tryggve.cycle.incidents.shapes import ApprovedIncident
from tryggve.cycle.weekly_reports import document, queries, rules
from tryggve.cycle.weekly_reports.actions.write import own_open
from tryggve.cycle.weekly_reports.document import Composition
from tryggve.cycle.weekly_reports.models import SharedIncident, SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.rules import CannotShare, CannotWrite
from tryggve.cycle.weekly_reports.shapes import ReportState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.models import Place
from tryggve.foundation.geography.queries import place_by_name
from tryggve.foundation.people.queries import own_organisation
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy.answers import Answers
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Period, Week

_IN_WORDS = ("judgement_text", "risk_signals", "needs")
_SAID = ("judgement", "judgement_text", "risk_signals", "needs")


class ChangedSincePreview(DomainError):
    """What would be shared is no longer what was previewed."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Innehållet har ändrats sedan du förhandsgranskade. Inget är delat. "
                "Läs igenom en gång till och dela sedan."
            )
        )


@action("weekly_report.shared", right="weekly_report.share")
def share_report(*, public_id: str, seen: str = "", by: Viewer, now: datetime) -> WeeklyReport:
    """Show the others exactly what the preview showed. `seen` is the digest of that preview, if there was one."""
    report = own_open(by, public_id)
    composed = document.compose(by, report, now=now)
    if seen and seen != composed.digest:
        raise ChangedSincePreview
    _check_shareable(report, composed, by)
    return _share(report, composed, by, now)


def _check_shareable(report: WeeklyReport, composed: Composition, by: Viewer) -> None:
    has_words = any(getattr(report, field) for field in _IN_WORDS)
    if composed.is_empty and not has_words:
        raise CannotShare(
            _("Rapporten är tom. Den har inga händelser och ingen text. Välj Inget att rapportera i stället.")
        )
    rules.check_judgement(report.judgement)
    marks.check_answered(by, _texts(report, composed, by))


def _texts(report: WeeklyReport, composed: Composition, by: Viewer) -> list[tuple[str, str, str]]:
    """What each text belongs to, its field and its words: all that is not already shared as it stands."""
    standing = composed.replaced
    stood = {getattr(standing, field) for field in _IN_WORDS} if standing is not None else set()
    if standing is not None:
        stood |= set(SharedIncident.objects.seen_by(by).filter(report=standing).values_list("text", flat=True))
    keys = keys_of(by, [row.incident_id for row in composed.rows if row.incident_id is not None])
    found = [(report.public_id, field, getattr(report, field)) for field in _IN_WORDS]
    found += [(keys[row.incident_id], "shared_text", row.text) for row in composed.rows if row.incident_id in keys]
    lines = SummaryLine.objects.seen_by(by).filter(report=report)
    found += [(key, "text", text) for key, text in lines.values_list("public_id", "text")]
    return [each for each in found if each[2] not in stood]


@action("weekly_report.shared_nothing", right="weekly_report.share")
def share_nothing(*, public_id: str, by: Viewer, now: datetime) -> WeeklyReport:
    """Sign that nothing happened. Refused while something waits to be shared: it would not be true."""
    report = own_open(by, public_id)
    composed = document.compose(by, report, now=now)
    if not composed.is_empty:
        raise CannotShare(
            _(
                "Ni har något att rapportera. {n} händelser är godkända och inte delade. "
                "Dela rapporten, eller ta bort dem ur veckan."
            ),
            n=composed.incidents,
        )
    report.nothing_to_report = True
    return _share(report, composed, by, now)


def _share(report: WeeklyReport, composed: Composition, by: Viewer, now: datetime) -> WeeklyReport:
    replaced = composed.replaced
    SharedIncident.objects.bulk_create(composed.rows)
    if replaced is not None:
        replaced.report_state = ReportState.SUPERSEDED
        replaced.save(update_fields=["report_state"])
    report.report_state = ReportState.SHARED
    report.shared_at = now
    report.shared_by_id = by.user_id
    report.is_late = replaced.is_late if replaced is not None else now > report.due_at
    report.save()
    SummaryLine.objects.seen_by(by).filter(report=report).delete()
    with_codes(
        week=str(report.weeks[0]),
        version=report.version,
        incidents=composed.incidents,
        late_incidents=composed.late,
        is_late=report.is_late,
    )
    return report


@action("weekly_report.correction_opened", right="weekly_report.share")
def correct_report(
    *, public_id: str, reason: str, answers: Answers = marks.NONE, by: Viewer, now: datetime
) -> WeeklyReport:
    """Open a new version of a shared report. The old one stands until the new one is shared."""
    shared: WeeklyReport = (
        WeeklyReport.objects.seen_by(by)
        .select_for_update(of=("self",))
        .select_related("organisation")
        .one(public_id=public_id, organisation_id=by.organisation_id)
    )
    _check_correctable(shared, by)
    why = reason.strip()
    if not why:
        raise CannotWrite(
            _("Skälet saknas. Vi fick en tom ruta. Skriv i en mening varför rapporten rättas."), field="reason"
        )
    rules.check_text(why, "reason")
    marks.settle(about=public_id, field="reason", text=why, was="", answers=answers, by=by, now=now)
    version = WeeklyReport.objects.create(
        municipality_id=shared.municipality_id,
        organisation=shared.organisation,
        period_start_date=shared.period_start_date,
        weeks=shared.weeks,
        version=shared.version + 1,
        opened_at=now,
        due_at=shared.due_at,
        correction_reason=why,
        **{field: getattr(shared, field) for field in _SAID},
    )
    _lines_from(shared, version, by)
    with_codes(version=version.version)
    return version


def _check_correctable(shared: WeeklyReport, by: Viewer) -> None:
    if shared.report_state == ReportState.OPEN:
        raise CannotShare(_("Rapporten är inte delad än. Den går att ändra som den är. Skriv i den och dela den."))
    newest = queries.versions(by, shared)[-1]
    if newest.pk != shared.pk:
        raise CannotShare(
            _("Rapporten har redan en nyare version. Vi fick version {version} av {newest}. Öppna den nyaste."),
            version=shared.version,
            newest=newest.version,
        )


def _lines_from(shared: WeeklyReport, version: WeeklyReport, by: Viewer) -> None:
    """What was written as lines comes back as draft: all of it without raw data, else what the grid counted."""
    rows = SharedIncident.objects.seen_by(by).filter(report=shared)
    if shared.organisation.keeps_raw:
        rows = rows.filter(is_counted=True)
    for row in rows.order_by("occurred_from", "id"):
        SummaryLine.objects.create(
            municipality_id=queries.home(by)[0],
            organisation_id=queries.home(by)[1],
            report=version,
            root=row.root,
            category_code=row.category_code,
            occurred_from=row.occurred_from,
            occurred_to=row.occurred_to,
            time_precision=row.time_precision,
            area_id=row.area_id,
            place=_place(by, row.place_name),
            count=row.count,
            certainty=row.certainty,
            nature=row.nature,
            police_reported=row.police_reported,
            is_counted=row.is_counted,
            text=row.text,
        )


def _place(by: Viewer, name: str) -> Place | None:
    return place_by_name(by, name) if name else None


@action("weekly_report.correction_dropped", right="weekly_report.share")
def drop_correction(*, public_id: str, by: Viewer, now: datetime) -> WeeklyReport | None:
    """Take away a correction that was opened and not shared; what is shared stands."""
    draft = own_open(by, public_id)
    if draft.version == 1:
        raise CannotWrite(_("Rapporten är ingen rättelse. Den kan inte tas bort. Dela den, eller lämna den öppen."))
    standing = queries.previous_version(by, draft)
    draft.delete()
    return standing


# -- Outside sources -----------------------------------------------------------------------------
def share_outside_week(*, week: Week, by: Viewer, now: datetime) -> WeeklyReport | None:
    """Share a source's events of one week; None when it has none. Again: the same report.

    New events give a new version that keeps the old rows as they were: what a source has changed
    since is a proposed correction (`queries.changed_since_shared`), never a silent change.
    """
    by.require("weekly_report.share")
    with acting_as(by):
        if not own_organisation(by).is_outside_source:
            raise CannotShare(_("Organisationen är ingen öppen källa. Den delar sin egen veckorapport."))
        standing = queries.own_in_week(by, week)
        fresh = _fresh(by, week)
        if not fresh:
            return standing
        return _share_outside(week=week, fresh=fresh, standing=standing, by=by, now=now)


def _fresh(by: Viewer, week: Week) -> list[ApprovedIncident]:
    return approved(by, since=week.start_at, before=week.end_at, without=queries.rows_shared(by, weeks=[str(week)]))


@action("weekly_report.shared_outside", right="weekly_report.share")
def _share_outside(
    *, week: Week, fresh: list[ApprovedIncident], standing: WeeklyReport | None, by: Viewer, now: datetime
) -> WeeklyReport:
    covered = Period(week)
    report = WeeklyReport.objects.create(
        municipality_id=queries.home(by)[0],
        organisation_id=queries.home(by)[1],
        period_start_date=week.monday,
        weeks=[str(week)],
        version=standing.version + 1 if standing else 1,
        opened_at=now,
        due_at=rules.due_at(covered),
        correction_reason=str(_("Källan har publicerat fler händelser.")) if standing else "",
    )
    return _share(report, document.compose_outside(by, report, fresh, standing, now=now), by, now)
