"""Who speaks for several (J3): how many of them have answered."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import MemberAnswer, MemberLine, ReportState
from tryggve.edges.desk.parts.desk import Desk, NextStep, Part, address

_SHOWN = 12


def relay_part(desk: Desk) -> Part | None:
    """For those who note the answers of shops or landlords."""
    if not desk.viewer.may("member_response.write") or desk.viewer.organisation_id is None:
        return None
    lines = weekly_reports.member_board(desk.viewer, desk.week)
    if not lines:
        return None
    silent = [each for each in lines if each.answer == MemberAnswer.NOT_ANSWERED]
    report = weekly_reports.own_in_week(desk.viewer, desk.week)
    if report is not None and report.report_state == ReportState.SHARED:
        return None
    return Part(
        answer=_("%(n)s av %(m)s har svarat för vecka %(week)s")
        % {"n": len(lines) - len(silent), "m": len(lines), "week": desk.week.number},
        template="desk/_relay.html",
        context={
            "step": _next(desk, silent),
            "lines": sorted(lines, key=lambda each: (each.answer != MemberAnswer.NOT_ANSWERED, each.name))[:_SHOWN],
            "more": max(0, len(lines) - _SHOWN),
            "answered": len(lines) - len(silent),
            "total": len(lines),
            "week": desk.week,
        },
        eyebrow=desk.viewer.organisation_name,
    )


def _next(desk: Desk, silent: list[MemberLine]) -> NextStep:
    url = f"{address('weekly_reports:members')}?vecka={desk.week}"
    if silent:
        names = ", ".join(each.name for each in silent[:3])
        return NextStep(
            title=_("Fråga dem som inte har svarat"),
            text=_("%(names)s. Notera svaret, också om det inte finns något att rapportera.") % {"names": names},
            button=_("Notera svar"),
            url=url,
        )
    return NextStep(
        title=_("Alla har svarat"),
        text=_("Nu kan du granska och dela."),
        button=_("Se svaren"),
        url=url,
    )
