"""Areas hold from a date; a position has one area; the stranger has others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.geography import queries
from tryggve.foundation.geography.actions import CannotChangeArea, import_areas, rename_area
from tryggve.foundation.geography.area_files import CannotImportAreas
from tryggve.foundation.geography.models import Area, AreaSet
from tryggve.foundation.geography.shapes import AreaUpload
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import FALUN_CENTRE, NOW, Cast, square

BEFORE, NEW_YEAR, AFTER = date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 1)
HERE = FALUN_CENTRE


def upload(**changes: Any) -> AreaUpload:
    lat, lon = HERE
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": square(lat, where, 0.005)}
        for code, name, where in (("N1", "Nya Knutpunkten", lon), ("N2", "Öster", lon + 0.01))
    ]
    facts: dict[str, Any] = {"name": "Nya områden", "valid_from": NEW_YEAR, "source": "Kommunen"}
    collection = {"type": "FeatureCollection", "features": features}
    return AreaUpload(**{"feature_collection": collection, **facts, **changes})


def test_a_new_set_takes_over_from_its_date(cast: Cast) -> None:
    import_areas(upload=upload(), by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        old = queries.area_at(cast.elin, *HERE, BEFORE)
        new = queries.area_at(cast.elin, *HERE, AFTER)
        names = [area.name for area in queries.areas_in_force(cast.elin, AFTER)]
    assert (old and old.name, new and new.name) == ("Knutpunkten", "Nya Knutpunkten")
    assert names == ["Nya Knutpunkten", "Öster"]


def test_before_the_first_set_there_are_no_areas(cast: Cast) -> None:
    long_ago = date(1647, 1, 1)

    with acting_as(cast.elin):
        assert queries.areas_in_force(cast.elin, long_ago) == []
        assert queries.area_at(cast.elin, *HERE, long_ago) is None
        assert queries.bounds(cast.elin, long_ago) is None
        assert queries.areas_geojson(cast.elin, long_ago)["features"] == []


def test_an_import_leaves_its_line_in_the_trail(cast: Cast) -> None:
    area_set = import_areas(upload=upload(), by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        (line,) = entries_about(cast.elin, area_set)
    assert (line.event, line.codes) == ("area_set.imported", {"areas": 2, "valid_from": "2027-01-01"})


def test_two_sets_cannot_hold_from_the_same_date(cast: Cast) -> None:
    import_areas(upload=upload(), by=cast.elin, now=NOW)

    with pytest.raises(CannotImportAreas, match="2027-01-01"):
        import_areas(upload=upload(), by=cast.elin, now=NOW)


def test_a_refused_file_leaves_nothing_behind(cast: Cast) -> None:
    broken = upload()
    broken.feature_collection["features"][1]["geometry"] = None

    with pytest.raises(CannotImportAreas):
        import_areas(upload=broken, by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert AreaSet.objects.seen_by(cast.elin).count() == 1
        assert Area.objects.seen_by(cast.elin).filter(code="N1").count() == 0


@pytest.mark.parametrize(
    ("field", "text"), [("name", " "), ("source", ""), ("name", "x" * 121), ("licence", "x" * 121)]
)
def test_a_set_says_what_it_is_and_who_made_it(cast: Cast, field: str, text: str) -> None:
    with pytest.raises(CannotImportAreas) as refusal:
        import_areas(upload=upload(**{field: text}), by=cast.elin, now=NOW)

    assert refusal.value.field == field


def test_a_reporter_may_not_import_areas(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        import_areas(upload=upload(), by=cast.rakel, now=NOW)


def test_a_renamed_area_keeps_its_ground(cast: Cast) -> None:
    area = cast.areas["bojsenburg"]

    rename_area(area_public_id=area.public_id, name=" Övre  Bojsenburg ", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        found = queries.area_at(cast.elin, 60.6265, 15.6355, BEFORE)
    assert found is not None
    assert (found.pk, found.name) == (area.pk, "Övre Bojsenburg")


def test_an_area_cannot_lose_its_name(cast: Cast) -> None:
    with pytest.raises(CannotChangeArea):
        rename_area(area_public_id=cast.areas["bojsenburg"].public_id, name="  ", by=cast.elin, now=NOW)


def test_a_position_on_a_border_has_one_area_always_the_same(cast: Cast) -> None:
    import_areas(upload=upload(), by=cast.elin, now=NOW)
    on_the_border = (HERE[0], round(HERE[1] + 0.005, 6))

    with acting_as(cast.elin):
        found = [queries.area_at(cast.elin, *on_the_border, AFTER) for _ in range(3)]

    assert {area.code for area in found if area} == {"N1"}


def test_many_positions_cost_no_more_than_one(cast: Cast) -> None:
    import_areas(upload=upload(), by=cast.elin, now=NOW)
    positions = [HERE, (HERE[0], HERE[1] + 0.01), (50.0, 15.0)]
    with acting_as(cast.elin):
        queries.area_at(cast.elin, *HERE, AFTER)

        with CaptureQueriesContext(connection) as few:
            queries.areas_at(cast.elin, positions, AFTER)
        with CaptureQueriesContext(connection) as many:
            found = queries.areas_at(cast.elin, positions * 100, AFTER)

    assert len(many) == len(few) == 2
    assert [area and area.code for area in found[:3]] == ["N1", "N2", None]


def test_the_map_gets_public_ids_and_labels_only(cast: Cast) -> None:
    with acting_as(cast.elin):
        collection = queries.areas_geojson(cast.elin, BEFORE)
        south, west, north, east = queries.bounds(cast.elin, BEFORE) or (0, 0, 0, 0)

    assert {feature["id"] for feature in collection["features"]} == {
        cast.areas[key].public_id for key in ("knutpunkten", "bojsenburg", "norslund")
    }
    assert set(collection["features"][0]["properties"]) == {
        "public_id", "code", "name", "population", "lat", "lon",
    }  # fmt: skip
    assert (south < HERE[0] < north, west < HERE[1] < east) == (True, True)


def test_the_stranger_has_none_of_these_areas(cast: Cast) -> None:
    area_set = import_areas(upload=upload(), by=cast.elin, now=NOW)

    with acting_as(cast.frida):
        assert queries.area_at(cast.frida, *HERE, AFTER) is None
        assert [area.name for area in queries.areas_in_force(cast.frida, AFTER)] == ["Tjärna Ängar"]
        assert len(queries.areas_geojson(cast.frida, AFTER)["features"]) == 1
        assert area_set.public_id not in [one.public_id for one in queries.area_sets(cast.frida)]
        with pytest.raises(NotFound):
            queries.area_by_public_id(cast.frida, cast.areas["knutpunkten"].public_id)
    with pytest.raises(NotFound):
        rename_area(area_public_id=cast.areas["knutpunkten"].public_id, name="Vårt", by=cast.bo, now=NOW)


def test_both_towns_may_have_a_set_from_the_same_date(cast: Cast) -> None:
    import_areas(upload=upload(), by=cast.elin, now=NOW)

    import_areas(upload=upload(), by=cast.bo, now=NOW)

    with acting_as(cast.bo):
        mine = queries.area_at(cast.bo, *HERE, AFTER)
    with acting_as(cast.elin):
        theirs = queries.area_at(cast.elin, *HERE, AFTER)
    assert mine is not None
    assert theirs is not None
    assert mine.municipality_id != theirs.municipality_id
