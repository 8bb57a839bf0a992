"""CUSUM: the sums of the R package, with thresholds that are counts."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, NotFinite, OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.cumulative_sum import CusumDesign, Transform, cumulative_sum, decision_limit
from tryggve.engine.series.tests.agona import agona_counts, expected_of, surveillance_charts
from tryggve.engine.tests.tolerances import reached

OURS: dict[str, Transform] = {
    "standard": "standard",
    "rossi": "rossi",
    "anscombe": "anscombe",
    "anscombe2nd": "anscombe_bias",
    "pearsonNegBin": "pearson_nb",
    "none": "none",
}


def test_agona_has_the_thresholds_and_alarms_of_surveillance() -> None:
    expected = expected_of("expected_agona_cusum_k1.04_h2.26")
    counts = agona_counts()
    weeks = expected["k"].astype(int) - 1

    answer = cumulative_sum([counts[weeks]], counts[: weeks[0]].mean(), compat="surveillance")

    assert (answer.alarm[0] == expected["alarm"]).all()
    assert answer.alarm.sum() == 80
    reached("CUSUM threshold, Agona, surveillance", np.abs(answer.threshold[0] - expected["upperbound"]).max(), 1e-9)


@pytest.mark.parametrize("theirs", surveillance_charts()["cusum"], ids=lambda one: str(one["trans"]))
def test_every_transformation_sums_as_surveillance_does(theirs: dict[str, str | list[float]]) -> None:
    counts = surveillance_charts()["observed"][8:]
    design = CusumDesign(reference=0.5, limit=2, transform=OURS[str(theirs["trans"])])

    answer = cumulative_sum([counts], 5.0, design=design, compat="surveillance")

    assert (answer.alarm[0] == np.array(theirs["alarm"])).all()
    difference = np.abs(answer.threshold[0] - np.array(theirs["upperbound"], dtype=np.float64)).max()
    reached(f"CUSUM threshold, {theirs['trans']}, surveillance", difference, 1e-9)


@pytest.mark.parametrize("transform", get_args(Transform))
def test_the_threshold_is_the_smallest_count_that_alarms(transform: Transform) -> None:
    design = CusumDesign(reference=0.5, limit=2.5, transform=transform, starts_anew=True)
    counts = generator(5).poisson(4.0, (3, 25)).astype(np.float64)

    answer = cumulative_sum(counts, 4.0, design=design)

    assert ((counts >= answer.threshold) == answer.alarm).all()


def test_after_an_alarm_the_sum_goes_on_or_begins_anew() -> None:
    counts = [[4, 12, 4, 4, 4]]

    going_on = cumulative_sum(counts, 4.0)
    anew = cumulative_sum(counts, 4.0, design=CusumDesign(starts_anew=True))

    assert going_on.total[0, 2] == pytest.approx(4.0 - 2 * 1.04)
    assert anew.total[0, 2] == 0.0


def test_a_week_that_nobody_counted_leaves_the_sum_as_it_was() -> None:
    answer = cumulative_sum([[8, np.nan, 4]], 4.0)

    assert answer.total[0, 1] == answer.total[0, 0]
    assert not answer.alarm[0, 1]


def test_negative_binomial_residuals_are_centred_and_of_unit_spread() -> None:
    mean, extra = 20.0, 0.1
    counts = generator(8).negative_binomial(1 / extra, 1 / (1 + extra * mean), (1, 8000))

    design = CusumDesign(reference=0.0, limit=1e4, transform="anscombe_nb", extra=extra)
    total = cumulative_sum(counts, mean, design=design).total[0]
    steps = np.diff(total)[total[:-1] > 20]

    assert steps.std() == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(("limit", "run_length"), [(4.0, 335.37), (5.0, 930.89)])
def test_the_limit_has_the_run_length_of_the_textbook(limit: float, run_length: float) -> None:
    # Montgomery, Introduction to Statistical Quality Control, table 9.3: two-sided 168 and 465, one side twice that.
    found = decision_limit(run_length, reference=0.5)

    reached(f"CUSUM limit for a run of {run_length}", abs(found - limit), 1e-4)


def test_normal_weeks_run_as_long_as_was_asked() -> None:
    limit = decision_limit(100, reference=0.5)
    steps = generator(9).normal(size=(4000, 1000)) - 0.5
    total, length = np.zeros(4000), np.full(4000, 1000)

    for week in range(1000):
        total = np.maximum(0.0, total + steps[:, week])
        length = np.where((total >= limit) & (length == 1000), week + 1, length)

    assert length.mean() == pytest.approx(100, rel=0.05)


def test_what_cannot_be_summed_is_refused() -> None:
    with pytest.raises(NotCounts):
        cumulative_sum([[-1]], 4.0)
    with pytest.raises(OutOfRange, match="expected"):
        cumulative_sum([[1]], 0.0)
    with pytest.raises(WrongShape, match="expected"):
        cumulative_sum([[1, 2]], [1.0, 2.0, 3.0])
    with pytest.raises(OutOfRange, match="reference"):
        cumulative_sum([[1]], 1.0, design=CusumDesign(reference=-1))
    with pytest.raises(NotCounts, match="numbers"):
        cumulative_sum([[1], [1, 2]], [4.0])
    with pytest.raises(NotFinite, match="numbers"):
        cumulative_sum([[1, 2], [1, 2]], [[4.0], [4.0, 5.0]])
    with pytest.raises(TooLittleData):
        cumulative_sum([[]], 1.0)
    with pytest.raises(OutOfRange, match="run_length"):
        decision_limit(1.0)
