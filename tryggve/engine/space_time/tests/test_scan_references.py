"""The scan against SaTScan, R's scanstatistics and smerc: the same clusters, to the last digits they print."""

from __future__ import annotations

import numpy as np
import pytest

from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.space_time.expected_cases import (
    count_events,
    population_between,
    standardised_expected,
    trend_baselines,
)
from tryggve.engine.space_time.scan_bernoulli import scan_bernoulli
from tryggve.engine.space_time.scan_expectation import scan_expectation_poisson
from tryggve.engine.space_time.scan_permutation import scan_permutation
from tryggve.engine.space_time.scan_poisson import scan_poisson
from tryggve.engine.space_time.scan_result import ScanResult, ScanWindow
from tryggve.engine.space_time.tests import scan_data
from tryggve.engine.space_time.zones import ZoneSize, zones_by_distance, zones_by_order
from tryggve.engine.tests.reference import reference_file
from tryggve.engine.tests.tolerances import reached

PLANTED_SCORE = 68.670228481267
PLANTED_CELLS = {213, 236, 237, 238, 239, 262, 263, 264, 286, 287, 288, 289}


@pytest.fixture(scope="module")
def planted() -> ScanResult:
    cells, events, _ = scan_data.planted()
    counts = count_events(events[:, 0], events[:, 1], n_locations=500, n_periods=52)
    zones = zones_by_distance(cells, ZoneSize(k=50))
    return scan_permutation(counts, zones, window=ScanWindow(longest=52), chance=MonteCarlo(seed=20260101))


def test_a_planted_cluster_is_found_as_scanstatistics_finds_it(planted: ScanResult) -> None:
    first = planted.clusters[0]

    reached("scan permutation: score of W2 (scanstatistics)", abs(first.score - PLANTED_SCORE), 1e-9)
    assert {cell + 1 for cell in first.locations} == PLANTED_CELLS
    assert (first.first_period, first.last_period, first.observed) == (49, 51, 78)
    assert first.expected == pytest.approx(14.38, abs=0.005)
    assert first.p_value == 1 / 1000
    assert planted.n_zones == 24_864


def test_chance_gives_the_maxima_that_scanstatistics_draws(planted: ScanResult) -> None:
    from scipy.stats import ks_2samp

    theirs = np.loadtxt(reference_file("scan/w2_R_scanstatistics_999_null_maxima.csv"), delimiter=",", skiprows=1)[:, 2]

    apart = ks_2samp(theirs, planted.null_maxima, method="asymp")

    reached("scan permutation: 1 - KS p of null maxima (scanstatistics)", 1 - apart.pvalue, 0.99)


def test_neighbours_in_another_programs_order_give_the_same_cluster() -> None:
    _, events, nearest = scan_data.planted()
    counts = count_events(events[:, 0], events[:, 1], n_locations=500, n_periods=52)

    found = scan_permutation(
        counts, zones_by_order(nearest), window=ScanWindow(26), chance=MonteCarlo(seed=1, replicates=0)
    )

    assert found.n_zones == 24_864
    assert {cell + 1 for cell in found.clusters[0].locations} == PLANTED_CELLS
    assert found.clusters[0].p_value is None


def test_brain_cancer_in_new_mexico_as_satscan_finds_it() -> None:
    places, cases, people = scan_data.new_mexico()
    known_at = [scan_data.day(year, 7) for year in (1973, 1982, 1991)]
    years = [scan_data.day(year) for year in range(1973, 1993)]
    person_days = population_between(known_at, people, years).transpose(1, 0, 2)
    expected = standardised_expected(cases, person_days)
    size = ZoneSize(share=0.5, weights=expected.sum(axis=1))
    zones = zones_by_distance(places.points, size, metric="great_circle")

    found = scan_poisson(
        cases.sum(axis=2), expected, zones, window=ScanWindow(9, search="retrospective"), chance=MonteCarlo(seed=1)
    )

    first, second, third = found.clusters[:3]
    assert round(person_days.sum() / (years[-1] - years[0])) == 1_344_288
    for one, score in ((first, 10.979758), (second, 5.684828), (third, 3.884186)):
        reached(f"scan poisson: New Mexico {score} (SaTScan)", abs(one.score - score), 1e-6)
    assert [places.names[place] for place in first.locations] == [
        "Torrance",
        "Bernalillo",
        "Valencia",
        "SantaFe",
        "Guadelupe",
        "Socorro",
        "Sandoval",
        "SanMiguel",
        "LosAlamos",
    ]
    assert (1973 + first.first_period, 1973 + first.last_period, first.observed) == (1985, 1989, 236)
    assert (round(first.expected, 2), round(first.relative_risk, 2)) == (176.22, 1.42)
    assert [places.names[place] for place in second.locations] == ["Chaves"]
    assert [places.names[place] for place in third.locations] == ["Curry", "Roosevelt"]
    assert first.p_value is not None
    reached("scan poisson: p of New Mexico (SaTScan, 9,999)", abs(first.p_value - 0.0118), 0.008)
    assert first.recurrence_periods is None


