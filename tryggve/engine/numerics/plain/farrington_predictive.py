"""What is normal for one week of one series, and how well is it known? The default of Farrington's method.

The regression is that of `farrington_fit`, its levels written as incidents over exposure so that a part of
the year without incidents has the level 0. Past outbreaks, slope, levels and the count to come are treated
as `predictive_tail` tells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.plain.farrington_fit import History
from tryggve.engine.numerics.plain.predictive_tail import (
    moderated_level,
    outbreak_weight,
    predictive_dispersion,
    softened,
)

_MOST_STEPS = 30
_LONGEST_STEP = 0.05
_SMALLEST_STEP = 1e-10
_SLACK = 1 + 1e-12


@dataclass(frozen=True, slots=True)
class Prediction:
    """The count to come: its mean and dispersion; and the past: dispersion, variance of the mean, freedom, slope."""

    mean: float
    total_dispersion: float
    dispersion: float
    variance: float
    freedom: float
    slope: float


@dataclass(frozen=True, slots=True, eq=False)
class _Profile:
    """Slope and its information (0: none), and for each part incidents, exposure and mean time."""

    slope: float
    information: float
    incidents: Floats
    exposures: Floats
    middles: Floats


def predict(history: History, watched: float, ahead: float, *, wants_trend: bool, is_robust: bool) -> Prediction:
    """The count to come, `ahead` weeks from the centre of the history, with `watched` exposure."""
    found, phi, weights = _fitted(history, with_trend=wants_trend, is_robust=is_robust)
    if found.information > 0:
        reached = found.incidents[0] / found.exposures[0] * math.exp(found.slope * ahead) * watched
        if reached > history.counts.max() * _SLACK:
            found, phi, weights = _fitted(history, with_trend=False, is_robust=is_robust)
    has_trend = found.information > 0
    freedom = history.counts.size - float((found.exposures > 0).sum()) - has_trend
    slope, doubt = 0.0, 0.0
    if has_trend:
        doubt = phi / found.information
        slope = softened(found.slope, doubt)
        found = _at(history, weights, slope)
    level, variance = _level(found, phi)
    growth = math.exp(slope * ahead) * watched
    mean = level * growth
    variance = variance * growth**2 + mean**2 * doubt * (ahead - float(found.middles[0])) ** 2
    incidents = max(float(found.incidents.sum()), 0.5)
    total = predictive_dispersion(mean, variance, phi, max(freedom, 1.0), incidents)
    return Prediction(mean, total, phi, variance, freedom, slope if has_trend else math.nan)


def _level(found: _Profile, phi: float) -> tuple[float, float]:
    level, variance = moderated_level(found.incidents, found.exposures, 0, phi)
    if level > 0:
        return level, variance
    # This part of the year never had an incident: as if it had had half of one.
    exposure = float(found.exposures[0] if found.incidents.sum() > 0 else found.exposures.sum())
    return 0.5 / exposure, phi * 0.5 / exposure**2


def _fitted(history: History, *, with_trend: bool, is_robust: bool) -> tuple[_Profile, float, Floats]:
    # After past outbreaks are set aside.
    weights = np.ones_like(history.counts)
    found = _profile(history, weights, with_trend=with_trend)
    means = _means(history, found)
    phi = _dispersion(history, weights, found, means)
    if not is_robust:
        return found, phi, weights
    pairs = zip(history.counts.tolist(), means.tolist(), strict=True)
    weights = np.array([outbreak_weight(y, mean, phi) for y, mean in pairs])
    if not weights.sum() < weights.size:
        return found, phi, np.ones_like(weights)
    weights = weights * (weights.size / weights.sum())
    found = _profile(history, weights, with_trend=with_trend)
    return found, _dispersion(history, weights, found, _means(history, found)), weights


def _profile(history: History, weights: Floats, *, with_trend: bool) -> _Profile:
    found = _at(history, weights, 0.0)
    if not with_trend:
        return found
    moment = float((weights * history.counts * history.times).sum())
    slope = 0.0
    for _ in range(_MOST_STEPS):
        found = _at(history, weights, slope)
        means = weights * _means(history, found)
        score = moment - float((means * history.times).sum())
        information = float((means * (history.times - found.middles[history.parts]) ** 2).sum())
        if not information > 0:
            return found
        found = _Profile(slope, information, found.incidents, found.exposures, found.middles)
        step = min(_LONGEST_STEP, max(-_LONGEST_STEP, score / information))
        if abs(step) < _SMALLEST_STEP:
            break
        slope += step
    return found


def _at(history: History, weights: Floats, slope: float) -> _Profile:
    # Incidents, exposures and mean times at this slope.
    def summed(values: Floats) -> Floats:
        return np.asarray(np.bincount(history.parts, values, history.n_parts), dtype=np.float64)

    exposed = weights * np.exp(history.offset + slope * history.times)
    exposures = summed(exposed)
    middles = summed(exposed * history.times) / np.where(exposures > 0, exposures, 1)
    return _Profile(slope, 0.0, summed(weights * history.counts), exposures, middles)


def _means(history: History, found: _Profile) -> Floats:
    levels = found.incidents / np.where(found.exposures > 0, found.exposures, 1)
    grown = np.exp(history.offset + found.slope * history.times)
    return np.asarray(levels[history.parts] * grown, dtype=np.float64)


def _dispersion(history: History, weights: Floats, found: _Profile, means: Floats) -> float:
    # Variance / mean, pooled over all weeks and at least 1.
    weighted = weights * means
    leverage = weighted / np.where(means > 0, found.incidents[history.parts], 1)
    if found.information > 0:
        leverage = leverage + weighted * (history.times - found.middles[history.parts]) ** 2 / found.information
    is_level = means > 0
    apart = float((weights * (history.counts - means) ** 2)[is_level].sum())
    room = float((weighted * (1 - leverage))[is_level].sum())
    return max(1.0, apart / room) if room > 0 else 1.0
