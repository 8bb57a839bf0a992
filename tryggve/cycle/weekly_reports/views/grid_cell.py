"""What is beside a cell of the weekly grid: its twelve weeks, and the comment that is never shared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tryggve.cycle.weekly_reports import actions, queries
from tryggve.cycle.weekly_reports.forms import words_of
from tryggve.cycle.weekly_reports.rules import cells
from tryggve.cycle.weekly_reports.shapes import GridCell, ReportState
from tryggve.cycle.weekly_reports.views.grid_page import (
    CHANGED,
    OK,
    REFUSED,
    address_of,
    asked_week,
    drawn_grid,
    grid_page,
    panel_of,
)
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.weeks import Week

if TYPE_CHECKING:
    from tryggve.cycle.weekly_reports.models import WeeklyReport


@signed_in("weekly_report.write")
def cell(request: HouseRequest, public_id: str) -> HttpResponse:
    """A cell's 12 weeks and comment: a part of the page. A post keeps the comment."""
    report = queries.own_report(request.viewer, public_id)
    week = asked_week(request, report)
    drawn = drawn_grid(request, report, week)
    key = request.POST.get("ruta") or request.GET.get("ruta", "")
    found = drawn.cell(key) if key else (drawn.rows[0].cells[0] if drawn.rows else None)
    if found is None:
        raise NotFound
    status, panel = OK, panel_of(found)
    if request.method == "POST":
        status, panel = _noted(request, report, week, found)
        if not _is_part(request) and status == OK:
            messages.success(request, _("Kommentaren är sparad. Den delas inte."))
            return redirect(f"{address_of(report, week)}&ruta={found.key}#ruta")
    if not _is_part(request):
        return grid_page(request, report, week, panel=panel, status=status)
    context = {"report": report, "week": week, "panel": panel, "is_open": report.report_state == ReportState.OPEN}
    return render(request, "weekly_reports/_cell.html", context, status=status)


def _is_part(request: HouseRequest) -> bool:
    return request.headers.get("x-part") == "1"


def _noted(request: HouseRequest, report: WeeklyReport, week: Week, found: GridCell) -> tuple[int, dict[str, Any]]:
    code, _dot, where = found.key.partition(".")
    comment, to_follow_up = request.POST.get("comment", ""), "to_follow_up" in request.POST
    typed: dict[str, Any] = {"comment": comment, "to_follow_up": to_follow_up}
    try:
        actions.note_cell(
            public_id=report.public_id,
            week=str(week),
            category_code=code,
            where=where,
            seen=request.POST.get("seen"),
            by=request.viewer,
            now=timezone.now(),
            comment=comment,
            to_follow_up=to_follow_up,
        )
    except NotFound:
        raise
    except cells.ChangedMeanwhile as refusal:
        return CHANGED, panel_of(found, theirs=found.comment, fault=words_of(refusal), **typed)
    except DomainError as refusal:
        return REFUSED, panel_of(found, fault=words_of(refusal), **typed)
    again = drawn_grid(request, report, week).cell(found.key)
    return OK, panel_of(again or found, kept=_("Sparat, delas inte."))
