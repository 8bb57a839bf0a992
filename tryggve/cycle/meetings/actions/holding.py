"""Opening a meeting on one edition, and closing it with its minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tryggve.cycle.meetings import queries, rules
from tryggve.cycle.meetings.document import minutes_document
from tryggve.cycle.meetings.models import Meeting
from tryggve.cycle.meetings.queries import locked_meeting
from tryggve.cycle.meetings.rules import CannotOpenMeeting
from tryggve.cycle.meetings.shapes import MeetingState, OutcomeView, PriorityState
from tryggve.cycle.situation_pictures.queries import latest_picture
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.privacy import known_places
from tryggve.foundation.render.editions import freeze
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


def writable(by: Viewer, public_id: str, now: datetime) -> Meeting:
    """The meeting, held for this transaction; refused when closed. Its first line after the hour opens it."""
    row = locked_meeting(by, public_id)
    rules.check_still_open(is_closed=row.meeting_state == MeetingState.CLOSED, week=row.week)
    if row.meeting_state == MeetingState.PLANNED and row.held_at <= now:
        row.meeting_state = MeetingState.OPEN
        row.save(update_fields=["meeting_state"])
    return row


@action("meeting.opened", right="meeting.plan")
def open_meeting(*, week: Week, held_at: datetime, place: str = "", by: Viewer, now: datetime) -> Meeting:
    """Open the week's meeting on the newest version of its picture. The meeting keeps that edition."""
    rules.check_opening(week, held_at)
    place = place.strip()
    rules.check_length(place, rules.LONGEST_NAME, "place")
    known_places.refuse(place, "place", by=by)
    if Meeting.objects.seen_by(by).filter(week=str(week)).exists():
        raise CannotOpenMeeting(
            _("Veckan har redan ett möte. Du valde vecka {week}. Öppna det mötet i stället."),
            field="week",
            week=week.number,
        )
    picture = latest_picture(by, str(week))
    if picture is None:
        raise CannotOpenMeeting(
            _("Veckan har ingen lägesbild än. Du valde vecka {week}. Sammanställ lägesbilden först."),
            field="week",
            week=week.number,
        )
    with_codes(week=str(week), picture=picture.edition_key)
    return Meeting.objects.create(
        municipality_id=queries.home(by),
        week=str(week),
        held_at=held_at,
        place=place,
        picture_edition_id=picture.edition_id,
        meeting_state=MeetingState.OPEN if held_at <= now else MeetingState.PLANNED,
    )


@action("meeting.picture_changed", right="meeting.plan")
def use_latest_picture(*, meeting: str, by: Viewer, now: datetime) -> Meeting:
    """Let the meeting use the newest version of the week's picture instead of the one it kept."""
    row = writable(by, meeting, now)
    picture = latest_picture(by, row.week)
    if picture is not None:
        with_codes(picture=picture.edition_key, version=picture.version)
        row.picture_edition_id = picture.edition_id
        row.save(update_fields=["picture_edition"])
    return row


@action("meeting.closed", right="meeting.plan")
def close_meeting(
    *,
    meeting: str,
    previous_outcomes: Sequence[Mapping[str, Any]] | None = None,
    next_meeting: datetime | None = None,
    by: Viewer,
    now: datetime,
) -> Meeting:
    """Freeze the minutes; from now on the meeting is only read.

    `previous_outcomes`: {"priority": key, "outcome": words, "done": code, "verdict": code} for the
    areas of the meeting before; when left out they come from the step that follows areas up.
    """
    row = writable(by, meeting, now)
    rules.check_closing(
        [each.area.name for each in row.priorities.filter(priority_state=PriorityState.PROPOSED).select_related("area")]
    )
    draft = minutes_document(by, row, _outcomes(by, row.week, previous_outcomes), next_meeting=next_meeting)
    edition = freeze(
        by=by,
        now=now,
        kind="minutes",
        period=row.week,
        version=1,
        body=draft.body,
        parameters=draft.parameters,
        texts=draft.texts,
    )
    with_codes(week=row.week, edition=edition.public_id)
    row.minutes_edition = edition
    row.meeting_state = MeetingState.CLOSED
    row.closed_at = now
    row.save(update_fields=["minutes_edition", "meeting_state", "closed_at"])
    return row


def _outcomes(by: Viewer, week: str, given: Sequence[Mapping[str, Any]] | None) -> list[OutcomeView]:
    known = queries.previous_outcomes(by, week)
    if given is None:
        return known
    told = {str(each.get("priority", "")): each for each in given}
    return [
        OutcomeView(
            priority=each.priority,
            area_name=each.area_name,
            subject=each.subject,
            outcome=str(told[each.priority].get("outcome") or ""),
            done=str(told[each.priority].get("done") or ""),
            verdict=str(told[each.priority].get("verdict") or ""),
        )
        if each.priority in told
        else each
        for each in known
    ]
