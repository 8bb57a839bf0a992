"""Positions lose their last hundred metres, always in the same way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tryggve.foundation.geography.coordinates import (
    cell_100m,
    distance_m,
    in_sweden,
    snap_100m,
    sweref_to_wgs84,
    wgs84_to_sweref,
)

LATITUDES = st.floats(55.4, 69.0)
LONGITUDES = st.floats(11.0, 24.0)


def test_the_published_control_point_has_its_metres() -> None:
    # Lantmäteriet's control point for SWEREF 99 TM: 55° 00' N 12° 45' E.
    east, north = wgs84_to_sweref(55.0, 12.75)

    assert abs(north - 6_097_106.672) < 0.001
    assert abs(east - 356_083.438) < 0.001


@given(LATITUDES, LONGITUDES)
def test_there_and_back_is_where_we_were(lat: float, lon: float) -> None:
    back_lat, back_lon = sweref_to_wgs84(*wgs84_to_sweref(lat, lon))

    assert distance_m(lat, lon, back_lat, back_lon) < 0.01


@given(LATITUDES, LONGITUDES)
def test_snapping_twice_changes_nothing(lat: float, lon: float) -> None:
    once = snap_100m(lat, lon)

    assert snap_100m(*once) == once
    assert cell_100m(*once) == cell_100m(lat, lon)


@given(LATITUDES, LONGITUDES)
def test_snapping_moves_a_point_no_further_than_half_a_diagonal(lat: float, lon: float) -> None:
    assert distance_m(lat, lon, *snap_100m(lat, lon)) < 71.5


def test_neighbours_in_one_cell_become_one_point() -> None:
    lat, lon = snap_100m(60.6037, 15.6388)

    assert {snap_100m(lat + north, lon + east) for north in (-3e-4, 0, 3e-4) for east in (-6e-4, 0, 6e-4)} == {
        (lat, lon)
    }


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert round(distance_m(60, 15, 61, 15), -3) == 111_000
    assert distance_m(60, 15, 60, 15) == 0


def test_swapped_and_metric_positions_are_outside_sweden() -> None:
    assert in_sweden(60.6, 15.6)
    assert not in_sweden(15.6, 60.6)
    assert not in_sweden(6_719_000, 534_000)
