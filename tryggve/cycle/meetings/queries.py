"""Reading meetings: what was chosen, why, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tryggve.cycle.meetings.models import Attendance, Decision, Meeting, Priority
from tryggve.cycle.meetings.shapes import (
    AttendanceView,
    DecisionView,
    MeetingHeading,
    MeetingState,
    MeetingView,
    OutcomeView,
    PriorityState,
    PriorityView,
)
from tryggve.cycle.situation_pictures.shapes import CandidateView
from tryggve.foundation.people.queries import parties, priority_capacity
from tryggve.foundation.render.editions import body_of
from tryggve.foundation.render.models import Edition
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

#: Gives the outcome of earlier priorities, by their keys. A later step says how: `outcomes_come_from`.
Outcomes = Callable[[Viewer, Sequence[str]], Sequence[OutcomeView]]
_outcomes: list[Outcomes] = []


def outcomes_come_from(provider: Outcomes) -> None:
    """Called when the house starts by the step that follows priorities up. The last one holds."""
    _outcomes[:] = [provider]


def home(viewer: Viewer) -> int:
    """The viewer's municipality; NotFound for those who work for a county."""
    if viewer.municipality_id is None:
        raise NotFound
    return viewer.municipality_id


def _meetings(viewer: Viewer) -> SeenQuerySet[Meeting]:
    return Meeting.objects.seen_by(viewer).select_related("picture_edition", "minutes_edition")


def _priorities(viewer: Viewer) -> SeenQuerySet[Priority]:
    return Priority.objects.seen_by(viewer).select_related("meeting", "area", "owner", "proposed_by", "seconded_by")


def meeting_row(viewer: Viewer, public_id: str) -> Meeting:
    """The table row, for this step's own actions and pages."""
    return _meetings(viewer).one(public_id=public_id)


def locked_meeting(viewer: Viewer, public_id: str) -> Meeting:
    """The table row, held for this transaction."""
    found: Meeting = _meetings(viewer).select_for_update(of=("self",)).one(public_id=public_id)
    return found


def priority_row(viewer: Viewer, public_id: str) -> Priority:
    """The table row, for this step's own actions."""
    return _priorities(viewer).one(public_id=public_id)


def priority_id(viewer: Viewer, public_id: str) -> int:
    """What a later step's foreign key needs; it never leaves the server."""
    return Priority.objects.seen_by(viewer).one(public_id=public_id).pk


def _priority_view(row: Priority) -> PriorityView:
    return PriorityView(
        key=row.public_id,
        meeting=row.meeting.public_id,
        week=row.meeting.week,
        rank=row.rank,
        area=row.area.public_id,
        area_name=row.area.name,
        subject=row.subject,
        category_codes=tuple(row.category_codes),
        reason=row.reason,
        owner=row.owner.public_id if row.owner else "",
        owner_name=row.owner.name if row.owner else "",
        priority_state=PriorityState(row.priority_state),
        confirmed_at=row.confirmed_at,
        proposed_by=row.proposed_by.public_id if row.proposed_by else "",
        proposed_by_name=row.proposed_by.name if row.proposed_by else "",
        seconded_by_name=row.seconded_by.name if row.seconded_by else "",
    )


def priorities(
    viewer: Viewer, *, state: str | None = "confirmed", weeks: Sequence[str] | None = None
) -> list[PriorityView]:
    """Prioritised areas, the newest meeting first and in their order; `state=None` gives all states."""
    found = _priorities(viewer)
    if state is not None:
        found = found.filter(priority_state=state)
    if weeks is not None:
        found = found.filter(meeting__week__in=list(weeks))
    return [_priority_view(row) for row in found.order_by("-meeting__week", "rank", "id")]


def priority(viewer: Viewer, public_id: str) -> PriorityView:
    """One of them, or NotFound."""
    return _priority_view(priority_row(viewer, public_id))


def previous_priorities(viewer: Viewer, week: str) -> list[PriorityView]:
    """What was confirmed at the latest meeting before that week."""
    before = Meeting.objects.seen_by(viewer).filter(week__lt=week).order_by("-week").first()
    return priorities(viewer, weeks=[before.week]) if before else []


def previous_outcomes(viewer: Viewer, week: str) -> list[OutcomeView]:
    """The areas chosen at the meeting before, each with what became of it, in their order."""
    chosen = previous_priorities(viewer, week)
    known: dict[str, OutcomeView] = {}
    for provider in _outcomes:
        known = {each.priority: each for each in provider(viewer, [each.key for each in chosen])}
    return [
        OutcomeView(
            priority=each.key,
            area_name=each.area_name,
            subject=each.subject,
            outcome=known[each.key].outcome if each.key in known else "",
            done=known[each.key].done if each.key in known else "",
            verdict=known[each.key].verdict if each.key in known else "",
        )
        for each in chosen
    ]


