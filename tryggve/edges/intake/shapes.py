"""What is a file, how is it read, and what becomes of each of its rows? Values only; pure.

The way of a file: `reading.read_contents` (bytes to `Contents`), `proposing.propose` (a `FileMapping`),
`planning.plan_import` (an `ImportPlan`), `importing.commit_plan` (written, all of it or nothing).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

#: A cell as the file has it. Nothing is evaluated: a formula is its stored value.
Cell = str | int | float | bool | date | datetime | time | None
#: done, total, what is being done. It may raise to stop the work; nothing is then written.
Progress = Callable[[int, int, str], None]


class Kind(StrEnum):
    """What the content turned out to be, whatever the file is called."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"
    OPEN311 = "open311"
    POLICE_EVENTS = "police_events"
    JSON = "json"


class Meaning(StrEnum):
    """What a column is taken as. A column may be `OUT` because nobody needs it, or `PERSON`: never read."""

    DATE = "date"
    TIME = "time"
    START = "from"
    END = "to"
    PLACE = "place"
    AREA = "area"
    CATEGORY = "category"
    TEXT = "text"
    LAT = "lat"
    LON = "lon"
    POINT = "point"
    ID = "id"
    PERSON = "person"
    OUT = "out"


class Verdict(StrEnum):
    """What becomes of a row. The first three add up to the rows; what is ignored is no row of data."""

    GOOD = "good"
    ERROR = "error"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read. `number` counts from 1 in tables (the line it begins on), from 0 in JSON lists."""

    number: int
    cells: tuple[Cell, ...]
    notes: tuple[str, ...] = ()
    is_broken: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. `headings` are given where the form itself names its columns (JSON); else None."""

    name: str
    rows: tuple[Row, ...]
    headings: tuple[str, ...] | None = None
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """A file taken apart. `crs` is what the file itself says, or ""."""

    kind: Kind
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    crs: str = ""

    def sheet(self, name: str) -> Sheet | None:
        """The sheet with the name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How a file is read: remembered for a source, edited in the browser, kept as TOML or JSON.

    `heading_row` counts from 1 and is the last row of headings; 0: there are none. `columns` maps a
    position, from 0, to its meaning; those not named are proposed. `crs` "" is found from the numbers.
    """

    sheet: str = ""
    heading_row: int = 0
    crs: str = ""
    columns: Mapping[int, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self) | {"columns": {str(index): str(meaning) for index, meaning in self.columns.items()}}

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> FileMapping:
        """From plain values; a meaning that we do not know is left out."""
        known = {str(meaning) for meaning in Meaning}
        columns = {
            int(index): str(meaning) if str(meaning) in known else str(Meaning.OUT)
            for index, meaning in dict(said.get("columns") or {}).items()
        }
        return cls(str(said.get("sheet") or ""), int(said.get("heading_row") or 0), str(said.get("crs") or ""), columns)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file with what it is taken as. `holds_persons`: it is left out, whatever is chosen."""

    index: int
    heading: str
    meaning: str
    is_hidden: bool = False

    @property
    def holds_persons(self) -> bool:
        """Whether it names people."""
        return self.meaning == Meaning.PERSON


@dataclass(frozen=True, slots=True)
class Proposal:
    """How the file would be read, and its columns. `titles` is what stands above the headings."""

    mapping: FileMapping
    columns: tuple[Column, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place of the municipality, by the name people use."""

    public_id: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Setting:
    """What the municipality and the organisation already know, when a plan is made.

    `bounds` is (south, west, north, east). `category_names`: the municipality's own words, casefolded, to
    codes; `usable` the codes in use. `imported`: key of an earlier import to the fingerprint of its row.
    """

    municipality: str
    slug: str
    centre: tuple[float, float]
    bounds: tuple[float, float, float, float] | None = None
    places: tuple[NamedPlace, ...] = ()
    category_names: Mapping[str, str] = field(default_factory=dict)
    usable: frozenset[str] | None = None
    imported: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Becomes:
    """What a good row becomes. Times are aware (UTC); `category` may be Z0, which is no incident.

    `place` is the file's words; `place_id` our own place of that name. `coord_precision` is exact, place,
    municipality (a middle: never drawn as the spot) or unknown. `key` is the same for the same case.
    """

    occurred_from: datetime
    occurred_to: datetime
    time_precision: str
    category: str
    place: str
    text: str
    sub_category: str = ""
    place_id: str = ""
    lat: float | None = None
    lon: float | None = None
    coord_precision: str = "unknown"
    external_id: str = ""
    key: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What becomes of one row, and why. `cells` as text, those of persons and hidden columns emptied."""

    row: int
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    becomes: Becomes | None = None
    duplicate_of: int | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything that an import will do. The same digest means the same outcome, row by row."""

    kind: Kind
    mapping: FileMapping
    columns: tuple[Column, ...]
    rows: tuple[RowVerdict, ...]

    def of(self, verdict: Verdict) -> tuple[RowVerdict, ...]:
        """The rows with that verdict."""
        return tuple(row for row in self.rows if row.verdict is verdict)

    @property
    def counts(self) -> dict[str, int]:
        """rows_total, rows_good, rows_error, rows_duplicate, rows_ignored."""
        tally = Counter(row.verdict for row in self.rows)
        said = {f"rows_{verdict}": tally[verdict] for verdict in Verdict}
        return {"rows_total": len(self.rows) - tally[Verdict.IGNORED]} | said

    @property
    def digest(self) -> str:
        """The plan as one mark."""
        body = [[row.row, row.verdict, row.reasons, row.warnings, str(row.becomes)] for row in self.rows]
        return hashlib.sha256(json.dumps(body, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Imported:
    """What a commit did. `written` incidents; `zero_reports` are rows that say that nothing happened.

    Where no raw incidents are kept, `written` rows are counted in `lines` lines of the weekly report.
    """

    written: int
    zero_reports: int
    lines: int = 0
