"""What is written down on the way: who came, what was decided, and the rest."""

from __future__ import annotations

from datetime import date, datetime

from tryggve.cycle.meetings import rules
from tryggve.cycle.meetings.actions.holding import writable
from tryggve.cycle.meetings.models import Attendance, Decision, Meeting
from tryggve.cycle.meetings.rules import CannotWriteMeeting
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.queries import organisation as organisation_row
from tryggve.foundation.privacy import guard, known_places
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM


@action("meeting.attendance", right="meeting.plan")
def record_attendance(
    *, meeting: str, organisation: str, is_present: bool, attendee_name: str = "", by: Viewer, now: datetime
) -> Attendance:
    """Note whether a party came, and who came for it. Noting again replaces what was noted."""
    row = writable(by, meeting, now)
    who = organisation_row(by, organisation)
    name = attendee_name.strip() if is_present else ""
    rules.check_length(name, rules.LONGEST_NAME, "attendee_name")
    known_places.refuse(name, "attendee_name", allowed=[guard.Kind.PERSON_NAME], by=by)  # the field asks who came
    with_codes(meeting=row.public_id, organisation=organisation, present=is_present)
    noted, _created = Attendance.objects.seen_by(by).update_or_create(
        meeting=row,
        organisation=who,
        defaults={"municipality_id": row.municipality_id, "is_present": is_present, "attendee_name": name},
    )
    return noted


@action("meeting.decided", right="meeting.plan")
def add_decision(
    *, meeting: str, text: str, owner: str = "", due_date: date | None = None, by: Viewer, now: datetime
) -> Decision:
    """Write down what the meeting decided."""
    row = writable(by, meeting, now)
    text = text.strip()
    if not text:
        raise CannotWriteMeeting(_("Beslutet saknar text. Rutan är tom. Skriv vad som ska göras."), field="text")
    rules.check_length(text, rules.LONGEST_TEXT, "text")
    known_places.refuse(text, "text", by=by)
    if due_date is not None and due_date < row.held_at.astimezone(STOCKHOLM).date():
        raise CannotWriteMeeting(
            _("Beslutet ska vara klart före mötet. Du valde {day}. Välj en dag efter mötet."),
            field="due_date",
            day=due_date.isoformat(),
        )
    with_codes(meeting=row.public_id)
    return Decision.objects.create(
        municipality_id=row.municipality_id,
        meeting=row,
        text=text,
        owner=organisation_row(by, owner) if owner else None,
        due_date=due_date,
    )


@action("meeting.decision_removed", right="meeting.plan")
def remove_decision(*, decision: str, by: Viewer, now: datetime) -> Meeting:
    """Take a decision out again, before the minutes are frozen."""
    row = Decision.objects.seen_by(by).select_related("meeting").one(public_id=decision)
    meeting = writable(by, row.meeting.public_id, now)
    with_codes(decision=row.public_id)
    row.delete()
    return meeting


@action("meeting.noted", right="meeting.plan")
def write_notes(*, meeting: str, other_notes: str, by: Viewer, now: datetime) -> Meeting:
    """Keep what else was said."""
    row = writable(by, meeting, now)
    text = other_notes.strip()
    rules.check_length(text, rules.LONGEST_TEXT, "other_notes")
    known_places.refuse(text, "other_notes", by=by)
    row.other_notes = text
    row.save(update_fields=["other_notes"])
    return row
