"""What do several places, each too small to tell, say together?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.effects.before_after import BeforeAfter
from tryggve.engine.errors import OutOfRange, TooLittleData
from tryggve.engine.numerics.checks import Floats, as_measurements, check_level, check_same_shape, check_work

Method = Literal["paule_mandel", "reml", "dersimonian_laird"]

_MOST_PLACES = 10_000
_LARGEST_EFFECT = 1e9
_SMALLEST_ERROR, _LARGEST_ERROR = 1e-9, 1e9
_STEPS = 200


@dataclass(frozen=True, slots=True)
class PooledEffect:
    """The mean effect over places (`estimate`), in the unit of the effects that were given.

    `prediction_low` to `prediction_high` is where the effect in one more place is expected; None with two
    places, which cannot say. `between_variance` is how much the true effects differ (tau squared), and
    `heterogeneity` the share of the variation that is not chance (I squared). `p_differ` is Cochran's test
    of no difference between the places.
    """

    estimate: float
    standard_error: float
    low: float
    high: float
    p_value: float
    prediction_low: float | None
    prediction_high: float | None
    between_variance: float
    heterogeneity: float
    spread_statistic: float
    p_differ: float
    weights: tuple[float, ...]
    n_places: int
    level: float

    @property
    def ratio(self) -> float:
        """The estimate as a ratio, when the effects were logarithms of ratios."""
        return _exp(self.estimate)

    @property
    def ratio_low(self) -> float:
        """The low end as a ratio."""
        return _exp(self.low)

    @property
    def ratio_high(self) -> float | None:
        """The high end as a ratio; None when it has no limit."""
        high = _exp(self.high)
        return high if math.isfinite(high) else None


def pool_effects(
    effects: ArrayLike, standard_errors: ArrayLike, *, method: Method = "paule_mandel", level: float = 0.95
) -> PooledEffect:
    """What is the mean effect over places whose own effects may differ?

    Parameters
    ----------
    effects : shape (n_places,), one estimate each in one unit: logarithms of ratios (`log_ratio`), or
        differences per unit.
    standard_errors : shape (n_places,), above 0.
    method : how the variance between places is estimated. `paule_mandel` needs no normal effects;
        `reml` is the restricted likelihood; `dersimonian_laird` is the oldest, and too small for few places.
    level : confidence, 0.5 up to 1.

    Returns
    -------
    PooledEffect : with the interval of Hartung and Knapp, which is right for few places where the common
        normal interval is too narrow.

    Raises
    ------
    TooLittleData : for fewer than two places.
    WrongShape, NotFinite, OutOfRange : for input that cannot be effects and their errors.
    TooMuchWork : beyond 10,000 places.

    Work: O(n_places) in at most 200 steps.

    Source: DerSimonian & Laird (1986), Controlled Clin. Trials 7:177-188; Paule & Mandel (1982), J. Res. NBS
    87:377-385; Hartung & Knapp (2001), Stat. Med. 20:3875-3889; prediction interval Higgins, Thompson &
    Spiegelhalter (2009), J. R. Statist. Soc. A 172:137-159, equation 12. Card: docs/methods/pooled_effect.md.

    >>> pooled = pool_effects([-0.4, -0.1, -0.5, -0.3], [0.2, 0.15, 0.25, 0.2])
    >>> round(pooled.estimate, 3), round(pooled.low, 3), round(pooled.high, 3)
    (-0.271, -0.552, 0.009)
    """
    check_level(level)
    y, errors = as_measurements(effects, "effects"), as_measurements(standard_errors, "standard_errors")
    check_same_shape(y, errors, "effects and standard_errors")
    check_work(y.size, _MOST_PLACES, "places")
    if y.size < 2:
        raise TooLittleData(f"There is nothing to pool. Got {y.size} place(s). Give at least two.")
    if np.abs(y).max() > _LARGEST_EFFECT or errors.min() < _SMALLEST_ERROR or errors.max() > _LARGEST_ERROR:
        raise OutOfRange(
            f"An effect or its error is out of range. Got errors from {errors.min():g} to {errors.max():g}. "
            f"Give errors above 0, and effects in a unit in which none is above {_LARGEST_EFFECT:g}."
        )
    variance = errors**2
    tau = _METHODS[method](y, variance)
    weights = 1 / (variance + tau)
    estimate = float(weights @ y / weights.sum())
    degrees = y.size - 1
    scatter = float(weights @ (y - estimate) ** 2 / degrees)
    error = math.sqrt(scatter / weights.sum())
    spread = _spread(y, variance, 0.0)
    return _told((y, weights, level), (estimate, error), tau=tau, spread=spread)


def _told(
    given: tuple[Floats, Floats, float], found: tuple[float, float], *, tau: float, spread: float
) -> PooledEffect:
    from scipy.special import chdtrc, stdtr, stdtrit

    (y, weights, level), (estimate, error) = given, found
    degrees = y.size - 1
    reach = float(stdtrit(degrees, (1 + level) / 2))
    if y.size > 2:
        ahead = float(stdtrit(degrees - 1, (1 + level) / 2)) * math.sqrt(tau + error**2)
        prediction: tuple[float | None, float | None] = (estimate - ahead, estimate + ahead)
    else:
        prediction = (None, None)
    p_value = 2 * float(stdtr(degrees, -abs(estimate) / error)) if error > 0 else float(estimate == 0)
    return PooledEffect(
        estimate=estimate,
        standard_error=error,
        low=estimate - reach * error,
        high=estimate + reach * error,
        p_value=p_value,
        prediction_low=prediction[0],
        prediction_high=prediction[1],
        between_variance=tau,
        heterogeneity=max(0.0, 1 - degrees / spread) if spread > 0 else 0.0,
        spread_statistic=spread,
        p_differ=float(chdtrc(degrees, spread)),
        weights=tuple((weights / weights.sum()).tolist()),
        n_places=int(y.size),
        level=level,
    )


def log_ratio(effect: BeforeAfter) -> tuple[float, float]:
    """A place's ratio as `pool_effects` takes it: its logarithm and standard error.

    Parameters
    ----------
    effect : the answer of `before_after`.

    Returns
    -------
    logarithm of the ratio, and its standard error widened by the dispersion. Half an incident is added to
        each of the four counts, so that a place with a zero is not left out.

    Source: Haldane (1956), Ann. Hum. Genet. 20:309-311; Gart & Zweifel (1967), Biometrika 54:181-187.
    Card: docs/methods/pooled_effect.md.

    >>> from tryggve.engine.effects.before_after import before_after
    >>> logarithm, error = log_ratio(before_after(([40], [18]), ([50], [48])))
    >>> round(logarithm, 3), round(error, 3)
    (-0.743, 0.345)
    """
    counts = (effect.treated_after, effect.treated_before, effect.comparison_after, effect.comparison_before)
    a, b, c, d = (count + 0.5 for count in counts)
    return math.log(a / b) - math.log(c / d), math.sqrt(effect.dispersion * (1 / a + 1 / b + 1 / c + 1 / d))


def pool_places(places: Sequence[BeforeAfter], *, method: Method = "paule_mandel", level: float = 0.95) -> PooledEffect:
    """Several places' answers of `before_after` in one: what did the measure do on the whole?

    Parameters
    ----------
    places : the answers, from places that do not share a comparison area.
    method, level : as in `pool_effects`.

    Returns
    -------
    PooledEffect : whose `ratio`, `ratio_low` and `ratio_high` read as those of one place.

    Raises
    ------
    TooLittleData : for fewer than two places.

    Source: as `pool_effects` and `log_ratio`. Card: docs/methods/pooled_effect.md.

    >>> from tryggve.engine.effects.before_after import before_after
    >>> places = [before_after(([b], [a]), ([60], [58])) for b, a in ((30, 18), (24, 16), (41, 30), (19, 10))]
    >>> pooled = pool_places(places)
    >>> round(pooled.ratio, 2), pooled.ratio_high < 1
    (0.67, True)
    """
    pairs = np.array([log_ratio(place) for place in places], dtype=np.float64).reshape(-1, 2)
    return pool_effects(pairs[:, 0], pairs[:, 1], method=method, level=level)


def _exp(logarithm: float) -> float:
    return math.exp(logarithm) if logarithm < 700 else math.inf


def _spread(y: Floats, variance: Floats, tau: float) -> float:
    weights = 1 / (variance + tau)
    return float(weights @ (y - weights @ y / weights.sum()) ** 2)


def _dersimonian_laird(y: Floats, variance: Floats) -> float:
    weights = 1 / variance
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((_spread(y, variance, 0.0) - (y.size - 1)) / scale))


def _paule_mandel(y: Floats, variance: Floats) -> float:
    # The spread falls as tau grows: where it equals its expectation is the answer.
    return _falling_root(lambda tau: _spread(y, variance, tau) - (y.size - 1), y, variance)


def _reml(y: Floats, variance: Floats) -> float:
    from scipy.optimize import minimize_scalar

    top = _ceiling(y, variance)

    def loss(root: float) -> float:
        weights = 1 / (variance + root**2)
        return float(-np.log(weights).sum() + math.log(weights.sum()) + _spread(y, variance, root**2))

    # On the scale of tau itself; a grid first, since the likelihood may have two tops.
    grid = np.linspace(0.0, math.sqrt(top), 60)
    at = int(np.argmin([loss(root) for root in grid]))
    low, high = grid[max(0, at - 1)], grid[min(grid.size - 1, at + 1)]
    best = float(minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-12 * (high + 1)}).x)
    return best**2 if loss(best) < loss(0.0) else 0.0


def _ceiling(y: Floats, variance: Floats) -> float:
    return float(y.size * ((y - y.mean()) ** 2).sum() + variance.max() * 1e-9) or 1e-300


def _falling_root(excess: Callable[[float], float], y: Floats, variance: Floats) -> float:
    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, _ceiling(y, variance)
    while excess(high) > 0:
        high *= 2
    for _step in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


_METHODS: dict[str, Callable[[Floats, Floats], float]] = {
    "paule_mandel": _paule_mandel,
    "reml": _reml,
    "dersimonian_laird": _dersimonian_laird,
}
