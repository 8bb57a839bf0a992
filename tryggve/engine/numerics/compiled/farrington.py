# ruff: noqa: C901, FBT001, PLR0913, PLR0917 - a kernel is given arrays, and branches
"""The compiled twin of `plain/farrington.py`: many series, many weeks, in one pass over the arrays.

A step of the regression is solved in closed form: the design is one level a part of the year and
one slope, so its normal equations are an arrow. Within a run of weeks in a row the fitted means
grow by the same factor, so that an exponential is needed once a run and not once a week.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.farrington_fit import fit, measure, reweigh
from tryggve.engine.numerics.compiled.kernel import inlined, kernel
from tryggve.engine.numerics.compiled.negative_binomial import quantile, two_sided_t, upper_tail

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

_N_KNOWN = 256
_ROOT_HALF = 0.7071067811865476
# A constant series leads to no more than was seen, whatever the last digit says.
_SLACK = 1.0 + 1e-12
# Places in `settings`, in the order of `series/farrington.py`.
_TREND, _TREND_P, _REWEIGHT, _THRESHOLD, _LEVEL, _Z, _LIMIT, _LIMIT_WEEKS, _METHOD, _POWER, _COMPAT, _LEAST = range(12)
_NB_PLUGIN, _DELTA, _MUAN = 0, 1, 2
# Fields of an answer.
_EXPECTED, _DISPERSION, _ERROR, _FREEDOM, _SLOPE, _P, _UPPER, _SCORE, _REASON = range(9)
_TOO_FEW, _TOO_LITTLE, _MISSING, _ALL_ZERO, _NO_FIT, _NOBODY = 1.0, 2.0, 3.0, 4.0, 5.0, 6.0


@inlined
def _known_logs() -> Floats:
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
def _prepare(counts: Floats, population: Floats, known: Floats, logs: Floats, series: Floats, mask: Floats) -> None:
    # `series`: count, working response, half a deviance, constant; `mask`: 1 where the week is known.
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
def _history(series: Floats, mask: Floats, runs: Wholes) -> tuple[float, float, float, float]:
    """Known weeks, those of this part of the year, all incidents, and the largest count."""
    n = 0.0
    season = 0.0
    total = 0.0
    most = 0.0
    for r in range(runs.shape[0]):
        for i in range(runs[r, 0], runs[r, 1]):
            n += mask[i]
            if runs[r, 2] == 0:
                season += mask[i]
            total += series[0, i]
            most = max(most, series[0, i])
    return n, season, total, most


@inlined
def _model(
    series: Floats,
    mask: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    settings: Floats,
    with_trend: bool,
    omega: Floats,
    sums: Floats,
    levels: Floats,
    rows: Floats,
) -> tuple[bool, bool, float, float, float, float]:
    """Fitted, has a trend, the slope's information, both dispersions and their degrees of freedom."""
    omega[:] = mask
    converged, spread, n_steps = fit(series, omega, population, times, centre, runs, with_trend, sums, levels)
    if with_trend and not converged:
        with_trend = False
        converged, spread, n_steps = fit(series, omega, population, times, centre, runs, False, sums, levels)
    if not converged:
        return False, False, 0.0, 0.0, 0.0, 0.0
    working, plain, freedom = measure(
        series, omega, population, times, centre, runs, with_trend, spread, n_steps, sums, levels, rows
    )
    if settings[_REWEIGHT] > 0.0 and freedom > 0.0:
        phi = max(working, 1.0)
        if reweigh(series, mask, runs, settings[_THRESHOLD], phi, rows, omega):
            converged, spread, n_steps = fit(series, omega, population, times, centre, runs, with_trend, sums, levels)
            working, plain, freedom = measure(
                series, omega, population, times, centre, runs, with_trend, spread, n_steps, sums, levels, rows
            )
    else:
        plain = working
    if not math.isfinite(working):
        return False, False, 0.0, 0.0, 0.0, 0.0
    return True, with_trend, spread, working, plain, freedom


@inlined
def _look_ahead(
    ahead: float, watched: float, spread: float, has_trend: bool, sums: Floats, levels: Floats
) -> tuple[float, float]:
    """The linear predictor of the week to judge, and its leverage."""
    n_groups = sums.shape[1]
    eta = levels[0, 0] + math.log(watched)
    leverage = 1.0 / sums[7, 0]
    if has_trend:
        eta += levels[0, n_groups] * ahead
        gap = ahead - sums[8, 0] / sums[7, 0]
        leverage += gap * gap / spread
    return eta, leverage


