"""Whatever is given to the scan and its zones, it answers or refuses in three beats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.errors import EngineRefusal
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.space_time.expected_cases import (
    count_events,
    population_between,
    standardised_expected,
    trend_baselines,
)
from tryggve.engine.space_time.scan_bernoulli import scan_bernoulli
from tryggve.engine.space_time.scan_expectation import (
    DispersedBaselines,
    scan_expectation_negative_binomial,
    scan_expectation_poisson,
)
from tryggve.engine.space_time.scan_permutation import scan_permutation
from tryggve.engine.space_time.scan_poisson import scan_poisson
from tryggve.engine.space_time.scan_result import ScanWindow
from tryggve.engine.space_time.zones import (
    ZoneSize,
    zones_by_distance,
    zones_by_hexagon,
    zones_by_network,
    zones_by_order,
)
from tryggve.engine.tests.hostile import answer_or_refusal, nasty_numbers, nasty_rows, nasty_tables

ZONES = zones_by_distance([[0, 0], [1, 0], [2, 0], [2, 0]], ZoneSize(k=3))
CELLS = ["88089969c5fffff", "88089969c7fffff", "8808996813fffff", "not a cell", "87089969cffffff", ""]

wholes = st.integers(-2, 9)


def table(data: st.DataObject, n_columns: int = 3) -> Any:
    """Often four rows of counts, else anything."""
    counts = st.lists(st.lists(st.integers(0, 9), min_size=n_columns, max_size=n_columns), min_size=4, max_size=4)
    return data.draw(counts | nasty_tables())


def window(data: st.DataObject) -> ScanWindow:
    return ScanWindow(
        longest=data.draw(wholes),
        shortest=data.draw(st.integers(0, 3)),
        search=data.draw(st.sampled_from(["prospective", "retrospective", "sideways"])),
        least_cases=data.draw(st.integers(0, 4)),
    )


def chance(data: st.DataObject) -> MonteCarlo:
    return MonteCarlo(
        seed=data.draw(st.integers(-1, 2**64)),
        replicates=data.draw(st.integers(-1, 30)),
        stop_after=data.draw(st.none() | st.integers(0, 4)),
        threads=data.draw(st.integers(0, 2)),
    )


def size(data: st.DataObject) -> ZoneSize:
    share = data.draw(st.none() | nasty_numbers())
    return ZoneSize(
        share=share,
        weights=None if share is None else data.draw(st.just([1, 2, 0, 1]) | nasty_rows()),
        k=data.draw(st.none() | wholes),
        radius=data.draw(st.none() | nasty_numbers()),
    )


CALLS: dict[str, Callable[[st.DataObject], object]] = {
    "zones_by_distance": lambda data: zones_by_distance(
        data.draw(st.just([[0, 0], [1, 0], [2, 5], [1, 0]]) | nasty_tables()),
        size(data),
        metric=data.draw(st.sampled_from(["euclidean", "great_circle", "as the crow flies"])),
    ),
    "zones_by_network": lambda data: zones_by_network(
        data.draw(st.lists(wholes, max_size=4) | nasty_rows()),
        data.draw(st.just([[0, 1], [1, 2], [2, 2]]) | nasty_tables()),
        data.draw(st.just([1.0, 2.0, 3.0]) | nasty_rows()),
        size(data),
    ),
    "zones_by_hexagon": lambda data: zones_by_hexagon(
        data.draw(st.lists(st.sampled_from(CELLS), max_size=4)), n_rings=data.draw(wholes), size=size(data)
    ),
    "zones_by_order": lambda data: zones_by_order(
        data.draw(st.just([[0, 1, -1], [1, 0, 2], [2, 1, 0], [3, -1, 1]]) | nasty_tables()), size(data)
    ),
    "scan_permutation": lambda data: scan_permutation(table(data), ZONES, window=window(data), chance=chance(data)),
    "scan_poisson": lambda data: scan_poisson(
        table(data), table(data), ZONES, window=window(data), chance=chance(data)
    ),
    "scan_expectation_poisson": lambda data: scan_expectation_poisson(
        table(data), table(data), ZONES, window=window(data), chance=chance(data)
    ),
    "scan_expectation_negative_binomial": lambda data: scan_expectation_negative_binomial(
        table(data),
        DispersedBaselines(table(data), data.draw(nasty_numbers() | nasty_rows())),
        ZONES,
        window=window(data),
        chance=chance(data),
    ),
    "scan_bernoulli": lambda data: scan_bernoulli(
        table(data), table(data), ZONES, window=window(data), chance=chance(data)
    ),
    "count_events": lambda data: count_events(
        data.draw(st.lists(wholes, max_size=5) | nasty_rows()),
        data.draw(st.lists(wholes, max_size=5) | nasty_rows()),
        n_locations=data.draw(st.sampled_from([-1, 0, 3, 9, 10**7])),
        n_periods=data.draw(st.sampled_from([-1, 0, 3, 9, 10**7])),
    ),
    "population_between": lambda data: population_between(
        data.draw(st.just([0, 2]) | nasty_rows()),
        data.draw(st.just([[1, 2], [3, 4]]) | nasty_tables()),
        data.draw(st.just([0, 1, 5]) | nasty_rows()),
    ),
    "standardised_expected": lambda data: standardised_expected(
        data.draw(st.just([[[1, 2], [0, 3]]]) | nasty_tables()), data.draw(st.just([[[5, 5], [9, 0]]]) | nasty_tables())
    ),
    "trend_baselines": lambda data: trend_baselines(table(data), table(data), n_history=data.draw(wholes)),
}


@pytest.mark.parametrize("name", CALLS)
@given(data=st.data())
@settings(max_examples=60)
def test_the_scan_answers_or_says_why_not(name: str, data: st.DataObject) -> None:
    answer_or_refusal(lambda: CALLS[name](data))


@pytest.mark.parametrize("counts", [[[1, 2], [3]], "many", [["a", "b"]] * 4, None])
def test_what_is_no_table_is_refused(counts: Any) -> None:
    with pytest.raises(EngineRefusal, match="Got"):
        scan_permutation(counts, ZONES, window=ScanWindow(3), chance=MonteCarlo(seed=1))


def test_a_million_events_at_one_point_are_scanned() -> None:
    counts = np.zeros((4, 6))
    counts[1] = [1e6, 0, 0, 0, 0, 0]

    found = scan_permutation(counts, ZONES, window=ScanWindow(3), chance=MonteCarlo(seed=1, replicates=19))

    assert found.clusters == ()
    assert found.reason == "no zone has more cases than expected"
