"""Dominance, rounding and coarser hexagons."""

from __future__ import annotations

import math
from typing import Any

import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.disclosure.coarsening import coarsen_hexagons
from tryggve.engine.disclosure.dominance import DominanceRule, dominated_cells
from tryggve.engine.disclosure.rounding import RoundedTable, round_table
from tryggve.engine.errors import NotCounts, OutOfRange, WrongShape

SQUARE = h3.latlng_to_cell(60.6065, 15.6355, 5)
tables = st.integers(1, 5).flatmap(
    lambda n_columns: st.lists(
        st.lists(st.integers(0, 60), min_size=n_columns, max_size=n_columns), min_size=1, max_size=5
    )
)


def numbers_of(table: RoundedTable) -> Any:
    inner = np.column_stack([np.array(table.cells), np.array(table.row_totals)])
    return np.vstack([inner, [*table.column_totals, table.total]])


def with_sums(counts: list[list[int]]) -> Any:
    inner = np.column_stack([np.array(counts), np.array(counts).sum(axis=1)])
    return np.vstack([inner, inner.sum(axis=0)])


def test_one_organisation_that_holds_nearly_all_is_seen() -> None:
    found = dominated_cells([[[18, 6]], [[1, 5]], [[1, 7]]])

    assert found.is_dominated == ((True, False),)
    assert found.n_sensitive == 1


def test_of_two_organisations_each_knows_the_other() -> None:
    found = dominated_cells([[[10]], [[9]]])

    assert found.is_dominated == ((False,),)
    assert found.is_guessable == ((True,),)


def test_the_largest_two_together_can_be_asked_about() -> None:
    contributions = [[[40]], [[40]], [[10]], [[10]]]

    assert dominated_cells(contributions, rule=DominanceRule(n_largest=2, most_share=0.75)).n_sensitive == 1
    assert dominated_cells(contributions, rule=DominanceRule(n_largest=2, most_share=0.85)).n_sensitive == 0


def test_an_empty_cell_and_one_that_nobody_reported_are_not_sensitive() -> None:
    found = dominated_cells([[[0, math.nan]], [[0, math.nan]]])

    assert found.n_sensitive == 0
    assert found.largest_shares == ((None, None),)


@given(tables, st.integers(2, 10))
@settings(max_examples=60)
def test_controlled_rounding_adds_up_and_moves_nothing_by_the_base(counts: list[list[int]], base: int) -> None:
    table = round_table(counts, base=base)

    rounded, true = numbers_of(table), with_sums(counts)
    assert table.is_additive
    assert (rounded % base == 0).all()
    assert (np.abs(rounded - true) < base).all()
    assert (rounded[true % base == 0] == true[true % base == 0]).all()


def test_controlled_rounding_is_as_near_as_trying_everything() -> None:
    counts = [[1, 7, 3], [4, 2, 9]]
    true = with_sums(counts)
    floors = np.array(counts) // 5 * 5
    candidates = []
    for choice in range(2**6):
        inner = floors + 5 * np.array([choice >> place & 1 for place in range(6)]).reshape(2, 3)
        whole = with_sums(inner.tolist())
        if (np.abs(whole - true) < 5).all():
            candidates.append(int(np.abs(whole - true).sum()))

    table = round_table(counts)

    assert int(np.abs(numbers_of(table) - true).sum()) == min(candidates)


def test_rounding_to_the_nearest_need_not_add_up_and_says_so() -> None:
    table = round_table([[2, 2, 2]], way="nearest")

    assert table.cells == ((0, 0, 0),)
    assert (table.row_totals, table.is_additive) == ((5,), False)


def test_random_rounding_is_right_on_average_and_the_same_for_the_same_seed() -> None:
    counts = np.full((60, 60), 2)

    table = round_table(counts, way="random", seed=7)

    assert table == round_table(counts, way="random", seed=7)
    assert np.mean(np.array(table.cells)) == pytest.approx(2, abs=0.15)


def test_a_cell_that_nobody_reported_stays_unreported() -> None:
    table = round_table(np.array([[math.nan, 7], [3, 9]]))

    assert table.cells[0][0] is None
    assert table.row_totals[0] in {5, 10}


@given(st.lists(st.integers(0, 12), min_size=49, max_size=49), st.integers(2, 9))
@settings(max_examples=40)
def test_every_hexagon_shows_none_or_enough_and_nothing_is_lost(counts: list[int], threshold: int) -> None:
    hexagons = sorted(h3.cell_to_children(SQUARE, 7))

    found = coarsen_hexagons(hexagons, counts, threshold=threshold, coarsest=5)

    assert all(count is None or count == 0 or count >= threshold for count in found.counts)
    if found.total is not None:
        assert found.total == sum(counts) == sum(count or 0 for count in found.counts)
    covered = sorted(child for piece in found.hexagons for child in h3.cell_to_children(piece, 7))
    assert covered == hexagons


def test_only_the_part_of_the_map_with_few_is_made_coarser() -> None:
    parents = sorted(h3.cell_to_children(SQUARE, 6))
    many, few = (sorted(h3.cell_to_children(parent, 7)) for parent in parents[:2])

    found = coarsen_hexagons([*many, *few], [9] * 7 + [2, 6, 0, 0, 0, 0, 0])

    assert set(found.hexagons) == {*many, parents[1]}
    assert found.counts[found.hexagons.index(parents[1])] == 8


def test_what_is_small_at_the_coarsest_is_hidden_together_with_the_total() -> None:
    found = coarsen_hexagons(sorted(h3.cell_to_children(SQUARE, 6)), [3, 0, 0, 0, 0, 0, 0])

    assert found.counts == (None,)
    assert (found.total, found.n_hidden) == (None, 1)


def test_bad_input_is_refused() -> None:
    with pytest.raises(WrongShape, match="no hexagon"):
        coarsen_hexagons(["Falun"], [1])
    with pytest.raises(WrongShape):
        coarsen_hexagons([SQUARE, SQUARE], [1, 2])
    with pytest.raises(OutOfRange, match="finer"):
        coarsen_hexagons([SQUARE], [1], coarsest=6)
    with pytest.raises(NotCounts):
        round_table([[0.5]])
    with pytest.raises(OutOfRange, match="no such way"):
        round_table([[1]], way="up")  # type: ignore[arg-type]
    with pytest.raises(OutOfRange):
        dominated_cells([[[1]]], rule=DominanceRule(most_share=1.5))
    with pytest.raises(WrongShape):
        dominated_cells([[1]])
