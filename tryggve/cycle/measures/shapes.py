"""What a measure is and how it will be judged, as values that may leave the room. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tryggve.kernel.text import mark as _


class MeasureKind(StrEnum):
    """What sort of measure."""

    PHYSICAL_ENVIRONMENT = "physical_environment"
    GROUP_SUPPORT = "group_support"
    PRESENCE = "presence"
    OTHER = "other"


class Term(StrEnum):
    """When an effect is expected."""

    SHORT = "short"
    LONG = "long"


class EvidenceGrade(StrEnum):
    """Known to work, believed to work, or unknown."""

    KNOWN = "known"
    BELIEVED = "believed"
    UNKNOWN = "unknown"


class MeasureState(StrEnum):
    """How far a measure has come."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"
    HINDERED = "hindered"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    """What the measure is expected to do to the number of incidents."""

    LOWER = "lower"
    HIGHER = "higher"


KIND_NAMES = {
    MeasureKind.PHYSICAL_ENVIRONMENT: _("Fysisk miljö"),
    MeasureKind.GROUP_SUPPORT: _("Stöd till en grupp"),
    MeasureKind.PRESENCE: _("Närvaro"),
    MeasureKind.OTHER: _("Annat"),
}
TERM_NAMES = {Term.SHORT: _("Kort sikt"), Term.LONG: _("Lång sikt")}
GRADE_NAMES = {
    EvidenceGrade.KNOWN: _("Vet att det hjälper"),
    EvidenceGrade.BELIEVED: _("Tror att det hjälper"),
    EvidenceGrade.UNKNOWN: _("Vet inte"),
}
STATE_NAMES = {
    MeasureState.PLANNED: _("Planerad"),
    MeasureState.STARTED: _("Pågår"),
    MeasureState.DONE: _("Klar"),
    MeasureState.HINDERED: _("Hinder"),
    MeasureState.CANCELLED: _("Inställd"),
}
DIRECTION_NAMES = {Direction.LOWER: _("Färre händelser"), Direction.HIGHER: _("Fler händelser")}


@dataclass(frozen=True, slots=True)
class JudgementPlan:
    """How a measure will be judged, decided before it starts and frozen then.

    `area`, `comparison_area` and the nearby ones are public ids. Counts of `category_codes` in
    `window_weeks` weeks before the start are set against as many after the end. `nearby` is the
    ring where the problem could move, `nearby_comparison` as many areas away from it: both are
    chosen when the measure starts, so that nobody chooses them afterwards.
    """

    category_codes: tuple[str, ...]
    area: str
    comparison_area: str
    window_weeks: int
    direction: Direction
    evaluation_date: date
    start_date: date
    end_date: date
    hoped_percent: int = 30
    nearby: tuple[str, ...] = ()
    nearby_comparison: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureDraft:
    """A measure as it is written. Keys are public ids.

    An empty `area` means the priority's, an empty `comparison_area` the one whose history is most
    alike, no `category_codes` the priority's, and no `evaluation_date` the first possible day.
    """

    title: str
    kind: MeasureKind
    term: Term
    grade: EvidenceGrade
    grade_reason: str
    priority: str
    hypothesis: str
    owner_organisation: str
    start_date: date
    end_date: date
    direction: Direction = Direction.LOWER
    description: str = ""
    owner: str = ""
    participants: tuple[str, ...] = ()
    hours: int | None = None
    kronor: int | None = None
    category_codes: tuple[str, ...] = ()
    area: str = ""
    comparison_area: str = ""
    window_weeks: int = 8
    hoped_percent: int = 30
    evaluation_date: date | None = None


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure, as every later step may read it. Keys are public ids.

    `owner` is the organisation's key, `owner_person` its person's name. `plan_hash` and
    `frozen_at` are empty until it has started. `detectable_percent` is the smallest change that
    could be seen, worked out at the start; None when not even the largest could.
    """

    key: str
    title: str
    description: str
    kind: MeasureKind
    term: Term
    grade: EvidenceGrade
    grade_reason: str
    measure_state: MeasureState
    priority: str
    priority_subject: str
    priority_week: str
    analysis: str
    hypothesis: str
    hypothesis_letter: str
    hypothesis_title: str
    area: str
    area_name: str
    comparison_area_name: str
    owner: str
    owner_name: str
    owner_person: str
    participants: tuple[str, ...]
    start_date: date
    end_date: date
    hours: int | None
    kronor: int | None
    plan: JudgementPlan
    plan_hash: str
    detectable_percent: int | None
    planned_at: datetime
    frozen_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    last_text: str
    last_written_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Started, and neither done nor called off."""
        return self.frozen_at is not None and self.measure_state in (MeasureState.STARTED, MeasureState.HINDERED)

    @property
    def is_planned(self) -> bool:
        """Not begun: its plan may still be changed."""
        return self.frozen_at is None and self.measure_state == MeasureState.PLANNED

    @property
    def state_name(self) -> str:
        """Marked, like the names below: translate where it is shown."""
        return STATE_NAMES[self.measure_state]

    @property
    def kind_name(self) -> str:
        """Fysisk miljö, …"""
        return KIND_NAMES[self.kind]

    @property
    def term_name(self) -> str:
        """Kort sikt or lång sikt."""
        return TERM_NAMES[self.term]

    @property
    def grade_name(self) -> str:
        """Vet, tror, or vet inte."""
        return GRADE_NAMES[self.grade]


