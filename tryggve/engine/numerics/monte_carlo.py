"""How rare is what was seen, judged by what chance gave?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData
from tryggve.engine.numerics.checks import Floats, as_measurements, check_whole

MOST_REPLICATES = 100_000
#: Below this many replicates as extreme, the rank is coarse and the tail is better read off a Gumbel curve.
FEW_EXCEEDANCES = 10
_LEAST_FOR_GUMBEL = 20
_EULER = 0.5772156649015329
# Sums of the same numbers in another order differ in their last digits, and are equals.
_ROUNDING = 1e-10


@dataclass(frozen=True, slots=True)
class MonteCarlo:
    """How chance is drawn: `seed` is stored beside the result, and gives the same result again.

    `stop_after` ends the draws once so many replicates are as extreme as what was seen (Besag & Clifford 1991);
    None draws all `replicates`. `threads` changes the time and no digit.
    """

    seed: int
    replicates: int = 999
    stop_after: int | None = None
    threads: int = 1

    def __post_init__(self) -> None:
        if self.seed % 1 != 0 or not 0 <= self.seed < 2**64:
            raise OutOfRange(f"The seed is out of range. Got {self.seed}. Give a whole number of at most 64 bits.")
        check_whole(self.replicates, "The number of replicates", least=0, most=MOST_REPLICATES)
        check_whole(self.threads, "The number of threads", least=1, most=256)
        if self.stop_after is not None:
            check_whole(self.stop_after, "The number of exceedances to stop after", least=1, most=MOST_REPLICATES)


def count_exceedances(observed: float, simulated: Floats) -> int:
    """How many replicates are as extreme as what was seen, where rounding does not tell equals apart."""
    return int((simulated >= observed - _ROUNDING * abs(observed)).sum())


def rank_p_value(observed: float, simulated: ArrayLike) -> float:
    """What share of chance is as extreme as what was seen, what was seen included?

    Parameters
    ----------
    observed : the statistic of the data; large is extreme.
    simulated : shape (n,), the statistic of each replicate. Equals count as extreme.

    Returns
    -------
    (1 + number as extreme) / (1 + n), never 0; 1 without replicates.

    Raises
    ------
    NotFinite : when a number is missing or infinite.

    Source: Dwass (1957), Ann. Math. Statist. 28:181-187. Card: docs/methods/monte_carlo.md.

    >>> rank_p_value(3.0, [1.0, 2.0, 3.0, 4.0])
    0.6
    """
    seen, drawn = _seen_and_drawn(observed, simulated)
    return (1 + count_exceedances(seen, drawn)) / (1 + drawn.size)


def sequential_p_value(observed: float, simulated: ArrayLike, *, stop_after: int) -> float:
    """What is the p-value when the draws end as soon as chance has been as extreme a few times?

    Parameters
    ----------
    observed : the statistic of the data; large is extreme.
    simulated : shape (n,), the statistic of each replicate in the order drawn. What comes after the
        replicate at which `stop_after` is reached is not used.
    stop_after : how many replicates as extreme end the draws, 1 or more.

    Returns
    -------
    stop_after / number drawn, when it was reached; else as `rank_p_value`. Exact at any stop.

    Raises
    ------
    OutOfRange, NotFinite : when stop_after is below 1, or a number is missing or infinite.

    Source: Besag & Clifford (1991), Biometrika 78:301-304, section 2. Card: docs/methods/monte_carlo.md.

    >>> sequential_p_value(3.0, [1.0, 4.0, 2.0, 5.0, 9.0], stop_after=2)
    0.5
    """
    check_whole(stop_after, "The number of exceedances to stop after", least=1, most=MOST_REPLICATES)
    seen, drawn = _seen_and_drawn(observed, simulated)
    stop = stopping_place(seen, drawn, stop_after)
    return rank_p_value(seen, drawn) if stop is None else stop_after / stop


def stopping_place(observed: float, simulated: Floats, stop_after: int) -> int | None:
    """How many replicates had been drawn when so many were as extreme; None when never."""
    reached = np.cumsum(simulated >= observed - _ROUNDING * abs(observed))
    if not reached.size or reached[-1] < stop_after:
        return None
    return int(np.searchsorted(reached, stop_after)) + 1


def gumbel_p_value(observed: float, simulated: ArrayLike) -> float:
    """How small is the p-value of a maximum that chance hardly reached?

    Fits a Gumbel distribution to the replicates' maxima by their mean and variance, and reads its tail.

    Parameters
    ----------
    observed : the largest statistic of the data.
    simulated : shape (n,), the largest statistic of each replicate, n at least 20.

    Returns
    -------
    A probability from 0 to 1; the approximation may be off by a factor of two below 1e-6.

    Raises
    ------
    TooLittleData : when there are fewer than 20 replicates, or they do not vary.
    NotFinite : when a number is missing or infinite.

    Source: Abrams, Kulldorff & Kleinman (2010), Int. J. Health Geographics 9:61, with moments.
    Card: docs/methods/monte_carlo.md.

    >>> maxima = [4.0 + 0.1 * i for i in range(30)]
    >>> gumbel_p_value(12.0, maxima) < 1 / 1000
    True
    """
    seen, drawn = _seen_and_drawn(observed, simulated)
    if drawn.size < _LEAST_FOR_GUMBEL or np.ptp(drawn) <= _ROUNDING * float(np.abs(drawn).max(initial=0.0)):
        raise TooLittleData(
            f"The maxima cannot show their distribution. Got {drawn.size} that vary by "
            f"{float(np.ptp(drawn)) if drawn.size else 0.0:.3g}. "
            f"Give at least {_LEAST_FOR_GUMBEL} that differ."
        )
    scale = float(drawn.std(ddof=1)) * math.sqrt(6) / math.pi
    location = float(drawn.mean()) - _EULER * scale
    # Far below the location the inner exponential would overflow, and the probability is one.
    height = min(700.0, -(seen - location) / scale)
    return -math.expm1(-math.exp(height))


def recurrence_interval(p_value: float, *, periods_between: float = 1.0) -> float:
    """How often would chance alone give a signal this strong, when the analysis is repeated?

    Parameters
    ----------
    p_value : of one analysis, above 0 and at most 1.
    periods_between : how long there is between two analyses, in the unit that the answer gets; 1 is
        an analysis each period.

    Returns
    -------
    periods_between / p_value: with p = 0.01 and an analysis each week, once in 100 weeks.

    Raises
    ------
    OutOfRange : when the p-value or the time is not a positive number.

    Source: Kleinman, Lazarus & Platt (2004), Am. J. Epidemiol. 159:217-224.
    Card: docs/methods/monte_carlo.md.

    >>> recurrence_interval(0.01)
    100.0
    """
    if not 0 < p_value <= 1 or not (math.isfinite(periods_between) and periods_between > 0):
        raise OutOfRange(
            f"A recurrence interval needs a p-value and a time. Got {p_value} and {periods_between}. "
            f"Give a p-value above 0 and at most 1, and a time above 0."
        )
    return periods_between / p_value


def _seen_and_drawn(observed: float, simulated: ArrayLike) -> tuple[float, Floats]:
    seen = float(as_measurements([observed], "The statistic of the data")[0])
    return seen, as_measurements(simulated, "The statistics of the replicates")
