"""When is a count too high for what was expected, and how much does an old outbreak weigh?

The steps of Farrington's method on their own, one series at a time, for those who compare them with
another program. `farrington_flexible` does them all, for many series at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData
from tryggve.engine.numerics.checks import Floats, as_measurements, check_share
from tryggve.engine.numerics.plain import negative_binomial
from tryggve.engine.series.farrington_plan import POWERS, Power

_MOST = 1e15
_LEAST_RESIDUAL = 1e-6
# Of count, mean, standard error and dispersion.
_LEAST = (0.0, 1e-9, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Normal numbers lie from `lower` to `upper`; `p_value` is the probability of the count or more,
    and `score` (count - expected) / (upper - expected).
    """

    lower: float
    upper: float
    p_value: float
    score: float


@dataclass(frozen=True, slots=True)
class Expected:
    """What a normal week is: mean above 0 in incidents, standard error of that mean (of its logarithm
    for `negative_binomial_threshold`), and dispersion, variance / mean, at least 1.
    """

    mean: float
    standard_error: float = 0.0
    dispersion: float = 1.0


def power_threshold(count: float, expected: Expected, *, alpha: float = 0.05, power: Power = "2/3") -> Threshold:
    """Is a count too high, when a power of it is nearly normal?

    Parameters
    ----------
    count : incidents in the week.
    expected : mean, standard error of the mean and dispersion.
    alpha : probability of a normal week above `upper`, and as much below `lower`.
    power : "2/3" takes away the skewness of a Poisson count, "1/2" makes its variance even, "none"
        leaves it.

    Returns
    -------
    Threshold : bounds in incidents, not rounded.

    Raises
    ------
    OutOfRange, NotFinite : for a mean that is not above 0, a negative error, a dispersion below 1, a
        count below 0, or an alpha that is no share.

    Source: Farrington et al. (1996), J. R. Statist. Soc. A 159:547-563, section 3.5.
    Card: docs/methods/farrington.md.

    >>> found = power_threshold(8, Expected(mean=5, standard_error=0.2))
    >>> round(found.lower, 4), round(found.upper, 4)
    (1.8084, 9.1155)
    """
    _check(count, expected, alpha)
    if power not in POWERS:
        raise OutOfRange(f"power is not known. Got {power!r}. Give one of {', '.join(map(repr, POWERS))}.")
    exponent = POWERS[power]
    tau = expected.dispersion + expected.standard_error**2 / expected.mean
    middle = expected.mean**exponent
    # The delta method: the slope of the power at the mean.
    deviation = exponent * expected.mean ** (exponent - 1) * math.sqrt(expected.mean * tau)
    reach = NormalDist().inv_cdf(1 - alpha) * deviation
    upper = (middle + reach) ** (1 / exponent)
    return Threshold(
        lower=max(0.0, middle - reach) ** (1 / exponent),
        upper=upper,
        p_value=0.5 * math.erfc((count**exponent - middle) / deviation / math.sqrt(2)),
        score=_score(count, expected.mean, upper),
    )


def negative_binomial_threshold(
    count: float, expected: Expected, *, alpha: float = 0.05, method: Literal["nb_plugin", "muan"] = "nb_plugin"
) -> Threshold:
    """Is a count too high, when counts are negative binomial?

    Parameters
    ----------
    count : incidents in the week.
    expected : mean, standard error of log mean, and dispersion; at 1 the counts are Poisson.
    alpha : probability of a normal week above `upper`, at most, and as much below `lower`.
    method : "nb_plugin" takes the mean as known; "muan" takes its upper (1 - alpha) limit.

    Returns
    -------
    Threshold : bounds in whole incidents; the score is measured from the mean. surveillance measures it
        from the logarithm of the mean.

    Raises
    ------
    OutOfRange, NotFinite : as `power_threshold`.

    Source: Noufaily et al. (2013), Statistics in Medicine 32:1206-1222, section 3.4; Salmon, Schumacher &
    Hoehle (2016), J. Stat. Software 70(10), section 3.2. Card: docs/methods/farrington.md.

    >>> found = negative_binomial_threshold(11, Expected(mean=5, dispersion=1.5))
    >>> found.lower, found.upper, round(found.score, 3)
    (1.0, 10.0, 1.2)
    """
    _check(count, expected, alpha)
    if method not in ("nb_plugin", "muan"):
        raise OutOfRange(f"method is not known. Got {method!r}. Give 'nb_plugin' or 'muan'.")
    z = NormalDist().inv_cdf(1 - alpha)
    log_mean = math.log(expected.mean) + (z * expected.standard_error if method == "muan" else 0.0)
    if log_mean > math.log(_MOST):
        raise OutOfRange(f"The upper limit of the mean is too large. Got exp({log_mean:.4g}). Give a smaller error.")
    mean = math.exp(log_mean)
    upper = negative_binomial.quantile(alpha, z, mean, expected.dispersion)
    # The smallest count with P(as few or fewer) of at least alpha.
    lower = negative_binomial.quantile(1 - alpha, -z, mean, expected.dispersion)
    return Threshold(
        lower=lower,
        upper=upper,
        p_value=negative_binomial.upper_tail(count, mean, expected.dispersion),
        score=_score(count, expected.mean, upper),
    )


def anscombe_weights(residuals: ArrayLike, *, threshold: float = 2.58) -> Floats:
    """How much does each week weigh, when past outbreaks shall count for less?

    Parameters
    ----------
    residuals : shape (n,), standardised Anscombe residuals of the weeks.
    threshold : a residual above it is an outbreak, 0 or more.

    Returns
    -------
    shape (n,) : weights that add up to n; an outbreak weighs residual**-2 times as much as another week.

    Raises
    ------
    OutOfRange, TooLittleData, NotFinite : for a threshold below 0, no residuals, or one that is not known.

    Source: Farrington et al. (1996), section 3.3; Noufaily et al. (2013), section 3.2 (2.58 in place of 1).
    Card: docs/methods/farrington.md.

    >>> anscombe_weights([0.0, 0.0, 2.0, 2.0], threshold=1).tolist()
    [1.6, 1.6, 0.4, 0.4]
    """
    standardised = as_measurements(residuals, "residuals")
    if standardised.size == 0:
        raise TooLittleData("There are no residuals. Got an empty row. Give one for each week.")
    if not 0 <= threshold < math.inf:
        raise OutOfRange(f"threshold is out of range. Got {threshold}. Give for example 2.58.")
    is_outbreak = standardised > threshold
    with np.errstate(over="ignore"):
        shares = np.where(is_outbreak, 1 / np.maximum(standardised, _LEAST_RESIDUAL) ** 2, 1.0)
    return np.asarray(shares * (shares.size / shares.sum()), dtype=np.float64)


def _check(count: float, expected: Expected, alpha: float) -> None:
    check_share(alpha, "alpha")
    if not 1 - alpha < 1:
        raise OutOfRange(f"alpha is too small. Got {alpha}. Give for example 0.005.")
    numbers = (count, expected.mean, expected.standard_error, expected.dispersion)
    for name, value, least in zip(("count", "mean", "standard_error", "dispersion"), numbers, _LEAST, strict=True):
        if not least <= value <= _MOST:
            raise OutOfRange(f"{name} is out of range. Got {value}. Give a number from {least:g} to {_MOST:g}.")


def _score(count: float, mean: float, upper: float) -> float:
    # Where no normal number is above the mean, the first that is not normal is at score 1.
    reach = upper - mean if upper > mean else upper + 1 - mean
    return (count - mean) / reach
