"""Log-ins that held and log-ins that did not, and what a person changes about how they log in."""

from __future__ import annotations

from datetime import datetime

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import second_factor, sessions
from tryggve.foundation.people.actions.roles import checked_role, refuse_oneself
from tryggve.foundation.people.directory import memberships_in_reach
from tryggve.foundation.people.models import ExternalIdentity, IdentityProvider, LogIn, User
from tryggve.foundation.people.providers import CannotConnect, connect
from tryggve.kernel.errors import NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer


def own_id(by: Viewer) -> int:
    """Whose log-in it is; NotFound for one who is no person."""
    if by.user_id is None:
        raise NotFound
    return by.user_id


@action("person.logged_in", right=None)
def note_login(*, by: Viewer, now: datetime, method: str = "password", second: str = "") -> None:
    """Write in the trail that somebody came in, and how. `by` is their own viewer, in the house if they are new."""
    with_codes(method=method, second=second)


@action("login.refused", right=None)
def refuse_login(*, method: str, reason: str, person: User | None, by: Viewer, now: datetime) -> User | None:
    """Write in the trail that somebody did not come in: by which way and why, never what was typed."""
    with_codes(method=method, reason=reason)
    return person


@action("login.ended", right=None)
def end_log_ins(*, key: str, session_key: str, by: Viewer, now: datetime) -> int:
    """End one of the own log-ins, or with an empty key all but this one."""
    rows = LogIn.objects.filter(user_id=own_id(by)).exclude(session_key=session_key)
    if key:
        rows = rows.filter(public_id=key)
        if not rows.exists():
            raise NotFound
    ended = sessions.end(rows)
    with_codes(ended=ended)
    return ended


@action("identity.connected", right=None)
def connect_identity(
    *, provider: IdentityProvider, subject: str, person: User, by: Viewer, now: datetime
) -> ExternalIdentity:
    """Who the person is at the provider, from now on. `by` is the person: logged in, or with their invitation."""
    if by.user_id != person.pk:
        raise NotFound
    with_codes(provider=provider.public_id)
    return connect(provider, subject, person, now)


@action("identity.removed", right=None)
def remove_identity(*, key: str, by: Viewer, now: datetime) -> None:
    """Forget one of the own connections, unless it is the only way in."""
    row = ExternalIdentity.objects.filter(user_id=own_id(by), public_id=key).select_related("user", "provider").first()
    if row is None:
        raise NotFound
    others = ExternalIdentity.objects.filter(user_id=own_id(by)).exclude(pk=row.pk).exists()
    if not (row.user.has_usable_password() or others):
        raise CannotConnect(
            _(
                "Kopplingen går inte att ta bort. Den är ditt enda sätt att logga in. "
                "Be om en ny länk och välj ett lösenord först."
            )
        )
    with_codes(provider=row.provider.public_id)
    row.delete()


@action("second_factor.cleared", right="person.invite")
def clear_second_factor(*, person: str, by: Viewer, now: datetime) -> User:
    """For somebody who has lost theirs: take it away and log them out everywhere. They set up a new one."""
    held = list(memberships_in_reach(by).filter(user__public_id=person, is_active=True).select_related("user"))
    if not held:
        raise NotFound
    refuse_oneself(held[0].user, by)
    for membership in held:
        checked_role(membership.role, by)
    second_factor.forget(held[0].user)
    sessions.end(LogIn.objects.filter(user=held[0].user))
    return held[0].user
