"""Is this week unusual in a cell that has too few incidents to say so by itself?

Most cells of areas × categories have a mean far below one a week. Each is read beside the others: what its
area has in all categories, what its category has in all areas, and how far cells usually lie from that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_counts, as_wholes, check_level, check_work, frozen
from tryggve.engine.numerics.count_tails import Laws, lower_tails, quantiles, two_sided, upper_tails
from tryggve.engine.numerics.exposure import as_exposures, bounded_counts
from tryggve.engine.numerics.pooled_rates import Fit, Table, fit_rates, pooled_dispersion, posterior, predictive

PoolReason = Literal["", "too_few_weeks", "too_few_cells", "too_few_incidents", "nobody_reported", "too_few_reported"]

LEAST_WEEKS = 6
# With fewer cells or incidents than this, how alike the cells are cannot be told.
LEAST_CELLS = 12
LEAST_INCIDENTS = 10
# Below this share of the usual exposure a low number says who was silent, not what happened.
LEAST_COVERAGE = 0.5
# A past week as rare as this, after all other weeks and cells, is an outbreak and not the normal.
OUTBREAK_PROBABILITY = 1e-4
MOST_OUTBREAKS = 2
MOST_CELL_WEEKS = 5e7


@dataclass(frozen=True, slots=True, eq=False)
class PooledRates:
    """What is usual in each cell, per unit of exposure; arrays of shape (n_cells,), nan where not known.

    `rates` is the posterior mean and `low_rates` … `high_rates` its interval; `expected_rates` is what area
    and category say together. `own_weights` is how much of `rates` comes from the cell's own weeks, from 0
    to 1: the rest is borrowed. `cell_shape`, `area_shape` and `category_shape` say how alike rates are: a
    shape k means that they vary by 1 / sqrt(k) of themselves; infinity where there is one area or category.
    `dispersion` is the variance over the mean of weeks within a cell. `shapes` and `inverse_scales` are
    those of each cell's gamma posterior.
    """

    reason: PoolReason
    rates: Floats
    low_rates: Floats
    high_rates: Floats
    expected_rates: Floats
    own_weights: Floats
    n_outbreaks: Wholes
    shapes: Floats
    inverse_scales: Floats
    cell_shape: float
    area_shape: float
    category_shape: float
    dispersion: float
    usual_exposure: float
    n_weeks: int
    n_incidents: int


@dataclass(frozen=True, slots=True, eq=False)
class PooledDeviations:
    """One week of all cells beside what is usual there; shape (n_cells,) each, nan where it cannot be told.

    `low` … `high` holds a normal week with at least the level asked for. `p_higher` is the probability of as
    many or more, `p_lower` of as few or fewer, `p_value` both directions in one.
    """

    reason: PoolReason
    means: Floats
    low: Floats
    high: Floats
    p_higher: Floats
    p_lower: Floats
    p_value: Floats


def pool_partially(
    history: ArrayLike,
    *,
    areas: ArrayLike | None = None,
    categories: ArrayLike | None = None,
    exposure: ArrayLike | None = None,
    level: float = 0.95,
) -> PooledRates:
    """What is usual in each cell of a table with few incidents, each borrowing from the others?

    Parameters
    ----------
    history : shape (n_weeks, n_cells), incidents in each of the weeks before, oldest first; 6 weeks or more;
        nan for a week that nobody counted. A counted zero is 0.
    areas, categories : shape (n_cells,), a whole number from 0 for the area and the category of each cell. None
        when all are of one.
    exposure : shape (n_weeks,), how much was watched in each week: the number of organisations that
        reported. 0 or nan: nobody. None: alike in all weeks.
    level : of the interval of each rate, 0.5 up to 1.

    Returns
    -------
    PooledRates : a rate a cell with its interval, what it borrowed, and how alike the cells are. `reason` is
        not empty where there is nothing to learn from: fewer than 6 weeks, 12 cells or 10 incidents.
        Single weeks rarer than 1 in 10 000, at most two a cell, are set aside as outbreaks.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : for what cannot be counts, codes or exposures.
    TooMuchWork : for more than 5e7 weeks × cells.

    Work: O(weeks × cells) + 7 rounds of 40 × cells, at most three times.
    Source: Clayton & Kaldor (1987), Biometrics 43:671-681 (gamma-Poisson empirical Bayes, equations 2-4);
    Morris & Tang (2011), Statistical Science 26:271-287 (hyperparameters). Card: docs/methods/partial_pooling.md.

    >>> quiet = [[1, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0], [0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0]] * 4
    >>> pooled = pool_partially(quiet, areas=[0] * 4 + [1] * 4 + [2] * 4, categories=[0, 1, 2, 3] * 3)
    >>> pooled.rates.round(2).tolist()[:4], float(pooled.own_weights[0].round(2))
    ([0.48, 0.01, 0.03, 0.96], 0.91)
    """
    check_level(level)
    check_work(np.size(history), MOST_CELL_WEEKS, "weeks × cells")
    counts = bounded_counts(as_counts(history, "history", n_dimensions=2, may_miss=True))
    watched = as_exposures(exposure, counts.shape[0])
    kept = (~np.isnan(counts) & (watched > 0)[:, np.newaxis]).astype(np.float64)
    counts = np.where(kept > 0, counts, 0.0)
    labels = [_codes(given, name, counts.shape[1]) for given, name in ((areas, "areas"), (categories, "categories"))]
    reason = _why_not_pooled(counts, kept)
    if reason:
        return _not_pooled(reason, counts, kept)
    return _pooled(counts, watched, kept, labels, level)


def compare_with_pool(
    observed: ArrayLike, pooled: PooledRates, *, next_exposure: float | None = None, level: float = 0.95
) -> PooledDeviations:
    """How rare is this week in each cell, had it been a normal one?

    Parameters
    ----------
    observed : shape (n_cells,), incidents in the week; nan when nobody counted.
    pooled : the answer of `pool_partially` for the weeks before.
    next_exposure : how much was watched in this week, in the unit of `exposure`. None: as usual.
    level : how often a normal week stays inside the band, 0.5 up to 1.

    Returns
    -------
    PooledDeviations : exact tails of each cell's negative binomial. All nan with a reason where nothing was
        learned, nobody reported, or less than half of the usual exposure did. For many cells adjust
        `p_value` together: one band in twenty is left by chance.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : for what cannot be counts, or does not fit the cells.

    Work: O(cells).
    Source: as `pool_partially`; Blaker (2000), Canadian Journal of Statistics 28:783-798 (both directions in one).
    Card: docs/methods/partial_pooling.md.

    >>> quiet = [[1, 0, 0, 1, 0, 0, 2, 0, 0, 0, 1, 0], [0, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0]] * 4
    >>> pooled = pool_partially(quiet, areas=[0] * 4 + [1] * 4 + [2] * 4, categories=[0, 1, 2, 3] * 3)
    >>> compare_with_pool([1, 3, *[0] * 10], pooled).p_value.round(3).tolist()[:2]
    [0.368, 0.0]
    """
    check_level(level)
    numbers = bounded_counts(as_counts(observed, "observed", may_miss=True))
    if numbers.shape != pooled.rates.shape:
        raise WrongShape(
            f"observed does not fit the pool. Got {numbers.size} numbers and {pooled.rates.size} cells. "
            f"Give one number for each cell."
        )
    watched = (
        pooled.usual_exposure if next_exposure is None else float(as_exposures([next_exposure], 1, "next_exposure")[0])
    )
    reason = pooled.reason or _why_not_compared(watched, pooled.usual_exposure)
    answers = np.full((6, numbers.size), np.nan)
    known = np.flatnonzero(~np.isnan(pooled.rates))
    if not reason and known.size:
        means, sizes = predictive(pooled.shapes[known], pooled.inverse_scales[known], watched, pooled.dispersion)
        answers[:3, known] = means, *_band(means, sizes, level)
        counted = ~np.isnan(numbers[known])
        answers[3:, known[counted]] = _tails(numbers[known][counted], means[counted], sizes[counted])
    return PooledDeviations(reason, *(frozen(row) for row in answers))  # type: ignore[arg-type]


def _band(means: Floats, sizes: Floats, level: float) -> tuple[Floats, Floats]:
    outside = (1 - level) / 2
    # The smallest count with P(as few or fewer) above `outside`, and the largest with P(as many or more) above it.
    return quantiles(float(np.nextafter(outside, 1.0)) + 2e-12, means, sizes), quantiles(1 - outside, means, sizes)


def _tails(numbers: Floats, means: Floats, sizes: Floats) -> tuple[Floats, Floats, Floats]:
    p_higher, p_lower = upper_tails(numbers, means, sizes), lower_tails(numbers, means, sizes)
    laws = Laws(means, sizes)
    return p_higher, p_lower, two_sided(p_higher, p_lower, laws, laws)


def _pooled(counts: Floats, watched: Floats, kept: Floats, labels: list[Wholes], level: float) -> PooledRates:
    from scipy.special import gammaincinv

    n_kept = kept.sum(axis=0)
    fit, table = _fitted_without_outbreaks(counts, watched, kept, labels)
    shapes, inverse_scales = posterior(table, fit)
    outside = (1 - level) / 2
    own = table.exposures / fit.dispersion
    known = table.exposures > 0
    per_cell = (
        shapes / inverse_scales,
        gammaincinv(shapes, outside) / inverse_scales,
        gammaincinv(shapes, 1 - outside) / inverse_scales,
        fit.expected_rates,
        own / inverse_scales,
    )
    rates, low, high, expected, weights = (frozen(np.where(known, values, np.nan)) for values in per_cell)
    return PooledRates(
        reason="",
        rates=rates,  # type: ignore[arg-type]
        low_rates=low,  # type: ignore[arg-type]
        high_rates=high,  # type: ignore[arg-type]
        expected_rates=expected,  # type: ignore[arg-type]
        own_weights=weights,  # type: ignore[arg-type]
        n_outbreaks=frozen((n_kept - kept.sum(axis=0)).astype(np.int64)),  # type: ignore[arg-type]
        shapes=frozen(shapes),  # type: ignore[arg-type]
        inverse_scales=frozen(inverse_scales),  # type: ignore[arg-type]
        cell_shape=fit.cell_shape,
        area_shape=fit.area_shape,
        category_shape=fit.category_shape,
        dispersion=fit.dispersion,
        usual_exposure=float(np.median(watched[watched > 0])),
        n_weeks=int((kept.sum(axis=1) > 0).sum()),
        n_incidents=int(table.totals.sum()),
    )


def _fitted_without_outbreaks(counts: Floats, watched: Floats, kept: Floats, labels: list[Wholes]) -> tuple[Fit, Table]:
    """The fit to the weeks left in `kept`, from which outbreaks are taken until none is left, or two a cell."""
    areas, categories = labels
    cells = np.arange(counts.shape[1])
    n_set_aside = 0
    while True:
        table = Table(
            totals=(counts * kept).sum(axis=0),
            exposures=watched @ kept,
            areas=areas,
            categories=categories,
            n_areas=int(areas.max()) + 1,
            n_categories=int(categories.max()) + 1,
        )
        fit = fit_rates(table, pooled_dispersion(counts, watched, kept))
        if n_set_aside == MOST_OUTBREAKS:
            return fit, table
        highest = np.argmax(counts * kept, axis=0)
        is_outbreak = _is_outbreak(table, fit, counts[highest, cells], watched[highest])
        if not is_outbreak.any():
            return fit, table
        kept[highest[is_outbreak], cells[is_outbreak]] = 0.0
        n_set_aside += 1


def _is_outbreak(
    table: Table, fit: Fit, numbers: Floats, watched: Floats
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Is one week of each cell too rare after its other weeks, its area and its category?"""
    # A cell without incidents points at its first week, in which perhaps nobody reported; it is none in any case.
    watched = np.where(numbers > 0, watched, 1.0)
    left = np.maximum(table.exposures - watched, 0.0)
    shapes = fit.cell_shape + (table.totals - numbers) / fit.dispersion
    inverse_scales = fit.cell_shape / fit.expected_rates + left / fit.dispersion
    means = watched * shapes / inverse_scales
    sizes = means / (fit.dispersion - 1 + watched / inverse_scales)
    return np.asarray(
        (left > 0) & (numbers > 0) & (upper_tails(numbers, means, sizes) < OUTBREAK_PROBABILITY), dtype=np.bool_
    )


