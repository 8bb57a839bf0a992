"""Which areas hold on a date, which one is a position in, and which places have a name?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import cos, radians
from typing import Any

from django.db.models import Max, Min

from tryggve.foundation.geography.area_index import AreaIndex, index_for
from tryggve.foundation.geography.coordinates import distance_m
from tryggve.foundation.geography.models import Area, AreaSet, Place
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.viewer import Viewer

METRES_PER_DEGREE = 111_000


def area_sets(viewer: Viewer) -> list[AreaSet]:
    """Every set, the newest first."""
    return list(AreaSet.objects.seen_by(viewer).order_by("-valid_from"))


def area_set_in_force(viewer: Viewer, on_date: date) -> AreaSet | None:
    """The set with the latest start that is not after the date."""
    return AreaSet.objects.seen_by(viewer).filter(valid_from__lte=on_date).order_by("-valid_from").first()


def areas_in_force(viewer: Viewer, on_date: date) -> list[Area]:
    """The areas that hold on the date, by code and without their geometry."""
    area_set = area_set_in_force(viewer, on_date)
    return [] if area_set is None else list(_areas_of(viewer, area_set.pk).defer("geometry"))


def area_by_public_id(viewer: Viewer, public_id: str) -> Area:
    """The area, of whatever set; NotFound for a stranger's."""
    return Area.objects.seen_by(viewer).defer("geometry").one(public_id=public_id)


def area_at(viewer: Viewer, lat: float, lon: float, on_date: date) -> Area | None:
    """The area the position is in, or None outside all of them."""
    return areas_at(viewer, [(lat, lon)], on_date)[0]


def areas_at(viewer: Viewer, positions: Sequence[tuple[float, float]], on_date: date) -> list[Area | None]:
    """The area of each (lat, lon), with two queries however many there are."""
    return areas_when(viewer, [(lat, lon, on_date) for lat, lon in positions])


def areas_when(viewer: Viewer, moments: Sequence[tuple[float, float, date]]) -> list[Area | None]:
    """The area of each (lat, lon, date), with one query for the sets and one for each set that is needed."""
    sets = AreaSet.objects.seen_by(viewer).order_by().values_list("valid_from", "pk", "geometry_hash")
    held = sorted(sets, reverse=True)
    by_set: dict[tuple[int, str], list[int]] = {}
    for number, (_lat, _lon, day) in enumerate(moments):
        in_force = next(((pk, digest) for valid_from, pk, digest in held if valid_from <= day), None)
        if in_force is not None:
            by_set.setdefault(in_force, []).append(number)
    found: list[Area | None] = [None] * len(moments)
    for (pk, digest), numbers in by_set.items():
        index = _index(viewer, pk, digest)
        codes = {number: index.code_at(*moments[number][:2]) for number in numbers}
        rows = _areas_of(viewer, pk).filter(code__in={code for code in codes.values() if code is not None})
        by_code = {area.code: area for area in rows.defer("geometry").order_by()}
        for number, code in codes.items():
            found[number] = by_code[code] if code is not None else None
    return found


def areas_geojson(viewer: Viewer, on_date: date) -> dict[str, Any]:
    """The areas as a FeatureCollection for the map; public ids, and where the label goes."""
    area_set = area_set_in_force(viewer, on_date)
    areas = [] if area_set is None else list(_areas_of(viewer, area_set.pk))
    return {"type": "FeatureCollection", "features": [_feature(area) for area in areas]}


def bounds(viewer: Viewer, on_date: date) -> tuple[float, float, float, float] | None:
    """(south, west, north, east) around all areas, for the map's first view."""
    area_set = area_set_in_force(viewer, on_date)
    if area_set is None:
        return None
    edges = _areas_of(viewer, area_set.pk).aggregate(
        south=Min("min_lat"), west=Min("min_lon"), north=Max("max_lat"), east=Max("max_lon")
    )
    return edges["south"], edges["west"], edges["north"], edges["east"]


def places(viewer: Viewer, *, include_inactive: bool = False) -> SeenQuerySet[Place]:
    """The named places in use, by name."""
    seen = Place.objects.seen_by(viewer).order_by("name")
    return seen if include_inactive else seen.filter(is_active=True)


def place_by_public_id(viewer: Viewer, public_id: str) -> Place:
    """The place, also one no longer used; NotFound for a stranger's."""
    return Place.objects.seen_by(viewer).one(public_id=public_id)


def place_by_name(viewer: Viewer, name: str) -> Place | None:
    """The place in use with this name, whatever its capitals and spaces."""
    wanted = " ".join(name.split()).casefold()
    return next((place for place in places(viewer) if place.name.casefold() == wanted), None)


def nearest_place(viewer: Viewer, lat: float, lon: float, *, within_m: float = 200) -> Place | None:
    """The closest named place in use, or None when none is that near."""
    north_south = within_m / METRES_PER_DEGREE
    east_west = north_south / cos(radians(lat))
    near = places(viewer).filter(
        lat__range=(lat - north_south, lat + north_south), lon__range=(lon - east_west, lon + east_west)
    )
    by_distance = sorted((distance_m(lat, lon, place.lat, place.lon), place.name, place) for place in near)
    return by_distance[0][2] if by_distance and by_distance[0][0] <= within_m else None


def _areas_of(viewer: Viewer, area_set: int) -> SeenQuerySet[Area]:
    return Area.objects.seen_by(viewer).filter(area_set_id=area_set).order_by("code")


def _index(viewer: Viewer, area_set: int, geometry_hash: str) -> AreaIndex:
    def load() -> list[tuple[str, dict[str, Any]]]:
        return list(_areas_of(viewer, area_set).values_list("code", "geometry"))

    if not geometry_hash:  # nobody has vouched that its ground stays: never keep it
        return AreaIndex.build(load())
    return index_for((viewer.home_id, area_set, geometry_hash), load)


def _feature(area: Area) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": area.public_id,
        "properties": {
            "public_id": area.public_id,
            "code": area.code,
            "name": area.name,
            "population": area.population,
            "lat": area.centroid_lat,
            "lon": area.centroid_lon,
        },
        "geometry": area.geometry,
    }
