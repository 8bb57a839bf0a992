"""What a weekly report says, as values that may leave the room. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tryggve.kernel.text import mark as _


class ReportState(StrEnum):
    """Open: nothing shared yet. Shared. Superseded by a newer version of the same report."""

    OPEN = "open"
    SHARED = "shared"
    SUPERSEDED = "superseded"


class Judgement(StrEnum):
    """The organisation's own judgement of its week."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


JUDGEMENT_NAMES = {
    Judgement.GREEN: _("Grönt, som vanligt"),
    Judgement.YELLOW: _("Gult, mer än vanligt"),
    Judgement.RED: _("Rött, behöver hjälp nu"),
}
REPORT_STATE_NAMES = {
    ReportState.OPEN: _("Inget delat ännu"),
    ReportState.SHARED: _("Delad"),
    ReportState.SUPERSEDED: _("Ersatt av en rättelse"),
}


class MemberAnswer(StrEnum):
    """What a represented member has answered this week."""

    GIVEN = "given"
    NOTHING = "nothing"
    NOT_ANSWERED = "not_answered"


MEMBER_ANSWER_NAMES = {
    MemberAnswer.GIVEN: _("Har lämnat"),
    MemberAnswer.NOTHING: _("Inget att rapportera"),
    MemberAnswer.NOT_ANSWERED: _("Ej svarat"),
}


class Answer(StrEnum):
    """What one organisation's week is, seen by the others: three kinds of nothing kept apart."""

    SHARED = "shared"
    LATE = "late"
    NOTHING_TO_REPORT = "nothing_to_report"
    SILENT = "silent"
    NOT_EXPECTED = "not_expected"


@dataclass(frozen=True, slots=True)
class SharedView:
    """One shared incident, as every later step may read it. Keys are public ids.

    `count` is how many incidents a summary line stands for (1 for a single one). `week` is the ISO
    week of `occurred_from`. `lat`, `lon` are snapped to the 100 m grid, or None.
    """

    key: str
    organisation: str
    organisation_name: str
    week: str
    category_code: str
    occurred_from: datetime
    occurred_to: datetime
    time_precision: str
    area: str
    area_name: str
    place_name: str
    place_type: str
    lat: float | None
    lon: float | None
    certainty: str
    nature: str
    police_reported: str
    text: str
    on_behalf_of: str
    count: int
    is_late: bool
    is_outside_source: bool
    shared_at: datetime
    root: str


@dataclass(frozen=True, slots=True)
class WeekAnswer:
    """One organisation's answer for one week.

    SILENT is "nothing shared yet": before the report is due (`is_due` false) nobody is late; after,
    the organisation has not answered. `report` is the key of the shared report, or "".
    """

    organisation: str
    organisation_name: str
    week: str
    answer: Answer
    judgement: str
    judgement_text: str
    risk_signals: str
    needs: str
    shared_at: datetime | None
    version: int
    incidents: int
    report: str = ""
    is_due: bool = True
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class SummaryDraft:
    """A line that an organisation without raw data writes directly. `area`, `place`: public ids."""

    category_code: str
    occurred_from: datetime
    occurred_to: datetime
    time_precision: str
    area: str = ""
    place: str = ""
    count: int = 1
    certainty: str = "seen"
    nature: str = "crime"
    police_reported: str = "yes"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """The ISO weeks a report covers and its first Monday."""

    start_date: date
    weeks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedShared:
    """Something shared whose own incident has been mended since: a correction is called for."""

    incident: str
    report: str
    category_code: str
    occurred_from: datetime
    corrected_at: datetime | None
    review_state: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One represented member on the relay coordinator's board. `own_name` is for the speaker's eyes alone."""

    key: str
    name: str
    own_name: str
    alias: str
    may_be_named: bool
    answer: MemberAnswer
    via: str
    answered_at: datetime | None
    incidents: int


# -- The weekly grid ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CellEntry:
    """A number for a cell. `where` is "" (the whole municipality), "a-" + an area's key or "p-" + a place's.

    `seen` is the number that the page showed; `is_seen` is false when no page was shown.
    """

    category_code: str
    where: str
    count: int | None
    seen: int | None = None
    is_seen: bool = True

    @property
    def key(self) -> str:
        """The cell's name in a form."""
        return f"{self.category_code}.{self.where}"


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What became of an entry: saved, or in conflict with `count`, which somebody else has saved."""

    key: str
    is_saved: bool
    count: int | None
    mine: int | None


class CellState(StrEnum):
    """What a cell is, in one word."""

    EMPTY = "empty"
    SAVED = "saved"
    WAITING = "waiting"
    UNUSUAL = "unusual"
    COMMENTED = "commented"
    PROBLEM = "problem"
    LOCKED = "locked"


CELL_STATE_NAMES = {
    CellState.EMPTY: _("Tom"),
    CellState.SAVED: _("Sparat"),
    CellState.WAITING: _("Väntar"),
    CellState.UNUSUAL: _("Ovanligt"),
    CellState.COMMENTED: _("Kommentar"),
    CellState.PROBLEM: _("Fel"),
    CellState.LOCKED: _("Låst"),
}


@dataclass(frozen=True, slots=True)
class GridColumn:
    """An area, a place, or the whole municipality."""

    where: str
    name: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """One number, with what it is compared with. `details` stand in lines or incidents and are not written here."""

    key: str
    name: str
    count: int | None
    details: int
    history: tuple[tuple[str, int | None], ...]
    comment: str
    to_follow_up: bool
    state: CellState
    usual: tuple[int, int] | None

    @property
    def total(self) -> int | None:
        """What the report says of the cell: both parts."""
        return self.count if not self.details else self.details + (self.count or 0)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A category and its cells, in the order of the columns."""

    code: str
    group: str
    name: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The week as rows and columns."""

    week: str
    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]

    def cell(self, key: str) -> GridCell | None:
        """The cell of that name."""
        return next((cell for row in self.rows for cell in row.cells if cell.key == key), None)


@dataclass(frozen=True, slots=True)
class CountedLine:
    """So many rows of a file of one category, in one place and week, for one open report. Holds no text.

    Neither area nor place: the whole municipality.
    """

    report: str
    week: str
    category_code: str
    count: int
    area: str = ""
    place: str = ""
