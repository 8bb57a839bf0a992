"""What a meeting decides, as values that may leave the room. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from tryggve.kernel.text import mark as _


class MeetingState(StrEnum):
    """Planned, under way, or closed with its minutes frozen."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class PriorityState(StrEnum):
    """A proposal, or what the chair has confirmed, or what the meeting chose away."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


MEETING_STATE_NAMES = {
    MeetingState.PLANNED: _("Planerat"),
    MeetingState.OPEN: _("Pågår"),
    MeetingState.CLOSED: _("Avslutat"),
}
PRIORITY_STATE_NAMES = {
    PriorityState.PROPOSED: _("Föreslaget"),
    PriorityState.CONFIRMED: _("Prioriterat"),
    PriorityState.DECLINED: _("Valdes bort"),
}


@dataclass(frozen=True, slots=True)
class PriorityView:
    """One prioritised area, as every later step may read it. Keys are public ids."""

    key: str
    meeting: str
    week: str
    rank: int
    area: str
    area_name: str
    subject: str
    category_codes: tuple[str, ...]
    reason: str
    owner: str
    owner_name: str
    priority_state: PriorityState
    confirmed_at: datetime | None
    proposed_by: str = ""
    proposed_by_name: str = ""
    seconded_by_name: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """One organisation at one meeting; `is_noted` is false until somebody has said whether it came."""

    key: str
    organisation: str
    organisation_name: str
    attendee_name: str
    is_present: bool
    is_noted: bool


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What was decided, who does it, and by when."""

    key: str
    text: str
    owner: str
    owner_name: str
    due_date: date | None


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """What became of one of the areas chosen at the meeting before.

    `done` is "done", "partly", "not_done", or "" while nobody has followed it up; `verdict` is a
    verdict's code, or "".
    """

    priority: str
    area_name: str
    subject: str
    outcome: str = ""
    done: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class MeetingHeading:
    """A meeting as a line in a list, with the areas the chair has confirmed."""

    key: str
    week: str
    held_at: datetime
    place: str
    meeting_state: MeetingState
    area_names: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        """Whether the minutes are frozen."""
        return self.meeting_state == MeetingState.CLOSED


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One meeting with all that it wrote down. Keys are public ids."""

    key: str
    week: str
    held_at: datetime
    place: str
    meeting_state: MeetingState
    picture_edition: str
    picture_version: int
    capacity: int
    priorities: tuple[PriorityView, ...]
    attendance: tuple[AttendanceView, ...]
    decisions: tuple[DecisionView, ...]
    other_notes: str
    closed_at: datetime | None
    minutes_edition: str

    @property
    def is_closed(self) -> bool:
        """Whether the minutes are frozen."""
        return self.meeting_state == MeetingState.CLOSED

    @property
    def chosen(self) -> tuple[PriorityView, ...]:
        """Proposed and confirmed, in their order: what takes up a place."""
        return tuple(each for each in self.priorities if each.priority_state != PriorityState.DECLINED)

    @property
    def confirmed(self) -> tuple[PriorityView, ...]:
        """What the chair has confirmed, in order."""
        return tuple(each for each in self.priorities if each.priority_state == PriorityState.CONFIRMED)

    @property
    def proposed(self) -> tuple[PriorityView, ...]:
        """What waits for the chair, in order."""
        return tuple(each for each in self.priorities if each.priority_state == PriorityState.PROPOSED)
