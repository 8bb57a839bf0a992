"""Does a picture say what its figures say?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tryggve.foundation.render.charts import area_map, interval_plot
from tryggve.foundation.render.palette import LIGHT
from tryggve.foundation.render.plane import PLANE_WIDTH, Plane, heat_step


def square(west: float, south: float) -> dict[str, Any]:
    ring = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.01], [west, south + 0.01], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


AREAS = {
    "features": [
        {"geometry": square(15.60, 60.60), "properties": {"key": "norra", "name": "Norra"}},
        {"geometry": square(15.63, 60.60), "properties": {"key": "sodra", "name": "Södra"}},
        {"geometry": square(15.66, 60.60), "properties": {"key": "gruvan", "name": "Gruvan"}},
    ]
}


def test_the_chosen_area_has_a_red_edge_and_its_number() -> None:
    svg = area_map(AREAS, {"norra": 3, "sodra": 12}, prioritised=["sodra"])

    assert LIGHT["falu-ink"].lower() in svg.lower()
    assert ">1</text>" in svg
    assert "Södra" in svg


def test_silence_is_hatched_and_a_zero_is_not() -> None:
    silent = area_map(AREAS, {"norra": 3, "gruvan": None}, missing=["gruvan"])
    answered = area_map(AREAS, {"norra": 3, "gruvan": 0})

    assert "url(#hatch)" in silent
    assert "url(#hatch)" not in answered


def test_the_same_figures_draw_the_same_picture() -> None:
    assert area_map(AREAS, {"norra": 3}) == area_map(AREAS, {"norra": 3})


def test_an_interval_names_its_place_and_no_change() -> None:
    svg = interval_plot([{"name": "Östanforsparken", "ratio": 0.78, "low": 0.53, "high": 1.15}])

    assert "Östanforsparken" in svg
    assert "ingen ändring" in svg
    assert "50 % färre" in svg


@pytest.mark.parametrize(("count", "step"), [(0, 0), (1, 1), (3, 1), (4, 2), (12, 4)])
def test_heat_has_four_steps_against_the_largest(count: int, step: int) -> None:
    assert heat_step(count, 12) == step


def test_a_place_further_north_lies_higher_and_all_fit_on_the_paper() -> None:
    plane = Plane.around([feature["geometry"] for feature in AREAS["features"]])
    south, north = plane.pixel(15.64, 60.601), plane.pixel(15.64, 60.609)

    assert north[1] < south[1]
    assert 0 <= plane.pixel(15.60, 60.61)[0] < plane.pixel(15.68, 60.60)[0] <= PLANE_WIDTH


def test_the_middle_of_a_square_is_its_middle() -> None:
    plane = Plane.around([square(15.60, 60.60)])

    assert plane.middle(square(15.60, 60.60)) == pytest.approx(plane.pixel(15.61, 60.605), abs=0.2)


def test_the_palette_of_paper_is_the_light_palette_of_the_pages() -> None:
    from importlib.resources import files

    css = (files("tryggve.foundation.web") / "static" / "web" / "tokens.css").read_text()
    light = css.split("color-scheme: dark")[0]
    tokens = dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-Fa-f]{6});", light))

    assert {name: tokens[name].upper() for name in LIGHT} == LIGHT
