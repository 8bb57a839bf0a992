"""What the practice county is made of, read from its data files."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
CODE, NAME, BOARD, SLUG = "20", "Dalarnas län", "Länsstyrelsen i Dalarnas län", "dalarna"


@dataclass(frozen=True, slots=True)
class MunicipalityFacts:
    """A municipality as it is laid up."""

    slug: str
    code: str
    name: str
    centre: tuple[float, float]
    rhythm_weeks: int
    meets_at: str
    centre_areas: tuple[str, ...]
    purpose: str


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party in one municipality: what it promised, and about what it usually reports."""

    key: str
    name: str
    kind: str
    commitment: str
    weekly: float
    on_time: float
    reports: dict[str, float]
    places: tuple[str, ...] = ()
    only_areas: tuple[str, ...] = ()
    residential: bool = False
    follows_terms: bool = False
    is_county_wide: bool = False
    members: str = ""
    n_members: int = 0


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody invented."""

    first: str
    name: str
    at: str
    roles: tuple[str, ...]

    @property
    def email(self) -> str:
        """At a domain that is kept for examples."""
        return f"{self.first}@exempel.se"


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A public place by name."""

    name: str
    lat: float
    lon: float
    place_type: str


@dataclass(frozen=True, slots=True)
class Story:
    """One kind of incident: where and when it tends to happen, and how people put it."""

    code: str
    places: tuple[str, ...]
    when: str
    at: str
    texts: tuple[str, ...] = field(default=())


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _tupled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


@cache
def municipalities() -> tuple[MunicipalityFacts, ...]:
    """Falun, Borlänge and Ludvika."""
    return tuple(MunicipalityFacts(slug=slug, **_tupled(row)) for slug, row in _toml("municipalities.toml").items())


@cache
def parties(slug: str) -> tuple[PartyFacts, ...]:
    """Who has signed in a municipality."""
    return tuple(PartyFacts(key=key, **_tupled(row)) for key, row in _toml("parties.toml")[slug].items())


@cache
def people(slug: str) -> tuple[PersonFacts, ...]:
    """The people of a municipality, or of the `county`."""
    return tuple(PersonFacts(first=first, **_tupled(row)) for first, row in _toml("people.toml")[slug].items())


@cache
def stories() -> dict[str, Story]:
    """Category code → its story."""
    return {code: Story(code=code, **_tupled(row)) for code, row in _toml("stories.toml").items()}


def areas(slug: str) -> dict[str, Any]:
    """The areas as GeoJSON."""
    collection: dict[str, Any] = json.loads((DATA / f"{slug}_areas.geojson").read_text(encoding="utf-8"))
    return collection


def places(slug: str) -> list[PlaceFacts]:
    """The named places."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return [
            PlaceFacts(row["name"], float(row["lat"]), float(row["lon"]), row["place_type"])
            for row in csv.DictReader(file)
            if row["municipality"] == slug
        ]
