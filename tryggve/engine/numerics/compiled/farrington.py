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

from tryggve.engine.numerics.compiled.farrington_fit import fit, known_logs, measure, prepare, reweigh
from tryggve.engine.numerics.compiled.farrington_predictive import predict
from tryggve.engine.numerics.compiled.kernel import inlined, kernel
from tryggve.engine.numerics.compiled.negative_binomial import quantile, two_sided_t, upper_tail
from tryggve.engine.numerics.compiled.predictive_tail import mid_bound, mid_tail

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

_ROOT_HALF = 0.7071067811865476
# A constant series leads to no more than was seen, whatever the last digit says.
_SLACK = 1.0 + 1e-12
# Places in `settings`, in the order of `series/farrington.py`.
_TREND, _TREND_P, _REWEIGHT, _THRESHOLD, _LEVEL, _Z, _LIMIT, _LIMIT_WEEKS, _METHOD, _POWER, _COMPAT, _LEAST = range(12)
_DELTA, _MUAN, _PREDICTIVE = 1, 2, 3
# Fields of an answer.
_EXPECTED, _DISPERSION, _ERROR, _FREEDOM, _SLOPE, _P, _UPPER, _SCORE, _REASON = range(9)
_TOO_FEW, _TOO_LITTLE, _MISSING, _ALL_ZERO, _NO_FIT, _NOBODY = 1.0, 2.0, 3.0, 4.0, 5.0, 6.0


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
    is_weighted = False
    spread = 0.0
    working = 0.0
    plain = 0.0
    freedom = 0.0
    # One call in a loop, because each call in the text is compiled by itself: with trend, without, reweighed.
    for _ in range(3):
        converged, spread, n_steps = fit(series, omega, population, times, centre, runs, with_trend, sums, levels)
        if not converged and not is_weighted:
            if not with_trend:
                return False, False, 0.0, 0.0, 0.0, 0.0
            with_trend = False
            continue
        working, plain, freedom = measure(
            series, omega, population, times, centre, runs, with_trend, spread, n_steps, sums, levels, rows
        )
        if is_weighted or settings[_REWEIGHT] == 0.0 or not math.isfinite(working):
            break
        if not reweigh(series, mask, runs, settings[_THRESHOLD], max(working, 1.0), rows, omega):
            break
        is_weighted = True
    if not math.isfinite(working):
        return False, False, 0.0, 0.0, 0.0, 0.0
    return True, with_trend, spread, working, plain if settings[_REWEIGHT] > 0.0 else working, freedom


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
        at = math.exp(eta + settings[_Z] * error) if method == _MUAN else mean
        if not math.isfinite(at):
            answer[_REASON] = _NO_FIT
            return
        upper = quantile(settings[_LEVEL], settings[_Z], at, phi)
        tail = upper_tail(y, at, phi)
    # As surveillance: but for delta, the predictor stands where the mean should.
    start = eta if settings[_COMPAT] > 0.0 and method != _DELTA else mean
    _tell(y, start, upper, tail, settings, answer)


@inlined
def _tell(y: float, start: float, upper: float, tail: float, settings: Floats, answer: Floats) -> None:
    answer[_UPPER] = upper
    reach = upper - start
    if settings[_COMPAT] == 0.0 and reach <= 0.0:
        # No normal number is above the expected one: the first that is not normal is at score 1.
        reach += 1.0
    if not math.isnan(y):
        answer[_P] = tail
        answer[_SCORE] = (y - start) / reach


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
    ahead: float,
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
    tells = is_compat or reason in (0.0, _MISSING)
    if settings[_METHOD] == _PREDICTIVE or (total == 0.0 and not is_compat):
        mean, spread, phi, variance, freedom, slope = predict(
            series, mask, population, times, centre, runs, settings[_TREND] > 0.0, settings[_REWEIGHT] > 0.0,
            ahead, watched, n_known, most, omega, sums, levels, rows,
        )  # fmt: skip
        _write(answer, mean, phi, math.sqrt(variance) / mean, freedom, slope)
        if tells and math.isfinite(spread):
            upper = max(0.0, mid_bound(settings[_LEVEL], settings[_Z], mean, spread))
            _tell(y, mean, upper, mid_tail(y, mean, spread), settings, answer)
        return
    fitted, eta, error, phi, freedom, slope = _plug_in(
        series, mask, population, times, centre, runs, settings, ahead, watched, most, omega, sums, levels, rows
    )
    if not fitted:
        answer[_REASON] = _NO_FIT
        return
    _write(answer, math.exp(eta), phi, error, freedom, slope)
    if tells:
        _judge(y, eta, error, phi, settings, answer)
    if is_compat and reason > 0.0:
        answer[_UPPER] = math.nan
        answer[_EXPECTED] = math.nan


@inlined
def _write(answer: Floats, mean: float, phi: float, error: float, freedom: float, slope: float) -> None:
    answer[_EXPECTED] = mean
    answer[_DISPERSION] = phi
    answer[_ERROR] = error
    answer[_FREEDOM] = freedom
    answer[_SLOPE] = slope


@inlined
def _plug_in(
    series: Floats,
    mask: Floats,
    population: Floats,
    times: Floats,
    centre: float,
    runs: Wholes,
    settings: Floats,
    ahead: float,
    watched: float,
    most: float,
    omega: Floats,
    sums: Floats,
    levels: Floats,
    rows: Floats,
) -> tuple[bool, float, float, float, float, float]:
    """As Noufaily et al.: fitted, log mean, its standard error, dispersion, freedom, slope (nan: none)."""
    n_groups = sums.shape[1]
    is_compat = settings[_COMPAT] > 0.0
    has_trend = settings[_TREND] > 0.0
    spread = working = plain = freedom = eta = leverage = 0.0
    for _ in range(2):
        fitted, has_trend, spread, working, plain, freedom = _model(
            series, mask, population, times, centre, runs, settings, has_trend, omega, sums, levels, rows
        )
        if not fitted or freedom <= 0.0:
            return False, 0.0, 0.0, 0.0, 0.0, 0.0
        eta, leverage = _look_ahead(ahead, watched, spread, has_trend, sums, levels)
        if not has_trend:
            break
        t_value = levels[0, n_groups] / math.sqrt((plain if is_compat else max(working, 1.0)) / spread)
        if two_sided_t(t_value, freedom) < settings[_TREND_P] and math.exp(eta) <= most * _SLACK:
            break
        has_trend = False
    phi = max(working, 1.0)
    error = math.sqrt((plain if is_compat else phi) * leverage)
    slope = levels[0, n_groups] if has_trend else 0.0
    if sums[5, 0] == 0.0 and not is_compat:
        eta = _never_here(watched, ahead, centre, times, population, runs, omega, slope)
        error = math.sqrt(2.0 * phi)
    return True, eta, error, phi, freedom, slope if has_trend else math.nan


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
    logs = known_logs()
    series = np.empty((4, n_weeks))
    mask = np.empty(n_weeks)
    omega = np.empty(n_weeks)
    watched = np.empty(n_weeks)
    rows = np.empty((3, n_weeks))
    sums = np.empty((10, n_groups))
    levels = np.empty((3, n_groups + 1))
    for s in range(n_series):
        people = population[s if population.shape[0] > 1 else 0]
        prepare(counts[s], people, watched, logs, series, mask)
        for j in range(weeks.shape[0]):
            now = weeks[j]
            _one(
                counts[s],
                people[now],
                now,
                times[now] - centres[j],
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
