"""How alike are the cells of a table, and how much should each borrow from its row, its column and the whole?

Cell i has `total` incidents over `exposure`. Its rate is gamma distributed with shape `cell_shape` around
whole * area * category, where area and category are gamma distributed around 1 with shapes of their own. Given
the rates the total is a Poisson's, or varies `dispersion` times as much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryggve.engine.numerics.checks import Floats, Wholes

# Shapes that are looked at: from rates that have nothing to do with each other to rates that are the same.
_SHAPES: Floats = np.geomspace(0.03, 1000.0, 24)
_ROUNDS = 7
# A dispersion above this says that the counts are no counts of incidents.
_MOST_DISPERSION = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Sums of each cell over its weeks, and the row and column it stands in; shape (n_cells,) each.

    Areas and categories are numbered 0, 1, 2 … below `n_areas` and `n_categories`. A cell that nobody
    watched has the exposure 0, and what its row and column say.
    """

    totals: Floats
    exposures: Floats
    areas: Wholes
    categories: Wholes
    n_areas: int
    n_categories: int


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """The rate that row and column say of each cell, and how far rates lie from each other.

    A shape of infinity: there is one area, or one category, and nothing to tell apart.
    """

    expected_rates: Floats
    cell_shape: float
    area_shape: float
    category_shape: float
    dispersion: float


@dataclass(frozen=True, slots=True, eq=False)
class _Effects:
    codes: Wholes
    values: Floats
    shape: float

    def of_cells(self) -> Floats:
        return self.values[self.codes]


def fit_rates(table: Table, dispersion: float) -> Fit:
    """Empirical Bayes by turns: area effects, category effects, the whole, and the three shapes.

    A fixed number of rounds, so that the answer depends on the numbers alone. The totals are weighed by
    mean / variance, so that one large cell does not speak for its whole row.
    """
    seen = table.exposures > 0
    totals, exposures = table.totals[seen], table.exposures[seen]
    areas = _Effects(table.areas[seen], np.ones(table.n_areas), np.inf)
    categories = _Effects(table.categories[seen], np.ones(table.n_categories), np.inf)
    whole = float(totals.sum() / exposures.sum())
    cell_shape = 1.0
    for _round in range(_ROUNDS):
        others = whole * categories.of_cells() * exposures
        weights = 1 / (dispersion + areas.of_cells() * others / cell_shape)
        areas = _refitted(areas, totals * weights, others * weights)
        others = whole * areas.of_cells() * exposures
        categories = _refitted(categories, totals * weights, others * weights)
        means = others * categories.of_cells()
        correction = float((totals * weights).sum() / (means * weights).sum())
        whole, means = whole * correction, means * correction
        leverages = _leverages(areas, means * weights) + _leverages(categories, means * weights)
        cell_shape = _likeliest_shape(totals, means, dispersion, leverages)
    return Fit(
        expected_rates=whole * areas.values[table.areas] * categories.values[table.categories],
        cell_shape=cell_shape,
        area_shape=areas.shape,
        category_shape=categories.shape,
        dispersion=dispersion,
    )


def pooled_dispersion(counts: Floats, exposure: Floats, kept: Floats) -> float:
    """Variance over mean of weeks within cells, one number for all, at least 1; counts (n_weeks, n_cells).

    Pairs of incidents in the same week, against what they would be had each fallen in any week by chance:
    sum y (y - 1) - Y (Y - 1) S has the mean (dispersion - 1) * Y * (1 - S), S = sum (e / E)**2, whatever the
    rates, and so needs no rate to be known. `kept` is 1 for the weeks that count, 0 for the others.
    """
    watched = kept * exposure[:, np.newaxis]
    totals = (counts * kept).sum(axis=0)
    exposures = watched.sum(axis=0)
    shares = (watched**2).sum(axis=0) / np.where(exposures > 0, exposures, 1.0) ** 2
    pairs = (kept * counts * (counts - 1)).sum(axis=0) - totals * (totals - 1) * shares
    room = float((totals * (1 - shares)).sum())
    if room <= 0:
        return 1.0
    return float(np.clip(1 + pairs.sum() / room, 1.0, _MOST_DISPERSION))


