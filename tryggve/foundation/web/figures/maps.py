"""A still map as SVG from GeoJSON: for paper, for no script, and while the living map starts.

Equirectangular, fitted to 4:3. Shapes scale with the page; names keep their text size.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from tryggve.foundation.web.figures.svg import join, percent, short, tag

WIDTH, HEIGHT = 800, 600
MARGIN = 0.04
#: Points closer than this (of 800) are left out: a still picture needs no more.
COARSE = 1.0
RING_LEAST = 3
NAMES_AT_MOST = 40
ORDER = {"water": 1, "area": 0, "hex": 2, "point": 3}
STEPS_MOST = 4

Feature = Mapping[str, Any]
Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """From longitude and latitude to the picture."""

    west: float
    north: float
    scale: float
    squeeze: float
    left: float
    top: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> Frame:
        """The least 4:3 frame that holds every point, with a margin."""
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = math.cos(math.radians((south + north) / 2))
        wide = max((east - west) * squeeze, 1e-6)
        high = max(north - south, 1e-6)
        scale = min(WIDTH * (1 - 2 * MARGIN) / wide, HEIGHT * (1 - 2 * MARGIN) / high)
        return cls(west, north, scale, squeeze, (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2)

    def place(self, point: Sequence[float]) -> tuple[float, float]:
        """Where a longitude and latitude fall, of 800 by 600."""
        x = self.left + (point[0] - self.west) * self.squeeze * self.scale
        return x, self.top + (self.north - point[1]) * self.scale


def static_map(collection: Mapping[str, Any], label: str) -> SafeString:
    """The whole picture. Nothing to draw gives nothing."""
    features = sorted(collection.get("features", []), key=lambda f: ORDER.get(_kind(f), 0))
    points = [point for feature in framed(features) for point in _points(feature)]
    if not points:
        return join([])
    frame = Frame.around(points)
    shapes = [_shape(feature, frame) for feature in features if _kind(feature) != "point"]
    edges = [_chosen(feature, frame) for feature in features if _properties(feature).get("chosen")]
    ground = tag(
        "svg",
        join(shapes + edges),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width="100%",
        height="100%",
        preserveAspectRatio="none",
    )
    over = [_dot(feature, frame) for feature in features if _kind(feature) == "point"]
    named = [
        feature
        for feature in features
        if _kind(feature) in ("area", "water")
        and _properties(feature).get("name")
        and not _properties(feature).get("chosen")
    ]
    names = [_name(feature, frame) for feature in named[:NAMES_AT_MOST]]
    plates = [_plate(f, frame) for f in features if _properties(f).get("chosen")]
    return tag(
        "svg",
        join([ground, *over, *names, *plates]),
        class_="static-map",
        width="100%",
        height="100%",
        role="img",
        aria_label=label,
    )


def framed(features: Sequence[Feature]) -> Sequence[Feature]:
    """The features the picture is fitted to: those with `frame`, else all. The rest is cut at the edge.

    A municipality is mostly forest; fitted to all of it, the town would be too small to read.
    """
    return [feature for feature in features if _properties(feature).get("frame")] or features


def _properties(feature: Feature) -> Mapping[str, Any]:
    return feature.get("properties") or {}


def _kind(feature: Feature) -> str:
    return str(_properties(feature).get("kind") or "area")


def _rings(feature: Feature) -> Iterable[Sequence[Sequence[float]]]:
    geometry = feature.get("geometry") or {}
    if geometry.get("type") == "Polygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def _points(feature: Feature) -> list[tuple[float, float]]:
    geometry = feature.get("geometry") or {}
    if geometry.get("type") == "Point":
        return [(geometry["coordinates"][0], geometry["coordinates"][1])]
    return [(point[0], point[1]) for ring in _rings(feature) for point in ring]


def _thinned(ring: Sequence[Sequence[float]], frame: Frame) -> Ring:
    kept: Ring = []
    for point in ring:
        place = frame.place(point)
        if not kept or math.dist(kept[-1], place) >= COARSE:
            kept.append(place)
    return kept


def _path(feature: Feature, frame: Frame) -> str:
    return "".join(
        "M" + "L".join(f"{short(round(x, 1))} {short(round(y, 1))}" for x, y in ring) + "Z"
        for ring in (_thinned(ring, frame) for ring in _rings(feature))
        if len(ring) >= RING_LEAST
    )


def _chosen(feature: Feature, frame: Frame) -> SafeString:
    """Above everything else: what the group has decided is never half hidden."""
    return tag("path", class_="m-chosen", d=_path(feature, frame), vector_effect="non-scaling-stroke")


def _shape(feature: Feature, frame: Frame) -> SafeString:
    path = _path(feature, frame)
    properties, kind = _properties(feature), _kind(feature)
    step = min(int(properties.get("step") or 0), STEPS_MOST)
    css = [f"m-{kind}", *([f"m-step-{step}"] if step else [])]
    drawn = [tag("path", class_=" ".join(css), d=path, vector_effect="non-scaling-stroke")]
    if properties.get("missing"):
        drawn.append(tag("path", class_="m-missing", d=path, vector_effect="non-scaling-stroke"))
    return join(drawn)


def _middle(feature: Feature, frame: Frame) -> tuple[float, float]:
    """The middle of the largest ring, by area."""
    rings = [[frame.place(point) for point in ring] for ring in _rings(feature)]
    best, most = (WIDTH / 2, HEIGHT / 2), -1.0
    for ring in rings:
        size, sum_x, sum_y = 0.0, 0.0, 0.0
        for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
            cross = x1 * y2 - x2 * y1
            size, sum_x, sum_y = size + cross, sum_x + (x1 + x2) * cross, sum_y + (y1 + y2) * cross
        if abs(size) > most and size:
            best, most = (sum_x / (3 * size), sum_y / (3 * size)), abs(size)
    return best


def _name(feature: Feature, frame: Frame) -> SafeString:
    properties, (x, y) = _properties(feature), _middle(feature, frame)
    css = "m-name m-water-name" if _kind(feature) == "water" else "m-name"
    return tag("text", str(properties["name"]), class_=css, x=percent(x / WIDTH), y=percent(y / HEIGHT))


def _plate(feature: Feature, frame: Frame) -> SafeString:
    x, y = _middle(feature, frame)
    drawn = [
        tag("rect", class_="m-plate", x=-11, y=-20, width=22, height=22, rx=3),
        tag("text", str(_properties(feature)["chosen"]), class_="m-plate-number", x=0, y=-4),
        tag("text", str(_properties(feature).get("name") or ""), class_="m-name m-chosen-name", x=0, y=18),
    ]
    # A nested svg without a size carries its pixels to a share of the width.
    return tag("svg", join(drawn), x=percent(x / WIDTH), y=percent(y / HEIGHT), class_="m-plate-box")


def _dot(feature: Feature, frame: Frame) -> SafeString:
    properties = _properties(feature)
    x, y = frame.place(_points(feature)[0])
    group = str(properties.get("group") or "")[:1]
    css = f"m-point cat-{group}" if group.isalpha() else "m-point"
    return tag("circle", class_=css, cx=percent(x / WIDTH), cy=percent(y / HEIGHT), r=6)
