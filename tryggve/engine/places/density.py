"""How densely do events lie around each cell or place?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents, WrongShape
from tryggve.engine.numerics.checks import Floats, as_measurements, check_whole, check_work, frozen
from tryggve.engine.numerics.positions import FARTHEST, as_positions, check_choice
from tryggve.engine.numerics.smoothing import Smoothing, around, on_grid

_MOST_CELLS = 4_000_000
_MOST_SIDE = 100_000
_MOST_CANDIDATES = 100
_SMALLEST_LENGTH = 1e-6


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells: `west` and `south` are the outer corner, `cell` the side, in the unit of the coordinates.

    A table over it has one row from south to north, and one column from west to east.
    """

    west: float
    south: float
    cell: float
    n_columns: int
    n_rows: int

    @property
    def x_centres(self) -> Floats:
        """The middle of each column."""
        return np.asarray(self.west + self.cell * (np.arange(self.n_columns) + 0.5), dtype=np.float64)

    @property
    def y_centres(self) -> Floats:
        """The middle of each row."""
        return np.asarray(self.south + self.cell * (np.arange(self.n_rows) + 0.5), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class DualDensity:
    """Where the first kind of event is commoner than the second kind lets expect, shape (n_rows, n_columns).

    `ratio` is the first kind's share of its events in a cell over the second kind's; `log_ratio` its logarithm.
    Both are nan where the second kind's density is below `least` of its largest: there is nothing to compare with.
    """

    ratio: Floats
    log_ratio: Floats
    first: Floats
    second: Floats
    least: float


def density_on_grid(
    x: ArrayLike, y: ArrayLike, grid: Grid, *, smoothing: Smoothing, weights: ArrayLike | None = None
) -> Floats:
    """How many events a unit of area lie around each cell of a grid?

    Parameters
    ----------
    x, y : shape (n_events,), in metres or any one unit. Events outside the grid count where they reach in.
    grid : the cells; at most 4 million.
    smoothing : bandwidth and kernel.
    weights : shape (n_events,), such as harm, 0 or more; all 1 when not given.

    Returns
    -------
    shape (n_rows, n_columns), weight a unit of area at the cells' centres, from south to north. Nothing is binned:
        a Gaussian is cut where it has fallen to 1e-15 of its middle, the other kernels not at all.

    Raises
    ------
    NotFinite, WrongShape, OutOfRange : for input that is no positions, grid, bandwidth or weights.
    TooMuchWork : over 1e11 additions to cells.

    Work: O(events * cells that the kernel reaches).
    Source: Silverman (1986), Density estimation for statistics and data analysis, equation (4.1); Diggle (1985),
    Applied Statistics 34:138-147 (edges). Card: docs/methods/density.md.

    >>> grid = Grid(west=0, south=0, cell=100, n_columns=3, n_rows=1)
    >>> (density_on_grid([150], [50], grid, smoothing=Smoothing(100)) * 1e6).round(1).tolist()
    [[9.7, 15.9, 9.7]]
    """
    positions = as_positions(x, y)
    weighed = _weights(weights, len(positions))
    _check_grid(grid)
    smoothing.check()
    if smoothing.kernel != "gaussian":
        if smoothing.is_edge_corrected:
            raise OutOfRange(
                f"Only a Gaussian is corrected for edges. Got {smoothing.kernel}. Give no correction, or a Gaussian."
            )
        across, along = np.meshgrid(grid.x_centres, grid.y_centres)
        places = np.column_stack([across.ravel(), along.ravel()])
        summed = around(positions, weighed, places, smoothing).reshape(across.shape)
        return _closed(summed * smoothing.height)
    in_cells = (positions - (grid.west, grid.south)) / grid.cell - 0.5
    summed = on_grid(in_cells, weighed, smoothing.bandwidth / grid.cell, (grid.n_rows, grid.n_columns))
    if smoothing.is_edge_corrected:
        summed = summed / _share_inside(grid, smoothing.bandwidth)
    return _closed(summed * smoothing.height)


def density_at(
    x: ArrayLike, y: ArrayLike, places: tuple[ArrayLike, ArrayLike], *, smoothing: Smoothing,
    weights: ArrayLike | None = None,
) -> Floats:  # fmt: skip
    """How many events a unit of area lie around each place, such as the centres of hexagons?

    Parameters
    ----------
    x, y : shape (n_events,), in metres or any one unit.
    places : the places' x and y, each of shape (n_places,).
    smoothing, weights : as in `density_on_grid`; edges are not corrected.

    Returns
    -------
    shape (n_places,), weight a unit of area.

    Raises
    ------
    As `density_on_grid`; TooMuchWork over 2e10 events looked at around places.

    Work: O(events in the nine squares, as wide as the kernel reaches, around each place).
    Source: Silverman (1986), Density estimation for statistics and data analysis, equation (4.1).
    Card: docs/methods/density.md.

    >>> density_at([0, 0], [0, 0], ([0, 50, 100], [0, 0, 0]), smoothing=Smoothing(100, "quartic")).round(6).tolist()
    [0.000191, 0.000107, 0.0]
    """
    positions = as_positions(x, y)
    weighed = _weights(weights, len(positions))
    smoothing.check()
    if smoothing.is_edge_corrected:
        raise OutOfRange("Places have no edges. Got a correction for edges. Give a grid, or no correction.")
    centres = as_positions(*places, name="The places")
    return _closed(around(positions, weighed, centres, smoothing) * smoothing.height)


def dual_density(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike], grid: Grid, *,
    smoothing: Smoothing, least: float = 0.01,
) -> DualDensity:  # fmt: skip
    """Where is one kind of event commoner than another kind, or the population, lets expect?

    Parameters
    ----------
    first, second : x and y of each kind of event, each of shape (n_events,), one or more.
    grid, smoothing : as in `density_on_grid`; one bandwidth for both, or the ratio follows the difference.
    least : where the second kind's density is below this share of its largest, there is no ratio; 0 to 1.

    Returns
    -------
    DualDensity : ratio and log ratio of the two densities, each divided by its number of events.

    Raises
    ------
    TooFewIncidents : when there is none of either kind, or none reaches the grid.
    Otherwise as `density_on_grid`.

    Work: as `density_on_grid`, for both.
    Source: Kelsall & Diggle (1995), Bernoulli 1:3-16. Card: docs/methods/density.md.

    >>> grid = Grid(west=0, south=0, cell=100, n_columns=2, n_rows=1)
    >>> answer = dual_density(([50, 50], [50, 50]), ([50, 150], [50, 50]), grid, smoothing=Smoothing(100))
    >>> answer.ratio.round(2).tolist()
    [[1.24, 0.76]]
    """
    if not 0 < least < 1:
        raise OutOfRange(f"The least density is out of range. Got {least}. Give a share such as 0.01.")
    densities = []
    for x, y in (first, second):
        density = density_on_grid(x, y, grid, smoothing=smoothing)
        if density.max(initial=0.0) <= 0:
            raise TooFewIncidents(f"Nothing reaches the grid. Got {np.size(x)} events. Give events on the map.")
        densities.append(density / np.size(x))
    above, below = densities
    is_enough = below >= least * below.max()
    ratio = np.divide(above, below, out=np.full(above.shape, np.nan), where=is_enough)
    with np.errstate(divide="ignore"):
        log_ratio = np.log(ratio)
    return DualDensity(
        ratio=_closed(ratio), log_ratio=_closed(log_ratio), first=_closed(above), second=_closed(below), least=least
    )


