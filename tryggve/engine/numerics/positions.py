"""Where did it happen, and which pairs of events lie close to each other?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, as_measurements, check_same_shape, check_work

Metric = Literal["euclidean", "manhattan"]

#: The largest coordinate, in metres: more than any map of the Earth has, and far from overflow.
FARTHEST = 1e9
MOST_EVENTS = 1_000_000
MOST_PAIRS = 20_000_000


@dataclass(frozen=True, slots=True, eq=False)
class PairsOfEvents:
    """Pairs of events, each once: the numbers of the two events, and how far apart they are."""

    first: NDArray[np.int32]
    second: NDArray[np.int32]
    distance: Floats


def as_positions(x: ArrayLike, y: ArrayLike, name: str = "x and y") -> Floats:
    """Coordinates in a plane, shape (n, 2), finite and of a size that a map can have."""
    across, along = as_measurements(x, f"{name}: x"), as_measurements(y, f"{name}: y")
    check_same_shape(across, along, name)
    check_work(across.size, MOST_EVENTS, "positions")
    both = np.column_stack([across, along])
    farthest = float(np.abs(both).max(initial=0.0))
    if farthest > FARTHEST:
        raise OutOfRange(
            f"{name} are no coordinates in metres. Got {farthest:.3g}. Give at most {FARTHEST:.0e} from the origin."
        )
    return both


def check_choice(value: str, name: str, choices: tuple[str, ...]) -> None:
    """One of a few words."""
    if value not in choices:
        raise OutOfRange(f"{name} is not known. Got {value!r}. Give one of: {', '.join(choices)}.")


def pairs_within(positions: Floats, reach: float, metric: Metric) -> PairsOfEvents:
    """All pairs of events at most `reach` apart. Work: O(n log n + pairs)."""
    from scipy.spatial import cKDTree

    check_choice(metric, "The metric", get_args(Metric))
    power = 2.0 if metric == "euclidean" else 1.0
    tree = cKDTree(positions)
    # A hair farther than asked, so that rounding in the tree loses no pair on the edge; the exact cut comes later.
    wider = reach * (1 + 1e-9) + 1e-9
    n_pairs = (int(tree.count_neighbors(tree, wider, p=power)) - len(positions)) // 2
    check_work(n_pairs, MOST_PAIRS, "pairs of events within the last finite distance")
    pairs = tree.query_pairs(wider, p=power, output_type="ndarray")
    return PairsOfEvents(
        first=pairs[:, 0].astype(np.int32),
        second=pairs[:, 1].astype(np.int32),
        distance=distances_of(positions, pairs[:, 0], pairs[:, 1], metric),
    )


def distances_of(positions: Floats, first: NDArray[np.int64], second: NDArray[np.int64], metric: Metric) -> Floats:
    """How far apart the two of each pair are."""
    steps = positions[first] - positions[second]
    if metric == "manhattan":
        return np.asarray(np.abs(steps).sum(axis=1), dtype=np.float64)
    return np.sqrt(steps[:, 0] * steps[:, 0] + steps[:, 1] * steps[:, 1])
