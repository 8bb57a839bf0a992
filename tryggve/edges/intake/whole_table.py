"""What does the file as a whole say of each of its rows: columns, reference system, year and week? Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tryggve.edges.intake.cell_texts import folded, kept
from tryggve.edges.intake.limits import CannotRead
from tryggve.edges.intake.positions import number_in, pair_in, system_of
from tryggve.edges.intake.said_times import Around
from tryggve.edges.intake.shapes import Cell, Contents, Kind, Meaning, NamedPlace, Proposal, Row, Setting, Sheet
from tryggve.edges.intake.swedish_times import day_in, full_date_in, week_in
from tryggve.kernel.text import mark as _

_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{2,4}\b")
#: Few rows are enough to know that a file leaves out empty cells at the end of its lines.
_OFTEN_SHORT = 0.1


@dataclass(frozen=True, slots=True)
class Table:
    """What is the same for every row."""

    columns: Mapping[Meaning, tuple[int, ...]]
    meanings: tuple[str, ...]
    width: int
    system: str
    setting: Setting
    places: Mapping[str, NamedPlace]
    around: Around
    now: datetime
    kind: Kind
    headings: tuple[str, ...]
    heading_row: int
    may_be_short: bool
    may_be_long: bool
    warnings: tuple[str, ...]

    def cells(self, row: Row, meaning: Meaning) -> list[Cell]:
        """The row's cells with that meaning."""
        return [kept(row.cells[index]) for index in self.columns.get(meaning, ()) if index < len(row.cells)]

    def cell(self, row: Row, meaning: Meaning) -> Cell:
        """The first of them."""
        return next((cell for cell in self.cells(row, meaning) if cell is not None), None)


def table_of(contents: Contents, proposal: Proposal, sheet: Sheet, setting: Setting, now: datetime) -> Table:
    """What the proposal, the titles and all rows together say. Raises CannotRead when nothing says when."""
    by_meaning: dict[Meaning, list[int]] = {}
    for column in proposal.columns:
        by_meaning.setdefault(Meaning(column.meaning), []).append(column.index)
    if not {Meaning.DATE, Meaning.START} & set(by_meaning) and not _has_bands(sheet, by_meaning, now):
        raise CannotRead(
            _(
                "Filen går inte att tolka som händelser. Vi hittar ingen kolumn med datum bland {headings}. "
                "Välj raden med rubriker, eller lägg till en kolumn som heter Datum."
            ),
            headings=", ".join(column.heading for column in proposal.columns if column.heading)[:200] or "kolumnerna",
        )
    columns = {meaning: tuple(indexes) for meaning, indexes in by_meaning.items()}
    data = [row for row in sheet.rows if row.number > proposal.mapping.heading_row or sheet.headings is not None]
    points = [point for row in data if (point := point_in(row, columns)) is not None]
    full = [row for row in data if any(cell is not None for cell in row.cells)]
    short = sum(1 for row in full if len(row.cells) < len(proposal.columns))
    long = sum(1 for row in full if len(row.cells) > len(proposal.columns))
    day = next(iter(columns.get(Meaning.DATE, ()) or columns.get(Meaning.START, ())), None)
    days = [row.cells[day] for row in data if day is not None and day < len(row.cells)]
    is_fallback = day is not None and _is_registration(proposal.columns[day].heading)
    return Table(
        columns=columns,
        meanings=tuple(str(column.meaning) for column in proposal.columns),
        width=len(proposal.columns),
        system=system_of(points, proposal.mapping.crs, setting),
        setting=setting,
        places={folded(place.name): place for place in setting.places},
        around=_around(proposal.titles, days, now),
        now=now,
        kind=contents.kind,
        headings=tuple(column.heading for column in proposal.columns),
        heading_row=proposal.mapping.heading_row,
        may_be_short=bool(full) and short > max(1, _OFTEN_SHORT * len(full)),
        may_be_long=long > len(full) / 2,
        warnings=("date_is_registration",) if is_fallback else (),
    )


def _has_bands(sheet: Sheet, columns: Mapping[Meaning, list[int]], now: datetime) -> bool:
    """Days that stand in headings of their own are enough beside a column of clocks."""
    if Meaning.TIME not in columns:
        return False
    around = Around(near=now.date())
    return any(
        len(said := {cell for cell in row.cells if cell is not None}) == 1
        and day_in(str(said.pop()), around) is not None
        for row in sheet.rows
    )


def _is_registration(heading: str) -> bool:
    return folded(heading).startswith(("reg", "inkom", "skapa", "created", "uppdat", "anmäl", "rapport"))


def _around(titles: Sequence[str], days: Sequence[Cell], now: datetime) -> Around:
    """The year and the week that the title or the other rows give."""
    period = week_in(titles, now) if titles else None
    dates = sorted(found for cell in days[:2000] if (found := full_date_in(cell)) is not None)
    dates = [each for each in dates if each <= now.date() + timedelta(days=31)]
    moments = [cell for cell in days if isinstance(cell, datetime)]
    day_only = len(moments) > 1 and all(cell.time() == time() for cell in moments)
    slashed = [
        (int(match[1]), int(match[2])) for cell in days if isinstance(cell, str) and (match := _SLASHED.match(cell))
    ]
    month_first = any(second > 12 for _first, second in slashed) and not any(first > 12 for first, _second in slashed)
    if period is not None:
        first, last = period
        middle = first + (last - first) / 2
        is_period = last > first and last - first <= timedelta(days=31)
        return Around(
            middle, first if is_period else None, last if is_period else None, None, True, day_only, month_first
        )
    # Without a year anywhere, a day is the latest of its name that has been.
    near = dates[len(dates) // 2] if dates else now.date() - timedelta(days=170)
    return Around(near, day_only=day_only, month_first=month_first)


def point_in(row: Row, columns: Mapping[Meaning, Sequence[int]]) -> tuple[float, float] | None:
    """(north, east) as the file has them."""

    def at(meaning: Meaning) -> Cell:
        index = next(iter(columns.get(meaning, ())), len(row.cells))
        return row.cells[index] if index < len(row.cells) else None

    north, east = number_in(at(Meaning.LAT)), number_in(at(Meaning.LON))
    if north is not None and east is not None:
        return north, east
    return pair_in(at(Meaning.POINT))
