"""The compiled twin of `plain/density.py`.

A Gaussian is a product of one factor across and one along, and each factor a product of three: one for
the point, one for the cell's distance, and one that is multiplied on from cell to cell. So a point
costs four exponentials, however many cells it reaches.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.kernel import inlined, kernel
from tryggve.engine.numerics.plain.density import GAUSSIAN, GAUSSIAN_REACH, QUARTIC

# Coarser than this, in cells a bandwidth, the exponentials are few and taken one by one: products could overflow.
_FEW_CELLS = 4
_TOGETHER = 4
_SPAN = 12


@inlined
def _factors(place: float, bandwidth: float, n_reach: int, table: NDArray[np.float64], out: NDArray[np.float64]) -> int:
    """exp(-((cell - place) / bandwidth)**2 / 2) for the cells from `n_reach` below the nearest; its number."""
    nearest = math.floor(place + 0.5)
    offset = nearest - place
    scale = 0.5 / (bandwidth * bandwidth)
    if n_reach < _FEW_CELLS:
        for step in range(-n_reach, n_reach + 1):
            out[n_reach + step] = math.exp(-((offset + step) * (offset + step)) * scale)
        return nearest - n_reach
    middle = math.exp(-offset * offset * scale)
    up = math.exp(-2.0 * offset * scale)
    down = 1.0 / up
    out[n_reach] = middle
    rising, falling = middle, middle
    for step in range(1, n_reach + 1):
        rising *= up
        falling *= down
        out[n_reach + step] = rising * table[step]
        out[n_reach - step] = falling * table[step]
    return nearest - n_reach


@kernel
def gaussian_on_grid(
    positions: NDArray[np.float64], weights: NDArray[np.float64], bandwidth: float, reach: float, shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Sum of weights * exp(-distance**2 / 2 bandwidth**2) at each cell's centre; all lengths in cells."""
    n_rows, n_columns = shape
    total = np.zeros((n_rows, n_columns))
    n_reach = math.ceil(reach)
    width = 2 * n_reach + 1
    table = np.empty(n_reach + 1)
    half = np.empty(n_reach + 1, dtype=np.int64)
    for step in range(n_reach + 1):
        table[step] = math.exp(-step * step * 0.5 / (bandwidth * bandwidth))
        within = max(0.0, reach * reach - (step - 1.0) * (step - 1.0))
        half[step] = min(n_reach, math.ceil(math.sqrt(within)) + 1)
    across = np.zeros((_TOGETHER, width + _SPAN))
    along = np.zeros((_TOGETHER, width))
    one = np.empty(width)
    first, n_points = 0, positions.shape[0]
    while first < n_points:
        # Neighbours in the list that share a row and nearly a column are added together: the grid is the slow part.
        row = math.floor(positions[first, 1] + 0.5)
        column = math.floor(positions[first, 0] + 0.5)
        across[:] = 0.0
        along[:] = 0.0
        n_taken = 0
        while n_taken < _TOGETHER and first + n_taken < n_points:
            point = first + n_taken
            offset = math.floor(positions[point, 0] + 0.5) - column
            if math.floor(positions[point, 1] + 0.5) != row or offset < 0 or offset > _SPAN:
                break
            _factors(positions[point, 0], bandwidth, n_reach, table, one)
            across[n_taken, offset : offset + width] = one
            _factors(positions[point, 1], bandwidth, n_reach, table, along[n_taken])
            along[n_taken] *= weights[point]
            n_taken += 1
        last_offset = math.floor(positions[first + n_taken - 1, 0] + 0.5) - column
        first += n_taken
        first_row, first_column = row - n_reach, column - n_reach
        for step in range(max(0, -first_row), min(width, n_rows - first_row)):
            reached = half[abs(step - n_reach)]
            begin = max(n_reach - reached, -first_column)
            stop = min(n_reach + reached + 1 + last_offset, n_columns - first_column)
            if begin >= stop:
                continue
            cells = total[first_row + step, first_column + begin : first_column + stop]
            a, b, c, d = along[0, step], along[1, step], along[2, step], along[3, step]
            p, q, r, s = across[0, begin:stop], across[1, begin:stop], across[2, begin:stop], across[3, begin:stop]
            for cell in range(stop - begin):
                cells[cell] += (a * p[cell] + b * q[cell]) + (c * r[cell] + d * s[cell])
    return total


@kernel
def around_places(
    positions: NDArray[np.float64],
    weights: NDArray[np.float64],
    starts: NDArray[np.int64],
    places: NDArray[np.float64],
    kind: int,
) -> NDArray[np.float64]:
    """Sum of weights * kernel(distance) at each place; all lengths in bandwidths (in reaches for the Gaussian)."""
    total = np.zeros(places.shape[0])
    n_rows, n_columns = starts.shape[0], starts.shape[1] - 1
    fall = 0.5 * GAUSSIAN_REACH * GAUSSIAN_REACH
    for place in range(places.shape[0]):
        x, y = places[place, 0], places[place, 1]
        row, column = math.floor(y), math.floor(x)
        begin, end = max(0, column - 1), min(n_columns, column + 2)
        if begin >= end:
            continue
        summed = 0.0
        for beside in range(max(0, row - 1), min(n_rows, row + 2)):
            for point in range(starts[beside, begin], starts[beside, end]):
                across, along = positions[point, 0] - x, positions[point, 1] - y
                square = across * across + along * along
                if square < 1.0:
                    left = 1.0 - square
                    shape = left
                    if kind == GAUSSIAN:
                        shape = math.exp(-fall * square)
                    elif kind == QUARTIC:
                        shape = left * left
                    summed += weights[point] * shape
        total[place] = summed
    return total


def warm() -> None:
    """Fill the cache on disk."""
    positions, weights = np.zeros((1, 2)), np.ones(1)
    gaussian_on_grid(positions, weights, 1.0, 8.3, (2, 2))
    around_places(positions, weights, np.array([[0, 1]], dtype=np.int64), positions, QUARTIC)
