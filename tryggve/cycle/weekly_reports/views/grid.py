"""The weekly grid: numbers by category and place, saved cell by cell, or with one button without a script."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.weekly_reports import actions, document, figures, queries
from tryggve.cycle.weekly_reports.forms import words_of
from tryggve.cycle.weekly_reports.rules import MOST_OF_ONE, cells
from tryggve.cycle.weekly_reports.shapes import (
    CELL_STATE_NAMES,
    CellEntry,
    CellOutcome,
    CellState,
    Grid,
    GridCell,
    ReportState,
)
from tryggve.cycle.weekly_reports.views.shown import language, weeks_label
from tryggve.foundation.geography.queries import places
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.reference.queries import categories
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.weeks import NotAWeek, Week

if TYPE_CHECKING:
    from tryggve.cycle.weekly_reports.models import WeeklyReport

OK, REFUSED, CHANGED = 200, 422, 409


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell as the page draws it: what was typed when it was refused, else what is saved."""

    cell: GridCell
    text: str
    seen: str
    state: str
    word: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two numbers for one cell."""

    key: str
    name: str
    mine: str
    theirs: str


def _asked(request: HouseRequest, report: WeeklyReport) -> Week:
    """The week in the address, of those the report covers; else its last."""
    text = request.POST.get("vecka") or request.GET.get("vecka") or report.weeks[-1]
    try:
        week = Week.parse(text)
    except NotAWeek:
        raise NotFound from None
    if str(week) not in report.weeks:
        raise NotFound
    return week


def _grid(request: HouseRequest, report: WeeklyReport, week: Week) -> Grid:
    viewer = request.viewer
    is_open = report.report_state == ReportState.OPEN
    rows = (
        document.compose(viewer, report, now=timezone.now()).rows
        if is_open
        else tuple(queries.shared_rows_of(viewer, report))
    )
    return figures.grid(viewer, rows, week=week, language=language(), whole=_("Hela kommunen"), is_open=is_open)


def _text(count: int | None) -> str:
    return "" if count is None else str(count)


def _said_of(cell: GridCell) -> str:
    """What the state means, where a word is not enough."""
    if cell.state == CellState.UNUSUAL and cell.usual:
        return _("Ovanligt: %(low)s–%(high)s är vanligt. Skriv gärna varför.") % {
            "low": cell.usual[0],
            "high": cell.usual[1],
        }
    return ""


def _shown(cell: GridCell, typed: Mapping[str, str], seen: Mapping[str, str], faults: Mapping[str, str]) -> ShownCell:
    fault = faults.get(cell.key, "")
    state = CellState.PROBLEM if fault else cell.state
    return ShownCell(
        cell=cell,
        text=typed.get(cell.key, _text(cell.count)),
        seen=seen.get(cell.key, _text(cell.count)),
        state=str(state),
        word=_(CELL_STATE_NAMES[state]),
        fault=fault,
    )


# -- The page ----------------------------------------------------------------------------------------
@signed_in("weekly_report.write")
def grid(request: HouseRequest, public_id: str) -> HttpResponse:
    """The grid; a post saves all that was changed on the page."""
    report = queries.own_report(request.viewer, public_id)
    week = _asked(request, report)
    if request.method != "POST":
        return grid_page(request, report, week)
    typed = {name[2:]: str(text) for name, text in request.POST.items() if name.startswith("v.") and "." in name[2:]}
    seen = {name[2:]: str(text) for name, text in request.POST.items() if name.startswith("s.")}
    let_go = set(request.POST.getlist("settle"))
    entries, faults = _entries(
        {key: text for key, text in typed.items() if key not in let_go and text.strip() != seen.get(key, "")}, seen
    )
    try:
        _report, outcomes = actions.write_cells(
            public_id=public_id, week=str(week), entries=entries, by=request.viewer, now=timezone.now()
        )
    except NotFound:
        raise
    except DomainError as refusal:
        return grid_page(request, report, week, typed=typed, fault=words_of(refusal), status=REFUSED)
    lost = [each for each in outcomes if not each.is_saved]
    if lost or faults:
        kept = {key: text for key, text in typed.items() if key in faults or key in {each.key for each in lost}}
        status = CHANGED if lost else REFUSED
        return grid_page(request, report, week, typed=kept, faults=faults, lost=lost, status=status)
    messages.success(request, _("Rutnätet är sparat. Inget är delat."))
    return redirect(_address(report, week))


def _address(report: WeeklyReport, week: Week) -> str:
    return f"{reverse('weekly_reports:grid', args=[report.public_id])}?vecka={week}"


def _entries(typed: Mapping[str, str], seen: Mapping[str, str]) -> tuple[list[CellEntry], dict[str, str]]:
    """What can be read as numbers, and why the rest cannot."""
    entries, faults = [], {}
    for key, text in typed.items():
        code, _dot, where = key.partition(".")
        try:
            entries.append(
                CellEntry(code, where, cells.read_count(text), cells.read_count(seen.get(key, "")), key in seen)
            )
        except DomainError as refusal:
            faults[key] = words_of(refusal)
    return entries, faults


def grid_page(  # noqa: PLR0913 - all that may have gone wrong with what was typed
    request: HouseRequest,
    report: WeeklyReport,
    week: Week,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    lost: Iterable[CellOutcome] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, with what was typed and not saved."""
    viewer = request.viewer
    drawn = _grid(request, report, week)
    codes, chosen = queries.grid_layout(viewer)
    asked = drawn.cell(request.GET.get("ruta", "")) or (drawn.rows[0].cells[0] if drawn.rows else None)
    shown = [(row, [_shown(cell, typed or {}, {}, faults or {}) for cell in row.cells]) for row in drawn.rows]
    faulty = [each for _row, line in shown for each in line if each.fault]
    context = {
        "report": report,
        "week": week,
        "weeks": [Week.parse(each) for each in report.weeks],
        "weeks_label": weeks_label(report.weeks),
        "grid": drawn,
        "rows": shown,
        "faulty": faulty,
        "conflicts": _conflicts(drawn, lost),
        "shown_json": json.dumps({cell.key: cell.count for row in drawn.rows for cell in row.cells}),
        "is_open": report.report_state == ReportState.OPEN,
        "n_filled": sum(1 for row in drawn.rows for cell in row.cells if cell.total is not None),
        "n_total": sum(cell.total or 0 for row in drawn.rows for cell in row.cells),
        "n_unusual": sum(1 for row in drawn.rows for cell in row.cells if cell.state == CellState.UNUSUAL),
        "panel": _panel(asked) if asked else None,
        "all_categories": [(each, each.code in codes) for each in categories(viewer, language=language())],
        "all_places": [(each, each.public_id in chosen) for each in places(viewer)],
        "most": MOST_OF_ONE,
        **more,
    }
    return page(request, "weekly_reports/grid.html", context, status=status)