def test_a_rise_over_the_baseline_in_new_mexico_as_scanstatistics_finds_it() -> None:
    places, cases, people = scan_data.new_mexico_yearly()
    baselines = trend_baselines(cases, people, n_history=13)
    zones = zones_by_distance(places.points, ZoneSize(k=15), metric="great_circle")
    now = slice(13, 17)

    found = scan_expectation_poisson(
        cases[:, now], baselines.expected[:, now], zones, window=ScanWindow(4), chance=MonteCarlo(seed=1)
    )

    first = found.clusters[0]
    reached("trend baselines: intercept (R glm)", abs(baselines.intercept - -10.01065837745387), 1e-9)
    reached("trend baselines: slope (R glm)", abs(baselines.slope - 0.00975165395105192), 1e-9)
    reached("scan expectation: score (scanstatistics)", abs(first.score - 9.1806169978), 1e-9)
    assert zones.n_zones == 415
    assert {places.names[place] for place in first.locations} == {"losalamos", "santafe"}
    assert (first.first_period, first.last_period) == (0, 3)
    assert first.relative_risk == pytest.approx(2.08146459, abs=1e-8)
    assert first.p_value is not None
    assert first.p_value == pytest.approx(0.005, abs=0.008)


def test_leukaemia_in_north_humberside_as_satscan_finds_it() -> None:
    places, cases, controls = scan_data.north_humberside()
    zones = zones_by_distance(places.points, ZoneSize(share=0.5, weights=cases + controls))

    found = scan_bernoulli(cases, controls, zones, window=ScanWindow(1), chance=MonteCarlo(seed=1))

    told = {tuple(sorted(int(places.names[place]) for place in one.locations)): one for one in found.clusters[:6]}
    scores = [one.score for one in found.clusters[:6]]
    theirs = [4.836516, 4.836516, 3.712697, 3.712697, 3.609718, 3.609718]
    reached("scan bernoulli: North Humberside (SaTScan)", float(np.abs(np.subtract(scores, theirs)).max()), 1e-6)
    assert set(list(told)[:2]) == {(14, 18, 19, 26), (169, 170, 172, 173)}
    assert set(list(told)[2:4]) == {(115, 118, 124, 130, 134, 135), (148, 152, 153, 154, 155, 158)}
    assert round(told[(14, 18, 19, 26)].relative_risk, 2) == 3.43
    assert found.clusters[0].p_value == pytest.approx(0.6788, abs=0.05)


def test_a_map_of_leukaemia_in_new_york_is_searched_in_space_alone() -> None:
    rows = scan_data.table_of("smerc_nydf.csv")
    points = np.array([[float(row["longitude"]), float(row["latitude"])] for row in rows])
    people = np.array([float(row["population"]) for row in rows])
    cases = np.floor([float(row["cases"]) for row in rows])
    zones = zones_by_distance(points, ZoneSize(share=0.5, weights=people), metric="great_circle")

    found = scan_poisson(cases, people, zones, window=ScanWindow(1), chance=MonteCarlo(seed=1))

    first = found.clusters[0]
    mean, total = first.expected, float(cases.sum())
    by_hand = 106 * np.log(106 / mean) + (total - 106) * np.log((total - 106) / (total - mean))
    assert (first.observed, len(first.locations)) == (106, 31)
    assert first.score == pytest.approx(by_hand, rel=1e-12)
    assert first.p_value == 1 / 1000


def test_fever_in_new_york_is_searched_day_by_day() -> None:
    from datetime import date

    lines = scan_data.words_of("NYCfever.geo")
    places = [line[0] for line in lines]
    points = np.array([[float(x), float(y)] for _, y, x in lines])
    where, when = [], []
    for zip_code, n, day in scan_data.words_of("NYCfever.cas"):
        where += [places.index(zip_code)] * int(n)
        when += [(date(*map(int, day.split("/"))) - date(2001, 11, 1)).days] * int(n)
    counts = count_events(where, when, n_locations=len(places), n_periods=24)
    zones = zones_by_distance(points, ZoneSize(share=0.5, weights=counts.sum(axis=1)), metric="great_circle")

    found = scan_permutation(counts, zones, window=ScanWindow(7), chance=MonteCarlo(seed=1))

    first = found.clusters[0]
    inside = counts[list(first.locations)]
    assert found.n_cases == 194
    assert first.last_period == 23
    assert first.expected == pytest.approx(inside.sum() * counts[:, first.first_period :].sum() / 194, rel=1e-12)
    assert first.observed == inside[:, first.first_period :].sum()
