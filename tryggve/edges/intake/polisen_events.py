"""Which events has the police published, and what does each say? Pure: rows in, events out."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tryggve.edges.intake.police_titles import read_published, read_title
from tryggve.edges.intake.reading import read_file, rows_of
from tryggve.kernel.text import mark as _

SITE = "https://polisen.se"
LONGEST_SUMMARY = 2000
LONGEST_NAME = 300
LONGEST_ID = 40
LONGEST_URL = 300
NOTE_PREFIX = "sammanfattning"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class PoliceEvent:
    """One published event. Times are aware (UTC); `lat`, `lon` are a centre, never the place.

    `time_precision` is "minute" when the title gives the time, otherwise "day" (the title names
    no time, or one after publication).
    """

    external_id: str
    occurred_from: datetime
    occurred_to: datetime
    time_precision: str
    published_at: datetime
    type: str
    title: str
    title_place: str
    location: str
    summary: str
    url: str
    lat: float | None
    lon: float | None

    @property
    def is_note(self) -> bool:
        """A summary of a night or an evening: not an incident."""
        return self.type.casefold().startswith(NOTE_PREFIX)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is strange with a row. `is_dropped`: it could not be kept. Never holds the row's text."""

    row: int
    external_id: str
    what: str
    is_dropped: bool


@dataclass(frozen=True, slots=True)
class PoliceFile:
    """A file taken apart: events by id in the order of the file, and what was strange."""

    rows_total: int
    events: tuple[PoliceEvent, ...]
    problems: tuple[RowProblem, ...] = field(default=())


def parse_path(path: Path) -> PoliceFile:
    """Read .json or .json.gz. Raises CannotRead."""
    return parse(read_file(path))


def parse(content: bytes) -> PoliceFile:
    """The events in a JSON list, packed or not. Raises CannotRead."""
    return parse_rows(rows_of(content))


def parse_rows(rows: Iterable[object]) -> PoliceFile:
    """The events in decoded rows. An id that returns keeps its latest publication."""
    events: dict[str, PoliceEvent] = {}
    problems: list[RowProblem] = []
    total = 0
    for total, row in enumerate(rows, 1):
        event, remarks = _event(row, total)
        problems += remarks
        if event is None:
            continue
        earlier = events.get(event.external_id)
        if earlier is not None:
            problems.append(RowProblem(total, event.external_id, _("id:t finns två gånger; den senaste gäller"), True))
        if earlier is None or event.published_at >= earlier.published_at:
            events[event.external_id] = event
    return PoliceFile(total, tuple(events.values()), tuple(problems))


def _event(row: object, number: int) -> tuple[PoliceEvent | None, list[RowProblem]]:
    if not isinstance(row, dict):
        return None, [RowProblem(number, "", _("raden är inte ett objekt"), True)]
    external_id = _identity(row.get("id"))
    title = _text(row.get("name"), LONGEST_NAME)
    published_at = read_published(_text(row.get("datetime"), LONGEST_NAME))
    missing = [
        what
        for what, value in (
            (_("id saknas eller går inte att läsa"), external_id),
            (_("rubrik (name) saknas"), title),
            (_("tid (datetime) saknas eller går inte att läsa"), published_at),
        )
        if not value
    ]
    if missing or published_at is None:
        return None, [RowProblem(number, external_id, what, True) for what in missing]
    return _whole_event(row, number, external_id, title, published_at)


def _whole_event(
    row: dict[str, object], number: int, external_id: str, title: str, published_at: datetime
) -> tuple[PoliceEvent, list[RowProblem]]:
    type_name = _text(row.get("type"), LONGEST_NAME)
    location = row.get("location")
    where: dict[str, object] = location if isinstance(location, dict) else {}
    said = read_title(title, type_name, published_at)
    is_exact = said.occurred_at is not None and said.occurred_at <= published_at
    occurred_at = said.occurred_at or published_at
    lat, lon = _centre(where.get("gps"))
    event = PoliceEvent(
        external_id=external_id,
        occurred_from=occurred_at,
        occurred_to=occurred_at,
        time_precision="minute" if is_exact else "day",
        published_at=published_at,
        type=type_name,
        title=title,
        title_place=said.place,
        location=_text(where.get("name"), LONGEST_NAME),
        summary=_text(row.get("summary"), LONGEST_SUMMARY),
        url=_url(row.get("url")),
        lat=lat,
        lon=lon,
    )
    remarks = _remarks(row, said.occurred_at, published_at)
    return event, [RowProblem(number, external_id, what, False) for what in remarks]


def _remarks(row: dict[str, object], occurred_at: datetime | None, published_at: datetime) -> list[str]:
    remarks = []
    if occurred_at is None:
        remarks.append(_("rubriken har ingen läsbar tid; tiden för publicering används"))
    elif occurred_at > published_at:
        remarks.append(_("rubrikens tid är efter publiceringen; tiden räknas som osäker"))
    if not _text(row.get("type"), LONGEST_NAME):
        remarks.append(_("typ saknas"))
    summary = row.get("summary")
    if isinstance(summary, str) and len(summary) > LONGEST_SUMMARY:
        remarks.append(_("sammanfattningen är för lång och kortas"))
    return remarks


def _identity(value: object) -> str:
    """The id as text. JSON gives a number; a text of letters, digits and hyphens is fine too."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if 0 < value < 10**LONGEST_ID else ""
    text = _text(value, LONGEST_ID + 1)
    return text if len(text) <= LONGEST_ID and text.replace("-", "").isalnum() else ""


def _text(value: object, longest: int) -> str:
    """One line without control characters, at most `longest` characters; "" for anything but text."""
    if not isinstance(value, str):
        return ""
    head = value[: longest * 2]
    seen = "".join(
        " " if c in "\r\n\t" else c for c in head if c in "\r\n\t" or unicodedata.category(c) not in _INVISIBLE
    )
    line = " ".join(unicodedata.normalize("NFC", seen).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _url(value: object) -> str:
    """The event's page at the police, or "": an address elsewhere is not passed on."""
    text = _text(value, LONGEST_URL + 1)
    if len(text) > LONGEST_URL or any(character in text for character in ' "<>\\'):
        return ""
    if text.startswith("/") and not text.startswith("//"):
        text = SITE + text
    return text if text.startswith(SITE + "/") and len(text) <= LONGEST_URL else ""


def _centre(value: object) -> tuple[float | None, float | None]:
    latitude, comma, longitude = _text(value, 80).partition(",")
    try:
        lat, lon = float(latitude), float(longitude)
    except ValueError:
        return None, None
    on_earth = comma and math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180
    return (lat, lon) if on_earth else (None, None)
