"""What will an import do, row by row, before it does anything? Pure: contents in, `ImportPlan` out.

Nothing is silent: each row gets a verdict, a row that is refused all its reasons, and a good row a
warning for everything that was guessed, changed or dropped.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from tryggve.edges.intake.category_words import ZERO, category_of, is_summary, is_zero
from tryggve.edges.intake.limits import CannotRead
from tryggve.edges.intake.positions import Spot, number_in, pair_in, spot_at, system_of
from tryggve.edges.intake.proposing import propose
from tryggve.edges.intake.shapes import (
    Becomes,
    Cell,
    Column,
    Contents,
    FileMapping,
    ImportPlan,
    Kind,
    Meaning,
    NamedPlace,
    Progress,
    Proposal,
    Row,
    RowVerdict,
    Setting,
    Sheet,
    Verdict,
)
from tryggve.edges.intake.swedish_times import Around, NotATime, Span, day_in, full_date_in, span_of, week_in
from tryggve.foundation.privacy import guard
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import STOCKHOLM

LONGEST_TEXT = 3500
LONGEST_PLACE = 300
LONGEST_ID = 80
CLOCK_SLACK = timedelta(minutes=10)
_STEP = 250
_LEAST_COLUMNS = 2
_NOTHING = frozenset(
    {
        "#n/a", "#saknas!", "#ref!", "#värde!", "#value!", "#name?", "#namn?", "#div/0!", "null", "none", "nan", "-",
        "–", "—", "n/a", "saknas", "okänd", "okänt", "okänd plats", "?", "vet ej", "ej angivet", "ej angiven",
    }
)  # fmt: skip
_SUM = re.compile(r"(?:delsumma|summa|totalt|total|antal|sum|subtotal)\b", re.IGNORECASE)
_HTML = re.compile(r"<\s*/?\s*[a-z!][^>]*>|&(?:[a-z]{2,8}|#\d+);", re.IGNORECASE)
_FORMULA = re.compile(r"\s*(?:=|@|[+-](?=[^\s\d])|[+-]\d+[-+*/]|\t)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_SLASHED = re.compile(r"\s*(\d{1,2})/(\d{1,2})/\d{2,4}\b")
#: Few rows are enough to know that a file leaves out empty cells at the end of its lines.
_OFTEN_SHORT = 0.1


@dataclass(frozen=True, slots=True)
class _Table:
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
        return [_kept(row.cells[index]) for index in self.columns.get(meaning, ()) if index < len(row.cells)]

    def cell(self, row: Row, meaning: Meaning) -> Cell:
        """The first of them."""
        return next((cell for cell in self.cells(row, meaning) if cell is not None), None)


@dataclass(slots=True)
class _Found:
    """What a row turned out to say."""

    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    span: Span | None = None
    spot: Spot = field(default_factory=Spot)
    place: str = ""
    text: str = ""
    category: str = ""


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
    table = _table(contents, proposal, sheet, setting, now)
    verdicts: list[RowVerdict] = []
    for done, verdict in enumerate(_verdicts(sheet, table, proposal.columns), 1):
        verdicts.append(verdict)
        if progress is not None and done % _STEP == 0:
            progress(done, len(sheet.rows), "")
    if progress is not None:
        progress(len(sheet.rows), len(sheet.rows), "")
    used = FileMapping(proposal.mapping.sheet, proposal.mapping.heading_row, table.system, proposal.mapping.columns)
    return ImportPlan(contents.kind, used, proposal.columns, tuple(verdicts))


# -- What is the same for every row ----------------------------------------------------------
def _table(contents: Contents, proposal: Proposal, sheet: Sheet, setting: Setting, now: datetime) -> _Table:
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
    points = [point for row in data if (point := _point(row, columns)) is not None]
    full = [row for row in data if any(cell is not None for cell in row.cells)]
    short = sum(1 for row in full if len(row.cells) < len(proposal.columns))
    long = sum(1 for row in full if len(row.cells) > len(proposal.columns))
    day = next(iter(columns.get(Meaning.DATE, ()) or columns.get(Meaning.START, ())), None)
    days = [row.cells[day] for row in data if day is not None and day < len(row.cells)]
    is_fallback = day is not None and _is_registration(proposal.columns[day].heading)
    return _Table(
        columns=columns,
        meanings=tuple(str(column.meaning) for column in proposal.columns),
        width=len(proposal.columns),
        system=system_of(points, proposal.mapping.crs, setting),
        setting=setting,
        places={_plain(place.name): place for place in setting.places},
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
    return _plain(heading).startswith(("reg", "inkom", "skapa", "created", "uppdat", "anmäl", "rapport"))


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


def _point(row: Row, columns: Mapping[Meaning, Sequence[int]]) -> tuple[float, float] | None:
    """(north, east) as the file has them."""

    def at(meaning: Meaning) -> Cell:
        index = next(iter(columns.get(meaning, ())), len(row.cells))
        return row.cells[index] if index < len(row.cells) else None

    north, east = number_in(at(Meaning.LAT)), number_in(at(Meaning.LON))
    if north is not None and east is not None:
        return north, east
    return pair_in(at(Meaning.POINT))


# -- Row by row ------------------------------------------------------------------------------
def _verdicts(sheet: Sheet, table: _Table, columns: Sequence[Column]) -> Iterator[RowVerdict]:
    seen = _Seen(table.setting)
    band: date | None = None
    for row in sheet.rows:
        shown = _shown_cells(row, columns)
        why, day = _ignored(row, sheet, table)
        if why:
            band = day or band
            yield RowVerdict(row.number, Verdict.IGNORED, (why,), cells=shown)
            continue
        yield seen.judged(row, table, shown, _found(row, table, band))


def _shown_cells(row: Row, columns: Sequence[Column]) -> tuple[str, ...]:
    hidden = {column.index for column in columns if column.holds_persons or column.is_hidden}
    return tuple("" if index in hidden else _clean(_text(cell)) for index, cell in enumerate(row.cells))


def _ignored(row: Row, sheet: Sheet, table: _Table) -> tuple[str, date | None]:
    """Why the row is no row of data, and the day of a heading between rows."""
    if sheet.headings is not None or row.is_broken:
        return "", None
    if row.number < table.heading_row:
        return "title", None
    if row.number == table.heading_row:
        return "heading", None
    filled = [(index, cell) for index, cell in enumerate(row.cells) if _kept(cell, but_errors=False) is not None]
    if not filled:
        return "blank", None
    texts = [_plain(_text(cell)) for _index, cell in filled]
    if table.heading_row and texts == [_plain(heading) for heading in table.headings if heading]:
        return "heading", None
    has_day = any(table.cell(row, meaning) is not None for meaning in (Meaning.DATE, Meaning.START))
    is_one = len(set(texts)) == 1
    if _SUM.match(texts[0]) and (is_one or not has_day or filled[0][0] in _columns_of_day(table)):
        return "sum", None
    return _alone(filled, table) if is_one and table.width > _LEAST_COLUMNS else ("", None)


def _alone(filled: Sequence[tuple[int, Cell]], table: _Table) -> tuple[str, date | None]:
    """A row with one thing in it, at its beginning or across it: the heading of a day, or a note."""
    index, cell = filled[0]
    is_first = index == min((number for number, each in enumerate(table.headings) if each), default=0)
    if not is_first and len(filled) == 1:
        return "", None
    day = day_in(cell, table.around) if isinstance(cell, str) else full_date_in(cell)
    return ("day_heading", day) if day is not None else ("note", None)


def _columns_of_day(table: _Table) -> tuple[int, ...]:
    return (*table.columns.get(Meaning.DATE, ()), *table.columns.get(Meaning.START, ()))


def _found(row: Row, table: _Table, band: date | None) -> _Found:
    found = _Found(warnings=[*row.notes, *table.warnings])
    if row.is_broken or _has_wrong_width(row, table):
        found.reasons.append("broken_row")
        return found
    found.category = _joined(table.cells(row, Meaning.CATEGORY), " ")
    found.text = _words(table.cells(row, Meaning.TEXT), "\n", LONGEST_TEXT, found)
    found.place = _words(table.cells(row, Meaning.PLACE) or [], ", ", LONGEST_PLACE, found)
    found.place = found.place or _words(table.cells(row, Meaning.AREA), ", ", LONGEST_PLACE, found)
    if is_summary(found.category):
        found.reasons.append("not_an_incident")
    _find_time(row, table, band, found)
    _find_place(row, table, found)
    if not found.category and not found.text:
        found.reasons.append("text_missing")
    _warn_of_text(found)
    return found


def _has_wrong_width(row: Row, table: _Table) -> bool:
    """More cells than headings, or fewer where the others have them all: a delimiter stands in a text."""
    if table.kind is not Kind.CSV:
        return False
    if len(row.cells) > table.width:
        return not table.may_be_long or any(cell is not None for cell in row.cells[table.width :])
    return len(row.cells) < table.width and not table.may_be_short


def _find_time(row: Row, table: _Table, band: date | None, found: _Found) -> None:
    around = table.around if band is None else _with_band(table.around, band)
    day = table.cell(row, Meaning.DATE)
    start = table.cell(row, Meaning.START)
    clock = table.cell(row, Meaning.TIME)
    if day is None:
        day, start = start, None
    try:
        found.span = span_of(day, clock if clock is not None else start, table.cell(row, Meaning.END), around)
    except NotATime as refusal:
        found.reasons.append(refusal.reason)
        return
    except (OverflowError, ValueError):
        found.reasons.append("date_invalid")
        return
    span = found.span
    found.warnings += span.warnings
    latest = span.start if span.precision in ("day", "week") else span.end
    if latest > table.now + CLOCK_SLACK:
        found.reasons.append("date_future")
    elif span.end - span.start > timedelta(days=31):
        found.reasons.append("date_invalid")


def _with_band(around: Around, band: date) -> Around:
    return Around(band, around.monday, around.last, band, around.is_titled, around.day_only, around.month_first)


def _find_place(row: Row, table: _Table, found: _Found) -> None:
    point = _point(row, table.columns)
    named = table.places.get(_plain(found.place))
    if point is not None:
        found.spot = _spot(point, row, table, found)
    elif {Meaning.LAT, Meaning.POINT} & set(table.columns):
        found.warnings.append("coord_missing" if _has_no_point(row, table) else "coord_not_read")
    if found.spot.lat is None and named is not None:
        found.spot = Spot(named.lat, named.lon, "place")
        found.warnings.append("coord_from_place")
    if table.kind is Kind.POLICE_EVENTS and found.place and not _is_home(found.place, table.setting):
        found.warnings.append("outside_municipality")
    is_zero_row = is_zero(found.category, found.text, has_place=bool(found.place))
    if not found.place and (found.spot.lat is None) and not is_zero_row:
        found.reasons.append("place_missing")
        if "coord_outside_area" in found.warnings:
            found.reasons.append("coord_outside_area")


def _spot(point: tuple[float, float], row: Row, table: _Table, found: _Found) -> Spot:
    spot = spot_at(table.system, *point, table.setting)
    if table.kind is Kind.POLICE_EVENTS and spot.lat is None and abs(point[0]) <= 90 and abs(point[1]) <= 180:
        spot = Spot(point[0], point[1], "municipality")
    found.warnings += spot.warnings
    if spot.lat is not None and "coord_is_municipality" in row.notes:
        return Spot(spot.lat, spot.lon, "municipality")
    if "geometry_not_point" in row.notes and spot.precision == "exact":
        return Spot(spot.lat, spot.lon, "place")
    return spot


def _has_no_point(row: Row, table: _Table) -> bool:
    return all(table.cell(row, meaning) is None for meaning in (Meaning.LAT, Meaning.LON, Meaning.POINT))


def _is_home(place: str, setting: Setting) -> bool:
    name = _plain(setting.municipality)
    return _plain(place) in {name, name.removesuffix(" kommun"), name.removesuffix("s kommun"), _plain(setting.slug)}


def _warn_of_text(found: _Found) -> None:
    whole = f"{found.place}\n{found.text}"
    if _HTML.search(whole):
        found.warnings.append("html_in_text")
    if any(_FORMULA.match(part) for part in (found.place, found.text, found.category)):
        found.warnings.append("formula_like_text")
    if guard.find(whole):
        found.warnings.append("personal_data_in_text")


# -- Once only -------------------------------------------------------------------------------
class _Seen:
    """What has been met before: in this file, and in earlier imports."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.rows: dict[tuple[str, ...], int] = {}
        self.keys: dict[str, int] = {}

    def judged(self, row: Row, table: _Table, shown: tuple[str, ...], found: _Found) -> RowVerdict:
        """The row's verdict."""
        warnings = found.warnings
        if found.reasons or found.span is None:
            return RowVerdict(row.number, Verdict.ERROR, _once(found.reasons), _once(warnings), cells=shown)
        becomes = _becomes(row, table, found, found.span)
        whole = tuple(_text(cell) for cell in row.cells)
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


