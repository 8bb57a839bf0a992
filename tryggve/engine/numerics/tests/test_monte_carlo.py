"""P-values from replicates: by rank, by an early stop, by the tail of their maxima."""

from __future__ import annotations

import numpy as np
import pytest

from tryggve.engine.errors import OutOfRange, TooLittleData
from tryggve.engine.numerics.monte_carlo import (
    MonteCarlo,
    gumbel_p_value,
    rank_p_value,
    recurrence_interval,
    sequential_p_value,
)
from tryggve.engine.numerics.seeds import generator


def test_what_was_seen_counts_as_one_of_its_own_replicates() -> None:
    assert rank_p_value(9.0, np.arange(9.0)) == 0.1
    assert rank_p_value(9.0, []) == 1.0


def test_equals_count_as_extreme_though_their_last_digits_differ() -> None:
    assert rank_p_value(0.3, [0.1 + 0.2, 0.3 - 1e-15]) == 1.0


def test_an_early_stop_judges_by_how_soon_chance_was_as_extreme() -> None:
    simulated = [0.0, 5.0, 0.0, 5.0, 5.0, 0.0, 0.0, 0.0]

    assert sequential_p_value(4.0, simulated, stop_after=2) == 2 / 4
    assert sequential_p_value(4.0, simulated, stop_after=4) == rank_p_value(4.0, simulated)


def test_an_early_stop_is_right_at_every_level() -> None:
    drawn = generator(1).random((4_000, 100))

    p = np.array([sequential_p_value(one[0], one[1:], stop_after=5) for one in drawn])

    for level in (0.05, 0.1, 0.5):
        error = 3 * np.sqrt(level * (1 - level) / 4_000)
        assert abs((p <= level + 1e-12).mean() - level) < error + 0.005


def test_the_tail_of_gumbels_distribution_is_read_back() -> None:
    maxima = 6.0 - 1.5 * np.log(-np.log(generator(2).random(20_000)))

    p = gumbel_p_value(6.0 + 1.5 * 9, maxima)

    assert p == pytest.approx(-np.expm1(-np.exp(-9.0)), rel=0.1)


def test_maxima_that_do_not_vary_have_no_tail() -> None:
    with pytest.raises(TooLittleData):
        gumbel_p_value(3.0, np.full(100, 2.0))


def test_a_p_of_one_in_a_hundred_comes_every_hundred_weeks() -> None:
    assert recurrence_interval(0.01) == 100
    assert recurrence_interval(0.01, periods_between=7) == 700
    with pytest.raises(OutOfRange):
        recurrence_interval(0.0)


def test_chance_needs_a_seed_that_is_a_whole_number() -> None:
    with pytest.raises(OutOfRange):
        MonteCarlo(seed=-1)
    with pytest.raises(OutOfRange):
        MonteCarlo(seed=1, stop_after=0)
