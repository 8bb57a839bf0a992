"""What is done in the meeting room: each button, the action behind it, and which part of the hour it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tryggve.cycle.evaluations.actions import follow_up_priority
from tryggve.cycle.meetings import actions
from tryggve.edges.desk.forms import RoomForm
from tryggve.edges.desk.room import Room
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer


class Errand:
    """One press of a button in one meeting."""

    def __init__(self, room: Room, about: str, form: RoomForm, now: datetime) -> None:
        self.room, self.about, self.form, self.now = room, about, form, now
        self.by: Viewer = room.viewer
        self.meeting = room.meeting.key

    @property
    def said(self) -> dict[str, Any]:
        """What was typed, read."""
        return self.form.cleaned_data


def _follow_up(it: Errand) -> None:
    said = it.said
    follow_up_priority(
        priority=it.about, done=said["done"], outcome=said["outcome"], text=said["text"], by=it.by, now=it.now
    )


def _attendance(it: Errand) -> None:
    here = set(it.said["present"])
    for each in it.room.meeting.attendance:
        is_here = each.organisation in here
        if each.is_noted and each.is_present == is_here:
            continue
        actions.record_attendance(
            meeting=it.meeting,
            organisation=each.organisation,
            is_present=is_here,
            attendee_name=each.attendee_name,
            by=it.by,
            now=it.now,
        )


def _use_picture(it: Errand) -> None:
    actions.use_latest_picture(meeting=it.meeting, by=it.by, now=it.now)


def _choose(it: Errand) -> None:
    candidate = it.room.candidate(it.about)
    if candidate is None:
        raise NotFound
    actions.propose_priority(
        meeting=it.meeting,
        area=candidate.area,
        subject=candidate.subject,
        category_codes=candidate.category_codes,
        reason=candidate.reason,
        by=it.by,
        now=it.now,
    )


def _propose(it: Errand) -> None:
    said = it.said
    actions.propose_priority(
        meeting=it.meeting, area=said["area"], subject=said["subject"], reason=said["reason"], by=it.by, now=it.now
    )


def _decline(it: Errand) -> None:
    actions.decline_priority(priority=it.about, by=it.by, now=it.now)


def _second(it: Errand) -> None:
    actions.second_priority(priority=it.about, by=it.by, now=it.now)


def _own(it: Errand) -> None:
    actions.give_owner(priority=it.about, owner=it.said["owner"], by=it.by, now=it.now)


def _confirm(it: Errand) -> None:
    actions.confirm_priorities(meeting=it.meeting, by=it.by, now=it.now)


def _decide(it: Errand) -> None:
    said = it.said
    actions.add_decision(
        meeting=it.meeting, text=said["text"], owner=said["owner"], due_date=said["due_date"], by=it.by, now=it.now
    )


def _undecide(it: Errand) -> None:
    actions.remove_decision(decision=it.about, by=it.by, now=it.now)


def _note(it: Errand) -> None:
    actions.write_notes(meeting=it.meeting, other_notes=it.said["other_notes"], by=it.by, now=it.now)


def _close(it: Errand) -> None:
    actions.close_meeting(meeting=it.meeting, by=it.by, now=it.now)


#: Errand → what it does, and the part of the hour it belongs to.
ERRANDS: dict[str, tuple[Callable[[Errand], None], str]] = {
    "uppfoljning": (_follow_up, "forra"),
    "narvaro": (_attendance, "laget"),
    "lagesbild": (_use_picture, "laget"),
    "valj": (_choose, "valj"),
    "foresla": (_propose, "valj"),
    "valj-bort": (_decline, "valj"),
    "stall-bakom": (_second, "valj"),
    "agare": (_own, "valj"),
    "bekrafta": (_confirm, "valj"),
    "beslut": (_decide, "atgard"),
    "ta-bort-beslut": (_undecide, "atgard"),
    "ovrigt": (_note, "las-upp"),
    "avsluta": (_close, "las-upp"),
}
