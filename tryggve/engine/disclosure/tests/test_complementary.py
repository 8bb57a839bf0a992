"""Complementary suppression: nobody finds a small number, and nothing cheaper would do."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from tryggve.engine.disclosure.attack import Finding, attack, table_statements
from tryggve.engine.disclosure.complementary import Costs, ProtectedTable, Rule, protect_table
from tryggve.engine.disclosure.suppress import SuppressedTable
from tryggve.engine.errors import NotCounts, OutOfRange, TooMuchWork, WrongShape
from tryggve.engine.numerics.totals import with_totals

Table = NDArray[np.float64]

tables = st.integers(1, 4).flatmap(
    lambda n_columns: st.lists(
        st.lists(st.one_of(st.integers(0, 7), st.integers(0, 40)), min_size=n_columns, max_size=n_columns),
        min_size=1,
        max_size=4,
    )
)


def seeded(n_rows: int, n_columns: int, *, mean: float, seed: int) -> Table:
    rng = np.random.default_rng(seed)
    return rng.negative_binomial(1, 1 / (1 + mean), (n_rows, n_columns)).astype(np.float64)


def names_of(counts: Any) -> list[list[str]]:
    return [
        ["" if math.isnan(value) else f"{row}:{column}" for column, value in enumerate(values)]
        for row, values in enumerate(np.array(counts, dtype=np.float64))
    ]


def found_in(table: ProtectedTable | SuppressedTable, counts: Any, *, hidden_low: int = 1) -> tuple[Finding, ...]:
    return attack(table_statements(table, names=names_of(counts), hidden_low=hidden_low)).findings


def true_sum(finding: Finding, counts: Any) -> int:
    cells = [part.split(":") for part in finding.parts]
    return int(sum(counts[int(row)][int(column)] for row, column in cells))


def naively(counts: Any, threshold: int = 5) -> SuppressedTable:
    """Only the small cells are blanked; every total is shown."""
    numbers = np.array(counts)
    small = (numbers > 0) & (numbers < threshold)
    return SuppressedTable(
        cells=tuple(
            tuple(None if dark else int(number) for number, dark in zip(*line, strict=True))
            for line in zip(numbers, small, strict=True)
        ),
        is_hidden=tuple(map(tuple, small.tolist())),
        row_totals=tuple(int(one) for one in numbers.sum(axis=1)),
        column_totals=tuple(int(one) for one in numbers.sum(axis=0)),
        total=int(numbers.sum()),
        threshold=threshold,
        n_hidden=int(small.sum()),
    )


def protects(whole: Table, hidden: NDArray[np.bool_], rule: Rule) -> bool:
    """By linear programmes over the whole table, written without any of the engine's networks."""
    n_rows, n_columns = whole.shape
    lines = [*np.arange(whole.size).reshape(whole.shape), *np.arange(whole.size).reshape(whole.shape).T]
    equations = np.zeros((n_rows + n_columns, whole.size))
    for row, line in enumerate(lines):
        equations[row, line[:-1]], equations[row, line[-1]] = 1, -1
    n_positive = with_totals((whole[:-1, :-1] > 0).astype(np.float64))
    limits = [(1, None) if dark else (value, value) for value, dark in zip(whole.ravel(), hidden.ravel(), strict=True)]
    for place in np.flatnonzero((whole.ravel() > 0) & (whole.ravel() < rule.threshold)):
        low = max(rule.low, n_positive.ravel()[place])
        high = max(rule.high, rule.threshold - 1, low + 1)
        weights = np.eye(whole.size)[place]
        least = linprog(weights, A_eq=equations, b_eq=np.zeros(len(lines)), bounds=limits).fun
        most = linprog(-weights, A_eq=equations, b_eq=np.zeros(len(lines)), bounds=limits)
        if least > low + 1e-6 or (most.status == 0 and -most.fun < high - 1e-6):
            return False
    return True


def cheapest_by_trying(counts: Table, rule: Rule, costs: Costs) -> int:
    """Every set of further numbers, cheapest first, until one protects."""
    whole = with_totals(counts)
    price = np.full(whole.shape, costs.cell, dtype=np.int64)
    price[-1, :] = price[:, -1] = costs.total
    price[-1, -1] = costs.grand_total
    small = (whole > 0) & (whole < rule.threshold)
    others = np.flatnonzero((whole > 0) & ~small)
    sets = [chosen for size in range(len(others) + 1) for chosen in itertools.combinations(others, size)]
    for chosen in sorted(sets, key=lambda one: int(price.ravel()[list(one)].sum())):
        hidden = small.copy()
        hidden.ravel()[list(chosen)] = True
        if protects(whole, hidden, rule):
            return int(price[hidden].sum())
    raise AssertionError("hiding everything protects")


def test_naive_suppression_is_undone_by_subtraction_and_ours_is_not() -> None:
    counts = [[12, 3, 20], [7, 9, 31], [8, 14, 6]]

    naive = found_in(naively(counts), counts)
    ours = found_in(protect_table(counts), counts)

    assert [(one.low, one.high, one.verdict) for one in naive] == [(3, 3, "disclosed")]
    assert len(ours) == 4
    assert all(one.verdict == "safe" for one in ours)


