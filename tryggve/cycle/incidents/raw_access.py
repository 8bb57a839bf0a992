"""What is opened in an emergency: who asked, who agreed, and what may then be read, for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tryggve.cycle.incidents import rules
from tryggve.cycle.incidents.models import Incident, RawAccess
from tryggve.cycle.incidents.shapes import RawAccessState, ReviewState
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.queries import organisations
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer

#: Whoever asks or approves sees every request of the municipality.
PARTIES = ("raw_access.ask", "raw_access.approve")
#: So much is shown to whoever opens: the newest.
MOST_SHOWN = 200
_LISTED = 50


@dataclass(frozen=True, slots=True)
class RawAccessView:
    """One opening as a page shows it."""

    row: RawAccess
    state: RawAccessState
    ends_at: datetime | None
    is_own: bool
    may_approve: bool
    may_close: bool
    may_read: bool


def accesses(viewer: Viewer) -> SeenQuerySet[RawAccess]:
    """All of the municipality's for those who ask and approve; else those that concern the own organisation."""
    found = RawAccess.objects.seen_by(viewer).select_related("organisation", "asker", "approver")
    if any(viewer.may(right) for right in PARTIES):
        return found
    return found.filter(organisation_id=viewer.organisation_id) if viewer.organisation_id else found.none()


def state_of(row: RawAccess, now: datetime) -> RawAccessState:
    """Where it stands."""
    return rules.raw_access_state(asked_at=row.asked_at, opened_at=row.opened_at, closed_at=row.closed_at, now=now)


def shown_accesses(viewer: Viewer, now: datetime) -> list[RawAccessView]:
    """The newest ones with what this viewer may do about each."""
    return [_shown(viewer, row, now) for row in accesses(viewer)[:_LISTED]]


def _shown(viewer: Viewer, row: RawAccess, now: datetime) -> RawAccessView:
    state = state_of(row, now)
    is_mine = row.asker_id is not None and row.asker_id == viewer.user_id
    is_own = row.organisation_id == viewer.organisation_id
    is_living = state in {RawAccessState.ASKED, RawAccessState.OPEN}
    return RawAccessView(
        row=row,
        state=state,
        ends_at=row.opened_at + rules.RAW_ACCESS_LASTS if row.opened_at else None,
        is_own=is_own,
        may_approve=state == RawAccessState.ASKED and viewer.may("raw_access.approve") and not is_mine,
        may_close=is_living and may_close(viewer, row),
        may_read=state == RawAccessState.OPEN and is_mine,
    )


def may_close(viewer: Viewer, row: RawAccess) -> bool:
    """Whoever asked, whoever may approve, and the organisation itself."""
    is_mine = row.asker_id is not None and row.asker_id == viewer.user_id
    is_own = viewer.may("incident.review") and row.organisation_id == viewer.organisation_id
    return is_mine or is_own or viewer.may("raw_access.approve")


def open_access(viewer: Viewer, public_id: str, now: datetime) -> RawAccess:
    """The viewer's own, while it is open; else NotFound."""
    found: RawAccess = accesses(viewer).one(public_id=public_id)
    if viewer.user_id is None or found.asker_id != viewer.user_id or state_of(found, now) != RawAccessState.OPEN:
        raise NotFound
    return found


def opened_incidents(viewer: Viewer, access: RawAccess, now: datetime) -> list[Incident]:
    """The organisation's incidents, newest first, for the one to whom they are open. Headings and texts."""
    open_access(viewer, access.public_id, now)
    seen = Incident.objects.opened_to(viewer, access.organisation_id).exclude(review_state=ReviewState.DELETED)
    found = seen.select_related("place", "area", "on_behalf_of").defer("area__geometry")
    return list(found.order_by("-occurred_from", "-id")[:MOST_SHOWN])


def can_be_opened(viewer: Viewer) -> list[Organisation]:
    """The organisations that have something of their own here."""
    kept = organisations(viewer).filter(~Q(kind="outside_source"))
    return [each for each in kept if each.keeps_raw]
