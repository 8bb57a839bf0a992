# ruff: noqa: C901, FBT001, PLR0913, PLR0917 - a kernel is given arrays, and branches
"""The compiled twin of `plain/farrington_fit.py`: one regression of one series."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.kernel import inlined

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

# As R's glm.fit: at most 25 steps, ended when the deviance changes by less than a hundred-millionth.
_MOST_STEPS = 25
_EPSILON = 1e-8
_N_KNOWN = 256
_SMALLEST_MEAN = 2.220446049250313e-16
# Rounding in the deviance, as a share of the terms that it is the difference of.
_ROUNDING = 4e-15
# Rows of `sums`: weight and its moments in time, residual and its moment, incidents and their moment;
# from row 7 the weights of the last step.
_W, _WT, _WTT, _R, _RT, _Y, _YT, _KEPT = range(8)


@inlined
def known_logs() -> Floats:
    """What small counts need of logarithms, once."""
    logs = np.empty((3, _N_KNOWN))
    for y in range(_N_KNOWN):
        logs[0, y], logs[1, y], logs[2, y] = _logs(float(y))
    return logs


@inlined
def _logs(y: float) -> tuple[float, float, float]:
    # At a mean of y + 0.1: the working response, half the deviance; and y log y - y.
    m = math.log(y + 0.1)
    if y <= 0.0:
        return m - 1.0, 0.1, 0.0
    n = math.log(y)
    return m - 0.1 / (y + 0.1), y * (n - m) + 0.1, y * n - y


@inlined
def prepare(counts: Floats, population: Floats, known: Floats, logs: Floats, series: Floats, mask: Floats) -> None:
    """Count, working response, half a deviance and constant into `series`; `mask` is 1 where the week is known."""
    for i in range(counts.shape[0]):
        y = counts[i]
        watched = population[i]
        if not (y >= 0.0 and watched > 0.0):
            mask[i] = 0.0
            known[i] = 1.0
            series[:, i] = 0.0
            continue
        mask[i] = 1.0
        known[i] = watched
        if y < _N_KNOWN:
            place = int(y)
            z, half, constant = logs[0, place], logs[1, place], logs[2, place]
        else:
            z, half, constant = _logs(y)
        offset = math.log(watched) if watched != 1.0 else 0.0
        series[0, i] = y
        series[1, i] = z - offset
        series[2, i] = half
        series[3, i] = constant - y * offset


@inlined
def _solve(sums: Floats, step: Floats, with_trend: bool) -> float:
    """The next step of the levels (and of the slope, last) into `step`; the slope's information."""
    n_groups = sums.shape[1]
    spread = 0.0
    slope = 0.0
    if with_trend:
        shared = 0.0
        raw = 0.0
        for g in range(n_groups):
            if sums[_W, g] > 0.0:
                middle = sums[_WT, g] / sums[_W, g]
                spread += sums[_WTT, g] - sums[_WT, g] * middle
                shared += sums[_RT, g] - sums[_R, g] * middle
                raw += sums[_WTT, g]
        if not spread > 1e-13 * raw:
            return 0.0
        slope = shared / spread
    for g in range(n_groups):
        step[g] = (sums[_R, g] - slope * sums[_WT, g]) / sums[_W, g] if sums[_W, g] > 0.0 else 0.0
    step[n_groups] = slope
    return spread


@inlined
def _start(
    series: Floats, omega: Floats, times: Floats, centre: float, runs: Wholes, sums: Floats
) -> tuple[float, float, float]:
    """Sums of the first step, from means of y + 0.1; its deviance, and what the later ones share."""
    sums[:, :] = 0.0
    deviance = 0.0
    constant = 0.0
    moment = 0.0
    for r in range(runs.shape[0]):
        g = runs[r, 2]
        for i in range(runs[r, 0], runs[r, 1]):
            weight = omega[i]
            y = weight * series[0, i]
            t = times[i] - centre
            w = y + weight * 0.1
            z = w * series[1, i]
            sums[_W, g] += w
            sums[_WT, g] += w * t
            sums[_WTT, g] += w * t * t
            sums[_R, g] += z
            sums[_RT, g] += z * t
            sums[_Y, g] += y
            sums[_YT, g] += y * t
            moment += y * t
            deviance += weight * series[2, i]
            constant += weight * series[3, i]
    return 2.0 * deviance, constant, moment


@inlined
def sweep(
    omega: Floats, population: Floats, times: Floats, centre: float, runs: Wholes, levels: Floats, sums: Floats
) -> None:
    """Sums of the weights at the levels and slope of levels[0]."""
    n_groups = sums.shape[1]
    slope = levels[0, n_groups]
    ratio = math.exp(slope)
    sums[:_R, :] = 0.0
    for r in range(runs.shape[0]):
        first = runs[r, 0]
        g = runs[r, 2]
        t = times[first] - centre
        mean = math.exp(levels[0, g] + slope * t)
        weight = 0.0
        moment = 0.0
        square = 0.0
        for i in range(first, runs[r, 1]):
            w = max(mean * population[i], _SMALLEST_MEAN) * omega[i]
            weight += w
            w *= t
            moment += w
            square += w * t
            mean *= ratio
            t += 1.0
        sums[_W, g] += weight
        sums[_WT, g] += moment
        sums[_WTT, g] += square


