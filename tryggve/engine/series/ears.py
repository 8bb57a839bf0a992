"""Is a week unusual when only a handful of weeks came before it?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, as_counts, as_measurements, check_share, check_whole, frozen

EarsMethod = Literal["C1", "C2", "C3"]
Flags = NDArray[np.bool_]

FALSE_ALARM = 0.01
# What the R package surveillance takes where nothing is said.
_FALSE_ALARM_OF_R = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
# C2 and C3 leave a gap of two weeks, so that the start of a rise does not hide the rest of it.
_GAP = {"C1": 0, "C2": 2, "C3": 2}
_WEEKS_SUMMED = 3
_LEAST_BASELINE = 3
_LONGEST_BASELINE = 520


@dataclass(frozen=True, slots=True, eq=False)
class EarsAlarms:
    """Each of shape (n_series, n_weeks).

    `alarm` where the count is above `threshold`; the threshold is nan where a week cannot be
    judged, and there is no alarm there. `score` is how many standard deviations the count lies
    above its baseline; for C3 the sum of what the last three weeks lie beyond one each.
    """

    threshold: Floats
    alarm: Flags
    score: Floats


def ears(
    counts: ArrayLike,
    *,
    method: EarsMethod = "C1",
    baseline: int = 7,
    false_alarm: float | None = None,
    exposure: ArrayLike | None = None,
    compat: Literal["", "surveillance"] = "",
) -> EarsAlarms:
    """Which weeks lie far above the few weeks just before them?

    Parameters
    ----------
    counts : shape (n_series, n_weeks), incidents in each week, oldest first; nan for a week that
        nobody counted. Days may stand for weeks.
    method : `C1` compares with the weeks just before; `C2` leaves out the last two; `C3` sums what
        C2 says of this week and the two before it.
    baseline : how many weeks are compared with, 3 or more; 7 in the method's own report.
    false_alarm : how often a normal week may be called high; 0.01 when not given.
    exposure : shape (n_weeks,), how much was watched, such as the number of organisations that
        reported; counts are then compared as rates. 0 or nan: missing.
    compat : `surveillance` gives what the R package's earsC gives, to the digit: a normal quantile
        in place of Student's, no least spread, and a C3 that never looks at the week it judges.

    Returns
    -------
    EarsAlarms : thresholds are in incidents; at least three weeks of the baseline must be known.

    Raises
    ------
    NotCounts, WrongShape, OutOfRange : for input that cannot be counts.
    TooLittleData : when no week has a whole baseline before it.

    Work: O(n_series x n_weeks x baseline).
    Source: Hutwagner, Thompson, Seeman & Treadwell (2003), J. Urban Health 80:i89-i96; Fricker,
    Hegler & Dunfee (2008), Statistics in Medicine 27:3407-3429, eq. 2-4; with the prediction
    interval of a mean and a deviation that are both estimated. Card: docs/methods/ears.md.

    >>> answer = ears([[2, 3, 2, 4, 3, 2, 3, 11]])
    >>> bool(answer.alarm[0, 7]), round(float(answer.threshold[0, 7]), 2)
    (True, 8.25)
    """
    table = as_counts(counts, "counts", n_dimensions=2, may_miss=True)
    _check_method(method, compat)
    length = check_whole(baseline, "baseline", least=_LEAST_BASELINE, most=_LONGEST_BASELINE)
    share = _share_of(method, false_alarm, compat)
    watched = _exposure(exposure, table)
    first = length + _GAP[method] + (_WEEKS_SUMMED - 1 if method == "C3" else 0)
    if table.shape[1] <= first:
        raise TooLittleData(
            f"There are too few weeks for {method}. Got {table.shape[1]}. Give at least {first + 1}, "
            f"or a shorter baseline."
        )
    with np.errstate(invalid="ignore"):
        rates = table / watched
        before = _Before.of(rates, length, _GAP[method], is_right=compat == "")
        if method == "C3":
            threshold, score = _summed(rates, before, share, compat)
        else:
            threshold, score = before.threshold(share, is_right=compat == ""), before.scores(rates)
        threshold = threshold * watched
        threshold[:, :first] = np.nan
        score[:, :first] = np.nan
        alarm = table > threshold
    threshold[np.isnan(table)] = np.nan
    return EarsAlarms(
        threshold=cast(Floats, frozen(threshold)), alarm=cast(Flags, frozen(alarm)), score=cast(Floats, frozen(score))
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Before:
    """Mean and standard deviation of the weeks before each week, and how many of them were known."""

    mean: Floats
    deviation: Floats
    n_known: NDArray[np.int64]

    @classmethod
    def of(cls, rates: Floats, length: int, gap: int, *, is_right: bool) -> _Before:
        n_series, n_weeks = rates.shape
        mean = np.full((n_series, n_weeks), np.nan)
        deviation = np.full((n_series, n_weeks), np.nan)
        n_known = np.zeros((n_series, n_weeks), dtype=np.int64)
        windows = np.lib.stride_tricks.sliding_window_view(rates, length, axis=1)[:, : n_weeks - length - gap]
        known = ~np.isnan(windows)
        n = known.sum(axis=2)
        enough = n >= (_LEAST_BASELINE if is_right else length)
        divisor = np.where(enough, n, 1)
        middle = np.where(known, windows, 0.0).sum(axis=2) / divisor
        apart = np.where(known, windows - middle[:, :, np.newaxis], 0.0)
        variance = (apart**2).sum(axis=2) / np.where(enough, n - 1, 1)
        if is_right:
            # Counts vary at least as a Poisson's do, and a row of zeros does not say that the next is one.
            variance = np.maximum(variance, np.maximum(middle, 1.0 / divisor))
        middle[~enough] = np.nan
        variance[~enough] = np.nan
        mean[:, length + gap :] = middle
        deviation[:, length + gap :] = np.sqrt(variance)
        n_known[:, length + gap :] = n
        return cls(mean, deviation, n_known)

    def scores(self, rates: Floats) -> Floats:
        """How many deviations above the mean; no deviation at all gives nan where nothing differs."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((rates - self.mean) / self.deviation, dtype=np.float64)

    def threshold(self, share: float, *, is_right: bool) -> Floats:
        if not is_right:
            return np.asarray(self.mean + NormalDist().inv_cdf(1 - share) * self.deviation, dtype=np.float64)
        most = int(self.n_known.max(initial=0))
        reach = np.array([_reach(n, share) for n in range(most + 1)])
        return np.asarray(self.mean + reach[self.n_known] * self.deviation, dtype=np.float64)


