"""How much more happens on days that are unlike others by the calendar?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, as_counts, as_measurements, check_level, check_whole, frozen
from tryggve.engine.numerics.intervals import two_sided_quantile
from tryggve.engine.series.swedish_days import CalendarTable

Why = Literal["", "too_few_days", "not_separable"]

_LEAST_ROWS = 3
_MOST_STEPS = 100
_NEAR_ENOUGH = 1e-10
# A day with more than e^12 times, or fewer than e^-12 times, what others have is a fit that runs away.
_RUNS_AWAY = 12.0
# Before any count: a ratio is between 1/7 and 7, nineteen times in twenty. It keeps effects that always
# come together, such as Valborg and the first of May in weeks, from running apart.
_PRIOR_DEVIATION = 1.0
_LEAST_TOLD = 0.8


@dataclass(frozen=True, slots=True)
class CalendarEffect:
    """How many times as many incidents such a day has; None and a reason where that cannot be told."""

    name: str
    ratio: float | None
    low: float | None
    high: float | None
    n_rows: int
    reason: Why


@dataclass(frozen=True, slots=True, eq=False)
class CalendarEffects:
    """`factor[row]` is what the calendar makes of each row: its expectation over that of plain days."""

    effects: tuple[CalendarEffect, ...]
    dispersion: float
    factor: Floats


def calendar_effects(
    counts: ArrayLike,
    calendar: CalendarTable,
    *,
    day_shares: ArrayLike | None = None,
    n_waves: int = 2,
    level: float = 0.95,
) -> CalendarEffects:
    """How many times as many incidents do the days of each kind have, season and trend apart?

    Parameters
    ----------
    counts : shape (n_rows,), incidents in each day or week of the table; nan for one nobody counted.
    calendar : from `calendar_table`, or a table of your own.
    day_shares : shape (n_days_a_row,), for weeks: how much of a plain week falls on each of its days,
        such as the sums of the table of `hot_times`; alike when not given, and effects of days that
        are busier than others, such as a Saturday, are then overestimated.
    n_waves : how many yearly waves make the season, 0 to 6. With many waves a holiday that comes at
        the same time each year becomes part of the season.
    level : of the intervals, 0.5 up to 1.

    Returns
    -------
    CalendarEffects : a ratio for each effect that at least three rows have and that can be told from
        the others; 1 in `factor` for those that cannot. Divide a week's count by its factor, or
        multiply its expectation, to set the calendar aside.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : for what cannot be counts, and tables that do not fit.
    TooLittleData : when there are fewer than 3 rows for each thing to be estimated, or no incident,
        or the estimates run away.

    Work: O(n_rows x days x effects + n_rows x effects^2) for each of at most 100 steps.
    Every log ratio has a normal prior of deviation 1 around no effect, which a handful of incidents outweighs.

    Source: McCullagh & Nelder (1989), Generalized Linear Models, section 9.2 (quasi-Poisson); a week is
    the sum of its days, so that both kinds of counts estimate the same ratios.
    Card: docs/methods/calendar.md.

    >>> from tryggve.engine.series.swedish_days import calendar_table
    >>> table = calendar_table(date(2023, 1, 1), n_rows=730, days_a_row=1)
    >>> fridays = table.table[:, 0, table.names.index("friday")]
    >>> answer = calendar_effects(4 + 4 * fridays, table, n_waves=0)
    >>> round(next(one.ratio for one in answer.effects if one.name == "friday"), 1)
    2.0
    """
    check_level(level)
    observed = as_counts(counts, "counts", may_miss=True)
    table = calendar.table
    if table.ndim != 3 or table.shape[0] != observed.size or table.shape[2] != len(calendar.names):
        raise WrongShape(
            f"counts and calendar do not fit each other. Got {observed.size} counts and a table of shape "
            f"{table.shape}. Give one count for each row."
        )
    shares = _day_shares(day_shares, table.shape[1])
    known = ~np.isnan(observed)
    season = _season(calendar.days, check_whole(n_waves, "n_waves", least=0, most=6))
    reasons = _reasons(table[known], season[known])
    used = np.array([reason == "" for reason in reasons], dtype=np.bool_)
    n_terms = season.shape[1] + int(used.sum())
    if known.sum() < 3 * n_terms or not observed[known].sum() > 0:
        raise TooLittleData(
            f"There is too little to tell {n_terms} things from. Got {int(known.sum())} rows and "
            f"{np.nansum(observed):.0f} incidents. Give at least {3 * n_terms} rows, or fewer waves."
        )
    fit = _fitted(observed[known], table[known][:, :, used], season[known], shares)
    effects = _told(calendar, reasons, fit, two_sided_quantile(level))
    logs = np.array([0.0 if one.ratio is None else math.log(one.ratio) for one in effects])
    factor = np.exp(table @ logs) @ shares
    return CalendarEffects(effects=effects, dispersion=fit.dispersion, factor=cast(Floats, frozen(factor)))


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """Log ratios of the effects used, their standard errors, and how much of each the counts told."""

    estimate: Floats
    error: Floats
    share_told: Floats
    dispersion: float


def _told(calendar: CalendarTable, reasons: list[Why], fit: _Fit, z: float) -> tuple[CalendarEffect, ...]:
    effects = []
    place = 0
    for effect, (name, reason) in enumerate(zip(calendar.names, reasons, strict=True)):
        n_rows = int((calendar.table[:, :, effect] > 0).any(axis=1).sum())
        why: Why = reason
        if reason == "":
            middle, reach = float(fit.estimate[place]), z * float(fit.error[place])
            why = "" if fit.share_told[place] >= _LEAST_TOLD else "not_separable"
            place += 1
        if why == "":
            ratio, low, high = (math.exp(middle + side * reach) for side in (0, -1, 1))
            effects.append(CalendarEffect(name, ratio, low, high, n_rows, why))
        else:
            effects.append(CalendarEffect(name, None, None, None, n_rows, why))
    return tuple(effects)


def _day_shares(given: ArrayLike | None, n_days: int) -> Floats:
    if given is None or n_days == 0:
        return np.full(n_days, 1.0 / max(n_days, 1))
    shares = as_measurements(given, "day_shares")
    if shares.size != n_days:
        raise WrongShape(
            f"day_shares does not fit the calendar. Got {shares.size} for {n_days}. Give one for each day."
        )
    if (shares <= 0).any() or (shares > 1e9).any() or shares.min() / shares.max() < 1e-6:
        raise OutOfRange(f"day_shares are out of range. Got {shares.tolist()[:7]}. Give shares above 0.")
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _season(days: Sequence[date], n_waves: int) -> Floats:
    """One, the trend in years, and the waves of the year; shape (n_rows, 2 + 2 n_waves)."""
    numbers = np.array([day.toordinal() for day in days], dtype=np.float64)
    years = (numbers - numbers.mean()) / 365.25
    columns = [np.ones_like(years), years]
    for wave in range(1, n_waves + 1):
        columns += [np.cos(2 * np.pi * wave * years), np.sin(2 * np.pi * wave * years)]
    return np.column_stack(columns)


def _reasons(table: Floats, season: Floats) -> list[Why]:
    """Why an effect cannot be told, or nothing; an effect that the earlier ones explain is left out."""
    reasons: list[Why] = []
    basis = np.linalg.qr(season)[0]
    for effect in range(table.shape[2]):
        column = table[:, :, effect].sum(axis=1)
        having = column > 0
        if having.sum() < _LEAST_ROWS:
            reasons.append("too_few_days")
            continue
        apart = column - basis @ (basis.T @ column)
        apart -= basis @ (basis.T @ apart)
        length = float(np.linalg.norm(apart))
        if length < 1e-6 * float(np.linalg.norm(column)):
            reasons.append("not_separable")
            continue
        basis = np.column_stack((basis, apart / length))
        reasons.append("")
    return reasons


def _fitted(observed: Floats, table: Floats, season: Floats, shares: Floats) -> _Fit:
    """Scoring: mean = exp(season) x mean over the row's days of exp(effects)."""
    n_season = season.shape[1]
    estimate = np.zeros(n_season + table.shape[2])
    estimate[0] = np.log(observed.mean())
    prior = np.diag(np.arange(estimate.size) >= n_season).astype(np.float64) / _PRIOR_DEVIATION**2
    for _ in range(_MOST_STEPS):
        mean, design = _mean_and_design(estimate, table, season, shares)
        information = design.T @ (design * mean[:, np.newaxis]) + prior
        try:
            step = np.linalg.solve(information, design.T @ (observed - mean) - prior @ estimate)
        except np.linalg.LinAlgError:
            break
        estimate = estimate + np.clip(step, -2.0, 2.0)
        if not np.isfinite(estimate).all() or (np.abs(estimate[1:]) > _RUNS_AWAY).any():
            break
        if np.abs(step).max() < _NEAR_ENOUGH:
            mean, design = _mean_and_design(estimate, table, season, shares)
            return _finished(observed, (mean, design), estimate, prior)
    raise TooLittleData(
        f"The effects cannot be told from so few incidents. Got {observed.sum():.0f} in {observed.size} rows. "
        f"Give more rows, fewer effects or fewer waves."
    )


