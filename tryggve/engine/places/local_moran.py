"""Which places are like their neighbours, and which are unlike them?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import TooLittleData
from tryggve.engine.numerics import twins
from tryggve.engine.numerics.checks import Floats, check_share, check_work
from tryggve.engine.numerics.conditional import Permutations, Tails, tails_of_sums
from tryggve.engine.numerics.local_sums import (
    adjusted,
    as_deviations,
    closed,
    moments_of_others,
    spread_of_sums,
    sums_by_place,
    two_sided_normal,
)
from tryggve.engine.numerics.threads import in_chunks
from tryggve.engine.places.neighbours import Neighbours

_USUAL = Permutations()
_GLOBAL = Permutations(n=999)
_GLOBAL_STREAM = 3
_ORDERS_AT_ONCE = 16
_MOST_SHUFFLED = 2e10
_QUADRANTS = np.array(["low-low", "low-high", "high-low", "high-high"])


@dataclass(frozen=True, slots=True, eq=False)
class LocalMoran:
    """One entry a place in each array.

    `statistic` is above 0 where the place is like its neighbours. `expected` and `variance` hold the place's own
    value fixed; `z_scores` and `p_normal` follow from them. `quadrants` says "high-low" for a high place among
    low ones, and so on. A place without neighbours has nan everywhere and the quadrant "none".
    """

    statistic: Floats
    expected: Floats
    variance: Floats
    z_scores: Floats
    p_normal: Floats
    p_values: Floats
    adjusted_p_values: Floats
    quadrants: tuple[str, ...]
    stands_out: NDArray[np.bool_]
    rate: float
    n_permutations: int
    seed: int


@dataclass(frozen=True, slots=True)
class GlobalMoran:
    """One number for the whole map: `statistic` is near `expected` when values lie as chance would lay them."""

    statistic: float
    expected: float
    variance: float
    z_score: float
    p_normal: float
    p_value: float
    n_permutations: int
    seed: int


def local_moran(
    values: ArrayLike, neighbours: Neighbours, *, permutations: Permutations = _USUAL, rate: float = 0.05
) -> LocalMoran:
    """Which places are like their neighbours, and which stand out from them?

    Parameters
    ----------
    values : shape (n_places,), a count or rate for each place, over the same time.
    neighbours : who lies beside whom. Each place's weights are made to add up to 1.
    permutations : draws of the neighbours' values, seed, and which tail is meant. The place keeps its own value.
    rate : share of those that stand out that may be false alarms, 0 to 1.

    Returns
    -------
    LocalMoran : statistics, p-values, quadrants and what stands out.

    Raises
    ------
    TooLittleData : fewer than three places, or all values alike.
    NotFinite, WrongShape, OutOfRange : for input that is no values or parameters.
    TooMuchWork : as `getis_ord_star`.

    Work: O(n log n + permutations * most neighbours) with equal weights; else
        O(permutations * all neighbours).
    Source: Anselin (1995), Geographical Analysis 27:93-115, equation (7) with the variance over n - 1; Sokal, Oden &
    Thomson (1998), Geographical Analysis 30:331-354 (moments with the place's value fixed).
    Card: docs/methods/local_moran.md.

    >>> from tryggve.engine.places.neighbours import neighbours_within
    >>> row = neighbours_within(range(9), [0] * 9, distance=1)
    >>> local_moran([0, 0, 0, 0, 0, 1, 9, 9, 8], row).quadrants[-3:]
    ('high-high', 'high-high', 'high-high')
    """
    check_share(rate, "The rate")
    permutations = neighbours.enough(permutations, rate)
    deviations = as_deviations(values, neighbours.n_places)
    n_places = deviations.size
    shares = neighbours.row_standardised()
    has_any = neighbours.n_neighbours > 0
    lag = np.where(has_any, shares.sums_of(deviations), np.nan)
    scale = deviations * (n_places - 1) / float(deviations @ deviations)
    mean, variance_of_others = moments_of_others(deviations)
    squares = sums_by_place(shares.rows, shares.weights**2, n_places)
    spread = spread_of_sums(has_any.astype(np.float64), squares, variance_of_others, n_places - 1)
    with np.errstate(invalid="ignore"):
        z_scores = np.sign(deviations) * (lag - mean) / spread
    p_normal = two_sided_normal(z_scores)
    p_values = _permuted_p(np.array(values, dtype=np.float64), deviations, shares, permutations, p_normal)
    p_adjusted = adjusted(p_values, rate)
    arrays = {
        "statistic": scale * lag,
        "expected": np.where(has_any, scale * mean, np.nan),
        "variance": (scale * spread) ** 2,
        "z_scores": z_scores,
        "p_normal": p_normal,
        "p_values": p_values,
        "adjusted_p_values": p_adjusted,
        "stands_out": p_adjusted <= rate,
    }
    kinds = _QUADRANTS[2 * (deviations > 0) + (lag > 0)]
    return LocalMoran(
        **closed(arrays),
        quadrants=tuple(np.where(has_any, kinds, "none").tolist()),
        rate=rate,
        n_permutations=permutations.n or 0,
        seed=permutations.seed,
    )


def _permuted_p(
    numbers: Floats, deviations: Floats, shares: Neighbours, permutations: Permutations, p_normal: Floats
) -> Floats:
    if permutations.n == 0:
        return p_normal
    tails = tails_of_sums(numbers, shares.starts, shares.others, shares.weights, permutations)
    # A low place is the more like its neighbours the lower they are.
    p_values = tails.turned(deviations < 0).p_values(permutations.alternative)
    return np.where(np.isnan(p_normal), np.nan, np.where(deviations == 0, 1.0, p_values))


def global_moran(values: ArrayLike, neighbours: Neighbours, *, permutations: Permutations = _GLOBAL) -> GlobalMoran:
    """Do like values lie together over the whole map?

    Parameters
    ----------
    values, neighbours : as in `local_moran`; each place's weights are made to add up to 1.
    permutations : shuffles of all values over the places, seed, tail. 0 shuffles give p-values from the normal alone.

    Returns
    -------
    GlobalMoran : with moments under randomisation.

    Raises
    ------
    TooLittleData : fewer than four places, none with neighbours, or all values alike.
    Otherwise as `local_moran`.

    Work: O((n + neighbours) * permutations).
    Source: Moran (1950), Biometrika 37:17-23; Cliff & Ord (1981), Spatial processes, equations 2.33-2.37.
    Card: docs/methods/local_moran.md.

    >>> from tryggve.engine.places.neighbours import neighbours_within
    >>> row = neighbours_within(range(9), [0] * 9, distance=1)
    >>> round(global_moran([0, 0, 0, 0, 0, 1, 9, 9, 8], row).statistic, 3)
    0.791
    """
    permutations = permutations.checked().enough_for(1, 0.05)
    deviations = as_deviations(values, neighbours.n_places)
    if deviations.size < 4 or neighbours.others.size == 0:
        raise TooLittleData(
            f"There is too little to compare. Got {deviations.size} places and {neighbours.others.size} neighbours. "
            f"Give four places or more, with neighbours."
        )
    shares = neighbours.row_standardised()
    n_places, total = deviations.size, float(shares.weights.sum())
    scale = n_places / total / float(deviations @ deviations)
    statistic = scale * float(deviations @ shares.sums_of(deviations))
    expected = -1.0 / (n_places - 1)
    variance = _variance_under_randomisation(deviations, shares)
    can_vary = variance > 1e-14
    z_score = (statistic - expected) / float(np.sqrt(variance)) if can_vary else 0.0
    p_normal = float(two_sided_normal(np.array(z_score)))
    p_value = p_normal
    if permutations.n:
        p_value = _shuffled_p(deviations, shares, statistic / scale, permutations)
    return GlobalMoran(
        statistic=statistic,
        expected=expected,
        variance=variance,
        z_score=z_score,
        p_normal=p_normal,
        p_value=p_value,
        n_permutations=permutations.n or 0,
        seed=permutations.seed,
    )


def _variance_under_randomisation(deviations: Floats, shares: Neighbours) -> float:
    from scipy.sparse import csr_array

    n = float(deviations.size)
    matrix = csr_array((shares.weights, shares.others, shares.starts), shape=(deviations.size, deviations.size))
    s0 = float(matrix.sum())
    both = matrix + matrix.T
    s1 = float((both * both).sum()) / 2
    s2 = float(((matrix.sum(axis=0) + matrix.sum(axis=1)) ** 2).sum())
    fourth, second = float((deviations**4).mean()), float((deviations**2).mean())
    kurtosis = fourth / second**2
    first = n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0)
    less = kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0 * s0)
    return (first - less) / ((n - 1) * (n - 2) * (n - 3) * s0 * s0) - 1.0 / (n - 1) ** 2


def _shuffled_p(deviations: Floats, shares: Neighbours, observed: float, permutations: Permutations) -> float:
    n_places = deviations.size
    check_work((n_places + shares.others.size) * float(permutations.n or 0), _MOST_SHUFFLED, "shuffled neighbours")
    kernel, products = twins.kernels("orders"), []
    rows = shares.rows
    for chunk in in_chunks(permutations.n or 0, size=_ORDERS_AT_ONCE):
        orders = kernel.random_orders(n_places, n_places, np.uint64(permutations.seed), _GLOBAL_STREAM, chunk)
        shuffled = deviations[orders]
        products.append((shuffled[:, rows] * shuffled[:, shares.others] * shares.weights).sum(axis=1))
    drawn = np.concatenate(products)
    tie = 1e-10 * float(deviations @ deviations)
    middle = -float(shares.weights.sum()) * float(deviations @ deviations) / n_places / (n_places - 1)
    tails = Tails(
        as_large=np.array([(drawn >= observed - tie).sum()]),
        as_small=np.array([(drawn <= observed + tie).sum()]),
        as_far=np.array([(np.abs(drawn - middle) >= abs(observed - middle) - tie).sum()]),
        n=drawn.size,
    )
    return float(tails.p_values(permutations.alternative)[0])