@dataclass(frozen=True, slots=True)
class UpdateView:
    """What somebody said about how it goes."""

    measure_state: MeasureState
    text: str
    written_at: datetime
    written_by: str

    @property
    def state_name(self) -> str:
        """Marked: translate where it is shown."""
        return STATE_NAMES[self.measure_state]


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """Whether the measure answers the explanation that the evidence favours."""

    is_favoured: bool
    letter: str
    title: str


@dataclass(frozen=True, slots=True)
class LeadPart:
    """A median in days over `n`; None (never zero) where nothing is known."""

    median_days: float | None
    n: int


@dataclass(frozen=True, slots=True)
class LeadTime:
    """From event to shared report to priority to measure, over `n` prioritised areas.

    The parts are medians of their own, so they need not add up to the total, which is over the
    areas that have come all the way.
    """

    n: int
    event_to_shared: LeadPart
    shared_to_priority: LeadPart
    priority_to_measure: LeadPart
    total: LeadPart

    @property
    def parts(self) -> tuple[tuple[str, LeadPart], ...]:
        """The three parts with their names (marked; translate where they are shown)."""
        parts = (self.event_to_shared, self.shared_to_priority, self.priority_to_measure)
        return tuple(zip(LEAD_NAMES, parts, strict=True))


LEAD_NAMES = (
    _("Från händelse till delad rapport"),
    _("Från rapport till prioritering"),
    _("Från prioritering till åtgärd"),
)


@dataclass(frozen=True, slots=True)
class ProposedComparison:
    """An area that could stand for what would have happened anyway, and how alike it has been.

    `likeness` is 1 when the weeks before were the same, 0 when they had nothing in common.
    """

    area: str
    area_name: str
    count: int
    own_count: int
    likeness: float
    n_weeks: int


@dataclass(frozen=True, slots=True)
class Detection:
    """What the evaluation could see, worked out before the measure starts.

    `smallest_percent` is None when not even the largest change would show. `longer_percent` is the
    same with `longer_weeks` weeks, when that helps.
    """

    before: int
    comparison_before: int
    n_weeks: int
    smallest_percent: int | None
    smallest_incidents: int | None
    hoped_percent: int
    direction: Direction
    longer_weeks: int = 0
    longer_percent: int | None = None

    @property
    def can_see_hope(self) -> bool:
        """Whether the change we hope for would show four times out of five."""
        return self.smallest_percent is not None and self.smallest_percent <= self.hoped_percent
