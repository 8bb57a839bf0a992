# ruff: noqa: C901, FBT001, PLR0913, PLR0917 - a kernel is given arrays, and branches
"""The compiled twin of `plain/farrington_predictive.py`: what is normal, and how well that is known."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.farrington_fit import sweep
from tryggve.engine.numerics.compiled.kernel import inlined
from tryggve.engine.numerics.compiled.predictive_tail import (
    moderated_level,
    outbreak_weight,
    predictive_dispersion,
    softened,
)

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

_MOST_STEPS = 30
_LONGEST_STEP = 0.05
_SMALLEST_STEP = 1e-10
_SLACK = 1.0 + 1e-12
# Rows of `sums`, as in `farrington_fit`: here exposure and its moments, and incidents.
_E, _ET, _ETT, _Y = 0, 1, 2, 5


@inlined
def profile(
    series: Floats,
    omega: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    with_trend: bool,
    sums: Floats,
    levels: Floats,
) -> float:
    """The slope into levels[0], exposures and incidents of each part into `sums`; the slope's information."""
    n_groups = sums.shape[1]
    sums[_Y, :] = 0.0
    levels[0, :] = 0.0
    moment = 0.0
    for r in range(runs.shape[0]):
        for i in range(runs[r, 0], runs[r, 1]):
            y = omega[i] * series[0, i]
            sums[_Y, runs[r, 2]] += y
            moment += y * (times[i] - centre)
    information = 0.0
    for _ in range(_MOST_STEPS):
        sweep(omega, population, times, centre, runs, levels, sums)
        if not with_trend:
            return 0.0
        score = moment
        information = 0.0
        for g in range(n_groups):
            if sums[_E, g] > 0.0:
                level = sums[_Y, g] / sums[_E, g]
                score -= level * sums[_ET, g]
                information += level * (sums[_ETT, g] - sums[_ET, g] * sums[_ET, g] / sums[_E, g])
        if not information > 0.0:
            return 0.0
        step = min(_LONGEST_STEP, max(-_LONGEST_STEP, score / information))
        if abs(step) < _SMALLEST_STEP:
            break
        levels[0, n_groups] += step
    return information


@inlined
def _dispersion(
    series: Floats,
    omega: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    information: float,
    sums: Floats,
    slope: float,
    rows: Floats,
) -> float:
    """Variance / mean, pooled over all weeks and at least 1; the means into rows[0]."""
    apart = 0.0
    room = 0.0
    ratio = math.exp(slope)
    for r in range(runs.shape[0]):
        first, last, g = runs[r, 0], runs[r, 1], runs[r, 2]
        if not sums[_E, g] > 0.0:
            continue
        level = sums[_Y, g] / sums[_E, g]
        t = times[first] - centre
        middle = sums[_ET, g] / sums[_E, g]
        growth = math.exp(slope * t)
        for i in range(first, last):
            mean = level * population[i] * growth
            rows[0, i] = mean
            growth *= ratio
            if omega[i] > 0.0 and mean > 0.0:
                weight = omega[i] * mean
                leverage = weight / sums[_Y, g]
                if information > 0.0:
                    leverage += weight * (t - middle) * (t - middle) / information
                gap = series[0, i] - mean
                apart += omega[i] * gap * gap
                room += weight * (1.0 - leverage)
            t += 1.0
    return max(1.0, apart / room) if room > 0.0 else 1.0


@inlined
def _set_aside(series: Floats, mask: Floats, runs: Wholes, phi: float, rows: Floats, omega: Floats) -> bool:
    """Past outbreaks get less weight, into `omega`; False when there is none, and nothing is changed."""
    n_known = 0.0
    total = 0.0
    for r in range(runs.shape[0]):
        for i in range(runs[r, 0], runs[r, 1]):
            rows[2, i] = mask[i] * outbreak_weight(series[0, i], rows[0, i], phi) if mask[i] > 0.0 else 0.0
            n_known += mask[i]
            total += rows[2, i]
    if not total < n_known:
        return False
    for r in range(runs.shape[0]):
        for i in range(runs[r, 0], runs[r, 1]):
            omega[i] = rows[2, i] * n_known / total
    return True


@inlined
def _fitted(
    series: Floats,
    mask: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    with_trend: bool,
    is_robust: bool,
    omega: Floats,
    sums: Floats,
    levels: Floats,
    rows: Floats,
) -> tuple[float, float]:
    """The slope's information and the dispersion, after past outbreaks are set aside."""
    omega[:] = mask
    information = 0.0
    phi = 1.0
    # One call in a loop, because each call in the text is compiled by itself.
    for turn in range(2):
        information = profile(series, omega, population, times, centre, runs, with_trend, sums, levels)
        slope = levels[0, sums.shape[1]]
        phi = _dispersion(series, omega, population, times, centre, runs, information, sums, slope, rows)
        if turn == 1 or not is_robust or not _set_aside(series, mask, runs, phi, rows, omega):
            break
    return information, phi


@inlined
def predict(
    series: Floats,
    mask: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    wants_trend: bool,
    is_robust: bool,
    ahead: float,
    watched: float,
    n_known: float,
    most: float,
    omega: Floats,
    sums: Floats,
    levels: Floats,
    rows: Floats,
) -> tuple[float, float, float, float, float, float]:
    """Mean, dispersion of the count to come, dispersion, variance of the mean, freedom, slope (nan: none)."""
    n_groups = sums.shape[1]
    information = 0.0
    phi = 1.0
    has_trend = wants_trend
    for _ in range(2):
        information, phi = _fitted(
            series, mask, population, times, centre, runs, has_trend, is_robust, omega, sums, levels, rows
        )
        has_trend = information > 0.0
        reached = sums[_Y, 0] / sums[_E, 0] * math.exp(levels[0, n_groups] * ahead) * watched
        if not has_trend or reached <= most * _SLACK:
            break
        has_trend = False
    freedom = n_known - (1.0 if has_trend else 0.0)
    for g in range(n_groups):
        if sums[_E, g] > 0.0:
            freedom -= 1.0
    slope = 0.0
    doubt = 0.0
    if has_trend:
        doubt = phi / information
        slope = softened(levels[0, n_groups], doubt)
        levels[0, :] = 0.0
        levels[0, n_groups] = slope
        sweep(omega, population, times, centre, runs, levels, sums)
    incidents = 0.0
    exposures = 0.0
    for g in range(n_groups):
        incidents += sums[_Y, g]
        exposures += sums[_E, g]
    level, variance = moderated_level(sums[_Y], sums[_E], 0, phi)
    if not level > 0.0:
        # This part of the year never had an incident: as if it had had half of one.
        exposure = sums[_E, 0] if incidents > 0.0 else exposures
        level = 0.5 / exposure
        variance = phi * level / exposure
    growth = math.exp(slope * ahead) * watched
    mean = level * growth
    gap = ahead - sums[_ET, 0] / sums[_E, 0]
    variance = variance * growth * growth + mean * mean * doubt * gap * gap
    total = predictive_dispersion(mean, variance, phi, max(freedom, 1.0), max(incidents, 0.5))
    return mean, total, phi, variance, freedom, slope if has_trend else math.nan


def warm() -> None:
    """Nothing of its own: it is compiled into the kernels that use it."""
