"""Whatever is thrown at it, near repeat answers or refuses in three beats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.space_time.near_repeat import (
    KnownPairs,
    NearRepeatDesign,
    modified_knox,
    near_repeat,
    near_repeat_of_pairs,
)
from tryggve.engine.tests.hostile import answer_or_refusal, nasty_numbers, nasty_rows, nasty_tables

Drawn = st.DataObject


def events(data: Drawn) -> tuple[Any, Any, Any]:
    n = data.draw(st.integers(0, 8))
    x, y = (data.draw(st.one_of(st.lists(st.integers(0, 500), min_size=n, max_size=n), nasty_rows())) for _ in range(2))
    return x, y, times(data, n)


def times(data: Drawn, n: int) -> Any:
    days = st.lists(st.integers(0, 40), min_size=n, max_size=n)
    kinds = st.one_of(
        days,
        days.map(lambda rows: [date.fromordinal(730_000 + day) for day in rows]),
        days.map(lambda rows: [datetime(2026, 1, 1 + day % 28, tzinfo=UTC) for day in rows]),
        days.map(lambda rows: np.array([*rows, "NaT"], dtype="datetime64[D]")[:n]),
        nasty_rows(),
        nasty_tables(longest=3),
    )
    return data.draw(kinds)


def edges(data: Drawn) -> Any:
    return data.draw(
        st.one_of(st.sampled_from([[0, 7, 14], [0, 100, float("inf")], [5], [3, 2]]), nasty_rows(longest=4))
    )


def design(data: Drawn) -> NearRepeatDesign:
    return NearRepeatDesign(
        metric=data.draw(st.sampled_from(["euclidean", "manhattan", "crow"])),
        closed=data.draw(st.sampled_from(["left", "right", "both"])),
        is_lowest_included=data.draw(st.booleans()),
        typical=data.draw(st.sampled_from(["mean", "median", "mode"])),
        n_permutations=data.draw(st.sampled_from([1, 9, 19, 0, -1])),
        seed=data.draw(st.sampled_from([0, 3, -1])),
        threads=data.draw(st.sampled_from([1, 2, 0])),
    )


def pairs(data: Drawn) -> KnownPairs:
    good = KnownPairs([0, 0, 1], [1, 2, 2], [10.0, 20.0, 200.0])
    bad = KnownPairs(*(data.draw(nasty_rows(longest=4)) for _ in range(3)))
    return data.draw(st.sampled_from([good, bad]))


CALLS: dict[str, Callable[[Drawn], object]] = {
    "near_repeat": lambda data: near_repeat(
        *events(data), distance_edges=edges(data), time_edges=edges(data), design=design(data)
    ),
    "near_repeat_of_pairs": lambda data: near_repeat_of_pairs(
        pairs(data), times(data, 3), distance_edges=edges(data), time_edges=edges(data), design=design(data)
    ),
    "modified_knox": lambda data: modified_knox(
        *events(data), distance=data.draw(nasty_numbers()), duration=data.draw(nasty_numbers()), design=design(data)
    ),
}


@pytest.mark.parametrize("name", sorted(CALLS))
@settings(max_examples=50)
@given(data=st.data())
def test_bad_input_is_answered_or_refused_in_three_beats(name: str, data: Drawn) -> None:
    answer_or_refusal(lambda: CALLS[name](data))
