"""What shall be done with each police event: whose is it, and which category? Pure."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from tryggve.edges.intake.polisen_events import PoliceEvent


class Whose(StrEnum):
    """Where an event belongs."""

    MUNICIPALITY = "municipality"
    COUNTY_ONLY = "county_only"
    NOTE = "note"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class CountyPlaces:
    """A county under the names the police uses. `municipalities` that work with Tryggve: slug to name."""

    slug: str
    name: str
    municipalities: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Refinement:
    """A type that is wider than our categories, made narrower by a word of the summary."""

    types: frozenset[str]
    words: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class TypeMapping:
    """The police's types in our categories, as mappings/polisen_events.toml says. Keys are casefolded."""

    source: str
    source_name: str
    types: Mapping[str, str]
    refinements: tuple[Refinement, ...]
    unknown: str
    county_names: Mapping[str, str]
    known_places: Mapping[str, tuple[str, ...]]

    def knows(self, type_name: str) -> bool:
        """Whether the type is named in the data file."""
        return _key(type_name) in self.types

    def category_of(self, event: PoliceEvent) -> str:
        """Our category code for the event."""
        key = _key(event.type)
        summary = event.summary.casefold()
        for refinement in self.refinements:
            if key in refinement.types and any(word in summary for word in refinement.words):
                return refinement.code
        return self.types.get(key, self.unknown)


@dataclass(frozen=True, slots=True)
class Planned:
    """One event and what it becomes. `municipality` is a slug, or "" unless it belongs to one."""

    event: PoliceEvent
    whose: Whose
    municipality: str
    category_code: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything an import will do, before it does anything."""

    planned: tuple[Planned, ...]
    by_municipality: Mapping[str, int]
    county_only: int
    notes: int
    outside: int
    unknown_types: tuple[str, ...]

    def of(self, whose: Whose, municipality: str = "") -> tuple[Planned, ...]:
        """The part of the plan that belongs there, in the order of the file."""
        return tuple(one for one in self.planned if one.whose is whose and one.municipality == municipality)


@cache
def polisen_mapping() -> TypeMapping:
    """The data file beside this module."""
    text = files("tryggve.edges.intake").joinpath("mappings/polisen_events.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return TypeMapping(
        source=data["source"],
        source_name=data["source_name"],
        types={_key(name): code for name, code in data["types"].items()},
        refinements=tuple(
            Refinement(
                frozenset(_key(name) for name in part["types"]),
                tuple(word.casefold() for word in part["words"]),
                part["code"],
            )
            for part in data["refine"]
        ),
        unknown=data["unknown"],
        county_names={slug: county["name"] for slug, county in data["counties"].items()},
        known_places={slug: tuple(county["places"]) for slug, county in data["counties"].items()},
    )


def plan(events: Iterable[PoliceEvent], county: CountyPlaces, mapping: TypeMapping | None = None) -> ImportPlan:
    """Decide for each event: a municipality's, the county's, a note, or somebody else's.

    An event of another municipality or county is outside and is not kept. Types that the data
    file does not name are listed, wherever in the file they occur.
    """
    types = mapping or polisen_mapping()
    places = _Places.of(county, types)
    planned = tuple(_decide(event, places, types) for event in events)
    tally = Counter(one.whose for one in planned)
    per_municipality = Counter(one.municipality for one in planned)
    unknown = {
        one.event.type or "(tom)" for one in planned if one.whose is not Whose.NOTE and not types.knows(one.event.type)
    }
    return ImportPlan(
        planned=planned,
        by_municipality={slug: per_municipality[slug] for slug in county.municipalities},
        county_only=tally[Whose.COUNTY_ONLY],
        notes=tally[Whose.NOTE],
        outside=tally[Whose.OUTSIDE],
        unknown_types=tuple(sorted(unknown)),
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """The names a place is compared with, in one spelling."""

    county: str
    slugs: Mapping[str, str]
    names: frozenset[str]

    @classmethod
    def of(cls, county: CountyPlaces, mapping: TypeMapping) -> _Places:
        slugs = {_key(name): slug for slug, name in county.municipalities.items()}
        known = {_key(name) for name in mapping.known_places.get(county.slug, ())}
        return cls(_key(county.name), slugs, frozenset({_key(county.name), *slugs, *known}))

    def believed(self, event: PoliceEvent) -> str:
        """The place at the end of the title; only when that names no known one, the location."""
        said, located = _key(event.title_place), _key(event.location)
        if said in self.names or said.endswith(" län"):
            return said
        return located if located in self.names or not said else said


def _decide(event: PoliceEvent, places: _Places, mapping: TypeMapping) -> Planned:
    place = places.believed(event)
    code = mapping.category_of(event)
    if place not in places.names:
        return Planned(event, Whose.OUTSIDE, "", code)
    if event.is_note:
        return Planned(event, Whose.NOTE, "", mapping.unknown)
    if place == places.county:
        return Planned(event, Whose.COUNTY_ONLY, "", code)
    slug = places.slugs.get(place, "")
    return Planned(event, Whose.MUNICIPALITY if slug else Whose.OUTSIDE, slug, code)


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
