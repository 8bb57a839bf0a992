"""Where and since when is it more than usual, when nobody knows how many there should be?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import TooLittleData
from tryggve.engine.numerics.checks import check_work
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.numerics.scan_draws import shared_rows, shuffled_periods
from tryggve.engine.numerics.scan_input import as_table
from tryggve.engine.numerics.scan_shapes import CONDITIONAL
from tryggve.engine.space_time.scan_counts import MOST_DRAWN, CountSearch
from tryggve.engine.space_time.scan_result import ScanResult, ScanWindow
from tryggve.engine.space_time.scan_search import Scan
from tryggve.engine.space_time.scan_windows import Windows
from tryggve.engine.space_time.zones import Zones


def scan_permutation(counts: ArrayLike, zones: Zones, *, window: ScanWindow, chance: MonteCarlo) -> ScanResult:
    """Where and since when did more happen than the places' and the periods' own totals explain?

    The space-time permutation scan: the default, since it needs no population. Expected cases of a zone and a
    run of periods are the zone's cases times the run's cases over all cases. Chance shuffles the periods among
    the cases, so that each place and each period keeps its total.

    Parameters
    ----------
    counts : shape (n_locations, n_periods), cases; from `count_events` or a table.
    zones : from `zones_by_distance` and its likes. For SaTScan's default give it
        `ZoneSize(share=0.5, weights=counts.sum(axis=1))`.
    window : which runs of periods; at least two periods are needed, since places are compared over time.
    chance : seed and number of replicates.

    Returns
    -------
    ScanResult : clusters with log likelihood ratio, p-values and recurrence interval.

    Raises
    ------
    WrongShape, NotCounts : when counts are not a table of whole numbers with a row for each location.
    TooLittleData : when there are fewer than two periods or no cases.
    TooMuchWork : above 4e11 zones x runs x replicates, or 1e10 cases x replicates.

    Work: O(members x runs x replicates) additions, about 1e-10 s each; no logarithms but for the few windows
    that can be a replicate's maximum.

    Source: Kulldorff, Heffernan, Hartman, Assunção & Mostashari (2005), PLoS Medicine 2:e59.
    Card: docs/methods/space_time_scan.md.

    >>> from tryggve.engine.space_time.zones import ZoneSize, zones_by_distance
    >>> zones = zones_by_distance([[0, 0], [1, 0], [9, 0], [10, 0]], ZoneSize(k=2))
    >>> counts = [[2, 2, 2, 9], [2, 2, 2, 8], [2, 2, 2, 2], [2, 2, 2, 2]]
    >>> found = scan_permutation(counts, zones, window=ScanWindow(longest=2), chance=MonteCarlo(seed=1))
    >>> found.clusters[0].locations, found.clusters[0].first_period, found.clusters[0].observed
    ((0, 1), 3, 17)
    """
    table = as_table(counts, "counts", zones.n_locations)
    n_cases = int(table.sum())
    if table.shape[1] < 2 or n_cases < 2:
        raise TooLittleData(
            f"There is nothing to compare over time. Got {table.shape[1]} period(s) and {n_cases} case(s). "
            f"Give at least two of each; for one period use scan_poisson or scan_bernoulli."
        )
    check_work(float(n_cases) * (chance.replicates + 1), MOST_DRAWN, "cases x replicates")
    windows = Windows.of(table.shape[1], window)
    # Expected cases depend on a zone's cases alone, and many zones have as many.
    totals, rows = shared_rows(zones.sums(table.sum(axis=1)), zones.is_zone)
    in_windows = windows.sums(table.sum(axis=0, dtype=np.float64)[None, :])[0]
    search = CountSearch(
        model="permutation",
        zones=zones,
        windows=windows,
        rows=rows,
        expected=np.multiply.outer(totals.astype(np.float64), in_windows) / n_cases,
        counts=table,
        score=(CONDITIONAL, float(n_cases), float(n_cases), float(window.least_cases)),
        draw=shuffled_periods(table, windows.earliest),
        n_cases=n_cases,
        most_at_once=n_cases,
    )
    return Scan(search, window, chance).result()
