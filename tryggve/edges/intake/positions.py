"""Where is a row, in whatever reference system and order its numbers are? Pure (pyproj).

The system is the one that puts most of the file's points in or near the municipality.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tryggve.edges.intake.limits import CannotRead
from tryggve.edges.intake.shapes import Cell, Setting
from tryggve.foundation.geography.coordinates import WGS84, distance_m
from tryggve.kernel.text import mark as _

if TYPE_CHECKING:
    from pyproj import Transformer

#: WGS 84, SWEREF 99 TM, RT 90 2.5 gon V, the local zones of SWEREF 99 (12 00 to 23 15), the others of RT 90.
SYSTEMS = (WGS84, "EPSG:3006", "EPSG:3021", *(f"EPSG:{code}" for code in (*range(3007, 3019), *range(3019, 3025))))
#: Half the height and width, in degrees, of what is near a municipality's middle: some 45 km.
_NEAR = (0.4, 0.8)
_MARGIN = (0.05, 0.1)
_SAMPLE = 400
_CENTRE_M = 60
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:e[-+]?\d+)?", re.IGNORECASE)
_DEGREES = re.compile(
    r"(\d{1,3})\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:\"|″|''|”)\s*)?"
)
_PAIR = re.compile(r"\s*([-+]?\d+(?:[.,]\d+)?)\s*(?:,\s+|;\s*|/\s*|\s+|,(?=\s*[-+]?\d+\.))\s*([-+]?\d+(?:[.,]\d+)?)\s*")
_PLAIN_PAIR = re.compile(r"\s*(\d+\.\d+)\s*,\s*(\d+\.\d+)\s*")
_WKT = re.compile(r"\s*(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(\s*([-\d.]+)\s+([-\d.]+)[^)]*\)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A position in WGS 84, or none, and what was done to get it."""

    lat: float | None = None
    lon: float | None = None
    precision: str = "unknown"
    warnings: tuple[str, ...] = ()


def number_in(value: Cell) -> float | None:
    """The number of a cell: decimal comma or point, spaces between thousands, degrees with minutes."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else None
    if not isinstance(value, str) or len(value) > 40:
        return None
    text = value.strip().replace("\u00a0", " ").replace("\u202f", " ")
    degrees = _DEGREES.search(text)
    if degrees and degrees[1]:
        parts = [float((part or "0").replace(",", ".")) for part in degrees.groups()]
        return parts[0] + parts[1] / 60 + parts[2] / 3600
    text = re.sub(r"^[NESWÖÅnesö]\s*[:=]?\s*|\s*[NESWÖÅnesö°m]$", "", text)
    text = re.sub(r"(?<=\d)[ '](?=\d{3}(?:\D|$))", "", text)
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = float(text.replace(",", "."))
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def pair_in(value: Cell) -> tuple[float, float] | None:
    """(north, east) of a cell that holds both; a WKT point has the east first."""
    if not isinstance(value, str) or len(value) > 100:
        return None
    wkt = _WKT.fullmatch(value)
    if wkt:
        return float(wkt[2]), float(wkt[1])
    found = _PLAIN_PAIR.fullmatch(value) or _PAIR.fullmatch(value)
    if found is None:
        return None
    return float(found[1].replace(",", ".")), float(found[2].replace(",", "."))


def system_of(points: Sequence[tuple[float, float]], said: str, setting: Setting) -> str:
    """The reference system: what was said, else what puts most points near. Raises CannotRead."""
    if said:
        _transformer(said)
        return said
    sample = points[:_SAMPLE]
    if not sample:
        return WGS84
    best, most = WGS84, 0
    for system in SYSTEMS:
        near = sum(1 for north, east in sample if _found(system, north, east, setting) is not None)
        if near > most:
            best, most = system, near
        if most == len(sample):
            break
    return best


def spot_at(system: str, north: float, east: float, setting: Setting) -> Spot:
    """The position, its axes put right; no position when it is far away in either order."""
    found = _found(system, north, east, setting)
    if found is None:
        return Spot(warnings=("coord_outside_area",))
    lat, lon, is_swapped = found
    warnings = ("coord_swapped",) if is_swapped else ()
    if distance_m(lat, lon, *setting.centre) <= _CENTRE_M:
        return Spot(round(lat, 6), round(lon, 6), "municipality", (*warnings, "coord_is_municipality"))
    return Spot(round(lat, 6), round(lon, 6), "exact", warnings)


def _found(system: str, north: float, east: float, setting: Setting) -> tuple[float, float, bool] | None:
    for one, other, is_swapped in ((north, east, False), (east, north, True)):
        lat, lon = _to_wgs84(system, one, other)
        if _is_near(lat, lon, setting):
            return lat, lon, is_swapped
    return None


def _is_near(lat: float, lon: float, setting: Setting) -> bool:
    middle_lat, middle_lon = setting.centre
    if abs(lat - middle_lat) <= _NEAR[0] and abs(lon - middle_lon) <= _NEAR[1]:
        return True
    if setting.bounds is None:
        return False
    south, west, north, east = setting.bounds
    return south - _MARGIN[0] <= lat <= north + _MARGIN[0] and west - _MARGIN[1] <= lon <= east + _MARGIN[1]


def _to_wgs84(system: str, north: float, east: float) -> tuple[float, float]:
    if system == WGS84:
        return north, east
    lon, lat = _transformer(system).transform(east, north)
    return float(lat), float(lon)


@cache
def _transformer(system: str) -> Transformer:
    from pyproj import Transformer
    from pyproj.exceptions import CRSError

    try:
        return Transformer.from_crs(system, WGS84, always_xy=True)
    except CRSError as error:
        raise CannotRead(
            _(
                "Referenssystemet finns inte. Vi fick {crs}. "
                "Ange till exempel EPSG:3006 (SWEREF 99 TM) eller EPSG:4326 (WGS 84)."
            ),
            crs=system[:40],
        ) from error
