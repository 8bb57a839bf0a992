"""What an incident is made of, as values that may leave the room. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tryggve.kernel.text import mark as _


class TimePrecision(StrEnum):
    """How exactly the time is known."""

    MINUTE = "minute"
    HOUR = "hour"
    INTERVAL = "interval"
    DAY = "day"
    WEEK = "week"


class CoordPrecision(StrEnum):
    """What the point stands for."""

    EXACT = "exact"
    PLACE = "place"
    MUNICIPALITY_CENTRE = "municipality_centre"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How the reporter knows."""

    SEEN = "seen"
    HEARD = "heard"
    RUMOUR = "rumour"


class Nature(StrEnum):
    """Crime, or what makes people feel unsafe without being one."""

    CRIME = "crime"
    INSECURITY = "insecurity"


class PoliceReported(StrEnum):
    """Whether the police have been told."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class ReviewState(StrEnum):
    """How far the organisation's coordinator has come with an incident."""

    NEW = "new"
    RETURNED = "returned"
    APPROVED = "approved"
    LEFT_OUT = "left_out"
    MERGED = "merged"
    DELETED = "deleted"


class RawAccessState(StrEnum):
    """Where an emergency opening stands: asked for, open now, over after it was open, or never opened."""

    ASKED = "asked"
    OPEN = "open"
    OVER = "over"
    NEVER = "never"


PRECISION_NAMES = {
    TimePrecision.MINUTE: _("på minuten"),
    TimePrecision.HOUR: _("ungefär den timmen"),
    TimePrecision.INTERVAL: _("någon gång mellan två tider"),
    TimePrecision.DAY: _("någon gång den dagen"),
    TimePrecision.WEEK: _("någon gång den veckan"),
}
CERTAINTY_NAMES = {
    Certainty.SEEN: _("Sett själv"),
    Certainty.HEARD: _("Hört av någon"),
    Certainty.RUMOUR: _("Rykte"),
}
NATURE_NAMES = {Nature.CRIME: _("Brott"), Nature.INSECURITY: _("Otrygghet")}
POLICE_REPORTED_NAMES = {
    PoliceReported.YES: _("Ja"),
    PoliceReported.NO: _("Nej"),
    PoliceReported.UNKNOWN: _("Vet ej"),
}
REVIEW_STATE_NAMES = {
    ReviewState.NEW: _("Ny"),
    ReviewState.RETURNED: _("Åter med fråga"),
    ReviewState.APPROVED: _("Godkänd"),
    ReviewState.LEFT_OUT: _("Tas inte med"),
    ReviewState.MERGED: _("Ihopslagen"),
    ReviewState.DELETED: _("Borttagen"),
}


#: What is offered first where nobody has reported yet.
DEFAULT_TILES = ("A4", "F3", "C1", "F1", "D2", "C2", "B1", "X0")
TILES = 8
OTHER = "X0"


def first_categories(usable: Collection[str], used: Sequence[str]) -> list[str]:
    """Eight codes: those the organisation uses, then what most begin with. "Annat" is always last."""
    codes = [code for code in dict.fromkeys([*used, *DEFAULT_TILES]) if code in usable and code != OTHER]
    other = [OTHER] if OTHER in usable else []
    return [*codes[: TILES - len(other)], *other]


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """What a reporter says happened. `place` is a Place's public id, or "" (point or "vet ej").

    `occurred_from` and `occurred_to` are aware; equal when the time is known. `lat`, `lon` are
    WGS 84 degrees or None. `note` stays with the organisation; `shared_text` is for the others.
    `member` is the public id of the represented member reported for, or "".
    """

    category_code: str
    occurred_from: datetime
    occurred_to: datetime
    time_precision: TimePrecision
    sub_category_code: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    place_type: str = ""
    certainty: Certainty = Certainty.SEEN
    nature: Nature = Nature.INSECURITY
    police_reported: PoliceReported = PoliceReported.UNKNOWN
    note: str = ""
    shared_text: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """Which device sent a draft, and its key there: the same key twice is the same incident.

    `sent` is the draft as it came, where its times have been corrected for a clock that was wrong:
    the next attempt is corrected by another number of seconds, and is still the same submission.
    """

    client_id: str
    key: str
    sent: IncidentDraft | None = None


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """A row of a file as an incident. `key` is the same for the same case, `fingerprint` for the same words."""

    draft: IncidentDraft
    coord_precision: CoordPrecision
    key: str
    fingerprint: str
    external_id: str = ""


@dataclass(frozen=True, slots=True)
class ApprovedIncident:
    """An approved incident as the weekly report reads it, to write what is shared from it.

    `row` is the database key, for the link back; it never leaves the server. `lat`, `lon` are the
    exact point: it is snapped before it is shared. `place_name` is the public name of a place.
    """

    row: int
    key: str
    category_code: str
    sub_category_code: str
    occurred_from: datetime
    occurred_to: datetime
    time_precision: str
    place_name: str
    place_type: str
    lat: float | None
    lon: float | None
    coord_precision: str
    certainty: str
    nature: str
    police_reported: str
    shared_text: str
    member: str
    member_name: str
    corrected_at: datetime | None


@dataclass(frozen=True, slots=True)
class TraceLine:
    """Who did what with an incident, and when. Never what it said."""

    at: datetime
    who: str
    event: str
    what: str
