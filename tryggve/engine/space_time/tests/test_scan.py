"""The scan does what it says: every zone and run is tried, chance is drawn as told, and no digit depends on how."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, TooLittleData, TooMuchWork
from tryggve.engine.numerics import twins
from tryggve.engine.numerics.compiled import scan as compiled_scan
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.space_time import scan_counts
from tryggve.engine.space_time.scan_bernoulli import scan_bernoulli
from tryggve.engine.space_time.scan_expectation import (
    DispersedBaselines,
    scan_expectation_negative_binomial,
    scan_expectation_poisson,
)
from tryggve.engine.space_time.scan_permutation import scan_permutation
from tryggve.engine.space_time.scan_poisson import scan_poisson
from tryggve.engine.space_time.scan_result import ScanResult, ScanWindow
from tryggve.engine.space_time.zones import Zones, ZoneSize, zones_by_distance

POINTS = generator(1).uniform(0, 10, size=(14, 2))
ZONES = zones_by_distance(POINTS, ZoneSize(k=6))
COUNTS = generator(2).poisson(2.0, size=(14, 9))
COUNTS[3, 6:] += 6
PEOPLE = generator(3).uniform(5, 50, size=(14, 9))
CHANCE = MonteCarlo(seed=4, replicates=199)
WINDOW = ScanWindow(longest=4)


def by_hand(zones: Zones, window: ScanWindow, n_periods: int) -> list[tuple[list[int], slice]]:
    runs = [
        (first, last)
        for first, last in itertools.combinations(range(n_periods + 1), 2)
        if window.shortest <= last - first <= window.longest and (window.search == "retrospective" or last == n_periods)
    ]
    groups = [list(zones.locations_at(place)) for place in np.flatnonzero(zones.is_zone).tolist()]
    return [(group, slice(first, last)) for group in groups for first, last in runs]


def part(count: float, mean: float) -> float:
    return count * math.log(count / mean) if count > 0 else 0.0


def run(model: str, chance: MonteCarlo = CHANCE, window: ScanWindow = WINDOW) -> ScanResult:
    controls = generator(5).poisson(3.0, size=COUNTS.shape)
    return {
        "permutation": lambda: scan_permutation(COUNTS, ZONES, window=window, chance=chance),
        "poisson": lambda: scan_poisson(COUNTS, PEOPLE, ZONES, window=window, chance=chance),
        "expectation": lambda: scan_expectation_poisson(COUNTS, PEOPLE / 12, ZONES, window=window, chance=chance),
        "dispersed": lambda: scan_expectation_negative_binomial(
            COUNTS, DispersedBaselines(PEOPLE / 12, 4.0), ZONES, window=window, chance=chance
        ),
        "bernoulli": lambda: scan_bernoulli(COUNTS, controls, ZONES, window=window, chance=chance),
    }[model]()


MODELS = ("permutation", "poisson", "expectation", "dispersed", "bernoulli")


@pytest.mark.parametrize("window", [WINDOW, ScanWindow(3, shortest=2, search="retrospective")])
def test_the_strongest_of_all_windows_is_told(window: ScanWindow) -> None:
    total = COUNTS.sum()
    expected = PEOPLE * total / PEOPLE.sum()
    scores = {"permutation": 0.0, "poisson": 0.0, "expectation": 0.0, "dispersed": 0.0}
    for group, span in by_hand(ZONES, window, 9):
        count = COUNTS[group, span].sum()
        marginal = COUNTS[group].sum() * COUNTS[:, span].sum() / total
        for model, mean in (("permutation", marginal), ("poisson", expected[group, span].sum())):
            if count > max(mean, 1):
                score = part(count, mean) + part(total - count, total - mean)
                scores[model] = max(scores[model], score)
        base = PEOPLE[group, span] / 12
        if count > max(base.sum(), 1):
            scores["expectation"] = max(scores["expectation"], part(count, base.sum()) + base.sum() - count)
        weight = 1 + base / 4.0
        excess = ((COUNTS[group, span] - base) / weight).sum() / math.sqrt((base / weight).sum())
        scores["dispersed"] = max(scores["dispersed"], excess)

    for model, score in scores.items():
        found = run(model, MonteCarlo(seed=1, replicates=0), window)
        assert found.clusters[0].score == pytest.approx(score, rel=1e-12), model


@pytest.mark.parametrize("model", MODELS)
def test_threads_and_early_stops_change_no_digit(model: str) -> None:
    alone = run(model)

    shared = run(model, replace(CHANCE, threads=2))
    stopped = run(model, replace(CHANCE, stop_after=200))
    shorter = run(model, replace(CHANCE, replicates=70))

    assert shared.null_maxima.tolist() == alone.null_maxima.tolist()
    assert stopped.null_maxima.tolist() == alone.null_maxima.tolist()
    assert shorter.null_maxima.tolist() == alone.null_maxima[:70].tolist()
    assert shared.clusters == alone.clusters


@pytest.mark.parametrize("model", MODELS)
def test_a_process_without_compiler_gets_the_same_answer(model: str) -> None:
    few = replace(CHANCE, replicates=40)
    compiled = run(model, few)
    twins.use("plain")

    try:
        plain = run(model, few)
    finally:
        twins.use("compiled")

    assert plain.null_maxima == pytest.approx(compiled.null_maxima, rel=1e-12)
    assert [one.locations for one in plain.clusters] == [one.locations for one in compiled.clusters]
    assert [one.score for one in plain.clusters] == pytest.approx([one.score for one in compiled.clusters], rel=1e-12)


@pytest.mark.parametrize("model", ["permutation", "poisson", "expectation", "bernoulli"])
@pytest.mark.parametrize("level", [0.0, 1.0, 9.0])
def test_maxima_are_exact_at_whatever_level_the_search_begins(
    model: str, level: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = run(model)

    monkeypatch.setattr(scan_counts, "_PILOT", 10_000)
    monkeypatch.setattr(scan_counts, "_FIRST_LEVEL", level)

    assert run(model).null_maxima.tolist() == usual.null_maxima.tolist()


@pytest.mark.parametrize("model", MODELS)
def test_clusters_share_no_place_and_fall_in_strength(model: str) -> None:
    found = run(model).clusters

    places = [place for one in found for place in one.locations]
    scores = [one.score for one in found]
    assert len(found) > 1
    assert len(set(places)) == len(places)
    assert scores == sorted(scores, reverse=True)
    assert all(one.p_value is not None and 0 < one.p_value <= 1 for one in found)


def test_an_early_stop_ends_at_the_replicate_that_reaches_it() -> None:
    full = run("poisson")
    weak = full.clusters[-1].score

    found = scan_poisson(np.minimum(COUNTS, 3), np.ones(14), ZONES, window=WINDOW, chance=replace(CHANCE, stop_after=5))

    strongest = found.clusters[0]
    assert weak > 0
    assert (found.null_maxima >= strongest.score - 1e-9).sum() == 5
    assert strongest.p_value == 5 / found.null_maxima.size


def test_a_cluster_that_has_ended_is_past_for_today_and_found_in_hindsight() -> None:
    counts = np.ones((14, 9), dtype=np.int64)
    counts[5, 2:4] += 9

    now = scan_permutation(counts, ZONES, window=ScanWindow(4), chance=CHANCE)
    ever = scan_permutation(counts, ZONES, window=ScanWindow(4, search="retrospective"), chance=CHANCE)

    assert not any(5 in one.locations and one.p_best is not None and one.p_best < 0.05 for one in now.clusters)
    assert (ever.clusters[0].locations, ever.clusters[0].first_period, ever.clusters[0].last_period) == ((5,), 2, 3)
    assert ever.clusters[0].p_value == 1 / 200


@pytest.mark.parametrize("model", ["permutation", "poisson", "expectation", "bernoulli"])
def test_where_nothing_happens_p_is_as_often_small_as_it_says(model: str) -> None:
    zones = zones_by_distance(POINTS[:8], ZoneSize(k=4))
    few, window = MonteCarlo(seed=9, replicates=39), ScanWindow(3, least_cases=1)
    small = 0
    for replicate in range(150):
        chance = generator(8, replicate=replicate)
        counts, others = chance.poisson(3.0, size=(2, 8, 6))
        seeded = replace(few, seed=replicate)
        if model == "permutation":
            found = scan_permutation(counts, zones, window=window, chance=seeded)
        elif model == "poisson":
            found = scan_poisson(counts, np.ones((8, 6)), zones, window=window, chance=seeded)
        elif model == "expectation":
            found = scan_expectation_poisson(counts, np.full((8, 6), 3.0), zones, window=window, chance=seeded)
        else:
            found = scan_bernoulli(counts, others, zones, window=window, chance=seeded)
        p_values = [one.p_value for one in found.clusters[:1] if one.p_value is not None]
        small += sum(p <= 0.1 for p in p_values)

    # 15 of 150 expected, standard deviation 3.7.
    assert 5 <= small <= 27


def test_more_cases_than_sixteen_bits_hold_are_counted() -> None:
    counts = COUNTS * 500

    found = scan_permutation(counts, ZONES, window=WINDOW, chance=replace(CHANCE, replicates=19))

    assert found.n_cases > 2**16
    assert found.clusters[0].score == pytest.approx(run("permutation").clusters[0].score * 500, rel=1e-9)
    assert found.clusters[0].p_value == 1 / 20


def test_the_warmed_kernels_are_those_that_are_used() -> None:
    compiled_scan.warm()
    for model in MODELS:
        run(model, replace(CHANCE, replicates=20))
    scan_poisson(COUNTS[:, 0], np.ones(14), ZONES, window=ScanWindow(1), chance=CHANCE)

    scan: Any = compiled_scan
    kernels = (scan.limits_of, scan.best_windows, scan.maxima, scan.linear_maxima)
    assert [len(kernel.signatures) for kernel in kernels] == [1, 1, 1, 1]


def test_one_period_cannot_be_compared_over_time() -> None:
    with pytest.raises(TooLittleData, match="scan_poisson"):
        scan_permutation(COUNTS[:, :1], ZONES, window=ScanWindow(1), chance=CHANCE)


def test_cases_where_nobody_lives_are_refused() -> None:
    with pytest.raises(NotCounts):
        scan_poisson(COUNTS, np.where(np.arange(14) == 3, 0, 5), ZONES, window=WINDOW, chance=CHANCE)


def test_more_work_than_a_minute_is_refused_before_it_begins() -> None:
    with pytest.raises(TooMuchWork):
        scan_permutation(COUNTS * 10**6, ZONES, window=WINDOW, chance=replace(CHANCE, replicates=99_999))
