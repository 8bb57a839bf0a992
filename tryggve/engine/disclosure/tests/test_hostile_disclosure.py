"""Careless and hostile calls of the whole room: an answer or a refusal in three beats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.disclosure.attack import Statement, attack, table_statements
from tryggve.engine.disclosure.coarsening import coarsen_hexagons
from tryggve.engine.disclosure.complementary import Costs, Rule, protect_table
from tryggve.engine.disclosure.dominance import DominanceRule, dominated_cells
from tryggve.engine.disclosure.rounding import round_table
from tryggve.engine.disclosure.suppress import suppress_row, suppress_table
from tryggve.engine.tests.hostile import answer_or_refusal, good_counts, nasty_numbers, nasty_rows, nasty_tables

HEXAGONS = sorted(h3.cell_to_children(h3.latlng_to_cell(60.6065, 15.6355, 6), 7))
whole = st.sampled_from([0, 1, 2, 3, 5, 40, -1, 10**12])


def tables(data: st.DataObject) -> Any:
    good = st.integers(0, 4).flatmap(
        lambda n_columns: st.lists(good_counts(least=n_columns, longest=n_columns), min_size=1, max_size=4)
    )
    return data.draw(good | nasty_tables())


def names(data: st.DataObject) -> Any:
    return data.draw(st.lists(st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=3), max_size=3))


def statements(data: st.DataObject) -> list[Statement]:
    parts = st.lists(st.sampled_from("abcd"), max_size=3).map(tuple)
    value: st.SearchStrategy[Any] = st.none() | st.integers(-1, 12) | nasty_numbers()
    limit = st.none() | whole
    one = st.builds(Statement, parts, value, st.integers(-1, 4), limit)
    return data.draw(st.lists(one, max_size=6))


CALLS: dict[str, Callable[[st.DataObject], object]] = {
    "suppress_table": lambda data: suppress_table(tables(data), threshold=data.draw(whole)),
    "suppress_row": lambda data: suppress_row(data.draw(nasty_rows() | good_counts()), threshold=data.draw(whole)),
    "protect_table": lambda data: protect_table(
        tables(data),
        sensitive=data.draw(st.none() | nasty_tables() | st.just([[True]])),
        rule=data.draw(
            st.builds(Rule, whole, whole, whole, st.booleans(), st.sampled_from([0.15, 0.0, -1, float("nan")]))
        ),
        costs=data.draw(st.builds(Costs, whole, whole, whole)),
        nodes=data.draw(whole),
    ),
    "attack": lambda data: attack(statements(data), threshold=data.draw(whole)),
    "table_statements": lambda data: table_statements(
        suppress_table(np.ones(data.draw(st.tuples(st.integers(0, 3), st.integers(0, 3))))),
        names=names(data),
        hidden_low=data.draw(whole),
    ),
    "dominated_cells": lambda data: dominated_cells(
        data.draw(nasty_tables()),
        rule=DominanceRule(data.draw(whole), data.draw(nasty_numbers()), data.draw(nasty_numbers())),
    ),
    "round_table": lambda data: round_table(
        tables(data),
        base=data.draw(whole),
        way=data.draw(st.sampled_from(["nearest", "random", "controlled", "up"])),
        seed=data.draw(st.integers(0, 5)),
    ),
    "coarsen_hexagons": lambda data: coarsen_hexagons(
        data.draw(st.lists(st.sampled_from([*HEXAGONS, "Falun", "", "866896c0fffffff"]), max_size=7)),
        data.draw(nasty_rows(longest=7) | good_counts(longest=7)),
        threshold=data.draw(whole),
        coarsest=data.draw(whole),
    ),
}


@pytest.mark.parametrize("name", CALLS)
@given(data=st.data())
@settings(max_examples=60)
def test_every_call_answers_or_refuses(name: str, data: st.DataObject) -> None:
    assert answer_or_refusal(lambda: CALLS[name](data)) is not None