def _conflicts(drawn: Grid, lost: Iterable[CellOutcome]) -> list[Conflict]:
    return [Conflict(each.key, _name(drawn, each.key), _text(each.mine), _text(each.count)) for each in lost]


def _name(drawn: Grid, key: str) -> str:
    found = drawn.cell(key)
    return found.name if found else key


# -- Cell by cell ----------------------------------------------------------------------------------------
@require_POST
@signed_in("weekly_report.write")
def write_cells(request: HouseRequest, public_id: str) -> HttpResponse:
    """What the page saves while it is written, and the way back from a paste. JSON for a script, else the page."""
    report = queries.own_report(request.viewer, public_id)
    week = _asked(request, report)
    sent = _sent(request)
    entries, faults = _entries(
        {each["key"]: each["value"] for each in sent}, {each["key"]: each["seen"] for each in sent}
    )
    try:
        _report, outcomes = actions.write_cells(
            public_id=public_id, week=str(week), entries=entries, by=request.viewer, now=timezone.now()
        )
    except NotFound:
        raise
    except DomainError as refusal:
        if _is_script(request):
            return JsonResponse({"said": words_of(refusal)}, status=REFUSED)
        return grid_page(request, report, week, fault=words_of(refusal), status=REFUSED)
    if _is_script(request):
        return JsonResponse(_answer(_grid(request, report, week), outcomes, faults))
    lost = [each for each in outcomes if not each.is_saved]
    if lost:
        typed = {each.key: _text(each.mine) for each in lost}
        return grid_page(request, report, week, typed=typed, lost=lost, status=CHANGED)
    messages.success(request, _("Inklistringen är ångrad."))
    return redirect(_address(report, week))