def _codes(labels: ArrayLike | None, name: str, n_cells: int) -> Wholes:
    """The labels numbered 0, 1, 2 … without gaps."""
    if labels is None:
        return np.zeros(n_cells, dtype=np.int64)
    codes = as_wholes(labels, name, least=0)
    if codes.size != n_cells:
        raise WrongShape(
            f"{name} does not fit the cells. Got {codes.size} for {n_cells} cells. Give one for each cell."
        )
    return np.asarray(np.unique(codes, return_inverse=True)[1], dtype=np.int64)


def _why_not_pooled(counts: Floats, kept: Floats) -> PoolReason:
    if (kept.sum(axis=1) > 0).sum() < LEAST_WEEKS:
        return "too_few_weeks"
    if (kept.sum(axis=0) > 0).sum() < LEAST_CELLS:
        return "too_few_cells"
    if counts.sum() < LEAST_INCIDENTS:
        return "too_few_incidents"
    return ""


def _why_not_compared(watched: float, usual: float) -> PoolReason:
    if watched <= 0:
        return "nobody_reported"
    if watched < LEAST_COVERAGE * usual:
        return "too_few_reported"
    return ""


def _not_pooled(reason: PoolReason, counts: Floats, kept: Floats) -> PooledRates:
    nothing = frozen(np.full(counts.shape[1], np.nan))
    return PooledRates(
        reason,
        *(nothing,) * 5,  # type: ignore[arg-type]
        frozen(np.zeros(counts.shape[1], dtype=np.int64)),  # type: ignore[arg-type]
        *(nothing,) * 2,  # type: ignore[arg-type]
        *(np.nan,) * 4,
        usual_exposure=1.0,
        n_weeks=int((kept.sum(axis=1) > 0).sum()),
        n_incidents=int(counts.sum()),
    )
