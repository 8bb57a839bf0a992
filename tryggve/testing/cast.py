"""The standing cast: the same people in every test world, with the stranger among them.

Rakel reports for Kopparstaden, Sixten coordinates there, Kerstin relays for the shops, Petra is the
police's partner (summaries only), Elin is Falun's EST coordinator, Mona takes part in the meeting,
Olle chairs it, Stina sits in the steering group, Adam administrates, Lina is at the county board.
Frida coordinates Borlänge's housing company and Bo is Borlänge's EST coordinator: the strangers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tryggve.foundation.geography.models import Area, AreaSet, Place
from tryggve.foundation.people.access import rights_of
from tryggve.foundation.people.models import (
    Agreement,
    AgreementParty,
    Membership,
    Organisation,
    Party,
    RepresentedMember,
    User,
)
from tryggve.foundation.people.queries import stations_of, system_viewer
from tryggve.foundation.reference.actions import load_categories
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

#: A Tuesday in week 37 of 2026, at noon Swedish time. Tests live here unless they say otherwise.
NOW = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)
JOINED = date(2025, 1, 1)
PASSWORD = "fyra koppartak i solen"

FALUN_CENTRE = (60.6065, 15.6355)
BORLANGE_CENTRE = (60.4858, 15.4364)


def square(lat: float, lon: float, half: float = 0.01) -> dict[str, Any]:
    """A GeoJSON square around a point, `half` degrees to each side."""
    corners = [
        [lon - half, lat - half],
        [lon + half, lat - half],
        [lon + half, lat + half],
        [lon - half, lat + half],
        [lon - half, lat - half],
    ]
    return {"type": "Polygon", "coordinates": [corners]}


@dataclass(frozen=True)
class Cast:
    """A small county: two municipalities with everybody in them. Viewers by first name."""

    county: County
    falun: Municipality
    borlange: Municipality
    organisations: dict[str, Organisation]
    users: dict[str, User]
    viewers: dict[str, Viewer]
    areas: dict[str, Area]
    places: dict[str, Place]
    members: dict[str, RepresentedMember]

    def __getattr__(self, name: str) -> Viewer:
        try:
            return self.viewers[name]
        except KeyError as missing:
            raise AttributeError(name) from missing


# By key: municipality, name, kind, mode.
_ORGANISATIONS = {
    "kopparstaden": ("falun", "Kopparstaden", "housing_company", "raw"),
    "centrala_stadsrum": ("falun", "Centrala stadsrum", "city_centre", "raw"),
    "police": ("falun", "Polisen", "police", "summary_only"),
    "est": ("falun", "Falu kommun, trygghet", "department", "raw"),
    "tunabyggen": ("borlange", "Tunabyggen", "housing_company", "raw"),
    "est_borlange": ("borlange", "Borlänge kommun, trygghet", "department", "raw"),
}
# By first name: full name, municipality, organisation, roles.
_PEOPLE = {
    "rakel": ("Rakel Lind", "falun", "kopparstaden", ["reporter"]),
    "sixten": ("Sixten Berg", "falun", "kopparstaden", ["organisation_coordinator"]),
    "kerstin": ("Kerstin Ek", "falun", "centrala_stadsrum", ["relay_coordinator"]),
    "petra": ("Petra Holm", "falun", "police", ["organisation_coordinator"]),
    "elin": ("Elin Sund", "falun", "est", ["est_coordinator"]),
    "mona": ("Mona Dahl", "falun", "est", ["meeting_member"]),
    "olle": ("Olle Norén", "falun", "est", ["meeting_chair"]),
    "stina": ("Stina Ask", "falun", "est", ["steering_group"]),
    "adam": ("Adam Wik", "falun", "est", ["tenant_admin"]),
    "frida": ("Frida Sjö", "borlange", "tunabyggen", ["organisation_coordinator"]),
    "bo": ("Bo Alm", "borlange", "est_borlange", ["est_coordinator"]),
    "lina": ("Lina Grahn", None, None, ["county_board"]),
}
_AREAS = {
    "knutpunkten": ("falun", "Knutpunkten", FALUN_CENTRE),
    "bojsenburg": ("falun", "Bojsenburg", (60.6265, 15.6355)),
    "norslund": ("falun", "Norslund", (60.6265, 15.6555)),
    "tjarna": ("borlange", "Tjärna Ängar", BORLANGE_CENTRE),
}


def _municipality(county: County, slug: str, code: str, name: str, centre: tuple[float, float]) -> Municipality:
    return Municipality.objects.create(
        county=county, slug=slug, code=code, name=name, is_practice=True, centre_lat=centre[0], centre_lon=centre[1]
    )


def _user(first: str, full_name: str) -> User:
    user = User(email=f"{first}@exempel.se", name=full_name, created_at=NOW)
    user.set_unusable_password()
    user.save()
    return user


def make_cast() -> Cast:
    """Write the cast to the database and return it, with a viewer for everybody."""
    county = County.objects.create(
        code="20", name="Dalarnas län", board_name="Länsstyrelsen i Dalarnas län", slug="dalarna"
    )
    towns = {
        "falun": _municipality(county, "falun", "2080", "Falu kommun", FALUN_CENTRE),
        "borlange": _municipality(county, "borlange", "2081", "Borlänge kommun", BORLANGE_CENTRE),
    }
    load_categories(NOW)
    organisations: dict[str, Organisation] = {}
    areas: dict[str, Area] = {}
    places: dict[str, Place] = {}
    members: dict[str, RepresentedMember] = {}
    for slug, town in towns.items():
        with acting_as(system_viewer(town)):
            _furnish(slug, town, organisations, areas, places)
            if slug == "falun":
                members = _members(town, organisations["centrala_stadsrum"])
    users = {first: _user(first, entry[0]) for first, entry in _PEOPLE.items()}
    for first, (_, home, organisation, roles) in _PEOPLE.items():
        for role in roles:
            Membership.objects.create(
                user=users[first],
                county=county,
                municipality=towns[home] if home else None,
                organisation=organisations[organisation] if organisation else None,
                role=role,
                created_at=NOW,
            )
    viewers = {first: stations_of(user)[0].viewer for first, user in users.items()}
    return Cast(county, towns["falun"], towns["borlange"], organisations, users, viewers, areas, places, members)


def _furnish(
    slug: str,
    town: Municipality,
    organisations: dict[str, Organisation],
    areas: dict[str, Area],
    places: dict[str, Place],
) -> None:
    area_set = AreaSet.objects.create(municipality=town, name="Områden", valid_from=JOINED, source="test")
    for key, (owner, name, (lat, lon)) in _AREAS.items():
        if owner == slug:
            areas[key] = Area.objects.create(
                municipality=town,
                area_set=area_set,
                code=key,
                name=name,
                geometry=square(lat, lon),
                population=900,
                centroid_lat=lat,
                centroid_lon=lon,
                min_lat=lat - 0.01,
                max_lat=lat + 0.01,
                min_lon=lon - 0.01,
                max_lon=lon + 0.01,
            )
            places[key] = Place.objects.create(
                municipality=town, name=f"{name}, torget", lat=lat, lon=lon, place_type="square"
            )
    agreement = Agreement.objects.create(municipality=town, signed_date=JOINED, valid_from=JOINED)
    for key, (owner, name, kind, mode) in _ORGANISATIONS.items():
        if owner == slug:
            organisations[key] = Organisation.objects.create(
                municipality=town, name=name, kind=kind, mode=mode, joined_date=JOINED, party=_party(town, key)
            )
            AgreementParty.objects.create(municipality=town, agreement=agreement, organisation=organisations[key])


def _party(town: Municipality, key: str) -> Party | None:
    return Party.objects.create(county=town.county, name="Polisen") if key == "police" else None


def _members(town: Municipality, speaker: Organisation) -> dict[str, RepresentedMember]:
    return {
        "skoaffaren": RepresentedMember.objects.create(
            municipality=town, organisation=speaker, name="Lunds Skor", alias="Butik A", may_be_named=False
        ),
        "bokhandeln": RepresentedMember.objects.create(
            municipality=town, organisation=speaker, name="Falu Bokhandel", alias="Butik B", may_be_named=True
        ),
    }


def with_roles(viewer: Viewer, *roles: str) -> Viewer:
    """The same person in the same place with other roles."""
    from dataclasses import replace

    return replace(viewer, roles=frozenset(roles), rights=rights_of(roles))
