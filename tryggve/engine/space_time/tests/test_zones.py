"""Zones: which groups of neighbours there are, in the plane, on the globe, along streets and in hexagons."""

from __future__ import annotations

import numpy as np
import pytest

from tryggve.engine.errors import OutOfRange, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.space_time.zones import (
    Zones,
    ZoneSize,
    zones_by_distance,
    zones_by_hexagon,
    zones_by_network,
    zones_by_order,
)


def groups(zones: Zones) -> list[tuple[int, ...]]:
    return [zones.locations_at(place) for place in np.flatnonzero(zones.is_zone).tolist()]


def test_every_circle_is_a_zone_once() -> None:
    points = generator(1).uniform(size=(9, 2))
    zones = zones_by_distance(points)

    distances = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
    circles = {frozenset(np.flatnonzero(row <= radius).tolist()) for row in distances for radius in row}
    found = [frozenset(group) for group in groups(zones)]
    assert set(found) == circles
    assert len(found) == len(circles) == zones.n_zones


def test_equally_far_neighbours_join_in_the_order_given() -> None:
    zones = zones_by_distance([[0, 0], [0, 1], [1, 0], [-1, 0]], ZoneSize(k=3))

    assert groups(zones)[:3] == [(0,), (0, 1), (0, 1, 2)]


def test_a_zone_holds_at_most_the_share_of_the_weights() -> None:
    zones = zones_by_distance([[0, 0], [1, 0], [3, 0], [7, 0]], ZoneSize(share=0.5, weights=[5, 1, 3, 1]))

    assert groups(zones) == [(0,), (1,), (2,), (2, 1), (3,), (3, 2), (3, 2, 1)]


def test_degrees_are_measured_in_kilometres_over_the_globe() -> None:
    # Falun, Borlänge (some 19 km) and Stockholm (some 195 km).
    towns = [[15.633, 60.607], [15.436, 60.484], [18.069, 59.329]]

    near = zones_by_distance(towns, ZoneSize(radius=20), metric="great_circle")
    far = zones_by_distance(towns, ZoneSize(radius=200), metric="great_circle")

    assert groups(near) == [(0,), (0, 1), (1,), (2,)]
    assert (0, 1, 2) in groups(far)


def test_a_river_parts_what_lies_close() -> None:
    # 0 and 1 face each other over a river; the bridge is far away, by 2.
    zones = zones_by_network([0, 1, 2], [[0, 2], [1, 2], [1, 2]], [500.0, 900.0, 400.0], ZoneSize(radius=600.0))

    assert groups(zones) == [(0,), (0, 2), (1,), (1, 2), (2,), (2, 1, 0)]


def test_places_that_no_street_joins_stay_apart() -> None:
    zones = zones_by_network([0, 1, 4], [[0, 1], [4, 3]], [10.0, 10.0])

    assert groups(zones) == [(0,), (0, 1), (1,), (2,)]


def test_hexagons_grow_by_whole_rings() -> None:
    import h3

    centre = h3.latlng_to_cell(60.607, 15.633, 9)
    cells = sorted(h3.grid_disk(centre, 2))
    zones = zones_by_hexagon(cells, n_rings=2)

    from_centre = [group for group in groups(zones) if group[0] == cells.index(centre)]
    assert [len(group) for group in from_centre] == [1, 7, 19]
    assert {cells[place] for place in from_centre[1]} == set(h3.grid_disk(centre, 1))


def test_an_order_may_end_early() -> None:
    assert groups(zones_by_order([[0, 2, -1], [1, -1, -1], [2, 0, 1]])) == [(0,), (0, 2), (1,), (2,), (2, 0, 1)]


def test_what_is_no_zone_is_refused() -> None:
    with pytest.raises(TooLittleData):
        zones_by_distance(np.zeros((0, 2)))
    with pytest.raises(TooLittleData):
        zones_by_distance([[0, 0], [1, 0]], ZoneSize(share=0.1, weights=[1, 1]))
    with pytest.raises(WrongShape):
        zones_by_order([[1, 0], [0, 1]])
    with pytest.raises(WrongShape):
        ZoneSize(share=0.5)
    with pytest.raises(OutOfRange):
        zones_by_distance([[15.0, 95.0]], metric="great_circle")
    with pytest.raises(TooMuchWork):
        zones_by_distance(np.zeros((30_000, 2)))
