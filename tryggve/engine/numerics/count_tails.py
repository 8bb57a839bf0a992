"""How probable are many counts at once, each with a negative binomial of its own?

`mean` and `size` describe each: variance = mean + mean**2 / size. Tails are incomplete beta functions, so a
small one keeps its digits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.checks import Floats, Wholes

# Between two whole numbers that a tail cannot tell apart, the lower tail decides with this much room.
_ROOM = 1e-12
_DEVIATIONS_AHEAD = 60.0


def upper_tails(counts: Floats, mean: Floats, size: Floats) -> Floats:
    """P(as many, or more) of each; shapes broadcast, every mean and size above 0."""
    from scipy.special import betainc

    counts, mean, size = np.broadcast_arrays(counts, mean, size)
    tails = np.asarray(betainc(np.maximum(counts, 1.0), size, mean / (mean + size)), dtype=np.float64)
    return np.where(counts <= 0, 1.0, tails)


def lower_tails(counts: Floats, mean: Floats, size: Floats) -> Floats:
    """P(as few, or fewer) of each; below 0 there is nothing."""
    from scipy.special import betainc

    counts, mean, size = np.broadcast_arrays(counts, mean, size)
    tails = np.asarray(betainc(size, np.maximum(counts, 0.0) + 1.0, size / (mean + size)), dtype=np.float64)
    return np.where(counts < 0, 0.0, tails)


def quantiles(probability: float, mean: Floats, size: Floats) -> Floats:
    """The smallest count of each that is reached with at least this probability, shape (n,).

    Halving between bounds: about log2(standard deviation) + 6 looks at each.
    """
    low = np.full(mean.shape, -1.0)
    high = _far_above(Laws(mean, size))
    open_ones = np.flatnonzero(high - low > 1)
    while open_ones.size:
        middle = np.floor((low[open_ones] + high[open_ones]) / 2)
        is_reached = lower_tails(middle, mean[open_ones], size[open_ones]) >= probability - _ROOM
        high[open_ones] = np.where(is_reached, middle, high[open_ones])
        low[open_ones] = np.where(is_reached, low[open_ones], middle)
        open_ones = open_ones[high[open_ones] - low[open_ones] > 1]
    return high


@dataclass(frozen=True, slots=True, eq=False)
class Laws:
    """The negative binomial of each count, shape (n,) each."""

    mean: Floats
    size: Floats

    def of(self, chosen: Wholes | NDArray[np.bool_]) -> Laws:
        """Those of some counts."""
        return Laws(self.mean[chosen], self.size[chosen])


def two_sided(p_higher: Floats, p_lower: Floats, below: Laws, above: Laws) -> Floats:
    """One p-value for both directions: the smaller tail, and the largest other tail that is no larger.

    `below` and `above` are the laws that the lower and the upper tails were taken from. Never more than twice
    the smaller tail, and the smaller tail alone where nothing can be as rare on the other side: a count that
    is usually 0 cannot be unusually low. Source: Blaker (2000), Canadian Journal of Statistics 28:783-798,
    equation (1).
    """
    smaller = np.minimum(p_higher, p_lower)
    opposite = np.zeros(smaller.shape)
    is_high = p_higher <= p_lower
    opposite[is_high] = _as_rare_below(smaller[is_high], below.of(is_high))
    opposite[~is_high] = _as_rare_above(smaller[~is_high], above.of(~is_high))
    return np.minimum(1.0, smaller + opposite)


def _as_rare_below(tail: Floats, laws: Laws) -> Floats:
    found = np.zeros(tail.shape)
    # Only where a count of 0 is rare enough is there anything to find.
    candidates = np.flatnonzero(lower_tails(np.zeros(1), laws.mean, laws.size) <= tail)
    laws, tail = laws.of(candidates), tail[candidates]
    low, high = np.zeros(tail.shape), _far_above(laws)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        fits = lower_tails(middle, laws.mean, laws.size) <= tail
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    found[candidates] = lower_tails(low, laws.mean, laws.size)
    return found


def _as_rare_above(tail: Floats, laws: Laws) -> Floats:
    low, high = np.zeros(tail.shape), _far_above(laws)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        fits = upper_tails(middle, laws.mean, laws.size) <= tail
        low, high = np.where(fits, low, middle), np.where(fits, middle, high)
    return upper_tails(high, laws.mean, laws.size)


def _far_above(laws: Laws) -> Floats:
    spread = np.sqrt(laws.mean + laws.mean**2 / laws.size) + laws.mean / laws.size + 1
    return np.asarray(np.ceil(laws.mean + _DEVIATIONS_AHEAD * spread), dtype=np.float64)
