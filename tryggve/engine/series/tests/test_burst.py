"""Bursts: Naus' scan statistic, by other programs and by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from tryggve.engine.errors import NotFinite, OutOfRange, TooLittleData
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.burst import fullest_window, scan_probability
from tryggve.engine.tests.reference import reference_json
from tryggve.engine.tests.tolerances import reached


def test_the_probabilities_are_those_of_ptools_where_asked_to() -> None:
    expected = reference_json("wdd/expected.json")["scanw"]

    first = scan_probability(208, 2, 0.6, 6, compat="ptools")
    second = scan_probability(260, 1, 1, 6, compat="ptools")

    reached("scan in time L208 k2, ptools", abs(first - expected["L208,k2,mu0.6,n6"]), 1e-9)
    reached("scan in time L260 k1, ptools", abs(second - expected["L260,k1,mu1,n6"]), 1e-9)


@pytest.mark.parametrize(
    ("length", "window", "mean", "incidents"), [(208, 2, 0.6, 6), (60, 1, 1.0, 5), (20, 4, 0.5, 6)]
)
def test_periods_by_chance_have_so_full_a_window_so_often(
    length: float, window: float, mean: float, incidents: int
) -> None:
    chance = generator(2026)
    n_periods = 4000
    hits = 0
    for n in chance.poisson(mean * length, n_periods).tolist():
        times = np.sort(chance.uniform(0, length, n))
        together = times[incidents - 1 :] - times[: max(n - incidents + 1, 0)]
        hits += bool((together < window).any())

    answer = scan_probability(length, window, mean, incidents)

    error = 3 * (answer * (1 - answer) / n_periods) ** 0.5
    assert answer == pytest.approx(hits / n_periods, abs=error + 0.003)


def test_more_in_a_window_is_rarer_and_a_longer_period_has_more_chances() -> None:
    by_count = [scan_probability(100, 2, 0.5, n) for n in range(1, 12)]
    by_length = [scan_probability(length, 2, 0.5, 5) for length in (4, 10, 50, 400)]

    assert by_count == sorted(by_count, reverse=True)
    assert by_length == sorted(by_length)


def test_the_fullest_window_is_found_wherever_it_lies() -> None:
    burst = fullest_window([90.0, 10, 50, 50.5, 51, 51.5, 52], start=0, stop=100, window=2)

    assert (burst.start, burst.incidents, burst.expected) == (50.0, 4, 0.14)
    assert burst.p_value < 0.01


def test_a_window_holds_its_start_but_not_its_end() -> None:
    assert fullest_window([1, 3], start=0, stop=10, window=2).incidents == 1


def test_incidents_spread_by_chance_seldom_make_a_burst() -> None:
    chance = generator(17)
    p_values = [fullest_window(chance.uniform(0, 365, 50), start=0, stop=365, window=7).p_value for _ in range(400)]

    assert np.mean(np.array(p_values) <= 0.05) <= 0.08


def test_what_cannot_be_scanned_is_refused() -> None:
    with pytest.raises(TooLittleData):
        fullest_window([], start=0, stop=10, window=1)
    with pytest.raises(OutOfRange, match="outside the period"):
        fullest_window([11], start=0, stop=10, window=1)
    with pytest.raises(OutOfRange, match="half of the period"):
        scan_probability(10, 6, 1.0, 3)
    with pytest.raises(OutOfRange, match="incidents"):
        scan_probability(10, 1, 1.0, 0)
    with pytest.raises(NotFinite):
        fullest_window([float("nan")], start=0, stop=10, window=1)
