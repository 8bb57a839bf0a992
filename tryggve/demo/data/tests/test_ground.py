"""The practice county's ground is whole: areas without gaps, every place in one of them."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely import Point
from shapely.geometry import shape

from tryggve.demo.data.make_areas import FOLDER, OUTLINES, areas_of, water
from tryggve.foundation.geography.area_files import read_areas
from tryggve.foundation.geography.place_types import PLACE_TYPES
from tryggve.foundation.geography.shapes import AreaUpload

MUNICIPALITIES = sorted(OUTLINES)


def rows(name: str, municipality: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["municipality"] == municipality]


def collection(name: str) -> dict[str, Any]:
    text = Path(FOLDER / name).read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(text)
    return read


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_the_areas_come_in_through_the_ordinary_import(municipality: str) -> None:
    areas = read_areas(
        AreaUpload(
            feature_collection=collection(f"{municipality}_areas.geojson"),
            name="Övningsområden",
            valid_from=date(2025, 1, 1),
            source="test",
        )
    )

    assert [area.code for area in areas] == [row["code"] for row in rows("area_seeds.csv", municipality)]
    assert all(area.population and area.population % 100 == 0 for area in areas)


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_there_is_no_gap_between_areas(municipality: str) -> None:
    grounds = [shape(one["geometry"]) for one in collection(f"{municipality}_areas.geojson")["features"]]

    whole = shapely.union_all(grounds)

    assert shapely.coverage_is_valid(grounds)
    assert whole.geom_type == "Polygon"
    assert shapely.get_num_interior_rings(whole) == 0


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_every_place_lies_in_one_area_and_on_dry_land(municipality: str) -> None:
    areas = [shape(one["geometry"]) for one in collection(f"{municipality}_areas.geojson")["features"]]
    lakes = [shape(one["geometry"]) for one in collection("water.geojson")["features"]]
    places = rows("places.csv", municipality)

    for place in places:
        here = Point(float(place["lon"]), float(place["lat"]))
        assert sum(area.contains(here) for area in areas) == 1, place
        assert not any(lake.contains(here) for lake in lakes), place
        assert place["place_type"] in PLACE_TYPES, place
    assert len({place["name"].casefold() for place in places}) == len(places)


@pytest.mark.parametrize("municipality", MUNICIPALITIES)
def test_no_place_is_an_address(municipality: str) -> None:
    assert not [place for place in rows("places.csv", municipality) if any(map(str.isdigit, place["name"]))]


def test_the_files_are_what_the_script_draws() -> None:
    for municipality in MUNICIPALITIES:
        drawn = areas_of(municipality, rows("area_seeds.csv", municipality))
        assert drawn == collection(f"{municipality}_areas.geojson")
    assert water() == collection("water.geojson")
