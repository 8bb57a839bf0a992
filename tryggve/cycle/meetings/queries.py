"""Reading meetings: what was chosen, why, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext

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
from tryggve.cycle.situation_pictures.shapes import COUNTS_ELSEWHERE, READS_EXACT, CandidateView
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
_SHOWN = (
    "public_id", "meeting__public_id", "meeting__week", "rank", "area__public_id", "area__name", "subject",
    "category_codes", "reason", "owner__public_id", "owner__name", "priority_state", "confirmed_at",
    "proposed_by__public_id", "proposed_by__name", "seconded_by__name",
)  # fmt: skip


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
    return (
        Priority.objects.seen_by(viewer)
        .select_related("meeting", "area", "owner", "proposed_by", "seconded_by")
        .defer("area__geometry")
    )


def meeting_row(viewer: Viewer, public_id: str) -> Meeting:
    """The table row, for this step's own actions and pages."""
    return _meetings(viewer).one(public_id=public_id)


def locked_meeting(viewer: Viewer, public_id: str) -> Meeting:
    """The table row alone, without its editions, held for this transaction."""
    return Meeting.objects.seen_by(viewer).select_for_update().one(public_id=public_id)


def priority_row(viewer: Viewer, public_id: str) -> Priority:
    """The table row, for this step's own actions."""
    return _priorities(viewer).one(public_id=public_id)


def priority_id(viewer: Viewer, public_id: str) -> int:
    """What a later step's foreign key needs; it never leaves the server."""
    return Priority.objects.seen_by(viewer).one(public_id=public_id).pk


def _priority_views(viewer: Viewer, rows: SeenQuerySet[Priority]) -> list[PriorityView]:
    views = [_priority_view(values) for values in rows.values(*_SHOWN)]
    if viewer.may(READS_EXACT):
        return views
    # A reason tells of the week's own numbers.
    return [replace(each, reason=gettext(COUNTS_ELSEWHERE)) for each in views]


def _priority_view(values: Mapping[str, Any]) -> PriorityView:
    return PriorityView(
        key=values["public_id"],
        meeting=values["meeting__public_id"],
        week=values["meeting__week"],
        rank=values["rank"],
        area=values["area__public_id"],
        area_name=values["area__name"],
        subject=values["subject"],
        category_codes=tuple(values["category_codes"]),
        reason=values["reason"],
        owner=values["owner__public_id"] or "",
        owner_name=values["owner__name"] or "",
        priority_state=PriorityState(values["priority_state"]),
        confirmed_at=values["confirmed_at"],
        proposed_by=values["proposed_by__public_id"] or "",
        proposed_by_name=values["proposed_by__name"] or "",
        seconded_by_name=values["seconded_by__name"] or "",
    )


def priorities(
    viewer: Viewer, *, state: str | None = "confirmed", weeks: Sequence[str] | None = None
) -> list[PriorityView]:
    """Prioritised areas, the newest meeting first and in their order; `state=None` gives all states."""
    found = Priority.objects.seen_by(viewer)
    if state is not None:
        found = found.filter(priority_state=state)
    if weeks is not None:
        found = found.filter(meeting__week__in=list(weeks))
    return _priority_views(viewer, found.order_by("-meeting__week", "rank", "id"))


def priority(viewer: Viewer, public_id: str) -> PriorityView:
    """One of them, or NotFound."""
    found = _priority_views(viewer, Priority.objects.seen_by(viewer).filter(public_id=public_id).order_by())
    if not found:
        raise NotFound
    return found[0]


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
    chosen = Priority.objects.seen_by(viewer).filter(meeting=row).order_by("priority_state", "rank", "id")
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
        priorities=tuple(sorted(_priority_views(viewer, chosen), key=lambda each: each.rank)),
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
    """The content of the picture edition that this meeting keeps; {} when it has none, or is not for the viewer."""
    row = meeting_row(viewer, public_id)
    return body_of(row.picture_edition, viewer) if row.picture_edition and viewer.may(READS_EXACT) else {}


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


def minutes_body(viewer: Viewer, edition: Edition) -> dict[str, Any]:
    """The frozen minutes as the viewer may read them: without the week's numbers for who reads no exact ones."""
    body = body_of(edition, viewer)
    if viewer.may(READS_EXACT):
        return body
    told = {"reason": str(COUNTS_ELSEWHERE), "count": {"hidden": "protected"}, "usual": None}
    return body | {"priorities": [each | told for each in body["priorities"]]}


def minutes_edition(viewer: Viewer, public_id: str) -> Edition:
    """The frozen minutes, or NotFound while the meeting is open."""
    row = meeting_row(viewer, public_id)
    if row.minutes_edition is None:
        raise NotFound
    return row.minutes_edition
