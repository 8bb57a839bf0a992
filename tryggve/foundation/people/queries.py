"""Who is who: viewers from log-ins, organisations, members, the agreement in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import get_language

from tryggve.foundation.people.access import rights_of, roles
from tryggve.foundation.people.models import (
    Agreement,
    AgreementParty,
    Membership,
    Organisation,
    OrganisationKind,
    RepresentedMember,
    User,
)
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.kernel.viewer import SYSTEM_ACTOR, Viewer


@dataclass(frozen=True, slots=True)
class Station:
    """One place where a person works: a municipality and an organisation, or a county."""

    key: str
    viewer: Viewer
    label: str
    role_names: tuple[str, ...]
    #: From when people who share need a second factor here; never in practice.
    second_factor_from: date | None = None


def stations_of(user: User) -> list[Station]:
    """Every place the person holds active roles in, in the order they were given.

    Asked on each request, before there is a viewer: one query (two at a county board).
    """
    grouped: dict[str, list[Membership]] = {}
    for membership in (
        Membership.objects.filter(user=user, is_active=True).select_related("county", "municipality").order_by("id")
    ):
        key = f"{membership.county_id}-{membership.municipality_id or 0}-{membership.organisation_id or 0}"
        grouped.setdefault(key, []).append(membership)
    return [_station(key, user, memberships) for key, memberships in grouped.items()]


def people_at_work(municipality: Municipality) -> list[tuple[User, Viewer]]:
    """Everybody with a role in a municipality, once for each organisation they hold one in: for scheduled letters."""
    held = Membership.objects.filter(municipality=municipality, is_active=True, user__is_active=True)
    grouped: dict[tuple[int, int | None], list[Membership]] = {}
    for each in held.select_related("user", "county", "municipality").order_by("user_id", "id"):
        grouped.setdefault((each.user_id, each.organisation_id), []).append(each)
    return [(found[0].user, _station("", found[0].user, found).viewer) for found in grouped.values()]


def _station(key: str, user: User, memberships: list[Membership]) -> Station:
    first = memberships[0]
    codes = frozenset(membership.role for membership in memberships)
    municipality, county = first.municipality, first.county
    viewer = Viewer(
        actor=user.public_id,
        name=user.name,
        user_id=user.pk,
        county_id=county.pk,
        municipality_id=municipality.pk if municipality else None,
        municipality_name=municipality.name if municipality else county.board_name,
        organisation_id=first.organisation_id,
        organisation_public_id=first.organisation_key,
        organisation_name=first.organisation_name or county.board_name,
        roles=codes,
        rights=rights_of(codes),
        is_practice=municipality.is_practice if municipality else _practices(county),
    )
    label = f"{viewer.municipality_name}: {viewer.organisation_name}" if municipality else county.board_name
    names = tuple(roles()[code].label(get_language()) for code in sorted(codes))
    return Station(key, viewer, label, names, municipality.second_factor_from if municipality else None)


def _practices(county: County) -> bool:
    """A county whose municipalities are all for practice."""
    return not Municipality.objects.filter(county=county, is_practice=False).exists()


def system_viewer(municipality: Municipality, organisation: Organisation | None = None) -> Viewer:
    """Scheduled work and the command line, in one municipality (and one organisation)."""
    return Viewer(
        actor=SYSTEM_ACTOR,
        name="Tryggve",
        county_id=municipality.county_id,
        municipality_id=municipality.pk,
        municipality_name=municipality.name,
        organisation_id=organisation.pk if organisation else None,
        organisation_public_id=organisation.public_id if organisation else "",
        organisation_name=organisation.name if organisation else "",
        roles=frozenset({"system"}),
        rights=rights_of(["system"]),
        is_practice=municipality.is_practice,
    )


def county_system_viewer(county: County) -> Viewer:
    """Scheduled work and the command line, for a county."""
    return Viewer(
        actor=SYSTEM_ACTOR,
        name="Tryggve",
        county_id=county.pk,
        municipality_name=county.board_name,
        organisation_name=county.board_name,
        roles=frozenset({"system"}),
        rights=rights_of(["system"]),
        is_practice=_practices(county),
    )


def house_viewer(user: User | None = None) -> Viewer:
    """The house itself, which stands outside every municipality: log-ins, and what lays up new ones.

    With a user: that person, before it is known where they work; without any rights.
    """
    if user is not None:
        return Viewer(actor=user.public_id, name=user.name, user_id=user.pk)
    return Viewer(actor=SYSTEM_ACTOR, name="Tryggve", roles=frozenset({"system"}), rights=rights_of(["system"]))


def organisations(viewer: Viewer) -> SeenQuerySet[Organisation]:
    """The municipality's organisations, outside sources included, by name."""
    return Organisation.objects.seen_by(viewer).order_by("name")


