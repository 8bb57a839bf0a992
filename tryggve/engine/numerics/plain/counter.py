"""Which random number has this place in the sequence? A function of seed and counter alone.

SplitMix64 (Steele, Lea & Flood 2014, OOPSLA) read at any place: the n-th number is a mix of
key + n * gamma. A replicate's key is a mix of seed, stream and replicate, so that a replicate has
the same numbers in whichever thread, process or machine it runs.
"""

from __future__ import annotations

_WORD = (1 << 64) - 1
_GAMMA = 0x9E3779B97F4A7C15


def mix(word: int) -> int:
    """SplitMix64's finaliser; 64 bits to 64 bits, one to one."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _WORD
    return word ^ (word >> 31)


def key_of(seed: int, stream: int, replicate: int) -> int:
    """The key of one replicate in one stream."""
    key = mix((seed + _GAMMA) & _WORD)
    key = mix((key ^ stream) + _GAMMA & _WORD)
    return mix((key ^ replicate) + _GAMMA & _WORD)


def word_at(key: int, place: int) -> int:
    """64 random bits, place 0, 1, 2 …"""
    return mix((key + (place + 1) * _GAMMA) & _WORD)


def below_at(key: int, place: int, n: int) -> int:
    """A whole number from 0 to n - 1, n at most 2**31; uneven by less than n / 2**32 (Lemire 2019)."""
    return ((word_at(key, place) >> 32) * n) >> 32


def uniform_at(key: int, place: int) -> float:
    """A number in [0, 1) with 53 bits."""
    return float(word_at(key, place) >> 11) * 2.0**-53


def shuffle(values: list[int], key: int) -> None:
    """Fisher and Yates' shuffle in place, from the last to the first."""
    for last in range(len(values) - 1, 0, -1):
        other = below_at(key, len(values) - 1 - last, last + 1)
        values[last], values[other] = values[other], values[last]
