"""Before and after against a comparison: zeros, missing weeks, spread, and what it must cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.effects.before_after import BeforeAfter, before_after
from tryggve.engine.errors import NotCounts, OutOfRange, TooFewIncidents, WrongShape
from tryggve.engine.numerics.seeds import generator

counts = st.integers(0, 150)


def of_sums(a: int, b: int, c: int, d: int) -> BeforeAfter:
    return before_after(([b], [a]), ([d], [c]))


def test_ratio_difference_and_what_was_expected() -> None:
    answer = of_sums(18, 40, 48, 50)

    assert answer.ratio == pytest.approx(18 / 40 / (48 / 50))
    assert answer.expected == pytest.approx(38.4)
    assert answer.difference == pytest.approx(-20.4)
    assert (answer.treated_before, answer.treated_after) == (40, 18)
    assert (answer.comparison_before, answer.comparison_after) == (50, 48)


def test_the_exact_interval_is_that_of_fishers_test() -> None:
    answer = before_after(([40], [18]), ([50], [48]), tails="exact")

    assert answer.ratio_low == pytest.approx(0.2218268579005496, rel=1e-9)
    assert answer.ratio_high == pytest.approx(0.9746325298295059, rel=1e-9)
    assert answer.p_value == pytest.approx(0.041685519733129915, rel=1e-6)


def test_nothing_left_after_is_a_result_with_a_limit() -> None:
    answer = of_sums(0, 12, 20, 20)

    assert (answer.ratio, answer.ratio_low) == (0.0, 0.0)
    assert answer.ratio_high is not None
    assert answer.ratio_high < 0.4
    assert answer.difference == -12
    assert answer.difference_low == -12


def test_nothing_in_the_comparison_before_has_no_ratio_but_a_limit() -> None:
    answer = of_sums(9, 10, 8, 0)

    assert (answer.ratio, answer.expected, answer.difference) == (None, None, None)
    assert answer.ratio_low == 0.0
    assert answer.ratio_high is not None


def test_no_limit_upwards_is_none_and_not_infinity() -> None:
    answer = of_sums(9, 0, 8, 10)

    assert answer.ratio_high is None
    assert answer.difference_high is None
    assert answer.ratio_low > 1


@given(counts, counts, counts, counts)
def test_difference_ratio_and_p_value_never_disagree(a: int, b: int, c: int, d: int) -> None:
    if a + b == 0 or c + d == 0:
        return
    answer = of_sums(a, b, c, d)

    if answer.difference_low is not None and answer.difference_high is not None:
        assert (answer.difference_low > 0) == (answer.ratio_low > 1)
        assert answer.difference is not None
        assert answer.difference_low <= answer.difference + 1e-9
        assert answer.difference <= answer.difference_high + 1e-9
    clear = answer.ratio_low > 1 or (answer.ratio_high is not None and answer.ratio_high < 1)
    if abs(answer.p_value - 0.05) > 1e-6:
        assert clear == (answer.p_value < 0.05)


@given(counts, counts, counts, counts, st.floats(1.01, 5))
def test_counts_that_vary_more_widen_the_interval(a: int, b: int, c: int, d: int, spread: float) -> None:
    if a + b == 0 or c + d == 0:
        return
    narrow = before_after(([b], [a]), ([d], [c]), dispersion=1.0)
    wide = before_after(([b], [a]), ([d], [c]), dispersion=spread)

    assert wide.ratio_low <= narrow.ratio_low
    assert wide.p_value >= narrow.p_value - 1e-12
    if wide.ratio_high is not None:
        assert narrow.ratio_high is not None
        assert wide.ratio_high >= narrow.ratio_high


def test_widening_agrees_with_the_textbook_for_large_counts() -> None:
    answer = before_after(([4000], [3800]), ([4100], [4050]), dispersion=2.5)

    error = math.sqrt(2.5 * (1 / 4000 + 1 / 3800 + 1 / 4100 + 1 / 4050))
    assert answer.ratio is not None
    assert answer.ratio_high is not None
    assert math.log(answer.ratio_high / answer.ratio) == pytest.approx(1.959964 * error, rel=2e-3)
    assert math.log(answer.ratio_low / answer.ratio) == pytest.approx(-1.959964 * error, rel=2e-3)


def test_the_spread_is_that_inside_the_windows_and_not_the_change_between_them() -> None:
    steady = before_after(([20, 21, 19, 20, 20, 20], [5, 6, 5, 4, 5, 5]), ([9] * 6, [9] * 6))
    bursts = before_after(([2, 40, 1, 37, 0, 40], [0, 14, 0, 1, 15, 0]), ([9] * 6, [9] * 6))

    assert steady.dispersion == 1.0
    assert bursts.dispersion > 5


def test_a_few_weeks_cannot_tell_their_spread() -> None:
    assert before_after(([0, 30], [0, 20]), ([10, 10], [10, 10])).dispersion == 1.0


def test_a_week_missing_in_one_area_is_left_out_of_both() -> None:
    answer = before_after(([5, math.nan, 7], [3, 2]), ([8, 9, math.nan], [8, 8]))

    assert (answer.treated_before, answer.comparison_before) == (5, 8)
    assert (answer.n_weeks_before, answer.n_weeks_after) == (1, 2)


def simulate(n: int, effect: float, *, dispersion: float) -> list[BeforeAfter]:
    chance = generator(20260101)
    means = {"tb": 4.0, "ta": 4.0 * effect * 0.9, "cb": 6.0, "ca": 6.0 * 0.9}

    def weeks(mean: float) -> np.typing.NDArray[np.int64]:
        if dispersion > 1:
            return chance.negative_binomial(mean / (dispersion - 1), 1 / dispersion, 12)
        return chance.poisson(mean, 12)

    return [
        before_after((weeks(means["tb"]), weeks(means["ta"])), (weeks(means["cb"]), weeks(means["ca"])))
        for _ in range(n)
    ]


@pytest.mark.parametrize(("effect", "dispersion"), [(1.0, 1.0), (0.5, 1.0), (0.15, 1.0), (0.6, 2.0)])
def test_the_interval_holds_the_truth_as_often_as_it_says(effect: float, dispersion: float) -> None:
    answers = simulate(300, effect, dispersion=dispersion)

    held = [a.ratio_low <= effect and (a.ratio_high is None or effect <= a.ratio_high) for a in answers]
    # A rough guard of 300; `make calibrate` repeats it 4,000 times and asks for 93 to 97 %.
    assert 0.92 <= np.mean(held) <= 0.98


def test_an_area_without_any_incident_is_refused() -> None:
    with pytest.raises(TooFewIncidents, match="Got 0 incidents in the measure's area and 12"):
        of_sums(0, 0, 6, 6)
    with pytest.raises(TooFewIncidents, match="No week before"):
        before_after(([math.nan], [3]), ([4], [4]))


def test_bad_input_is_refused() -> None:
    with pytest.raises(WrongShape, match="treated and comparison before"):
        before_after(([1, 2], [3]), ([1], [3]))
    with pytest.raises(NotCounts):
        before_after(([-1], [3]), ([1], [3]))
    with pytest.raises(OutOfRange, match="dispersion"):
        before_after(([1], [3]), ([1], [3]), dispersion=0.5)
    with pytest.raises(OutOfRange, match="level"):
        before_after(([1], [3]), ([1], [3]), level=1.0)
