"""Pages that put several steps together."""

from __future__ import annotations

from tryggve.edges.desk.views.became import became
from tryggve.edges.desk.views.guard import guard
from tryggve.edges.desk.views.lead_time import lead_time
from tryggve.edges.desk.views.meeting_room import meeting_room, room_errand
from tryggve.edges.desk.views.notices import calendar, calendar_make, calendar_revoke, choose_mails, notices
from tryggve.edges.desk.views.other_channel import other_channel
from tryggve.edges.desk.views.start import start
from tryggve.edges.desk.views.timeliness import timeliness

__all__ = [
    "became",
    "calendar",
    "calendar_make",
    "calendar_revoke",
    "choose_mails",
    "guard",
    "lead_time",
    "meeting_room",
    "notices",
    "other_channel",
    "room_errand",
    "start",
    "timeliness",
]
