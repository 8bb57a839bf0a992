"""The weekly grid: what the report says so far, beside the organisation's own last 12 weeks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from tryggve.cycle.weekly_reports import queries
from tryggve.cycle.weekly_reports.models import CellNote, SharedIncident
from tryggve.cycle.weekly_reports.rules import cells
from tryggve.cycle.weekly_reports.shapes import CellState, Grid, GridCell, GridColumn, GridRow
from tryggve.foundation.geography.queries import areas_in_force, places
from tryggve.foundation.reference.queries import categories
from tryggve.foundation.reference.shapes import CategoryView
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

Cell = tuple[str, str]


def _where(place: str, area: str, place_keys: Mapping[str, str]) -> str:
    """The column a row belongs to: its place where that is a column, else its area, else the municipality."""
    if place in place_keys:
        return f"p-{place_keys[place]}"
    return f"a-{area}" if area else ""


def grid(
    viewer: Viewer,
    rows: Iterable[SharedIncident],
    *,
    week: Week,
    language: str,
    whole: str,
    is_open: bool,
) -> Grid:
    """The week's grid. `rows` are what the report shares, or will; `whole` is the name of the last column."""
    shared = [row for row in rows if row.week == str(week)]
    codes, chosen_places = queries.grid_layout(viewer)
    place_names = {place.name: place.public_id for place in places(viewer, include_inactive=True)}
    used_places = {row.place_name for row in shared if row.is_counted and row.place_name}
    wanted = {name: key for name, key in place_names.items() if key in chosen_places or name in used_places}
    columns = _columns(viewer, week, shared, wanted, whole)
    counted, details = _counts(shared, wanted)
    before = [str(week - back) for back in range(cells.N_WEEKS, 0, -1)]
    history, known = _history(viewer, before, wanted)
    notes = queries.cell_notes(viewer, str(week))
    used: Counter[str] = Counter()
    for (_week, code, _column), n in history.items():
        used[code] += n
    here = {code for code, _column in [*counted, *details, *notes]}
    names = categories(viewer, language=language, include_hidden=True)
    return Grid(
        week=str(week),
        columns=columns,
        rows=tuple(
            GridRow(
                code=category.code,
                group=category.group,
                name=category.name,
                cells=tuple(
                    _cell(
                        (category, column),
                        count=counted.get((category.code, column.where)),
                        details=details[category.code, column.where],
                        history=tuple(
                            (each, history.get((each, category.code, column.where), 0) if each in known else None)
                            for each in before
                        ),
                        note=notes.get((category.code, column.where)),
                        is_open=is_open,
                    )
                    for column in columns
                ),
            )
            for category in _ordered(names, used, here, codes)
        ),
    )


def _columns(
    viewer: Viewer, week: Week, shared: Sequence[SharedIncident], wanted: Mapping[str, str], whole: str
) -> tuple[GridColumn, ...]:
    """The areas in force, those that the report already speaks of, the chosen places, and the municipality."""
    areas = {area.public_id: area.name for area in areas_in_force(viewer, week.sunday)}
    areas |= {row.area.public_id: row.area.name for row in shared if row.area and row.place_name not in wanted}
    found = [GridColumn(f"a-{key}", name) for key, name in areas.items()]
    found += [GridColumn(f"p-{key}", name) for name, key in sorted(wanted.items())]
    return (*found, GridColumn("", whole))


def _counts(shared: Sequence[SharedIncident], wanted: Mapping[str, str]) -> tuple[dict[Cell, int], Counter[Cell]]:
    counted: dict[Cell, int] = {}
    details: Counter[Cell] = Counter()
    for row in shared:
        cell = (row.category_code, _where(row.place_name, row.area.public_id if row.area else "", wanted))
        if row.is_counted:
            counted[cell] = counted.get(cell, 0) + row.count
        else:
            details[cell] += row.count
    return counted, details


def _history(
    viewer: Viewer, weeks: Sequence[str], wanted: Mapping[str, str]
) -> tuple[Counter[tuple[str, str, str]], Collection[str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    for (week, code, area, place), n in queries.counted_by_cell(viewer, weeks).items():
        found[week, code, _where(place, area, wanted)] += n
    return found, queries.own_answered_weeks(viewer, weeks)


def _ordered(
    names: Sequence[CategoryView], used: Mapping[str, int], here: Collection[str], chosen: Sequence[str]
) -> list[CategoryView]:
    """What the organisation uses most comes first, then what it has asked for or written now.

    All of them for one that has neither: a row must not go away because another has been written in.
    """
    own = sorted((each for each in names if used.get(each.code)), key=lambda each: -used[each.code])
    rest = [each for each in names if each not in own]
    if own or chosen:
        return own + [each for each in rest if each.code in chosen or each.code in here]
    return [each for each in rest if not each.is_hidden or each.code in here]


def _cell(
    at: tuple[CategoryView, GridColumn],
    *,
    count: int | None,
    details: int,
    history: tuple[tuple[str, int | None], ...],
    note: CellNote | None,
    is_open: bool,
) -> GridCell:
    category, column = at
    if count is None and note is not None and note.is_zero:
        count = 0
    comment = note.comment if note else ""
    before = [n for _week, n in history]
    total = count if not details else details + (count or 0)
    if not is_open:
        state = CellState.LOCKED
    elif comment:
        state = CellState.COMMENTED
    elif cells.is_unusual(total, before):
        state = CellState.UNUSUAL
    else:
        state = CellState.EMPTY if count is None else CellState.SAVED
    return GridCell(
        key=f"{category.code}.{column.where}",
        name=f"{category.name}, {column.name}",
        count=count,
        details=details,
        history=history,
        comment=comment,
        to_follow_up=bool(note and note.to_follow_up),
        state=state,
        usual=cells.usual_range(before),
    )
