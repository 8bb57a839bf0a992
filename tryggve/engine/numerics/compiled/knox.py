"""The compiled twin of `plain/knox.py`.

The orders lie side by side in memory, so that the processor compares eight or sixteen of them at a
time: single precision holds whole days exactly, and is used for them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.kernel import kernel
from tryggve.engine.numerics.plain.knox import Reals


@kernel
def close_in_time(
    first: NDArray[np.int32], second: NDArray[np.int32], starts: NDArray[np.int64], times: Reals, edges: Reals
) -> NDArray[np.int64]:
    """Pairs of each distance band whose times lie less than each edge apart, for each order of the times."""
    n_bands, n_edges, n_orders = starts.shape[0] - 1, edges.shape[0], times.shape[1]
    counts = np.zeros((n_bands, n_edges, n_orders), dtype=np.int64)
    gaps = np.empty(n_orders, dtype=times.dtype)
    found = np.empty((n_edges, n_orders), dtype=np.int32)
    for band in range(n_bands):
        found[:] = 0
        for pair in range(starts[band], starts[band + 1]):
            one = times[first[pair]]
            other = times[second[pair]]
            for order in range(n_orders):
                gaps[order] = abs(one[order] - other[order])
            for edge in range(n_edges):
                limit = edges[edge]
                row = found[edge]
                for order in range(n_orders):
                    row[order] += gaps[order] < limit
        counts[band] = found
    return counts


def warm() -> None:
    """Fill the cache on disk."""
    pair = np.zeros(1, dtype=np.int32)
    starts = np.array([0, 1], dtype=np.int64)
    close_in_time(pair, pair, starts, np.zeros((1, 2), dtype=np.float32), np.ones(1, dtype=np.float32))
    close_in_time(pair, pair, starts, np.zeros((1, 2), dtype=np.float64), np.ones(1, dtype=np.float64))
