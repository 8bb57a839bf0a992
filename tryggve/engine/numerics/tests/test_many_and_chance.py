"""Many tests at once, and chance that can be repeated."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.false_discovery import benjamini_hochberg
from tryggve.engine.numerics.seeds import generator, seed_from

probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def test_adjusted_values_are_those_of_the_1995_example() -> None:
    # Benjamini & Hochberg (1995), section 3.1: four of the fifteen stand out at 0.05.
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
        0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip

    answer = benjamini_hochberg(p, rate=0.05)

    assert sum(answer.stands_out) == 4
    assert answer.adjusted[:5] == pytest.approx((0.0015, 0.003, 0.0095, 0.035625, 0.0603), rel=1e-12)


def test_a_comparison_that_could_not_be_made_is_not_counted() -> None:
    answer = benjamini_hochberg([0.04, math.nan, 0.5], rate=0.10)

    assert answer.n_tests == 2
    assert answer.adjusted[0] == pytest.approx(0.08)
    assert math.isnan(answer.adjusted[1])
    assert answer.stands_out == (True, False, False)


def test_no_comparison_at_all_is_no_error() -> None:
    assert benjamini_hochberg([]).stands_out == ()


@given(probabilities)
def test_adjusting_never_lowers_a_p_value_nor_changes_the_order(p: list[float]) -> None:
    adjusted = benjamini_hochberg(p).adjusted

    assert all(after >= before or math.isclose(after, before) for before, after in zip(p, adjusted, strict=True))
    assert all(value <= 1 for value in adjusted)
    order = np.argsort(p, kind="stable")
    assert (np.diff(np.array(adjusted)[order]) >= -1e-15).all()


@given(probabilities)
def test_the_order_of_the_comparisons_does_not_matter(p: list[float]) -> None:
    shuffled = sorted(p)

    assert sorted(benjamini_hochberg(p).adjusted) == pytest.approx(sorted(benjamini_hochberg(shuffled).adjusted))


def test_false_alarms_are_kept_to_the_rate() -> None:
    chance = generator(20260101)
    shares = []
    for _ in range(400):
        p = np.concatenate((chance.random(80), chance.random(20) * 0.001))
        found = np.array(benjamini_hochberg(p, rate=0.10).stands_out)
        shares.append(found[:80].sum() / max(1, found.sum()))

    assert 0.04 < float(np.mean(shares)) < 0.10


@pytest.mark.parametrize("p", [[-0.1], [1.1]])
def test_what_is_no_probability_is_refused(p: list[float]) -> None:
    with pytest.raises(OutOfRange, match="0 to 1"):
        benjamini_hochberg(p)


def test_chance_repeats_by_seed_stream_and_replicate() -> None:
    def draw(**place: int) -> list[float]:
        return [float(value) for value in generator(7, **place).random(4)]

    assert draw() == draw(stream=0, replicate=0)
    assert len({tuple(draw()), tuple(draw(stream=1)), tuple(draw(replicate=1))}) == 3


def test_chance_is_the_same_in_every_version_of_the_program() -> None:
    assert generator(1, stream=2, replicate=3).integers(0, 1000, 3).tolist() == [942, 360, 239]
    assert seed_from("lagesbild-2026-W37-1") == 3403441987542136918


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_that_does_not_fit_is_refused(seed: int) -> None:
    with pytest.raises(OutOfRange, match="64 bits"):
        generator(seed)
