"""Which series, with which truth, are the detectors tried on?

Twelve cells: dispersion 1, 1.5 and 3 times mean 0.5, 2, 10 and 30. A series has a level, a yearly
wave with a phase of its own, and counts that are negative binomial with variance = dispersion × mean
(Poisson at 1). Nothing happens in them but what is planted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.seeds import generator

Floats = NDArray[np.float64]

#: The seed that surveillance was run on; constants of the engine were chosen on other seeds.
SEED = 20261128
N_SERIES = 600
N_WEEKS = 416
N_JUDGED = 52
N_PLANTED_SERIES = 200
N_PLANTED_WEEKS = 8
#: Mean number of extra cases in a week of outbreak, in standard deviations of the week's count.
SIZES = (1.5, 2.5, 3.5, 5.0, 7.0)
_WAVE = 0.3
_COUNTS, _PLANTED, _PAST = 0, 1, 2
_N_PAST, _PAST_WEEKS, _PAST_SIZE = 4, 4, 3.0
_PAST_FROM, _PAST_UNTIL = 160, 330


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination of mean and dispersion; `number` chooses its random numbers."""

    number: int
    mean: float
    dispersion: float

    @property
    def name(self) -> str:
        return f"mean {self.mean:g}, dispersion {self.dispersion:g}"


#: The sparse ones first.
CELLS = tuple(
    Cell(number, mean, dispersion)
    for number, (mean, dispersion) in enumerate((m, d) for m in (0.5, 2.0, 10.0, 30.0) for d in (1.0, 1.5, 3.0))
)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Counts of shape (weeks, series), and the mean that each was drawn with."""

    counts: Floats
    means: Floats


def draw(cell: Cell, *, seed: int = SEED, n_series: int = N_SERIES) -> Drawn:
    """Series in which nothing happens; the first ones are the same whatever `n_series`."""
    weeks = np.arange(N_WEEKS)
    columns = [_one(cell, weeks, seed, number) for number in range(n_series)]
    means, counts = np.array([c[0] for c in columns]).T, np.array([c[1] for c in columns]).T
    return Drawn(np.ascontiguousarray(counts), np.ascontiguousarray(means))


def _one(cell: Cell, weeks: NDArray[np.int64], seed: int, number: int) -> tuple[Floats, Floats]:
    random = generator(seed, stream=cell.number, replicate=_place(_COUNTS, number))
    mean = cell.mean * np.exp(_WAVE * np.sin(2 * np.pi * weeks / 52 + random.uniform(0, 2 * np.pi)))
    if cell.dispersion > 1:
        size = mean / (cell.dispersion - 1)
        return mean, random.poisson(random.gamma(size, cell.dispersion - 1)).astype(np.float64)
    return mean, random.poisson(mean).astype(np.float64)


def plant(cell: Cell, drawn: Drawn, *, seed: int = SEED) -> Floats:
    """Counts of the last weeks with outbreaks in them, shape (sizes, planted weeks, planted series).

    All lie in the last 26 weeks, which no baseline contains, so one fit serves every size.
    """
    n_series = min(N_PLANTED_SERIES, drawn.counts.shape[1])
    means = drawn.means[-N_PLANTED_WEEKS:, :n_series]
    extra = [
        generator(seed, stream=cell.number, replicate=_place(_PLANTED, number)).poisson(
            np.array(SIZES)[:, None] * np.sqrt(cell.dispersion * means[:, number])
        )
        for number in range(n_series)
    ]
    return drawn.counts[None, -N_PLANTED_WEEKS:, :n_series] + np.array(extra, dtype=np.float64).transpose(1, 2, 0)


def with_past(cell: Cell, drawn: Drawn, *, seed: int = SEED) -> Drawn:
    """The same series after four outbreaks of four weeks, three standard deviations each, in the baseline.

    They end before the last week that the first judged week looks back on, so the judged weeks stay free.
    """
    counts = drawn.counts.copy()
    for number in range(counts.shape[1]):
        random = generator(seed, stream=cell.number, replicate=_place(_PAST, number))
        for start in random.integers(_PAST_FROM, _PAST_UNTIL, _N_PAST):
            weeks = slice(int(start), int(start) + _PAST_WEEKS)
            counts[weeks, number] += random.poisson(_PAST_SIZE * np.sqrt(cell.dispersion * drawn.means[weeks, number]))
    return Drawn(counts, drawn.means)


def mark_of(counts: Floats) -> str:
    """Twelve characters by which the counts are known again beside the figures kept of them."""
    return hashlib.sha256(np.ascontiguousarray(counts, dtype=np.int64).tobytes()).hexdigest()[:12]


def lay_out(folder: Path) -> Iterator[Path]:
    """Write what `r_side.R` reads: for each cell the planted series, without and with a past."""
    folder.mkdir(parents=True, exist_ok=True)
    for cell in CELLS:
        drawn = draw(cell, n_series=N_PLANTED_SERIES)
        for kind, counts in (("clean", drawn.counts), ("past", with_past(cell, drawn).counts)):
            file = folder / f"{kind}_{cell.number:02d}.csv"
            np.savetxt(file, counts, fmt="%d", delimiter=",")
            yield file


def _place(use: int, number: int) -> int:
    return use * 2**32 + number