def meeting(viewer: Viewer, public_id: str) -> MeetingView:
    """One meeting, or NotFound."""
    return _view(viewer, meeting_row(viewer, public_id))


def meeting_of_week(viewer: Viewer, week: str) -> MeetingView | None:
    """The week's meeting, or None when nobody has opened it."""
    row = _meetings(viewer).filter(week=week).first()
    return _view(viewer, row) if row else None


def meetings(viewer: Viewer, limit: int = 60) -> list[MeetingView]:
    """Meetings, newest week first."""
    return [_view(viewer, row) for row in _meetings(viewer).order_by("-week")[:limit]]


def headings(viewer: Viewer, limit: int = 60) -> list[MeetingHeading]:
    """Meetings as lines in a list, newest week first, in two queries."""
    rows = list(Meeting.objects.seen_by(viewer).order_by("-week")[:limit])
    names: dict[str, list[str]] = {}
    for each in priorities(viewer, weeks=[row.week for row in rows]):
        names.setdefault(each.meeting, []).append(each.area_name)
    return [
        MeetingHeading(
            key=row.public_id,
            week=row.week,
            held_at=row.held_at,
            place=row.place,
            meeting_state=MeetingState(row.meeting_state),
            area_names=tuple(names.get(row.public_id, [])),
        )
        for row in rows
    ]


def _view(viewer: Viewer, row: Meeting) -> MeetingView:
    chosen = _priorities(viewer).filter(meeting=row).order_by("priority_state", "rank", "id")
    held_on = row.held_at.astimezone(STOCKHOLM).date()
    return MeetingView(
        key=row.public_id,
        week=row.week,
        held_at=row.held_at,
        place=row.place,
        meeting_state=MeetingState(row.meeting_state),
        picture_edition=row.picture_edition.public_id if row.picture_edition else "",
        picture_version=row.picture_edition.version if row.picture_edition else 0,
        capacity=priority_capacity(viewer, held_on),
        priorities=tuple(sorted(map(_priority_view, chosen), key=lambda each: each.rank)),
        attendance=_attendance(viewer, row),
        decisions=tuple(
            DecisionView(
                key=each.public_id,
                text=each.text,
                owner=each.owner.public_id if each.owner else "",
                owner_name=each.owner.name if each.owner else "",
                due_date=each.due_date,
            )
            for each in Decision.objects.seen_by(viewer).filter(meeting=row).select_related("owner").order_by("id")
        ),
        other_notes=row.other_notes,
        closed_at=row.closed_at,
        minutes_edition=row.minutes_edition.public_id if row.minutes_edition else "",
    )


def _attendance(viewer: Viewer, row: Meeting) -> tuple[AttendanceView, ...]:
    """One line for each party of that day, noted or not, and for anybody else who came."""
    noted = {
        each.organisation_id: each
        for each in Attendance.objects.seen_by(viewer).filter(meeting=row).select_related("organisation")
    }
    expected = {each.pk: each for each in parties(viewer, row.held_at.astimezone(STOCKHOLM).date())}
    everyone = expected | {pk: each.organisation for pk, each in noted.items()}
    return tuple(
        AttendanceView(
            key=noted[pk].public_id if pk in noted else "",
            organisation=each.public_id,
            organisation_name=each.name,
            attendee_name=noted[pk].attendee_name if pk in noted else "",
            is_present=noted[pk].is_present if pk in noted else False,
            is_noted=pk in noted,
        )
        for pk, each in sorted(everyone.items(), key=lambda item: item[1].name)
    )


def picture_body(viewer: Viewer, public_id: str) -> dict[str, Any]:
    """The content of the picture edition that this meeting keeps; {} when it has none."""
    row = meeting_row(viewer, public_id)
    return body_of(row.picture_edition, viewer) if row.picture_edition else {}


def candidates_of(body: dict[str, Any]) -> list[CandidateView]:
    """The areas that stand out in a picture's content: proposals to the meeting."""
    return [
        CandidateView(
            area=each["area"],
            area_name=each["area_name"],
            subject=each["subject"],
            category_codes=tuple(each["category_codes"]),
            count=each["count"],
            usual_low=each["usual_low"],
            usual_high=each["usual_high"],
            reason=each["reason"],
        )
        for each in body.get("candidates", [])
    ]


def choice_of(meeting: MeetingView, candidate: CandidateView) -> PriorityView | None:
    """What was chosen of an area that stands out: for the same thing, in other words or the same."""
    for each in meeting.chosen:
        shared = set(each.category_codes) & set(candidate.category_codes)
        if each.area == candidate.area and (shared or each.subject.casefold() == candidate.subject.casefold()):
            return each
    return None


def minutes_edition(viewer: Viewer, public_id: str) -> Edition:
    """The frozen minutes, or NotFound while the meeting is open."""
    row = meeting_row(viewer, public_id)
    if row.minutes_edition is None:
        raise NotFound
    return row.minutes_edition
