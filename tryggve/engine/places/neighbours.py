"""Which places lie beside each other, and how much does each neighbour count?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_measurements, as_wholes, check_whole, check_work, frozen
from tryggve.engine.numerics.conditional import Permutations, has_even_weights
from tryggve.engine.numerics.positions import as_positions, pairs_within

_MOST_NEIGHBOURS = 40_000_000
_MOST_RINGS = 50


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The neighbours of place i are `others[starts[i] : starts[i + 1]]`, with their weights beside.

    No place is its own neighbour here; a method that counts the place itself adds it.
    """

    starts: Wholes
    others: Wholes
    weights: Floats

    @property
    def n_places(self) -> int:
        """How many places there are, with neighbours or without."""
        return self.starts.size - 1

    @property
    def n_neighbours(self) -> Wholes:
        """How many each place has, shape (n_places,)."""
        return np.diff(self.starts)

    @property
    def rows(self) -> Wholes:
        """The place that each entry of `others` is a neighbour of."""
        return np.repeat(np.arange(self.n_places), self.n_neighbours)

    def sums_of(self, values: Floats) -> Floats:
        """The weighted sum of the neighbours' values, shape (n_places,)."""
        weighted = self.weights * values[self.others]
        return np.bincount(self.rows, weights=weighted, minlength=self.n_places).astype(np.float64)

    def enough(self, permutations: Permutations, rate: float) -> Permutations:
        """As many draws as these neighbours need and can afford, where the caller has not said how many."""
        n_weighted = int(self.n_neighbours[~has_even_weights(self.starts, self.weights)].sum())
        return permutations.checked().enough_for(self.n_places, rate, n_weighted=n_weighted)

    def row_standardised(self) -> Neighbours:
        """The same with each place's weights adding up to 1."""
        totals = np.bincount(self.rows, weights=self.weights, minlength=self.n_places)
        shares = self.weights / totals[self.rows]
        return Neighbours(starts=self.starts, others=self.others, weights=_closed(shares))


def neighbours_within(x: ArrayLike, y: ArrayLike, *, distance: float) -> Neighbours:
    """Which places lie at most `distance` apart?

    Parameters
    ----------
    x, y : shape (n_places,), the places' centres in a plane, in metres or any one unit.
    distance : how far a neighbour may be, in the same unit, above 0; on the line counts as within.

    Returns
    -------
    Neighbours : with weight 1 each.

    Raises
    ------
    NotFinite, WrongShape, OutOfRange : for input that is no positions or distance.
    TooMuchWork : over 20 million pairs of neighbours.

    Work: O(n log n + pairs).
    Source: Getis & Ord (1992), Geographical Analysis 24:189-206. Card: docs/methods/hot_spots.md.

    >>> neighbours_within([0, 1, 5], [0, 0, 0], distance=2).n_neighbours.tolist()
    [1, 1, 0]
    """
    positions = as_positions(x, y)
    if not 0 < distance < np.inf:
        raise OutOfRange(f"The distance is out of range. Got {distance}. Give a number of metres above 0.")
    pairs = pairs_within(positions, float(distance), "euclidean")
    # The corner of a lattice must not lose a neighbour to the last digit of a square root.
    is_near = pairs.distance <= distance * (1 + 1e-12)
    first, second = pairs.first[is_near].astype(np.int64), pairs.second[is_near].astype(np.int64)
    return _from_pairs(len(positions), np.concatenate([first, second]), np.concatenate([second, first]))


def nearest_neighbours(x: ArrayLike, y: ArrayLike, *, n_nearest: int) -> Neighbours:
    """Which places are the nearest to each?

    Parameters
    ----------
    x, y : shape (n_places,), as in `neighbours_within`.
    n_nearest : how many each place has, 1 up to n_places - 1. Of equally near ones the earlier in the list.

    Returns
    -------
    Neighbours : with weight 1 each; need not be mutual.

    Raises
    ------
    TooLittleData : when there are not so many other places.
    NotFinite, WrongShape, OutOfRange, TooMuchWork : as `neighbours_within`.

    Work: O(n log n + n * n_nearest).
    Source: Getis & Ord (1992), Geographical Analysis 24:189-206. Card: docs/methods/hot_spots.md.

    >>> nearest_neighbours([0, 1, 5], [0, 0, 0], n_nearest=1).others.tolist()
    [1, 0, 1]
    """
    from scipy.spatial import cKDTree

    positions = as_positions(x, y)
    n_places = len(positions)
    check_whole(n_nearest, "n_nearest", least=1, most=_MOST_NEIGHBOURS)
    if n_nearest >= n_places:
        raise TooLittleData(f"There are too few places. Got {n_places} for {n_nearest} neighbours. Give more places.")
    check_work(n_places * float(n_nearest + 1), _MOST_NEIGHBOURS, "neighbours")
    distances, found = cKDTree(positions).query(positions, k=n_nearest + 1)
    own = np.arange(n_places)[:, None]
    # Itself first, however many share its point; then by distance, and by number where that is equal.
    distances = np.where(found == own, -1.0, distances)
    has_itself = (found == own).any(axis=1)
    found[~has_itself, -1], distances[~has_itself, -1] = own[~has_itself, 0], -1.0
    order = np.lexsort((found, distances), axis=1)[:, 1:]
    others = np.take_along_axis(found, order, axis=1).astype(np.int64)
    return Neighbours(
        starts=_closed(np.arange(0, n_places * n_nearest + 1, n_nearest)),
        others=_closed(others.ravel()),
        weights=_closed(np.ones(others.size)),
    )