def posterior(table: Table, fit: Fit) -> tuple[Floats, Floats]:
    """Shape and rate of each cell's gamma posterior; exact for a dispersion of 1, else to two moments."""
    shape = fit.cell_shape + table.totals / fit.dispersion
    rate = fit.cell_shape / fit.expected_rates + table.exposures / fit.dispersion
    return shape, rate


def predictive(shape: Floats, rate: Floats, exposure: float, dispersion: float) -> tuple[Floats, Floats]:
    """Mean and size of the negative binomial of the next count.

    With a dispersion of 1 the exact one: size is the shape. Else the one with the same mean and variance.
    """
    mean = exposure * shape / rate
    size = mean / (dispersion - 1 + exposure / rate)
    return mean, size


def _refitted(effects: _Effects, totals: Floats, means: Floats) -> _Effects:
    """The effects' posterior means, after their own shape; one level alone is the whole and has no effect."""
    n_levels = effects.values.size
    if n_levels == 1:
        return effects
    level_totals = np.bincount(effects.codes, totals, n_levels).astype(np.float64)
    level_means = np.bincount(effects.codes, means, n_levels).astype(np.float64)
    shape = _likeliest_shape(level_totals, level_means, 1.0, np.zeros(n_levels))
    return _Effects(effects.codes, (shape + level_totals) / (shape + level_means), shape)


def _leverages(effects: _Effects, means: Floats) -> Floats:
    """How much of each cell's own total went into the effect that it is compared with."""
    if effects.values.size == 1:
        return np.asarray(means / means.sum(), dtype=np.float64)
    level_means = np.bincount(effects.codes, means, effects.values.size)
    return np.asarray(means / (effects.shape + level_means[effects.codes]), dtype=np.float64)


def _likeliest_shape(totals: Floats, means: Floats, dispersion: float, leverages: Floats) -> float:
    """The gamma shape with the highest marginal negative binomial likelihood, twice adjusted.

    For the effects being fitted to the same totals: + 1/2 sum leverage * log variance, as restricted likelihood does
    (Patterson & Thompson 1971, Biometrika 58:545-554). And over itself: - log shape, so that the maximum never
    says that all rates are the same because a few happen to look so (adjustment for density maximisation,
    Morris & Tang 2011, Statistical Science 26:271-287).
    """
    values = np.full(_SHAPES.size, -np.inf)

    def look_at(places: Wholes) -> int:
        places = places[np.isneginf(values[places])]
        values[places] = _criterion(_SHAPES[places, np.newaxis], totals, means, dispersion, leverages)
        return int(np.argmax(values))

    # Every third, and then those around the best of them.
    about = look_at(np.arange(1, _SHAPES.size, 3))
    best = look_at(np.arange(max(0, about - 3), min(_SHAPES.size, about + 4)))
    shape = float(_SHAPES[best])
    if 0 < best < _SHAPES.size - 1:
        # The top of the parabola through three neighbours on the log scale.
        left, top, right = values[best - 1 : best + 2].tolist()
        step = 0.5 * (left - right) / (left - 2 * top + right)
        shape *= float((_SHAPES[1] / _SHAPES[0]) ** step)
    return shape


def _criterion(shapes: Floats, totals: Floats, means: Floats, dispersion: float, leverages: Floats) -> Floats:
    """The adjusted log likelihood of each shape, less what is the same for all; shapes (n, 1), the answer (n,)."""
    from scipy.special import gammaln

    # A total has the mean m and the variance m * (1 + excess), excess = dispersion - 1 + m / shape.
    excess = dispersion - 1 + means / shapes
    size = means / excess
    more = np.log1p(excess)
    logs = gammaln(totals + size) - gammaln(size) + totals * (np.log(excess) - more) - (size - 0.5 * leverages) * more
    return np.asarray(logs.sum(axis=1) - np.log(shapes[:, 0]), dtype=np.float64)
