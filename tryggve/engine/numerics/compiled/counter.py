"""The compiled twin of `plain/counter.py`, for use inside other kernels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.kernel import inlined

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_ONE = np.uint64(1)


@inlined
def mix(word: np.uint64) -> np.uint64:
    """SplitMix64's finaliser."""
    word = (word ^ (word >> np.uint64(30))) * _FIRST
    word = (word ^ (word >> np.uint64(27))) * _SECOND
    return word ^ (word >> np.uint64(31))


@inlined
def key_of(seed: np.uint64, stream: np.uint64, replicate: np.uint64) -> np.uint64:
    """The key of one replicate in one stream."""
    key = mix(seed + _GAMMA)
    key = mix((key ^ stream) + _GAMMA)
    return mix((key ^ replicate) + _GAMMA)


@inlined
def word_at(key: np.uint64, place: int) -> np.uint64:
    """64 random bits."""
    return mix(key + (np.uint64(place) + _ONE) * _GAMMA)


@inlined
def below_at(key: np.uint64, place: int, n: int) -> int:
    """A whole number from 0 to n - 1."""
    return int(((word_at(key, place) >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


@inlined
def uniform_at(key: np.uint64, place: int) -> float:
    """A number in [0, 1)."""
    return float(word_at(key, place) >> np.uint64(11)) * 2.0**-53


@inlined
def shuffle(values: NDArray[np.int64], key: np.uint64) -> None:
    """Fisher and Yates' shuffle in place; any integer type."""
    n = values.shape[0]
    for last in range(n - 1, 0, -1):
        other = below_at(key, n - 1 - last, last + 1)
        kept = values[last]
        values[last] = values[other]
        values[other] = kept
