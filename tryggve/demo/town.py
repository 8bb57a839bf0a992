"""One municipality while its year is played: who is there, and where things can happen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from tryggve.demo.chance import one_of, pick
from tryggve.demo.county import MunicipalityFacts, PartyFacts
from tryggve.foundation.people.models import RepresentedMember
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Period, Week

#: Kinds of place that no list names: they are in people's houses, so a point near the area's middle.
AT_HOME = frozenset({"stairwell", "laundry_room", "basement", "garage", "recycling_room", "yard"})
_WORDS = {
    "stairwell": "i trapphus",
    "laundry_room": "i tvättstuga",
    "basement": "i källare",
    "garage": "i garage",
    "recycling_room": "vid miljöhus",
    "yard": "på gård",
}
#: About 150 m to each side.
_SPREAD_LAT, _SPREAD_LON = 0.0014, 0.0028
_CENTRAL, _VILLAGE = 2.5, 0.35
#: About seven kilometres.
_TOWN_DEGREES = 0.06


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something happened: a named place (its key), or a point."""

    area: str
    words: str
    place_type: str
    place: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """An area as the demo needs it."""

    code: str
    key: str
    name: str
    lat: float
    lon: float
    weight: float


@dataclass(slots=True)
class Town:
    """A municipality with its viewers and places. `coordinators` by party key."""

    facts: MunicipalityFacts
    municipality: Municipality
    system: Viewer
    source: Viewer
    people: dict[str, Viewer]
    coordinators: dict[str, Viewer]
    by_role: dict[str, Viewer]
    organisations: dict[str, str]
    parties: dict[str, PartyFacts]
    areas: dict[str, Ground]
    spots: list[Spot]
    members: dict[str, list[RepresentedMember]]
    agreed_from: Week
    #: Approved and not shared yet, by party.
    unshared: Counter[str] = field(default_factory=Counter)

    def period(self, week: Week) -> Period:
        """The period of the agreement's rhythm that holds the week."""
        return Period.containing(week, n_weeks=self.facts.rhythm_weeks, anchor=self.agreed_from)

    def named(self, name: str) -> Spot:
        """The spot of a named place."""
        return next(spot for spot in self.spots if spot.words == f"vid {name}")

    def at_home(self, random: Random, area: str, place_type: str) -> Spot:
        """A house in an area: a point near its middle, never an address."""
        ground = self.areas[area]
        return Spot(
            area=area,
            words=f"{_WORDS[place_type]} i {ground.name}",
            place_type=place_type,
            lat=round(ground.lat + random.uniform(-_SPREAD_LAT, _SPREAD_LAT), 6),
            lon=round(ground.lon + random.uniform(-_SPREAD_LON, _SPREAD_LON), 6),
        )

    def somewhere(self, random: Random, party: PartyFacts, place_types: tuple[str, ...]) -> Spot:
        """A place of the right kind that the party sees."""
        homes = [kind for kind in place_types if kind in AT_HOME]
        if homes and (party.residential or not party.places):
            return self.at_home(random, self._some_area(random), one_of(random, homes))
        seen = [spot for spot in self.spots if not party.only_areas or spot.area in party.only_areas]
        mine = [spot for spot in seen if not party.places or spot.place_type in party.places]
        fitting = [spot for spot in mine if spot.place_type in place_types] or mine or self.spots
        return pick(random, {spot: self.areas[spot.area].weight for spot in fitting})

    def _some_area(self, random: Random) -> str:
        weights = {code: ground.weight for code, ground in self.areas.items()}
        return pick(random, {code: min(weight, 1.0) for code, weight in weights.items()})


def weight_of(facts: MunicipalityFacts, code: str, lat: float, lon: float) -> float:
    """How much happens in an area: most in the centre, little in the villages."""
    if code in facts.centre_areas:
        return _CENTRAL
    north, east = lat - facts.centre[0], (lon - facts.centre[1]) / 2
    return 1.0 if north**2 + east**2 < _TOWN_DEGREES**2 else _VILLAGE
