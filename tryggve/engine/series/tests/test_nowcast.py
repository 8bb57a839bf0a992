"""Nowcast: what is still to come, on made-up delays and on the police's own."""

from __future__ import annotations

import csv
import gzip
from datetime import datetime

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, OutOfRange, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.nowcast import nowcast, nowcast_coverage, reporting_triangle
from tryggve.engine.tests.reference import reference_file
from tryggve.engine.tests.tolerances import reached

NAN = float("nan")
SHARES = [0.5, 0.25, 0.15, 0.07, 0.03]


def made_up(mean: float, n_periods: int, *, seed: int) -> Floats:
    """Finished rows whose reports come by SHARES."""
    chance = generator(seed)
    return np.array([chance.multinomial(n, SHARES) for n in chance.poisson(mean, n_periods)], dtype=np.float64)


def unfinished(table: Floats) -> Floats:
    """The same as seen in the last period."""
    n_periods, n_delays = table.shape
    seen = table.copy()
    seen[np.add.outer(np.arange(n_periods), np.arange(n_delays)) >= n_periods] = np.nan
    return seen


def test_the_triangle_counts_each_report_in_its_delay() -> None:
    answer = reporting_triangle([0, 0, 1, 2, 2, 5], [0, 2, 1, 2, 1, 5], n_periods=4, longest_delay=2)

    assert np.array_equal(
        answer.table, [[1.0, 0.0, 1.0], [1.0, 0.0, 0.0], [2.0, 0.0, NAN], [0.0, NAN, NAN]], equal_nan=True
    )


def test_a_report_before_its_incident_counts_at_once_and_is_told() -> None:
    answer = reporting_triangle([3, 0], [2, 5], n_periods=6, longest_delay=4)

    assert answer.table[3, 0] == 1
    assert (answer.n_before, answer.n_too_late) == (1, 1)


def test_the_shares_of_each_age_are_found() -> None:
    answer = nowcast(unfinished(made_up(200, 60, seed=1)))

    assert answer.share_by_age == pytest.approx(np.cumsum(SHARES), abs=0.02)
    assert answer.dispersion == pytest.approx(1.0, abs=0.2)


def test_the_expected_number_is_that_of_the_chain_ladder() -> None:
    table = unfinished(made_up(500, 8, seed=2))
    running = np.nancumsum(table, axis=1)
    factor = 1.0
    for age in range(4, 0, -1):
        rows = slice(0, 8 - age)
        factor *= running[rows, age].sum() / running[rows, age - 1].sum()

    answer = nowcast(table)

    assert answer.expected[7] == pytest.approx(table[7, 0] * factor, rel=1e-3)


@pytest.mark.parametrize("mean", [2.0, 10.0, 100.0])
def test_the_intervals_hold_the_final_number_as_often_as_they_say(mean: float) -> None:
    answer = nowcast_coverage(made_up(mean, 400, seed=7), history=60)

    assert (answer.share_inside >= 0.94).all()
    if mean >= 10:
        assert answer.error[0] < 0.7 * answer.error_of_reported[0]


def test_unfinished_periods_are_held_and_finished_ones_are_not() -> None:
    answer = nowcast(unfinished(made_up(100, 30, seed=4)), least_complete=0.85)

    assert answer.hold_alarm[-4:].tolist() == [False, False, True, True]
    assert not answer.hold_alarm[:-4].any()
    assert (answer.low[:-4] == answer.high[:-4]).all()


def test_with_too_few_reports_nothing_is_promised() -> None:
    answer = nowcast([[2.0, 1.0], [1.0, 1.0], [3.0, NAN]])

    assert answer.reason == "too_few_reports"
    assert answer.hold_alarm.tolist() == [False, False, True]
    assert answer.high[2] == np.inf


def test_the_real_reports_of_the_police_come_as_the_nowcast_says() -> None:
    path = reference_file("../polisen/polisen_events_sweden_2022_2026.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        pairs = [
            [datetime.fromisoformat(row[column]).timestamp() // 86400 for column in ("occurred", "published")]
            for row in csv.DictReader(file)
            if row["occurred"] and row["published"]
        ]
    days = np.array(pairs) - np.min(pairs)

    triangle = reporting_triangle(days[:, 0], days[:, 1], n_periods=int(days[:, 0].max()) + 1, longest_delay=3)
    answer = nowcast_coverage(triangle.table[:500], history=56)

    assert answer.share_inside.min() > 0.92
    assert answer.error[0] < answer.error_of_reported[0]
    inside = 100 * answer.share_inside
    told = f"nowcast of police events, ages 0-2: {inside[0]:.1f} {inside[1]:.1f} {inside[2]:.1f} % inside 95 %; misses"
    reached(told, float(1 - answer.share_inside[0]), 0.08)


def test_what_is_no_triangle_is_refused() -> None:
    with pytest.raises(WrongShape, match="row 0"):
        nowcast([[NAN, 1.0], [1.0, 1.0]])
    with pytest.raises(WrongShape, match="row 1"):
        nowcast([[1.0, NAN], [1.0, 1.0]])
    with pytest.raises(NotCounts):
        nowcast([[-1]])
    with pytest.raises(TooLittleData):
        nowcast(np.ones((0, 3)))
    with pytest.raises(TooLittleData):
        nowcast_coverage([[1, 2]] * 3, history=10)
    with pytest.raises(OutOfRange):
        nowcast([[1]], level=0.2)
    with pytest.raises(WrongShape):
        reporting_triangle([0], [0, 1], n_periods=2, longest_delay=1)
    with pytest.raises(TooMuchWork):
        reporting_triangle([0], [0], n_periods=10**7, longest_delay=100)
