"""What a file of areas has to be, and what it is told when it is not."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from shapely.geometry import shape

from tryggve.foundation.geography.area_files import CannotImportAreas, read_areas
from tryggve.foundation.geography.coordinates import wgs84_to_sweref
from tryggve.foundation.geography.shapes import AreaUpload

Ring = list[list[float]]


def ring(lat: float = 60.60, lon: float = 15.60, size: float = 0.02) -> Ring:
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def feature(code: object = "A1", corners: Ring | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Område {code}", **properties},
        "geometry": {"type": "Polygon", "coordinates": [corners or ring()]},
    }


def upload(*features: Any, **changes: Any) -> AreaUpload:
    collection = {"type": "FeatureCollection", "features": list(features)}
    facts: dict[str, Any] = {"name": "Områden", "valid_from": date(2026, 1, 1), "source": "test"}
    return AreaUpload(**{"feature_collection": collection, **facts, **changes})


def refused(given: AreaUpload) -> CannotImportAreas:
    with pytest.raises(CannotImportAreas) as refusal:
        read_areas(given)
    assert str(refusal.value).count(". ") >= 2, "three beats"
    return refusal.value


def test_a_good_area_is_read_whole() -> None:
    (area,) = read_areas(upload(feature("A1", population=1200)))

    assert (area.code, area.name, area.population) == ("A1", "Område A1", 1200)
    assert area.label == (60.61, 15.61)
    assert area.bounds == (60.60, 15.60, 60.62, 15.62)


def test_areas_come_in_order_of_code() -> None:
    west, east = feature("B2", ring(lon=15.60)), feature("A1", ring(lon=15.62))

    assert [area.code for area in read_areas(upload(west, east))] == ["A1", "B2"]


def test_population_may_come_from_a_table_of_its_own() -> None:
    areas = read_areas(upload(feature("A1", population=5), population={"A1": 700}))

    assert [area.population for area in areas] == [700]


def test_an_area_of_several_islands_is_one_area() -> None:
    islands = feature("A1")
    islands["geometry"] = {"type": "MultiPolygon", "coordinates": [[ring()], [ring(lat=60.7)]]}

    (area,) = read_areas(upload(islands))

    assert area.geometry["type"] == "MultiPolygon"
    assert shape(area.geometry).intersects(shape({"type": "Point", "coordinates": area.label[::-1]}))


def test_heights_are_left_out() -> None:
    (area,) = read_areas(upload(feature("A1", [[*corner, 120.0] for corner in ring()])))

    assert {len(corner) for corner in area.geometry["coordinates"][0]} == {2}


def test_metres_are_read_when_the_file_or_the_person_says_so() -> None:
    metres = [list(wgs84_to_sweref(lat, lon)) for lon, lat in ring()]
    chosen = upload(feature("A1", metres), crs="EPSG:3006")
    declared = upload(feature("A1", metres))
    declared.feature_collection["crs"] = {"properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}

    for given in (chosen, declared):
        (area,) = read_areas(given)
        assert area.label == pytest.approx((60.61, 15.61), abs=1e-5)


def test_metres_that_nobody_declared_are_recognised() -> None:
    metres = [list(wgs84_to_sweref(lat, lon)) for lon, lat in ring()]

    assert "EPSG:3006" in str(refused(upload(feature("A1", metres))))


def test_swapped_coordinates_are_recognised() -> None:
    swapped = [[lat, lon] for lon, lat in ring()]

    assert "bytt plats" in str(refused(upload(feature("A1", swapped))))


def test_an_area_elsewhere_is_refused() -> None:
    assert "inte i Sverige" in str(refused(upload(feature("A1", ring(lat=40.0)))))


def test_an_unknown_coordinate_system_is_refused() -> None:
    assert refused(upload(feature(), crs="EPSG:3021")).field == "crs"


@pytest.mark.parametrize("collection", [None, [], "x", {"type": "Feature"}, {"type": "Polygon"}])
def test_what_is_no_collection_is_refused(collection: object) -> None:
    assert "FeatureCollection" in str(refused(upload(feature_collection=collection)))


def test_an_empty_collection_is_refused() -> None:
    assert "inga områden" in str(refused(upload()))


def test_too_many_areas_are_refused() -> None:
    assert "2001" in str(refused(upload(*[feature()] * 2001)))


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        [],
        "POLYGON",
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[15.6, 60.6]]]},
        {"type": "Polygon", "coordinates": [[["x", "y"], ["x", "y"], ["x", "y"], ["x", "y"]]]},
        {"type": "Polygon", "coordinates": [[[math.nan, 60.6], [15.7, 60.6], [15.7, 60.7], [15.6, 60.6]]]},
        {"type": "Polygon", "coordinates": [[[math.inf, 60.6], [15.7, 60.6], [15.7, 60.7], [15.6, 60.6]]]},
        {"type": "Point", "coordinates": [15.6, 60.6]},
        {"type": "LineString", "coordinates": [[15.6, 60.6], [15.7, 60.7]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Blob", "coordinates": 7},
    ],
)
def test_what_is_no_surface_is_refused_by_its_number(geometry: object) -> None:
    broken = {"type": "Feature", "properties": {"code": "A2", "name": "B"}, "geometry": geometry}

    assert "nummer 2" in str(refused(upload(feature(), broken)))


def test_a_feature_that_is_no_feature_is_refused() -> None:
    assert "nummer 1" in str(refused(upload(17)))


def test_a_missing_property_is_named_with_those_there_are() -> None:
    refusal = refused(upload(feature(), code_property="desokod"))

    assert "desokod" in str(refusal)
    assert "code, name" in str(refusal)


def test_a_name_that_is_too_long_is_refused() -> None:
    assert "Korta till 40" in str(refused(upload(feature("A" * 41))))


def test_repeated_codes_are_named() -> None:
    assert "A1" in str(refused(upload(feature("A1"), feature("A1", ring(lat=60.7)))))


def test_overlapping_areas_are_refused() -> None:
    refusal = refused(upload(feature("A1"), feature("A2", ring(lon=15.61))))

    assert {"A1", "A2"} <= set(str(refusal).replace(".", " ").split())


def test_neighbours_that_share_an_edge_are_welcome() -> None:
    assert len(read_areas(upload(feature("A1"), feature("A2", ring(lon=15.62))))) == 2


def test_a_small_crossing_is_repaired() -> None:
    spike = ring()
    spike.insert(2, [15.6201, 60.6199])
    spike.insert(3, [15.6199, 60.6199])

    (area,) = read_areas(upload(feature("A1", spike)))

    assert shape(area.geometry).is_valid


def test_an_hourglass_is_refused() -> None:
    hourglass = [[15.60, 60.60], [15.62, 60.62], [15.62, 60.60], [15.60, 60.62], [15.60, 60.60]]

    assert "korsar sig själv" in str(refused(upload(feature("A1", hourglass))))


@pytest.mark.parametrize("residents", [-1, 1.5, "många", True])
def test_a_population_that_is_no_count_is_refused(residents: object) -> None:
    assert refused(upload(feature("A1", population=residents))).field == "population"
