"""Where do high values lie together?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, check_share
from tryggve.engine.numerics.conditional import Permutations, tails_of_sums
from tryggve.engine.numerics.local_sums import (
    adjusted,
    as_deviations,
    closed,
    moments_of_others,
    spread_of_sums,
    sums_by_place,
    two_sided_normal,
)
from tryggve.engine.places.neighbours import Neighbours

_USUAL = Permutations()


@dataclass(frozen=True, slots=True, eq=False)
class HotSpots:
    """One entry a place in each array.

    `z_scores` are large where high values lie together and small where low ones do. They are nan for a
    place without neighbours, or with so many that nothing can vary; such a place has no p-value and is
    never hot or cold. `p_normal` reads z as normal, `p_values` come from permutations (as `p_normal` when there
    were none), and `adjusted_p_values` control the false discovery rate over all places.
    """

    z_scores: Floats
    p_normal: Floats
    p_values: Floats
    adjusted_p_values: Floats
    is_hot: NDArray[np.bool_]
    is_cold: NDArray[np.bool_]
    rate: float
    n_permutations: int
    seed: int


def getis_ord_star(
    values: ArrayLike,
    neighbours: Neighbours,
    *,
    own_weight: float = 1.0,
    permutations: Permutations = _USUAL,
    rate: float = 0.05,
) -> HotSpots:
    """Where is a place together with its neighbours higher, or lower, than places at large? (Gi*)

    Parameters
    ----------
    values : shape (n_places,), a count or rate for each place, over the same time.
    neighbours : who lies beside whom; equal weights are the usual choice.
    own_weight : how much the place itself counts beside its neighbours' weights, above 0.
    permutations : draws of the neighbours' values, seed, and which tail is meant. The place keeps its own value.
    rate : share of hot and cold places that may be false alarms, 0 to 1.

    Returns
    -------
    HotSpots : z-scores, p-values and what stands out.

    Raises
    ------
    TooLittleData : fewer than three places, or all values alike.
    NotFinite, WrongShape, OutOfRange : for input that is no values or parameters.
    TooMuchWork : over 2e9 drawn values, or 2e10 weighted ones where weights differ.

    Work: O(n log n + permutations * most neighbours) with equal weights; else
        O(permutations * all neighbours).
    Source: Ord & Getis (1995), Geographical Analysis 27:286-306, equation (14) of Gi*; conditional permutation as in
    Anselin (1995), Geographical Analysis 27:93-115. Card: docs/methods/hot_spots.md.

    >>> from tryggve.engine.places.neighbours import neighbours_within
    >>> row = neighbours_within(range(9), [0] * 9, distance=1)
    >>> getis_ord_star([0, 0, 0, 0, 0, 1, 9, 9, 8], row).z_scores.argmax()
    np.int64(7)
    """
    if not 0 < own_weight < 1e100:
        raise OutOfRange(f"The own weight is out of range. Got {own_weight}. Give for example 1.")
    deviations = as_deviations(values, neighbours.n_places)
    n_places = deviations.size
    total, squares = _weights(neighbours)
    has_any = neighbours.n_neighbours > 0
    variance = np.full(n_places, float(deviations @ deviations) / n_places)
    spread = spread_of_sums(total + own_weight, squares + own_weight**2, variance, n_places)
    z_scores = np.where(has_any, (neighbours.sums_of(deviations) + own_weight * deviations) / spread, np.nan)
    return _hot_spots(values, neighbours, z_scores, permutations, rate)


def getis_ord(
    values: ArrayLike, neighbours: Neighbours, *, permutations: Permutations = _USUAL, rate: float = 0.05
) -> HotSpots:
    """Where are a place's neighbours, without the place itself, higher or lower than the others? (Gi)

    Parameters
    ----------
    values, neighbours, permutations, rate : as in `getis_ord_star`.

    Returns
    -------
    HotSpots : as there.

    Raises
    ------
    As `getis_ord_star`.

    Work: as there.
    Source: Ord & Getis (1995), Geographical Analysis 27:286-306, equation (13) of Gi. Card: docs/methods/hot_spots.md.

    >>> from tryggve.engine.places.neighbours import neighbours_within
    >>> row = neighbours_within(range(9), [0] * 9, distance=1)
    >>> getis_ord([0, 0, 0, 0, 0, 1, 9, 9, 8], row).z_scores.argmax()
    np.int64(7)
    """
    deviations = as_deviations(values, neighbours.n_places)
    mean, variance = moments_of_others(deviations)
    total, squares = _weights(neighbours)
    spread = spread_of_sums(total, squares, variance, deviations.size - 1)
    z_scores = (neighbours.sums_of(deviations) - total * mean) / spread
    return _hot_spots(values, neighbours, z_scores, permutations, rate)


def _weights(neighbours: Neighbours) -> tuple[Floats, Floats]:
    rows, n_places = neighbours.rows, neighbours.n_places
    return sums_by_place(rows, neighbours.weights, n_places), sums_by_place(rows, neighbours.weights**2, n_places)


def _hot_spots(
    values: ArrayLike, neighbours: Neighbours, z_scores: Floats, permutations: Permutations, rate: float
) -> HotSpots:
    check_share(rate, "The rate")
    permutations = neighbours.enough(permutations, rate)
    p_normal = two_sided_normal(z_scores)
    p_values = p_normal
    if permutations.n:
        tails = tails_of_sums(
            np.array(values, dtype=np.float64), neighbours.starts, neighbours.others, neighbours.weights, permutations
        )
        # Given the place's own value, both statistics rise with the sum of its neighbours: so the sums are compared.
        p_values = np.where(np.isnan(z_scores), np.nan, tails.p_values(permutations.alternative))
    p_adjusted = adjusted(p_values, rate)
    stands_out = p_adjusted <= rate
    arrays = {
        "z_scores": z_scores,
        "p_normal": p_normal,
        "p_values": p_values,
        "adjusted_p_values": p_adjusted,
        "is_hot": stands_out & (z_scores > 0),
        "is_cold": stands_out & (z_scores < 0),
    }
    return HotSpots(
        **closed(arrays),
        rate=rate,
        n_permutations=permutations.n or 0,
        seed=permutations.seed,
    )
