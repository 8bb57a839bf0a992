"""Where, and since when, is a larger part of all of them cases?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import TooLittleData, WrongShape
from tryggve.engine.numerics.checks import check_work
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.numerics.scan_draws import own_rows, shuffled_people
from tryggve.engine.numerics.scan_input import as_table
from tryggve.engine.numerics.scan_shapes import CASES
from tryggve.engine.space_time.scan_counts import MOST_DRAWN, MOST_EXPECTED, CountSearch
from tryggve.engine.space_time.scan_result import ScanResult, ScanWindow
from tryggve.engine.space_time.scan_search import Scan
from tryggve.engine.space_time.scan_windows import Windows
from tryggve.engine.space_time.zones import Zones


def scan_bernoulli(
    cases: ArrayLike, controls: ArrayLike, zones: Zones, *, window: ScanWindow, chance: MonteCarlo
) -> ScanResult:
    """Where, and since when, is a larger part of all of them cases than elsewhere?

    Such as the burglaries among all reported thefts. Chance shuffles who is a case. With one period it is the
    purely spatial scan.

    Parameters
    ----------
    cases, controls : shape (n_locations, n_periods), or (n_locations,) for one period.
    zones : from `zones_by_distance` and its likes. For SaTScan's default give it
        `ZoneSize(share=0.5, weights=…)` with cases and controls of each location.
    window : which runs of periods.
    chance : seed and number of replicates.

    Returns
    -------
    ScanResult : clusters with log likelihood ratio and relative risk.

    Raises
    ------
    WrongShape, NotCounts : when the arrays do not fit each other.
    TooLittleData : when there are no cases or no controls.
    TooMuchWork : above 4e11 members x runs x replicates, 4e7 members x runs, or 1e10 cases and controls x
        replicates.

    Work: O(members x runs x replicates) additions, about 1e-10 s each.

    Source: Kulldorff & Nagarwalla (1995), Statistics in Medicine 14:799-810; Kulldorff (1997).
    Card: docs/methods/space_time_scan.md.

    >>> from tryggve.engine.space_time.zones import ZoneSize, zones_by_distance
    >>> zones = zones_by_distance([[0, 0], [1, 0], [5, 0], [6, 0]], ZoneSize(k=2))
    >>> found = scan_bernoulli([3, 3, 0, 1], [0, 0, 3, 2], zones, window=ScanWindow(1), chance=MonteCarlo(seed=1))
    >>> found.clusters[0].locations, found.clusters[0].expected, round(found.clusters[0].score, 3)
    ((0, 1), 3.5, 5.447)
    """
    table = as_table(cases, "cases", zones.n_locations)
    others = as_table(controls, "controls", zones.n_locations)
    if table.shape != others.shape:
        raise WrongShape(
            f"Cases and controls do not fit each other. Got shapes {table.shape} and {others.shape}. "
            f"Give both for each location and period."
        )
    n_cases, n_people = int(table.sum()), int(table.sum() + others.sum())
    if n_cases in (0, n_people):
        raise TooLittleData(
            f"There is nobody to compare. Got {n_cases} cases and {n_people - n_cases} controls. Give some of both."
        )
    check_work(float(n_people) * (chance.replicates + 1), MOST_DRAWN, "cases and controls x replicates")
    windows = Windows.of(table.shape[1], window)
    check_work(float(zones.members.size) * windows.firsts.size, MOST_EXPECTED, "members of zones x runs of periods")
    people = table + others
    search = CountSearch(
        model="bernoulli",
        zones=zones,
        windows=windows,
        rows=own_rows(zones.is_zone),
        expected=zones.sums(windows.sums(people.astype(np.float64)))[zones.is_zone],
        counts=table,
        score=(CASES, float(n_cases), float(n_people), float(window.least_cases)),
        draw=shuffled_people(people, n_cases, windows.earliest),
        n_cases=n_cases,
        most_at_once=n_cases,
    )
    return Scan(search, window, chance).result()