def parties(viewer: Viewer, on_date: date) -> SeenQuerySet[Organisation]:
    """The organisations expected to report on a date: no outside sources, nobody who has left."""
    return (
        organisations(viewer)
        .exclude(kind=OrganisationKind.OUTSIDE_SOURCE)
        .filter(joined_date__lte=on_date)
        .exclude(left_date__lte=on_date)
        .exclude(is_active=False, left_date__isnull=True)
    )


def organisation(viewer: Viewer, public_id: str) -> Organisation:
    """One organisation of the municipality, or NotFound."""
    return organisations(viewer).one(public_id=public_id)


def own_organisation(viewer: Viewer) -> Organisation:
    """The organisation the viewer works for, or NotFound."""
    return organisations(viewer).one(pk=viewer.organisation_id)


def represented_members(viewer: Viewer) -> SeenQuerySet[RepresentedMember]:
    """Those the viewer's own organisation speaks for, active ones, by alias."""
    seen = RepresentedMember.objects.seen_by(viewer).filter(is_active=True).order_by("alias")
    return seen.filter(organisation_id=viewer.organisation_id) if viewer.organisation_id else seen.none()


def members_of(viewer: Viewer, speaker: Organisation) -> list[RepresentedMember]:
    """Those an organisation speaks for, the ones that have left last."""
    seen = RepresentedMember.objects.seen_by(viewer).filter(organisation_id=speaker.pk)
    return list(seen.order_by("-is_active", "alias"))


def member_counts(viewer: Viewer) -> dict[int, int]:
    """How many each organisation speaks for, by the organisation's key."""
    active = RepresentedMember.objects.seen_by(viewer).filter(is_active=True).order_by()
    return dict(active.values_list("organisation_id").annotate(count=Count("id")))


def represented_member(viewer: Viewer, public_id: str) -> RepresentedMember:
    """One of those that somebody in the municipality speaks for, or NotFound."""
    return RepresentedMember.objects.seen_by(viewer).select_related("organisation").one(public_id=public_id)


def agreements(viewer: Viewer) -> list[Agreement]:
    """Every agreement, the latest first."""
    return list(Agreement.objects.seen_by(viewer).order_by("-valid_from"))


def agreement(viewer: Viewer, public_id: str) -> Agreement:
    """One agreement of the municipality, or NotFound."""
    return Agreement.objects.seen_by(viewer).one(public_id=public_id)


def agreement_parties(viewer: Viewer, signed: Agreement) -> list[AgreementParty]:
    """Who has signed it and what each has committed to, by name."""
    seen = AgreementParty.objects.seen_by(viewer).filter(agreement_id=signed.pk)
    return list(seen.select_related("organisation").order_by("organisation__name"))


def agreement_in_force(viewer: Viewer, on_date: date) -> Agreement | None:
    """The agreement that holds on a date: the latest that has begun."""
    return Agreement.objects.seen_by(viewer).filter(valid_from__lte=on_date).order_by("-valid_from").first()


def priority_capacity(viewer: Viewer, on_date: date) -> int:
    """How many areas a meeting prioritises; three unless the agreement says otherwise."""
    agreement = agreement_in_force(viewer, on_date)
    return agreement.priority_capacity if agreement else 3


def rhythm_weeks(viewer: Viewer, on_date: date) -> int:
    """Weeks between reports; one unless the agreement says otherwise."""
    agreement = agreement_in_force(viewer, on_date)
    return agreement.rhythm_weeks if agreement else 1


def is_assessed(viewer: Viewer) -> bool:
    """Whether the viewer's municipality has written in its impact assessment."""
    return Municipality.objects.filter(pk=viewer.home_id).exclude(assessment_reference="").exists()


def colleagues(viewer: Viewer) -> list[User]:
    """Active people of the viewer's municipality, by name: those a measure can be given to."""
    if viewer.municipality_id is None:
        return []
    here = Membership.objects.filter(is_active=True, municipality_id=viewer.municipality_id)
    return list(User.objects.filter(is_active=True, pk__in=here.values("user_id")).order_by("name"))


def names_of(actors: set[str]) -> dict[str, str]:
    """Names of opaque actor ids, for showing a trail to those who may see it."""
    return dict(User.objects.filter(public_id__in=actors).values_list("public_id", "name"))