def neighbours_of(lists: Sequence[ArrayLike], weights: Sequence[ArrayLike] | None = None) -> Neighbours:
    """The neighbours as known from a map: which areas share a border.

    Parameters
    ----------
    lists : one entry a place, the numbers (from 0) of its neighbours; may be empty.
    weights : of the same shape, above 0; all 1 when not given.

    Returns
    -------
    Neighbours : as given, in rising order.

    Raises
    ------
    WrongShape : when a place is its own neighbour, is named twice, or weights are missing.
    OutOfRange : when a number names no place, or a weight is not above 0.

    Work: O(neighbours * log(neighbours)).
    Source: Anselin (1995), Geographical Analysis 27:93-115. Card: docs/methods/local_moran.md.

    >>> neighbours_of([[1], [0, 2], [1]]).n_neighbours.tolist()
    [1, 2, 1]
    """
    rows, others, weighed = [], [], []
    for place, named in enumerate(lists):
        numbers = as_wholes(named, f"The neighbours of place {place}", least=0)
        rows.append(np.full(numbers.size, place, dtype=np.int64))
        others.append(numbers)
        own = np.ones(numbers.size)
        if weights is not None:
            own = as_measurements(weights[place], "weights") if place < len(weights) else np.zeros(0)
        if own.size != numbers.size:
            raise WrongShape(
                f"Weights and neighbours do not fit. Got {own.size} for {numbers.size}. Give one for each."
            )
        weighed.append(own)
    together = [np.concatenate([np.zeros(0), *parts]) for parts in (rows, others, weighed)]
    place_of, other, weight = together[0].astype(np.int64), together[1].astype(np.int64), together[2]
    if other.max(initial=-1) >= len(lists):
        raise OutOfRange(f"A neighbour is no place. Got {other.max()} of {len(lists)}. Give numbers from 0.")
    if not bool(((weight > 0) & (weight < 1e100)).all()) or weight.min(initial=1.0) < 1e-100:
        raise OutOfRange(f"A weight is out of range. Got {weight.min()} to {weight.max()}. Give numbers above 0.")
    if (place_of == other).any() or np.unique(place_of * len(lists) + other).size < other.size:
        raise WrongShape(
            "A neighbour is the place itself or is named twice. Got such a list. Give each other place at most once."
        )
    return _from_pairs(len(lists), place_of, other, weight)


def hexagon_neighbours(cells: Sequence[str], *, n_rings: int = 1) -> Neighbours:
    """Which hexagons lie within so many rings of each other?

    Parameters
    ----------
    cells : shape (n_places,), H3 indexes of one resolution, each once.
    n_rings : 1 for those that touch, at most 50.

    Returns
    -------
    Neighbours : among the cells given, with weight 1 each.

    Raises
    ------
    WrongShape : for what is no H3 index, is there twice, or has another resolution.
    OutOfRange, TooMuchWork : for the rings.

    Work: O(n_places * n_rings**2).
    Source: Uber's H3, grid_disk; Getis & Ord (1992), Geographical Analysis 24:189-206. Card: docs/methods/hot_spots.md.

    >>> hexagon_neighbours(["8808866b33fffff", "8808866b3bfffff"]).n_places
    2
    """
    import h3

    check_whole(n_rings, "n_rings", least=1, most=_MOST_RINGS)
    check_work(len(cells) * float(3 * n_rings * (n_rings + 1)), _MOST_NEIGHBOURS, "hexagons looked at")
    is_known = all(h3.is_valid_cell(str(cell)) for cell in cells)
    if not is_known or len({h3.get_resolution(cell) for cell in cells}) > 1 or len(set(cells)) < len(cells):
        raise WrongShape(
            "The hexagons are no H3 cells of one size. Got another kind, or one twice. Give each index once, as text."
        )
    place_of = {cell: place for place, cell in enumerate(cells)}
    found = [
        (place, place_of[other])
        for cell, place in place_of.items()
        for other in h3.grid_disk(cell, n_rings)
        if other != cell and other in place_of
    ]
    pairs = np.array(found, dtype=np.int64).reshape(-1, 2)
    return _from_pairs(len(cells), pairs[:, 0], pairs[:, 1])


def _from_pairs(n_places: int, rows: Wholes, others: Wholes, weights: Floats | None = None) -> Neighbours:
    order = np.lexsort((others, rows))
    weighed = np.ones(rows.size) if weights is None else weights[order]
    return Neighbours(
        starts=_closed(np.searchsorted(rows[order], np.arange(n_places + 1)).astype(np.int64)),
        others=_closed(others[order]),
        weights=_closed(weighed),
    )


def _closed(array: NDArray[Any]) -> NDArray[Any]:
    return frozen(array)
