"""Where on the ground? WGS 84 degrees, SWEREF 99 TM metres, and the 100 m cell between them.

A shared incident carries the middle of its cell and nothing finer (SECURITY.md section 5). The
cells follow SWEREF 99 TM, the grid that Swedish statistics use, so every municipality has the
same ones.
"""

from __future__ import annotations

from functools import cache
from math import asin, cos, floor, radians, sin, sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyproj import Transformer

WGS84 = "EPSG:4326"
SWEREF99TM = "EPSG:3006"
CELL_M = 100
EARTH_RADIUS_M = 6_371_000
#: About a decimetre: finer says nothing about a cell's middle.
DECIMALS = 6

#: Sweden with a margin. Outside it a position is a mistake, most often swapped or in metres.
SOUTH, WEST, NORTH, EAST = 54.5, 9.5, 69.8, 25.0


@cache
def _transformer(source: str, target: str) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def in_sweden(lat: float, lon: float) -> bool:
    """Whether the position can be in Sweden at all."""
    return SOUTH <= lat <= NORTH and WEST <= lon <= EAST


def wgs84_to_sweref(lat: float, lon: float) -> tuple[float, float]:
    """(east, north) in metres."""
    east, north = _transformer(WGS84, SWEREF99TM).transform(lon, lat)
    return float(east), float(north)


def sweref_to_wgs84(east: float, north: float) -> tuple[float, float]:
    """(lat, lon) in degrees."""
    lon, lat = _transformer(SWEREF99TM, WGS84).transform(east, north)
    return float(lat), float(lon)


def to_lon_lat(metres: Any) -> Any:
    """Corners in SWEREF 99 TM, shape (n, 2), as corners in degrees, in the order GeoJSON has."""
    lon, lat = _transformer(SWEREF99TM, WGS84).transform(metres[:, 0], metres[:, 1])
    degrees = metres.copy()
    degrees[:, 0], degrees[:, 1] = lon, lat
    return degrees


def cell_100m(lat: float, lon: float) -> str:
    """The cell's name: the hundreds of metres east and north of its south-western corner.

    >>> cell_100m(60.6072, 15.6318)
    'E5345N67192'
    """
    east, north = wgs84_to_sweref(lat, lon)
    return f"E{floor(east / CELL_M)}N{floor(north / CELL_M)}"


def snap_100m(lat: float, lon: float) -> tuple[float, float]:
    """(lat, lon) of the middle of the 100 m cell. Snapping again changes nothing."""
    east, north = wgs84_to_sweref(lat, lon)
    middle = [floor(metres / CELL_M) * CELL_M + CELL_M / 2 for metres in (east, north)]
    snapped_lat, snapped_lon = sweref_to_wgs84(*middle)
    return round(snapped_lat, DECIMALS), round(snapped_lon, DECIMALS)


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Metres between two positions on a sphere (haversine); within 0.5 % of the true distance."""
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))
