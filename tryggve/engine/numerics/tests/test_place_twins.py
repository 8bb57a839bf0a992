"""Near repeat, density and random orders: the compiled twin gives what the plain one gives."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import DTypeLike

from tryggve.engine.numerics.compiled import density as compiled_density
from tryggve.engine.numerics.compiled import knox as compiled_knox
from tryggve.engine.numerics.compiled import orders as compiled_orders
from tryggve.engine.numerics.plain import density as plain_density
from tryggve.engine.numerics.plain import knox as plain_knox
from tryggve.engine.numerics.plain import orders as plain_orders
from tryggve.engine.numerics.seeds import generator


@pytest.mark.parametrize(("n", "n_drawn"), [(1, 1), (2, 2), (7, 3), (7, 7), (50, 32), (50, 33), (200, 200)])
def test_both_twins_draw_the_same_orders(n: int, n_drawn: int) -> None:
    plain = plain_orders.random_orders(n, n_drawn, 2**63 + 5, 3, (4, 90))
    compiled = compiled_orders.random_orders(n, n_drawn, np.uint64(2**63 + 5), 3, (4, 90))

    assert plain.tolist() == compiled.tolist()
    assert all(len(set(row)) == n_drawn for row in plain.tolist())


def test_each_event_comes_first_as_often_as_any_other() -> None:
    orders = compiled_orders.random_orders(10, 2, np.uint64(8), 0, (0, 50_000))
    pairs = np.bincount(orders[:, 0] * 10 + orders[:, 1], minlength=100)[~np.eye(10, dtype=bool).ravel()]

    # Chi-square with 89 degrees of freedom: above 135 once in a thousand.
    assert (((pairs - 50_000 / 90) ** 2) / (50_000 / 90)).sum() < 135


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_both_twins_count_the_same_pairs(precision: DTypeLike) -> None:
    chance = generator(3)
    first, second = (chance.integers(0, 40, 500).astype(np.int32) for _ in range(2))
    starts = np.array([0, 100, 100, 480, 500])
    times = chance.integers(0, 30, (40, 21)).astype(precision)
    edges = np.array([0, 3, 9, 20], dtype=precision)

    plain = plain_knox.close_in_time(first, second, starts, times, edges)
    compiled = compiled_knox.close_in_time(first, second, starts, times, edges)

    assert plain.tolist() == compiled.tolist()


@pytest.mark.parametrize("bandwidth", [0.05, 0.4, 1.0, 3.7, 8.0])
def test_both_twins_smooth_a_grid_alike(bandwidth: float) -> None:
    chance = generator(7)
    positions, weights = chance.uniform(-20, 50, (400, 2)), chance.uniform(0, 2, 400)
    order = np.lexsort(np.floor(positions.T + 0.5))
    positions = np.ascontiguousarray(positions[order])
    reach = 8.3 * bandwidth

    plain = plain_density.gaussian_on_grid(positions, weights, bandwidth, reach, (31, 27))
    compiled = compiled_density.gaussian_on_grid(positions, weights, bandwidth, reach, (31, 27))

    assert np.abs(plain - compiled).max() <= 1e-12 * max(1.0, plain.max())


@pytest.mark.parametrize("kind", [plain_density.GAUSSIAN, plain_density.QUARTIC, plain_density.EPANECHNIKOV])
def test_both_twins_sum_around_places_alike(kind: int) -> None:
    chance = generator(11)
    positions = chance.uniform(0, 4, (300, 2))
    cells = np.floor(positions).astype(int)
    order = np.lexsort((cells[:, 0], cells[:, 1]))
    edges = np.searchsorted((cells[:, 1] * 4 + cells[:, 0])[order], np.arange(17))
    starts = np.column_stack([edges[:-1].reshape(4, 4), edges[4::4]]).astype(np.int64)
    places, weights = chance.uniform(-1, 5, (60, 2)), chance.uniform(0, 2, 300)
    positions = np.ascontiguousarray(positions[order])

    plain = plain_density.around_places(positions, weights, starts, places, kind)
    compiled = compiled_density.around_places(positions, weights, starts, places, kind)

    assert np.abs(plain - compiled).max() <= 1e-12
    assert plain.max() > 0
