"""What will an import do, row by row, before it does anything? Pure: contents in, `ImportPlan` out.

Nothing is silent: each row gets a verdict, a row that is refused all its reasons, and a good row a
warning for everything that was guessed, changed or dropped.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from tryggve.edges.intake.category_words import ZERO, category_of, is_zero
from tryggve.edges.intake.cell_texts import cleaned, folded, kept, text_of
from tryggve.edges.intake.limits import CannotRead
from tryggve.edges.intake.proposing import propose
from tryggve.edges.intake.row_findings import Found, found_in
from tryggve.edges.intake.shapes import (
    Becomes,
    Cell,
    Column,
    Contents,
    FileMapping,
    ImportPlan,
    Meaning,
    Progress,
    Row,
    RowVerdict,
    Setting,
    Sheet,
    Verdict,
)
from tryggve.edges.intake.swedish_times import day_in, full_date_in
from tryggve.edges.intake.time_spans import Span
from tryggve.edges.intake.whole_table import Table, table_of
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import STOCKHOLM

LONGEST_ID = 80
_STEP = 250
_LEAST_COLUMNS = 2
_SUM = re.compile(r"(?:delsumma|summa|totalt|total|antal|sum|subtotal)\b", re.IGNORECASE)


def plan_import(
    contents: Contents,
    *,
    setting: Setting,
    now: datetime,
    mapping: FileMapping | None = None,
    progress: Progress | None = None,
) -> ImportPlan:
    """Decide about each row. Raises CannotRead when no column says when something happened."""
    if mapping is not None and mapping.sheet and contents.sheet(mapping.sheet) is None:
        raise CannotRead(
            _("Bladet finns inte. Vi letade efter {sheet} och filen har {names}. Välj ett av dem."),
            sheet=mapping.sheet[:60],
            names=", ".join(sheet.name for sheet in contents.sheets)[:200] or "inga blad",
        )
    proposal = propose(contents, setting, mapping)
    sheet = contents.sheet(proposal.mapping.sheet) or Sheet("", ())
    table = table_of(contents, proposal, sheet, setting, now)
    verdicts: list[RowVerdict] = []
    for done, verdict in enumerate(_verdicts(sheet, table, proposal.columns), 1):
        verdicts.append(verdict)
        if progress is not None and done % _STEP == 0:
            progress(done, len(sheet.rows), "")
    if progress is not None:
        progress(len(sheet.rows), len(sheet.rows), "")
    used = FileMapping(proposal.mapping.sheet, proposal.mapping.heading_row, table.system, proposal.mapping.columns)
    return ImportPlan(contents.kind, used, proposal.columns, tuple(verdicts))


# -- Row by row ------------------------------------------------------------------------------
def _verdicts(sheet: Sheet, table: Table, columns: Sequence[Column]) -> Iterator[RowVerdict]:
    seen = _Seen(table.setting)
    band: date | None = None
    for row in sheet.rows:
        shown = _shown_cells(row, columns)
        why, day = _ignored(row, sheet, table)
        if why:
            band = day or band
            yield RowVerdict(row.number, Verdict.IGNORED, (why,), cells=shown)
            continue
        yield seen.judged(row, table, shown, found_in(row, table, band))


def _shown_cells(row: Row, columns: Sequence[Column]) -> tuple[str, ...]:
    hidden = {column.index for column in columns if column.holds_persons or column.is_hidden}
    return tuple("" if index in hidden else cleaned(text_of(cell)) for index, cell in enumerate(row.cells))


def _ignored(row: Row, sheet: Sheet, table: Table) -> tuple[str, date | None]:
    """Why the row is no row of data, and the day of a heading between rows."""
    if sheet.headings is not None or row.is_broken:
        return "", None
    if row.number < table.heading_row:
        return "title", None
    if row.number == table.heading_row:
        return "heading", None
    filled = [(index, cell) for index, cell in enumerate(row.cells) if kept(cell, but_errors=False) is not None]
    if not filled:
        return "blank", None
    texts = [folded(text_of(cell)) for _index, cell in filled]
    if table.heading_row and texts == [folded(heading) for heading in table.headings if heading]:
        return "heading", None
    has_day = any(table.cell(row, meaning) is not None for meaning in (Meaning.DATE, Meaning.START))
    is_one = len(set(texts)) == 1
    if _SUM.match(texts[0]) and (is_one or not has_day or filled[0][0] in _columns_of_day(table)):
        return "sum", None
    return _alone(filled, table) if is_one and table.width > _LEAST_COLUMNS else ("", None)


def _alone(filled: Sequence[tuple[int, Cell]], table: Table) -> tuple[str, date | None]:
    """A row with one thing in it, at its beginning or across it: the heading of a day, or a note."""
    index, cell = filled[0]
    is_first = index == min((number for number, each in enumerate(table.headings) if each), default=0)
    if not is_first and len(filled) == 1:
        return "", None
    day = day_in(cell, table.around) if isinstance(cell, str) else full_date_in(cell)
    return ("day_heading", day) if day is not None else ("note", None)


def _columns_of_day(table: Table) -> tuple[int, ...]:
    return (*table.columns.get(Meaning.DATE, ()), *table.columns.get(Meaning.START, ()))


# -- Once only -------------------------------------------------------------------------------
class _Seen:
    """What has been met before: in this file, and in earlier imports."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.rows: dict[tuple[str, ...], int] = {}
        self.keys: dict[str, int] = {}

    def judged(self, row: Row, table: Table, shown: tuple[str, ...], found: Found) -> RowVerdict:
        """The row's verdict."""
        warnings = found.warnings
        if found.reasons or found.span is None:
            return RowVerdict(row.number, Verdict.ERROR, _once(found.reasons), _once(warnings), cells=shown)
        becomes = _becomes(row, table, found, found.span)
        whole = tuple(text_of(cell) for cell in row.cells)
        earlier, kind = self.rows.get(whole), "exact"
        if earlier is None:
            earlier, kind = self.keys.get(becomes.key), "same_id" if becomes.external_id else "exact"
        if earlier is not None:
            return RowVerdict(
                row.number, Verdict.DUPLICATE, (kind,), _once(warnings), becomes, duplicate_of=earlier, cells=shown
            )
        self.rows[whole] = self.keys[becomes.key] = row.number
        before = self.setting.imported.get(becomes.key)
        if before is not None:
            reason = "already_imported" if before == becomes.fingerprint else "already_imported_changed"
            return RowVerdict(row.number, Verdict.DUPLICATE, (reason,), _once(warnings), becomes, cells=shown)
        return RowVerdict(row.number, Verdict.GOOD, (), _once(found.warnings), becomes, cells=shown)


