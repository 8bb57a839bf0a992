"""What a situation picture says, as values that may leave the room. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tryggve.kernel.text import mark as _

#: Who reads the closed meeting's exact numbers. Everybody else reads published tables (docs/privacy/disclosure.md),
#: so that no step shows them a number of a week, an area or a plan beside those.
READS_EXACT = "picture.read"
COUNTS_ELSEWHERE = _("Antalen står i månadsrapporten, där små antal är dolda.")


@dataclass(frozen=True, slots=True)
class PictureView:
    """One version of one week's picture. `body` is the frozen edition's content."""

    key: str
    week: str
    version: int
    edition_id: int
    edition_key: str
    body: dict[str, Any]
    body_hash: str
    answer: str
    compiled_at: datetime
    changes: tuple[str, ...]
    is_ready: bool


@dataclass(frozen=True, slots=True)
class CandidateView:
    """An area that stands out this week: a proposal to the meeting, with its reason in words."""

    area: str
    area_name: str
    subject: str
    category_codes: tuple[str, ...]
    count: int
    usual_low: int | None
    usual_high: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What counting needs of one shared incident. `occurrence` is "" when it stands alone."""

    key: str
    organisation: str
    organisation_name: str
    week: str
    category_code: str
    occurred_from: datetime
    occurred_to: datetime
    time_precision: str
    area: str
    place_name: str
    lat: float | None
    lon: float | None
    text: str
    count: int
    is_late: bool
    occurrence: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened once: the first report of it, how many incidents it stands for, how many told."""

    first: Report
    count: int
    reports: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Reports of different organisations that may be one occurrence, first things first.

    `metres` and `hours` are the most that any two of them are apart. `occurrence` is the public id
    of the one that some of them have been linked to already, or "".
    """

    reports: tuple[Report, ...]
    metres: float
    hours: float
    occurrence: str
