"""What proves, beside the password, that it is the same person? Codes of an app, passkeys, recovery codes.

The tables and the arithmetic are django-allauth's (`allauth.mfa`), the checking of passkeys is fido2's. What
is ours: a code counts once, whatever process it came to; a passkey's counter never goes back; and who needs a
second factor at all is data (access.toml).
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import hotp_value
from django.db import transaction

from tryggve.foundation.people.access import rights_that_ask
from tryggve.foundation.people.models import User
from tryggve.foundation.people.sealing import CannotUnseal, unseal

PERIOD_S, DIGITS = 30, 6
TOTP, PASSKEY, RECOVERY = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN, Authenticator.Type.RECOVERY_CODES


@dataclass(frozen=True, slots=True)
class FactorView:
    """One of a person's own second factors. Kind: totp or webauthn."""

    key: int
    kind: str
    name: str
    created_at: datetime
    used_at: datetime | None


def is_asked_for(rights: frozenset[str], since: date | None, today: date, *, is_practice: bool) -> bool:
    """Whether somebody with these rights needs a second factor here today."""
    return not is_practice and since is not None and since <= today and bool(rights & rights_that_ask())


def has_factor(user: User) -> bool:
    """Whether the person has one. Recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type__in=[TOTP, PASSKEY]).exists())


def factors_of(user_id: int) -> list[FactorView]:
    """The person's own, oldest first."""
    rows = Authenticator.objects.filter(user_id=user_id, type__in=[TOTP, PASSKEY]).order_by("pk")
    return [FactorView(row.pk, row.type, row.data.get("name", ""), row.created_at, row.last_used_at) for row in rows]


def recovery_codes_left(user_id: int) -> int:
    """How many recovery codes are not used."""
    row = Authenticator.objects.filter(user_id=user_id, type=RECOVERY).first()
    try:
        return len(row.wrap().get_unused_codes()) if row else 0
    except CannotUnseal:
        return 0


def matching_counter(secret: str, code: str, at: float) -> int | None:
    """The period whose code this is: the current one, or the one that has just gone."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    current = int(at) // PERIOD_S
    for counter in (current, current - 1):
        if hmac.compare_digest(typed, f"{hotp_value(secret, counter):0{DIGITS}}"):
            return counter
    return None


def check_code(user: User, code: str, at: float, now: datetime) -> str:
    """What the code was, "totp" or "recovery_codes"; empty when it was wrong, has been used, or cannot be checked."""
    try:
        return _checked(user, code, at, now)
    except CannotUnseal:
        return ""


def _checked(user: User, code: str, at: float, now: datetime) -> str:
    with transaction.atomic():
        # Both rows at once: a code that comes twice at the same moment is tried one after the other.
        rows = {
            row.type: row
            for row in Authenticator.objects.select_for_update().filter(user=user, type__in=[TOTP, RECOVERY])
        }
        if TOTP in rows and _use_totp(rows[TOTP], code, at):
            return _used(rows[TOTP], now)
        if RECOVERY in rows and RecoveryCodes(rows[RECOVERY]).validate_code("".join(code.split()).replace("-", "")):
            rows[RECOVERY].refresh_from_db()
            return _used(rows[RECOVERY], now)
    return ""


def _use_totp(row: Authenticator, code: str, at: float) -> bool:
    counter = matching_counter(unseal(row.data["secret"]), code, at)
    if counter is None or counter <= row.data.get("last_counter", -1):
        return False
    row.data["last_counter"] = counter
    row.save(update_fields=["data"])
    return True


def _used(row: Authenticator, now: datetime) -> str:
    row.last_used_at = now
    row.save(update_fields=["last_used_at"])
    return str(row.type)


def forget(user: User) -> int:
    """Everything the person has set up, when they leave or have lost it."""
    found: Any = Authenticator.objects.filter(user=user)
    return int(found.delete()[0])
