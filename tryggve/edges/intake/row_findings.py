"""What does one row say: when, where, what, and what speaks against it? Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tryggve.edges.intake.category_words import is_summary, is_zero
from tryggve.edges.intake.cell_texts import CONTROL, folded, joined_texts, text_of
from tryggve.edges.intake.positions import Spot, spot_at
from tryggve.edges.intake.said_times import Around, NotATime
from tryggve.edges.intake.shapes import Cell, Kind, Meaning, Row, Setting
from tryggve.edges.intake.swedish_times import span_of
from tryggve.edges.intake.time_spans import Span
from tryggve.edges.intake.whole_table import Table, point_in
from tryggve.foundation.privacy import guard

LONGEST_TEXT = 3500
LONGEST_PLACE = 300
CLOCK_SLACK = timedelta(minutes=10)
_HTML = re.compile(r"<\s*/?\s*[a-z!][^>]*>|&(?:[a-z]{2,8}|#\d+);", re.IGNORECASE)
_FORMULA = re.compile(r"\s*(?:=|@|[+-](?=[^\s\d])|[+-]\d+[-+*/]|\t)")


@dataclass(slots=True)
class Found:
    """What a row turned out to say."""

    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    span: Span | None = None
    spot: Spot = field(default_factory=Spot)
    place: str = ""
    text: str = ""
    category: str = ""


def found_in(row: Row, table: Table, band: date | None) -> Found:
    """All that the row says, with the reasons against it. `band` is the day of the heading above it."""
    found = Found(warnings=[*row.notes, *table.warnings])
    if row.is_broken or _has_wrong_width(row, table):
        found.reasons.append("broken_row")
        return found
    found.category = joined_texts(table.cells(row, Meaning.CATEGORY), " ")
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


def _has_wrong_width(row: Row, table: Table) -> bool:
    """More cells than headings, or fewer where the others have them all: a delimiter stands in a text."""
    if table.kind is not Kind.CSV:
        return False
    if len(row.cells) > table.width:
        return not table.may_be_long or any(cell is not None for cell in row.cells[table.width :])
    return len(row.cells) < table.width and not table.may_be_short


def _find_time(row: Row, table: Table, band: date | None, found: Found) -> None:
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


def _find_place(row: Row, table: Table, found: Found) -> None:
    point = point_in(row, table.columns)
    named = table.places.get(folded(found.place))
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


def _spot(point: tuple[float, float], row: Row, table: Table, found: Found) -> Spot:
    spot = spot_at(table.system, *point, table.setting)
    if table.kind is Kind.POLICE_EVENTS and spot.lat is None and abs(point[0]) <= 90 and abs(point[1]) <= 180:
        spot = Spot(point[0], point[1], "municipality")
    found.warnings += spot.warnings
    if spot.lat is not None and "coord_is_municipality" in row.notes:
        return Spot(spot.lat, spot.lon, "municipality")
    if "geometry_not_point" in row.notes and spot.precision == "exact":
        return Spot(spot.lat, spot.lon, "place")
    return spot


def _has_no_point(row: Row, table: Table) -> bool:
    return all(table.cell(row, meaning) is None for meaning in (Meaning.LAT, Meaning.LON, Meaning.POINT))


def _is_home(place: str, setting: Setting) -> bool:
    name = folded(setting.municipality)
    return folded(place) in {name, name.removesuffix(" kommun"), name.removesuffix("s kommun"), folded(setting.slug)}


def _warn_of_text(found: Found) -> None:
    whole = f"{found.place}\n{found.text}"
    if _HTML.search(whole):
        found.warnings.append("html_in_text")
    if any(_FORMULA.match(part) for part in (found.place, found.text, found.category)):
        found.warnings.append("formula_like_text")
    if guard.find(whole):
        found.warnings.append("personal_data_in_text")


def _words(cells: Sequence[Cell], between: str, longest: int, found: Found) -> str:
    raw = "".join(text_of(cell) for cell in cells)
    if CONTROL.search(raw):
        found.warnings.append("control_characters_removed")
    text = joined_texts(cells, between)
    if len(text) > longest:
        found.warnings.append("text_cut")
        return text[:longest]
    return text
