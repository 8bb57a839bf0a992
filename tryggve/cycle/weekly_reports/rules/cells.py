"""The weekly grid: what may be typed or pasted into a cell, and who wins when two write at once. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tryggve.cycle.weekly_reports.rules import MOST_OF_ONE, CannotWrite
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

N_WEEKS = 12
#: With fewer answered weeks than this there is no range to stand outside of.
FEWEST_KNOWN = 6
#: One more or one fewer than ever before is not asked about: small numbers do that all the time.
SLACK = 1
#: A municipality's grid is some 45 by 40; what is larger than this is not a grid.
MOST_PASTED = 4000
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:[\s\u00a0\u2007\u2009\u202f]\d{3})+")


class ChangedMeanwhile(DomainError):
    """Somebody has saved something else since the page was opened. `fields` says where."""

    def __init__(self, fields: Sequence[str]) -> None:
        self.fields = tuple(fields)
        super().__init__(
            _("Någon har sparat en annan text sedan du öppnade sidan. Inget är överskrivet. Jämför dem och välj.")
        )


# -- Two who write at once ------------------------------------------------------------------------
def plain(text: str) -> str:
    """The same text however the browser sends its line breaks."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def mark_of(text: str) -> str:
    """What a page showed, as a short mark that it sends back."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def settled(*, mine: str, theirs: str, seen: str | None) -> str | None:
    """The text to keep: mine, or theirs where I changed nothing; None when both changed it to different things.

    `seen` is the mark of what my page showed; None when no page was shown.
    """
    mine, theirs = plain(mine), plain(theirs)
    if seen is None or seen == mark_of(theirs) or mine == theirs:
        return mine
    return theirs if seen == mark_of(mine) else None


# -- One cell ---------------------------------------------------------------------------------------
def read_count(text: str) -> int | None:
    """A whole number as Swedes and Excel write it; None when empty, which is not zero."""
    said = text.strip()
    if not _SPACES.sub("", said):
        return None
    if re.fullmatch(r"[+-]?\d+[.,]\d+", _SPACES.sub("", said)):
        raise _not_a_number(_("Talet har decimaler. Vi fick {got}. Skriv ett helt tal."), said)
    if re.fullmatch(r"[-\u2212]\s*\d+", said):
        raise _not_a_number(_("Talet är mindre än noll. Vi fick {got}. Skriv 0 eller mer."), said)
    if not (re.fullmatch(r"\d+", said, re.ASCII) or _THOUSANDS.fullmatch(said)):
        raise _not_a_number(_("Det är inget tal. Vi fick {got}. Skriv ett tal från 0 till {most}."), said)
    digits = _SPACES.sub("", said).lstrip("0") or "0"
    if len(digits) > len(str(MOST_OF_ONE)) or int(digits) > MOST_OF_ONE:
        raise _not_a_number(_("Talet är för stort. Vi fick {got}. Skriv ett tal från 0 till {most}."), said)
    return int(digits)


def _not_a_number(template: str, said: str) -> CannotWrite:
    values: dict[str, object] = {"got": said[:20]}
    if "{most}" in template:
        values["most"] = MOST_OF_ONE
    return CannotWrite(template, field="count", **values)


def usual_range(history: Sequence[int | None]) -> tuple[int, int] | None:
    """Lowest and highest of the weeks that were answered; None when too few were.

    The minimum–maximum check of routine data: WHO, Data quality review: a toolkit for facility data
    quality (2017), module 2; the same as DHIS2's "min-max" beside a cell. A week without an answer is
    unknown and takes no part.
    """
    known = [count for count in history if count is not None]
    return (min(known), max(known)) if len(known) >= FEWEST_KNOWN else None


def is_unusual(count: int | None, history: Sequence[int | None]) -> bool:
    """Outside its own range by more than one: worth a word, never a reason to refuse."""
    span = usual_range(history)
    if count is None or span is None:
        return False
    return count < span[0] - SLACK or count > span[1] + SLACK


# -- A block from a spreadsheet -----------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Pasted:
    """One number and the cell it belongs to, as positions in the grid."""

    row: int
    column: int
    count: int


@dataclass(frozen=True, slots=True)
class NotPasted:
    """What was left out, as it was written, and why. `at` is its line and column in the block, from 1."""

    at: tuple[int, int]
    said: str
    why: DomainError


@dataclass(frozen=True, slots=True)
class Block:
    """What a pasted block says."""

    cells: tuple[Pasted, ...]
    refused: tuple[NotPasted, ...]
    n_empty: int
    has_column_heads: bool
    has_row_heads: bool


def read_block(
    text: str, *, rows: Sequence[Sequence[str]], columns: Sequence[Sequence[str]], at: tuple[int, int] = (0, 0)
) -> Block:
    """Place a block copied from a spreadsheet in the grid.

    `rows` and `columns` are the names each goes by. With heads that match, the block's own heads decide
    where each number belongs; without, it is laid out from the cell `at`. Everything that does not
    become a number in a cell is in `refused` with its reason, apart from empty cells: they leave what
    stands.
    """
    lines = _lines(text)
    names_of_columns, names_of_rows = _positions(columns), _positions(rows)
    has_columns = bool(lines) and _is_head(lines[0], names_of_columns)
    body = lines[1:] if has_columns else lines
    has_rows = _is_head([line[0] for line in body if line], names_of_rows)
    widest = max((len(line) for line in lines), default=0)
    heads = _Heads(
        columns=[names_of_columns.get(_folded(cell)) for cell in _padded(lines[0], widest)] if has_columns else None,
        rows=[names_of_rows.get(_folded(line[0] if line else "")) for line in body] if has_rows else None,
        at=at,
        size=(len(rows), len(columns)),
    )
    said = [
        (down, across, cell)
        for down, line in enumerate(body)
        for across, cell in enumerate(line)
        if not (has_rows and across == 0)
    ]
    cells: dict[tuple[int, int], Pasted] = {}
    refused: list[NotPasted] = []
    for down, across, cell in said:
        if not cell:
            continue
        try:
            target = heads.target(down, across)
            if target in cells:
                raise CannotWrite(_("Rutan finns två gånger i blocket. Vi tog den första. Rätta rutan för hand."))
            cells[target] = Pasted(*target, _count(cell))
        except DomainError as why:
            refused.append(NotPasted((down + 1 + has_columns, across + 1), cell[:40], why))
    n_empty = sum(1 for _down, _across, cell in said if not cell)
    return Block(tuple(cells.values()), tuple(refused), n_empty, has_columns, has_rows)


def _lines(text: str) -> list[list[str]]:
    """The block's cells, as a spreadsheet puts them on the clipboard: tabs, line breaks, quotes where needed."""
    found = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    try:
        lines = [[cell.strip() for cell in line] for line in found]
    except csv.Error:
        raise CannotWrite(
            _("Blocket går inte att läsa. En ruta är trasig eller för lång. Kopiera bara siffrorna.")
        ) from None
    while lines and not any(lines[-1]):
        lines.pop()
    size = sum(map(len, lines))
    if size > MOST_PASTED:
        raise CannotWrite(
            _("Blocket är för stort. Vi fick {n} rutor och tar emot {most}. Klistra in mindre åt gången."),
            n=size,
            most=MOST_PASTED,
        )
    return lines


