"""Is this week unusual, in any of thousands of series, given the same weeks of earlier years?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import NotCounts, OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics import threads as shared_work
from tryggve.engine.numerics import twins
from tryggve.engine.numerics.checks import (
    Floats,
    Wholes,
    as_wholes,
    check_rising,
    check_whole,
    check_work,
    frozen,
)
from tryggve.engine.numerics.farrington_windows import Windows, windows
from tryggve.engine.series.farrington_plan import MONTHLY, FarringtonPlan

Reason = Literal[
    "", "too_few_reported", "too_little_history", "missing_week", "all_zero", "not_converged", "nobody_reported"
]

__all__ = ["MONTHLY", "REASONS", "FarringtonPlan", "FarringtonResult", "Reason", "farrington_flexible"]

REASONS: Final[tuple[Reason, ...]] = (
    "",
    "too_few_reported",
    "too_little_history",
    "missing_week",
    "all_zero",
    "not_converged",
    "nobody_reported",
)
MOST_ROWS = 20_000
# Weeks of history times weeks to judge times series: about an hour on one core.
MOST_WORK = 2e10

_TOO_LITTLE_HISTORY = REASONS.index("too_little_history")
_SERIES_A_CHUNK = 256
_FIELDS = ("expected", "dispersion", "standard_error", "freedom", "trend", "p_value", "upper_bound", "score")
# Sums of squares of larger counts lose the whole numbers.
_LARGEST_COUNT = 1e15


@dataclass(frozen=True, slots=True, eq=False)
class FarringtonResult:
    """Arrays of shape (n_judged, n_series); `weeks` (n_judged,) says which weeks were judged.

    expected: incidents of a normal week. dispersion: variance / mean, at least 1. standard_error:
    of log expected. freedom: degrees of freedom of the dispersion. trend: change a week (month) on
    the log scale, nan where `uses_trend` is False. p_value: probability of as many or more in a
    normal week. upper_bound: largest normal number. score: (count - expected) / (upper_bound -
    expected), above 1 is an alarm. reason: place in REASONS, 0 where the week could be judged.
    Where it could not, numbers that are not known are nan and `is_alarm` is False.
    """

    weeks: Wholes
    expected: Floats
    dispersion: Floats
    standard_error: Floats
    freedom: Floats
    trend: Floats
    uses_trend: NDArray[np.bool_]
    p_value: Floats
    upper_bound: Floats
    score: Floats
    is_alarm: NDArray[np.bool_]
    reason: NDArray[np.int8]

    def why(self, judged: int, series: int) -> Reason:
        """Why nothing is said of this week of this series; "" where something is."""
        return REASONS[int(self.reason[judged, series])]


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """Rows, windows and settings that all chunks share."""

    counts: NDArray[np.generic]
    exposure: NDArray[np.generic] | None
    rows: Wholes
    n_rows: int
    judged: Wholes
    windows: Windows
    plan: FarringtonPlan
    settings: Floats


def farrington_flexible(
    counts: ArrayLike,
    *,
    plan: FarringtonPlan | None = None,
    exposure: ArrayLike | None = None,
    weeks: ArrayLike | None = None,
    judge: int | Sequence[int] = 1,
    threads: int = 1,
) -> FarringtonResult:
    """Which series are higher than the same weeks of earlier years make us expect?

    Parameters
    ----------
    counts : shape (n_weeks, n_series), incidents a week (or month), oldest first; nan where nobody
        counted. Any number type; large arrays are read in parts and never copied whole.
    plan : what is compared and how; `FarringtonPlan()` for weeks, `MONTHLY` for months.
    exposure : shape (n_weeks,) or (n_weeks, n_series), how much was watched: organisations that
        reported, or inhabitants. Expected numbers are proportional to it. 0 or nan: a missing week.
    weeks : shape (n_weeks,), whole numbers that rise, one a week; a gap is missing weeks.
    judge : how many of the last weeks to judge, or which ones, rising, by the numbers in `weeks`
        (rows from 0 without `weeks`).
    threads : how many to use; the result is the same for any number.

    Returns
    -------
    FarringtonResult : for each week and series the expected number, upper bound, tail probability,
        score and alarm, or the reason why nothing can be said.

    Raises
    ------
    NotCounts, WrongShape, OutOfOrder, OutOfRange : for input that cannot be counts, or a plan that
        cannot be.
    TooLittleData : no week or no series at all; with compat="surveillance" also a week with too few
        years before it, which is otherwise a reason in the result.
    TooMuchWork : more than 2e10 weeks of history times weeks to judge times series.

    Work: O(n_series * n_judged * years_back * 52), about 10 microseconds a series and week.

    Source: Noufaily et al. (2013), Statistics in Medicine 32:1206-1222; Farrington et al. (1996),
    J. R. Statist. Soc. A 159:547-563; Salmon, Schumacher & Hoehle (2016), J. Stat. Software 70(10).
    Card: docs/methods/farrington.md.

    >>> rng = np.random.default_rng(1)
    >>> counts = rng.poisson(6, size=(313, 2))
    >>> counts[-1] = 6, 20
    >>> answer = farrington_flexible(counts)
    >>> answer.is_alarm.tolist(), answer.why(0, 1)
    ([[False, True]], '')
    """
    plan = plan or FarringtonPlan()
    plan.check()
    table = _as_table(counts, "counts", n_dimensions=(2,))
    rows, first = _rows(table.shape[0], weeks)
    n_rows = int(rows[-1]) + 1
    judged = _judged(judge, n_rows, first)
    check_work(float(n_rows) * judged.size * table.shape[1], MOST_WORK, "weeks of history")
    task = _Task(
        counts=table,
        exposure=_exposure(exposure, table.shape),
        rows=rows,
        n_rows=n_rows,
        judged=judged,
        windows=windows(n_rows, judged, plan.reach),
        plan=plan,
        settings=plan.settings(),
    )
    _check_history(task)
    return _result(task, first, threads)


def _result(task: _Task, first: int, threads: int) -> FarringtonResult:
    shape = (task.judged.size, task.counts.shape[1])
    answers = {name: np.full(shape, np.nan) for name in _FIELDS}
    reason = np.full(shape, _TOO_LITTLE_HISTORY, dtype=np.int8)
    is_alarm = np.zeros(shape, dtype=np.bool_)
    kernels = twins.kernels("farrington")

    def work(start: int, stop: int) -> None:
        counts = _chunk(task, task.counts, start, stop)
        _check_counts(counts)
        found = kernels.judge(
            counts,
            _watched(task, start, stop),
            task.windows.times,
            task.windows.weeks,
            task.windows.centres,
            task.windows.runs,
            task.windows.cuts,
            task.settings,
            task.plan.n_periods,
        )
        told = task.windows.has_history
        for place, name in enumerate(_FIELDS):
            answers[name][told, start:stop] = found[:, :, place].T
        reason[told, start:stop] = found[:, :, len(_FIELDS)].T
        now = counts[:, task.judged].T
        is_high = answers["score"][:, start:stop] > 1
        if not task.plan.compat:
            is_high = now > answers["upper_bound"][:, start:stop]
        is_alarm[:, start:stop] = (reason[:, start:stop] == 0) & is_high & (now > 0)

    shared_work.map_chunks(
        work, shared_work.in_chunks(task.counts.shape[1], size=_SERIES_A_CHUNK), threads=max(1, int(threads))
    )
    for array in (*answers.values(), reason, is_alarm):
        frozen(array)
    return FarringtonResult(
        weeks=frozen(task.judged + first),  # type: ignore[arg-type]
        uses_trend=frozen(~np.isnan(answers["trend"])),  # type: ignore[arg-type]
        is_alarm=is_alarm,
        reason=reason,
        **answers,
    )


def _as_table(values: ArrayLike, name: str, *, n_dimensions: tuple[int, ...]) -> NDArray[np.generic]:
    # Seen, and not copied: the numbers are checked part by part.
    try:
        table = np.asarray(values)
        if table.dtype.kind not in "biuf":
            table = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as wrong:
        raise NotCounts(
            f"{name} must be numbers. Got {wrong}. Give 0, 1, 2 … or nan where nothing is known."
        ) from wrong
    if table.ndim not in n_dimensions:
        raise WrongShape(
            f"{name} has the wrong number of dimensions. Got shape {table.shape}. "
            f"Give shape (n_weeks, n_series){' or (n_weeks,)' if 1 in n_dimensions else ''}."
        )
    if table.size == 0:
        raise TooLittleData(f"{name} is empty. Got shape {table.shape}. Give at least one week and one series.")
    return table


def _check_counts(counts: Floats) -> None:
    wrong = ~np.isnan(counts) & ~((counts >= 0) & (counts <= _LARGEST_COUNT) & (counts == np.floor(counts)))
    if wrong.any():
        raise NotCounts(
            f"counts must be whole numbers of incidents. Got {float(counts[wrong][0])}. "
            f"Give 0, 1, 2 … up to 1e15, or nan where nothing is known."
        )


def _exposure(exposure: ArrayLike | None, shape: tuple[int, ...]) -> NDArray[np.generic] | None:
    if exposure is None:
        return None
    watched = _as_table(exposure, "exposure", n_dimensions=(1, 2))
    if watched.shape not in (shape, shape[:1]):
        raise WrongShape(
            f"exposure does not fit counts. Got shapes {watched.shape} and {shape}. "
            f"Give one for each week, or one for each week and series."
        )
    for start, stop in shared_work.in_chunks(watched.shape[0], size=_SERIES_A_CHUNK):
        part = watched[start:stop].astype(np.float64)
        wrong = ~np.isnan(part) & ~((part >= 0) & (part <= _LARGEST_COUNT))
        if wrong.any():
            raise WrongShape(
                f"exposure cannot be negative or infinite. Got {float(part[wrong][0])}. "
                f"Give how much was watched in each week, 0 for nothing."
            )
    return watched


def _rows(n_weeks: int, weeks: ArrayLike | None) -> tuple[Wholes, int]:
    # The row of each week where no week is left out, and the number of the first.
    if weeks is None:
        check_work(n_weeks, MOST_ROWS, "weeks")
        return np.arange(n_weeks), 0
    numbers = as_wholes(weeks, "weeks")
    if numbers.size != n_weeks:
        raise WrongShape(
            f"weeks does not fit counts. Got {numbers.size} numbers and {n_weeks} rows. Give one for each row."
        )
    check_rising(numbers, "weeks")
    check_work(float(numbers[-1]) - float(numbers[0]), MOST_ROWS, "weeks")
    return numbers - numbers[0], int(numbers[0])


def _judged(judge: int | Sequence[int], n_rows: int, first: int) -> Wholes:
    if isinstance(judge, int | np.integer):
        last = check_whole(int(judge), "judge", least=1, most=n_rows)
        return np.arange(n_rows - last, n_rows)
    places = as_wholes(judge, "judge") - first
    check_rising(places, "judge")
    if places.size == 0 or places[0] < 0 or places[-1] >= n_rows:
        raise OutOfRange(
            f"judge is out of range. Got {(places + first).tolist()[:3]}. "
            f"Give weeks from {first} to {first + n_rows - 1}."
        )
    return places


def _check_history(task: _Task) -> None:
    if task.plan.compat and not task.windows.has_history.all():
        early = int(task.judged[np.argmin(task.windows.has_history)])
        raise TooLittleData(
            f"A week has too few years before it. Got row {early} with years_back {task.plan.years_back}. "
            f"Give fewer years_back, or judge later weeks."
        )


def _chunk(task: _Task, table: NDArray[np.generic], start: int, stop: int) -> Floats:
    # Series by series, with a row for each week, also those left out.
    part = table[:, start:stop].T
    if task.rows.size == task.n_rows:
        return np.ascontiguousarray(part, dtype=np.float64)
    whole = np.full((stop - start, task.n_rows), np.nan)
    whole[:, task.rows] = part
    return whole


def _watched(task: _Task, start: int, stop: int) -> Floats:
    if task.exposure is None:
        return np.ones((1, task.n_rows))
    if task.exposure.ndim == 1:
        return _chunk(task, task.exposure[:, None], 0, 1)
    return _chunk(task, task.exposure, start, stop)
