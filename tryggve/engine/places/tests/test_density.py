"""Density: nothing is lost between cells, and the numbers are those of the textbook's sum."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import NotFinite, OutOfRange, TooFewIncidents, TooMuchWork, WrongShape
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.numerics.smoothing import Kernel, Smoothing
from tryggve.engine.places.density import (
    Grid,
    bandwidth_by_likelihood,
    bandwidth_by_rule,
    density_at,
    density_on_grid,
    dual_density,
)
from tryggve.engine.tests.tolerances import reached

CITY = Grid(west=0, south=0, cell=50, n_columns=60, n_rows=40)
KERNELS: tuple[Kernel, ...] = ("gaussian", "quartic", "epanechnikov")


def some_events(n: int = 500) -> tuple[Floats, Floats]:
    chance = generator(5)
    return chance.uniform(-200, 3200, n), chance.uniform(-200, 2200, n)


def textbook(x: Floats, y: Floats, place: tuple[float, float], smoothing: Smoothing) -> float:
    square = ((x - place[0]) ** 2 + (y - place[1]) ** 2) / smoothing.bandwidth**2
    area = math.pi * smoothing.bandwidth**2
    if smoothing.kernel == "gaussian":
        return math.fsum(np.exp(-square / 2)) / (2 * area)
    left = np.maximum(0, 1 - square)
    return math.fsum(3 * left**2 if smoothing.kernel == "quartic" else 2 * left) / area


@pytest.mark.parametrize("kernel", KERNELS)
def test_each_cell_and_place_has_the_sum_of_the_textbook(kernel: Kernel) -> None:
    x, y = some_events()
    smoothing = Smoothing(120, kernel)

    on_grid = density_on_grid(x, y, CITY, smoothing=smoothing)
    centres = np.meshgrid(CITY.x_centres, CITY.y_centres)
    at_places = density_at(x, y, (centres[0].ravel(), centres[1].ravel()), smoothing=smoothing)

    chosen = [(row, column) for row in range(0, 40, 3) for column in range(0, 60, 7)]
    exact = {at: textbook(x, y, (CITY.x_centres[at[1]], CITY.y_centres[at[0]]), smoothing) for at in chosen}
    strayed = max(abs(on_grid[at] - value) for at, value in exact.items()) / on_grid.max()
    reached(f"Density on a grid, {kernel}, textbook's sum", strayed, 1e-14)
    strayed = max(abs(at_places.reshape(40, 60)[at] - value) for at, value in exact.items()) / on_grid.max()
    reached(f"Density at places, {kernel}, textbook's sum", strayed, 1e-14)


@given(st.floats(1, 3000), st.integers(1, 20), st.sampled_from([1.0, 7.0, 60.0, 1e5]))
def test_any_bandwidth_and_any_cell_give_the_textbooks_sum(bandwidth: float, n_cells: int, cell: float) -> None:
    x, y = some_events(12)
    grid = Grid(west=-10, south=5, cell=cell, n_columns=n_cells, n_rows=3)
    smoothing = Smoothing(bandwidth)

    density = density_on_grid(x, y, grid, smoothing=smoothing)

    exact = [[textbook(x, y, (across, along), smoothing) for across in grid.x_centres] for along in grid.y_centres]
    assert np.abs(density - exact).max() <= 1e-13 * smoothing.height * len(x)


@pytest.mark.parametrize("kernel", KERNELS)
def test_the_whole_map_holds_all_events(kernel: Kernel) -> None:
    grid = Grid(west=-1500, south=-1500, cell=20, n_columns=200, n_rows=200)

    density = density_on_grid([300, 800], [500, 90], grid, smoothing=Smoothing(100, kernel), weights=[2, 1])

    assert density.sum() * grid.cell**2 == pytest.approx(3, rel=4e-3)


def test_near_an_edge_a_corrected_density_is_not_too_low() -> None:
    chance = generator(2)
    grid = Grid(west=0, south=0, cell=100, n_columns=20, n_rows=20)
    x, y = chance.uniform(0, 2000, 40_000), chance.uniform(0, 2000, 40_000)

    bare = density_on_grid(x, y, grid, smoothing=Smoothing(200))
    corrected = density_on_grid(x, y, grid, smoothing=Smoothing(200, is_edge_corrected=True))

    assert bare[0, 0] < 0.5 * 0.01
    assert corrected[0, 0] == pytest.approx(0.01, rel=0.15)
    assert corrected.mean() == pytest.approx(0.01, rel=0.02)


def test_two_kinds_that_lie_alike_have_ratio_one_everywhere() -> None:
    x, y = some_events()

    answer = dual_density((x, y), (x, y), CITY, smoothing=Smoothing(300))

    assert np.nanmax(np.abs(answer.log_ratio)) < 1e-12


def test_where_the_second_kind_is_missing_there_is_no_ratio() -> None:
    answer = dual_density(([100], [100]), ([2900], [1900]), CITY, smoothing=Smoothing(100))

    assert np.isnan(answer.ratio[2, 2])
    assert np.isfinite(answer.ratio[38, 58])


def test_a_bandwidth_that_foretells_is_near_the_spread_of_the_clusters() -> None:
    chance = generator(13)
    centres = chance.uniform(0, 10_000, (8, 2))
    points = centres[chance.integers(0, 8, 800)] + chance.normal(0, 100, (800, 2))

    assert bandwidth_by_likelihood(points[:, 0], points[:, 1], [1, 30, 100, 1000, 5000]) in (30, 100)
    assert bandwidth_by_rule(points[:, 0], points[:, 1]) > 500


def test_bad_input_is_refused() -> None:
    smoothing = Smoothing(100)
    with pytest.raises(NotFinite):
        density_on_grid([np.nan], [0], CITY, smoothing=smoothing)
    with pytest.raises(WrongShape):
        density_on_grid([1, 2], [1, 2], CITY, smoothing=smoothing, weights=[1])
    with pytest.raises(OutOfRange):
        density_on_grid([1], [1], CITY, smoothing=Smoothing(0))
    with pytest.raises(OutOfRange):
        density_on_grid([1], [1], Grid(0, 0, -1, 3, 3), smoothing=smoothing)
    with pytest.raises(TooFewIncidents):
        dual_density(([], []), ([1], [1]), CITY, smoothing=smoothing)
    with pytest.raises(TooFewIncidents):
        bandwidth_by_rule([1, 1], [2, 2])


def test_a_million_events_at_one_point_and_a_fine_grid_are_refused() -> None:
    fine = Grid(west=-1000, south=-1000, cell=1, n_columns=2000, n_rows=2000)

    with pytest.raises(TooMuchWork):
        density_on_grid(np.zeros(1_000_000), np.zeros(1_000_000), fine, smoothing=Smoothing(100))
