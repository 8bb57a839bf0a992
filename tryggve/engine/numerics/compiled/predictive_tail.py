"""The compiled twin of `plain/predictive_tail.py`, for use inside other kernels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.kernel import inlined, kernel
from tryggve.engine.numerics.compiled.negative_binomial import quantile, upper_tail

Floats = NDArray[np.float64]

_RARE = 0.005
_SCREEN = 2.3
_FEWEST_LEVELS = 4
_DISPERSION_DOUBT = 3.0
_NO_EXCESS = 0.5


@inlined
def mid_tail(y: float, mean: float, dispersion: float) -> float:
    """P(more than y) and half of P(y)."""
    if y <= 0.0:
        return 0.5 + 0.5 * upper_tail(1.0, mean, dispersion)
    return 0.5 * (upper_tail(y, mean, dispersion) + upper_tail(y + 1.0, mean, dispersion))


@inlined
def mid_bound(level: float, z: float, mean: float, dispersion: float) -> float:
    """The largest count whose mid tail is above `level`; -1 when not even 0 is."""
    bound = quantile(level, z, mean, dispersion)
    if mid_tail(bound, mean, dispersion) <= level:
        return bound - 1.0
    return bound


@inlined
def outbreak_weight(y: float, mean: float, dispersion: float) -> float:
    """What a week of the baseline counts for: 1, or its mid tail over 0.005 where that is less."""
    gap = y - mean
    if mean <= 0.0 or gap <= 0.0 or gap * gap <= _SCREEN * _SCREEN * dispersion * mean:
        return 1.0
    return min(1.0, mid_tail(y, mean, dispersion) / _RARE)


@inlined
def softened(slope: float, variance: float) -> float:
    """The slope times z^2 / (z^2 + 1), z being its distance from none in standard errors."""
    squared = slope * slope
    return slope * squared / (squared + variance) if squared > 0.0 else 0.0


@inlined
def moderated_level(incidents: Floats, exposures: Floats, place: int, phi: float) -> tuple[float, float]:
    """The level of the part of the year at `place`, drawn towards the others', and its variance."""
    all_incidents = 0.0
    all_exposures = 0.0
    squares = 0.0
    n_levels = 0.0
    for g in range(incidents.shape[0]):
        if exposures[g] > 0.0:
            n_levels += 1.0
            all_incidents += incidents[g]
            all_exposures += exposures[g]
            squares += exposures[g] * exposures[g]
    own = incidents[place] / exposures[place]
    if n_levels < _FEWEST_LEVELS or all_incidents <= 0.0:
        return own, phi * own / exposures[place]
    middle = all_incidents / all_exposures
    between = 0.0
    for g in range(incidents.shape[0]):
        if exposures[g] > 0.0:
            gap = incidents[g] / exposures[g] / middle - 1.0
            between += exposures[g] * gap * gap
    spread = max(0.0, between - (n_levels - 1.0) * phi / middle) / (all_exposures - squares / all_exposures)
    trust = spread / (spread + phi / (middle * exposures[place]))
    level = middle + trust * (own - middle)
    doubt = 1.0 - trust
    variance = phi * level / exposures[place] * (trust + doubt / (n_levels - 1.0))
    variance += doubt * doubt * phi * middle / all_exposures
    return level, variance


@inlined
def predictive_dispersion(mean: float, variance: float, phi: float, freedom: float, incidents: float) -> float:
    """Variance / mean of the count to come, when mean and phi are estimates."""
    doubt = 2.0 / freedom + (6.0 * (phi - 1.0) + 1.0 / phi) / incidents
    by_chance = _NO_EXCESS * (2.0 / freedom + 1.0 / incidents)
    excess = (phi - 1.0) ** 3 / ((phi - 1.0) * (phi - 1.0) + by_chance)
    return 1.0 + excess * (1.0 + _DISPERSION_DOUBT * doubt) + variance / mean


@kernel
def tails(counts: Floats, means: Floats, dispersions: Floats, level: float, z: float) -> Floats:
    """Mid tail, bound at `level` and outbreak weight of each, shape (n, 3)."""
    answers = np.empty((counts.shape[0], 3))
    for i in range(counts.shape[0]):
        answers[i, 0] = mid_tail(counts[i], means[i], dispersions[i])
        answers[i, 1] = mid_bound(level, z, means[i], dispersions[i])
        answers[i, 2] = outbreak_weight(counts[i], means[i], dispersions[i])
    return answers


def warm() -> None:
    """Compile for the arrays that are given."""
    one = np.ones(1)
    tails(one, one, one, 0.005, 2.5)
