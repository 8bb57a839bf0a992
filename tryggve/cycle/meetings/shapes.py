"""What a meeting decides, as values that may leave the room. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
