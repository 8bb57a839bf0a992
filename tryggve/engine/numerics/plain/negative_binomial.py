"""How probable is a count with this mean and dispersion, and which count is exceeded this rarely?

`dispersion` is variance / mean: 1 is Poisson, above 1 negative binomial.
"""

from __future__ import annotations

import math

# Beyond this mean the tails are those of the normal distribution on the scale of two thirds.
_EXACT_UP_TO = 1e7


def regularised_beta(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b), with y = 1 - x."""
    from scipy.special import betainc, betaincc

    return float(betainc(a, b, x)) if x <= y else float(betaincc(b, a, y))


def upper_tail(y: float, mean: float, dispersion: float) -> float:
    """P(as many as y, or more)."""
    from scipy.special import gammainc

    if y <= 0:
        return 1.0
    if mean > _EXACT_UP_TO:
        shift = 1.5 * mean ** (-1 / 6) * ((y - 0.5) ** (2 / 3) - mean ** (2 / 3)) / math.sqrt(dispersion)
        return 0.5 * math.erfc(shift / math.sqrt(2))
    if dispersion <= 1:
        return float(gammainc(y, mean))
    if mean <= 0:
        return 0.0
    return regularised_beta(y, mean / (dispersion - 1), (dispersion - 1) / dispersion, 1 / dispersion)


def quantile(level: float, z: float, mean: float, dispersion: float) -> float:
    """The smallest count with P(more) <= level; z, the normal quantile of 1 - level, sets the first bound."""
    low, high = -1.0, float(math.ceil(mean + max(z, 1.0) * math.sqrt(mean * dispersion) + dispersion))
    while upper_tail(high + 1, mean, dispersion) > level:
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = float(math.floor((low + high) / 2))
        if middle in (low, high):
            break
        if upper_tail(middle + 1, mean, dispersion) <= level:
            high = middle
        else:
            low = middle
    return high


def two_sided_t(statistic: float, freedom: float) -> float:
    """P(|T| > |statistic|) of Student's t."""
    squared = statistic**2
    return regularised_beta(freedom / 2, 0.5, freedom / (freedom + squared), squared / (freedom + squared))