def _finished(observed: Floats, fitted: tuple[Floats, Floats], estimate: Floats, prior: Floats) -> _Fit:
    mean, design = fitted
    n_season = int((np.diag(prior) == 0).sum())
    degrees = observed.size - estimate.size
    dispersion = max(1.0, float(((observed - mean) ** 2 / mean).sum() / degrees))
    # Overdispersed counts tell less; what was supposed beforehand is as sure as before.
    information = design.T @ (design * (mean / dispersion)[:, np.newaxis]) + prior
    variance = np.diag(np.linalg.pinv(information, hermitian=True))[n_season:]
    return _Fit(
        estimate=estimate[n_season:],
        error=np.asarray(np.sqrt(np.maximum(variance, 0.0)), dtype=np.float64),
        share_told=np.asarray(1 - variance / _PRIOR_DEVIATION**2, dtype=np.float64),
        dispersion=dispersion,
    )


def _mean_and_design(estimate: Floats, table: Floats, season: Floats, shares: Floats) -> tuple[Floats, Floats]:
    n_season = season.shape[1]
    by_day = np.exp(table @ estimate[n_season:]) * shares
    together = by_day.sum(axis=1)
    mean = np.exp(season @ estimate[:n_season]) * together
    weights = by_day / together[:, np.newaxis]
    pulled = np.einsum("rde,rd->re", table, weights)
    return np.maximum(mean, 1e-300), np.column_stack((season, pulled))
