"""Laying up the practice county: municipalities, areas, places, parties, the agreement, the people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tryggve.demo import county as facts_of
from tryggve.demo.county import MunicipalityFacts, PartyFacts, PersonFacts
from tryggve.demo.town import Ground, Spot, Town, weight_of
from tryggve.edges.intake.import_polisen import source_viewer
from tryggve.foundation.geography.actions import add_place, import_areas
from tryggve.foundation.geography.queries import areas_at, areas_in_force, places
from tryggve.foundation.geography.shapes import AreaUpload
from tryggve.foundation.people.actions import (
    add_member,
    add_organisation,
    add_persona,
    create_county,
    create_municipality,
    sign_agreement,
    update_agreement,
)
from tryggve.foundation.people.models import Agreement, Organisation, User
from tryggve.foundation.people.queries import (
    agreement_in_force,
    county_system_viewer,
    house_viewer,
    members_of,
    organisations,
    stations_of,
    system_viewer,
)
from tryggve.foundation.people.shapes import AgreementDraft, MunicipalityDraft, OrganisationDraft, PartyDraft
from tryggve.foundation.reference.actions import load_categories
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

#: A Monday in May 2018, when Falun's parties first agreed; a second agreement in March 2020.
FOUNDED = datetime(2018, 5, 14, 8, 0, tzinfo=UTC)
AREAS_FROM = date(2018, 1, 1)
SECOND_SIGNED = datetime(2020, 3, 9, 9, 0, tzinfo=UTC)
_MEMBER_NAMES = {
    "Hyresvärd": (
        "Älvstrandens Fastigheter",
        "Gruvbackens Hus",
        "Norra Kvarnens Bostäder",
        "Bergets Hem",
        "Tallåsen Fastigheter",
        "Sjökantens Hus",
    ),
    "Butik": (
        "Koppartackans Skor",
        "Slussens Böcker",
        "Lugnets Sport",
        "Rödfärgens Kaffe",
        "Hjulets Cykel",
        "Trädgårdens Blommor",
        "Runans Optik",
        "Myntets Kiosk",
    ),
}


def lay_up(slugs: tuple[str, ...], kept: frozenset[str] = frozenset()) -> tuple[County, list[Town]]:
    """The county and these municipalities with everybody in them, or only with the parties named."""
    load_categories(FOUNDED)
    county = create_county(
        code=facts_of.CODE,
        name=facts_of.NAME,
        board_name=facts_of.BOARD,
        slug=facts_of.SLUG,
        by=house_viewer(),
        now=FOUNDED,
    )
    towns = [
        _town(county, facts, _Signing(facts.slug, kept)) for facts in facts_of.municipalities() if facts.slug in slugs
    ]
    board = county_system_viewer(county)
    for person in facts_of.people("county"):
        add_persona(
            email=person.email, name=person.name, roles=list(person.roles), organisation="", by=board, now=FOUNDED
        )
    return county, towns


@dataclass(frozen=True, slots=True)
class _Signing:
    """Who takes part in a municipality: all of them, or those kept."""

    slug: str
    kept: frozenset[str]

    @property
    def parties(self) -> list[PartyFacts]:
        return [each for each in facts_of.parties(self.slug) if not self.kept or each.key in self.kept]

    @property
    def people(self) -> list[PersonFacts]:
        return [each for each in facts_of.people(self.slug) if not self.kept or each.at in self.kept]


def _town(county: County, facts: MunicipalityFacts, signing: _Signing) -> Town:
    admin = next(person for person in signing.people if "tenant_admin" in person.roles)
    est = next(party for party in signing.parties if party.key == "est")
    founded = create_municipality(
        draft=MunicipalityDraft(
            slug=facts.slug,
            code=facts.code,
            name=facts.name,
            centre=facts.centre,
            est_organisation=est.name,
            admin_name=admin.name,
            admin_email=admin.email,
            is_practice=True,
        ),
        county=county.slug,
        by=house_viewer(),
        now=FOUNDED,
    )
    system = system_viewer(founded.municipality)
    with acting_as(system):
        keys = _organisations(signing, system)
        _areas_and_places(facts, system)
        _agree(facts, signing, keys, system)
        _speak_for(signing, keys, system)
        users = {person.first: _persona(person, keys, system) for person in signing.people}
    return _furnished(facts, signing, founded.municipality, keys, users)


def _organisations(signing: _Signing, by: Viewer) -> dict[str, str]:
    keys = {"est": organisations(by).one(kind="department").public_id}
    for party in signing.parties:
        if party.key == "est":
            continue
        draft = OrganisationDraft(name=party.name, kind=party.kind, is_county_wide=party.is_county_wide)
        keys[party.key] = add_organisation(draft=draft, joined_date=FOUNDED.date(), by=by, now=FOUNDED).public_id
    return keys


def _areas_and_places(facts: MunicipalityFacts, by: Viewer) -> None:
    upload = AreaUpload(
        feature_collection=facts_of.areas(facts.slug),
        name="Övningsområden",
        valid_from=AREAS_FROM,
        source="Tryggves egen teckning",
    )
    import_areas(upload=upload, by=by, now=FOUNDED)
    for place in facts_of.places(facts.slug):
        add_place(name=place.name, lat=place.lat, lon=place.lon, place_type=place.place_type, by=by, now=FOUNDED)


def _agree(facts: MunicipalityFacts, signing: _Signing, keys: dict[str, str], by: Viewer) -> None:
    """Signed in 2018; where the rhythm is another, a second agreement changes it in 2020."""
    first = _agreed(by, FOUNDED.date())
    signed = FOUNDED.date()
    parties = tuple(PartyDraft(keys[party.key], party.commitment, signed) for party in signing.parties)
    draft = AgreementDraft(signed_date=signed, valid_from=signed, purpose=facts.purpose, parties=parties)
    update_agreement(agreement=first.public_id, draft=draft, by=by, now=FOUNDED)
    if facts.rhythm_weeks != 1:
        day = SECOND_SIGNED.date()
        second = AgreementDraft(
            signed_date=day, valid_from=day, rhythm_weeks=facts.rhythm_weeks, purpose=facts.purpose, parties=parties
        )
        sign_agreement(draft=second, by=by, now=SECOND_SIGNED)


def _speak_for(signing: _Signing, keys: dict[str, str], by: Viewer) -> None:
    for party in signing.parties:
        for number in range(party.n_members):
            add_member(
                organisation=keys[party.key],
                name=_MEMBER_NAMES[party.members][number],
                alias=f"{party.members} {'ABCDEFGHIJ'[number]}",
                may_be_named=number % 3 == 1,
                by=by,
                now=FOUNDED,
            )


def _persona(person: PersonFacts, keys: dict[str, str], by: Viewer) -> User:
    return add_persona(
        email=person.email,
        name=person.name,
        roles=list(person.roles),
        organisation=keys[person.at],
        by=by,
        now=FOUNDED,
    )


def _furnished(
    facts: MunicipalityFacts,
    signing: _Signing,
    municipality: Municipality,
    keys: dict[str, str],
    users: dict[str, User],
) -> Town:
    system = system_viewer(municipality)
    viewers = {first: stations_of(user)[0].viewer for first, user in users.items()}
    persons = {person.first: person for person in signing.people}
    coordinating = {"organisation_coordinator", "relay_coordinator"}
    with acting_as(system):
        held = _agreed(system, SECOND_SIGNED.date())
        grounds, spots = _where(facts, system)
        members = {party.key: members_of(system, _organisation(system, keys[party.key])) for party in signing.parties}
    return Town(
        facts=facts,
        municipality=municipality,
        system=system,
        source=source_viewer(municipality, now=FOUNDED),
        people=viewers,
        coordinators={
            person.at: viewers[first] for first, person in persons.items() if coordinating & set(person.roles)
        },
        by_role={role: viewers[first] for first, person in reversed(persons.items()) for role in person.roles},
        organisations=keys,
        parties={party.key: party for party in signing.parties},
        areas=grounds,
        spots=spots,
        members=members,
        agreed_from=Week.of(held.valid_from),
    )


def _agreed(by: Viewer, on_date: date) -> Agreement:
    found = agreement_in_force(by, on_date)
    if found is None:
        raise NotFound
    return found


def _organisation(by: Viewer, public_id: str) -> Organisation:
    return organisations(by).one(public_id=public_id)


def _where(facts: MunicipalityFacts, by: Viewer) -> tuple[dict[str, Ground], list[Spot]]:
    today = FOUNDED.date()
    grounds = {
        area.code: Ground(
            code=area.code,
            key=area.public_id,
            name=area.name,
            lat=area.centroid_lat,
            lon=area.centroid_lon,
            weight=weight_of(facts, area.code, area.centroid_lat, area.centroid_lon),
        )
        for area in areas_in_force(by, today)
    }
    named = list(places(by))
    inside = areas_at(by, [(place.lat, place.lon) for place in named], today)
    spots = [
        Spot(area=area.code, words=f"vid {place.name}", place_type=place.place_type, place=place.public_id)
        for place, area in zip(named, inside, strict=True)
        if area is not None
    ]
    return grounds, spots
