"""The scan's kernels: the compiled twin gives what the plain one gives."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from tryggve.engine.numerics.compiled import scan as compiled
from tryggve.engine.numerics.plain import scan as plain
from tryggve.engine.numerics.scan_draws import independent_cells, own_rows, shuffled_people, shuffled_periods
from tryggve.engine.numerics.scan_shapes import (
    CASES,
    CONDITIONAL,
    EXPECTED,
    NEVER,
    Draw,
    Floats,
    Limits,
    Score,
    ZoneRows,
)
from tryggve.engine.numerics.seeds import generator

N_LOCATIONS, N_SLOTS = 12, 5
SPANS = (np.array([4, 3, 2, 0]), np.array([5, 5, 5, 3]), N_SLOTS, N_LOCATIONS)
SCORES = {
    "conditional": (CONDITIONAL, 60.0, 60.0, 2.0),
    "expected": (EXPECTED, 60.0, 60.0, 1.0),
    "cases": (CASES, 25.0, 60.0, 1.0),
}


def zones() -> ZoneRows:
    chains = [
        generator(5, replicate=centre).permutation(N_LOCATIONS)[: 3 + centre % 4] for centre in range(N_LOCATIONS)
    ]
    members = np.concatenate(chains).astype(np.uint32)
    starts = np.concatenate(([0], np.cumsum([chain.size for chain in chains])))
    is_zone = np.ones(members.size, dtype=np.bool_)
    is_zone[::5] = False
    return members, starts, own_rows(is_zone)


def expected_of(zone_rows: ZoneRows, score: Score) -> Floats:
    n_rows = int((zone_rows[2] < zone_rows[2].max()).sum())
    amounts = generator(6).uniform(0.2, 12, size=(n_rows, 4))
    return np.ceil(amounts) if score[0] == CASES else amounts


def draws() -> dict[str, Draw]:
    counts = generator(7).multinomial(60, np.full(N_LOCATIONS * 8, 1 / 96)).reshape(N_LOCATIONS, 8)
    amounts = generator(8).uniform(0, 1, size=(N_LOCATIONS, N_SLOTS))
    return {
        "periods": shuffled_periods(counts, 3),
        "people": shuffled_people(counts, 25, 3),
        "cells": independent_cells(amounts, np.arange(40, 80)),
    }


def limits(module: ModuleType, expected: Floats, level: float, score: Score, bits: int) -> Limits:
    never = 2 ** (bits - 1) - 1
    lanes = np.full((expected.shape[0] + 1, 1024 // bits), never, dtype=np.uint16 if bits == 16 else np.uint32)
    n_words = -(-expected.shape[1] * bits // 64)
    for side in range(3):
        first = side * n_words * 64 // bits
        lanes[:-1, first : first + expected.shape[1]] = np.minimum(module.limits_of(expected, level, score), never)
    return lanes.view(np.uint64), expected, bits, 3


@pytest.mark.parametrize("name", SCORES)
@pytest.mark.parametrize("level", [0.0, 0.5, 3.0, 40.0])
def test_both_twins_ask_for_as_many_cases(name: str, level: float) -> None:
    score = SCORES[name]
    expected = expected_of(zones(), score)
    expected[0, 0] = 0.0

    ours = compiled.limits_of(expected, level, score)

    assert ours.tolist() == plain.limits_of(expected, level, score).tolist()
    assert ours[0, 0] == NEVER


@pytest.mark.parametrize("name", SCORES)
def test_one_case_fewer_than_the_limit_scores_less(name: str) -> None:
    score = SCORES[name]
    expected = expected_of(zones(), score)

    counts = plain.limits_of(expected, 1.0, score).astype(np.float64)

    can = counts < NEVER
    assert can.any()
    assert (plain.scores_of(counts, expected, score)[can] >= 1.0).all()
    assert (plain.scores_of(counts - 1, expected, score)[can] < 1.0).all()


@pytest.mark.parametrize("name", SCORES)
def test_both_twins_find_the_same_best_window_of_each_zone(name: str) -> None:
    zone_rows, score = zones(), SCORES[name]
    expected = expected_of(zone_rows, score)
    counts = generator(9).integers(0, 4, size=(N_LOCATIONS, 4))

    ours = compiled.best_windows(zone_rows, counts, expected, score)
    theirs = plain.best_windows(zone_rows, counts, expected, score)

    assert ours[0] == pytest.approx(theirs[0], rel=1e-12, abs=1e-12)
    assert ours[1].tolist() == theirs[1].tolist()
    assert ours[2].tolist() == theirs[2].tolist()


@pytest.mark.parametrize("bits", [16, 32])
@pytest.mark.parametrize("draw", ["periods", "people", "cells"])
def test_both_twins_draw_the_same_replicates_and_find_the_same_maxima(draw: str, bits: int) -> None:
    zone_rows, score = zones(), SCORES["expected"]
    expected = expected_of(zone_rows, score)
    replicates = np.array([0, 3, 4, 5, 17, 30, 39])
    chance = (draws()[draw], SPANS, np.uint64(11))

    ours = compiled.maxima(zone_rows, limits(compiled, expected, 0.5, score, bits), chance, score, replicates)
    theirs = plain.maxima(zone_rows, limits(plain, expected, 0.5, score, bits), chance, score, replicates)

    assert ours == pytest.approx(theirs, rel=1e-12)
    assert len(set(ours.tolist())) > 3


def test_both_twins_find_the_same_largest_sum() -> None:
    zone_rows = zones()
    values = generator(10).normal(size=(4, N_LOCATIONS, 4))
    scale = expected_of(zone_rows, SCORES["expected"])

    ours = compiled.linear_maxima(zone_rows, values, scale)

    assert ours == pytest.approx(plain.linear_maxima(zone_rows, values, scale), rel=1e-12)


def test_cells_get_cases_as_often_as_expected() -> None:
    amounts = np.array([[0.0, 1.0, 2.0], [4.0, 0.5, 2.5]])
    _, _, _, accept, alias = independent_cells(amounts, np.zeros(0, dtype=np.int64))

    share = accept.copy()
    np.add.at(share, alias, 1 - accept)

    assert share / 6 == pytest.approx(amounts.ravel() / amounts.sum(), abs=1e-15)
