"""How often would other values around a place give as large a sum as its neighbours do?

Each place keeps its own value, and its k neighbours get k of the other values, drawn without
replacement. One random order serves all places: place i takes its first k values, and where i itself is
among them the next one instead. So each place has a fair draw of the others, and the sums of places
with k equal weights differ in a few replicates only: they are counted by looking up in one sorted row.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics import twins
from tryggve.engine.numerics.checks import Floats, Wholes, check_whole, check_work
from tryggve.engine.numerics.positions import check_choice

Alternative = Literal["two-sided", "greater", "lesser", "folded", "directed"]

_STREAM = 2
_MOST_DRAWN = 2e9
_MOST_SUMMED = 2e10
_SUMMED_AT_ONCE = 4_000_000
_MOST_PERMUTATIONS = 1_000_000
_LEAST_ENOUGH = 9_999
_AFFORDED_WHEN_WEIGHTED = 1_000_000_000
# Sums that differ by less than this share of the largest are ties: rounding must not break one.
_TIE = 1e-10


@dataclass(frozen=True, slots=True)
class Permutations:
    """How chance is tried: how many draws of the neighbours' values, which seed, and what counts as extreme.

    Without `n`, as many are drawn as one place alone needs to stand out among all: 2 * places / rate, and at
    least 9,999.
    "two-sided" doubles the smaller tail, and is never above 1; "greater" and "lesser" are one tail; "folded" counts
    draws as far from what is expected as the place is, in either direction. "directed" is the smaller tail
    undoubled, as esda did before it warned against it: half the p-value it should be.
    """

    n: int | None = None
    seed: int = 0
    alternative: Alternative = "two-sided"

    def checked(self) -> Permutations:
        """The same; refused when it cannot be meant. 0 draws are allowed and give no p-value by permutation."""
        if self.n is not None:
            check_whole(self.n, "The number of permutations", least=0, most=_MOST_PERMUTATIONS)
        check_whole(self.seed, "The seed", least=0, most=2**63 - 1)
        check_choice(self.alternative, "The alternative", get_args(Alternative))
        return self

    def enough_for(self, n_places: int, rate: float, *, n_weighted: int = 0) -> Permutations:
        """The same with `n` known. `n_weighted` neighbours have weights of their own, and each draw costs as much."""
        affordable = _AFFORDED_WHEN_WEIGHTED // max(1, n_weighted)
        enough = min(_MOST_PERMUTATIONS, int(2 * n_places / rate) + 1, max(_LEAST_ENOUGH, affordable))
        return replace(self, n=max(_LEAST_ENOUGH, enough)) if self.n is None else self


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """For each place, of n draws: how many sums are as large or larger, as small or smaller, as far or farther."""

    as_large: Wholes
    as_small: Wholes
    as_far: Wholes
    n: int

    def p_values(self, alternative: Alternative) -> Floats:
        """(r + 1) / (n + 1) by the tail that the alternative names."""
        smaller = np.minimum(self.as_large, self.as_small)
        counted = {
            "greater": self.as_large,
            "lesser": self.as_small,
            "folded": self.as_far,
            "directed": np.minimum(self.as_large, self.n - self.as_large),
            "two-sided": smaller,
        }[alternative]
        p = (counted + 1.0) / (self.n + 1.0)
        return np.minimum(1.0, 2.0 * p) if alternative == "two-sided" else np.asarray(p, dtype=np.float64)

    def turned(self, is_turned: NDArray[np.bool_]) -> Tails:
        """The same with both directions exchanged where asked."""
        return Tails(
            as_large=np.where(is_turned, self.as_small, self.as_large),
            as_small=np.where(is_turned, self.as_large, self.as_small),
            as_far=self.as_far,
            n=self.n,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Draws:
    """Random orders, the values there, and what is compared with them."""

    orders: Wholes
    drawn: Floats
    values: Floats


def tails_of_sums(values: Floats, starts: Wholes, others: Wholes, weights: Floats, permutations: Permutations) -> Tails:
    """Compare each place's weighted sum over its neighbours, none of them itself, with draws of other values.

    Work: O(draws * (most neighbours + places whose weights differ from each other * neighbours) + n log n).
    """
    n_places, n_neighbours, n_draws = values.size, np.diff(starts), permutations.n or 0
    n_drawn = min(n_places, int(n_neighbours.max(initial=0)) + 1)
    check_work(n_drawn * float(n_draws), _MOST_DRAWN, "drawn values")
    orders = twins.kernels("orders").random_orders(
        n_places, n_drawn, np.uint64(permutations.seed), _STREAM, (0, n_draws)
    )
    draws = _Draws(orders=orders, drawn=values[orders], values=values)
    nothing = np.zeros(n_places, dtype=np.int64)
    tails = Tails(as_large=nothing, as_small=nothing.copy(), as_far=nothing.copy(), n=n_draws)
    rows = np.repeat(np.arange(n_places), n_neighbours)
    is_even = has_even_weights(starts, weights)
    sums = np.bincount(rows, weights=values[others], minlength=n_places).astype(np.float64)
    for n_equal in np.unique(n_neighbours[is_even]).tolist():
        _count_even(draws, np.flatnonzero(is_even & (n_neighbours == n_equal)), n_equal, sums, tails)
    uneven = np.flatnonzero((n_neighbours > 0) & ~is_even)
    check_work(float(n_neighbours[uneven].sum()) * n_draws, _MOST_SUMMED, "weighted draws")
    for place in uneven.tolist():
        chosen = slice(starts[place], starts[place + 1])
        _count_uneven(draws, place, others[chosen], weights[chosen], tails)
    return tails


def has_even_weights(starts: Wholes, weights: Floats) -> NDArray[np.bool_]:
    """Which places have neighbours that all count alike."""
    n_neighbours = np.diff(starts)
    rows = np.repeat(np.arange(n_neighbours.size), n_neighbours)
    lightest, heaviest = np.full(n_neighbours.size, np.inf), np.full(n_neighbours.size, -np.inf)
    np.minimum.at(lightest, rows, weights)
    np.maximum.at(heaviest, rows, weights)
    with np.errstate(invalid="ignore"):
        return np.asarray((n_neighbours > 0) & (heaviest - lightest <= 1e-12 * heaviest), dtype=np.bool_)


def _count_even(draws: _Draws, places: Wholes, n_equal: int, sums: Floats, tails: Tails) -> None:
    reference = draws.drawn[:, :n_equal].sum(axis=1)
    rising = np.sort(reference)
    n_others = draws.values.size - 1
    total = draws.values.sum()
    expected = n_equal * (total - draws.values) / n_others
    tie = _TIE * max(float(np.abs(draws.values).max(initial=0.0)) * n_equal, 1e-300)
    observed = sums[places]
    far = np.abs(observed - expected[places])
    tails.as_large[places] = rising.size - np.searchsorted(rising, observed - tie, side="left")
    tails.as_small[places] = np.searchsorted(rising, observed + tie, side="right")
    tails.as_far[places] = _as_far(rising, expected[places], far - tie)
    # Where the place itself was drawn, the next value takes its turn: undo that replicate, and do it again.
    is_asked = np.zeros(draws.values.size, dtype=np.bool_)
    is_asked[places] = True
    replicate, slot = np.nonzero(is_asked[draws.orders[:, :n_equal]])
    if replicate.size == 0:
        return
    place = draws.orders[replicate, slot]
    was = reference[replicate]
    now = was - draws.values[place] + draws.drawn[replicate, n_equal]
    for change, summed in ((-1, was), (1, now)):
        np.add.at(tails.as_large, place, change * (summed >= sums[place] - tie))
        np.add.at(tails.as_small, place, change * (summed <= sums[place] + tie))
        middle = expected[place]
        is_far = np.abs(summed - middle) >= np.abs(sums[place] - middle) - tie
        np.add.at(tails.as_far, place, change * is_far)


def _as_far(rising: Floats, middle: Floats, distance: Floats) -> Wholes:
    above = rising.size - np.searchsorted(rising, middle + distance, side="left")
    below = np.searchsorted(rising, middle - distance, side="right")
    return np.where(distance <= 0, rising.size, above + below)


def _count_uneven(draws: _Draws, place: int, others: Wholes, weights: Floats, tails: Tails) -> None:
    n_neighbours = others.size
    summed = draws.drawn[:, :n_neighbours] @ weights
    replicate, slot = np.nonzero(draws.orders[:, :n_neighbours] == place)
    if replicate.size:
        instead = draws.drawn[replicate, n_neighbours] - draws.values[place]
        summed[replicate] += weights[slot] * instead
    observed = float(draws.values[others] @ weights)
    middle = float(weights.sum()) * float(draws.values.sum() - draws.values[place]) / (draws.values.size - 1)
    tie = _TIE * max(float(np.abs(draws.values).max()) * float(np.abs(weights).sum()), 1e-300)
    tails.as_large[place] = int((summed >= observed - tie).sum())
    tails.as_small[place] = int((summed <= observed + tie).sum())
    tails.as_far[place] = int((np.abs(summed - middle) >= abs(observed - middle) - tie).sum())
