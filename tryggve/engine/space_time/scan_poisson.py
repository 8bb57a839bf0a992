"""Where and since when is it more than the population explains?"""

from __future__ import annotations

from numpy.typing import ArrayLike

from tryggve.engine.errors import TooLittleData
from tryggve.engine.numerics.checks import check_work
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.numerics.scan_draws import independent_cells, own_rows
from tryggve.engine.numerics.scan_input import as_expected, as_table
from tryggve.engine.numerics.scan_shapes import CONDITIONAL
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.space_time.scan_counts import MOST_DRAWN, MOST_EXPECTED, CountSearch
from tryggve.engine.space_time.scan_result import ScanResult, ScanWindow
from tryggve.engine.space_time.scan_search import Scan
from tryggve.engine.space_time.scan_windows import Windows
from tryggve.engine.space_time.zones import Zones

_TOTALS = 2  # the stream of chance that says how many of the cases fall within any window


def scan_poisson(
    counts: ArrayLike, population: ArrayLike, zones: Zones, *, window: ScanWindow, chance: MonteCarlo
) -> ScanResult:
    """Where and since when did more happen than the population explains, given how many there were in all?

    The discrete Poisson scan: expected cases are shared out like the population, and sum to the cases. Chance
    draws as many cases from all cells. With one period it is the purely spatial scan.

    Parameters
    ----------
    counts : shape (n_locations, n_periods), cases; or (n_locations,) for one period.
    population : same shape, or (n_locations,) when it is the same in each period: people, person-time, or
        expected cases from `standardised_expected`. Only the proportions matter.
    zones : from `zones_by_distance` and its likes. For SaTScan's default give it
        `ZoneSize(share=0.5, weights=…)` with the expected cases of each location.
    window : which runs of periods.
    chance : seed and number of replicates.

    Returns
    -------
    ScanResult : clusters with log likelihood ratio, relative risk, p-values.

    Raises
    ------
    WrongShape, NotCounts, NotFinite : when the arrays do not fit each other, or there are cases where there
        is no population.
    TooLittleData : when there are no cases or there is no population.
    TooMuchWork : above 4e11 members x runs x replicates, 4e7 members x runs, or 1e10 cases x replicates.

    Work: O(members x runs x replicates) additions, about 1e-10 s each.

    Source: Kulldorff (1997), Communications in Statistics 26:1481-1496; Kulldorff (2001), J. R. Statist. Soc. A
    164:61-72. Card: docs/methods/space_time_scan.md.

    >>> from tryggve.engine.space_time.zones import ZoneSize, zones_by_distance
    >>> zones = zones_by_distance([[0, 0], [1, 0], [9, 0]], ZoneSize(k=2))
    >>> found = scan_poisson([9, 2, 3], [100, 100, 200], zones, window=ScanWindow(1), chance=MonteCarlo(seed=1))
    >>> found.clusters[0].locations, found.clusters[0].observed, round(found.clusters[0].score, 3)
    ((0,), 9, 4.79)
    """
    table = as_table(counts, "counts", zones.n_locations)
    people = as_expected(population, "population", table)
    n_cases = int(table.sum())
    if n_cases == 0:
        raise TooLittleData("There are no cases to share out. Got 0. Give at least one.")
    check_work(float(n_cases) * (chance.replicates + 1), MOST_DRAWN, "cases x replicates")
    windows = Windows.of(table.shape[1], window)
    check_work(float(zones.members.size) * windows.firsts.size, MOST_EXPECTED, "members of zones x runs of periods")
    expected = people * (n_cases / people.sum())
    reached = expected[:, windows.earliest :]
    within = min(1.0, float(reached.sum()) / n_cases)
    search = CountSearch(
        model="poisson",
        zones=zones,
        windows=windows,
        rows=own_rows(zones.is_zone),
        expected=zones.sums(windows.sums(expected))[zones.is_zone],
        counts=table,
        score=(CONDITIONAL, float(n_cases), float(n_cases), float(window.least_cases)),
        draw=independent_cells(
            reached, generator(chance.seed, stream=_TOTALS).binomial(n_cases, within, size=chance.replicates)
        ),
        n_cases=n_cases,
        most_at_once=n_cases,
    )
    return Scan(search, window, chance).result()
