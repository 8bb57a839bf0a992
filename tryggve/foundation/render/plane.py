"""Where on the paper does a place lie? A small flat plane around some areas, in pixels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

Geometry = Mapping[str, Any]
PLANE_WIDTH = 682
TALLEST = 470
MARGIN = 6.0


def heat_step(count: int, most: int) -> int:
    """Which of the four copper steps a count gets, against the largest; 0 for none."""
    return 0 if count <= 0 or most <= 0 else min(4, math.ceil(4 * count / most))


@dataclass(frozen=True, slots=True)
class Plane:
    """Degrees to pixels: equirectangular at the areas' own latitude, fit to the page's width."""

    west: float
    north: float
    squeeze: float
    scale: float
    indent: float
    width: int
    height: int

    @classmethod
    def around(cls, geometries: Sequence[Geometry]) -> Self:
        """The plane that holds every geometry."""
        points = [point for geometry in geometries for ring in _rings(geometry) for point in ring]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = math.cos(math.radians((south + north) / 2))
        across, down = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
        scale = min((PLANE_WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / down)
        height = round(down * scale + 2 * MARGIN)
        indent = (PLANE_WIDTH - across * scale) / 2
        return cls(west, north, squeeze, scale, indent, PLANE_WIDTH, height)

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where the point lands, in pixels from the top left, to a tenth."""
        x = self.indent + (longitude - self.west) * self.squeeze * self.scale
        y = MARGIN + (self.north - latitude) * self.scale
        return round(x, 1), round(y, 1)

    def flat(self, geometry: Geometry) -> dict[str, Any]:
        """The same geometry in pixels."""
        polygons = [
            [[list(self.pixel(p[0], p[1])) for p in ring] for ring in polygon] for polygon in _polygons(geometry)
        ]
        return {"type": "MultiPolygon", "coordinates": polygons}

    def middle(self, geometry: Geometry) -> tuple[float, float]:
        """The centre of gravity of the largest outer ring, in pixels."""
        rings = [[self.pixel(p[0], p[1]) for p in polygon[0]] for polygon in _polygons(geometry)]
        largest = max(rings, key=lambda ring: abs(_doubled_area(ring)))
        area = _doubled_area(largest)
        if area == 0:
            return largest[0]
        x = y = 0.0
        for (x0, y0), (x1, y1) in _edges(largest):
            cross = x0 * y1 - x1 * y0
            x += (x0 + x1) * cross
            y += (y0 + y1) * cross
        return round(x / (3 * area), 1), round(y / (3 * area), 1)


def _polygons(geometry: Geometry) -> list[Any]:
    coordinates: list[Any] = list(geometry["coordinates"])
    return coordinates if geometry["type"] == "MultiPolygon" else [coordinates]


def _rings(geometry: Geometry) -> Iterator[Any]:
    for polygon in _polygons(geometry):
        yield from polygon


def _edges(ring: list[tuple[float, float]]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    yield from zip(ring, ring[1:] + ring[:1], strict=True)


def _doubled_area(ring: list[tuple[float, float]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in _edges(ring))
