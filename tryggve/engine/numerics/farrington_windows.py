"""Which weeks of the past is a week compared with, and which of them belong to the same part of the year?

As Noufaily et al. (2013) and surveillance: half_window weeks before and after the same week of each
earlier year are part 0; what lies between is cut into n_periods - 1 parts, the longer ones first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, Wholes

Period = Literal["week", "month"]

A_YEAR: dict[Period, int] = {"week": 52, "month": 12}
_OUTSIDE = -1


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back, and how it is cut. `begins` is the date of the first row; None counts rows."""

    years_back: int
    half_window: int
    n_periods: int
    not_included: int
    period: Period
    begins: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """What the kernels read: runs of weeks in a row, (first, last + 1, part); those of week j are
    runs[cuts[j]:cuts[j + 1]]. `has_history` tells which of the weeks asked for are in it.
    """

    times: Floats
    weeks: Wholes
    centres: Floats
    runs: Wholes
    cuts: Wholes
    has_history: np.ndarray[tuple[int], np.dtype[np.bool_]]


def windows(n_weeks: int, judged: Wholes, reach: Reach) -> Windows:
    """The comparison weeks of every week in `judged`, which are rows from 0."""
    times = _times(n_weeks, reach)
    is_even = not (reach.period == "month" and reach.begins is not None)
    has_history = np.zeros(judged.size, dtype=np.bool_)
    weeks, centres, runs, cuts = [], [], [np.zeros((0, 3), dtype=np.int64)], [0]
    for place, now in enumerate(judged.tolist()):
        same_weeks = same_week_each_year(now, reach)
        # One week too few at the far end is no reason to keep silent; surveillance does the same.
        if same_weeks[-1] - reach.half_window < -1:
            continue
        own = _runs(_labels(now, same_weeks, reach), is_even=is_even)
        if own.size == 0:
            continue
        has_history[place] = True
        weeks.append(now)
        runs.append(own)
        cuts.append(cuts[-1] + own.shape[0])
        centres.append(0.5 * (times[own[0, 0]] + times[own[-1, 1] - 1]))
    return Windows(
        times=times,
        weeks=np.array(weeks, dtype=np.int64),
        centres=np.array(centres, dtype=np.float64),
        runs=np.concatenate(runs),
        cuts=np.array(cuts, dtype=np.int64),
        has_history=has_history,
    )


def same_week_each_year(now: int, reach: Reach) -> list[int]:
    """The row itself and that of the same week in each of the years before; below 0 where there is none."""
    if reach.period == "month" or reach.begins is None:
        return [now - year * A_YEAR[reach.period] for year in range(reach.years_back + 1)]
    today = reach.begins + timedelta(weeks=now)
    return [_nearest_row(_years_before(today, year), reach.begins) for year in range(reach.years_back + 1)]


def _years_before(today: date, years: int) -> date:
    # The 29th of February is the 1st of March in a year without it, as R's seq counts.
    if (today.month, today.day) == (2, 29):
        return date(today.year - years, 2, 28) + timedelta(days=1)
    return today.replace(year=today.year - years)


def _nearest_row(day: date, begins: date) -> int:
    # The nearest date with the same day of the week: at most three days away.
    return ((day - begins).days + 3) // 7


def _times(n_weeks: int, reach: Reach) -> Floats:
    if reach.period == "week" or reach.begins is None:
        return np.arange(n_weeks, dtype=np.float64)
    months = [reach.begins.year * 12 + reach.begins.month - 1 + row for row in range(max(n_weeks, 2))]
    days = np.array([date(month // 12, month % 12 + 1, reach.begins.day).toordinal() for month in months])
    # In lengths of the first month, as surveillance counts.
    return np.asarray((days - days[0]) / (days[1] - days[0]), dtype=np.float64)[:n_weeks]


def _labels(now: int, same_weeks: Sequence[int], reach: Reach) -> Wholes:
    labels = np.full(now + 1, _OUTSIDE, dtype=np.int64)
    half = reach.half_window
    labels[max(0, now - half) :] = 0
    for later, week in pairwise(same_weeks):
        if reach.n_periods > 1:
            labels[week + half + 1 : later - half] = _parts(later - week - 2 * half - 1, reach.n_periods - 1)
        labels[max(0, week - half) : week + half + 1] = 0
    labels[max(0, now - reach.not_included) :] = _OUTSIDE
    return labels


def _parts(n_weeks: int, n_parts: int) -> Wholes:
    if n_weeks < n_parts:
        raise OutOfRange(
            f"The year is cut into too many parts. Got {n_parts + 1} periods with {n_weeks} weeks or months outside "
            f"the window. Give fewer n_periods or a smaller half_window."
        )
    length, longer = divmod(n_weeks, n_parts)
    lengths = np.full(n_parts, length)
    lengths[:longer] += 1
    return np.repeat(np.arange(1, n_parts + 1), lengths)


def _runs(labels: Wholes, *, is_even: bool) -> Wholes:
    # Cut where the part changes; where time is uneven each row is its own run.
    changes = np.flatnonzero(np.diff(labels)) + 1 if is_even else np.arange(1, labels.size)
    firsts = np.concatenate(([0], changes))
    lasts = np.concatenate((changes, [labels.size]))
    runs = np.column_stack((firsts, lasts, labels[firsts]))
    return np.asarray(runs[runs[:, 2] != _OUTSIDE], dtype=np.int64)
