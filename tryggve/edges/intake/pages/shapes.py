"""What the pages keep of a file between its reading and its end. The engine's own values are in `intake.shapes`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from tryggve.edges.intake.shapes import Cell, Column, Contents, FileMapping, Meaning, Proposal, Sheet

#: Columns with one of these meanings are never read.
LEFT_OUT = frozenset({str(Meaning.OUT), str(Meaning.PERSON)})
#: So many rows are shown before anything is chosen.
TOP_ROWS = 15
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """The top of a file, and how it would be read. `heading_row` counts from one; 0 is none.

    `sheets` are those that can be chosen; `rows` the first of the chosen one, each its number and its cells.
    """

    kind: str
    sheets: Sequence[str]
    sheet: str
    heading_row: int
    has_headings: bool
    columns: Sequence[Mapping[str, Any]]
    rows: Sequence[tuple[int, Sequence[str]]]

    @classmethod
    def at_first(cls, contents: Contents, proposal: Proposal) -> Seen:
        """What is shown of a file that has just been read."""
        sheet = contents.sheet(proposal.mapping.sheet) or Sheet("", ())
        return cls(
            kind=str(contents.kind),
            sheets=[each.name for each in contents.sheets],
            sheet=sheet.name,
            heading_row=proposal.mapping.heading_row,
            has_headings=sheet.headings is None,
            columns=[asdict(column) | {"meaning": str(column.meaning)} for column in proposal.columns],
            rows=[
                (row.number, _shown_cells(row.cells, proposal, is_data=row.number > proposal.mapping.heading_row))
                for row in sheet.rows[:TOP_ROWS]
            ],
        )

    @property
    def all_columns(self) -> list[Column]:
        """As the engine knows them."""
        return [Column(**column) for column in self.columns]

    @property
    def headings(self) -> list[str]:
        """As they stand in the file."""
        return [column.heading for column in self.all_columns]

    def as_json(self) -> dict[str, Any]:
        """Plain values, for a table's column."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Seen:
        """From a table's column."""
        return cls(**kept)


def whole_mapping(proposal: Proposal) -> FileMapping:
    """The proposal's mapping with a meaning for every column, so that what is shown is what is read."""
    said = proposal.mapping
    columns = {column.index: str(said.columns.get(column.index, column.meaning)) for column in proposal.columns}
    return FileMapping(said.sheet, said.heading_row, said.crs, columns)


def _shown_cells(cells: Sequence[Cell], proposal: Proposal, *, is_data: bool) -> list[str]:
    """As text. What seems to name people, or is hidden in the file, is not shown."""
    closed = {column.index for column in proposal.columns if column.holds_persons or column.is_hidden}
    return ["" if is_data and index in closed else _shown(cell) for index, cell in enumerate(cells)]


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    return " ".join(str(cell).split())[:_LONGEST_SHOWN]


def kept_cells(cells: Iterable[Cell], columns: Iterable[Column], chosen: Mapping[int, str]) -> list[Any]:
    """A row's cells with their types, as JSON can keep them. Those of columns that are not read are empty."""
    read = {
        column.index
        for column in columns
        if str(chosen.get(column.index, column.meaning)) not in LEFT_OUT and not column.is_hidden
    }
    return [_kept(cell) if index in read else None for index, cell in enumerate(cells)]


def _kept(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, date):
        return {"date": cell.isoformat()}
    if isinstance(cell, time):
        return {"time": cell.isoformat()}
    return cell


def typed_cells(kept: Iterable[Any]) -> list[Cell]:
    """The other way: cells with their types."""
    return [_typed(value) for value in kept]


def _typed(value: Any) -> Cell:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    kind, written = next(iter(value.items()))
    readers: dict[str, Any] = {"datetime": datetime, "date": date, "time": time}
    return readers[kind].fromisoformat(written)  # type: ignore[no-any-return]