@inlined
def _transformed(mean: float, tau: float, power: float) -> float:
    # The standard error on the scale of the power.
    if power == 1.0:
        return math.sqrt(mean * tau)
    if power == 0.5:
        return math.sqrt(tau / 4.0)
    return math.sqrt(4.0 / 9.0 * mean ** (1.0 / 3.0) * tau)


@inlined
def _judge(y: float, eta: float, error: float, phi: float, settings: Floats, answer: Floats) -> None:
    """Upper bound, tail and score into `answer`."""
    mean = math.exp(eta)
    method = settings[_METHOD]
    if method == _DELTA:
        power = settings[_POWER]
        middle = mean**power
        deviation = _transformed(mean, phi + error * error * mean, power)
        upper = (middle + settings[_Z] * deviation) ** (1.0 / power)
        tail = 0.5 * math.erfc((y**power - middle) / deviation * _ROOT_HALF)
    else:
        at = mean
        dispersion = phi
        if method == _MUAN:
            at = math.exp(eta + settings[_Z] * error)
        elif method != _NB_PLUGIN:
            dispersion = phi + error * error * mean
        if not math.isfinite(at) or not math.isfinite(dispersion):
            answer[_REASON] = _NO_FIT
            return
        upper = quantile(settings[_LEVEL], settings[_Z], at, dispersion)
        tail = upper_tail(y, at, dispersion)
    answer[_UPPER] = upper
    if settings[_COMPAT] > 0.0:
        # As surveillance: but for delta, the predictor stands where the mean should.
        from_here = mean if method == _DELTA else eta
        reach = upper - from_here
    else:
        from_here = mean
        reach = upper - mean if upper > mean else upper + 1.0 - mean
    if not math.isnan(y):
        answer[_P] = tail
        answer[_SCORE] = (y - from_here) / reach


@inlined
def _present(counts: Floats, watched: float, now: int, settings: Floats) -> float:
    """Why the week itself cannot be judged, 0 when it can."""
    if math.isnan(counts[now]):
        return _MISSING
    if not watched > 0.0:
        return _NOBODY
    total = 0.0
    first = max(0, now + 1 - int(settings[_LIMIT_WEEKS]))
    for i in range(first, now + 1):
        if not math.isnan(counts[i]):
            total += counts[i]
        elif settings[_COMPAT] > 0.0:
            return _MISSING
    return _TOO_FEW if total < settings[_LIMIT] else 0.0


@inlined
def _never_here(
    watched: float,
    ahead: float,
    centre: float,
    times: Floats,
    population: Floats,
    runs: Wholes,
    omega: Floats,
    slope: float,
) -> float:
    """The predictor where this part of the year never had an incident: as if it had had half of one."""
    exposure = 0.0
    for r in range(runs.shape[0]):
        if runs[r, 2] == 0:
            for i in range(runs[r, 0], runs[r, 1]):
                exposure += omega[i] * population[i] * math.exp(slope * (times[i] - centre))
    return math.log(0.5 / exposure) + slope * ahead + math.log(watched)


