"""Expected level: exact where it can be, honest where it cannot, calibrated in between."""

from __future__ import annotations

import csv
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import NotCounts, OutOfRange, WrongShape
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.expected import compare_many, compare_with_expected, expected_level
from tryggve.engine.tests.reference import reference_file

histories = st.lists(st.integers(0, 60), min_size=6, max_size=52)


def binomial_tail(count: int, total: int, share: float) -> float:
    return sum(math.comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(count, total + 1))


def test_tails_of_even_counts_are_the_exact_conditional_test() -> None:
    # 60 incidents in 12 weeks; had week 13 been like them, each of 60 + y falls in it with 1/13.
    history = [5, 4, 6, 5, 5, 4, 6, 5, 5, 4, 6, 5]

    answer = compare_with_expected(9, expected_level(history))

    assert answer.p_higher == pytest.approx(binomial_tail(9, 69, 1 / 13), rel=1e-9)
    assert answer.p_lower == pytest.approx(1 - binomial_tail(10, 69, 1 / 13), rel=1e-9)


@given(histories, st.integers(0, 200))
def test_verdict_band_and_tails_never_disagree(history: list[int], observed: int) -> None:
    band = expected_level(history)
    answer = compare_with_expected(observed, band)

    assert band.low is not None
    assert band.high is not None
    assert answer.p_higher is not None
    assert answer.p_lower is not None
    assert answer.is_outside == (not band.low <= observed <= band.high)
    if abs(answer.p_higher - 0.025) > 1e-9:
        assert (answer.verdict == "higher") == (answer.p_higher <= 0.025)
    if abs(answer.p_lower - 0.025) > 1e-9:
        assert (answer.verdict == "lower") == (answer.p_lower <= 0.025)


@given(histories)
def test_the_median_lies_inside_the_band(history: list[int]) -> None:
    band = expected_level(history)

    assert band.low is not None
    assert band.median is not None
    assert band.high is not None
    assert 0 <= band.low <= band.median <= band.high


@given(histories, st.sampled_from([0.8, 0.95, 0.99]))
def test_more_confidence_gives_a_wider_band(history: list[int], level: float) -> None:
    narrow, wide = expected_level(history, level=0.6), expected_level(history, level=level)

    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.low is not None
    assert wide.high is not None
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_the_weeks_does_not_matter(history: list[int], chance: Any) -> None:
    shuffled = list(history)
    chance.shuffle(shuffled)

    one, other = expected_level(history), expected_level(shuffled)

    assert (one.low, one.median, one.high) == (other.low, other.median, other.high)


@given(histories, st.integers(2, 9))
def test_counting_organisations_in_another_unit_changes_nothing(history: list[int], unit: int) -> None:
    one = expected_level(history)
    other = expected_level(history, exposure=[unit] * len(history), next_exposure=unit)

    assert (one.low, one.median, one.high) == (other.low, other.median, other.high)


def test_a_single_first_incident_is_no_alarm_but_two_are() -> None:
    band = expected_level([0] * 12)

    assert (band.low, band.median, band.high) == (0, 0, 1)
    assert compare_with_expected(1, band).p_higher == pytest.approx(1 / 13)
    assert compare_with_expected(2, band).verdict == "higher"


def test_no_incident_where_few_are_usual_is_as_usual() -> None:
    assert compare_with_expected(0, expected_level([1, 2, 1, 0, 3, 1, 2, 1, 1, 2, 1, 2])).verdict == "as_usual"


def test_no_incident_where_many_are_usual_is_lower() -> None:
    assert compare_with_expected(0, expected_level([9, 8, 10, 9, 7, 9, 8, 9, 9, 10, 8, 9])).verdict == "lower"


def test_a_week_nobody_counted_is_left_out_and_is_not_a_zero() -> None:
    with_gap = expected_level([5, math.nan, 5, 5, 5, 5, 5, 5])

    assert with_gap.n_weeks == 7
    assert with_gap.mean == 5.0
    assert expected_level([5, 0, 5, 5, 5, 5, 5, 5]).mean == 4.375


def test_fewer_reporters_lower_what_is_expected() -> None:
    all_nine = expected_level([18] * 12, exposure=[9] * 12, next_exposure=9)
    only_six = expected_level([18] * 12, exposure=[9] * 12, next_exposure=6)

    assert all_nine.mean == 18
    assert only_six.mean == 12
    assert compare_with_expected(9, all_nine).verdict == "lower"
    assert compare_with_expected(9, only_six).verdict == "as_usual"


def test_a_new_reporter_is_not_a_crime_wave() -> None:
    history, reporters = [6, 5, 7, 6, 6, 5, 7, 6, 6, 6, 5, 7], [3] * 12

    assert compare_with_expected(14, expected_level(history)).verdict == "higher"
    band = expected_level(history, exposure=reporters, next_exposure=6)
    assert compare_with_expected(14, band).verdict == "as_usual"


