"""Bad input to the series' and the arithmetic's doors: an answer or a refusal, never a stack trace, never a hang."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tryggve.engine.numerics.false_discovery import benjamini_hochberg
from tryggve.engine.numerics.intervals import normal_interval, poisson_interval
from tryggve.engine.numerics.odds_ratio import conditional_odds_ratio
from tryggve.engine.numerics.seeds import generator, seed_from
from tryggve.engine.series.burst import fullest_window, scan_probability
from tryggve.engine.series.calendar import calendar_effects
from tryggve.engine.series.cumulative_sum import CusumDesign, cumulative_sum, decision_limit
from tryggve.engine.series.ears import ears
from tryggve.engine.series.expected import compare_many, compare_with_expected, expected_level
from tryggve.engine.series.hot_times import busiest_window, hot_times
from tryggve.engine.series.likelihood_ratio import DriftDesign, detect_drift
from tryggve.engine.series.nowcast import nowcast, nowcast_coverage, reporting_triangle
from tryggve.engine.series.small_samples import exact_fit
from tryggve.engine.series.swedish_days import CalendarTable, calendar_table, easter_sunday, swedish_days
from tryggve.engine.tests.hostile import (
    answer_or_refusal,
    good_counts,
    nasty_numbers,
    nasty_rows,
    nasty_tables,
)

number = nasty_numbers()
rows = nasty_rows() | good_counts()
tables = nasty_tables() | st.lists(good_counts(least=12, longest=12), min_size=1, max_size=3).map(np.array)
levels = st.sampled_from([0.8, 0.95]) | number
compat: st.SearchStrategy[Any] = st.sampled_from(["", "surveillance", "ptools", "other"])
wholes = st.integers(-(2**70), 2**70) | st.integers(-2, 400)


def one_of(values: list[Any]) -> st.SearchStrategy[Any]:
    """Also what the types would not allow."""
    return st.sampled_from(values)


cells: st.SearchStrategy[Any] = st.integers(0, 30) | number
days = st.dates()


odd_rows: st.SearchStrategy[Any] = rows


def cusum_designs() -> st.SearchStrategy[CusumDesign]:
    transforms = one_of(["standard", "rossi", "anscombe", "anscombe_bias", "pearson_nb", "anscombe_nb", "x"])
    return st.builds(CusumDesign, number, number, transforms, number, st.booleans())


def drift_designs() -> st.SearchStrategy[DriftDesign]:
    directions = one_of(["higher", "lower", "sideways"])
    return st.builds(DriftDesign, number, wholes, wholes, directions, st.booleans())


def own_tables() -> st.SearchStrategy[CalendarTable]:
    sound = st.builds(calendar_table, st.dates(date(1800, 1, 1), date(2100, 1, 1)), n_rows=st.integers(1, 60))
    return sound | st.builds(CalendarTable, st.just(("a", "b")), st.lists(days).map(tuple), nasty_tables())


CALLS: dict[str, Callable[[st.DataObject], object]] = {
    "seed_from": lambda data: seed_from(data.draw(st.text())),
    "generator": lambda data: generator(data.draw(wholes), stream=data.draw(wholes), replicate=data.draw(wholes)),
    "benjamini_hochberg": lambda data: benjamini_hochberg(data.draw(rows), rate=data.draw(levels)),
    "poisson_interval": lambda data: poisson_interval(data.draw(number), level=data.draw(levels)),
    "normal_interval": lambda data: normal_interval(data.draw(number), data.draw(number), level=data.draw(levels)),
    "conditional_odds_ratio": lambda data: conditional_odds_ratio(
        data.draw(st.tuples(st.tuples(cells, cells), st.tuples(cells, cells)) | odd_rows),
        level=data.draw(levels),
        tails=data.draw(one_of(["mid_p", "exact", "x"])),
    ),
    "expected_level": lambda data: expected_level(
        data.draw(rows),
        exposure=data.draw(st.none() | rows),
        next_exposure=data.draw(st.none() | number),
        level=data.draw(levels),
        least_weeks=data.draw(st.integers(-1, 20)),
    ),
    "compare_with_expected": lambda data: compare_with_expected(
        data.draw(st.none() | number), expected_level(data.draw(good_counts(least=6, longest=20)))
    ),
    "compare_many": lambda data: compare_many(
        data.draw(rows), data.draw(tables), false_discovery_rate=data.draw(levels), level=data.draw(levels)
    ),
    "hot_times": lambda data: hot_times(
        data.draw(st.lists(wholes, max_size=5) | rows),
        data.draw(st.lists(wholes, max_size=5) | rows),
        zone=data.draw(one_of(["Europe/Stockholm", "UTC", "Falun", "../etc"])),
        convention=data.draw(one_of(["minutes", "hours_of_week", "x"])),
    ),
    "busiest_window": lambda data: busiest_window(
        data.draw(tables | st.just(np.ones((7, 24)))), n_hours=data.draw(wholes)
    ),
    "ears": lambda data: ears(
        data.draw(tables),
        method=data.draw(one_of(["C1", "C2", "C3", "C4"])),
        baseline=data.draw(st.integers(3, 7) | wholes),
        false_alarm=data.draw(st.none() | number),
        exposure=data.draw(st.none() | rows),
        compat=data.draw(compat),
    ),
    "cumulative_sum": lambda data: cumulative_sum(
        data.draw(tables),
        data.draw(number | rows | tables),
        design=data.draw(cusum_designs()),
        compat=data.draw(compat),
    ),
    "decision_limit": lambda data: decision_limit(data.draw(number), reference=data.draw(number)),
    "detect_drift": lambda data: detect_drift(
        data.draw(tables), data.draw(rows | tables), extra=data.draw(number), design=data.draw(drift_designs())
    ),
    "scan_probability": lambda data: scan_probability(
        data.draw(number),
        data.draw(number),
        data.draw(number),
        data.draw(wholes),
        compat=data.draw(compat),
    ),
    "fullest_window": lambda data: fullest_window(
        data.draw(rows), start=data.draw(number), stop=data.draw(number), window=data.draw(number)
    ),
    "exact_fit": lambda data: exact_fit(
        data.draw(rows | good_counts(most=4, longest=6)),
        shares=data.draw(st.none() | rows),
        statistic=data.draw(one_of(["G", "chi_square", "KS", "AD"])),
        compat=data.draw(compat),
    ),
    "easter_sunday": lambda data: easter_sunday(data.draw(wholes)),
    "swedish_days": lambda data: swedish_days(data.draw(wholes)),
    "calendar_table": lambda data: calendar_table(
        data.draw(days),
        n_rows=data.draw(st.integers(-1, 60) | st.just(10**12)),
        days_a_row=data.draw(one_of([1, 7, 3])),
        school_breaks=data.draw(st.lists(st.tuples(days, days), max_size=2)),
    ),
    "calendar_effects": lambda data: calendar_effects(
        data.draw(rows),
        data.draw(own_tables()),
        day_shares=data.draw(st.none() | rows),
        n_waves=data.draw(st.integers(-1, 8)),
        level=data.draw(levels),
    ),
    "reporting_triangle": lambda data: reporting_triangle(
        data.draw(rows),
        data.draw(rows),
        n_periods=data.draw(wholes),
        longest_delay=data.draw(wholes),
        now=data.draw(st.none() | wholes),
    ),
    "nowcast": lambda data: nowcast(
        data.draw(tables),
        level=data.draw(levels),
        least_complete=data.draw(levels),
        history=data.draw(st.none() | wholes),
    ),
    "nowcast_coverage": lambda data: nowcast_coverage(
        data.draw(tables), history=data.draw(st.integers(2, 13) | wholes), level=data.draw(levels)
    ),
}


@pytest.mark.parametrize("name", sorted(CALLS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_it_answers_or_refuses(name: str, data: st.DataObject) -> None:
    answer_or_refusal(lambda: CALLS[name](data))
