"""The organisation's coordinator (J2): review, judge, share; and nothing shared goes stale unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import ReportState
from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address
from tryggve.foundation.people.queries import own_organisation

if TYPE_CHECKING:
    from tryggve.cycle.weekly_reports.models import WeeklyReport

_SHOWN_REPORTS = 6


def coordinator_part(desk: Desk) -> Part | None:
    """For those who share the organisation's report."""
    if not desk.viewer.may("weekly_report.share") or desk.viewer.organisation_id is None:
        return None
    report = weekly_reports.own_in_week(desk.viewer, desk.week)
    is_raw = own_organisation(desk.viewer).mode == "raw"
    waiting = incidents.waiting(desk.viewer) if is_raw else 0
    ready = weekly_reports.approved_unshared(desk.viewer, before=desk.week.end_at) if is_raw else 0
    changed = weekly_reports.changed_since_shared(desk.viewer, desk.now) if is_raw else []
    step = _next(desk, report, waiting, ready)
    return Part(
        answer=step.title,
        template="desk/_coordinator.html",
        context={
            "step": step,
            "waiting": waiting,
            "ready": ready,
            "is_raw": is_raw,
            "report": report,
            "is_late": _is_late(report, desk),
            "week": desk.week,
            "changed": changed[:5],
            "n_changed": len(changed),
            "changed_url": address("weekly_reports:detail", changed[0].report) if changed else "",
            "reports": _reports(desk),
        },
        eyebrow=desk.viewer.organisation_name,
    )


def _is_late(report: WeeklyReport | None, desk: Desk) -> bool:
    return report is not None and report.report_state == ReportState.OPEN and report.due_at < desk.now


def _next(desk: Desk, report: WeeklyReport | None, waiting: int, ready: int) -> NextStep:
    week = desk.week.number
    if report is None:
        return NextStep(
            title=_("Vecka %(week)s är inte öppnad än") % {"week": week},
            text=_("EST-samordnaren öppnar veckan på måndagen. Granska gärna dina händelser så länge."),
            button=_("Granska händelser"),
            url=address("incidents:review"),
        )
    if report.report_state == ReportState.SHARED:
        return _shared(desk, report, waiting)
    if report.version > 1:
        return NextStep(
            title=_("Din rättelse av vecka %(week)s är inte delad än") % {"week": week},
            text=_("De andra ser den gamla versionen tills du delar rättelsen."),
            button=_("Öppna rättelsen"),
            url=address("weekly_reports:detail", report.public_id),
        )
    if waiting:
        return NextStep(
            title=ngettext("En händelse kvar att granska", "%(n)s händelser kvar att granska", waiting)
            % {"n": waiting},
            text=_("Sedan kan du dela vecka %(week)s.") % {"week": week},
            button=_("Granska händelser"),
            url=address("incidents:review"),
            also=_("Öppna veckorapporten"),
            also_url=address("weekly_reports:detail", report.public_id),
        )
    return NextStep(
        title=_("Vecka %(week)s är redo att delas") % {"week": week},
        text=_ready_words(ready),
        button=_("Öppna vecka %(week)s") % {"week": week},
        url=address("weekly_reports:detail", report.public_id),
    )


def _ready_words(ready: int) -> str:
    if not ready:
        return _("Inga händelser väntar. Skriv din bedömning, eller dela att det inte finns något att rapportera.")
    return ngettext(
        "En godkänd händelse följer med. Lägg till din bedömning.",
        "%(n)s godkända händelser följer med. Lägg till din bedömning.",
        ready,
    ) % {"n": ready}


def _shared(desk: Desk, report: WeeklyReport, waiting: int) -> NextStep:
    week = desk.week.number
    words = _("Vecka %(week)s är delad. Tack.")
    if report.nothing_to_report:
        words = _("Vecka %(week)s är delad: inget att rapportera")
    done = words % {"week": week}
    if waiting:
        return NextStep(
            title=done,
            text=ngettext(
                "En ny händelse väntar på dig till nästa rapport.",
                "%(n)s nya händelser väntar på dig till nästa rapport.",
                waiting,
            )
            % {"n": waiting},
            button=_("Granska händelser"),
            url=address("incidents:review"),
            also=_("Läs det du delade"),
            also_url=address("weekly_reports:shared", report.public_id),
        )
    return NextStep(
        title=done,
        text=_("Du behöver inte göra något mer i den här rapporten."),
        button=_("Läs lägesbilden") if desk.picture else _("Läs det du delade"),
        url=address("situation_pictures:detail", desk.week)
        if desk.picture
        else address("weekly_reports:shared", report.public_id),
    )


def _reports(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "label": weekly_reports.period(each).label,
            "state": _state(each, desk),
            "is_open": each.report_state == ReportState.OPEN,
            "shared_at": each.shared_at,
            "url": address(
                "weekly_reports:detail" if each.report_state == ReportState.OPEN else "weekly_reports:shared",
                each.public_id,
            ),
        }
        for each in weekly_reports.own_reports(desk.viewer, n=_SHOWN_REPORTS)
    ]


def _state(report: WeeklyReport, desk: Desk) -> str:
    if report.report_state == ReportState.OPEN:
        return "missing" if report.due_at < desk.now else "open"
    if report.nothing_to_report:
        return "zero"
    return "late" if report.is_late else "shared"
