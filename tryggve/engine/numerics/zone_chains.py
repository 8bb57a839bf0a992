"""In which order do neighbours join a centre, and which groups of them are new?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_measurements, as_wholes, check_work

Metric = Literal["euclidean", "great_circle"]

EARTH_RADIUS_KM = 6371.0
_ROWS_AT_ONCE = 2_000_000  # distances held in memory


def distance_blocks(points: Floats, metric: Metric) -> Iterator[Floats]:
    """Distances from some rows of points at a time to all points."""
    if metric not in ("euclidean", "great_circle"):
        raise OutOfRange(f"The metric is not known. Got {metric!r}. Give 'euclidean' or 'great_circle'.")
    places = _on_sphere(points) if metric == "great_circle" else points
    n = places.shape[0]
    step = max(1, _ROWS_AT_ONCE // max(1, n))
    for first in range(0, n, step):
        squares = np.zeros((min(step, n - first), n))
        for axis in range(places.shape[1]):
            with np.errstate(over="ignore"):
                squares += (places[first : first + step, axis, None] - places[None, :, axis]) ** 2
        _check_finite(squares)
        chord = np.sqrt(squares)
        yield 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, chord / 2)) if metric == "great_circle" else chord


def network_blocks(
    nodes: ArrayLike, edges: ArrayLike, lengths: ArrayLike, *, reach: float, most: float
) -> tuple[Iterator[Floats], int]:
    """Shortest ways from some locations at a time to all locations, infinite beyond `reach`."""
    at = as_wholes(nodes, "nodes", least=0)
    ways = as_measurements(edges, "edges", n_dimensions=2)
    if ways.shape[1] != 2:
        raise WrongShape(f"The edges are not pairs of nodes. Got shape {ways.shape}. Give shape (n, 2).")
    ends = as_wholes(ways.ravel(), "edges", least=0).reshape(-1, 2)
    metres = as_measurements(lengths, "lengths")
    if metres.size != ends.shape[0]:
        raise WrongShape(
            f"The edges and lengths do not fit each other. Got {ends.shape[0]} and {metres.size}. Give one for each."
        )
    if (metres <= 0).any():
        raise OutOfRange(f"A street has no length. Got {metres.min()}. Give lengths above 0.")
    if at.size == 0:
        raise TooLittleData("There are no locations. Got an empty list of nodes. Give one node for each location.")
    n_nodes = int(max(at.max(), ends.max(initial=0))) + 1
    check_work(float(at.size) * n_nodes, most, "locations x nodes")
    return _shortest_ways(at, ends, metres, n_nodes, reach), at.size


def hexagon_rings(cells: Sequence[str], n_rings: int) -> tuple[list[Wholes], list[NDArray[np.bool_]]]:
    """For each cell the cells around it ring by ring, and where a ring ends."""
    import h3

    known = {str(cell): place for place, cell in enumerate(cells)}
    valid = all(h3.is_valid_cell(str(cell)) for cell in cells)
    if not valid or len(known) != len(cells) or len({h3.get_resolution(cell) for cell in cells}) != 1:
        raise WrongShape(
            f"These are not hexagons of one size. Got {len(cells)} cells, {len(known)} different. "
            f"Give H3 cells of one resolution, each once."
        )
    chains, ends = [], []
    for cell in cells:
        chain: list[int] = []
        last: list[bool] = []
        inside: set[str] = set()
        for ring in range(n_rings + 1):
            disk = set(h3.grid_disk(str(cell), ring))
            joined = sorted(known[other] for other in disk - inside if other in known)
            chain += joined
            last += [False] * (len(joined) - 1) + [True] * bool(joined)
            inside = disk
        chains.append(np.array(chain, dtype=np.int64))
        ends.append(np.array(last, dtype=np.bool_))
    return chains, ends


def new_sets(members: Wholes, starts: Wholes, is_end: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where a group ends that no earlier group equals, whatever the order of its members.

    A group's mark is the sum of random 64-bit words of its members: two different groups among ten
    million have the same mark with a chance of about 3 in a million, and then one is not scanned.
    """
    if members.size == 0:
        return np.zeros(0, dtype=np.bool_)
    marks = np.cumsum(_words(members))
    sizes = np.diff(starts)
    before = np.concatenate((np.zeros(1, dtype=np.uint64), marks))[starts[:-1]]
    marks -= np.repeat(before, sizes)
    places = np.flatnonzero(is_end)
    _, first = np.unique(marks[places], return_index=True)
    is_new = np.zeros(members.size, dtype=np.bool_)
    is_new[places[first]] = True
    return is_new


def _words(members: Wholes) -> NDArray[np.uint64]:
    # SplitMix64 of the location's number, as in `plain/counter.py`, for a whole array at once.
    word = (members.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def _on_sphere(points: Floats) -> Floats:
    longitude, latitude = points[:, 0], points[:, 1]
    if (np.abs(latitude) > 90).any() or (np.abs(longitude) > 360).any():
        raise OutOfRange(
            f"A position is not on Earth. Got latitudes up to {np.abs(latitude).max()} and longitudes up to "
            f"{np.abs(longitude).max()}. Give degrees, longitude first."
        )
    east, north = np.radians(longitude), np.radians(latitude)
    return np.stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)), axis=1)


def _check_finite(squares: Floats) -> None:
    if not np.isfinite(squares).all():
        raise OutOfRange("The locations lie too far apart. Got an infinite distance. Give coordinates in metres.")


def _shortest_ways(at: Wholes, ends: Wholes, metres: Floats, n_nodes: int, reach: float) -> Iterator[Floats]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import dijkstra

    low, high = ends.min(axis=1), ends.max(axis=1)
    # Of parallel streets the shortest: sparse arrays would add them up.
    order = np.lexsort((metres, high, low))
    low, high, metres = low[order], high[order], metres[order]
    shortest = np.ones(low.size, dtype=np.bool_)
    shortest[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    streets = coo_array((metres[shortest], (low[shortest], high[shortest])), shape=(n_nodes, n_nodes)).tocsr()
    step = max(1, _ROWS_AT_ONCE // n_nodes)
    for first in range(0, at.size, step):
        ways = dijkstra(streets, directed=False, indices=at[first : first + step], limit=reach)
        yield np.asarray(ways[:, at], dtype=np.float64)