@pytest.mark.parametrize(
    ("history", "exposure", "next_exposure", "reason"),
    [
        ([4, 5, 6, 5, 4], None, None, "too_few_weeks"),
        ([4, 5, 6] + [math.nan] * 9, None, None, "too_few_weeks"),
        ([], None, None, "too_few_weeks"),
        ([4] * 12, [9] * 12, 0, "nobody_reported"),
        ([4] * 12, [9] * 12, 4, "too_few_reported"),
    ],
)
def test_where_the_level_is_not_known_it_says_why(
    history: list[float], exposure: list[float] | None, next_exposure: float | None, reason: str
) -> None:
    band = expected_level(history, exposure=exposure, next_exposure=next_exposure)
    answer = compare_with_expected(40, band)

    assert not band.is_known
    assert (band.low, band.median, band.high) == (None, None, None)
    assert (answer.verdict, answer.reason, answer.observed) == ("cannot_tell", reason, 40)
    assert answer.p_value is None


def test_silence_is_not_compared() -> None:
    answer = compare_with_expected(None, expected_level([4] * 12))

    assert (answer.verdict, answer.reason) == ("cannot_tell", "not_counted")


def test_an_outbreak_in_the_past_does_not_hide_the_next_one() -> None:
    quiet = [9, 11, 10, 8, 12, 10, 9, 11, 10, 12, 9, 10]
    with_outbreak = [9, 11, 10, 8, 45, 10, 9, 11, 10, 12, 9, 10]

    band = expected_level(with_outbreak)

    assert band.n_outbreaks == 1
    assert expected_level(quiet).n_outbreaks == 0
    assert compare_with_expected(30, band).verdict == "higher"


def test_many_series_are_judged_together() -> None:
    chance = generator(11)
    history = chance.poisson(6, (200, 12))
    observed = chance.poisson(6, 200)
    observed[7] = 40

    answers = compare_many(observed, history)

    alone = sum(answer.is_outside for answer in answers)
    together = [index for index, answer in enumerate(answers) if answer.verdict != "as_usual"]
    assert alone > 1
    assert together == [7]
    assert all(answer.adjusted_p is not None for answer in answers)


def test_a_series_that_cannot_be_judged_does_not_spoil_the_others() -> None:
    answers = compare_many([40.0, math.nan], [[5] * 12, [5] * 12])

    assert [answer.verdict for answer in answers] == ["higher", "cannot_tell"]
    assert answers[1].adjusted_p is None


@pytest.mark.parametrize(
    ("mean", "dispersion", "most"),
    [(0.5, 1, 0.015), (2, 1, 0.02), (10, 1, 0.025), (2, 1.5, 0.03), (10, 1.5, 0.03), (10, 3, 0.04)],
)
def test_false_alarms_are_as_rare_as_promised(mean: float, dispersion: float, most: float) -> None:
    chance = generator(20260101)
    shape = (1500, 13)
    if dispersion > 1:
        counts = chance.negative_binomial(mean / (dispersion - 1), 1 / dispersion, shape)
    else:
        counts = chance.poisson(mean, shape)

    verdicts = [compare_with_expected(row[12], expected_level(row[:12])).verdict for row in counts]

    # Nominal 0.025 on each side; the card has the whole table, measured on 20 000 series.
    assert verdicts.count("higher") / 1500 <= most
    assert verdicts.count("lower") / 1500 <= most


def test_a_tripled_number_is_found_even_after_an_outbreak() -> None:
    chance = generator(20260102)
    counts = chance.poisson(10, (400, 13))
    counts[:, 3] = chance.poisson(40, 400)
    counts[:, 12] = chance.poisson(30, 400)

    found = [compare_with_expected(row[12], expected_level(row[:12])).verdict == "higher" for row in counts]

    assert sum(found) / 400 > 0.9


def test_real_weekly_counts_stay_inside_their_band_as_often_as_promised() -> None:
    with reference_file("farrington/salmonella_agona.csv").open(encoding="utf-8") as file:
        counts = [int(row["count"]) for row in csv.DictReader(file)]

    outside = [
        compare_with_expected(counts[week], expected_level(counts[week - 12 : week])).is_outside
        for week in range(12, len(counts))
    ]

    assert len(outside) == 300
    assert 0.01 < sum(outside) / 300 < 0.10


@pytest.mark.parametrize("history", [[1, -2, 3], [1.5, 2, 3], [math.inf, 1, 1]])
def test_what_are_no_counts_is_refused(history: list[float]) -> None:
    with pytest.raises(NotCounts, match="whole numbers"):
        expected_level(history)


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(WrongShape, match="next_exposure"):
        expected_level([1] * 12, exposure=[1] * 11, next_exposure=1)
    with pytest.raises(WrongShape, match="next_exposure"):
        expected_level([1] * 12, exposure=[1] * 12)
    with pytest.raises(WrongShape, match="negative"):
        expected_level([1] * 12, exposure=[-1] * 12, next_exposure=1)
    with pytest.raises(WrongShape, match="each series"):
        compare_many([1, 2], [[1] * 12])
    with pytest.raises(WrongShape, match="dimension"):
        expected_level([[1] * 12])
    with pytest.raises(OutOfRange):
        expected_level([1] * 12, level=1.0)


def test_the_result_is_made_of_plain_values() -> None:
    band = expected_level(np.array([4, 6, 5, 3, 7, 5, 4, 6]))

    assert {type(value) for value in (band.low, band.median, band.high, band.n_weeks)} == {int}
    assert type(band.mean) is float
