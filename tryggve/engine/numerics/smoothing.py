"""How much lies around each cell or place? The exact sum of kernels, by the compiled or the plain twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics import twins
from tryggve.engine.numerics.checks import Floats, Wholes, check_work
from tryggve.engine.numerics.plain.density import EPANECHNIKOV, GAUSSIAN, GAUSSIAN_REACH, QUARTIC
from tryggve.engine.numerics.positions import FARTHEST, check_choice

Kernel = Literal["gaussian", "quartic", "epanechnikov"]

#: About half a minute of compiled work.
MOST_ADDITIONS = 1e11
MOST_LOOKED_AT = 2e10
_KINDS = {"gaussian": GAUSSIAN, "quartic": QUARTIC, "epanechnikov": EPANECHNIKOV}
_MOST_CELLS_A_SIDE = 1000


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How far an event reaches: the bandwidth in the unit of the coordinates, and the kernel's shape.

    The bandwidth of a Gaussian is its standard deviation; a quartic or Epanechnikov kernel ends at its bandwidth.
    `is_edge_corrected` divides by the share of the kernel inside the grid (Gaussian on a grid only).
    """

    bandwidth: float
    kernel: Kernel = "gaussian"
    is_edge_corrected: bool = False

    def check(self) -> None:
        """Refuse a bandwidth that smooths nothing, or a kernel that is not known."""
        check_choice(self.kernel, "The kernel", get_args(Kernel))
        if not 0 < self.bandwidth <= FARTHEST or self.bandwidth < 1e-6:
            raise OutOfRange(f"The bandwidth is out of range. Got {self.bandwidth}. Give for example 300 (metres).")

    @property
    def height(self) -> float:
        """The kernel's value at distance 0, so that its volume is 1."""
        area = float(np.pi) * self.bandwidth**2
        return {"gaussian": 0.5, "quartic": 3.0, "epanechnikov": 2.0}[self.kernel] / area


def on_grid(positions: Floats, weights: Floats, bandwidth: float, shape: tuple[int, int]) -> Floats:
    """Gaussian sums at the cells' centres 0, 1, 2 …; positions and bandwidth in cells."""
    reach = GAUSSIAN_REACH * bandwidth
    if reach > 2.0 * max(shape) + 2:
        # So broad that each event reaches every cell: the cells are asked one by one.
        along, across = np.indices(shape, dtype=np.float64)
        centres = np.column_stack([across.ravel(), along.ravel()])
        return around(positions, weights, centres, Smoothing(bandwidth)).reshape(shape)
    columns, rows = (min(n, 2 * reach + 3) for n in (shape[1], shape[0]))
    check_work(len(positions) * float(columns * rows), MOST_ADDITIONS, "additions to cells")
    is_near = ((positions > -reach - 2) & (positions < np.array(shape[::-1]) + reach + 2)).all(axis=1)
    near, weighed = positions[is_near], weights[is_near]
    nearest = np.floor(near + 0.5)
    order = np.lexsort((nearest[:, 0], nearest[:, 1]))
    return np.asarray(
        twins.kernels("density").gaussian_on_grid(
            np.ascontiguousarray(near[order]), np.ascontiguousarray(weighed[order]), float(bandwidth), reach, shape
        ),
        dtype=np.float64,
    )


def around(positions: Floats, weights: Floats, places: Floats, smoothing: Smoothing) -> Floats:
    """Sums of the kernel, 1 at distance 0, at any places. Work: events in the nine cells around each place."""
    if len(positions) == 0:
        return np.zeros(len(places))
    reach = smoothing.bandwidth * (GAUSSIAN_REACH if smoothing.kernel == "gaussian" else 1.0)
    corner = positions.min(axis=0)
    moved = (positions - corner) / reach
    # Cells are as long as the kernel reaches; where that makes too many, only those that hold something are told apart.
    cells = np.floor(moved)
    columns, rows = (int(most) + 1 for most in cells.max(axis=0))
    if columns > _MOST_CELLS_A_SIDE or rows > _MOST_CELLS_A_SIDE:
        return _around_few(positions, weights, places, smoothing, reach)
    number = (cells[:, 1] * columns + cells[:, 0]).astype(np.int64)
    order = np.argsort(number, kind="stable")
    edges = np.searchsorted(number[order], np.arange(rows * columns + 1))
    starts = np.empty((rows, columns + 1), dtype=np.int64)
    starts[:, :-1] = edges[:-1].reshape(rows, columns)
    starts[:, -1] = edges[columns::columns]
    asked = (places - corner) / reach
    check_work(_looked_at(starts, asked), MOST_LOOKED_AT, "events around places")
    return np.asarray(
        twins.kernels("density").around_places(
            np.ascontiguousarray(moved[order]),
            np.ascontiguousarray(weights[order]),
            starts,
            np.ascontiguousarray(asked),
            _KINDS[smoothing.kernel],
        ),
        dtype=np.float64,
    )


def _looked_at(starts: Wholes, asked: Floats) -> float:
    n_rows, n_columns = starts.shape[0], starts.shape[1] - 1
    row, column = np.floor(asked[:, 1]), np.floor(asked[:, 0])
    begin = np.clip(column - 1, 0, n_columns).astype(np.int64)
    end = np.clip(column + 2, 0, n_columns).astype(np.int64)
    total = 0.0
    for step in (-1, 0, 1):
        is_inside = (row + step >= 0) & (row + step < n_rows)
        beside = np.where(is_inside, row + step, 0).astype(np.int64)
        total += float((is_inside * (starts[beside, end] - starts[beside, begin])).sum())
    return total


def _around_few(positions: Floats, weights: Floats, places: Floats, smoothing: Smoothing, reach: float) -> Floats:
    # A bandwidth that is tiny beside the map: few pairs are near, and a tree finds them.
    from scipy.spatial import cKDTree

    near, events = cKDTree(places), cKDTree(positions)
    check_work(float(near.count_neighbors(events, reach)), MOST_LOOKED_AT / 1000, "events around places")
    pairs = near.sparse_distance_matrix(events, reach, output_type="ndarray")
    fallen = np.minimum((pairs["v"] / reach) ** 2, 1.0)
    if smoothing.kernel == "gaussian":
        shape = np.exp(-0.5 * GAUSSIAN_REACH**2 * fallen)
    else:
        shape = (1.0 - fallen) ** (2 if smoothing.kernel == "quartic" else 1)
    summed = np.bincount(pairs["i"], weights=shape * weights[pairs["j"]], minlength=len(places))
    return summed.astype(np.float64)
