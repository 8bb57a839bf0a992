"""Pooling, the choice of method and chunks are given bad input: an answer, or a refusal in three beats."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.numerics.checks import Floats
from tryggve.engine.series.judgement import Judging
from tryggve.engine.series.nation import Group, NationPlan, local_pool, unusual_in_chunks
from tryggve.engine.series.partial_pooling import compare_with_pool, pool_partially
from tryggve.engine.series.unusual import unusual
from tryggve.engine.tests.hostile import answer_or_refusal, nasty_numbers, nasty_rows, nasty_tables


def tables() -> st.SearchStrategy[Floats]:
    """Often good enough to be pooled, often not."""
    good = st.tuples(st.integers(0, 2**32), st.integers(6, 30), st.integers(12, 20), st.floats(0.01, 5)).map(
        lambda drawn: np.random.default_rng(drawn[0]).poisson(drawn[3], drawn[1:3]).astype(np.float64)
    )
    return nasty_tables() | good


def spoiled(data: st.DataObject) -> Floats:
    """A table in which now and then one number is bad."""
    table = data.draw(tables())
    if table.size and data.draw(st.booleans()):
        table[tuple(data.draw(st.integers(0, length - 1)) for length in table.shape)] = data.draw(nasty_numbers())
    return table


def labels(data: st.DataObject, n: int) -> object:
    """Labels that fit, none, or anything."""
    return data.draw(st.none() | nasty_rows() | st.lists(st.integers(-1, 4), min_size=n, max_size=n))


def exposures(data: st.DataObject, n: int) -> object:
    """One a week, none, or anything."""
    return data.draw(st.none() | nasty_rows() | st.lists(st.floats(0, 20) | nasty_numbers(), min_size=n, max_size=n))


def _pool(data: st.DataObject) -> object:
    table = spoiled(data)
    n = table.shape[-1] if table.ndim else 0
    return pool_partially(
        table,
        areas=labels(data, n),  # type: ignore[arg-type]
        categories=labels(data, n),  # type: ignore[arg-type]
        exposure=exposures(data, len(table) if table.ndim else 0),  # type: ignore[arg-type]
        level=data.draw(st.just(0.95) | nasty_numbers()),
    )


def _compare(data: st.DataObject) -> object:
    pooled = pool_partially(np.random.default_rng(data.draw(st.integers(0, 99))).poisson(0.4, (9, 14)))
    return compare_with_pool(
        data.draw(nasty_rows() | st.lists(nasty_numbers(), min_size=14, max_size=14)),
        pooled,
        next_exposure=data.draw(st.none() | nasty_numbers()),
    )


def _judging(data: st.DataObject) -> Judging:
    numbers = st.just(8) | nasty_numbers()
    return Judging(
        guard_weeks=data.draw(st.just(2) | nasty_numbers()),  # type: ignore[arg-type]
        recent_weeks=data.draw(numbers),  # type: ignore[arg-type]
        pooling_weeks=data.draw(numbers),  # type: ignore[arg-type]
        false_discovery_rate=data.draw(st.just(0.1) | nasty_numbers()),
    )


def _unusual(data: st.DataObject) -> object:
    table = spoiled(data)
    n_weeks, n = (len(table), table.shape[-1]) if table.ndim else (0, 0)
    return unusual(
        table,
        exposure=exposures(data, n_weeks),  # type: ignore[arg-type]
        areas=labels(data, n),  # type: ignore[arg-type]
        categories=labels(data, n),  # type: ignore[arg-type]
        calendar=data.draw(st.none() | nasty_rows()),
        judging=data.draw(st.just(Judging(guard_weeks=0)) | st.builds(_judging, st.just(data))),
    ).each()


def _in_chunks(data: st.DataObject) -> object:
    group = data.draw(st.just(Group(spoiled(data))) | st.none())
    return unusual_in_chunks(
        lambda _number: group,  # type: ignore[arg-type, return-value]
        NationPlan(
            data.draw(st.integers(-1, 3) | nasty_numbers().filter(lambda n: not n > 4)),  # type: ignore[arg-type]
            retries=data.draw(st.integers(-1, 3)),
        ),
        chunk_size=data.draw(st.integers(-1, 3) | nasty_numbers()),  # type: ignore[arg-type]
    )


CALLS: dict[str, Callable[[st.DataObject], object]] = {
    "pool_partially": _pool,
    "compare_with_pool": _compare,
    "unusual": _unusual,
    "unusual_in_chunks": _in_chunks,
    "local_pool": lambda data: local_pool(data.draw(nasty_numbers())).shutdown(),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", CALLS)
@settings(max_examples=60)
@given(data=st.data())
def test_bad_input_is_answered_or_refused(name: str, data: st.DataObject) -> None:
    answer_or_refusal(lambda: CALLS[name](data))
