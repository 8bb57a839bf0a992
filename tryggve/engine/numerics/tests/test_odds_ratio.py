"""The exact odds ratio against other programs, and against what it must be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import NotCounts
from tryggve.engine.numerics.odds_ratio import conditional_odds_ratio

Table = tuple[tuple[int, int], tuple[int, int]]
cells = st.integers(0, 60)
tables = st.tuples(st.tuples(cells, cells), st.tuples(cells, cells))


# scipy.stats.contingency.odds_ratio, kind="conditional", scipy 1.17: 95 % limits.
@pytest.mark.parametrize(
    ("table", "low", "high"),
    [
        (((2, 10), (15, 3)), 0.003317163950657363, 0.36318960235668074),
        (((3, 1), (1, 3)), 0.21173559544657966, 626.2435305888141),
        (((18, 40), (48, 50)), 0.2218268579005496, 0.9746325298295059),
        (((120, 10), (15, 333)), 109.57412971172964, 669.3812241615234),
    ],
)
def test_exact_limits_agree_with_another_program(table: Table, low: float, high: float) -> None:
    answer = conditional_odds_ratio(table, tails="exact")

    assert answer.low == pytest.approx(low, rel=1e-9)
    assert answer.high == pytest.approx(high, rel=1e-9)


def test_a_zero_gives_an_open_end_and_not_an_error() -> None:
    none_here = conditional_odds_ratio(((0, 10), (15, 3)), tails="exact")
    none_there = conditional_odds_ratio(((10, 0), (3, 15)), tails="exact")

    assert (none_here.estimate, none_here.low) == (0.0, 0.0)
    assert none_here.high == pytest.approx(0.16449691029881824, rel=1e-9)
    assert (none_there.estimate, none_there.high) == (None, None)
    assert none_there.low == pytest.approx(1 / 0.16449691029881824, rel=1e-9)


def test_an_empty_table_says_nothing() -> None:
    answer = conditional_odds_ratio(((0, 0), (0, 0)))

    assert (answer.estimate, answer.low, answer.high, answer.p_value) == (None, 0.0, None, 1.0)


@given(tables)
def test_mid_p_lies_inside_exact(table: Table) -> None:
    exact, mid_p = conditional_odds_ratio(table, tails="exact"), conditional_odds_ratio(table)

    assert exact.low <= mid_p.low * (1 + 1e-12)
    assert mid_p.p_value <= exact.p_value
    if exact.high is None:
        assert mid_p.high is None
    else:
        assert mid_p.high is not None
        assert mid_p.high <= exact.high * (1 + 1e-12)


@given(tables)
def test_exchanging_the_rows_turns_the_ratio_upside_down(table: Table) -> None:
    there, back = conditional_odds_ratio(table), conditional_odds_ratio((table[1], table[0]))

    assert there.p_value == pytest.approx(back.p_value, rel=1e-9)
    if there.high is not None:
        assert back.low == pytest.approx(1 / there.high, rel=1e-9)


@given(tables)
def test_p_value_and_interval_never_disagree(table: Table) -> None:
    answer = conditional_odds_ratio(table)

    excludes_no_change = answer.low > 1 or (answer.high is not None and answer.high < 1)
    if abs(answer.p_value - 0.05) > 1e-9:
        assert excludes_no_change == (answer.p_value < 0.05)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(NotCounts):
        conditional_odds_ratio(((-1, 2), (3, 4)))
