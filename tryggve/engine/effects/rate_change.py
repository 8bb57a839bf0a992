"""Do two counts differ by more than chance?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryggve.engine.errors import OutOfRange, TooFewIncidents
from tryggve.engine.numerics.checks import Floats, as_count, check_work

Compat = Literal["", "ptools"]

_MOST_ROWS = 2_000_000
_DEVIATIONS = 9.0
_SMALLEST, _LARGEST = 1e-9, 1e12
# Counts whose statistic equals the observed one belong to it; rounding must not decide.
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class RateChange:
    """`difference` is rate one less rate two, per unit of exposure; `statistic` is it in standard errors.

    `p_value` is how often chance alone gives so large a difference, in either direction.
    """

    rate_one: float
    rate_two: float
    difference: float
    statistic: float
    p_value: float


def e_test(
    count_one: float,
    count_two: float,
    *,
    exposures: tuple[float, float] = (1.0, 1.0),
    difference: float = 0.0,
    compat: Compat = "",
) -> RateChange:
    """Could two counts come from the same rate?

    Parameters
    ----------
    count_one, count_two : incidents, whole numbers of 0 or more.
    exposures : what each count was collected over (weeks, or weeks times places), above 0.
    difference : the rate one less rate two that is tested, per unit of exposure; 0 tests equal rates.
    compat : `ptools` takes the observed statistic's variance from the pooled rate of the null, as one
        published figure of that R package for a difference other than 0 shows; the paper does not.

    Returns
    -------
    RateChange : with the two-sided p-value, exact given the estimated common rate.

    Raises
    ------
    NotCounts : when a count is negative or not whole.
    OutOfRange : when an exposure is not above 0, or the difference is not a number.
    TooFewIncidents : when both counts are zero.
    TooMuchWork : beyond about ten thousand million incidents.

    Work: O(sqrt(count_one)) sums; for each value of the first count the second's two tails are closed form.

    Source: Krishnamoorthy & Thomson (2004), A more powerful test for comparing two Poisson means,
    J. Statist. Plann. Inference 119:23-35, equations 3.3-3.6. Card: docs/methods/rate_change.md.

    >>> round(e_test(0, 3).p_value, 4), round(e_test(6, 2).p_value, 4)
    (0.0884, 0.1749)
    """
    one, two = as_count(count_one, "count_one"), as_count(count_two, "count_two")
    sizes = _exposures(exposures)
    if not math.isfinite(difference):
        raise OutOfRange(f"The difference is no number. Got {difference}. Give a rate, such as 0.")
    if one + two == 0:
        raise TooFewIncidents("There is nothing to compare. Got no incidents at all. Choose longer windows.")
    gap = one / sizes[0] - two / sizes[1]
    variance = one / sizes[0] ** 2 + two / sizes[1] ** 2
    common = (one + two - difference * sizes[0]) / sum(sizes)
    if compat == "ptools" and common > 0:
        variance = common * (1 / sizes[0] + 1 / sizes[1])
    statistic = (gap - difference) / math.sqrt(variance)
    return RateChange(
        rate_one=one / sizes[0],
        rate_two=two / sizes[1],
        difference=gap,
        statistic=statistic,
        p_value=_p_value(statistic, common, sizes, difference),
    )


def _exposures(exposures: tuple[float, float]) -> tuple[float, float]:
    if not all(_SMALLEST <= size <= _LARGEST for size in exposures):
        raise OutOfRange(f"The exposures are out of range. Got {exposures}. Give two numbers above 0, such as weeks.")
    return float(exposures[0]), float(exposures[1])


def _p_value(statistic: float, common: float, sizes: tuple[float, float], difference: float) -> float:
    mean_one, mean_two = sizes[0] * (common + difference), sizes[1] * common
    if min(mean_one, mean_two) <= 0:
        # No rate can be negative, so that the null is not refuted (Krishnamoorthy & Thomson, page 26).
        return 1.0
    from scipy.special import pdtr, pdtrc

    first = _likely_counts(mean_one)
    low, high = _beyond(first, statistic**2, sizes, difference)
    # pdtr(k, mean) is P(as few as k); nothing lies below 0.
    tails = np.where(low >= 0, pdtr(np.maximum(low, 0), mean_two), 0.0) + np.where(
        high > 0, pdtrc(np.maximum(high - 1, 0), mean_two), 1.0
    )
    tails = np.where(high <= low + 1, 1.0, tails)
    if difference == 0 and first[0] == 0:
        # Two zeros are equal rates: their statistic is 0 / 0 and stands for 0.
        tails[0] -= 0.0 if statistic == 0 else math.exp(-mean_two)
    return float(min(1.0, max(0.0, float(_probabilities(first, mean_one) @ tails))))


def _likely_counts(mean: float) -> Floats:
    # What is left out has a probability below 1e-16.
    ahead = _DEVIATIONS * math.sqrt(mean) + 40
    check_work(2 * ahead, _MOST_ROWS, "values of one count")
    return np.arange(max(0, math.floor(mean - ahead)), math.ceil(mean + ahead) + 1, dtype=np.float64)


def _probabilities(counts: Floats, mean: float) -> Floats:
    from scipy.special import gammaln

    return np.asarray(np.exp(counts * math.log(mean) - mean - gammaln(counts + 1)), dtype=np.float64)


def _beyond(first: Floats, squared: float, sizes: tuple[float, float], difference: float) -> tuple[Floats, Floats]:
    # (x1/n1 - x2/n2 - d)² >= t² (x1/n1² + x2/n2²), solved for r = x2/n2: outside two roots.
    apart = first / sizes[0] - difference
    half = apart + squared / (2 * sizes[1])
    inside = half**2 - apart**2 + squared * first / sizes[0] ** 2
    reach = np.sqrt(np.maximum(inside, 0.0))
    never_inside = inside < 0
    slack = _SAME * (1 + np.abs(half) * sizes[1])
    low = np.floor((half - reach) * sizes[1] + slack)
    high = np.ceil((half + reach) * sizes[1] - slack)
    return np.where(never_inside, high, low), high
