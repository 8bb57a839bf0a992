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

    `area` and `comparison_area` are public ids. Counts of `category_codes` in `window_weeks` weeks
    before the start are set against as many after the end, in both areas.
    """

    category_codes: tuple[str, ...]
    area: str
    comparison_area: str
    window_weeks: int
    direction: Direction
    evaluation_date: date


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure, as every later step may read it. Keys are public ids."""

    key: str
    title: str
    kind: MeasureKind
    term: Term
    grade: EvidenceGrade
    measure_state: MeasureState
    priority: str
    hypothesis: str
    hypothesis_title: str
    area_name: str
    owner: str
    owner_name: str
    owner_person: str
    start_date: date | None
    end_date: date | None
    hours: int | None
    kronor: int | None
    plan: JudgementPlan
    plan_hash: str
    frozen_at: datetime | None
