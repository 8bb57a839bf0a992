"""The compiled twin of `plain/negative_binomial.py`, for use inside other kernels.

Densities by Loader's saddle point (Loader 2000, Fast and accurate computation of binomial
probabilities), so that large counts keep their digits; tails by the continued fraction of the
incomplete beta function (Lentz's form) and by the series of the incomplete gamma function.
"""

from __future__ import annotations

import math

from tryggve.engine.numerics.compiled.kernel import inlined

_HALF_LOG_TWO_PI = 0.91893853320467274178
_TINY = 1e-300
_ENOUGH = 1e-16
_MOST_TERMS = 20_000
# Beyond this mean the tails are those of the normal distribution on the scale of two thirds.
_EXACT_UP_TO = 1e7


@inlined
def stirling_error(n: float) -> float:
    """log n! minus Stirling's formula."""
    if n <= 15.0:
        if n == 0.0:
            return 0.0
        return math.lgamma(n + 1.0) - (n + 0.5) * math.log(n) + n - _HALF_LOG_TWO_PI
    s = 1.0 / (n * n)
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - s / 1188) * s) * s) * s) / n


@inlined
def deviance_part(x: float, mean: float) -> float:
    """x log(x / mean) + mean - x, also where x and mean are close."""
    if x == 0.0:
        return mean
    difference = x - mean
    if abs(difference) >= 0.1 * (x + mean):
        return x * math.log(x / mean) - difference
    v = difference / (x + mean)
    total = difference * v
    term = 2.0 * x * v
    for place in range(1, 1000):
        term *= v * v
        following = total + term / (2 * place + 1)
        if following == total:
            break
        total = following
    return total


@inlined
def binomial_density(x: float, n: float, p: float, q: float) -> float:
    """Gamma(n + 1) / (Gamma(x + 1) Gamma(n - x + 1)) p^x q^(n - x), 0 < x < n."""
    rest = stirling_error(n) - stirling_error(x) - stirling_error(n - x)
    rest -= deviance_part(x, n * p) + deviance_part(n - x, n * q)
    return math.exp(rest) * math.sqrt(n / (2.0 * math.pi * x * (n - x)))


@inlined
def _fraction(a: float, b: float, x: float) -> float:
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, _MOST_TERMS):
        step = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        d = 1.0 + step * d
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = 1.0 + step / c
        c = c if abs(c) > _TINY else _TINY
        value *= d * c
        step = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        d = 1.0 + step * d
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = 1.0 + step / c
        c = c if abs(c) > _TINY else _TINY
        change = d * c
        value *= change
        if abs(change - 1.0) < _ENOUGH * 4:
            break
    return value


@inlined
def regularised_beta(a: float, b: float, x: float, y: float) -> float:
    """I_x(a, b) with y = 1 - x given beside it, because the difference would lose digits."""
    if x <= 0.0:
        return 0.0
    if y <= 0.0:
        return 1.0
    # x^a y^b / B(a, b)
    front = binomial_density(a, a + b, x, y) * a * b / (a + b)
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, y) / b


@inlined
def _poisson_upper(y: float, mean: float) -> float:
    # P(Y >= y) is the regularised incomplete gamma function P(y, mean), y >= 1.
    if mean <= 0.0:
        return 0.0
    density = math.exp(-stirling_error(y) - deviance_part(y, mean)) / math.sqrt(2.0 * math.pi * y)
    term = 1.0
    total = 1.0
    if y >= mean:
        place = y
        for _ in range(_MOST_TERMS):
            place += 1.0
            term *= mean / place
            total += term
            if term < total * _ENOUGH:
                break
        return min(1.0, density * total)
    place = y - 1.0
    total = 0.0
    term = y / mean
    for _ in range(_MOST_TERMS):
        total += term
        if place < 0.5 or term < total * _ENOUGH:
            break
        term *= place / mean
        place -= 1.0
    return max(0.0, 1.0 - density * total)


@inlined
def upper_tail(y: float, mean: float, dispersion: float) -> float:
    """P(as many as y, or more); variance = dispersion * mean, 1 is Poisson."""
    if y <= 0.0:
        return 1.0
    if mean > _EXACT_UP_TO:
        shift = 1.5 * mean ** (-1 / 6) * ((y - 0.5) ** (2 / 3) - mean ** (2 / 3)) / math.sqrt(dispersion)
        return 0.5 * math.erfc(shift / math.sqrt(2.0))
    if dispersion <= 1.0:
        return _poisson_upper(y, mean)
    if mean <= 0.0:
        return 0.0
    return regularised_beta(y, mean / (dispersion - 1.0), (dispersion - 1.0) / dispersion, 1.0 / dispersion)


@inlined
def quantile(level: float, z: float, mean: float, dispersion: float) -> float:
    """The smallest count with P(more) <= level; z is the normal quantile of 1 - level, for the first guess."""
    variance = mean * dispersion
    deviation = math.sqrt(variance)
    skewness = (2.0 * dispersion - 1.0) / max(deviation, _TINY)
    guess = max(0.0, math.floor(mean + deviation * (z + skewness * (z * z - 1.0) / 6.0)))
    # Widen around the guess until the answer lies in (low, high], then halve.
    step = 1.0
    if upper_tail(guess + 1.0, mean, dispersion) <= level:
        high = guess
        low = guess - step
        while low >= 0.0 and upper_tail(low + 1.0, mean, dispersion) <= level:
            high = low
            step *= 2.0
            low = high - step
        low = max(low, -1.0)
    else:
        low = guess
        high = guess + step
        while upper_tail(high + 1.0, mean, dispersion) > level and step < 1e300:
            low = high
            step *= 2.0
            high = low + step
    for _ in range(1100):
        if high - low <= 1.0:
            break
        middle = math.floor(0.5 * (low + high))
        if middle <= low or middle >= high:
            break
        if upper_tail(middle + 1.0, mean, dispersion) <= level:
            high = middle
        else:
            low = middle
    return high


@inlined
def two_sided_t(statistic: float, freedom: float) -> float:
    """P(|T| > |statistic|) of Student's t."""
    squared = statistic * statistic
    return regularised_beta(0.5 * freedom, 0.5, freedom / (freedom + squared), squared / (freedom + squared))


def warm() -> None:
    """Nothing of its own: it is compiled into the kernels that use it."""
