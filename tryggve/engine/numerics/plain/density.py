"""How much weight lies around each place, by a kernel that falls with distance?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

GAUSSIAN, QUARTIC, EPANECHNIKOV = 0, 1, 2
_AT_ONCE = 512


def gaussian_on_grid(
    positions: NDArray[np.float64], weights: NDArray[np.float64], bandwidth: float, reach: float, shape: tuple[int, int]
) -> NDArray[np.float64]:
    """Sum of weights * exp(-distance**2 / 2 bandwidth**2) at each cell's centre; all lengths in cells.

    The cells' centres are at 0, 1, 2 … in both directions. Nothing beyond `reach` is promised, or looked for.
    """
    n_rows, n_columns = shape
    total = np.zeros(shape)
    for begin in range(0, len(positions), _AT_ONCE):
        x, y = positions[begin : begin + _AT_ONCE].T
        across, along = (
            np.where(np.abs(gaps) <= reach + 1, np.exp(-0.5 * (gaps / bandwidth) ** 2), 0.0)
            for gaps in (np.arange(n_columns) - x[:, None], np.arange(n_rows) - y[:, None])
        )
        total += (along * weights[begin : begin + _AT_ONCE, None]).T @ across
    return total


def around_places(
    positions: NDArray[np.float64],
    weights: NDArray[np.float64],
    starts: NDArray[np.int64],
    places: NDArray[np.float64],
    kind: int,
) -> NDArray[np.float64]:
    """Sum of weights * kernel(distance) at each place; all lengths in bandwidths (in reaches for the Gaussian).

    The positions stand in order of square cells of side 1, row by row: those of cell (row, column) are
    `starts[row, column]` to `starts[row, column + 1]` - 1. Only cells that touch the place's own are looked into.
    """
    total = np.zeros(len(places))
    n_rows, n_columns = starts.shape[0], starts.shape[1] - 1
    for number, (x, y) in enumerate(places):
        row, column = int(np.floor(y)), int(np.floor(x))
        begin, end = max(0, column - 1), min(n_columns, column + 2)
        for beside in range(max(0, row - 1), min(n_rows, row + 2)):
            if begin < end:
                chosen = slice(starts[beside, begin], starts[beside, end])
                squares = ((positions[chosen] - (x, y)) ** 2).sum(axis=1)
                total[number] += float((weights[chosen] * _shape_of(squares, kind)).sum())
    return total


def _shape_of(squares: NDArray[np.float64], kind: int) -> NDArray[np.float64]:
    if kind == GAUSSIAN:
        return np.where(squares < 1, np.exp(-0.5 * GAUSSIAN_REACH**2 * squares), 0.0)
    left = np.maximum(0.0, 1.0 - squares)
    return left * left if kind == QUARTIC else left


#: Where the Gaussian has fallen below 1e-15 of its middle, in bandwidths.
GAUSSIAN_REACH = 8.3
