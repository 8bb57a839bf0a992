"""Farrington's judgement of many weeks of many series, one at a time; `series/farrington.py` explains it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.plain.farrington_fit import Fit, History, fit, reweighed
from tryggve.engine.numerics.plain.farrington_predictive import predict
from tryggve.engine.numerics.plain.negative_binomial import quantile, two_sided_t, upper_tail
from tryggve.engine.numerics.plain.predictive_tail import mid_bound, mid_tail

_DELTA, _MUAN, _PREDICTIVE = 1, 2, 3
# A constant series leads to no more than was seen, whatever the last digit says.
_SLACK = 1 + 1e-12
_TOO_FEW, _TOO_LITTLE, _MISSING, _ALL_ZERO, _NO_FIT, _NOBODY = 1, 2, 3, 4, 5, 6


@dataclass(frozen=True, slots=True)
class _Settings:
    trend: float
    trend_p_value: float
    reweight: float
    threshold: float
    alpha: float
    z: float
    limit: float
    limit_weeks: float
    method: float
    power: float
    is_compat: float
    least_weeks: float


@dataclass(frozen=True, slots=True)
class _Model:
    """What was found, and the two dispersions: by the weights of the last step, and by the prior ones."""

    found: Fit
    working: float
    prior: float


@dataclass(frozen=True, slots=True)
class _Normal:
    """The week to judge, had nothing happened: log mean, its standard error, dispersion, freedom, slope."""

    eta: float
    error: float
    phi: float
    freedom: float
    slope: float


def judge(  # noqa: PLR0913, PLR0917
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
    chosen = _Settings(*settings.tolist())
    answers = np.full((counts.shape[0], weeks.size, 9), np.nan)
    watched = np.broadcast_to(population, counts.shape)
    for j, now in enumerate(weeks.tolist()):
        own = runs[cuts[j] : cuts[j + 1]]
        rows = np.concatenate([np.arange(first, last) for first, last, _ in own])
        parts = np.repeat(own[:, 2], own[:, 1] - own[:, 0])
        ahead = float(times[now] - centres[j])
        for s in range(counts.shape[0]):
            is_known = (counts[s, rows] >= 0) & (watched[s, rows] > 0)
            known = rows[is_known]
            history = History(
                counts[s, known], np.log(watched[s, known]), times[known] - centres[j], parts[is_known], n_groups
            )
            reason = _present(counts[s], watched[s, now], now, chosen)
            answers[s, j] = _one(history, counts[s, now], watched[s, now], ahead, reason, chosen)
    return answers


def _one(  # noqa: PLR0917
    history: History, y: float, watched: float, ahead: float, reason: int, chosen: _Settings
) -> Floats:
    answer = np.full(9, np.nan)
    total = history.counts.sum()
    n_season = (history.parts == 0).sum()
    if n_season < chosen.least_weeks or history.counts.size <= history.n_parts + 1:
        reason = _TOO_LITTLE
    elif total == 0 and not chosen.is_compat and not y > 0 and reason == 0:
        reason = _ALL_ZERO
    answer[8] = reason
    if reason == _TOO_LITTLE or not watched > 0:
        return answer
    tells = bool(chosen.is_compat) or reason in (0, _MISSING)
    if chosen.method == _PREDICTIVE or (total == 0 and not chosen.is_compat):
        _predictive(history, y, watched, ahead, chosen, answer, tells=tells)
        return answer
    normal = _normal(history, watched, ahead, chosen)
    if normal is None:
        answer[8] = _NO_FIT
        return answer
    answer[:5] = math.exp(normal.eta), normal.phi, normal.error, normal.freedom, normal.slope
    if tells:
        _judge(y, normal, chosen, answer)
    if chosen.is_compat and reason:
        answer[[0, 6]] = math.nan
    return answer


def _predictive(  # noqa: PLR0913, PLR0917
    history: History, y: float, watched: float, ahead: float, chosen: _Settings, answer: Floats, *, tells: bool
) -> None:
    found = predict(history, watched, ahead, wants_trend=chosen.trend > 0, is_robust=chosen.reweight > 0)
    error = math.sqrt(found.variance) / found.mean
    answer[:5] = found.mean, found.dispersion, error, found.freedom, found.slope
    if tells and math.isfinite(found.total_dispersion):
        upper = max(0.0, mid_bound(chosen.alpha, chosen.z, found.mean, found.total_dispersion))
        tail = math.nan if math.isnan(y) else mid_tail(y, found.mean, found.total_dispersion)
        _tell(y, found.mean, upper, tail, chosen, answer)


def _present(counts: Floats, watched: float, now: int, chosen: _Settings) -> int:
    # Why the week itself cannot be judged, 0 when it can.
    if math.isnan(counts[now]):
        return _MISSING
    if not watched > 0:
        return _NOBODY
    latest = counts[max(0, now + 1 - int(chosen.limit_weeks)) : now + 1]
    if chosen.is_compat and np.isnan(latest).any():
        return _MISSING
    return _TOO_FEW if np.nansum(latest) < chosen.limit else 0


def _normal(history: History, watched: float, ahead: float, chosen: _Settings) -> _Normal | None:
    model = _model(history, chosen, with_trend=chosen.trend > 0)
    if model is not None and model.found.has_trend and not _keeps_trend(history, model, watched, ahead, chosen):
        model = _model(history, chosen, with_trend=False)
    if model is None or model.found.freedom <= 0:
        return None
    found, phi = model.found, max(model.working, 1.0)
    slope = found.slope if found.has_trend else math.nan
    eta, leverage = _look_ahead(found, watched, ahead)
    error = math.sqrt((model.prior if chosen.is_compat else phi) * leverage)
    if history.counts[history.parts == 0].sum() == 0 and not chosen.is_compat:
        eta = _never_here(history, found.prior, found.slope, watched, ahead)
        error = math.sqrt(2 * phi)
    return _Normal(eta, error, phi, found.freedom, slope)


def _model(history: History, chosen: _Settings, *, with_trend: bool) -> _Model | None:
    even = np.ones_like(history.counts)
    found = fit(history, even, with_trend=with_trend)
    if with_trend and not found.converged:
        with_trend = False
        found = fit(history, even, with_trend=False)
    if not found.converged or found.freedom <= 0:
        return None
    working = prior = found.working_dispersion
    if chosen.reweight:
        weights = reweighed(history, found, chosen.threshold, max(working, 1.0))
        if weights is not None:
            found = fit(history, weights, with_trend=with_trend)
            working = found.working_dispersion
        prior = found.prior_dispersion
    return _Model(found, working, prior) if math.isfinite(working) else None


def _keeps_trend(history: History, model: _Model, watched: float, ahead: float, chosen: _Settings) -> bool:
    spare = model.prior if chosen.is_compat else max(model.working, 1.0)
    statistic = model.found.slope / math.sqrt(spare / model.found.spread)
    eta, _ = _look_ahead(model.found, watched, ahead)
    is_real = two_sided_t(statistic, model.found.freedom) < chosen.trend_p_value
    return is_real and math.exp(eta) <= history.counts.max() * _SLACK


def _look_ahead(found: Fit, watched: float, ahead: float) -> tuple[float, float]:
    eta = float(found.levels[0]) + found.slope * ahead + math.log(watched)
    leverage = 1 / float(found.part_weights[0])
    if found.has_trend:
        leverage += (ahead - float(found.middles[0])) ** 2 / found.spread
    return eta, leverage


def _never_here(history: History, prior: Floats, slope: float, watched: float, ahead: float) -> float:
    # This part of the year never had an incident: as if it had had half of one.
    is_season = history.parts == 0
    exposure = float((prior * np.exp(history.offset + slope * history.times))[is_season].sum())
    return math.log(0.5 / exposure) + slope * ahead + math.log(watched)


def _judge(y: float, normal: _Normal, chosen: _Settings, answer: Floats) -> None:
    # Upper bound, tail and score.
    mean = math.exp(normal.eta)
    if chosen.method == _DELTA:
        upper, tail = _on_a_power(y, mean, normal, chosen)
    else:
        with np.errstate(over="ignore"):
            at = float(np.exp(normal.eta + chosen.z * normal.error)) if chosen.method == _MUAN else mean
        if not math.isfinite(at):
            answer[8] = _NO_FIT
            return
        upper = quantile(chosen.alpha, chosen.z, at, normal.phi)
        tail = math.nan if math.isnan(y) else upper_tail(y, at, normal.phi)
    # As surveillance: but for delta, the predictor stands where the mean should.
    start = normal.eta if chosen.is_compat and chosen.method != _DELTA else mean
    _tell(y, start, upper, tail, chosen, answer)


def _tell(  # noqa: PLR0917
    y: float, start: float, upper: float, tail: float, chosen: _Settings, answer: Floats
) -> None:
    answer[6] = upper
    reach = upper - start
    if not chosen.is_compat and reach <= 0:
        # No normal number is above the expected one: the first that is not normal is at score 1.
        reach += 1
    if not math.isnan(y):
        answer[5], answer[7] = tail, (y - start) / reach


def _on_a_power(y: float, mean: float, normal: _Normal, chosen: _Settings) -> tuple[float, float]:
    # The standard error on the scale of the power, by the delta method.
    tau = normal.phi + normal.error**2 * mean
    slope = chosen.power * mean ** (chosen.power - 1)
    deviation = slope * math.sqrt(mean * tau)
    middle = mean**chosen.power
    upper = (middle + chosen.z * deviation) ** (1 / chosen.power)
    return upper, 0.5 * math.erfc((y**chosen.power - middle) / deviation / math.sqrt(2))
