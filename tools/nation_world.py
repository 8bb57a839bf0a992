"""A made-up Sweden for `python -m tools.nation`: municipalities by number, each with chance of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.nation import Group

_A_YEAR = 52.18
#: Weekly means: half below 0.4, one in eight above 2, as in a municipality's own tables.
_MIDDLE, _SPREAD = 0.4, 1.4
_MOST = 60.0
#: Every so many series has a burst in its last week.
_BURST_EVERY = 1_000
_LIVELY_EVERY = 3


@dataclass(frozen=True)
class Municipality:
    """`municipality(number)` gives its series; the same numbers wherever it is called."""

    seed: int = 20260101
    n_weeks: int = 416
    n_areas: int = 30
    n_categories: int = 25

    def __call__(self, number: int) -> Group:
        """Season, chance and now and then a burst."""
        n_series = self.n_areas * self.n_categories
        chance = generator(self.seed, replicate=number)
        means = np.minimum(_MIDDLE * np.exp(_SPREAD * chance.standard_normal(n_series)), _MOST)
        season = 1 + 0.3 * np.sin(2 * np.pi * (np.arange(self.n_weeks) / _A_YEAR + chance.random()))
        weekly = means[np.newaxis, :] * season[:, np.newaxis]
        counts = chance.poisson(weekly).astype(np.float64)
        # Every third series varies half as much again as a Poisson's: negative binomial of dispersion 1.5.
        lively = slice(number % _LIVELY_EVERY, n_series, _LIVELY_EVERY)
        counts[:, lively] = chance.negative_binomial(2 * weekly[:, lively], 1 / 1.5)
        first = number * n_series
        bursts = np.arange(-first % _BURST_EVERY, n_series, _BURST_EVERY)
        counts[-1, bursts] += 12 + np.ceil(4 * means[bursts])
        return Group(
            counts,
            areas=np.repeat(np.arange(self.n_areas), self.n_categories),
            categories=np.tile(np.arange(self.n_categories), self.n_areas),
        )
