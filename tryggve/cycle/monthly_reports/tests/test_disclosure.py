"""Somebody who knows all that is published tries to work out what is hidden."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tryggve.cycle.monthly_reports import rules
from tryggve.cycle.monthly_reports.figures import published_table
from tryggve.cycle.monthly_reports.rules.tables import AreaLine
from tryggve.engine.disclosure.attack import Statement, attack

Told = NDArray[np.int64]
HIDDEN = {"hidden": "protected"}


def table_of(told: Any) -> rules.MonthTable:
    """Exact counts; `told` is organisation × area × group."""
    told = np.asarray(told, dtype=np.int64)
    names = [f"Område {n}" for n in range(told.shape[1])]
    return rules.MonthTable(
        lines=tuple(AreaLine(name, name, (name,)) for name in names),
        counts=tuple(map(tuple, told.sum(axis=0).tolist())),
        told=tuple(tuple(map(tuple, each)) for each in told.tolist()),
    )


def a_month(seed: int, *, mean: float = 3.0) -> Told:
    rng = np.random.default_rng(seed)
    weights = np.outer(1 / np.arange(1, 7), 1 / np.arange(1, 9))
    return rng.poisson(mean * 48 * weights / weights.sum(), (3, 6, 8))


def statements(table: Any) -> list[Statement]:
    """The published table as it stands, as somebody reads it: what is hidden is at least 1."""
    columns = range(len(table["columns"]))
    name = [[f"{row['key']}/{column}" for column in columns] for row in table["rows"]]
    told = [([name[n][m]], count) for n, row in enumerate(table["rows"]) for m, count in enumerate(row["counts"])]
    told += [(name[n], row["total"]) for n, row in enumerate(table["rows"])]
    told += [([line[m] for line in name], total) for m, total in enumerate(table["totals"])]
    told.append(([part for line in name for part in line], table["total"]))
    return [
        Statement(tuple(parts), count if isinstance(count, int) else None, low=0 if isinstance(count, int) else 1)
        for parts, count in told
    ]


@pytest.mark.parametrize("seed", range(4))
def test_nobody_works_out_or_narrows_a_small_number_of_a_month(seed: int) -> None:
    told = a_month(seed)

    table = published_table(table_of(told))
    found = attack(statements(table))

    assert rules.n_hidden(table) > 0
    assert (found.n_disclosed, found.n_narrowed) == (0, 0)


def test_hiding_the_small_ones_alone_is_not_enough() -> None:
    table = published_table(table_of(np.full((3, 6, 8), 5)))  # nothing hidden: the shape of one
    n_disclosed = 0
    for seed in range(4):
        exact = a_month(seed).sum(axis=0)
        for row, counts in zip(table["rows"], exact.tolist(), strict=True):
            row["counts"] = [dict(HIDDEN) if 0 < count < 5 else count for count in counts]
            row["total"] = sum(counts)
        table["totals"], table["total"] = exact.sum(axis=0).tolist(), int(exact.sum())
        n_disclosed += attack(statements(table)).n_disclosed

    assert n_disclosed > 0


def test_a_cell_that_is_nearly_one_organisations_own_is_hidden_and_a_shared_one_is_not() -> None:
    told = np.full((3, 3, 8), 6)
    told[:, 1, 2] = (30, 1, 1)
    told[:, 2, 3] = (30, 10, 5)

    table = published_table(table_of(told))

    assert table["rows"][1]["counts"][2] == HIDDEN
    assert table["rows"][2]["counts"][3] == 45


def test_zero_hidden_and_not_reported_are_told_apart() -> None:
    told = np.full((3, 3, 8), 6)
    told[:, 0, 0] = 0
    told[:, 1, 1] = (1, 1, 0)
    unshared = rules.MonthTable(table_of(told).lines, ((None,) * 8,) * 3, ())

    table = published_table(table_of(told))

    assert table["rows"][0]["counts"][0] == 0
    assert table["rows"][1]["counts"][1] == HIDDEN
    assert published_table(unshared)["rows"][0]["counts"][0] == {"nothing": "not_shared"}


# -- A corrected month ---------------------------------------------------------------------------------
def numbers(table: Any) -> list[Any]:
    return [
        *(each for row in table["rows"] for each in (*row["counts"], row["total"])),
        *table["totals"],
        table["total"],
    ]


@pytest.mark.parametrize("seed", range(4))
def test_between_two_versions_every_number_that_differs_differs_by_five_or_more(seed: int) -> None:
    told = a_month(seed)
    later = told + np.random.default_rng(seed + 100).poisson(1.2, told.shape)

    first = published_table(table_of(told))
    second = published_table(table_of(later), first)

    pairs = list(zip(numbers(first), numbers(second), strict=True))
    assert all((old == HIDDEN) == (new == HIDDEN) for old, new in pairs)
    changes = [new - old for old, new in pairs if isinstance(old, int) and new != old]
    assert changes
    assert all(abs(change) >= 5 for change in changes)


def test_a_correction_moves_its_cell_and_the_sums_that_hold_it() -> None:
    told = np.full((3, 3, 8), 6)
    first = published_table(table_of(told))
    told[0, 1, 2] += 3
    told[1, 1, 2] += 4
    told[0, 0, 0] += 2

    second = published_table(table_of(told), first)

    assert second["rows"][1]["counts"][2] == 25
    assert (second["rows"][1]["total"], second["totals"][2], second["total"]) == (18 * 8 + 7, 18 * 3 + 7, 18 * 24 + 7)
    assert second["rows"][0]["counts"][0] == 18


def test_a_cell_that_becomes_small_or_one_organisations_keeps_its_number() -> None:
    told = np.full((3, 3, 8), 6)
    first = published_table(table_of(told))
    told[:, 0, 0] = (1, 1, 1)
    told[:, 0, 1] = (90, 1, 1)

    second = published_table(table_of(told), first)

    assert second == first


def test_small_changes_add_up_until_they_are_shown() -> None:
    told = np.full((3, 3, 8), 6)
    table = published_table(table_of(told))
    seen = []
    for _ in range(3):
        told[:2, 0, 0] += 1
        table = published_table(table_of(told), table)
        seen.append(table["rows"][0]["counts"][0])

    assert seen == [18, 18, 24]


def test_a_month_without_reports_binds_no_later_version_and_reports_are_not_taken_back() -> None:
    told = np.full((3, 3, 8), 6)
    unshared = rules.MonthTable(table_of(told).lines, ((None,) * 8,) * 3, ())

    later = published_table(table_of(told), published_table(unshared))

    assert later == published_table(table_of(told))
    assert published_table(unshared, later) == later


def test_an_area_whose_neighbours_were_merged_otherwise_keeps_its_row() -> None:
    told = np.full((3, 3, 8), 6)
    first = published_table(table_of(told))
    before = copy.deepcopy(first)
    before["rows"][0]["members"] = ["Område 0", "Område 9"]
    told[:, 0, 0] += 10

    assert published_table(table_of(told), before)["rows"][0] == before["rows"][0]


# -- Areas with few residents --------------------------------------------------------------------------
def lines(residents: dict[str, int | None]) -> list[tuple[str, Sequence[str]]]:
    return [
        (line.name, line.members) for line in rules.area_lines({key: key for key in residents} | {"": "-"}, residents)
    ]


def test_areas_with_fewer_than_500_residents_stand_together() -> None:
    assert lines({"a": 300, "b": 2000, "c": 450}) == [
        ("b", ("b",)), ("2 områden tillsammans", ("a", "c")), ("Utan känt område", ("",)),
    ]  # fmt: skip


def test_a_single_small_area_takes_the_smallest_of_the_others_with_it() -> None:
    assert ("2 områden tillsammans", ("a", "c")) in lines({"a": 300, "b": 2000, "c": 900})


def test_an_area_whose_residents_are_not_known_stands_by_itself() -> None:
    assert ("c", ("c",)) in lines({"a": 300, "b": 400, "c": None})
