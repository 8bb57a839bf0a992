"""Somebody has left: out of every municipality, and out of the house."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tryggve.foundation.audit.trail import action
from tryggve.foundation.people.actions.roles import close_if_nowhere, deactivate_person
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import county_system_viewer, system_viewer
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer


def leave_everywhere(*, email: str, by: Viewer, now: datetime) -> User:
    """End every role in every municipality, and with them every way in. All or nothing. `by` is the house's viewer.

    Each municipality has its line in its own trail; the house has one too.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is None:
        raise NotFound
    held = user.memberships.filter(is_active=True).select_related("municipality", "county")
    places = {
        (each.municipality_id, each.county_id): (
            system_viewer(each.municipality) if each.municipality else county_system_viewer(each.county)
        )
        for each in held
    }
    with transaction.atomic():
        for viewer in places.values():
            deactivate_person(person=user.public_id, by=viewer, now=now)
        return _note(user=user, by=by, now=now)


@action("person.left", right="person.invite_any")
def _note(*, user: User, by: Viewer, now: datetime) -> User:
    user.refresh_from_db()
    return close_if_nowhere(user, now)
