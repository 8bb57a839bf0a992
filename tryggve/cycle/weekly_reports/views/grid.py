"""The weekly grid: numbers by category and place, saved cell by cell, or with one button without a script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.weekly_reports import actions, queries
from tryggve.cycle.weekly_reports.forms import words_of
from tryggve.cycle.weekly_reports.rules import cells
from tryggve.cycle.weekly_reports.shapes import CELL_STATE_NAMES, CellEntry, CellOutcome, CellState, Grid
from tryggve.cycle.weekly_reports.views.grid_page import (
    CHANGED,
    REFUSED,
    address_of,
    asked_week,
    conflicts_of,
    drawn_grid,
    grid_page,
    said_of,
    text_of,
)
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.kernel.errors import DomainError, NotFound


@signed_in("weekly_report.write")
def grid(request: HouseRequest, public_id: str) -> HttpResponse:
    """The grid; a post saves all that was changed on the page."""
    report = queries.own_report(request.viewer, public_id)
    week = asked_week(request, report)
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
    return redirect(address_of(report, week))


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
    return redirect(address_of(report, asked_week(request, report)))


# -- Cell by cell ----------------------------------------------------------------------------------------
@require_POST
@signed_in("weekly_report.write")
def write_cells(request: HouseRequest, public_id: str) -> HttpResponse:
    """What the page saves while it is written, and the way back from a paste. JSON for a script, else the page."""
    report = queries.own_report(request.viewer, public_id)
    week = asked_week(request, report)
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
        if is_script(request):
            return JsonResponse({"said": words_of(refusal)}, status=REFUSED)
        return grid_page(request, report, week, fault=words_of(refusal), status=REFUSED)
    if is_script(request):
        return JsonResponse(answer_of(drawn_grid(request, report, week), outcomes, faults))
    lost = [each for each in outcomes if not each.is_saved]
    if lost:
        typed = {each.key: text_of(each.mine) for each in lost}
        return grid_page(request, report, week, typed=typed, lost=lost, status=CHANGED)
    messages.success(request, _("Inklistringen är ångrad."))
    return redirect(address_of(report, week))


def is_script(request: HouseRequest) -> bool:
    """Whether the page's script asks, which wants JSON and no page."""
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


def answer_of(drawn: Grid, outcomes: Sequence[CellOutcome], faults: Mapping[str, str]) -> dict[str, Any]:
    """What became of each cell, in words."""
    lost = [each for each in outcomes if not each.is_saved]
    found = [_cell_answer(drawn, each) for each in outcomes]
    found += [
        {"key": key, "saved": False, "state": "problem", "word": _(CELL_STATE_NAMES[CellState.PROBLEM]), "said": why}
        for key, why in faults.items()
    ]
    return {
        "cells": found,
        "conflicts": render_to_string("weekly_reports/_conflicts.html", {"conflicts": conflicts_of(drawn, lost)}),
    }


def _cell_answer(drawn: Grid, outcome: CellOutcome) -> dict[str, Any]:
    cell = drawn.cell(outcome.key)
    state = cell.state if cell and outcome.is_saved else CellState.PROBLEM
    return {
        "key": outcome.key,
        "saved": outcome.is_saved,
        "count": text_of(outcome.count),
        "state": str(state),
        "word": _(CELL_STATE_NAMES[state]),
        "said": said_of(cell) if cell and outcome.is_saved else _("Någon annan har sparat ett annat tal."),
    }