def _becomes(row: Row, table: Table, found: Found, span: Span) -> Becomes:
    zero = is_zero(found.category, found.text, has_place=bool(found.place))
    if zero:
        code, sub_code = ZERO, ""
        found.warnings.append("zero_report")
    else:
        said = category_of(found.category, found.text, table.setting)
        code, sub_code = said.code, said.sub_code
        found.warnings += said.warnings
    identity = _identity(table.cell(row, Meaning.ID))
    named = table.places.get(folded(found.place))
    spot = found.spot
    body = [
        text_of(cell)
        for index, cell in enumerate(row.cells)
        if index < table.width and table.meanings[index] not in (Meaning.PERSON, Meaning.OUT, Meaning.ID)
    ]
    mark = hashlib.sha256(
        json.dumps([*body, span.start.astimezone(UTC).isoformat()], ensure_ascii=True).encode()
    ).hexdigest()
    key = hashlib.sha256((f"id:{identity}" if identity else f"row:{mark}").encode()).hexdigest()
    is_near_place = named is not None and spot.precision == "place"
    return Becomes(
        occurred_from=span.start.astimezone(STOCKHOLM),
        occurred_to=span.end.astimezone(STOCKHOLM),
        time_precision=span.precision,
        category=code,
        sub_category=sub_code,
        place=found.place,
        place_id=named.public_id if named is not None and is_near_place else "",
        text=found.text or found.category,
        lat=spot.lat,
        lon=spot.lon,
        coord_precision=spot.precision,
        external_id=identity,
        key=key,
        fingerprint=mark,
    )


def _identity(cell: Cell) -> str:
    text = cleaned(text_of(cell)).strip()
    if len(text) <= LONGEST_ID:
        return text
    return hashlib.sha256(text.encode()).hexdigest()


def _once(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
