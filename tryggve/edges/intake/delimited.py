"""What does a text table (CSV) hold, whatever its code page, delimiter and line ends?"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tryggve.edges.intake.limits import (
    LONGEST_LINE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES_A_RECORD,
    MOST_ROWS,
    CannotRead,
    too_many,
)
from tryggve.edges.intake.shapes import Contents, Kind, Row, Sheet
from tryggve.kernel.text import mark as _

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ONE_BYTE = ("cp1252", "cp850", "mac_roman")
_SWEDISH = re.compile("[a-zåäöéA-ZÅÄÖ][åäöé]|[åäöÅÄÖ][a-zåäö]")
_DELIMITERS = (";", "\t", ",", "|", "^", "~", "\x1f")
_SAMPLE_LINES = 60
_SAMPLE_BYTES = 200_000
_NULL = "\0"
_REPLACED = "\ufffd"
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*", re.IGNORECASE)


def read_delimited(content: bytes) -> Contents:
    """The rows of a text table. Raises CannotRead."""
    text, encoding = decoded(content)
    lines = _plain_lines(text)
    _check_lines(lines)
    named = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    skipped = 1 if named else 0
    delimiter = named[1] if named else _delimiter(lines)
    rows = tuple(_rows(lines, delimiter, skipped))
    return Contents(Kind.CSV, (Sheet("", rows),), encoding, delimiter)


# -- Letters ---------------------------------------------------------------------------------
def decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its code. A byte that cannot be read becomes U+FFFD, never a guess."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), encoding
    wide = _wide(content[:_SAMPLE_BYTES])
    if wide:
        return content.decode(wide, "replace"), wide
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    text = content.decode("utf-8", "replace")
    if sum(1 for letter in text if letter in "åäöÅÄÖéÉ–”’") > text.count(_REPLACED):
        return text, "utf-8"
    sample = content[:_SAMPLE_BYTES]
    best = max(_ONE_BYTE, key=lambda name: len(_SWEDISH.findall(sample.decode(name, "replace"))))
    return content.decode(best, "replace"), best


def _wide(sample: bytes) -> str:
    """UTF-16 without its mark: every other byte of Swedish text is then zero."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd / half > 0.4 and even / half < 0.05:
        return "utf-16-le"
    if even / half > 0.4 and odd / half < 0.05:
        return "utf-16-be"
    return ""


# -- Lines -----------------------------------------------------------------------------------
def _plain_lines(text: str) -> list[str]:
    """Lines as spreadsheets end them: not at form feeds and other marks that may stand in a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return lines


def _check_lines(lines: list[str]) -> None:
    if len(lines) > MOST_ROWS:
        raise too_many("rader", len(lines), MOST_ROWS)
    for number, line in enumerate(lines, 1):
        if len(line) <= LONGEST_LINE:
            continue
        columns = max(line.count(delimiter) for delimiter in _DELIMITERS) + 1
        if columns > MOST_COLUMNS:
            raise too_many("kolumner", columns, MOST_COLUMNS)
        raise CannotRead(
            _(
                "En rad i filen är för lång. Rad {line} har {got} tecken och vi läser högst {most}. "
                "Rätta raden och försök igen."
            ),
            line=number,
            got=len(line),
            most=LONGEST_LINE,
        )


def _delimiter(lines: list[str]) -> str:
    """The mark that cuts most lines into equally many pieces."""
    sample = [line.replace(_NULL, "") for line in lines[:_SAMPLE_LINES] if line.strip(_NULL + " ")]
    return max(_DELIMITERS, key=lambda mark: _evenness(sample, mark))


def _evenness(sample: list[str], mark: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(sample, delimiter=mark) if row]
    except csv.Error:
        return 0.0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    common = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(common) / len(widths) * (1.0 if common > 2 else 0.9), common


# -- Records ---------------------------------------------------------------------------------
@dataclass(slots=True)
class _Feed:
    """Lines one by one, so that a record knows which it began on."""

    lines: list[str]
    at: int

    def __iter__(self) -> Iterator[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at].replace(_NULL, "")
            self.at += 1
            yield line + "\n"


def _rows(lines: list[str], delimiter: str, skipped: int) -> Iterator[Row]:
    width = _evenness([line for line in lines[skipped : skipped + _SAMPLE_LINES] if line.strip()], delimiter)[1]
    feed = _Feed(lines, skipped)
    csv.field_size_limit(LONGEST_LINE * 2)
    records = csv.reader(iter(feed), delimiter=delimiter)
    cells_left = MOST_CELLS
    while True:
        begun = feed.at
        try:
            record = next(records, None)
        except csv.Error as error:
            raise _unclosed(begun + 1) from error
        if record is None:
            return
        spanned = lines[begun : feed.at]
        if len(spanned) > MOST_LINES_A_RECORD or (feed.at == len(lines) and _is_open(spanned, delimiter)):
            raise _unclosed(begun + 1)
        if len(record) > MOST_COLUMNS:
            raise too_many("kolumner", len(record), MOST_COLUMNS)
        cells_left -= len(record)
        if cells_left < 0:
            raise too_many("celler", MOST_CELLS, MOST_CELLS)
        if len(spanned) > 1 and (len(record) != width or not _is_well_quoted(spanned, delimiter)):
            yield from _one_by_one(spanned, begun, delimiter)
        else:
            yield _row(begun, record, spanned)


def _row(begun: int, record: list[str], spanned: list[str], *, is_broken: bool = False) -> Row:
    return Row(begun + 1, tuple(cell or None for cell in record), tuple(_notes(spanned)), is_broken)


def _one_by_one(spanned: list[str], begun: int, delimiter: str) -> Iterator[Row]:
    """A quote that was closed in another row: the lines are their own rows, and the first is broken."""
    for offset, line in enumerate(spanned):
        pieces = line.replace(_NULL, "").split(delimiter)
        yield _row(begun + offset, pieces, [line], is_broken=offset == 0)


def _is_well_quoted(spanned: list[str], delimiter: str) -> bool:
    """Whether each quote that closes is followed by a delimiter: else it was the opening one of another row."""
    try:
        return bool(list(csv.reader([line + "\n" for line in spanned], delimiter=delimiter, strict=True)))
    except csv.Error:
        return False


def _is_open(spanned: list[str], delimiter: str) -> bool:
    """Whether the last record ends inside quotes."""
    if sum(line.count('"') for line in spanned) % 2 == 0:
        return False
    return any(line.lstrip().startswith('"') or f'{delimiter}"' in line for line in spanned)


def _notes(spanned: list[str]) -> Iterator[str]:
    if any(_NULL in line for line in spanned):
        yield "null_removed"
    if any(_REPLACED in line for line in spanned):
        yield "bad_characters"


def _unclosed(line: int) -> CannotRead:
    return CannotRead(
        _(
            "Ett citattecken stängs aldrig. Det öppnas på rad {line} och slukar raderna efter. "
            "Stäng eller ta bort citattecknet och försök igen."
        ),
        line=line,
    )
