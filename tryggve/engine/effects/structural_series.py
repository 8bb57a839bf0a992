"""What would have been counted without the measure, as the area itself and others like it went on?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, as_measurements, check_level, check_whole, check_work, frozen
from tryggve.engine.numerics.local_level import filter_level, forecast

LEAST_DEGREES = 8
_LARGEST = 1e9
_MOST_NUMBERS = 200_000
_MOST_CONTROLS = 30
# How much the level may wander from week to week, in standard deviations of the weeks' own noise: believed
# beforehand to be small (mean 0.04), as in Brodersen et al. (2015), and then learnt from the weeks before.
_WANDERING = np.concatenate([[0.0], np.geomspace(0.005, 3.0, 30)])
_BELIEVED_WANDERING = 0.04
_STEPS = 60
_NO_WEIGHT = 1e-13


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, and the interval that holds the truth as often as `level` says."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class StructuralEffect:
    """What was counted less what was expected, by week (`average`), in all (`cumulative`), and as a share.

    `ratio` is counted over expected: 1 is no change. `expected`, `expected_low` and `expected_high` have one
    value for each week after. `ratio` and `relative` are None, and `ratio_low` and `ratio_high` open, where
    the expected could be nothing or less.
    """

    average: Estimate
    cumulative: Estimate
    relative: Estimate | None
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p_value: float
    observed_average: float
    expected_average: Estimate
    expected: Floats
    expected_low: Floats
    expected_high: Floats
    wandering: float
    level: float


def structural_effect(
    values: ArrayLike, controls: ArrayLike | None = None, *, start: int, level: float = 0.95
) -> StructuralEffect:
    """How far did the area come from where it was going, given where others like it went?

    Parameters
    ----------
    values : shape (n_weeks,), incidents or a rate week by week; nan where not known.
    controls : shape (n_weeks, n_controls), or (n_weeks,) for one: series that the measure did not touch,
        known in every week. None uses the area's own level alone.
    start : how many of the weeks lie before the measure.
    level : confidence, 0.5 up to 1.

    Returns
    -------
    StructuralEffect : the counterfactual is a wandering level plus the controls times coefficients that are
        learnt before. How much the level wanders is not known either: the answer is weighted over all
        amounts by how well each tells the weeks before. No chance is drawn: the same input, the same digits.

    Raises
    ------
    TooLittleData : fewer than eight known weeks before beyond the coefficients; no known week after;
        nothing that varied before; a control that tells no more than the others.
    WrongShape, NotFinite, OutOfRange : for input that cannot be such series.
    TooMuchWork : beyond 200,000 numbers or 30 controls.

    Work: O(n_weeks x n_controls) times 31 amounts of wandering.

    Source: Brodersen, Gallusser, Koehler, Remy & Scott (2015), Inferring causal impact using Bayesian
    structural time-series models, Ann. Appl. Statist. 9:247-274; the diffuse filter as Durbin & Koopman
    (2012), section 2.9; integration over the wandering instead of sampling. Card: docs/methods/structural_series.md.

    >>> other = [10, 12, 11, 13, 12, 10, 11, 14, 12, 11, 13, 12, 11, 12, 13, 12]
    >>> own = [21, 24, 22, 26, 25, 20, 22, 29, 24, 22, 26, 24, 15, 16, 19, 17]
    >>> effect = structural_effect(own, other, start=12)
    >>> round(effect.average.value, 1), effect.average.high < 0
    (-7.5, True)
    """
    check_level(level)
    before, after, others, others_after = _split(values, controls, start)
    centre, scale = float(np.nanmean(before)), float(np.nanstd(before))
    if not scale > 1e-12 * max(1.0, abs(centre)):
        raise TooLittleData("The values did not vary before. Got the same in every week. Choose longer windows.")
    x, x_after = _standardised(others, others_after)
    fit = filter_level((before - centre) / scale, x, _WANDERING**2)
    belief = np.exp(-_WANDERING / _BELIEVED_WANDERING)
    width = np.gradient(_WANDERING)
    weight = np.exp(fit.log_likelihood - fit.log_likelihood.max()) * belief * width
    weight /= weight.sum()
    kept = weight > _NO_WEIGHT
    known = ~np.isnan(after)
    rows = np.vstack([known / known.sum(), np.eye(after.size)])
    means, errors = forecast(fit, x_after, rows)
    mixture = (weight[kept], (means * scale + centre)[kept], (errors * scale)[kept], fit.degrees)
    expected = mixture[0] @ mixture[1]
    low, high = _quantile(mixture, (1 - level) / 2), _quantile(mixture, (1 + level) / 2)
    observed = float(after[known].mean())
    below = float(_below(mixture, np.full(expected.size, observed))[0])
    average = Estimate(float(observed - expected[0]), float(observed - high[0]), float(observed - low[0]))
    n = int(known.sum())
    ratios = _ratios(observed, Estimate(float(expected[0]), float(low[0]), float(high[0])))
    return StructuralEffect(
        average=average,
        cumulative=Estimate(average.value * n, average.low * n, average.high * n),
        relative=_relative(*ratios),
        ratio=ratios[0],
        ratio_low=ratios[1],
        ratio_high=ratios[2],
        p_value=min(1.0, 2 * min(below, 1 - below)),
        observed_average=observed,
        expected_average=Estimate(float(expected[0]), float(low[0]), float(high[0])),
        expected=_closed(expected[1:]),
        expected_low=_closed(low[1:]),
        expected_high=_closed(high[1:]),
        wandering=float(weight @ _WANDERING),
        level=level,
    )


def _closed(array: Floats) -> Floats:
    return np.asarray(frozen(np.ascontiguousarray(array)), dtype=np.float64)


def _split(values: ArrayLike, controls: ArrayLike | None, start: int) -> tuple[Floats, Floats, Floats, Floats]:
    series = as_measurements(values, "values", may_miss=True)
    others = _controls(controls, series.size)
    check_work(series.size * (1 + others.shape[1]), _MOST_NUMBERS, "numbers")
    check_work(others.shape[1], _MOST_CONTROLS, "controls")
    check_whole(start, "start", least=1, most=max(1, series.size - 1))
    largest = max(float(np.nanmax(np.abs(series), initial=0.0)), float(np.abs(others).max(initial=0.0)))
    if largest > _LARGEST:
        raise OutOfRange(
            f"A value is out of range. Got {largest:g}. Give numbers below {_LARGEST:g}, in a larger unit."
        )
    before, after = series[:start], series[start:]
    degrees = int((~np.isnan(before)).sum()) - 1 - others.shape[1]
    if degrees < LEAST_DEGREES or np.isnan(after).all():
        raise TooLittleData(
            f"There are too few weeks. Got {degrees} known before beyond what the model learns, and "
            f"{int((~np.isnan(after)).sum())} after. Give at least {LEAST_DEGREES} and 1, or fewer controls."
        )
    return before, after, others[:start], others[start:]


def _controls(controls: ArrayLike | None, n_weeks: int) -> Floats:
    if controls is None:
        return np.zeros((n_weeks, 0))
    n_dimensions = 1 if np.ndim(controls) == 1 else 2
    others = as_measurements(controls, "controls", n_dimensions=n_dimensions)
    if others.shape[0] != n_weeks:
        raise WrongShape(f"The controls do not fit. Got {others.shape[0]} weeks for {n_weeks}. Give one row for each.")
    return others.reshape(n_weeks, -1)


def _standardised(before: Floats, after: Floats) -> tuple[Floats, Floats]:
    if before.shape[1] == 0:
        return before, after
    middle, spread = before.mean(axis=0), before.std(axis=0)
    flat = spread <= 1e-9 * np.maximum(1.0, np.abs(middle))
    scaled = (before - middle) / np.where(flat, 1.0, spread)
    # A level's wandering is tested on differences: they too must differ from one control to the other.
    singular = np.linalg.svd(np.diff(scaled, axis=0), compute_uv=False)
    if flat.any() or singular[-1] < 1e-6 * singular[0]:
        raise TooLittleData(
            f"A control tells nothing new. Got {before.shape[1]}, of which one is constant or a sum of others. "
            f"Leave it out."
        )
    return scaled, (after - middle) / spread


Mixture = tuple[Floats, Floats, Floats, int]


def _below(mixture: Mixture, at: Floats) -> Floats:
    from scipy.special import stdtr

    weight, means, errors, degrees = mixture
    return np.asarray(weight @ stdtr(degrees, (at[None] - means) / errors), dtype=np.float64)


def _density(mixture: Mixture, at: Floats) -> Floats:
    weight, means, errors, degrees = mixture
    front = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)
    tall = (1 + ((at[None] - means) / errors) ** 2 / degrees) ** (-(degrees + 1) / 2) / errors
    return np.asarray(front * (weight @ tall), dtype=np.float64)


def _quantile(mixture: Mixture, probability: float) -> Floats:
    # A mixture's quantile lies between the smallest and the largest of its parts'. Newton's steps inside.
    from scipy.special import stdtrit

    weight, means, errors, degrees = mixture
    parts = means + errors * stdtrit(degrees, probability)
    low, high = parts.min(axis=0), parts.max(axis=0)
    at = np.asarray(weight @ parts, dtype=np.float64)
    for _step in range(_STEPS):
        miss = _below(mixture, at) - probability
        low, high = np.where(miss < 0, at, low), np.where(miss < 0, high, at)
        following = at - miss / np.maximum(_density(mixture, at), 1e-300)
        following = np.where((following > low) & (following < high), following, (low + high) / 2)
        moved = np.abs(following - at).max()
        at = following
        if moved <= 1e-9 * float((high - low).max() + np.abs(at).max()):
            break
    return at


def _ratios(observed: float, expected: Estimate) -> tuple[float | None, float, float | None]:
    if observed < 0 or expected.value <= 0 or expected.high <= 0:
        return None, 0.0, None
    high = observed / expected.low if expected.low > 0 else None
    return observed / expected.value, observed / expected.high, high


def _relative(ratio: float | None, low: float, high: float | None) -> Estimate | None:
    return None if ratio is None or high is None else Estimate(ratio - 1, low - 1, high - 1)
