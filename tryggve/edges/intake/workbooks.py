"""What does a workbook (.xlsx) hold? Checked part by part before it is opened; formulas are their values.

A workbook is a zip of XML. Every part is unpacked once in pieces, counted, and read by a parser that
resolves nothing: declared sizes are not believed, a DOCTYPE is refused, and the outermost cell decides
how large the table is before anything is laid out in memory.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NoReturn
from xml.parsers import expat

from tryggve.edges.intake.limits import (
    LARGEST_WORKBOOK,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHEETS,
    CannotRead,
    too_large,
    too_many,
)
from tryggve.edges.intake.shapes import Cell, Contents, Kind, Row, Sheet
from tryggve.kernel.text import mark as _

_PIECE = 65_536
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_ENCRYPTED = 0x1
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RAW_DEFLATE = -15


@dataclass(slots=True)
class _Part:
    """What one part of the workbook was seen to hold."""

    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    sheets: list[tuple[str, str]] = field(default_factory=list)
    targets: dict[str, str] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    cells: int = 0


def read_workbook(content: bytes) -> Contents:
    """The sheets of a workbook, as values. Raises CannotRead."""
    parts = _checked_parts(content)
    if sum(part.last_row * part.last_column for part in parts.values()) > MOST_CELLS:
        raise too_many("celler", sum(part.last_row * part.last_column for part in parts.values()), MOST_CELLS)
    return Contents(Kind.XLSX, tuple(_sheets(content, parts)))


# -- Before it is opened ---------------------------------------------------------------------
def _checked_parts(content: bytes) -> dict[str, _Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, EOFError) as error:
        raise _damaged() from error
    _check_directory(entries)
    parts: dict[str, _Part] = {}
    left = LARGEST_WORKBOOK
    for entry in entries:
        part, size = _Part(), 0
        reader = _xml_reader(entry.filename, part)
        for piece in _unpacked(content, entry):
            size += len(piece)
            if size > left:
                raise too_large(LARGEST_WORKBOOK + 1, LARGEST_WORKBOOK)
            _feed(reader, piece, is_last=False)
        if size != entry.file_size:
            raise CannotRead(
                _(
                    "Filen är inte en riktig Excelfil. En del av den är {got} byte men säger sig vara {declared}. "
                    "Öppna den i Excel, spara den på nytt och försök igen."
                ),
                got=size,
                declared=entry.file_size,
            )
        _feed(reader, b"", is_last=True)
        left -= size
        parts[entry.filename] = part
    return parts


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_PARTS:
        raise too_many("delar", len(entries), MOST_PARTS)
    declared = sum(entry.file_size for entry in entries)
    if declared > LARGEST_WORKBOOK:
        raise too_large(declared, LARGEST_WORKBOOK)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise CannotRead(
            _(
                "Filen innehåller makron (program). Vi läser bara Excelfiler utan makron. "
                "Spara den som vanlig arbetsbok (.xlsx) och försök igen."
            )
        )
    if "xl/workbook.xml" not in names:
        raise _other_kind(names)
    odd = any(
        entry.flag_bits & _ENCRYPTED
        or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        or entry.filename.startswith(("/", "\\"))
        or ".." in re.split(r"[/\\]", entry.filename)
        for entry in entries
    )
    if odd or len(set(names)) != len(names):
        raise CannotRead(
            _(
                "Filen är inte en riktig Excelfil. Dess delar är packade på ett sätt som Excel inte använder. "
                "Öppna den i Excel, spara den på nytt och försök igen."
            )
        )


def _other_kind(names: list[str]) -> CannotRead:
    kinds = (
        ("xl/workbook.bin", "en binär arbetsbok (.xlsb)"),
        ("word/document.xml", "ett Worddokument"),
        ("ppt/presentation.xml", "en presentation"),
        ("content.xml", "ett LibreOffice-dokument"),
    )
    what = next((word for name, word in kinds if name in names), "ett zip-arkiv")
    return CannotRead(
        _("Filen är ingen Excelfil. Vi fick {what}. Spara tabellen som Excel (.xlsx) eller CSV och försök igen."),
        what=what,
    )


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces, however large it says that it is."""
    start = entry.header_offset
    header = content[start : start + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise _damaged()
    name_length, extra_length = _LOCAL_HEADER.unpack(header)[-2:]
    begin = start + _LOCAL_HEADER.size + name_length + extra_length
    packed = memoryview(content)[begin : begin + entry.compress_size]
    if len(packed) < entry.compress_size:
        raise _damaged()
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        return
    unpacker = zlib.decompressobj(_RAW_DEFLATE)
    try:
        for at in range(0, len(packed), _PIECE):
            waiting = bytes(packed[at : at + _PIECE])
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, _PIECE * 4)
                waiting = unpacker.unconsumed_tail
        yield unpacker.flush()
    except zlib.error as error:
        raise _damaged() from error
    if not unpacker.eof:
        raise _damaged()


def _xml_reader(name: str, part: _Part) -> expat.XMLParserType | None:
    """A parser that only looks; None for what is no XML (pictures, embedded things: never opened)."""
    if not name.endswith((".xml", ".rels", ".vml")):
        return None
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _refuse_doctype
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        reader.StartElementHandler = _SheetSight(part).began
    elif name == "xl/workbook.xml":
        reader.StartElementHandler = lambda tag, said: _see_workbook(part, tag, said)
    elif name == "xl/_rels/workbook.xml.rels":
        reader.StartElementHandler = lambda _tag, said: _see_relation(part, said)
    elif name == "[Content_Types].xml":
        reader.StartElementHandler = lambda _tag, said: _see_type(said)
    return reader


