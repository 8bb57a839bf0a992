"""In which random order do the events come? The first few of each shuffle, one row a replicate."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.plain.counter import key_of

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_SHUFFLED_AT_ONCE = 64
_DRAWN_AT_ONCE = 1 << 16
# So few are drawn faster by asking which earlier swaps touched a place than by moving all n.
_FEW = 32


def random_orders(n: int, n_drawn: int, seed: int, stream: int, replicates: tuple[int, int]) -> NDArray[np.int64]:
    """The first `n_drawn` of a random order of 0 to n - 1, for the replicates from the first to before the last
    of `replicates`.

    Fisher and Yates' shuffle from the front, by SplitMix64's numbers at places 0, 1, 2 …
    """
    first, stop = replicates
    draw, at_once = (_drawn, _DRAWN_AT_ONCE) if n_drawn <= _FEW else (_shuffled, _SHUFFLED_AT_ONCE)
    orders = np.empty((stop - first, n_drawn), dtype=np.int64)
    for begin in range(first, stop, at_once):
        end = min(begin + at_once, stop)
        keys = np.array([key_of(int(seed), stream, replicate) for replicate in range(begin, end)], dtype=np.uint64)
        orders[begin - first : end - first] = draw(n, n_drawn, keys)
    return orders


def _drawn(n: int, n_drawn: int, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    orders = np.empty((keys.size, n_drawn), dtype=np.int64)
    others = np.empty((keys.size, n_drawn), dtype=np.int64)
    kept = np.empty((keys.size, n_drawn), dtype=np.int64)
    for place in range(n_drawn):
        other = _other(n, place, keys) if place < n - 1 else np.full(keys.size, place, dtype=np.int64)
        for looked_at, values in ((np.full(keys.size, place, dtype=np.int64), kept), (other, orders)):
            value = looked_at.copy()
            for earlier in range(place):
                value = np.where(others[:, earlier] == looked_at, kept[:, earlier], value)
            values[:, place] = value
        others[:, place] = other
    return orders


def _shuffled(n: int, n_drawn: int, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    rows = np.arange(keys.size)
    pool = np.tile(np.arange(n, dtype=np.int64), (keys.size, 1))
    for place in range(min(n_drawn, n - 1)):
        other = _other(n, place, keys)
        kept = pool[:, place].copy()
        pool[:, place] = pool[rows, other]
        pool[rows, other] = kept
    return pool[:, :n_drawn]


def _other(n: int, place: int, keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    words = _mix(keys + np.uint64((place + 1) * int(_GAMMA) % 2**64))
    below = ((words >> np.uint64(32)) * np.uint64(n - place)) >> np.uint64(32)
    return place + below.astype(np.int64)


def _mix(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))
