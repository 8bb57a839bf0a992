"""How surprising is a count, when its mean and dispersion are themselves estimated from a short past?

Four parts, each of which `make calibrate` needs to keep false alarms near the nominal share:

- Mid tails (Lancaster 1961): at half an incident a week the plain tail at 0.005 gives 0.4 times as many
  alarms as it says even if everything is known, because counts are whole; the mid tail gives 0.9.
- A past outbreak counts for less, judged by the count's own distribution. A Poisson residual takes one
  week in a hundred for an outbreak where dispersion is 3, and then finds dispersion and level too low.
- The level of this part of the year is drawn towards the other parts' as far as they differ by no more
  than chance (empirical Bayes, Morris 1983, JASA 78:47-55), and the slope towards none.
- What is estimated is uncertain: the variance of the mean and the doubt about the dispersion widen the tail.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.plain.negative_binomial import quantile, upper_tail

Floats = NDArray[np.float64]

# A week this improbable or more counts for less; the largest of 200 weeks is about there.
_RARE = 0.005
# No count within so many standard deviations is that improbable, so most need no tail.
_SCREEN = 2.3
# Fewer parts of the year cannot tell how much parts differ.
_FEWEST_LEVELS = 4
# Half of what Student's t is wider than the normal (Peiser 1943), (z^2 + 1) / 4, where z is 3.3: there the
# highest of 200 skewed counts lies, in standard deviations.
_DISPERSION_DOUBT = 3.0
# Of the variance that an excess over 1 has when there is none: the share that it has to stand out from.
_NO_EXCESS = 0.5


def mid_tail(y: float, mean: float, dispersion: float) -> float:
    """P(more than y) and half of P(y)."""
    return (upper_tail(y, mean, dispersion) + upper_tail(y + 1, mean, dispersion)) / 2


def mid_bound(level: float, z: float, mean: float, dispersion: float) -> float:
    """The largest count whose mid tail is above `level`; -1 when not even 0 is. z: normal quantile of 1 - level."""
    bound = quantile(level, z, mean, dispersion)
    return bound - 1 if mid_tail(bound, mean, dispersion) <= level else bound


def outbreak_weight(y: float, mean: float, dispersion: float) -> float:
    """What a week of the baseline counts for: 1, or its mid tail over 0.005 where that is less."""
    if mean <= 0 or y - mean <= _SCREEN * (dispersion * mean) ** 0.5:
        return 1.0
    return min(1.0, mid_tail(y, mean, dispersion) / _RARE)


def softened(slope: float, variance: float) -> float:
    """The slope times z^2 / (z^2 + 1), z being its distance from none in standard errors.

    A slope that chance explains is carried half a year ahead, where it does most harm; a clear one is kept.
    """
    return slope**3 / (slope**2 + variance) if slope != 0 else 0.0


def moderated_level(incidents: Floats, exposures: Floats, place: int, phi: float) -> tuple[float, float]:
    """The level of the part of the year at `place`, drawn towards the others', and its variance.

    incidents, exposures: shape (parts of the year,), what was counted and what it is divided by; a part
    with exposure 0 was never seen. phi: variance / mean of a count. With a gamma prior of mean `middle`
    and relative variance `spread` (by moments over the parts), the level is the posterior mean; the
    variance is the posterior's, with the doubt about the prior's own mean and spread.
    """
    own = incidents[place] / exposures[place]
    seen = exposures > 0
    n_levels = int(seen.sum())
    if n_levels < _FEWEST_LEVELS or incidents[seen].sum() <= 0:
        return float(own), float(phi * own / exposures[place])
    all_exposures = exposures[seen].sum()
    middle = incidents[seen].sum() / all_exposures
    between = (exposures[seen] * (incidents[seen] / exposures[seen] / middle - 1) ** 2).sum()
    beyond_chance = max(0.0, between - (n_levels - 1) * phi / middle)
    spread = beyond_chance / (all_exposures - (exposures[seen] ** 2).sum() / all_exposures)
    trust = spread / (spread + phi / (middle * exposures[place]))
    level = middle + trust * (own - middle)
    variance = phi * level / exposures[place] * (trust + (1 - trust) / (n_levels - 1))
    variance += (1 - trust) ** 2 * phi * middle / all_exposures
    return float(level), float(variance)


def predictive_dispersion(mean: float, variance: float, phi: float, freedom: float, incidents: float) -> float:
    """Variance / mean of the count to come, when mean and phi are estimates.

    The relative variance of a pooled phi follows from the fourth cumulant of the negative binomial. Only
    what exceeds Poisson's 1 is in doubt; what chance explains of it is softened, because phi is never
    taken to be below 1, which alone makes it too large where the truth is 1.
    """
    doubt = 2 / freedom + (6 * (phi - 1) + 1 / phi) / incidents
    by_chance = _NO_EXCESS * (2 / freedom + 1 / incidents)
    excess = (phi - 1) ** 3 / ((phi - 1) ** 2 + by_chance)
    return 1 + excess * (1 + _DISPERSION_DOUBT * doubt) + variance / mean


def tails(counts: Floats, means: Floats, dispersions: Floats, level: float, z: float) -> Floats:
    """Mid tail, bound at `level` and outbreak weight of each, shape (n, 3)."""
    answers = [
        (mid_tail(y, mean, phi), mid_bound(level, z, mean, phi), outbreak_weight(y, mean, phi))
        for y, mean, phi in zip(counts.tolist(), means.tolist(), dispersions.tolist(), strict=True)
    ]
    return np.array(answers, dtype=np.float64).reshape(-1, 3)