def bandwidth_by_rule(x: ArrayLike, y: ArrayLike, *, rule: Literal["silverman", "robust"] = "robust") -> float:
    """How wide should a Gaussian be, by a rule of thumb?

    Parameters
    ----------
    x, y : shape (n_events,), two or more events at different points.
    rule : "silverman" takes the standard deviations; "robust" the smaller of that and quartile range / 1.349 in
        each direction, so that a few far events do not widen it.

    Returns
    -------
    the bandwidth in the unit of x and y.

    Raises
    ------
    TooFewIncidents : fewer than two events, or all at one point.
    NotFinite, WrongShape, OutOfRange : for input that is no positions or rule.

    Source: Silverman (1986), Density estimation for statistics and data analysis, equation (4.14) in
    two dimensions, where the constant is 1. Card: docs/methods/density.md.

    >>> round(bandwidth_by_rule([0, 100, 200, 300], [0, 100, 200, 300], rule="silverman"), 1)
    102.5
    """
    check_choice(rule, "The rule", ("silverman", "robust"))
    positions = as_positions(x, y)
    if len(positions) < 2 or not np.ptp(positions, axis=0).any():
        raise TooFewIncidents(f"There is nothing to spread. Got {len(positions)} event(s) at one point. Give more.")
    spread = positions.std(axis=0, ddof=1)
    if rule == "robust":
        low, high = np.quantile(positions, [0.25, 0.75], axis=0)
        narrow = (high - low) / 1.349
        spread = np.where(narrow > 0, np.minimum(spread, narrow), spread)
    return max(_SMALLEST_LENGTH, float(np.sqrt((spread**2).mean()) * len(positions) ** (-1 / 6)))