def _is_script(request: HouseRequest) -> bool:
    return request.headers.get("accept") == "application/json"


def _sent(request: HouseRequest) -> list[dict[str, str]]:
    """[{key, value, seen}] of the form's one field; what is not that is refused as not found."""
    try:
        sent = json.loads(request.POST.get("cells", ""))
        found = [{name: str(each[name]) for name in ("key", "value", "seen")} for each in sent]
    except (ValueError, TypeError, KeyError):
        raise NotFound from None
    if len(found) > cells.MOST_PASTED:
        raise NotFound
    return found


def _answer(drawn: Grid, outcomes: Sequence[CellOutcome], faults: Mapping[str, str]) -> dict[str, Any]:
    """What became of each cell, in words."""
    lost = [each for each in outcomes if not each.is_saved]
    found = [_cell_answer(drawn, each) for each in outcomes]
    found += [
        {"key": key, "saved": False, "state": "problem", "word": _(CELL_STATE_NAMES[CellState.PROBLEM]), "said": why}
        for key, why in faults.items()
    ]
    return {
        "cells": found,
        "conflicts": render_to_string("weekly_reports/_conflicts.html", {"conflicts": _conflicts(drawn, lost)}),
    }


def _cell_answer(drawn: Grid, outcome: CellOutcome) -> dict[str, Any]:
    cell = drawn.cell(outcome.key)
    state = cell.state if cell and outcome.is_saved else CellState.PROBLEM
    return {
        "key": outcome.key,
        "saved": outcome.is_saved,
        "count": _text(outcome.count),
        "state": str(state),
        "word": _(CELL_STATE_NAMES[state]),
        "said": _said_of(cell) if cell and outcome.is_saved else _("Någon annan har sparat ett annat tal."),
    }


# -- From a spreadsheet --------------------------------------------------------------------------------------
@require_POST
@signed_in("weekly_report.write")
def paste(request: HouseRequest, public_id: str) -> HttpResponse:
    """A block copied from a spreadsheet: what fits is saved, what does not is said cell by cell."""
    report = queries.own_report(request.viewer, public_id)
    week = _asked(request, report)
    drawn = _grid(request, report, week)
    text = request.POST.get("block", "")
    try:
        block = cells.read_block(
            text,
            rows=[(row.name, row.code, f"{row.code} {row.name}") for row in drawn.rows],
            columns=[(column.name,) for column in drawn.columns],
            at=_position(drawn, request.POST.get("at", "")),
        )
        entries, undo = _pasted(drawn, block, _shown_before(request))
        _report, outcomes = actions.write_cells(
            public_id=public_id, week=str(week), entries=entries, by=request.viewer, now=timezone.now()
        )
    except NotFound:
        raise
    except DomainError as refusal:
        if _is_script(request):
            return JsonResponse({"said": words_of(refusal)}, status=REFUSED)
        return grid_page(request, report, week, fault=words_of(refusal), block=text, status=REFUSED)
    lost = [each for each in outcomes if not each.is_saved]
    saved = {each.key for each in outcomes if each.is_saved}
    told = {
        "report": report,
        "week": week,
        "n_saved": len(saved),
        "n_empty": block.n_empty,
        "refused": [
            {"line": each.at[0], "column": each.at[1], "said": each.said, "why": words_of(each.why)}
            for each in block.refused
        ],
        "heads": block.has_column_heads or block.has_row_heads,
        "undo": json.dumps([each for each in undo if each["key"] in saved]),
    }
    if _is_script(request):
        answer = _answer(_grid(request, report, week), outcomes, {})
        answer["pasted"] = render_to_string("weekly_reports/_pasted.html", {"pasted": told}, request=request)
        return JsonResponse(answer)
    typed = {each.key: _text(each.mine) for each in lost}
    return grid_page(request, report, week, typed=typed, lost=lost, pasted=told, status=CHANGED if lost else OK)