def _becomes(row: Row, table: _Table, found: _Found, span: Span) -> Becomes:
    zero = is_zero(found.category, found.text, has_place=bool(found.place))
    if zero:
        code, sub_code = ZERO, ""
        found.warnings.append("zero_report")
    else:
        said = category_of(found.category, found.text, table.setting)
        code, sub_code = said.code, said.sub_code
        found.warnings += said.warnings
    identity = _identity(table.cell(row, Meaning.ID))
    named = table.places.get(_plain(found.place))
    spot = found.spot
    body = [
        _text(cell)
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
    text = _clean(_text(cell)).strip()
    if len(text) <= LONGEST_ID:
        return text
    return hashlib.sha256(text.encode()).hexdigest()


# -- Texts -----------------------------------------------------------------------------------
def _kept(cell: Cell, *, but_errors: bool = True) -> Cell:
    """The cell, or None for what stands for nothing: blanks, errors of a spreadsheet, a lone dash."""
    if isinstance(cell, str):
        text = cell.replace("\u00a0", " ").strip()
        if not text or (but_errors and text.casefold() in _NOTHING):
            return None
    return cell


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return str(cell)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _joined(cells: Sequence[Cell], between: str) -> str:
    parts = [_clean(_text(cell)).strip() for cell in cells if cell is not None]
    return between.join(dict.fromkeys(part for part in parts if part))


def _words(cells: Sequence[Cell], between: str, longest: int, found: _Found) -> str:
    raw = "".join(_text(cell) for cell in cells)
    if _CONTROL.search(raw):
        found.warnings.append("control_characters_removed")
    text = _joined(cells, between)
    if len(text) > longest:
        found.warnings.append("text_cut")
        return text[:longest]
    return text


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _once(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
