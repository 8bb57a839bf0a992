"""Bad input to Farrington's method: an answer or a refusal, never a stack trace, never a hang."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tryggve.engine.series.farrington import FarringtonPlan, farrington_flexible
from tryggve.engine.series.farrington_thresholds import (
    Expected,
    anscombe_weights,
    negative_binomial_threshold,
    power_threshold,
)
from tryggve.engine.tests.hostile import answer_or_refusal, good_counts, nasty_numbers, nasty_rows, nasty_tables

number: st.SearchStrategy[Any] = nasty_numbers()
small: st.SearchStrategy[Any] = st.integers(0, 6) | number
words: st.SearchStrategy[Any] = st.sampled_from(["nb_plugin", "delta", "muan", "predictive", "none", "1/2", "2/3", "x"])


@st.composite
def long_tables(draw: st.DrawFn) -> Any:
    """A history that repeats a few weeks, often broken somewhere."""
    n_weeks = draw(st.integers(1, 330))
    rows = [np.resize(draw(good_counts(least=1, longest=9)), n_weeks) for _ in range(draw(st.integers(1, 2)))]
    table = np.array(rows, dtype=np.float64).T
    if draw(st.booleans()):
        table[draw(st.integers(0, n_weeks - 1)), 0] = draw(nasty_numbers())
    return table * draw(st.sampled_from([1, 1, 10**6, 10**13]))


def plans() -> st.SearchStrategy[FarringtonPlan]:
    usual = st.just(FarringtonPlan())
    begins = st.none() | st.just(date(2018, 1, 1)) | st.dates()
    odd = st.builds(
        FarringtonPlan,
        years_back=st.integers(1, 5) | number,
        half_window=small,
        n_periods=st.integers(1, 10) | number,
        past_weeks_not_included=st.just(26) | small,
        reweight=st.booleans(),
        weights_threshold=st.just(2.58) | number,
        alpha=st.just(0.005) | number,
        trend=st.booleans(),
        trend_p_value=st.sampled_from([0.05, 1.0]) | number,
        limit54=st.tuples(small, small),
        threshold=words,
        power=st.just("2/3") | words,
        period=st.sampled_from(["week", "week", "month", "day"]),
        begins=begins,
        compat=st.sampled_from(["", "", "surveillance", "x"]),
    )
    return usual | odd


def judged(data: st.DataObject) -> object:
    return farrington_flexible(
        data.draw(nasty_tables() | long_tables()),
        plan=data.draw(plans()),
        exposure=data.draw(st.none() | nasty_tables()),
        weeks=data.draw(st.none() | nasty_rows()),
        judge=data.draw(st.integers(-1, 4) | st.lists(st.integers(-2, 400), max_size=3)),
        threads=data.draw(st.integers(-1, 2)),
    )


expected: st.SearchStrategy[Any] = st.builds(Expected, number, number, number)
alphas: st.SearchStrategy[Any] = st.just(0.05) | number

CALLS: dict[str, Callable[[st.DataObject], object]] = {
    "farrington_flexible": judged,
    "power_threshold": lambda data: power_threshold(
        data.draw(number), data.draw(expected), alpha=data.draw(alphas), power=data.draw(words)
    ),
    "negative_binomial_threshold": lambda data: negative_binomial_threshold(
        data.draw(number), data.draw(expected), alpha=data.draw(alphas), method=data.draw(words)
    ),
    "anscombe_weights": lambda data: anscombe_weights(
        data.draw(nasty_rows() | nasty_tables()), threshold=data.draw(number)
    ),
}


@pytest.mark.parametrize("name", sorted(CALLS))
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_bad_input_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    answer_or_refusal(lambda: CALLS[name](data))
