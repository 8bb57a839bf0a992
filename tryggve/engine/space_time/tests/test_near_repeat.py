"""Near repeat: the tables that other programs count, and bands that mean what they say."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import NotFinite, OutOfRange, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.space_time.near_repeat import (
    KnownPairs,
    KnoxTable,
    NearRepeatDesign,
    modified_knox,
    near_repeat,
    near_repeat_of_pairs,
)
from tryggve.engine.tests.reference import reference_file, reference_json
from tryggve.engine.tests.tolerances import reached

QUICK = NearRepeatDesign(n_permutations=99)
ARSON_BANDS = ((0, 0.01, 201, 401, 601, np.inf), (0, 1, 2, 3, np.inf))


def arson() -> tuple[Floats, Floats, np.ndarray]:
    with reference_file("knox/chicago_arson.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))
    x, y = (np.array([float(row[place]) for row in rows]) for place in (0, 1))
    return x, y, np.array([row[2] for row in rows], dtype="datetime64[D]")


def numbers_of(name: str) -> Floats:
    with reference_file(name).open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(cell) for cell in row[1:]] for row in rows])


@pytest.fixture(scope="module")
def table_of_arson() -> KnoxTable:
    x, y, days = arson()
    distances, durations = ARSON_BANDS
    design = NearRepeatDesign(metric="manhattan", n_permutations=4999, seed=63)
    return near_repeat(x, y, days, distance_edges=distances, time_edges=durations, design=design)


def test_the_pairs_of_chicagos_arson_are_counted_as_nearrepeat_counts_them(table_of_arson: KnoxTable) -> None:
    theirs = numbers_of("knox/nearrepeat_arson_manhattan_observed.csv")

    reached("Knox table of Chicago arson, NearRepeat", np.abs(table_of_arson.observed - theirs).max(), 0)
    assert table_of_arson.observed.sum() == 522 * 521 // 2
    assert table_of_arson.time_bands == ("[0, 1)", "[1, 2)", "[2, 3)", "[3, ∞)")


def test_the_ratios_of_chicagos_arson_lie_within_chance_of_nearrepeats(table_of_arson: KnoxTable) -> None:
    theirs = numbers_of("knox/nearrepeat_arson_manhattan_knoxratio_seed63_999.csv")
    observed, mean = table_of_arson.observed, table_of_arson.expected
    has_any = observed > 0

    # Their mean of 999 shuffles strays from the exact one by sd / sqrt(999), with sd about sqrt(mean) in sparse cells.
    strayed = (observed[has_any] / theirs[has_any] - mean[has_any]) / np.sqrt(mean[has_any] / 999)

    reached("Knox ratios of Chicago arson, NearRepeat, standard errors", np.abs(strayed).max(), 4)
    assert (table_of_arson.ratio[~has_any] == 0).all()


def test_the_p_values_of_chicagos_arson_lie_within_chance_of_nearrepeats(table_of_arson: KnoxTable) -> None:
    theirs = numbers_of("knox/nearrepeat_arson_manhattan_pvalues_seed63_999.csv")
    ours = table_of_arson.p_values
    error = np.sqrt(np.maximum(ours * (1 - ours), 1e-3) * (1 / 999 + 1 / 4999))

    reached("Knox p-values of Chicago arson, NearRepeat, standard errors", (np.abs(ours - theirs) / error).max(), 4)


def test_the_mean_of_the_shuffles_is_the_closed_form(table_of_arson: KnoxTable) -> None:
    strayed = (table_of_arson.simulated_mean - table_of_arson.expected) / np.sqrt(table_of_arson.expected / 4999)

    assert np.abs(strayed).max() < 4.5


def test_the_whole_table_of_5000_events_is_counted_exactly() -> None:
    x, y, t = np.loadtxt(reference_file("knox/w3_events.csv"), delimiter=",").T

    table = near_repeat(
        x, y, t, distance_edges=(0, 0.001, 100, 200, 300, 400), time_edges=(0, 8, 15, 22, 29), design=QUICK
    )

    assert table.observed.tolist() == [
        [0, 0, 0, 0],
        [607, 230, 155, 139],
        [784, 511, 393, 391],
        [879, 731, 663, 631],
        [1077, 951, 913, 908],
    ]


def test_burkitts_lymphoma_gives_pointpats_numbers() -> None:
    x, y, t = np.loadtxt(reference_file("knox/burkitt.csv"), delimiter=",", skiprows=1).T
    theirs = reference_json("gistar/expected.json")
    design = NearRepeatDesign(closed="right", n_permutations=1999, seed=1)

    table = near_repeat(x, y, t, distance_edges=(0, 20, np.inf), time_edges=(0, 5, np.inf), design=design)
    modified = modified_knox(x, y, t, distance=20, duration=5, design=design)

    knox = theirs["burkitt_knox"]
    assert table.observed.tolist() == knox["observed"]
    reached("Knox expected, Burkitt, pointpats", abs(table.expected[0, 0] - knox["expected"]), 1e-9)
    # Theirs is the chance of more than 13 pairs, not of 13 or more.
    reached("Knox Poisson p, Burkitt, pointpats", abs(table.poisson_p_beyond[0, 0] - knox["p_poisson"]), 1e-9)
    assert table.poisson_p[0, 0] == pytest.approx(0.22226667388877835, abs=1e-12)
    reached("Knox p by shuffling, Burkitt, pointpats", abs(table.p_values[0, 0] - knox["p_sim_9999"]), 0.03)
    stat = theirs["burkitt_modified_knox"]["stat"]
    reached("Modified Knox, Burkitt, pointpats", abs(modified.statistic - stat), 1e-9)
    assert modified.p_value == pytest.approx(0.147, abs=0.03)


def test_a_band_that_is_closed_to_the_right_holds_its_far_end() -> None:
    x, times = [0.0, 100.0, 100.0], [0, 7, 7]

    def table(design: NearRepeatDesign) -> KnoxTable:
        return near_repeat(x, [0.0] * 3, times, distance_edges=(0, 100, 200), time_edges=(0, 7, 14), design=design)

    left, right = table(QUICK), table(NearRepeatDesign(closed="right", n_permutations=9))
    bare = table(NearRepeatDesign(closed="right", is_lowest_included=False, n_permutations=9))

    assert left.observed.tolist() == [[1, 0], [0, 2]]
    assert left.distance_bands == ("[0, 100)", "[100, 200)")
    assert right.observed.tolist() == [[3, 0], [0, 0]]
    assert right.distance_bands == ("[0, 100]", "(100, 200]")
    assert bare.observed.tolist() == [[2, 0], [0, 0]]
    assert bare.distance_bands == ("(0, 100]", "(100, 200]")


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=25),
    st.sampled_from(["euclidean", "manhattan"]),
    st.sampled_from(["left", "right"]),
    st.sampled_from(["finite", "infinite"]),
    st.sampled_from([1.0, 0.1]),
)
def test_the_table_is_what_counting_all_pairs_gives(
    events: list[tuple[int, int, int]], metric: str, closed: str, end: str, unit: float
) -> None:
    x, y, t = np.array(events, dtype=float).T
    t = t * unit
    distance_edges, time_edges = [1.0, 2.0, 5.0], [0.0, 2 * unit, 4 * unit]
    if end == "infinite":
        distance_edges, time_edges = [*distance_edges, np.inf], [*time_edges, np.inf]
    design = NearRepeatDesign(metric=metric, closed=closed, n_permutations=3)  # type: ignore[arg-type]

    table = near_repeat(x, y, t, distance_edges=distance_edges, time_edges=time_edges, design=design)

    one, other = np.triu_indices(len(events), 1)
    steps = np.abs(np.column_stack([x, y])[one] - np.column_stack([x, y])[other])
    distance = steps.sum(axis=1) if metric == "manhattan" else np.sqrt((steps**2).sum(axis=1))
    rows, columns = (
        _bands_of(values, edges, closed)
        for values, edges in ((distance, distance_edges), (np.abs(t[one] - t[other]), time_edges))
    )
    for row in range(len(distance_edges) - 1):
        for column in range(len(time_edges) - 1):
            assert table.observed[row, column] == ((rows == row) & (columns == column)).sum()


def _bands_of(values: Floats, edges: list[float], closed: str) -> np.ndarray:
    if closed == "left":
        return np.searchsorted(edges, values, side="right") - 1
    places = np.searchsorted(edges, values, side="left") - 1
    return np.where(values == edges[0], 0, places)


def test_distances_along_streets_give_the_same_table_when_they_are_the_same() -> None:
    chance = generator(4)
    x, y, t = chance.uniform(0, 500, 60), chance.uniform(0, 500, 60), chance.integers(0, 40, 60)
    one, other = np.triu_indices(60, 1)
    pairs = KnownPairs(one, other, np.sqrt((x[one] - x[other]) ** 2 + (y[one] - y[other]) ** 2))

    given_pairs = near_repeat_of_pairs(pairs, t, distance_edges=(0, 50, 100), time_edges=(0, 7, 14), design=QUICK)
    measured = near_repeat(x, y, t, distance_edges=(0, 50, 100), time_edges=(0, 7, 14), design=QUICK)

    assert given_pairs.observed.tolist() == measured.observed.tolist()
    # The shuffles are the same too, because the seed is.
    assert given_pairs.p_values.tolist() == measured.p_values.tolist()


def test_the_answer_does_not_depend_on_the_number_of_threads() -> None:
    chance = generator(9)
    x, y, t = chance.uniform(0, 300, 80), chance.uniform(0, 300, 80), chance.integers(0, 40, 80)

    alone, shared = (
        near_repeat(
            x,
            y,
            t,
            distance_edges=(0, 50),
            time_edges=(0, 7),
            design=NearRepeatDesign(n_permutations=300, threads=threads),
        )
        for threads in (1, 3)
    )

    assert alone.simulated_mean.tolist() == shared.simulated_mean.tolist()
    assert alone.adjusted_p_values.tolist() == shared.adjusted_p_values.tolist()


def test_repeats_that_were_planted_stand_out_in_the_whole_table_and_nothing_else_does() -> None:
    chance = generator(12)
    x, y, t = chance.uniform(0, 5000, 300), chance.uniform(0, 5000, 300), chance.integers(0, 365, 300)
    x[250:], y[250:], t[250:] = x[:50] + 20, y[:50] - 20, t[:50] + 3

    table = near_repeat(x, y, t, distance_edges=(0, 100, 500, 1000), time_edges=(0, 7, 14, 28))

    assert table.adjusted_p_values[0, 0] == 0.001
    assert table.ratio[0, 0] > 10
    assert (np.delete(table.adjusted_p_values.ravel(), 0) > 0.05).all()
    assert (table.adjusted_p_values >= table.p_values - 1e-12).all()


def test_without_repeats_the_whole_table_is_called_unusual_as_seldom_as_promised() -> None:
    chance = generator(21)
    called = 0
    for repeat in range(200):
        x, y, t = chance.uniform(0, 1000, 60), chance.uniform(0, 1000, 60), chance.integers(0, 60, 60)
        design = NearRepeatDesign(n_permutations=99, seed=repeat)
        table = near_repeat(x, y, t, distance_edges=(0, 100, 200), time_edges=(0, 7, 14), design=design)
        called += table.adjusted_p_values.min() <= 0.05

    # 10 of 200 are promised; above 20 or below 3 comes once in several hundred.
    assert 3 <= called <= 20


def test_the_median_may_be_what_is_typical() -> None:
    x, times = [0.0, 1.0, 2.0, 900.0], [0, 0, 1, 30]
    design = NearRepeatDesign(typical="median", n_permutations=99)

    table = near_repeat(x, [0.0] * 4, times, distance_edges=(0, 10), time_edges=(0, 2), design=design)

    assert table.ratio[0, 0] == table.observed[0, 0] / table.simulated_median[0, 0]


def test_bad_input_is_refused() -> None:
    bands: Any = {"distance_edges": (0, 10), "time_edges": (0, 2)}
    with pytest.raises(TooLittleData):
        near_repeat([0], [0], [0], **bands)
    with pytest.raises(NotFinite):
        near_repeat([0, np.nan], [0, 0], [0, 1], **bands)
    with pytest.raises(WrongShape):
        near_repeat([0, 1], [0, 0], [0, 1, 2], **bands)
    with pytest.raises(OutOfRange):
        near_repeat([0, 1], [0, 0], [0, 1], distance_edges=(0, 10, 10), time_edges=(0, 2))
    with pytest.raises(OutOfRange):
        near_repeat([0, 1], [0, 0], [0, 1], **bands, design=NearRepeatDesign(n_permutations=0))
    with pytest.raises(WrongShape):
        near_repeat_of_pairs(KnownPairs([0, 1], [1, 0], [1.0, 1.0]), [0, 1, 2], **bands)


def test_a_hundred_thousand_events_at_one_point_are_refused_and_not_begun() -> None:
    nowhere = np.zeros(100_000)

    with pytest.raises(TooMuchWork, match="pairs of events"):
        near_repeat(nowhere, nowhere, np.arange(100_000), distance_edges=(0, 10), time_edges=(0, 2))
