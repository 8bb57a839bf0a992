"""Somebody who knows all that is published tries to work out what is hidden."""

from __future__ import annotations

import itertools
import random
from typing import Any

from tryggve.cycle.monthly_reports.rules import county_areas, county_groups, county_total, merge, n_hidden, protect
from tryggve.cycle.monthly_reports.rules.disclosure import LINKED, SHOWN, SMALL

K = 5
MOST = 60


def small(counts: list[int]) -> list[bool]:
    return [0 < n < K for n in counts]


def possible(total: int, kinds: list[str]) -> list[set[int]]:
    """Every value that each hidden number can have when their sum is known: small is 1–4, other is 5 or more."""
    ranges = [range(1, K) if kind == SMALL else range(K, total + 1) for kind in kinds]
    sums = [{0}]
    for values in ranges:
        sums.append({so_far + value for so_far in sums[-1] for value in values if so_far + value <= total})
    found = []
    for n in range(len(kinds)):
        others = {0}
        for m, values in enumerate(ranges):
            if m != n:
                others = {so_far + value for so_far in others for value in values if so_far + value <= total}
        found.append({value for value in ranges[n] if total - value in others})
    return found


def assert_cannot_be_worked_out(counts: list[int], marks: list[str]) -> None:
    hidden = [n for n, mark in enumerate(marks) if mark != SHOWN]
    kinds = [marks[n] for n in hidden]
    # The total is taken as known: another table of the same incidents may give it away.
    for n, values in zip(hidden, possible(sum(counts[n] for n in hidden), kinds), strict=True):
        if marks[n] == SMALL:
            assert values >= set(range(1, K)), (counts, marks, n, values)


def test_a_hidden_group_cannot_be_worked_out_from_the_total() -> None:
    chance = random.Random(1)
    for _ in range(1000):
        counts = [chance.choice([0, 0, 1, 2, 3, 4, 5, 6, 9, 20, MOST]) for _ in range(8)]

        found = protect(counts, small(counts))

        assert all(mark != SHOWN or not 0 < count < K for count, mark in zip(counts, found.marks, strict=True))
        assert_cannot_be_worked_out(counts, list(found.marks))


def test_a_small_area_cannot_be_worked_out_from_the_sum_it_is_shown_in() -> None:
    chance = random.Random(2)
    for _ in range(1000):
        counts = [chance.choice([0, 1, 2, 3, 4, 5, 7, 12, 40]) for _ in range(chance.randint(1, 12))]

        merged = merge(counts, small(counts))

        if merged is None:
            continue
        assert all(n in merged for n, count in enumerate(counts) if 0 < count < K)
        marks = [SHOWN if n not in merged else SMALL if 0 < count < K else LINKED for n, count in enumerate(counts)]
        assert_cannot_be_worked_out(counts, marks)


def test_one_hidden_group_takes_another_with_it() -> None:
    found = protect([20, 3, 9, 0], [False, True, False, False])

    assert found.marks == (SHOWN, SMALL, LINKED, SHOWN)


def test_two_ones_are_not_protected_by_each_other() -> None:
    # 1 + 1 = 2 has only one solution.
    assert protect([1, 1, 8], small([1, 1, 8])).marks == (SMALL, SMALL, LINKED)


def test_when_nothing_else_is_left_all_but_the_zeros_are_hidden_alike() -> None:
    assert protect([4, 4, 0], small([4, 4, 0])).marks == (LINKED, LINKED, SHOWN)


def test_a_true_zero_is_shown_and_needs_no_company() -> None:
    assert protect([0, 12, 0], small([0, 12, 0])).marks == (SHOWN, SHOWN, SHOWN)


def test_a_single_small_area_is_shown_only_with_another() -> None:
    assert merge([30, 2, 8], small([30, 2, 8])) == frozenset({1, 2})
    assert merge([2], small([2])) is None


def row(name: str, count: int) -> dict[str, Any]:
    usual = {"low": 0, "high": 2}
    return {"key": name, "letter": name, "name": name, "count": count, "usual": usual, "level": "more", "series": [1]}


def test_a_hidden_row_says_nothing_by_its_level_its_band_or_its_series() -> None:
    shown, _other = county_groups([row("A", 30), row("B", 3), row("C", 11)], 0, [False, True, False, False])

    assert shown[1] == row("B", 0) | {"count": {"hidden": "small"}, "usual": None, "level": "hidden", "series": None}
    assert shown[2]["count"] == {"hidden": "linked"}
    assert shown[0]["count"] == 30


def test_small_areas_are_added_together_under_one_name() -> None:
    shown = county_areas([row("Centrum", 20), row("Hosjö", 2), row("Gruvan", 3)], [False, True, True])

    assert [(each["name"], each["count"]) for each in shown] == [("Centrum", 20), ("Övriga 2 områden", 5)]


def test_areas_that_give_each_other_away_are_not_shown_at_all() -> None:
    assert county_areas([row("Hosjö", 2)], [True]) == []


def test_beside_a_hidden_number_no_total_is_shown() -> None:
    shown, other = county_groups([row("A", 30), row("B", 11)], 2, [False, False, True])
    hidden = n_hidden(shown, other)

    assert other == {"hidden": "small"}
    assert hidden == 2
    assert county_total(43, hidden) == {"hidden": "linked"}
    assert county_total(43, 0) == 43
    assert county_total(3, 0) == {"hidden": "small"}
    assert county_total(None, 0) == {"nothing": "not_shared"}


def test_groups_and_areas_together_give_nothing_away() -> None:
    # Two cuts of the same incidents: the areas give the total, and the groups stand it.
    for groups in itertools.product([0, 1, 3, 5, 9], repeat=4):
        counts = list(groups)
        marks = list(protect(counts, small(counts)).marks)
        assert_cannot_be_worked_out(counts, marks)
