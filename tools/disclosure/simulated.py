"""What do months look like that never were? Four of them at a time, corrected like real ones.

Volumes and weights are those of SECURITY.md section 5: 12 areas and 10 categories with Zipf weights, 30, 60 or 150
events a week. Organisations have Zipf weights as well, and in a quarter of the cells one of them tells of nearly all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tryggve.cycle.monthly_reports.rules import MonthTable
from tryggve.cycle.monthly_reports.rules.tables import AreaLine

#: Organisation × area × category.
Told = NDArray[np.int64]
N_ORGANISATIONS, N_AREAS, N_CATEGORIES, MONTHS = 6, 12, 10, 4
VOLUMES = (30, 60, 150)
_WEEKS_A_MONTH = (4, 4, 5, 4)


@dataclass(frozen=True)
class Tertial:
    """Four months of one municipality; each month as it was known when each of its versions was compiled."""

    volume: int
    months: tuple[tuple[Told, ...], ...]


def tertial(seed: int, volume: int) -> Tertial:
    """Four months by a seed."""
    draw = np.random.default_rng([seed, volume])
    mean = volume * _zipf(draw, N_AREAS)[:, None] * _zipf(draw, N_CATEGORIES)[None, :]
    shares = _shares(draw)
    return Tertial(volume, tuple(_versions(draw, mean * weeks, shares) for weeks in _WEEKS_A_MONTH))


def _zipf(draw: np.random.Generator, n: int) -> NDArray[np.float64]:
    weights = 1 / np.arange(1, n + 1)
    return np.asarray(draw.permutation(weights / weights.sum()), dtype=np.float64)


def _shares(draw: np.random.Generator) -> NDArray[np.float64]:
    shares = np.array([[_zipf(draw, N_ORGANISATIONS) for _ in range(N_CATEGORIES)] for _ in range(N_AREAS)])
    dominated = draw.random((N_AREAS, N_CATEGORIES)) < 0.25
    one = np.full(N_ORGANISATIONS, 0.05 / (N_ORGANISATIONS - 1))
    one[0] = 0.95
    shares[dominated] = one
    return np.moveaxis(shares, 2, 0)


def _versions(draw: np.random.Generator, mean: NDArray[np.float64], shares: NDArray[np.float64]) -> tuple[Told, ...]:
    told: Told = draw.poisson(mean[None] * shares)
    found = [told]
    while len(found) < 4 and draw.random() < 0.5:
        found.append(_corrected(draw, found[-1], mean, shares))
    return tuple(found)


def _corrected(draw: np.random.Generator, told: Told, mean: NDArray[np.float64], shares: NDArray[np.float64]) -> Told:
    """A few late ones, a few taken back, some moved to another area; now and then an organisation's whole week."""
    later = told + draw.poisson(0.03 * mean[None] * shares)
    if draw.random() < 0.3:
        organisation = int(draw.integers(N_ORGANISATIONS))
        later[organisation] += draw.poisson(0.25 * mean * shares[organisation])
    for _ in range(int(draw.integers(1, 5))):
        places = np.argwhere(later > 0)
        if len(places) == 0:
            break
        organisation, area, category = places[draw.integers(len(places))]
        later[organisation, area, category] -= 1
        if draw.random() < 0.5:
            later[organisation, draw.integers(N_AREAS), category] += 1
    return later


def month_table(told: Told) -> MonthTable:
    """The exact month, as the program counts it."""
    names = [f"area-{n:02}" for n in range(told.shape[1])]
    return MonthTable(
        lines=tuple(AreaLine(name, name, (name,)) for name in names),
        counts=tuple(map(tuple, told.sum(axis=0).tolist())),
        told=tuple(tuple(map(tuple, each)) for each in told.tolist()),
    )


def n_small(told: Sequence[Sequence[int]] | NDArray[np.int64]) -> int:
    """How many cells of a table are 1 to 4."""
    counts = np.asarray(told)
    return int(((counts > 0) & (counts < 5)).sum())