@inlined
def fit(
    series: Floats,
    omega: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    with_trend: bool,
    sums: Floats,
    levels: Floats,
) -> tuple[bool, float, int]:
    """Levels and slope into levels[0], those a step before into levels[1]; converged, information, steps."""
    n_groups = sums.shape[1]
    before, constant, moment = _start(series, omega, times, centre, runs, sums)
    spread = 0.0
    levels[:, :] = 0.0
    for step in range(_MOST_STEPS):
        spread = _solve(sums, levels[2], with_trend)
        if with_trend and spread <= 0.0:
            return False, 0.0, step + 1
        change = 0.0
        for g in range(n_groups):
            change += levels[2, g] * sums[_R, g] + levels[2, n_groups] * sums[_RT, g]
            for part in range(3):
                sums[_KEPT + part, g] = sums[part, g]
        for place in range(n_groups + 1):
            levels[1, place] = levels[0, place]
            levels[0, place] += levels[2, place]
        sweep(omega, population, times, centre, runs, levels, sums)
        explained = levels[0, n_groups] * moment
        total = 0.0
        for g in range(n_groups):
            explained += levels[0, g] * sums[_Y, g]
            total += sums[_W, g]
            sums[_R, g] = sums[_Y, g] - sums[_W, g]
            sums[_RT, g] = sums[_YT, g] - sums[_WT, g]
        deviance = 2.0 * (constant - explained + total)
        if not math.isfinite(deviance):
            return False, spread, step + 1
        size = abs(deviance) + 0.1
        rounding = _ROUNDING * (abs(constant) + abs(explained) + total)
        # Where rounding hides how the deviance changes, the step itself tells it.
        if step > 0 and rounding > _EPSILON * size:
            if abs(change) < max(_EPSILON * size, rounding):
                return True, spread, step + 1
        elif abs(deviance - before) / size < _EPSILON:
            return True, spread, step + 1
        before = deviance
    return False, spread, _MOST_STEPS


@inlined
def measure(
    series: Floats,
    omega: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    with_trend: bool,
    spread: float,
    n_steps: int,
    sums: Floats,
    levels: Floats,
    rows: Floats,
) -> tuple[float, float, float]:
    """Means and leverages into rows[0] and rows[1]; dispersion by working and by prior weights, its freedom."""
    n_groups = sums.shape[1]
    slope = levels[0, n_groups]
    ratio = math.exp(slope)
    ratio_before = math.exp(levels[1, n_groups])
    working = 0.0
    prior = 0.0
    freedom = 0.0
    for r in range(runs.shape[0]):
        first = runs[r, 0]
        g = runs[r, 2]
        t = times[first] - centre
        mean = math.exp(levels[0, g] + slope * t)
        mean_before = math.exp(levels[1, g] + levels[1, n_groups] * t)
        middle = sums[_KEPT + 1, g] / sums[_KEPT, g] if sums[_KEPT, g] > 0.0 else 0.0
        for i in range(first, runs[r, 1]):
            fitted = max(mean * population[i], _SMALLEST_MEAN)
            was = max(mean_before * population[i], _SMALLEST_MEAN) if n_steps > 1 else series[0, i] + 0.1
            if omega[i] > 0.0:
                w = omega[i] * was
                relative = (series[0, i] - fitted) / fitted
                working += w * relative * relative
                prior += omega[i] * relative * relative
                freedom += 1.0
                leverage = 1.0 / sums[_KEPT, g]
                if with_trend:
                    leverage += (t - middle) * (t - middle) / spread
                rows[0, i] = fitted
                rows[1, i] = w * leverage
            mean *= ratio
            mean_before *= ratio_before
            t += 1.0
    for g in range(n_groups):
        if sums[_KEPT, g] > 0.0:
            freedom -= 1.0
    if with_trend:
        freedom -= 1.0
    if freedom <= 0.0:
        return math.nan, math.nan, 0.0
    return working / freedom, prior / freedom, freedom


@inlined
def reweigh(
    series: Floats, mask: Floats, runs: Wholes, threshold: float, phi: float, rows: Floats, omega: Floats
) -> bool:
    """Past outbreaks get less weight, into `omega`; False when there is none, and nothing is changed."""
    n_known = 0.0
    total = 0.0
    n_outbreaks = 0
    for r in range(runs.shape[0]):
        for i in range(runs[r, 0], runs[r, 1]):
            if mask[i] == 0.0:
                continue
            n_known += 1.0
            y = series[0, i]
            mean = rows[0, i]
            room = phi * (1.0 - rows[1, i])
            # Anscombe's residual is never above Pearson's: most weeks need no root.
            rows[2, i] = 1.0
            gap = y - mean
            if gap > 0.0 and room > 1e-15 and gap * gap > 0.999999 * threshold * threshold * room * mean:
                residual = 1.5 * (y ** (2.0 / 3.0) * mean ** (-1.0 / 6.0) - math.sqrt(mean)) / math.sqrt(room)
                if residual > threshold:
                    rows[2, i] = 1.0 / (residual * residual)
                    n_outbreaks += 1
            total += rows[2, i]
    if n_outbreaks == 0:
        return False
    for r in range(runs.shape[0]):
        for i in range(runs[r, 0], runs[r, 1]):
            if mask[i] > 0.0:
                omega[i] = n_known / total * rows[2, i]
    return True


def warm() -> None:
    """Nothing of its own: it is compiled into the kernels that use it."""
