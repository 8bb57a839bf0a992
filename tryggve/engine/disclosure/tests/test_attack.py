"""The attacker who has every table that was published."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.disclosure.attack import Statement, attack, table_statements
from tryggve.engine.disclosure.suppress import suppress_table
from tryggve.engine.errors import Contradiction, NotCounts, OutOfRange, TooMuchWork, WrongShape

WEEKS = ("w1", "w2", "w3", "w4")


def test_a_month_less_three_weeks_is_the_fourth() -> None:
    weeks = [Statement(("w1",), None), *(Statement((week,), 6) for week in WEEKS[1:])]

    found = attack([*weeks, Statement(WEEKS, 20)])

    assert [(one.low, one.high, one.verdict) for one in found.findings] == [(2, 2, "disclosed")]
    assert found.n_disclosed == 1


def test_each_table_alone_is_safe_and_together_they_are_not() -> None:
    areas = ("north", "south")
    map_of_week = [Statement((f"w1 {area}",), value) for area, value in zip(areas, (None, 9), strict=True)]
    map_of_month = [
        Statement(tuple(f"{week} {area}" for week in WEEKS), value) for area, value in zip(areas, (31, 40), strict=True)
    ]
    rest_of_month = [Statement(tuple(f"{week} north" for week in WEEKS[1:]), 29)]

    apart = [attack(map_of_week), attack([*map_of_week, *map_of_month])]
    together = attack([*map_of_week, *map_of_month, *rest_of_month])

    assert [one.n_disclosed for one in apart] == [0, 0]
    assert [(one.low, one.high) for one in together.findings] == [(2, 2)]


def test_what_a_county_publishes_of_its_municipalities_tells_of_the_hidden_one() -> None:
    county = [Statement(("Falun", "Borlänge", "Ludvika"), 14), Statement(("Borlänge",), 8)]
    hidden = [Statement((name,), None, low=1, high=4) for name in ("Falun", "Ludvika")]

    found = attack([*county, *hidden])

    assert [(one.low, one.high, one.verdict) for one in found.findings] == [(2, 4, "narrowed"), (2, 4, "narrowed")]


def test_three_overlapping_sums_are_seen_through_only_by_whole_numbers() -> None:
    pairs = [
        Statement(pair, value) for pair, value in zip((("a", "b"), ("b", "c"), ("a", "c")), (1, 1, 2), strict=True)
    ]

    found = attack([*pairs, Statement(("a",), None), Statement(("b",), None)])

    assert [(one.low, one.high) for one in found.findings] == [(1, 1), (0, 0)]


def test_totals_that_are_withheld_give_nothing_away() -> None:
    table = suppress_table([[12, 3], [7, 0]])

    found = attack(table_statements(table, names=[["a", "b"], ["c", "d"]], hidden_low=1))

    assert found.findings[0].covers(1, 4)
    assert found.findings[0].high is None


@given(st.lists(st.integers(0, 3), min_size=2, max_size=4), st.data())
@settings(max_examples=40)
def test_the_limits_are_those_of_trying_every_possibility(counts: list[int], data: st.DataObject) -> None:
    parts = [str(place) for place in range(len(counts))]
    groups = data.draw(st.lists(st.sets(st.sampled_from(parts), min_size=1), min_size=1, max_size=4))
    shown = [Statement(tuple(sorted(group)), sum(counts[int(part)] for part in group)) for group in groups]
    shown.append(Statement(tuple(parts), sum(counts)))

    found = attack([*shown, *(Statement((part,), None) for part in parts)])

    possible = np.array(
        [
            guess
            for guess in itertools.product(range(sum(counts) + 1), repeat=len(counts))
            if all(sum(guess[int(part)] for part in one.parts) == one.value for one in shown)
        ]
    )
    assert [one.low for one in found.findings] == possible.min(axis=0).tolist()
    assert [one.high for one in found.findings] == possible.max(axis=0).tolist()


def test_numbers_that_cannot_all_be_true_are_told() -> None:
    with pytest.raises(Contradiction, match="contradict"):
        attack([Statement(("a",), 9), Statement(("a", "b"), 7)])
    with pytest.raises(Contradiction, match="contradict"):
        attack([Statement(("a",), 3), Statement(("a",), 4), Statement(("b",), None)])


def test_nothing_published_is_no_error() -> None:
    assert attack([]).findings == ()


def test_bad_input_is_refused() -> None:
    with pytest.raises(NotCounts):
        attack([Statement(("a",), -1)])
    with pytest.raises(WrongShape):
        attack([Statement(("a", "a"), 1)])
    with pytest.raises(OutOfRange):
        attack([Statement(("a",), None, low=3, high=2)])
    with pytest.raises(OutOfRange, match="outside its limits"):
        attack([Statement(("a",), 7, high=4)])
    with pytest.raises(TooMuchWork):
        attack([Statement((str(part),), None) for part in range(1500)])
    with pytest.raises(WrongShape):
        table_statements(suppress_table([[1, 2]]), names=[["a"]])
