"""Statistics Sweden's real areas come in through the same door (kept beside the repository)."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import Any

import pytest

from config.env import ROOT
from tryggve.foundation.geography import queries
from tryggve.foundation.geography.actions import import_areas
from tryggve.foundation.geography.coordinates import wgs84_to_sweref
from tryggve.foundation.geography.shapes import AreaUpload
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import FALUN_CENTRE, NOW, Cast

FOLDER = ROOT.parent / "shared" / "data" / "geo"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the real areas are not beside the repository")
NEW_YEAR = date(2027, 1, 1)


def falun(name: str) -> dict[str, Any]:
    collection: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    mine = [one for one in collection["features"] if one["properties"]["kommunkod"] == "2080"]
    return {**collection, "features": mine}


def population() -> dict[str, int]:
    with (FOLDER / "deso_population_2022_2025.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["ar"] == "2025"]
    return {row["desokod"]: int(row["bef"]) for row in rows}


def upload(name: str, code: str, **changes: Any) -> AreaUpload:
    facts: dict[str, Any] = {
        "feature_collection": falun(name),
        "name": "DeSO 2025",
        "valid_from": NEW_YEAR,
        "source": "SCB",
        "licence": "CC0",
        "code_property": code,
        "name_property": code,
    }
    return AreaUpload(**{**facts, **changes})


def test_all_thirty_seven_small_areas_of_falun_come_in_with_their_people(cast: Cast) -> None:
    import_areas(upload=upload("deso_2025_dalarna.geojson", "desokod", population=population()), by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        areas = queries.areas_in_force(cast.elin, NEW_YEAR)
        centre = queries.area_at(cast.elin, *FALUN_CENTRE, NEW_YEAR)
        labels = [(area.centroid_lat, area.centroid_lon) for area in areas]
        at_labels = queries.areas_at(cast.elin, labels, NEW_YEAR)
    assert len(areas) == 37
    assert 55_000 < sum(area.population or 0 for area in areas) < 65_000
    assert centre is not None
    assert centre.code.startswith("2080C")
    assert [area and area.code for area in at_labels] == [area.code for area in areas]


def test_the_nineteen_larger_areas_come_in_too(cast: Cast) -> None:
    import_areas(upload=upload("regso_2025_dalarna.geojson", "regsokod"), by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert len(queries.areas_in_force(cast.elin, NEW_YEAR)) == 19


def test_the_same_areas_in_metres_land_on_the_same_ground(cast: Cast) -> None:
    in_degrees = upload("deso_2025_dalarna.geojson", "desokod")
    in_metres = upload("deso_2025_dalarna.geojson", "desokod", crs="EPSG:3006", valid_from=date(2028, 1, 1))
    for feature in in_metres.feature_collection["features"]:
        feature["geometry"]["coordinates"] = _turned(feature["geometry"]["coordinates"])
    in_metres.feature_collection.pop("crs")

    import_areas(upload=in_degrees, by=cast.elin, now=NOW)
    import_areas(upload=in_metres, by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        labels = [(area.centroid_lat, area.centroid_lon) for area in queries.areas_in_force(cast.elin, NEW_YEAR)]
        one = queries.areas_at(cast.elin, labels, NEW_YEAR)
        other = queries.areas_at(cast.elin, labels, date(2028, 1, 1))
    assert [area and area.code for area in one] == [area and area.code for area in other]


def _turned(part: Any) -> Any:
    if isinstance(part[0], int | float):
        return list(wgs84_to_sweref(part[1], part[0]))
    return [_turned(inner) for inner in part]
