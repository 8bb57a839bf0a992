"""Exact Poisson intervals against published tables, and against what they must cover."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import NotCounts, OutOfRange
from tryggve.engine.numerics.distributions import count_probabilities, lower_tail, upper_tail
from tryggve.engine.numerics.intervals import normal_interval, poisson_interval, two_sided_p


# gamma.ppf of scipy 1.17, and Garwood (1936), table: count -> 95 % limits.
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, 0.0, 3.688879454),
        (1, 0.02531780798, 5.571643391),
        (2, 0.2422092785, 7.224687667),
        (5, 1.623486390, 11.668332080),
        (10, 4.7953886961324335, 18.39035604201778),
        (100, 81.36399125092314, 121.62679379242638),
    ],
)
def test_limits_are_those_of_the_published_table(count: int, low: float, high: float) -> None:
    interval = poisson_interval(count)

    assert interval.low == pytest.approx(low, rel=1e-8)
    assert interval.high == pytest.approx(high, rel=1e-8)


@given(st.integers(0, 3000), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_each_limit_leaves_exactly_its_tail(count: int, level: float) -> None:
    interval = poisson_interval(count, level=level)

    outside = (1 - level) / 2
    assert lower_tail(count, interval.high, 1.0) == pytest.approx(outside, rel=1e-9)
    if count:
        assert upper_tail(count, interval.low, 1.0) == pytest.approx(outside, rel=1e-9)


@given(st.floats(0.3, 60))
def test_the_interval_holds_the_truth_at_least_as_often_as_it_says(mean: float) -> None:
    probabilities = count_probabilities(300, mean, 1.0)

    covered = sum(p for count, p in enumerate(probabilities) if mean in poisson_interval(count))

    assert covered >= 0.95 - 1e-9


@given(st.integers(1, 500))
def test_more_incidents_move_both_limits_up(count: int) -> None:
    one, other = poisson_interval(count - 1), poisson_interval(count)

    assert one.low < other.low
    assert one.high < other.high
    assert other.low < count < other.high


@given(st.floats(0.01, 200), st.floats(1, 20))
def test_probabilities_have_the_mean_and_the_spread_that_were_asked_for(mean: float, dispersion: float) -> None:
    probabilities = count_probabilities(20_000, mean, dispersion)
    counts = range(20_000)

    expected = float(probabilities @ counts)
    assert float(probabilities.sum()) == pytest.approx(1.0, abs=1e-9)
    assert expected == pytest.approx(mean, rel=1e-6)
    variance = float(probabilities @ [count * count for count in counts]) - expected**2
    assert variance == pytest.approx(mean * dispersion, rel=1e-5)


@given(st.integers(0, 400), st.floats(0.01, 200), st.floats(1, 20))
def test_the_two_tails_share_exactly_the_count_itself(count: int, mean: float, dispersion: float) -> None:
    both = upper_tail(count, mean, dispersion) + lower_tail(count, mean, dispersion)

    itself = count_probabilities(count + 1, mean, dispersion)[count]
    assert both - itself == pytest.approx(1.0, abs=1e-9)


def test_small_tails_keep_their_digits() -> None:
    assert upper_tail(60, 5.0, 1.0) == pytest.approx(7.649610081149e-43, rel=1e-10)
    assert upper_tail(0, 5.0, 1.0) == 1.0
    assert lower_tail(-1, 5.0, 1.0) == 0.0
    assert upper_tail(1, 0.0, 1.0) == 0.0


@pytest.mark.parametrize("count", [-1, 1.5, math.nan, math.inf])
def test_what_is_no_count_is_refused(count: float) -> None:
    with pytest.raises(NotCounts, match="Give 0, 1, 2"):
        poisson_interval(count)


@pytest.mark.parametrize("level", [0.0, 0.4, 1.0, 95])
def test_a_level_that_is_no_level_is_refused(level: float) -> None:
    with pytest.raises(OutOfRange, match=r"0\.95"):
        poisson_interval(3, level=level)


def test_the_normal_interval_and_its_p_value_agree() -> None:
    interval = normal_interval(1.959963984540054, 1.0)

    assert interval.low == pytest.approx(0.0, abs=1e-12)
    assert two_sided_p(1.959963984540054) == pytest.approx(0.05, rel=1e-12)
