"""A person's own second factors: setting them up, and taking them away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as codes
from allauth.mfa.webauthn.internal.auth import WebAuthn

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import passkeys
from tryggve.foundation.people.models import User
from tryggve.foundation.people.second_factor import PASSKEY, RECOVERY, TOTP, has_factor, matching_counter
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

LONGEST_NAME = 40


class CannotSetUp(DomainError):
    """The second factor was not set up."""


def _own(by: Viewer) -> User:
    if by.user_id is None:
        raise NotFound
    return User.objects.get(pk=by.user_id)


@action("second_factor.app_added", right=None)
def add_totp(*, secret: str, code: str, at: float, by: Viewer, now: datetime) -> User:
    """An app that shows a new code every half minute. The first code proves that it has the secret."""
    user = _own(by)
    counter = matching_counter(secret, code, at) if secret else None
    if counter is None:
        raise CannotSetUp(
            _("Koden stämmer inte. Vi fick en annan än appens. Vänta på nästa kod i appen, och skriv den."),
            field="code",
        )
    Authenticator.objects.filter(user=user, type=TOTP).delete()
    row = codes.TOTP.activate(user, secret).instance
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    return user


@action("second_factor.passkey_added", right=None)
def add_passkey(
    *,
    answer: Mapping[str, Any],
    state: dict[str, Any] | None,
    site: passkeys.Site,
    name: str,
    by: Viewer,
    now: datetime,
) -> User:
    """A passkey in this telephone or computer."""
    user = _own(by)
    if Authenticator.objects.filter(user=user, type=PASSKEY).count() >= passkeys.MOST_KEYS:
        raise CannotSetUp(
            _("Du har för många passnycklar. Det är {most}. Ta bort en som du inte använder."), most=passkeys.MOST_KEYS
        )
    passkeys.checked_registration(answer, state, site)
    WebAuthn.add(user, " ".join(name.split())[:LONGEST_NAME], dict(answer))
    return user


@action("second_factor.removed", right=None)
def remove_factor(*, key: int, by: Viewer, now: datetime) -> User:
    """One of the own. With the last one the recovery codes go too."""
    user = _own(by)
    row = Authenticator.objects.filter(user=user, pk=key, type__in=[TOTP, PASSKEY]).first()
    if row is None:
        raise NotFound
    with_codes(kind=str(row.type))
    row.delete()
    if not has_factor(user):
        Authenticator.objects.filter(user=user).delete()
    return user


@action("recovery_codes.made", right=None)
def make_recovery_codes(*, by: Viewer, now: datetime) -> list[str]:
    """New codes for the day when the telephone is gone, each good for once. Those before stop working."""
    user = _own(by)
    if not has_factor(user):
        raise CannotSetUp(
            _("Koderna behövs inte ännu. Du har inget andra steg. Välj en app eller en passnyckel först.")
        )
    Authenticator.objects.filter(user=user, type=RECOVERY).delete()
    codes: list[str] = RecoveryCodes.activate(user).get_unused_codes()
    return codes
