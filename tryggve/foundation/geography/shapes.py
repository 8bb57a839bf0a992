"""What a municipality hands in when it changes its areas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class AreaUpload:
    """A GeoJSON FeatureCollection and what it takes to read it.

    `crs` names the coordinates of the file: WGS 84 (the standard) or SWEREF 99 TM. `population`
    maps an area's code to its residents; without it the feature's own `population` is used.
    """

    feature_collection: Any  # from outside: anything at all until it has been checked
    name: str
    valid_from: date
    source: str
    licence: str = ""
    code_property: str = "code"
    name_property: str = "name"
    population: dict[str, int] | None = None
    crs: str = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class AreaDraft:
    """One checked area, ready to be stored. Degrees in WGS 84."""

    code: str
    name: str
    geometry: dict[str, Any]
    population: int | None
    label: tuple[float, float]
    bounds: tuple[float, float, float, float]
