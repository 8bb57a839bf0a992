"""What ends when a person leaves, everywhere at once.

Rooms above this one that give a person something to keep (a calendar's address) say here what becomes of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from tryggve.foundation.people import second_factor, sessions
from tryggve.foundation.people.models import Device, DevicePerson, ExternalIdentity, Invitation, LogIn, User
from tryggve.kernel.viewer import Viewer

Ending = Callable[[User, datetime], None]
_ENDINGS: dict[str, Ending] = {}


def at_leaving(name: str, ending: Ending) -> None:
    """Also do this when somebody leaves. Told when the house starts."""
    _ENDINGS[name] = ending


def shut_out(user: User, now: datetime) -> None:
    """End sessions, passkeys and codes, links to providers, invitations, and whatever rooms above have given out."""
    sessions.end(LogIn.objects.filter(user=user))
    second_factor.forget(user)
    ExternalIdentity.objects.filter(user=user).delete()
    Invitation.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
    for ending in _ENDINGS.values():
        ending(user, now)


def take_telephones(user: User, organisation_ids: list[int], by: Viewer, now: datetime) -> list[str]:
    """In one municipality: their own telephones are revoked, and they are no longer among a shared one's users."""
    if by.municipality_id is None:
        return []
    theirs = DevicePerson.objects.seen_by(by).filter(user=user, device__organisation_id__in=organisation_ids)
    keys = list(theirs.values_list("device_id", flat=True))
    theirs.delete()
    shared = DevicePerson.objects.seen_by(by).filter(device_id__in=keys).values_list("device_id", flat=True)
    alone = Device.objects.seen_by(by).filter(pk__in=set(keys) - set(shared), revoked_at=None)
    names = list(alone.values_list("public_id", flat=True))
    alone.update(revoked_at=now)
    return names
