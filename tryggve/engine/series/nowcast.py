"""How many incidents of the last days will there be, once all have been reported?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import (
    Floats,
    Wholes,
    as_counts,
    as_wholes,
    check_level,
    check_share,
    check_whole,
    check_work,
    frozen,
)

Flags = NDArray[np.bool_]
Reason = Literal["", "too_few_reports"]

LEAST_COMPLETE = 0.9
# Fewer incidents of known delay than this say too little of how late reports come.
LEAST_REPORTS = 20
_LONGEST_DELAY = 1000
_MOST_CELLS = 20_000_000
_LARGEST_COUNT = 1e9


@dataclass(frozen=True, slots=True, eq=False)
class ReportingTriangle:
    """`table[period, delay]` of incidents, nan where that report cannot have come yet.

    `n_before` reports came before their own period, by a wrong clock or a planned event: they count
    as delay 0. `n_too_late` came later than the longest delay and are left out.
    """

    table: Floats
    n_before: int
    n_too_late: int


@dataclass(frozen=True, slots=True, eq=False)
class Nowcast:
    """Each of shape (n_periods,), the last period last.

    `reported` so far; `expected` once all are in, with `low` and `high` of the final number;
    `share_complete` of them in by now, and `hold_alarm` where that is too few to say anything.
    """

    reported: Floats
    expected: Floats
    low: Floats
    high: Floats
    share_complete: Floats
    hold_alarm: Flags
    share_by_age: Floats
    dispersion: float
    reason: Reason


@dataclass(frozen=True, slots=True, eq=False)
class NowcastCoverage:
    """Shape (n_ages,): of `n` nowcasts of each age, how many intervals held the final number.

    `error` is the mean distance of the expected number from the final one, and `error_of_reported`
    that of the number that had been reported, both in incidents.
    """

    n: Wholes
    share_inside: Floats
    error: Floats
    error_of_reported: Floats


def reporting_triangle(
    occurred: ArrayLike, reported: ArrayLike, *, n_periods: int, longest_delay: int, now: int | None = None
) -> ReportingTriangle:
    """How many incidents of each period were reported how many periods later?

    Parameters
    ----------
    occurred, reported : shape (n,), the period (0, 1, 2 …, of equal length) in which each incident
        happened, and in which it was reported.
    n_periods : periods 0 to n_periods - 1 are counted; incidents of others are not.
    longest_delay : in periods, 0 or more; nearly all reports should come within it.
    now : the last period whose reports are in; the last one counted when not given.

    Returns
    -------
    ReportingTriangle : shape (n_periods, longest_delay + 1).

    Raises
    ------
    NotFinite, WrongShape, OutOfRange : for periods that are no whole numbers, or do not fit.
    TooMuchWork : when the table has more than 20 million cells.

    Work: O(n + n_periods x longest_delay).
    Source: Mack (1993), ASTIN Bulletin 23:213-225 (the triangle). Card: docs/methods/nowcast.md.

    >>> reporting_triangle([0, 0, 1, 2], [0, 1, 1, 2], n_periods=3, longest_delay=1).table.tolist()
    [[1.0, 1.0], [1.0, 0.0], [1.0, nan]]
    """
    happened, told = as_wholes(occurred, "occurred"), as_wholes(reported, "reported")
    if happened.shape != told.shape:
        raise WrongShape(
            f"occurred and reported do not fit each other. Got {happened.size} and {told.size}. "
            f"Give both for each incident."
        )
    rows = check_whole(n_periods, "n_periods", least=1, most=_MOST_CELLS)
    longest = check_whole(longest_delay, "longest_delay", least=0, most=_LONGEST_DELAY)
    last = rows - 1 if now is None else check_whole(now, "now", least=0, most=2**40)
    check_work(rows * (longest + 1.0), _MOST_CELLS, "cells")
    counted = (happened >= 0) & (happened < rows) & (told <= last)
    delay = told[counted] - happened[counted]
    n_before, n_too_late = int((delay < 0).sum()), int((delay > longest).sum())
    delay = np.maximum(delay, 0)
    in_time = delay <= longest
    cells = happened[counted][in_time] * (longest + 1) + delay[in_time]
    table = np.bincount(cells, minlength=rows * (longest + 1)).astype(np.float64).reshape(rows, longest + 1)
    table[np.arange(rows)[:, np.newaxis] + np.arange(longest + 1) > last] = np.nan
    return ReportingTriangle(table=cast(Floats, frozen(table)), n_before=n_before, n_too_late=n_too_late)


def nowcast(
    triangle: ArrayLike, *, level: float = 0.95, least_complete: float = LEAST_COMPLETE, history: int | None = None
) -> Nowcast:
    """How many will each period have, and which are too unfinished to alarm on?

    Parameters
    ----------
    triangle : shape (n_periods, n_delays), incidents of each period by how much later they were
        reported, as from `reporting_triangle`; nan for what cannot have come yet, which must lie at
        the end of each row, and in no row above fewer than in one below.
    level : how often the final number lies inside, 0.5 up to 1.
    least_complete : hold the alarm where less than this share is in, 0 to 1.
    history : how delays are learnt from the last so many periods only; from all when not given.

    Returns
    -------
    Nowcast : with reason `too_few_reports`, and every unfinished period held and unbounded above,
        when fewer than 20 incidents say how late reports come.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : for what is no triangle of counts.
    TooLittleData : when there is no period or no delay.

    Work: O(n_periods x n_delays).
    Source: Mack (1993), ASTIN Bulletin 23:213-225 (chain ladder); Lawless (1994), Can. J. Stat.
    22:15-31, eq. 2.6 (share reported by age); the numbers to come are negative binomial, as they are
    for a number of reports out of an unknown total. Card: docs/methods/nowcast.md.

    >>> answer = nowcast([[8, 2], [7, 3], [9, 1], [8, 2], [8, float("nan")]])
    >>> [round(float(row[4]), 1) for row in (answer.reported, answer.expected, answer.low, answer.high)]
    [8.0, 10.1, 8.0, 15.0]
    """
    check_level(level)
    share = check_share(least_complete, "least_complete")
    table = as_counts(triangle, "triangle", n_dimensions=2, may_miss=True)
    ages = _ages(table)
    back = check_whole(table.shape[0] if history is None else history, "history", least=1, most=10**9)
    learnt = table[-back:]
    complete = _Delays.learnt_from(learnt, ages[-back:])
    reported = np.nansum(table, axis=1)
    by_now = np.where(ages >= 0, complete.share[np.maximum(ages, 0)], 0.0)
    if complete.n_reports < LEAST_REPORTS:
        return _unknown(reported, ages, table.shape[1], complete)
    known = ages >= 0
    to_come = np.where(known, reported * (1 - by_now) / np.maximum(by_now, 1e-9), np.inf)
    low, high = _bounds(reported, by_now, complete.uncertainty[np.maximum(ages, 0)], complete.dispersion, level)
    high = np.where(known, high, np.inf)
    return _result((reported, reported + to_come, low, high, by_now), by_now < share, complete, reason="")


def nowcast_coverage(triangle: ArrayLike, *, history: int, level: float = 0.95) -> NowcastCoverage:
    """Had we made a nowcast each period, how often would its interval have held the final number?

    Parameters
    ----------
    triangle : shape (n_periods, n_delays), as for `nowcast`. Its finished rows are the truth.
    history : how many periods each nowcast learns from, itself included; at least n_delays + 1.
    level : of the intervals.

    Returns
    -------
    NowcastCoverage : for each age 0 to n_delays - 2, over every finished period with enough history.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : as `nowcast`.
    TooLittleData : when no period is finished that has so much history before it.
    TooMuchWork : when n_periods x history x n_delays is beyond 2e9.

    Work: O(n_periods x history x n_delays).
    Source: a rolling back-test, as in any textbook on forecasting. Card: docs/methods/nowcast.md.

    >>> rows = [[8, 2], [7, 3], [9, 1], [8, 2], [6, 2], [9, 3], [7, 1], [8, 2]]
    >>> nowcast_coverage(rows, history=5).share_inside.tolist()
    [1.0]
    """
    table = as_counts(triangle, "triangle", n_dimensions=2, may_miss=True)
    ages = _ages(table)
    n_delays = table.shape[1]
    back = check_whole(history, "history", least=n_delays + 1, most=10**6)
    check_work(float(table.size) * back, 2e9, "cells")
    n_finished = int((ages == n_delays - 1).sum())
    nows = range(back - 1, n_finished)
    if len(nows) == 0 or n_delays < 2:
        raise TooLittleData(
            f"There is no period to try it on. Got {n_finished} finished ones with {n_delays} delays. "
            f"Give more than {back}, and 2 delays or more."
        )
    final = np.nansum(table, axis=1)
    hits = np.zeros((len(nows), n_delays - 1))
    errors, errors_of_reported = np.zeros_like(hits), np.zeros_like(hits)
    to_see = np.add.outer(np.arange(back), np.arange(n_delays)) >= back
    for place, now in enumerate(nows):
        seen = table[now - back + 1 : now + 1].copy()
        seen[to_see] = np.nan
        answer = nowcast(seen, level=level)
        rows = np.arange(back - 1, back - n_delays, -1)
        truth = final[now - back + 1 + rows]
        hits[place] = (answer.low[rows] <= truth) & (truth <= answer.high[rows])
        # A nowcast that does not know guesses what it has.
        guess = np.where(np.isfinite(answer.expected[rows]), answer.expected[rows], answer.reported[rows])
        errors[place] = np.abs(guess - truth)
        errors_of_reported[place] = np.abs(answer.reported[rows] - truth)
    return NowcastCoverage(
        n=cast(Wholes, frozen(np.full(n_delays - 1, len(nows), dtype=np.int64))),
        share_inside=cast(Floats, frozen(hits.mean(axis=0))),
        error=cast(Floats, frozen(errors.mean(axis=0))),
        error_of_reported=cast(Floats, frozen(errors_of_reported.mean(axis=0))),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Delays:
    """Share reported by each age, how uncertain its logarithm is, and how unevenly reports come."""

    share: Floats
    uncertainty: Floats
    dispersion: float
    n_reports: int

    @classmethod
    def learnt_from(cls, table: Floats, ages: Wholes) -> _Delays:
        """Chain ladder: of those in by an age, how many were in one age before."""
        n_delays = table.shape[1]
        running = np.cumsum(np.nan_to_num(table), axis=1)
        share, uncertainty = np.ones(n_delays), np.zeros(n_delays)
        n_reports = int(running[ages == n_delays - 1, -1].sum())
        pearson, degrees = 0.0, 0
        for age in range(n_delays - 1, 0, -1):
            rows = ages >= age
            after, before = running[rows, age], running[rows, age - 1]
            # Half a report on either side keeps a share off 0 and 1, where its error cannot be told.
            kept = (before.sum() + 0.5) / (after.sum() + 1.0)
            share[age - 1] = share[age] * kept
            uncertainty[age - 1] = uncertainty[age] + (1 - kept) / (kept * (after.sum() + 1.0))
            with_some = after > 0
            spread = after[with_some] * kept * (1 - kept)
            pearson += float(((before[with_some] - after[with_some] * kept) ** 2 / spread).sum())
            degrees += max(0, int(with_some.sum()) - 1)
        dispersion = max(1.0, pearson / degrees) if degrees > 0 else 1.0
        return cls(share, uncertainty * dispersion, dispersion, n_reports)


def _bounds(
    reported: Floats, by_now: Floats, uncertainty: Floats, dispersion: float, level: float
) -> tuple[Floats, Floats]:
    """Quantiles of the number to come, negative binomial, added to what has been reported."""
    low, high = reported.copy(), reported.copy()
    for place in np.flatnonzero((by_now < 1) & (by_now > 0)):
        share, so_far = float(by_now[place]), float(reported[place])
        # What has come may say too little of a total by chance; the share itself may be wrong.
        spread = dispersion / share + so_far / share * float(uncertainty[place]) / max(1 - share, 1e-12)
        low[place] += _quantile((1 - level) / 2, so_far * (1 - share) / share, spread)
        high[place] += _quantile((1 + level) / 2, (so_far + 1) * (1 - share) / share, spread)
    return low, high


def _quantile(probability: float, mean: float, dispersion: float) -> float:
    from scipy.special import nbdtrik
    from scipy.stats import nbinom

    if mean <= 0:
        return 0.0
    if mean > _LARGEST_COUNT:
        return float("inf") if probability > 0.5 else 0.0
    chance = 1 / max(dispersion, 1 + 1e-9)
    size = mean * chance / (1 - chance)
    start = np.ceil(nbdtrik(probability, size, chance))
    return float(start) if np.isfinite(start) else float(nbinom.ppf(probability, size, chance))


def _ages(table: Floats) -> Wholes:
    """The oldest delay known in each row, -1 for none; refuses what is no triangle."""
    if table.size == 0:
        raise TooLittleData(f"There is no period to tell of. Got shape {table.shape}. Give one at least.")
    if table.shape[1] > _LONGEST_DELAY + 1:
        raise OutOfRange(f"There are too many delays. Got {table.shape[1]}. Give {_LONGEST_DELAY + 1} at most.")
    if np.nanmax(table, initial=0.0) > _LARGEST_COUNT:
        raise OutOfRange(f"The counts are too large. Got {np.nanmax(table):.3g}. Give up to {_LARGEST_COUNT:.0e}.")
    known = ~np.isnan(table)
    ages = known.sum(axis=1) - 1
    holes = known != (np.arange(table.shape[1]) <= ages[:, np.newaxis])
    if holes.any() or (np.diff(ages) > 0).any():
        row = int(np.argmax(holes.any(axis=1))) if holes.any() else int(np.argmax(np.diff(ages) > 0)) + 1
        raise WrongShape(
            f"This is no reporting triangle. Got {table[row].tolist()[:8]} in row {row}. "
            f"Give nan at the end of the last rows only, never fewer in a later row."
        )
    return np.asarray(ages, dtype=np.int64)


def _unknown(reported: Floats, ages: Wholes, n_delays: int, complete: _Delays) -> Nowcast:
    unfinished = ages < n_delays - 1
    high = np.where(unfinished, np.inf, reported)
    shares = np.where(unfinished, 0.0, 1.0)
    return _result((reported, high, reported, high, shares), unfinished, complete, reason="too_few_reports")


def _result(
    columns: tuple[Floats, Floats, Floats, Floats, Floats], hold: Flags, complete: _Delays, *, reason: Reason
) -> Nowcast:
    reported, expected, low, high, shares = (cast(Floats, frozen(np.array(column))) for column in columns)
    return Nowcast(
        reported=reported,
        expected=expected,
        low=low,
        high=high,
        share_complete=shares,
        hold_alarm=cast(Flags, frozen(hold)),
        share_by_age=cast(Floats, frozen(complete.share)),
        dispersion=complete.dispersion,
        reason=reason,
    )