def _position(drawn: Grid, key: str) -> tuple[int, int]:
    for down, row in enumerate(drawn.rows):
        for across, cell in enumerate(row.cells):
            if cell.key == key:
                return down, across
    return 0, 0


def _shown_before(request: HouseRequest) -> dict[str, int | None]:
    """What the page showed in each cell when the block was pasted."""
    try:
        shown = json.loads(request.POST.get("shown", ""))
        return {str(key): None if count in (None, "") else int(count) for key, count in shown.items()}
    except (ValueError, TypeError, AttributeError):
        raise NotFound from None


def _pasted(
    drawn: Grid, block: cells.Block, shown: Mapping[str, int | None]
) -> tuple[list[CellEntry], list[dict[str, str]]]:
    """The numbers as entries, and as many entries that take them back."""
    entries, undo = [], []
    for each in block.cells:
        cell = drawn.rows[each.row].cells[each.column]
        code, _dot, where = cell.key.partition(".")
        before = shown.get(cell.key)
        entries.append(CellEntry(code, where, each.count, before, cell.key in shown))
        if cell.count != each.count:
            undo.append({"key": cell.key, "value": _text(cell.count), "seen": str(each.count)})
    return entries, undo


# -- What is beside a cell --------------------------------------------------------------------------------------
def _panel(cell: GridCell, *, theirs: str | None = None, **typed: Any) -> dict[str, Any]:
    return {
        "cell": cell,
        "values": [count for _week, count in cell.history],
        "weeks": [{"week": Week.parse(week), "count": count} for week, count in cell.history],
        "said": _said_of(cell),
        "comment": cell.comment,
        "to_follow_up": cell.to_follow_up,
        "seen": cells.mark_of(cell.comment),
        "theirs": theirs,
        **typed,
    }


@signed_in("weekly_report.write")
def cell(request: HouseRequest, public_id: str) -> HttpResponse:
    """A cell's 12 weeks and comment: a part of the page. A post keeps the comment."""
    report = queries.own_report(request.viewer, public_id)
    week = _asked(request, report)
    drawn = _grid(request, report, week)
    key = request.POST.get("ruta") or request.GET.get("ruta", "")
    found = drawn.cell(key) if key else (drawn.rows[0].cells[0] if drawn.rows else None)
    if found is None:
        raise NotFound
    status, panel = OK, _panel(found)
    if request.method == "POST":
        status, panel = _noted(request, report, week, found)
        if not _is_part(request) and status == OK:
            messages.success(request, _("Kommentaren är sparad. Den delas inte."))
            return redirect(f"{_address(report, week)}&ruta={found.key}#ruta")
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
        return CHANGED, _panel(found, theirs=found.comment, fault=words_of(refusal), **typed)
    except DomainError as refusal:
        return REFUSED, _panel(found, fault=words_of(refusal), **typed)
    again = _grid(request, report, week).cell(found.key)
    return OK, _panel(again or found, kept=_("Sparat, delas inte."))


@require_POST
@signed_in("weekly_report.write")
def arrange(request: HouseRequest, public_id: str) -> HttpResponse:
    """Which rows and columns the organisation wants beside its own."""
    report = queries.own_report(request.viewer, public_id)
    actions.arrange_grid(
        category_codes=request.POST.getlist("category"),
        places=request.POST.getlist("place"),
        by=request.viewer,
        now=timezone.now(),
    )
    messages.success(request, _("Rutnätet visar nu de rader och kolumner du valde."))
    return redirect(_address(report, _asked(request, report)))
