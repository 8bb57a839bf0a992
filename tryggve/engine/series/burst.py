"""Is a cluster of incidents within a few days more than chance would bring some time in the period?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData
from tryggve.engine.numerics.checks import Floats, as_measurements, check_whole

# Terms of a sum over the incidents of a window.
MOST_INCIDENTS = 100_000
_LARGEST_MEAN = 1e5
_LONGEST = 1e9


@dataclass(frozen=True, slots=True)
class Burst:
    """The fullest window: when it begins and how many it holds.

    `p_value` is how often a period with as many incidents, spread by chance at an even rate, has so
    full a window somewhere.
    """

    start: float
    incidents: int
    expected: float
    p_value: float


def scan_probability(
    length: float, window: float, mean: float, incidents: int, *, compat: Literal["", "ptools"] = ""
) -> float:
    """How often does some window of a quiet period hold so many incidents by chance?

    Parameters
    ----------
    length : of the period, in time units such as days or weeks.
    window : of the moving window, in the same unit; at most half of the period.
    mean : incidents in one time unit when nothing happens, above 0.
    incidents : as many, or more, in some window, 1 to 100 000.
    compat : `ptools` gives what the R package's scanw gives, to the digit: `mean` is then read as
        incidents in a window however long it is, one term is left out of a sum, and the power is
        length - window. Simulation agrees with the default.

    Returns
    -------
    probability : 0 to 1, by Naus' approximation, which errs in the third digit where it is small.

    Raises
    ------
    OutOfRange : when a number is out of range.

    Work: O(incidents).
    Source: Naus (1982), J. Am. Stat. Assoc. 77:177-183, eq. 3.1-3.3. Card: docs/methods/burst.md.

    >>> round(scan_probability(208, 2, 0.6, 6), 4)
    0.4645
    """
    _check_lengths(length, window)
    if not 0 < mean * window <= _LARGEST_MEAN:
        raise OutOfRange(f"The mean is out of range. Got {mean}. Give up to {_LARGEST_MEAN:.0e} incidents a window.")
    k = check_whole(incidents, "incidents", least=1, most=MOST_INCIDENTS)
    if compat not in ("", "ptools"):
        raise OutOfRange(f"There is no such program to agree with. Got {compat}. Give ptools, or nothing.")
    psi = float(mean if compat else mean * window)  # incidents expected in one window
    power = length - window if compat else length / window - 2
    if k == 1:
        # Naus' sums begin at two: one incident in some window is any incident at all.
        return -math.expm1(-mean * length)
    if k <= psi:
        # Half of all windows hold as many; the approximation is for the tail.
        return 1.0
    two, three = _none_in_two_or_three(k, psi, left_out=1 if compat else 0)
    if not 0 < three <= two <= 1:
        return 1.0
    # 1 - two * (three / two) ** power, without losing the digits of what is left.
    return float(min(1.0, max(0.0, -math.expm1(math.log(two) + power * math.log(three / two)))))


def fullest_window(times: ArrayLike, *, start: float, stop: float, window: float) -> Burst:
    """Which moving window holds most of the incidents, and is that more than chance?

    Parameters
    ----------
    times : shape (n,), when each incident happened, in any order, from `start` up to `stop`.
    start, stop : of the period, in the same unit as the times.
    window : length of the window, at most half of the period.

    Returns
    -------
    Burst : the earliest of equals; a window holds the times from its start up to, but not including,
        its end. The rate is that of the whole period, so a burst that is most of the incidents makes
        itself less surprising.

    Raises
    ------
    NotFinite, WrongShape : when the times are no row of numbers.
    OutOfRange : when a time lies outside the period, or the window does not fit.
    TooLittleData : when there is no incident.

    Work: O(n log n).
    Source: Naus (1982), J. Am. Stat. Assoc. 77:177-183. Card: docs/methods/burst.md.

    >>> burst = fullest_window([3, 40, 41, 41.5, 42, 80], start=0, stop=100, window=3)
    >>> burst.start, burst.incidents, round(burst.p_value, 4)
    (40.0, 4, 0.0045)
    """
    at = np.sort(as_measurements(times, "times"))
    _check_lengths(stop - start, window)
    if at.size == 0:
        raise TooLittleData("There is no incident to look for a burst among. Got 0. Give at least one.")
    if at[0] < start or at[-1] > stop:
        raise OutOfRange(
            f"A time lies outside the period. Got {float(at[0])} to {float(at[-1])}. Give times from {start} to {stop}."
        )
    held = np.searchsorted(at, at + window, side="left") - np.arange(at.size)
    best = int(np.argmax(held))
    mean = at.size / (stop - start)
    most = int(max(held[best], 1))  # a window shorter than the times' last digit still holds its first
    p_value = 1.0 if most > MOST_INCIDENTS else scan_probability(stop - start, window, mean, most)
    return Burst(start=float(at[best]), incidents=most, expected=mean * window, p_value=p_value)


def _none_in_two_or_three(k: int, psi: float, *, left_out: int) -> tuple[float, float]:
    """P(no window holds k within two windows' time), and within three: Naus' Q2 and Q3."""
    # p(i) and F(i) for i = 0 … 2k; below 0 both are 0, and six zeros before the first let an index fall short.
    p = np.concatenate((np.zeros(6), _poisson(2 * k, psi)))
    cumulative = np.cumsum(p)

    def at(i: int) -> float:
        return float(p[i + 6])

    def up_to(i: int) -> float:
        return float(cumulative[i + 6])

    two = up_to(k - 1) ** 2 - (k - 1) * at(k) * at(k - 2) - (k - 1 - psi) * at(k) * up_to(k - 3)
    a1 = 2 * at(k) * up_to(k - 1) * ((k - 1) * up_to(k - 2) - psi * up_to(k - 3))
    a2 = 0.5 * at(k) ** 2
    a2 *= (k - 1) * (k - 2) * up_to(k - 3) - 2 * (k - 2) * psi * up_to(k - 4) + psi**2 * up_to(k - 5)
    r = np.arange(1, k)
    a3 = float((p[2 * k - r + 6] * cumulative[r - 1 + 6] ** 2).sum())
    r = np.arange(2, k - left_out)
    a4 = float((p[2 * k - r + 6] * p[r + 6] * ((r - 1) * cumulative[r - 2 + 6] - psi * cumulative[r - 3 + 6])).sum())
    return two, up_to(k - 1) ** 3 - a1 + a2 + a3 - a4


def _poisson(most: int, mean: float) -> Floats:
    from scipy.special import gammaln

    counts = np.arange(most + 1, dtype=np.float64)
    return np.asarray(np.exp(counts * math.log(mean) - mean - gammaln(counts + 1)), dtype=np.float64)


def _check_lengths(length: float, window: float) -> None:
    if not 0 < length <= _LONGEST or not length / _LONGEST <= window <= length / 2:
        raise OutOfRange(
            f"The window does not fit the period. Got {window} of {length}. "
            f"Give a window above 0 and at most half of the period."
        )
