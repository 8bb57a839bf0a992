"""Giving and ending roles. Ending the last one locks the person out at the next click."""

from __future__ import annotations

from datetime import datetime

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import queries
from tryggve.foundation.people.access import Role, roles
from tryggve.foundation.people.directory import memberships_in_reach
from tryggve.foundation.people.leaving import shut_out, take_telephones
from tryggve.foundation.people.models import Membership, Organisation, User
from tryggve.foundation.people.rules import may_give
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

ADMIN = "tenant_admin"


class CannotGiveRole(DomainError):
    """The role may not be given, or not ended, by this person."""


def checked_role(code: str, by: Viewer) -> Role:
    """The role, if this viewer may hand it out."""
    role = roles().get(code)
    if role is None or not may_give(by, role):
        raise CannotGiveRole(
            _("Du kan inte ge den rollen. Du valde ”{role}”. Välj en annan, eller fråga kommunens administratör."),
            field="roles",
            role=role.name if role else code[:30],
        )
    return role


def checked_organisation(key: str, by: Viewer) -> Organisation | None:
    """The organisation the role is for: any here for the administrator, else the own one."""
    if by.municipality_id is None:
        return None
    organisation = queries.organisation(by, key)
    if not by.may("person.invite_any") and organisation.pk != by.organisation_id:
        raise NotFound
    if not organisation.is_active or organisation.is_outside_source:
        raise CannotGiveRole(
            _("Ingen kan arbeta där. {organisation} deltar inte. Välj en organisation som deltar."),
            field="organisation",
            organisation=organisation.name,
        )
    return organisation


def open_role(user: User, role: Role, organisation: Organisation | None, by: Viewer, now: datetime) -> Membership:
    """Write the role, or open it again when the person has had it before."""
    where = {
        "user": user,
        "county_id": by.county_id,
        "municipality_id": by.municipality_id,
        "organisation": organisation,
        "role": role.code,
    }
    membership = Membership.objects.filter(**where).first()
    if membership is None:
        return Membership.objects.create(**where, created_at=now)
    membership.is_active, membership.ended_at = True, None
    membership.save(update_fields=["is_active", "ended_at"])
    return membership


def refuse_oneself(user: User, by: Viewer) -> None:
    """Nobody raises or locks out themselves: a colleague does it."""
    if user.pk == by.user_id:
        raise CannotGiveRole(
            _("Du kan inte ändra dina egna roller. Det skyddar dig och andra. Be en kollega med samma roll.")
        )


@action("role.given", right="person.invite")
def give_role(*, person: str, role: str, organisation: str, by: Viewer, now: datetime) -> Membership:
    """Give one more role to somebody who already works here."""
    held = memberships_in_reach(by).filter(user__public_id=person).select_related("user").first()
    if held is None:
        raise NotFound
    refuse_oneself(held.user, by)
    given = checked_role(role, by)
    where = checked_organisation(organisation, by)
    if not held.user.is_active:
        raise CannotGiveRole(
            _("Personen är avstängd. Ingen roll kan ges nu. Bjud in personen igen först."), field="roles"
        )
    membership = open_role(held.user, given, where, by, now)
    with_codes(role=given.code, person=held.user.public_id, organisation=where.public_id if where else "")
    return membership


@action("role.ended", right="person.invite")
def end_role(*, membership: str, by: Viewer, now: datetime) -> Membership:
    """Take back one role. The person's other roles stay."""
    held = memberships_in_reach(by).filter(public_id=membership, is_active=True).select_related("user").first()
    if held is None:
        raise NotFound
    refuse_oneself(held.user, by)
    checked_role(held.role, by)
    _refuse_last_admin([held], by)
    _end([held], now)
    with_codes(role=held.role, person=held.user.public_id)
    return held


@action("person.deactivated", right="person.invite")
def deactivate_person(*, person: str, by: Viewer, now: datetime) -> User:
    """End every role in the own reach. With none left anywhere, the log-in ends as well.

    At once and everywhere: sessions, telephones, calendars, passkeys, links and open invitations.
    """
    held = list(memberships_in_reach(by).filter(user__public_id=person).select_related("user"))
    if not held:
        raise NotFound
    user = held[0].user
    refuse_oneself(user, by)
    active = [membership for membership in held if membership.is_active]
    if not active:
        raise CannotGiveRole(_("Personen är redan avstängd. Det finns inga roller kvar. Du behöver inte göra något."))
    for membership in active:
        checked_role(membership.role, by)
    _refuse_last_admin(active, by)
    _end(active, now)
    places = [membership.organisation_id for membership in active if membership.organisation_id]
    telephones = take_telephones(user, places, by, now)
    with_codes(roles=[membership.role for membership in active])
    if telephones:
        with_codes(telephones=telephones)
    return close_if_nowhere(user, now)


def close_if_nowhere(user: User, now: datetime) -> User:
    """With no role left anywhere, the log-in itself ends."""
    if user.memberships.filter(is_active=True).exists():
        return user
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    shut_out(user, now)
    return user


def _end(memberships: list[Membership], now: datetime) -> None:
    for membership in memberships:
        membership.is_active, membership.ended_at = False, now
        membership.save(update_fields=["is_active", "ended_at"])


def _refuse_last_admin(leaving: list[Membership], by: Viewer) -> None:
    """A municipality without an administrator could only be opened again from the server."""
    if by.is_system or not any(membership.role == ADMIN for membership in leaving):
        return
    others = Membership.objects.filter(
        municipality_id=by.home_id, role=ADMIN, is_active=True, user__is_active=True
    ).exclude(pk__in=[membership.pk for membership in leaving])
    if not others.exists():
        raise CannotGiveRole(
            _("Kommunen måste ha en administratör. Det här är den sista. Ge rollen till någon annan först.")
        )


def end_everything_at(organisation: Organisation, now: datetime) -> int:
    """When an organisation leaves: all its people's roles there end. Returns how many."""
    held = list(Membership.objects.filter(organisation=organisation, is_active=True).select_related("user"))
    _end(held, now)
    for user in {membership.user for membership in held}:
        close_if_nowhere(user, now)
    return len(held)
