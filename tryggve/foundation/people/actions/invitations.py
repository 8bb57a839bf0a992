"""Inviting people, and what they answer. The secret is sent to the person and never kept."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Max

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.actions.roles import (
    checked_organisation,
    checked_role,
    open_role,
    refuse_oneself,
)
from tryggve.foundation.people.directory import invitation_by_token, memberships_in_reach
from tryggve.foundation.people.models import IdentityProvider, Invitation, User
from tryggve.foundation.people.providers import connect
from tryggve.foundation.people.rules import INVITATION_LASTS, new_token, token_hash
from tryggve.foundation.people.shapes import Invited
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

LONGEST_NAME = 120


class CannotInvite(DomainError):
    """The invitation is not complete."""


class CannotAccept(DomainError):
    """The invitation does not hold, or the password is too weak."""


@action("person.invited", right="person.invite")
def invite_person(*, email: str, name: str, roles: list[str], organisation: str, by: Viewer, now: datetime) -> Invited:
    """Give a person roles here, and a link by which to set a password if they have none.

    Somebody who already has a password elsewhere in the house gets the roles and no link: an
    invitation must never be a way to another person's account.
    """
    address = _checked_email(email)
    where = checked_organisation(organisation, by)
    given = [checked_role(code, by) for code in dict.fromkeys(roles)]
    if not given:
        raise CannotInvite(_("Personen behöver en roll. Ingen är vald. Välj minst en."), field="roles")
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = _new_user(address, _checked_name(name), now)
    refuse_oneself(user, by)
    for role in given:
        open_role(user, role, where, by, now)
    with_codes(roles=[role.code for role in given], organisation=where.public_id if where else "")
    return Invited(_opened(user), _new_invitation(user, now))


@action("person.invited_again", right="person.invite")
def reinvite_person(*, person: str, by: Viewer, now: datetime) -> Invited:
    """A new link: for a forgotten password, a link that ran out, or somebody who comes back.

    Who comes back gets the roles that ended last. The old link stops working.
    """
    held = memberships_in_reach(by).filter(user__public_id=person)
    first = held.select_related("user").first()
    if first is None:
        raise NotFound
    refuse_oneself(first.user, by)
    active = held.filter(is_active=True)
    if not active.exists():
        last = held.aggregate(last=Max("ended_at"))["last"]
        active = held.filter(ended_at=last)
    for membership in active.select_related("organisation", "user"):
        role = checked_role(membership.role, by)
        checked_organisation(membership.organisation_key, by)
        open_role(membership.user, role, membership.organisation, by, now)
    user = _opened(first.user)
    return Invited(user, _new_invitation(user, now, resets=True))


@action("invitation.accepted", right=None)
def accept_invitation(*, token: str, password: str, by: Viewer, now: datetime) -> User:
    """Set the password that the invitation is for. `by` is the invited person's house viewer."""
    invitation = invitation_by_token(token, now)
    if invitation is None or invitation.user_id != by.user_id or not invitation.user.is_active:
        raise CannotAccept(
            _("Länken gäller inte längre. Den är använd eller för gammal. Be den som bjöd in dig om en ny.")
        )
    user = invitation.user
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise CannotAccept(" ".join(weak.messages), field="password") from None
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    return user


@action("invitation.accepted_elsewhere", right=None)
def accept_with_identity(*, token: str, provider: IdentityProvider, subject: str, by: Viewer, now: datetime) -> User:
    """The invited person logs in where they work instead of choosing a password. `by` is their house viewer."""
    invitation = invitation_by_token(token, now)
    if invitation is None or invitation.user_id != by.user_id or not invitation.user.is_active:
        raise CannotAccept(
            _("Länken gäller inte längre. Den är använd eller för gammal. Be den som bjöd in dig om en ny.")
        )
    connect(provider, subject, invitation.user, now)
    with_codes(provider=provider.public_id)
    invitation.used_at = now
    invitation.save(update_fields=["used_at"])
    return invitation.user


@action("persona.added", right="person.invite_any")
def add_persona(*, email: str, name: str, roles: list[str], organisation: str, by: Viewer, now: datetime) -> User:
    """Somebody of the practice data, whom anybody may be with one click. Has no password."""
    if not by.is_practice or not by.is_system or not _is_practice(by):
        raise CannotInvite(
            _("Övningspersoner finns bara i övningsdata. {place} är inte det. Bjud in personen på vanligt sätt."),
            place=by.municipality_name,
        )
    where = checked_organisation(organisation, by)
    given = [checked_role(code, by) for code in roles]
    user = User.objects.filter(email__iexact=email).first() or _new_user(email, _checked_name(name), now)
    if not user.is_persona:
        if user.has_usable_password():
            raise CannotInvite(_("E-postadressen är upptagen. En riktig person har den. Välj en annan."), field="email")
        user.is_persona = True
        user.save(update_fields=["is_persona"])
    for role in given:
        open_role(user, role, where, by, now)
    with_codes(roles=[role.code for role in given])
    return user


def _is_practice(by: Viewer) -> bool:
    """The database's word, not the viewer's."""
    if by.county_id is None:
        return False
    here = Municipality.objects.filter(county_id=by.county_id)
    if by.municipality_id is not None:
        here = here.filter(pk=by.municipality_id)
    return not here.filter(is_practice=False).exists()


def _checked_email(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise CannotInvite(
            _("E-postadressen går inte att använda. Du skrev ”{email}”. Skriv den som namn@exempel.se."),
            field="email",
            email=address[:80],
        ) from None
    return address


def _checked_name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise CannotInvite(
            _("Namnet har fel längd. Det är {length} tecken. Skriv för- och efternamn, högst {longest} tecken."),
            field="name",
            length=len(tidy),
            longest=LONGEST_NAME,
        )
    return tidy


def _new_user(email: str, name: str, now: datetime) -> User:
    user = User(email=email, name=name, created_at=now)
    user.set_unusable_password()
    user.save()
    return user


def _opened(user: User) -> User:
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def _new_invitation(user: User, now: datetime, *, resets: bool = False) -> str:
    if user.is_persona or (user.has_usable_password() and not resets):
        return ""
    Invitation.objects.filter(user=user, used_at=None, expires_at__gt=now).update(expires_at=now)
    token = new_token()
    Invitation.objects.create(
        user=user, token_hash=token_hash(token), created_at=now, expires_at=now + INVITATION_LASTS
    )
    return token