def bandwidth_by_likelihood(x: ArrayLike, y: ArrayLike, candidates: Sequence[float]) -> float:
    """Which of some bandwidths foretells each event best from all others?

    Parameters
    ----------
    x, y : shape (n_events,), three or more events.
    candidates : bandwidths to try, in the unit of x and y; at most 100.

    Returns
    -------
    the candidate with the largest leave-one-out likelihood of a Gaussian. Where many events share a point, such as
        an address, it is the smallest: give no candidate that is smaller than what a map can show.

    Raises
    ------
    TooFewIncidents : fewer than three events.
    NotFinite, WrongShape, OutOfRange, TooMuchWork : as `density_at`.

    Work: O(candidates * events near each event).
    Source: Loader (1999), Local regression and likelihood, 5.3; Silverman (1986), equation (3.43).
    Card: docs/methods/density.md.

    >>> bandwidth_by_likelihood([0, 1, 2, 50, 51, 52], [0, 1, 0, 0, 1, 0], [0.1, 1, 100])
    1
    """
    positions = as_positions(x, y)
    widths = as_measurements(candidates, "candidates")
    if len(positions) < 3:
        raise TooFewIncidents(f"There is too little to foretell. Got {len(positions)} event(s). Give three or more.")
    check_whole(widths.size, "The number of candidates", least=1, most=_MOST_CANDIDATES)
    scores = []
    for width in widths.tolist():
        smoothing = Smoothing(width)
        smoothing.check()
        # Each event's own kernel is 1 at its own place, and is not evidence.
        others = around(positions, np.ones(len(positions)), positions, smoothing) - 1.0
        scores.append(float(np.log(np.maximum(others, 1e-15) * smoothing.height).sum()))
    return candidates[int(np.argmax(scores))]


def _weights(weights: ArrayLike | None, n_events: int) -> Floats:
    if weights is None:
        return np.ones(n_events)
    weighed = as_measurements(weights, "weights")
    if weighed.size != n_events:
        raise WrongShape(f"There must be one weight for each event. Got {weighed.size} for {n_events}. Give as many.")
    if weighed.min(initial=0.0) < 0 or weighed.max(initial=0.0) > 1e100:
        raise OutOfRange(f"A weight is out of range. Got {weighed.min()} to {weighed.max()}. Give 0 or more.")
    return weighed


def _check_grid(grid: Grid) -> None:
    for n in (grid.n_columns, grid.n_rows):
        check_whole(n, "The number of columns and rows", least=1, most=_MOST_SIDE)
    check_work(grid.n_columns * float(grid.n_rows), _MOST_CELLS, "cells")
    corner = max(abs(grid.west), abs(grid.south))
    if not _SMALLEST_LENGTH <= grid.cell <= FARTHEST or not corner <= FARTHEST:
        raise OutOfRange(
            f"The grid is on no map. Got cells of {grid.cell} from ({grid.west}, {grid.south}). Give metres in a plane."
        )


def _share_inside(grid: Grid, bandwidth: float) -> Floats:
    from scipy.special import ndtr

    def share(centres: Floats, low: float, high: float) -> Floats:
        return np.asarray(ndtr((high - centres) / bandwidth) - ndtr((low - centres) / bandwidth), dtype=np.float64)

    east, north = grid.west + grid.cell * grid.n_columns, grid.south + grid.cell * grid.n_rows
    return np.outer(share(grid.y_centres, grid.south, north), share(grid.x_centres, grid.west, east))


def _closed(array: Floats) -> Floats:
    frozen(array)
    return array