def _feed(reader: expat.XMLParserType | None, piece: bytes, *, is_last: bool) -> None:
    if reader is None:
        return
    try:
        reader.Parse(piece, is_last)
    except (expat.ExpatError, ValueError) as error:
        raise _damaged() from error


def _refuse_doctype(*_said: object) -> NoReturn:
    raise CannotRead(
        _(
            "Filen är inte en riktig Excelfil. En del av den har en DOCTYPE, som kan hämta främmande innehåll. "
            "Öppna den i Excel, spara den på nytt och försök igen."
        )
    )


class _SheetSight:
    """Sees the outermost cell with a value, and what is hidden."""

    def __init__(self, part: _Part) -> None:
        self.part, self.row, self.column = part, 0, 0

    def began(self, tag: str, said: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            found = _CELL.fullmatch(said.get("r", ""))
            if found:
                self.column, self.row = _column_number(found[1]), int(found[2])
            else:
                self.column += 1
        elif name in ("v", "is", "f"):
            self._value()
        elif name == "row":
            self.row = int(said["r"]) if said.get("r", "").isdecimal() else self.row + 1
            self.column = 0
            if said.get("hidden") in ("1", "true"):
                self.part.hidden_rows.add(self.row)
        elif name == "col" and said.get("hidden") in ("1", "true"):
            first, last = int(said.get("min", 1)), int(said.get("max", 1))
            self.part.hidden_columns |= set(range(first - 1, min(last, MOST_COLUMNS)))

    def _value(self) -> None:
        part = self.part
        part.last_row, part.last_column = max(part.last_row, self.row), max(part.last_column, self.column)
        part.cells += 1
        if part.last_row > MOST_ROWS:
            raise too_many("rader", part.last_row, MOST_ROWS)
        if part.last_column > MOST_COLUMNS:
            raise too_many("kolumner", part.last_column, MOST_COLUMNS)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _see_workbook(part: _Part, tag: str, said: dict[str, str]) -> None:
    if tag.rpartition(":")[2] == "sheet":
        target = next((value for name, value in said.items() if name.endswith(":id")), "")
        part.sheets.append((said.get("name", ""), target))
        if len(part.sheets) > MOST_SHEETS:
            raise too_many("blad", len(part.sheets), MOST_SHEETS)


def _see_relation(part: _Part, said: dict[str, str]) -> None:
    part.targets[said.get("Id", "")] = said.get("Target", "")


def _see_type(said: dict[str, str]) -> None:
    if "macroenabled" in said.get("ContentType", "").lower():
        raise CannotRead(
            _(
                "Filen är en arbetsbok med makron (program). Vi läser bara Excelfiler utan makron. "
                "Spara den som vanlig arbetsbok (.xlsx) och försök igen."
            )
        )


# -- Opened ----------------------------------------------------------------------------------
def _sheets(content: bytes, parts: dict[str, _Part]) -> Iterator[Sheet]:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for about in workbook.sheets_metadata:
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            table = workbook.get_sheet_by_name(about.name)
            yield _sheet(
                about.name,
                table.to_python(skip_empty_area=False),
                table.merged_cell_ranges or [],
                _part_of(about.name, parts),
                is_hidden=about.visible != python_calamine.SheetVisibleEnum.Visible,
            )
    except CannotRead:
        raise
    except Exception as error:
        raise _damaged() from error
    except BaseException as error:
        # The reader is written in Rust: what it did not foresee comes as an exception of its own.
        if type(error).__name__ == "PanicException":
            raise _damaged() from error
        raise


def _part_of(name: str, parts: dict[str, _Part]) -> _Part:
    targets = parts.get("xl/_rels/workbook.xml.rels", _Part()).targets
    relation = dict(parts["xl/workbook.xml"].sheets).get(name, "")
    target = targets.get(relation, "").lstrip("/")
    return parts.get(target if target.startswith("xl/") else f"xl/{target}", _Part())


def _sheet(name: str, table: list[list[Any]], merged: list[Any], part: _Part, *, is_hidden: bool) -> Sheet:
    cells = [[_cell(value) for value in row] for row in table]
    _fill_merged(cells, merged)
    rows = tuple(
        Row(number, tuple(row), ("row_hidden",) if number in part.hidden_rows else ())
        for number, row in enumerate(cells, 1)
    )
    return Sheet(name, rows, None, frozenset(part.hidden_columns), is_hidden)


def _fill_merged(cells: list[list[Cell]], merged: list[Any]) -> None:
    """A merged cell says the same of all the rows and columns that it covers."""
    left = MOST_CELLS
    for (top, first), (bottom, last) in merged:
        if top >= len(cells) or first >= len(cells[top]):
            continue
        rows = range(top, min(bottom + 1, len(cells)))
        columns = range(first, min(last + 1, len(cells[top])))
        left -= len(rows) * len(columns)
        if left < 0:
            raise too_many("sammanslagna celler", MOST_CELLS, MOST_CELLS)
        for row in rows:
            for column in columns:
                cells[row][column] = cells[top][first]


def _cell(value: Any) -> Cell:
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds())
        return time(seconds // 3600 % 24, seconds // 60 % 60) if seconds >= 0 else None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if value is None or isinstance(value, str | int | float | date | datetime | time):
        return None if value == "" else value
    return str(value)


def _damaged() -> CannotRead:
    return CannotRead(
        _(
            "Excelfilen är skadad. Den tar slut eller ändras på vägen och går inte att packa upp. "
            "Hämta eller kopiera den på nytt, eller spara om den i Excel."
        )
    )
