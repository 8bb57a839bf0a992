"""A block copied from a spreadsheet, pasted into the weekly grid, and the way back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from tryggve.cycle.weekly_reports import actions, queries
from tryggve.cycle.weekly_reports.forms import words_of
from tryggve.cycle.weekly_reports.rules import cells
from tryggve.cycle.weekly_reports.shapes import CellEntry, Grid
from tryggve.cycle.weekly_reports.views.grid import answer_of, is_script
from tryggve.cycle.weekly_reports.views.grid_page import (
    CHANGED,
    OK,
    REFUSED,
    asked_week,
    drawn_grid,
    grid_page,
    text_of,
)
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.kernel.errors import DomainError, NotFound


@require_POST
@signed_in("weekly_report.write")
def paste(request: HouseRequest, public_id: str) -> HttpResponse:
    """A block copied from a spreadsheet: what fits is saved, what does not is said cell by cell."""
    report = queries.own_report(request.viewer, public_id)
    week = asked_week(request, report)
    drawn = drawn_grid(request, report, week)
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
        if is_script(request):
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
    if is_script(request):
        answer = answer_of(drawn_grid(request, report, week), outcomes, {})
        answer["pasted"] = render_to_string("weekly_reports/_pasted.html", {"pasted": told}, request=request)
        return JsonResponse(answer)
    typed = {each.key: text_of(each.mine) for each in lost}
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
            undo.append({"key": cell.key, "value": text_of(cell.count), "seen": str(each.count)})
    return entries, undo