def _count(cell: str) -> int:
    return read_count(cell) or 0


@dataclass(frozen=True, slots=True)
class _Heads:
    """Where a position in the block's body belongs."""

    columns: Sequence[int | None] | None
    rows: Sequence[int | None] | None
    at: tuple[int, int]
    size: tuple[int, int]

    def target(self, down: int, across: int) -> tuple[int, int]:
        """Row and column of the grid; CannotWrite when there is none."""
        return self._row(down), self._column(across)

    def _row(self, down: int) -> int:
        if self.rows is None:
            if self.at[0] + down < self.size[0]:
                return self.at[0] + down
            raise CannotWrite(_("Blocket är för högt. Raden får inte plats. Börja högre upp, eller lägg till rader."))
        row = self.rows[down]
        if row is None:
            raise CannotWrite(_("Raden finns inte i rutnätet. Lägg till kategorin först, eller rätta namnet."))
        return row

    def _column(self, across: int) -> int:
        if self.columns is None:
            column = self.at[1] + across - (self.rows is not None)
            if column < self.size[1]:
                return column
            raise CannotWrite(
                _("Blocket är för brett. Kolumnen får inte plats. Börja längre till vänster, eller lägg till kolumner.")
            )
        found = self.columns[across]
        if found is None:
            raise CannotWrite(_("Kolumnen finns inte i rutnätet. Lägg till platsen först, eller rätta namnet."))
        return found


def _positions(names: Sequence[Sequence[str]]) -> dict[str, int]:
    return {_folded(name): index for index, group in enumerate(names) for name in group if _folded(name)}


def _folded(name: str) -> str:
    return _SPACES.sub(" ", name).strip().casefold()


def _padded(line: Sequence[str], width: int) -> list[str]:
    return [*line, *[""] * (width - len(line))]


def _is_head(cells: Sequence[str], names: dict[str, int]) -> bool:
    """At least one known name, and no numbers: a number is never a head."""
    said = [cell for cell in cells if cell]
    return any(_folded(cell) in names for cell in said) and not any(cell[0].isdecimal() for cell in said)