@given(tables)
@settings(max_examples=25)
def test_the_attacker_can_rule_out_nothing_of_any_small_number(counts: list[list[int]]) -> None:
    table = protect_table(counts)

    for finding in found_in(table, counts):
        true = true_sum(finding, counts)
        assert finding.low <= true <= (math.inf if finding.high is None else finding.high)
        if true < 5:
            n_positive = sum(counts[int(part.split(":")[0])][int(part.split(":")[1])] > 0 for part in finding.parts)
            assert finding.covers(max(1, n_positive), 4)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_cheaper_protects_a_small_table(seed: int) -> None:
    counts = seeded(2, 3, mean=12, seed=seed)

    table = protect_table(counts)

    assert table.is_cheapest
    assert table.cost == cheapest_by_trying(counts, Rule(), Costs())


@pytest.mark.parametrize("seed", range(2))
def test_nothing_cheaper_protects_when_a_total_costs_no_more_than_a_cell(seed: int) -> None:
    counts, costs = seeded(3, 2, mean=12, seed=10 + seed), Costs(1, 1, 1)

    table = protect_table(counts, costs=costs)

    assert table.cost == cheapest_by_trying(counts, Rule(), costs)


def test_a_table_of_twenty_by_twenty_is_protected_and_proven() -> None:
    counts = seeded(20, 20, mean=25, seed=1)

    table = protect_table(counts)

    assert table.is_cheapest
    assert table.n_small < table.n_hidden < 2 * table.n_small
    assert all(one.covers(1, 4) for one in found_in(table, counts) if true_sum(one, counts) < 5)


def test_a_search_that_is_cut_short_still_protects_and_says_how_far_it_may_be_from_the_best() -> None:
    counts = seeded(12, 12, mean=40, seed=3)

    table = protect_table(counts, nodes=1)

    assert table.is_cheapest or table.gap > 0
    assert all(one.covers(1, 4) for one in found_in(table, counts) if true_sum(one, counts) < 5)


def test_a_nought_a_hidden_number_and_an_unreported_one_are_three_signs() -> None:
    table = protect_table(np.array([[0, 12, math.nan], [3, 9, 20], [8, 11, 15]]))

    assert table.signs[0][:3] == ("shown", "shown", "not reported")
    assert table.cells[0] == (0, 12, None)
    assert (table.signs[1][0], table.cells[1][0]) == ("hidden", None)
    assert table.row_totals[0] == 12


def test_a_nought_is_hidden_only_when_the_rule_says_so() -> None:
    counts = [[3, 0, 9], [0, 8, 7], [9, 7, 30]]

    open_ones = protect_table(counts)
    hiding = protect_table(counts, rule=Rule(low=0, may_hide_zeros=True))

    assert open_ones.cells[0][1] == open_ones.cells[1][0] == 0
    assert all(one.covers(0, 4) for one in found_in(hiding, counts, hidden_low=0) if 0 < true_sum(one, counts) < 5)


def test_a_small_total_is_protected_as_well() -> None:
    table = protect_table([[1, 2, 0], [30, 40, 50]])

    assert table.row_totals == (None, None) or table.total is None
    assert table.n_small == 3


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    table = protect_table([[0, 5], [11, 0]])

    assert table.cells == ((0, 5), (11, 0))
    assert (table.n_hidden, table.cost, table.is_cheapest) == (0, 0, True)


def test_a_wider_rule_hides_more_or_as_much() -> None:
    counts = seeded(6, 6, mean=20, seed=2)

    assert protect_table(counts).cost <= protect_table(counts, rule=Rule(high=15)).cost


def test_bad_input_is_refused() -> None:
    with pytest.raises(NotCounts):
        protect_table([[1, -1]])
    with pytest.raises(WrongShape):
        protect_table([1, 2])
    with pytest.raises(OutOfRange, match="protects too little"):
        protect_table([[1]], rule=Rule(threshold=5, high=3))
    with pytest.raises(OutOfRange, match="low"):
        protect_table([[1]], rule=Rule(low=0))
    with pytest.raises(TooMuchWork):
        protect_table(np.ones((100, 100)))


@pytest.mark.parametrize("seed", range(6))
def test_a_large_cell_that_one_organisation_dominates_is_hidden_and_stays_uncertain_to_both_sides(seed: int) -> None:
    counts = seeded(5, 4, mean=12.0, seed=seed) + 6
    sensitive = np.zeros(counts.shape, dtype=np.bool_)
    sensitive[seed % 5, seed % 4] = True

    table = protect_table(counts, sensitive=sensitive)

    marked = f"{seed % 5}:{seed % 4}"
    [found] = [one for one in found_in(table, counts) if one.parts == (marked,)]
    true = int(counts[seed % 5, seed % 4])
    margin = math.ceil(0.15 * true)
    assert table.cells[seed % 5][seed % 4] is None
    assert found.covers(true - margin, true + margin)


def test_a_nought_is_not_hidden_for_being_marked() -> None:
    assert protect_table([[0, 9], [8, 7]], sensitive=[[True, False], [False, False]]).n_hidden == 0


@pytest.mark.parametrize("sensitive", [[[True]], [[1, 0], [0, 0]], [True, False], [[True], [False, True]]])
def test_marks_that_do_not_fit_the_table_are_refused(sensitive: Any) -> None:
    with pytest.raises(WrongShape, match="sensitive"):
        protect_table([[9, 9], [8, 7]], sensitive=sensitive)
