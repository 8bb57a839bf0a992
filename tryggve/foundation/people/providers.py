"""Where else do people log in, and who is it that comes from there? Issuer and subject, never an e-mail."""

from __future__ import annotations

import re
from datetime import datetime

from stdnum import luhn

from tryggve.foundation.people.models import ExternalIdentity, IdentityProvider, User
from tryggve.foundation.people.sealing import unseal
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _

_PERSONNUMMER = re.compile(r"(?<!\d)(?:18|19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)[-+ ]?(?P<last>\d{4})(?!\d)")


class CannotConnect(DomainError):
    """The identity cannot be this person's."""


def active() -> list[IdentityProvider]:
    """Those shown at the door, by name."""
    return list(IdentityProvider.objects.filter(is_active=True).order_by("name"))


def provider(key: str) -> IdentityProvider:
    """One of them, or NotFound."""
    found = IdentityProvider.objects.filter(public_id=key, is_active=True).first()
    if found is None:
        raise NotFound
    return found


def client_secret(one: IdentityProvider) -> str:
    """What we prove ourselves with."""
    return unseal(one.client_secret) if one.client_secret else ""


def is_personnummer(subject: str) -> bool:
    """Whether there is one in it, or a samordningsnummer: none is kept here, nor in what a person is known by."""
    for found in _PERSONNUMMER.finditer(subject):
        month, day, last = found.group("month", "day", "last")
        ten = f"{found['year']}{month}{day}{last}"
        if 1 <= int(month) <= 12 and 1 <= int(day) % 60 <= 31 and luhn.is_valid(ten):
            return True
    return False


def known_person(one: IdentityProvider, subject: str, now: datetime) -> User | None:
    """Whose identity it is here, while they may come in."""
    row = (
        ExternalIdentity.objects.filter(provider=one, issuer=one.issuer, subject=subject, user__is_active=True)
        .select_related("user")
        .first()
    )
    if row is None or not _works_there(row.user, one):
        return None
    row.used_at = now
    row.save(update_fields=["used_at"])
    return row.user


def _works_there(user: User, one: IdentityProvider) -> bool:
    """A municipality's own provider speaks for those who work in that municipality, and for nobody else."""
    return (
        one.municipality_id is None
        or user.memberships.filter(is_active=True, municipality_id=one.municipality_id).exists()
    )


def connect(one: IdentityProvider, subject: str, user: User, now: datetime) -> ExternalIdentity:
    """Write who the person is at the provider. Raises CannotConnect when it is somebody's already."""
    taken = ExternalIdentity.objects.filter(issuer=one.issuer, subject=subject)
    mine = ExternalIdentity.objects.filter(user=user, provider=one)
    if user.is_persona or taken.exists() or mine.exists():
        raise CannotConnect(
            _(
                "Inloggningen går inte att koppla. Den, eller en annan från samma håll, är redan kopplad. "
                "Ta bort den gamla först."
            )
        )
    return ExternalIdentity.objects.create(user=user, provider=one, issuer=one.issuer, subject=subject, created_at=now)


def identities_of(user_id: int) -> list[ExternalIdentity]:
    """The person's own connections."""
    return list(ExternalIdentity.objects.filter(user_id=user_id).select_related("provider").order_by("provider__name"))
