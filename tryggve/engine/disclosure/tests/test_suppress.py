"""Suppression against an attacker who can add and subtract everything that is shown."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.disclosure.suppress import SuppressedTable, suppress_row, suppress_table
from tryggve.engine.errors import NotCounts, OutOfRange, WrongShape

Cell = tuple[int, int]

small_tables = st.integers(1, 4).flatmap(
    lambda n_columns: st.lists(
        st.lists(st.one_of(st.integers(0, 8), st.integers(0, 40)), min_size=n_columns, max_size=n_columns),
        min_size=1,
        max_size=4,
    )
)


def hidden_cells(table: SuppressedTable) -> list[Cell]:
    return [
        (row, column)
        for row, marks in enumerate(table.is_hidden)
        for column, is_hidden in enumerate(marks)
        if is_hidden
    ]


def equations(table: SuppressedTable) -> list[tuple[set[Cell], int]]:
    """What every shown total says of the hidden cells in it: they add up to this."""
    n_rows, n_columns = len(table.cells), len(table.cells[0])
    sums = [({(row, column) for column in range(n_columns)}, table.row_totals[row]) for row in range(n_rows)]
    sums += [({(row, column) for row in range(n_rows)}, table.column_totals[column]) for column in range(n_columns)]
    sums.append((set(itertools.product(range(n_rows), range(n_columns))), table.total))
    hidden = set(hidden_cells(table))
    return [
        (cells & hidden, total - sum(table.cells[row][column] or 0 for row, column in cells - hidden))
        for cells, total in sums
        if total is not None
    ]


def attack(table: SuppressedTable) -> dict[Cell, tuple[int, int]]:
    """The narrowest limits of each hidden cell: sums, sums of sums, and what a hidden cell can be."""
    limits = dict.fromkeys(hidden_cells(table), (1, table.threshold - 1))
    known = [(cells, rest) for cells, rest in equations(table) if cells]
    # A total of totals less its parts is one more equation: subtract every one inside another.
    for (cells, rest), (inner, part) in itertools.permutations(known, 2):
        if inner < cells:
            known.append((cells - inner, rest - part))
    is_narrowing = True
    while is_narrowing:
        is_narrowing = False
        for cells, rest in known:
            for cell in cells:
                others = [limits[other] for other in cells - {cell}]
                low = max(limits[cell][0], rest - sum(high for _, high in others))
                high = min(limits[cell][1], rest - sum(low for low, _ in others))
                if (low, high) != limits[cell]:
                    limits[cell] = (low, high)
                    is_narrowing = True
    return limits


def with_all_totals(counts: list[list[int]]) -> SuppressedTable:
    """What would be published without the rule of totals: only the small cells are blanked."""
    numbers = np.array(counts)
    table = suppress_table(counts)
    return SuppressedTable(
        cells=table.cells,
        is_hidden=table.is_hidden,
        row_totals=tuple(numbers.sum(axis=1).tolist()),
        column_totals=tuple(numbers.sum(axis=0).tolist()),
        total=int(numbers.sum()),
        threshold=table.threshold,
        n_hidden=table.n_hidden,
    )


@given(small_tables)
def test_no_hidden_cell_can_be_narrowed_at_all(counts: list[list[int]]) -> None:
    table = suppress_table(counts)

    assert all(limits == (1, 4) for limits in attack(table).values())


def test_the_attacker_finds_the_cell_when_totals_are_shown() -> None:
    table = with_all_totals([[12, 3], [7, 9]])

    assert attack(table) == {(0, 1): (3, 3)}


def test_the_attacker_finds_four_cells_that_protect_each_other_badly() -> None:
    table = with_all_totals([[1, 4], [1, 1]])

    assert attack(table)[(0, 1)] == (4, 4)


@given(small_tables)
def test_what_is_shown_is_true(counts: list[list[int]]) -> None:
    table, numbers = suppress_table(counts), np.array(counts)

    for row, cells in enumerate(table.cells):
        assert all(shown in {None, counts[row][column]} for column, shown in enumerate(cells))
    assert all(total in {None, true} for total, true in zip(table.row_totals, numbers.sum(axis=1), strict=True))
    assert all(total in {None, true} for total, true in zip(table.column_totals, numbers.sum(axis=0), strict=True))
    assert table.total in {None, int(numbers.sum())}


@given(small_tables)
def test_only_small_counts_are_hidden_and_all_of_them(counts: list[list[int]]) -> None:
    table = suppress_table(counts)

    assert hidden_cells(table) == [
        (row, column) for row, cells in enumerate(counts) for column, count in enumerate(cells) if 1 <= count <= 4
    ]
    assert table.n_hidden == len(hidden_cells(table))


def test_a_row_or_column_with_a_hidden_cell_shows_no_total() -> None:
    table = suppress_table([[12, 3, 0], [7, 9, 6], [8, 5, 0]])

    assert table.cells == ((12, None, 0), (7, 9, 6), (8, 5, 0))
    assert table.row_totals == (None, 22, 13)
    assert table.column_totals == (27, None, 6)
    assert table.total is None


def test_zero_is_shown_as_zero_and_a_table_without_small_counts_is_whole() -> None:
    table = suppress_table([[0, 5], [11, 0]])

    assert table.cells == ((0, 5), (11, 0))
    assert (table.row_totals, table.column_totals, table.total) == ((5, 11), (11, 5), 16)
    assert table.n_hidden == 0


def test_what_was_never_counted_is_told_from_what_is_hidden() -> None:
    table = suppress_table([[math.nan, 8.0], [2.0, 9.0]])

    assert table.cells == ((None, 8), (None, 9))
    assert table.is_hidden == ((False, False), (True, False))
    assert table.row_totals == (None, None)
    assert table.column_totals == (None, 17)
    assert table.n_hidden == 1


def test_a_row_of_numbers_follows_the_same_rule() -> None:
    assert suppress_row([9, 0, 6]).total == 15
    hidden = suppress_row([9, 4, 6])
    assert (hidden.cells, hidden.total, hidden.n_hidden) == ((9, None, 6), None, 1)
    assert suppress_row([2, 2], threshold=3).cells == (None, None)


def test_an_empty_table_is_no_error() -> None:
    assert suppress_row([]).total == 0


def test_bad_input_is_refused() -> None:
    with pytest.raises(NotCounts):
        suppress_table([[1, -1]])
    with pytest.raises(WrongShape):
        suppress_table([1, 2])
    with pytest.raises(OutOfRange, match="hides nothing"):
        suppress_row([1, 2], threshold=1)