@lru_cache(maxsize=1024)
def _reach(n: int, share: float) -> float:
    """How many deviations above the mean of n weeks the next one stays, 1 - share of the time."""
    if n < _LEAST_BASELINE:
        return float("nan")
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, 1 - share) * np.sqrt(1 + 1 / n))


def _summed(rates: Floats, before: _Before, share: float, compat: str) -> tuple[Floats, Floats]:
    """C3: what lies beyond one deviation, this week and the two before it."""
    beyond = np.maximum(before.scores(rates) - 1, 0.0)
    earlier = np.full_like(rates, np.nan)
    earlier[:, 2:] = beyond[:, :-2] + beyond[:, 1:-1]
    limit = NormalDist().inv_cdf(1 - share)
    # surveillance puts the week's own count where its mean belongs, so that the count cancels out.
    start = rates if compat else before.mean + before.deviation
    threshold = start + before.deviation * (limit - earlier)
    return np.asarray(np.maximum(threshold, 0.0), dtype=np.float64), np.asarray(earlier + beyond, dtype=np.float64)


def _check_method(method: str, compat: str) -> None:
    if method not in _GAP:
        raise OutOfRange(f"There is no such method. Got {method}. Give C1, C2 or C3.")
    if compat not in ("", "surveillance"):
        raise OutOfRange(f"There is no such program to agree with. Got {compat}. Give surveillance, or nothing.")


def _share_of(method: EarsMethod, false_alarm: float | None, compat: str) -> float:
    usual = _FALSE_ALARM_OF_R[method] if compat else FALSE_ALARM
    return check_share(usual if false_alarm is None else false_alarm, "false_alarm")


def _exposure(exposure: ArrayLike | None, table: Floats) -> Floats:
    if exposure is None:
        return np.ones(table.shape[1])
    watched = as_measurements(exposure, "exposure", may_miss=True)
    if watched.shape != table.shape[1:] or (watched < 0).any():
        raise WrongShape(
            f"exposure does not fit counts. Got shape {watched.shape} for {table.shape[1]} weeks. "
            f"Give how much was watched in each week, 0 for nothing."
        )
    watched[watched == 0] = np.nan
    usual = np.nanmean(watched) if (~np.isnan(watched)).any() else 1.0
    return np.asarray(watched / usual, dtype=np.float64)
