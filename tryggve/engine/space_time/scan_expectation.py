"""Where and since when is it more than a baseline expects?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooMuchWork
from tryggve.engine.numerics.checks import Floats, Wholes, as_measurements, check_work
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.numerics.scan_draws import independent_cells, own_rows
from tryggve.engine.numerics.scan_input import as_expected, as_table, n_dimensions_of
from tryggve.engine.numerics.scan_shapes import EXPECTED, ZoneRows
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.numerics.threads import in_chunks, map_chunks
from tryggve.engine.numerics.twins import kernels
from tryggve.engine.space_time.scan_counts import MOST_DRAWN, MOST_EXPECTED, CountSearch
from tryggve.engine.space_time.scan_result import Model, ScanResult, ScanWindow
from tryggve.engine.space_time.scan_search import Scan
from tryggve.engine.space_time.scan_windows import Windows
from tryggve.engine.space_time.zones import Zones

_TOTALS = 3  # the stream of chance that says how many cases each replicate has
_CELLS = 4  # that of the counts of a replicate's cells
_REPLICATES_IN_A_CHUNK = 8
#: Cells drawn over all replicates, about 5e-8 s each.
MOST_CELLS_DRAWN = 2e9


def scan_expectation_poisson(
    counts: ArrayLike, baselines: ArrayLike, zones: Zones, *, window: ScanWindow, chance: MonteCarlo
) -> ScanResult:
    """Where and since when is it more than a baseline expects, when counts vary as Poisson's law says?

    Chance draws each cell from its baseline, so the number of cases varies too, and a rise of the whole map is
    found as well. Real counts often vary more: then use `scan_expectation_negative_binomial`.

    Parameters
    ----------
    counts : shape (n_locations, n_periods), cases; or (n_locations,) for one period.
    baselines : same shape, or (n_locations,): expected cases, such as from `trend_baselines` or the series'
        expected levels. They are taken as known.
    zones : from `zones_by_distance` and its likes.
    window : which runs of periods.
    chance : seed and number of replicates.

    Returns
    -------
    ScanResult : clusters with the log likelihood ratio c log(c / b) + b - c.

    Raises
    ------
    WrongShape, NotCounts, NotFinite, TooLittleData : when the arrays do not fit each other, there are cases where
        none are expected, or nothing is expected.
    TooMuchWork : above 4e11 members x runs x replicates, 4e7 members x runs, or 1e10 cases x replicates.

    Work: O(members x runs x replicates) additions, about 1e-10 s each.

    Source: Neill, Moore, Sabhnani & Daniel (2005), KDD'05, 218-227; Neill (2006), thesis, section 3.2.
    Card: docs/methods/space_time_scan.md.

    >>> from tryggve.engine.space_time.zones import zones_by_distance
    >>> zones = zones_by_distance([[0, 0], [1, 0]])
    >>> counts, baselines = [[3, 9], [3, 4]], [[3.0, 3.0], [3.0, 3.0]]
    >>> found = scan_expectation_poisson(
    ...     counts, baselines, zones, window=ScanWindow(2), chance=MonteCarlo(seed=1)
    ... )
    >>> found.clusters[0].locations, found.clusters[0].relative_risk, round(found.clusters[0].score, 3)
    ((0,), 3.0, 3.888)
    """
    table = as_table(counts, "counts", zones.n_locations)
    expected = as_expected(baselines, "baselines", table)
    windows = Windows.of(table.shape[1], window)
    check_work(float(zones.members.size) * windows.firsts.size, MOST_EXPECTED, "members of zones x runs of periods")
    reached = expected[:, windows.earliest :]
    mean = float(reached.sum())
    check_work(mean * (chance.replicates + 1), MOST_DRAWN, "expected cases x replicates")
    totals = generator(chance.seed, stream=_TOTALS).poisson(mean, size=chance.replicates)
    search = CountSearch(
        model="expectation_poisson",
        zones=zones,
        windows=windows,
        rows=own_rows(zones.is_zone),
        expected=zones.sums(windows.sums(expected))[zones.is_zone],
        counts=table,
        score=(EXPECTED, float(table.sum()), mean, float(window.least_cases)),
        draw=independent_cells(reached if mean > 0 else np.ones_like(reached), totals),
        n_cases=int(table.sum()),
        most_at_once=int(max(totals.max(initial=0), table.sum())),
    )
    return Scan(search, window, chance).result()


@dataclass(frozen=True, slots=True)
class DispersedBaselines:
    """`expected` cases and how much counts vary about them: variance = expected + expected^2 / size.

    `expected` : shape (n_locations, n_periods) or (n_locations,). `size` : above 0, one number, or shape
        (n_locations,); large is nearly Poisson.
    """

    expected: ArrayLike
    size: ArrayLike


def scan_expectation_negative_binomial(
    counts: ArrayLike, baselines: DispersedBaselines, zones: Zones, *, window: ScanWindow, chance: MonteCarlo
) -> ScanResult:
    """Where and since when is it more than a baseline expects, when counts vary more than Poisson's law says?

    Tango's efficient score: the sum of (count - expected) / w over the root of the sum of expected / w, where
    w = 1 + expected / size.

    Parameters
    ----------
    counts : shape (n_locations, n_periods), cases; or (n_locations,) for one period.
    baselines : expected cases and their dispersion; see `DispersedBaselines`.
    zones : from `zones_by_distance` and its likes.
    window : which runs of periods; `least_cases` is not used, since the score is not of whole counts.
    chance : seed and number of replicates.

    Returns
    -------
    ScanResult : clusters whose `score` is in standard deviations.

    Raises
    ------
    OutOfRange : when a size is not above 0.
    WrongShape, NotCounts, NotFinite, TooLittleData : as for `scan_expectation_poisson`.
    TooMuchWork : above 4e11 members x runs x replicates, 4e7 members x runs, or 2e9 cells x replicates.

    Work: O(members x runs x replicates) multiplications, about 1e-9 s each.

    Source: Tango, Takahashi & Kohriyama (2011), Biometrics 67:106-115, equation (9), the hot-spot model.
    Card: docs/methods/space_time_scan.md.

    >>> from tryggve.engine.space_time.zones import zones_by_distance
    >>> zones = zones_by_distance([[0, 0], [1, 0]])
    >>> baselines = DispersedBaselines(expected=[[3.0, 3.0], [3.0, 3.0]], size=3.0)
    >>> found = scan_expectation_negative_binomial(
    ...     [[3, 9], [3, 4]], baselines, zones, window=ScanWindow(2), chance=MonteCarlo(seed=1)
    ... )
    >>> found.clusters[0].locations, round(found.clusters[0].score, 3)
    ((0,), 2.449)
    """
    table = as_table(counts, "counts", zones.n_locations)
    expected = as_expected(baselines.expected, "baselines", table)
    size = _sizes(baselines.size, zones.n_locations)
    windows = Windows.of(table.shape[1], window)
    check_work(float(zones.members.size) * windows.firsts.size, MOST_EXPECTED, "members of zones x runs of periods")
    check_work(float(table.size) * (chance.replicates + 1), MOST_CELLS_DRAWN, "cells x replicates")
    if expected.max() > 1e9:
        raise TooMuchWork(f"A baseline is too large to draw from. Got {expected.max():.3g}. Give at most 1e9.")
    search = _LinearSearch(zones=zones, windows=windows, counts=table, expected=expected, size=size)
    return Scan(search, window, chance).result()


@dataclass(frozen=True, slots=True, eq=False)
class _LinearSearch:
    zones: Zones
    windows: Windows
    counts: Wholes
    expected: Floats
    size: Floats

    @property
    def model(self) -> Model:
        return "expectation_negative_binomial"

    @property
    def n_cases(self) -> int:
        return int(self.counts.sum())

    def observed(self) -> tuple[Floats, Wholes]:
        sums = self.zones.sums(self.windows.sums(self._excess(self.counts)))[self.zones.is_zone]
        scores = sums * self._scale()
        window = np.zeros(self.zones.members.size, dtype=np.int64)
        best = np.full(self.zones.members.size, -1.0)
        window[self.zones.is_zone] = np.argmax(scores, axis=1)
        best[self.zones.is_zone] = scores.max(axis=1)
        return best, window

    def maxima(self, replicates: Wholes, chance: MonteCarlo) -> Floats:
        scale = self._scale()
        zones = self._zone_rows()
        size = self.size[:, None]
        share = size / (size + self.expected)

        def work(first: int, stop: int) -> Floats:
            drawn = [
                generator(chance.seed, stream=_CELLS, replicate=int(replicate)).negative_binomial(size, share)
                for replicate in replicates[first:stop]
            ]
            values = np.stack([self.windows.sums(self._excess(cells)) for cells in drawn])
            found: Floats = kernels("scan").linear_maxima(zones, values, scale)
            return found

        chunks = in_chunks(replicates.size, size=_REPLICATES_IN_A_CHUNK)
        return np.concatenate(map_chunks(work, chunks, threads=chance.threads))

    def describe(self, place: int, window: int) -> tuple[int, float, float]:
        inside = list(self.zones.locations_at(place))
        run = slice(int(self.windows.firsts[window]), int(self.windows.stops[window]))
        observed, expected = int(self.counts[inside, run].sum()), float(self.expected[inside, run].sum())
        return observed, expected, observed / expected

    def _excess(self, counts: Wholes) -> Floats:
        return np.asarray((counts - self.expected) / (1 + self.expected / self.size[:, None]))

    def _scale(self) -> Floats:
        weight = self.expected / (1 + self.expected / self.size[:, None])
        spread = np.sqrt(self.zones.sums(self.windows.sums(weight))[self.zones.is_zone])
        return np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 0)

    def _zone_rows(self) -> ZoneRows:
        # Copies, since zones are closed for writing, which would compile the kernels once more.
        return self.zones.members.astype(np.uint32), self.zones.starts.copy(), own_rows(self.zones.is_zone)


def _sizes(size: ArrayLike, n_locations: int) -> Floats:
    sizes = as_measurements(size, "size", n_dimensions=n_dimensions_of(size, "size"))
    if sizes.shape not in ((), (n_locations,)) or not ((sizes > 1e-9) & (sizes < 1e12)).all():
        raise OutOfRange(
            f"The size of the negative binomial is out of range. Got shape {sizes.shape}, "
            f"{sizes.min(initial=np.inf)} as the least. Give one number, or one for each location, from 1e-9 to 1e12."
        )
    return np.ascontiguousarray(np.broadcast_to(sizes, (n_locations,)))
