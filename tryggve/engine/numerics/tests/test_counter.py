"""Counter-based chance: the two twins draw the same numbers, and the numbers are as even as they claim."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled import counter as compiled
from tryggve.engine.numerics.compiled.kernel import kernel
from tryggve.engine.numerics.plain import counter as plain


@kernel
def _words(seed: int, replicate: int, n: int) -> NDArray[np.uint64]:
    key = compiled.key_of(np.uint64(seed), np.uint64(3), np.uint64(replicate))
    out = np.empty(n, dtype=np.uint64)
    for place in range(n):
        out[place] = compiled.word_at(key, place)
    return out


@kernel
def _drawn(seed: int, n: int, below: int) -> NDArray[np.int64]:
    key = compiled.key_of(np.uint64(seed), np.uint64(0), np.uint64(0))
    out = np.empty(n, dtype=np.int64)
    for place in range(n):
        out[place] = compiled.below_at(key, place, below)
    return out


@kernel
def _shuffled(n: int, seed: int) -> NDArray[np.int64]:
    values = np.arange(n)
    compiled.shuffle(values, compiled.key_of(np.uint64(seed), np.uint64(1), np.uint64(2)))
    return values


def test_both_twins_draw_the_same_words() -> None:
    key = plain.key_of(2026, 3, 17)

    assert _words(2026, 17, 50).tolist() == [plain.word_at(key, place) for place in range(50)]


def test_both_twins_shuffle_alike() -> None:
    values = list(range(100))
    plain.shuffle(values, plain.key_of(5, 1, 2))

    assert _shuffled(100, 5).tolist() == values
    assert sorted(values) == list(range(100))


def test_a_number_below_ten_falls_on_each_as_often() -> None:
    drawn = np.bincount(_drawn(1, 100_000, 10), minlength=10)

    # Chi-square with 9 degrees of freedom: above 27.9 once in a thousand.
    assert ((drawn - 10_000) ** 2 / 10_000).sum() < 27.9


def test_splitmix64_is_splitmix64() -> None:
    # The first outputs of the published generator for seed 1234567 (Vigna, splitmix64.c).
    assert [plain.word_at(1234567, place) for place in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]
