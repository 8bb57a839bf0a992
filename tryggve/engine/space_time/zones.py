"""Which groups of neighbouring places can a cluster be?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import NotCounts, OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_measurements, check_whole, check_work, frozen
from tryggve.engine.numerics.zone_chains import Metric, distance_blocks, hexagon_rings, network_blocks, new_sets

Number = TypeVar("Number", np.int64, np.float64)

MOST_DISTANCES = 4e8
MOST_MEMBERS = 2e7
# A zone that holds exactly the share is within it, whatever the order of the sum.
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class ZoneSize:
    """How large may a zone become? All limits that are given hold at once.

    `share` : of the sum of `weights`, above 0 and at most 1. SaTScan's default is 0.5.
    `weights` : shape (n_locations,): cases per location for the permutation model, expected cases (not
        population, when there are covariates) for the Poisson model, cases and controls for Bernoulli.
    `k` : locations in a zone. `radius` : distance from the centre to the farthest location, in the unit
        of the distances (kilometres for longitude and latitude).
    """

    share: float | None = None
    weights: ArrayLike | None = None
    k: int | None = None
    radius: float | None = None

    def __post_init__(self) -> None:
        if (self.share is None) != (self.weights is None):
            raise WrongShape(
                "A share needs the weights it is a share of. Got one of share and weights. Give both or none."
            )
        if self.share is not None and not 0 < self.share <= 1:
            raise OutOfRange(f"The share is out of range. Got {self.share}. Give a number above 0 and at most 1.")
        if self.k is not None:
            check_whole(self.k, "The number of locations in a zone", least=1, most=10**9)
        if self.radius is not None and not self.radius >= 0:
            raise OutOfRange(f"The radius is out of range. Got {self.radius}. Give 0 or more.")


@dataclass(frozen=True, slots=True, eq=False)
class Zones:
    """Zones that grow from centres: a zone is the members of its centre up to and including a place.

    `members` : shape (n_members,), locations, centre by centre, nearest first.
    `starts` : shape (n_centres + 1,), where each centre's members begin.
    `is_zone` : shape (n_members,), whether the members so far are a zone that no earlier centre gave.
    """

    n_locations: int
    members: Wholes
    starts: Wholes
    is_zone: NDArray[np.bool_]

    @property
    def n_zones(self) -> int:
        """How many different groups there are."""
        return int(self.is_zone.sum())

    def locations_at(self, place: int) -> tuple[int, ...]:
        """The locations of the zone that ends at this place of `members`, nearest first."""
        start = int(self.starts[np.searchsorted(self.starts, place, side="right") - 1])
        return tuple(self.members[start : place + 1].tolist())

    def sums(self, values: NDArray[Number]) -> NDArray[Number]:
        """Sums of the members so far: shape (n_locations, …) to (n_members, …)."""
        out = np.empty((self.members.size, *values.shape[1:]), dtype=values.dtype)
        for start, stop in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            np.cumsum(values[self.members[start:stop]], axis=0, out=out[start:stop])
        return out


def zones_by_distance(points: ArrayLike, size: ZoneSize | None = None, *, metric: Metric = "euclidean") -> Zones:
    """Which groups are circles around each location?

    Each location is a centre, and its neighbours join one at a time, nearest first; of equally far ones
    the one that stands first. Groups that an earlier centre gave are left out.

    Parameters
    ----------
    points : shape (n, 2), x and y in one unit; or longitude and latitude in degrees with
        metric="great_circle".
    size : how large a zone may become; all locations when not given. See `ZoneSize`.
    metric : "euclidean", or "great_circle" on a sphere of 6,371 km.

    Returns
    -------
    Zones, by centre in the order of the locations.

    Raises
    ------
    WrongShape, NotFinite, OutOfRange : when the points are not n pairs of finite numbers, longitudes and
        latitudes are not such, or the weights do not fit the points.
    TooLittleData : when no location is small enough to be a zone.
    TooMuchWork : above 20,000 locations or 20 million members.

    Work: O(n^2 log n) time, O(members) memory.

    Source: Kulldorff (1997), Communications in Statistics 26:1481-1496. Card: docs/methods/zones.md.

    >>> zones = zones_by_distance([[0, 0], [1, 0], [3, 0]], ZoneSize(k=2))
    >>> [zones.locations_at(place) for place in range(6) if zones.is_zone[place]]
    [(0,), (0, 1), (1,), (2,), (2, 1)]
    """
    places = as_measurements(points, "points", n_dimensions=2)
    if places.shape[1] != 2:
        raise WrongShape(f"points are not pairs. Got shape {places.shape}. Give shape (n, 2).")
    check_work(float(places.shape[0]) ** 2, MOST_DISTANCES, "distances")
    return _from_distances(distance_blocks(places, metric), places.shape[0], size or ZoneSize())


def zones_by_network(nodes: ArrayLike, edges: ArrayLike, lengths: ArrayLike, size: ZoneSize | None = None) -> Zones:
    """Which groups can be walked within, along streets?

    Parameters
    ----------
    nodes : shape (n_locations,), the node at which each location lies, 0, 1, 2 …
    edges : shape (n_edges, 2), the two nodes that each street joins; walked both ways.
    lengths : shape (n_edges,), above 0, in one unit. Of parallel streets the shortest counts.
    size : as for `zones_by_distance`; `radius` bounds the search, and saves most of the work.

    Returns
    -------
    Zones; a location that cannot be reached from a centre never joins it.

    Raises
    ------
    WrongShape, OutOfRange, NotFinite : when the arrays do not fit each other, a node is negative, or a
        length is not above 0.
    TooLittleData, TooMuchWork : as for `zones_by_distance`; and above 4e8 locations x nodes.

    Work: O(n_locations x (n_edges + n_nodes log n_nodes)) time by Dijkstra's method.

    Source: Shiode (2011), Int. J. Geographical Information Science 25:75-92; Dijkstra (1959).
    Card: docs/methods/zones.md.

    >>> zones = zones_by_network([0, 1, 2], [[0, 1], [1, 2]], [100.0, 50.0], ZoneSize(radius=120.0))
    >>> [zones.locations_at(place) for place in range(zones.members.size) if zones.is_zone[place]]
    [(0,), (0, 1), (1,), (1, 2), (1, 2, 0), (2,)]
    """
    limits = size or ZoneSize()
    reach = np.inf if limits.radius is None else float(limits.radius)
    blocks, n_locations = network_blocks(nodes, edges, lengths, reach=reach, most=MOST_DISTANCES)
    return _from_distances(blocks, n_locations, limits)


def zones_by_hexagon(cells: Sequence[str], *, n_rings: int = 5, size: ZoneSize | None = None) -> Zones:
    """Which groups are disks of hexagons?

    Parameters
    ----------
    cells : shape (n,), different H3 cells of one resolution. Cells of a disk that are not among them are
        not part of the study, and are passed over.
    n_rings : rings around the centre in the largest disk, 0 to 50.
    size : further limits, as for `zones_by_distance`; `radius` counts rings.

    Returns
    -------
    Zones: for each centre the disks of 0, 1, … n_rings rings.

    Raises
    ------
    WrongShape : when a cell is not an H3 cell, comes twice, or has another resolution.
    TooLittleData, TooMuchWork : as for `zones_by_distance`.

    Work: O(n x n_rings^2).

    Source: Kulldorff (1997) with disks of hexagons; H3, Uber (2018). Card: docs/methods/zones.md.

    >>> zones = zones_by_hexagon(["88089969c5fffff"], n_rings=1)
    >>> zones.n_zones
    1
    """
    limits = size or ZoneSize()
    rings = check_whole(n_rings, "The number of rings", least=0, most=50)
    if limits.radius is not None:
        rings = min(rings, int(min(limits.radius, 50)))
    check_work(float(len(cells)) * (1 + 3 * rings * (rings + 1)), MOST_MEMBERS, "hexagons in disks")
    chains, ends = hexagon_rings(cells, rings)
    return _zones(chains, ends, len(cells), limits)


def zones_by_order(neighbours: ArrayLike, size: ZoneSize | None = None) -> Zones:
    """Which groups grow in an order that you give?

    Parameters
    ----------
    neighbours : shape (n_locations, k), in row i the locations that join i, first i itself; -1 from where
        the row has no more. For travel times, own areas, or another program's order.
    size : further limits, as for `zones_by_distance`, but no radius.

    Returns
    -------
    Zones, by row.

    Raises
    ------
    WrongShape, OutOfRange : when a row does not begin with its own location, names one twice, or names
        one that does not exist.
    TooLittleData, TooMuchWork : as for `zones_by_distance`.

    Work: O(n_locations x k).

    Source: Kulldorff (1997), Communications in Statistics 26:1481-1496. Card: docs/methods/zones.md.

    >>> zones_by_order([[0, 1], [1, 0]]).n_zones
    3
    """
    limits = size or ZoneSize()
    if limits.radius is not None:
        raise OutOfRange("An order has no distances. Got a radius. Give k or share instead.")
    order = as_measurements(neighbours, "neighbours", n_dimensions=2)
    n = order.shape[0]
    check_work(float(order.size), MOST_MEMBERS, "members")
    if ((order < -1) | (order >= n) | (order != np.floor(order))).any():
        raise OutOfRange(
            f"A neighbour does not exist. Got numbers from {order.min()} to {order.max()}. "
            f"Give whole numbers from 0 to {n - 1}, or -1 for none."
        )
    order = np.where(np.minimum.accumulate(order, axis=1) < 0, -1, order) if order.size else order
    first = order[:, 0] if order.shape[1] else np.zeros(0)
    if first.size != n or (first != np.arange(n)).any():
        raise WrongShape("A row does not begin with its own location. Got another. Give i first in row i.")
    ranked = np.sort(order, axis=1)
    if ((ranked[:, 1:] == ranked[:, :-1]) & (ranked[:, 1:] >= 0)).any():
        raise WrongShape("A row names a location twice. Got a repeated neighbour. Give each once.")
    chains = [row[row >= 0].astype(np.int64) for row in order]
    return _zones(chains, [np.ones(chain.size, dtype=np.bool_) for chain in chains], n, limits)


def _from_distances(blocks: Iterator[Floats], n_locations: int, size: ZoneSize) -> Zones:
    chains: list[Wholes] = []
    n_members = 0
    weights, most = _weights(size, n_locations)
    radius = np.inf if size.radius is None else size.radius
    for distances in blocks:
        order = np.argsort(distances, axis=1, kind="stable")[:, : size.k]
        ranked = np.take_along_axis(distances, order, axis=1)
        # Distances rise and weights are not negative, so what fits is the beginning of each row.
        fits = np.isfinite(ranked) & (ranked <= radius)
        if size.share is not None:
            fits &= np.cumsum(weights[order], axis=1) <= most
        n_members += int(fits.sum())
        check_work(n_members, MOST_MEMBERS, "members of zones")
        chains += [row[fit] for row, fit in zip(order, fits, strict=True)]
    return _closed(chains, [np.ones(chain.size, dtype=np.bool_) for chain in chains], n_locations)


def _zones(chains: list[Wholes], ends: list[NDArray[np.bool_]], n_locations: int, size: ZoneSize) -> Zones:
    weights, most = _weights(size, n_locations)
    for centre, chain in enumerate(chains):
        fits = np.arange(chain.size) < (chain.size if size.k is None else size.k)
        if size.share is not None:
            fits &= np.cumsum(weights[chain]) <= most
        chains[centre], ends[centre] = chain[fits], ends[centre][fits]
    return _closed(chains, ends, n_locations)


def _weights(size: ZoneSize, n_locations: int) -> tuple[Floats, float]:
    if size.weights is None or size.share is None:
        return np.zeros(n_locations), 0.0
    weights = as_measurements(size.weights, "weights")
    if weights.size != n_locations:
        raise WrongShape(
            f"The weights do not fit the locations. Got {weights.size} and {n_locations}. Give one for each."
        )
    if (weights < 0).any() or not weights.any():
        raise NotCounts(
            f"The weights cannot be shared out. Got a sum of {weights.sum()} and {weights.min()} as the least. "
            f"Give weights of 0 or more, not all 0."
        )
    return weights, float(size.share * weights.sum() * (1 + _ROUNDING))


def _closed(chains: list[Wholes], ends: list[NDArray[np.bool_]], n_locations: int) -> Zones:
    members = np.concatenate(chains) if chains else np.zeros(0, dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum([chain.size for chain in chains]))).astype(np.int64)
    is_end = np.concatenate(ends) if ends else np.zeros(0, dtype=np.bool_)
    is_zone = is_end & new_sets(members, starts, is_end)
    if not is_zone.any():
        raise TooLittleData(
            f"No group of locations is small enough to be a zone. Got {n_locations} locations. "
            f"Give more locations, or allow larger zones."
        )
    members = members.astype(np.int64)
    frozen(members), frozen(starts), frozen(is_zone)
    return Zones(n_locations=n_locations, members=members, starts=starts, is_zone=is_zone)
