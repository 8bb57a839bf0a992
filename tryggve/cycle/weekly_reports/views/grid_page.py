"""The grid as a page: what is drawn, with what was typed and not saved."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tryggve.cycle.weekly_reports import document, figures, queries
from tryggve.cycle.weekly_reports.rules import MOST_OF_ONE, cells
from tryggve.cycle.weekly_reports.shapes import CELL_STATE_NAMES, CellOutcome, CellState, Grid, GridCell, ReportState
from tryggve.cycle.weekly_reports.views.shown import language, weeks_label
from tryggve.foundation.geography.queries import places
from tryggve.foundation.people.doors import HouseRequest
from tryggve.foundation.reference.queries import categories
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import NotFound
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


def asked_week(request: HouseRequest, report: WeeklyReport) -> Week:
    """The week in the address, of those the report covers; else its last."""
    text = request.POST.get("vecka") or request.GET.get("vecka") or report.weeks[-1]
    try:
        week = Week.parse(text)
    except NotAWeek:
        raise NotFound from None
    if str(week) not in report.weeks:
        raise NotFound
    return week


def address_of(report: WeeklyReport, week: Week) -> str:
    """The grid of one week."""
    return f"{reverse('weekly_reports:grid', args=[report.public_id])}?vecka={week}"


def drawn_grid(request: HouseRequest, report: WeeklyReport, week: Week) -> Grid:
    """The week's cells as they stand now: of an open report what it would share, of a shared one what it shares."""
    viewer = request.viewer
    is_open = report.report_state == ReportState.OPEN
    rows = (
        document.compose(viewer, report, now=timezone.now()).rows
        if is_open
        else tuple(queries.shared_rows_of(viewer, report))
    )
    return figures.grid(viewer, rows, week=week, language=language(), whole=_("Hela kommunen"), is_open=is_open)


def text_of(count: int | None) -> str:
    """A number as it stands in a field; nothing is not zero."""
    return "" if count is None else str(count)


def said_of(cell: GridCell) -> str:
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
        text=typed.get(cell.key, text_of(cell.count)),
        seen=seen.get(cell.key, text_of(cell.count)),
        state=str(state),
        word=_(CELL_STATE_NAMES[state]),
        fault=fault,
    )


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
    drawn = drawn_grid(request, report, week)
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
        "conflicts": conflicts_of(drawn, lost),
        "shown_json": json.dumps({cell.key: cell.count for row in drawn.rows for cell in row.cells}),
        "is_open": report.report_state == ReportState.OPEN,
        "n_filled": sum(1 for row in drawn.rows for cell in row.cells if cell.total is not None),
        "n_total": sum(cell.total or 0 for row in drawn.rows for cell in row.cells),
        "n_unusual": sum(1 for row in drawn.rows for cell in row.cells if cell.state == CellState.UNUSUAL),
        "panel": panel_of(asked) if asked else None,
        "all_categories": [(each, each.code in codes) for each in categories(viewer, language=language())],
        "all_places": [(each, each.public_id in chosen) for each in places(viewer)],
        "most": MOST_OF_ONE,
        **more,
    }
    return page(request, "weekly_reports/grid.html", context, status=status)


def conflicts_of(drawn: Grid, lost: Iterable[CellOutcome]) -> list[Conflict]:
    """The cells in which somebody else has saved another number."""
    return [Conflict(each.key, _name(drawn, each.key), text_of(each.mine), text_of(each.count)) for each in lost]


def _name(drawn: Grid, key: str) -> str:
    found = drawn.cell(key)
    return found.name if found else key


def panel_of(cell: GridCell, *, theirs: str | None = None, **typed: Any) -> dict[str, Any]:
    """What is shown beside the grid of one cell; `typed` stands for what was not saved."""
    return {
        "cell": cell,
        "values": [count for _week, count in cell.history],
        "weeks": [{"week": Week.parse(week), "count": count} for week, count in cell.history],
        "said": said_of(cell),
        "comment": cell.comment,
        "to_follow_up": cell.to_follow_up,
        "seen": cells.mark_of(cell.comment),
        "theirs": theirs,
        **typed,
    }
