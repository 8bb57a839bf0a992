"""Choosing the few areas: proposed by one, confirmed by another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tryggve.cycle.meetings import rules
from tryggve.cycle.meetings.actions.holding import writable
from tryggve.cycle.meetings.models import Priority
from tryggve.cycle.meetings.queries import priority_row
from tryggve.cycle.meetings.rules import CannotConfirm, CannotPrioritise, Proposal
from tryggve.cycle.meetings.shapes import PriorityState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.queries import area_by_public_id
from tryggve.foundation.people.queries import organisation, priority_capacity
from tryggve.foundation.privacy import known_places
from tryggve.foundation.reference.queries import category_names
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM


@action("priority.proposed", right="priority.propose")
def propose_priority(  # noqa: PLR0913  (one keyword for each thing a proposal says)
    *,
    meeting: str,
    area: str,
    subject: str,
    category_codes: Sequence[str] = (),
    reason: str,
    owner: str = "",
    by: Viewer,
    now: datetime,
) -> Priority:
    """Propose an area. Refused when the group already has as many as the agreement allows."""
    row = writable(by, meeting, now)
    chosen = area_by_public_id(by, area)
    subject, reason = subject.strip(), reason.strip()
    rules.check_proposal(subject, reason, category_codes, category_names(by).keys())
    known_places.refuse(subject, "subject", by=by)
    known_places.refuse(reason, "reason", by=by)
    taken = list(row.priorities.exclude(priority_state=PriorityState.DECLINED).select_related("area").order_by("rank"))
    if any(each.area_id == chosen.pk and each.subject.casefold() == subject.casefold() for each in taken):
        raise CannotPrioritise(
            _("Området är redan valt för samma sak. Ni har {area}: {subject}. Välj ett annat."),
            field="area",
            area=chosen.name,
            subject=subject,
        )
    capacity = priority_capacity(by, row.held_at.astimezone(STOCKHOLM).date())
    rules.check_capacity([each.area.name for each in taken], capacity)
    rank = rules.free_rank({each.rank for each in taken})
    with_codes(meeting=row.public_id, rank=rank, area=area)
    return Priority.objects.create(
        municipality_id=row.municipality_id,
        meeting=row,
        rank=rank,
        area=chosen,
        subject=subject,
        category_codes=list(category_codes),
        reason=reason,
        owner=organisation(by, owner) if owner else None,
        proposed_at=now,
        proposed_by_id=by.user_id,
    )


@action("priority.seconded", right="priority.propose")
def second_priority(*, priority: str, by: Viewer, now: datetime) -> Priority:
    """Stand behind another's proposal, so that the chair may confirm what the chair proposed."""
    row = _proposal(by, priority, now)
    if row.proposed_by_id == by.user_id:
        raise CannotPrioritise(
            _("Du kan inte ställa dig bakom ditt eget förslag. Du föreslog {area}. Be någon annan."),
            area=row.area.name,
        )
    row.seconded_by_id = by.user_id
    row.save(update_fields=["seconded_by"])
    return row


@action("priority.owner_given", right="priority.propose")
def give_owner(*, priority: str, owner: str, by: Viewer, now: datetime) -> Priority:
    """Say which organisation sees to that something happens; "" takes the owner away."""
    row = priority_row(by, priority)
    writable(by, row.meeting.public_id, now)
    row.owner = organisation(by, owner) if owner else None
    with_codes(owner=owner)
    row.save(update_fields=["owner"])
    return row


@action("priority.declined", right="priority.propose")
def decline_priority(*, priority: str, by: Viewer, now: datetime) -> Priority:
    """Choose a proposal away; its place becomes free. What the chair has confirmed stays."""
    row = _proposal(by, priority, now)
    row.priority_state = PriorityState.DECLINED
    row.save(update_fields=["priority_state"])
    return row


@action("priority.confirmed", right="priority.confirm")
def confirm_priorities(*, meeting: str, by: Viewer, now: datetime) -> list[Priority]:
    """Confirm what is proposed. Nobody confirms what they alone have proposed."""
    row = writable(by, meeting, now)
    waiting = list(row.priorities.filter(priority_state=PriorityState.PROPOSED).select_related("area").order_by("rank"))
    rules.check_two_people(
        [Proposal(each.area.name, each.proposed_by_id, each.seconded_by_id) for each in waiting], by.user_id
    )
    with_codes(meeting=row.public_id)
    for each in waiting:
        each.priority_state = PriorityState.CONFIRMED
        each.confirmed_at = now
        each.confirmed_by_id = by.user_id
        each.save(update_fields=["priority_state", "confirmed_at", "confirmed_by"])
    return waiting


def _proposal(by: Viewer, public_id: str, now: datetime) -> Priority:
    row = priority_row(by, public_id)
    writable(by, row.meeting.public_id, now)
    if row.priority_state != PriorityState.PROPOSED:
        raise CannotConfirm(
            _("Området går inte att ändra. {area} är redan avgjort. Ta upp det på nästa möte."), area=row.area.name
        )
    return row
