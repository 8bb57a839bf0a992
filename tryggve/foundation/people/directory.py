"""Who works here, as the settings pages show it, and who can be borrowed in practice?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from tryggve.foundation.people.access import Role, roles
from tryggve.foundation.people.models import ExternalIdentity, Invitation, Membership, User
from tryggve.foundation.people.rules import may_give, token_hash
from tryggve.foundation.people.shapes import Persona, PersonaGroup, PersonView, RoleView
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer


def memberships_in_reach(viewer: Viewer) -> QuerySet[Membership]:
    """The roles this viewer keeps: the own organisation's, the municipality's, or the county's."""
    if viewer.county_id is None:
        return Membership.objects.none()
    if viewer.municipality_id is None:
        return Membership.objects.filter(county_id=viewer.county_id, municipality__isnull=True)
    held = Membership.objects.filter(municipality_id=viewer.municipality_id)
    if viewer.may("person.invite_any"):
        return held
    return held.filter(organisation_id=viewer.organisation_id) if viewer.organisation_id else held.none()


def roles_to_give(viewer: Viewer) -> list[Role]:
    """The roles this viewer may hand out, in the order of access.toml."""
    return [role for role in roles().values() if may_give(viewer, role)]


def people_of(viewer: Viewer, now: datetime) -> list[PersonView]:
    """Everybody in reach by name, those who have left last. Two queries."""
    held = _with_identities(memberships_in_reach(viewer)).select_related("user").order_by("id")
    by_user: dict[int, list[Membership]] = {}
    for membership in held:
        by_user.setdefault(membership.user_id, []).append(membership)
    invited_until = _open_invitations(by_user, now)
    shown = [_person(viewer, roles_held, invited_until) for roles_held in by_user.values()]
    return sorted(shown, key=lambda person: (person.state == "ended", person.name.casefold()))


def person(viewer: Viewer, key: str, now: datetime) -> PersonView:
    """One of them, or NotFound."""
    reached = _with_identities(memberships_in_reach(viewer))
    held = list(reached.filter(user__public_id=key).select_related("user").order_by("id"))
    if not held:
        raise NotFound
    return _person(viewer, held, _open_invitations([held[0].user_id], now))


def _open_invitations(user_ids: Iterable[int], now: datetime) -> dict[int, datetime]:
    open_ones = Invitation.objects.filter(user_id__in=list(user_ids), used_at=None, expires_at__gt=now)
    return dict(open_ones.values_list("user_id", "expires_at"))


def _person(viewer: Viewer, held: list[Membership], invited_until: dict[int, datetime]) -> PersonView:
    user = held[0].user
    active = [membership for membership in held if membership.is_active and user.is_active]
    is_self = user.pk == viewer.user_id
    return PersonView(
        key=user.public_id,
        name=user.name,
        email=user.email,
        state=_state(user, active, is_invited=user.pk in invited_until),
        roles=tuple(_role(viewer, membership, is_self=is_self) for membership in active),
        organisations=tuple(dict.fromkeys(membership.organisation_name for membership in active or held)),
        is_self=is_self,
        may_change=not is_self and all(may_give(viewer, roles()[membership.role]) for membership in active or held),
        last_login=user.last_login,
        invited_until=invited_until.get(user.pk),
    )


def _with_identities(held: QuerySet[Membership]) -> QuerySet[Membership]:
    """Each with whether its person logs in where they work."""
    connected = ExternalIdentity.objects.filter(user_id=OuterRef("user_id"))
    return held.annotate(logs_in_elsewhere=Exists(connected))


def _state(user: User, active: list[Membership], *, is_invited: bool) -> str:
    if not active:
        return "ended"
    logs_in_elsewhere = getattr(active[0], "logs_in_elsewhere", False)
    if user.has_usable_password() or user.is_persona or logs_in_elsewhere:
        return "active"
    return "invited" if is_invited else "expired"


def _role(viewer: Viewer, membership: Membership, *, is_self: bool) -> RoleView:
    role = roles()[membership.role]
    return RoleView(
        key=membership.public_id,
        code=role.code,
        name=role.label(get_language()),
        organisation=membership.organisation_name,
        organisation_key=membership.organisation_key,
        may_end=not is_self and may_give(viewer, role),
    )


def invitation_by_token(token: str, now: datetime) -> Invitation | None:
    """The invitation while it holds; None when it is used, too old, or never was."""
    return (
        Invitation.objects.select_related("user")
        .filter(token_hash=token_hash(token), used_at=None, expires_at__gt=now)
        .first()
    )


def account(email: str) -> User | None:
    """Whose account the e-mail names; None when there is none."""
    return User.objects.filter(email__iexact=email.strip()).first()


def active_person(user_id: int) -> User | None:
    """Somebody who may still come in."""
    return User.objects.filter(pk=user_id, is_active=True).first()


def coordinators_of(organisation_id: int) -> list[User]:
    """Those who review an organisation's incidents: they are told when somebody else is let in."""
    reviewing = [role.code for role in roles().values() if "incident.review" in role.rights and role.assignable]
    return list(
        User.objects.filter(
            is_active=True,
            memberships__is_active=True,
            memberships__organisation_id=organisation_id,
            memberships__role__in=reviewing,
        ).distinct()
    )


def personas() -> list[PersonaGroup]:
    """The practice people by municipality, the fullest cast first. Never asked outside practice."""
    held = (
        Membership.objects.filter(user__is_persona=True, user__is_active=True, is_active=True)
        .select_related("user", "municipality", "county")
        .order_by("municipality__name", "id")
    )
    grouped: dict[str, list[Persona]] = {}
    for membership in sorted(held, key=lambda each: each.municipality is None):
        municipality = membership.municipality
        if municipality is not None and not municipality.is_practice:
            continue
        name = municipality.name if municipality else membership.county.board_name
        grouped.setdefault(name, []).append(_persona(membership))
    shown = [PersonaGroup(name, _once_each(cast)) for name, cast in grouped.items()]
    return sorted(shown, key=lambda group: -len(group.personas))


def _persona(membership: Membership) -> Persona:
    role = roles()[membership.role]
    return Persona(
        key=membership.user.public_id,
        name=membership.user.name,
        role=role.label(get_language()),
        line=role.line(get_language()),
        organisation=membership.organisation_name,
    )


def _once_each(cast: list[Persona]) -> tuple[Persona, ...]:
    """Somebody with several roles is shown by the first."""
    return tuple({persona.key: persona for persona in reversed(cast)}.values())[::-1]


def persona(key: str) -> User | None:
    """The persona, if all their work is in practice municipalities."""
    user = User.objects.filter(public_id=key, is_persona=True, is_active=True).first()
    if user is None:
        return None
    held = user.memberships.filter(is_active=True)
    is_elsewhere = held.filter(municipality__is_practice=False).exists()
    return None if is_elsewhere or not held.exists() else user
