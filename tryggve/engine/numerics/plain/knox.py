"""How many of the pairs that are close in space are close in time too, under many orders of the times at once?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float32] | NDArray[np.float64]
_PAIRS_AT_ONCE = 1 << 16


def close_in_time(
    first: NDArray[np.int32], second: NDArray[np.int32], starts: NDArray[np.int64], times: Reals, edges: Reals
) -> NDArray[np.int64]:
    """Pairs of each distance band whose times lie less than each edge apart, for each order of the times.

    `first` and `second` are the pairs' events, in order of band; band b is the pairs `starts[b]` to
    `starts[b + 1]` - 1. `times` has one row an event and one column an order. Shape of the answer:
    (n_bands, n_edges, n_orders).
    """
    n_bands = starts.size - 1
    counts = np.zeros((n_bands, edges.size, times.shape[1]), dtype=np.int64)
    for band in range(n_bands):
        for begin in range(starts[band], starts[band + 1], _PAIRS_AT_ONCE):
            chosen = slice(begin, min(begin + _PAIRS_AT_ONCE, starts[band + 1]))
            gaps = np.abs(times[first[chosen]] - times[second[chosen]])
            for place, edge in enumerate(edges):
                counts[band, place] += (gaps < edge).sum(axis=0)
    return counts