@inlined
def _one(
    counts: Floats,
    watched: float,
    now: int,
    now_time: float,
    centre: float,
    series: Floats,
    mask: Floats,
    population: Floats,
    times: Floats,
    runs: Wholes,
    settings: Floats,
    omega: Floats,
    sums: Floats,
    levels: Floats,
    rows: Floats,
    answer: Floats,
) -> None:
    """One week of one series."""
    answer[:] = math.nan
    is_compat = settings[_COMPAT] > 0.0
    n_known, n_season, total, most = _history(series, mask, runs)
    reason = _present(counts, watched, now, settings)
    y = counts[now]
    if n_season < settings[_LEAST] or n_known <= sums.shape[1] + 1.0:
        reason = _TOO_LITTLE
    elif total == 0.0 and not is_compat and not y > 0.0 and reason == 0.0:
        reason = _ALL_ZERO
    answer[_REASON] = reason
    if reason == _TOO_LITTLE or not watched > 0.0:
        return
    is_empty = total == 0.0 and not is_compat
    wants_trend = settings[_TREND] > 0.0 and not is_empty
    ahead = now_time - centre
    if is_empty:
        omega[:] = mask
        eta = _never_here(watched, ahead, centre, times, population, runs, omega, 0.0)
        phi, error, freedom, slope = 1.0, math.sqrt(2.0), n_known - 1.0, math.nan
    else:
        fitted, has_trend, spread, working, plain, freedom = _model(
            series, mask, population, times, centre, runs, settings, wants_trend, omega, sums, levels, rows
        )
        if fitted and has_trend:
            eta, leverage = _look_ahead(ahead, watched, spread, True, sums, levels)
            spare = plain if is_compat else max(working, 1.0)
            t_value = levels[0, sums.shape[1]] / math.sqrt(spare / spread)
            keep = two_sided_t(t_value, freedom) < settings[_TREND_P] and math.exp(eta) <= most * _SLACK * (1.0 + 1e-12)
            if not keep:
                fitted, has_trend, spread, working, plain, freedom = _model(
                    series, mask, population, times, centre, runs, settings, False, omega, sums, levels, rows
                )
        if not fitted or freedom <= 0.0:
            answer[_REASON] = _NO_FIT
            return
        eta, leverage = _look_ahead(ahead, watched, spread, has_trend, sums, levels)
        slope = levels[0, sums.shape[1]] if has_trend else math.nan
        phi = max(working, 1.0)
        error = math.sqrt((plain if is_compat else phi) * leverage)
        if sums[5, 0] == 0.0 and not is_compat:
            eta = _never_here(watched, ahead, centre, times, population, runs, omega, slope if has_trend else 0.0)
            error = math.sqrt(2.0 * phi)
    answer[_DISPERSION] = phi
    answer[_ERROR] = error
    answer[_FREEDOM] = freedom
    answer[_SLOPE] = slope
    answer[_EXPECTED] = math.exp(eta)
    if is_compat or reason in (0.0, _MISSING):
        _judge(y, eta, error, phi, settings, answer)
    if is_compat and reason > 0.0:
        answer[_UPPER] = math.nan
        answer[_EXPECTED] = math.nan


@kernel
def judge(
    counts: Floats,
    population: Floats,
    times: Floats,
    weeks: Wholes,
    centres: Floats,
    runs: Wholes,
    cuts: Wholes,
    settings: Floats,
    n_groups: int,
) -> Floats:
    """Every week in `weeks` of every series, shape (n_series, n_judged, 9).

    counts (n_series, n_weeks), nan where nobody counted; population (1 or n_series, n_weeks); times
    (n_weeks,); runs (n, 3) of first week, last week + 1 and part of the year, those of week j from
    cuts[j] to cuts[j + 1].
    """
    n_series, n_weeks = counts.shape
    answers = np.empty((n_series, weeks.shape[0], 9))
    logs = _known_logs()
    series = np.empty((4, n_weeks))
    mask = np.empty(n_weeks)
    omega = np.empty(n_weeks)
    watched = np.empty(n_weeks)
    rows = np.empty((3, n_weeks))
    sums = np.empty((10, n_groups))
    levels = np.empty((3, n_groups + 1))
    for s in range(n_series):
        people = population[s if population.shape[0] > 1 else 0]
        _prepare(counts[s], people, watched, logs, series, mask)
        for j in range(weeks.shape[0]):
            now = weeks[j]
            _one(
                counts[s],
                people[now],
                now,
                times[now],
                centres[j],
                series,
                mask,
                watched,
                times,
                runs[cuts[j] : cuts[j + 1]],
                settings,
                omega,
                sums,
                levels,
                rows,
                answers[s, j],
            )
    return answers


def warm() -> None:
    """Compile for the arrays that `series/farrington.py` gives."""
    counts = np.ones((1, 8))
    settings = np.array([1.0, 1.0, 1.0, 2.58, 0.05, 1.6, 0.0, 4.0, 3.0, 2 / 3, 0.0, 1.0])
    runs = np.array([[0, 6, 0]], dtype=np.int64)
    cuts = np.array([0, 1], dtype=np.int64)
    weeks = np.array([7], dtype=np.int64)
    judge(counts, counts, np.arange(8.0), weeks, np.zeros(1), runs, cuts, settings, 1)
