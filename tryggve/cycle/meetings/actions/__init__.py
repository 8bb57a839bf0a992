"""All writing of this step: opening and closing, choosing areas, and what is noted on the way."""

from __future__ import annotations

from tryggve.cycle.meetings.actions.choosing import (
    confirm_priorities,
    decline_priority,
    give_owner,
    propose_priority,
    second_priority,
)
from tryggve.cycle.meetings.actions.holding import close_meeting, open_meeting, use_latest_picture
from tryggve.cycle.meetings.actions.noting import (
    add_decision,
    record_attendance,
    remove_decision,
    write_notes,
)

__all__ = [
    "add_decision",
    "close_meeting",
    "confirm_priorities",
    "decline_priority",
    "give_owner",
    "open_meeting",
    "propose_priority",
    "record_attendance",
    "remove_decision",
    "second_priority",
    "use_latest_picture",
    "write_notes",
]
