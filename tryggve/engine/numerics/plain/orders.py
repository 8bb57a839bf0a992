"""In which random order do the events come? The first few of each shuffle, one row a replicate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.plain.counter import key_of

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_SHUFFLED_AT_ONCE = 64


def random_orders(n: int, n_drawn: int, seed: int, stream: int, replicates: tuple[int, int]) -> NDArray[np.int64]:
    """The first `n_drawn` of a random order of 0 to n - 1, for the replicates from the first to before the last
    of `replicates`.

    Fisher and Yates' shuffle from the front, by SplitMix64's numbers at places 0, 1, 2 …
    """
    first, stop = replicates
    orders = np.empty((stop - first, n_drawn), dtype=np.int64)
    for begin in range(first, stop, _SHUFFLED_AT_ONCE):
        end = min(begin + _SHUFFLED_AT_ONCE, stop)
        keys = np.array([key_of(int(seed), stream, replicate) for replicate in range(begin, end)], dtype=np.uint64)
        orders[begin - first : end - first] = _shuffled(n, n_drawn, keys)
    return orders


def _shuffled(n: int, n_drawn: int, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    rows = np.arange(keys.size)
    pool = np.tile(np.arange(n, dtype=np.int64), (keys.size, 1))
    for place in range(min(n_drawn, n - 1)):
        words = _mix(keys + np.uint64(place + 1) * _GAMMA) if keys.size else keys
        below = ((words >> np.uint64(32)) * np.uint64(n - place)) >> np.uint64(32)
        other = place + below.astype(np.int64)
        kept = pool[:, place].copy()
        pool[:, place] = pool[rows, other]
        pool[rows, other] = kept
    return pool[:, :n_drawn]


def _mix(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))
