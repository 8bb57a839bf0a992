"""The compiled twin of `plain/orders.py`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.counter import below_at, key_of
from tryggve.engine.numerics.compiled.kernel import kernel


@kernel
def random_orders(n: int, n_drawn: int, seed: np.uint64, stream: int, replicates: tuple[int, int]) -> NDArray[np.int64]:
    """The first `n_drawn` of a random order of 0 to n - 1, for these replicates."""
    first, stop = replicates
    orders = np.empty((stop - first, n_drawn), dtype=np.int64)
    pool = np.arange(n)
    others = np.empty(n_drawn, dtype=np.int64)
    n_swaps = min(n_drawn, n - 1)
    for replicate in range(first, stop):
        key = key_of(seed, np.uint64(stream), np.uint64(replicate))
        for place in range(n_swaps):
            other = place + below_at(key, place, n - place)
            others[place] = other
            kept = pool[place]
            pool[place] = pool[other]
            pool[other] = kept
        for place in range(n_drawn):
            orders[replicate - first, place] = pool[place]
        # Undone from the last, so that the pool is in order again without touching all of it.
        for place in range(n_swaps - 1, -1, -1):
            other = others[place]
            kept = pool[place]
            pool[place] = pool[other]
            pool[other] = kept
    return orders


def warm() -> None:
    """Fill the cache on disk."""
    random_orders(3, 2, np.uint64(1), 0, (0, 2))
