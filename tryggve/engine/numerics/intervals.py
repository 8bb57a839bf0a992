"""How far from what we counted can the truth be?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

from tryggve.engine.numerics.checks import as_count, check_level


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, both included; `high` may be infinite."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@lru_cache(maxsize=4096)
def poisson_interval(count: int, *, level: float = 0.95) -> Interval:
    """Which true means are compatible with one count of incidents?

    Parameters
    ----------
    count : incidents counted, a whole number of 0 or more.
    level : confidence, 0.5 up to 1. The interval holds the truth at least so often.

    Returns
    -------
    Interval : in incidents. For a count of 0 the low end is 0.

    Raises
    ------
    NotCounts : when the count is negative or not whole.
    OutOfRange : when the level is.

    Source: Garwood (1936), Biometrika 28:437-442. Card: docs/methods/intervals.md.

    >>> interval = poisson_interval(10)
    >>> round(interval.low, 4), round(interval.high, 4)
    (4.7954, 18.3904)
    """
    from scipy.special import gammainccinv, gammaincinv

    check_level(level)
    whole = as_count(count, "count")
    outside = (1 - level) / 2
    low = float(gammaincinv(whole, outside)) if whole else 0.0
    return Interval(low=low, high=float(gammainccinv(whole + 1, outside)))


def normal_interval(estimate: float, standard_error: float, *, level: float = 0.95) -> Interval:
    """Which true values are compatible with an estimate whose error is normal?

    Parameters
    ----------
    estimate, standard_error : in the same unit.
    level : confidence, 0.5 up to 1.

    Raises
    ------
    OutOfRange : when the level is.

    Source: any textbook; the quantile is Python's own. Card: docs/methods/intervals.md.

    >>> interval = normal_interval(-118, 39.597979746447)
    >>> round(interval.low, 2), round(interval.high, 2)
    (-195.61, -40.39)
    """
    reach = two_sided_quantile(level) * standard_error
    return Interval(low=estimate - reach, high=estimate + reach)


def two_sided_quantile(level: float) -> float:
    """The z that a standard normal variable stays within `level` of the time, 1.96 for 0.95."""
    check_level(level)
    return NormalDist().inv_cdf((1 + level) / 2)


def two_sided_p(z: float) -> float:
    """How often a standard normal variable lies as far from 0 as `z`, in either direction."""
    return math.erfc(abs(z) / math.sqrt(2))
