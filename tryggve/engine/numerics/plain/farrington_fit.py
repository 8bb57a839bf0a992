"""What is normal for one week of one series: a quasi-Poisson regression on parts of the year and a trend.

As R's glm.fit, step by step, so that it ends at the same digit: iteratively reweighted least squares
from means of y + 0.1. The design is one level for each part of the year and one slope, so a step is a
regression within the parts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tryggve.engine.numerics.checks import Floats, Wholes

_MOST_STEPS = 25
_EPSILON = 1e-8
_SMALLEST_MEAN = np.finfo(np.float64).eps
_ROUNDING = 4e-15


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """The known weeks that a week is compared with: count, log exposure, time and part of the year."""

    counts: Floats
    offset: Floats
    times: Floats
    parts: Wholes
    n_parts: int


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """Levels, slope and means; `weights` are those of the last step, `residuals` those of its end."""

    converged: bool
    has_trend: bool
    levels: Floats
    slope: float
    means: Floats
    weights: Floats
    prior: Floats
    residuals: Floats
    part_weights: Floats
    middles: Floats
    spread: float

    @property
    def freedom(self) -> float:
        return float(self.means.size - (self.part_weights > 0).sum() - self.has_trend)

    @property
    def working_dispersion(self) -> float:
        return float((self.weights * self.residuals**2).sum()) / self.freedom

    @property
    def prior_dispersion(self) -> float:
        return float((self.prior * self.residuals**2).sum()) / self.freedom


def fit(history: History, prior: Floats, *, with_trend: bool) -> Fit:
    """Fit once with these prior weights."""
    y = history.counts
    means = y + 0.1
    deviance = _deviance(y, means, prior)
    levels, slope = np.zeros(history.n_parts), 0.0
    found = _not_found(history, prior)
    for step in range(_MOST_STEPS):
        predictor = np.log(means) - history.offset if step == 0 else levels[history.parts] + slope * history.times
        weights = prior * means
        before = means
        found = _step(history, prior, weights, predictor + (y - means) / means, with_trend=with_trend)
        if with_trend and not found.spread > 0:
            return found
        moved = found.levels[history.parts] + found.slope * history.times - predictor
        levels, slope, means = found.levels, found.slope, found.means
        last, deviance = deviance, _deviance(y, means, prior)
        if not np.isfinite(deviance):
            return found
        change = abs(float((prior * (y - before) * moved).sum()))
        if _has_ended(y, means, prior, deviance, last, change if step else None):
            return replace(found, converged=True)
    return found


def _has_ended(  # noqa: PLR0917
    y: Floats, means: Floats, prior: Floats, deviance: float, last: float, change: float | None
) -> bool:
    size = abs(deviance) + 0.1
    terms = prior * y * (np.log(np.maximum(y, 1)) - 1)
    rounding = _ROUNDING * (
        abs(float(terms.sum())) + abs(float((prior * y * np.log(means)).sum())) + float((prior * means).sum())
    )
    # Where rounding hides how the deviance changes, the step itself tells it.
    if change is not None and rounding > _EPSILON * size:
        return change < max(_EPSILON * size, rounding)
    return abs(deviance - last) / size < _EPSILON


def _step(history: History, prior: Floats, weights: Floats, response: Floats, *, with_trend: bool) -> Fit:
    def summed(values: Floats) -> Floats:
        return np.asarray(np.bincount(history.parts, values, history.n_parts), dtype=np.float64)

    part_weights = summed(weights)
    share = 1 / np.where(part_weights > 0, part_weights, np.inf)
    middles = summed(weights * history.times) * share
    spread, slope = 0.0, 0.0
    apart = history.times - middles[history.parts]
    if with_trend:
        spread = float((weights * apart**2).sum())
        if not spread > 1e-13 * float((weights * history.times**2).sum()):
            return _not_found(history, prior)
        slope = float((weights * apart * response).sum()) / spread
    levels = summed(weights * response) * share - slope * middles
    means = np.maximum(
        np.exp(levels[history.parts] + slope * history.times + history.offset),
        _SMALLEST_MEAN,
    )
    return Fit(
        converged=False,
        has_trend=with_trend,
        levels=levels,
        slope=slope,
        means=means,
        weights=weights,
        prior=prior,
        residuals=(history.counts - means) / means,
        part_weights=part_weights,
        middles=middles,
        spread=spread,
    )


def _not_found(history: History, prior: Floats) -> Fit:
    nothing, parts = np.zeros_like(history.counts), np.zeros(history.n_parts)
    return Fit(
        converged=False,
        has_trend=False,
        levels=parts,
        slope=0.0,
        means=nothing,
        weights=nothing,
        prior=prior,
        residuals=nothing,
        part_weights=parts,
        middles=parts,
        spread=0.0,
    )


def _deviance(y: Floats, means: Floats, prior: Floats) -> float:
    terms = np.where(y > 0, y * np.log(np.maximum(y, 1) / means), 0) - (y - means)
    return 2 * float((prior * terms).sum())


def leverages(history: History, found: Fit) -> Floats:
    """How much each week's own count draws its mean."""
    pulled = 1 / found.part_weights[history.parts]
    if found.has_trend:
        pulled += (history.times - found.middles[history.parts]) ** 2 / found.spread
    return np.asarray(found.weights * pulled, dtype=np.float64)


def reweighed(history: History, found: Fit, threshold: float, phi: float) -> Floats | None:
    """Prior weights in which past outbreaks count less; None when there is no outbreak."""
    y, means = history.counts, found.means
    room = phi * (1 - leverages(history, found))
    is_free = room > 1e-15
    residuals = 1.5 * (y ** (2 / 3) * means ** (-1 / 6) - np.sqrt(means)) / np.sqrt(np.where(is_free, room, 1))
    is_outbreak = is_free & (y > means) & (residuals > threshold)
    if not is_outbreak.any():
        return None
    weights = np.where(is_outbreak, 1 / np.where(is_outbreak, residuals, 1) ** 2, 1)
    return np.asarray(weights * (weights.size / weights.sum()), dtype=np.float64)
