"""On which places does it gather, and since when? From happenings to hexagons and to the engine's scan."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tryggve.cycle.situation_pictures.rules import LONGEST_CLUSTER_WEEKS
from tryggve.cycle.situation_pictures.shapes import Happening

#: Hexagons hide single incidents: fewer than this are not drawn (LOOK section 5).
LEAST_IN_HEXAGON = 3
HEXAGON_RESOLUTION = 9
#: A cluster reaches at most so many hexagons from its centre (about a kilometre).
CLUSTER_RINGS = 3
REPLICATES = 999
#: A cluster that chance gives more often than once in twenty scans is not told.
LEAST_CERTAIN = 0.05
#: So many replicates as strong are too many for anything to be told, whatever the rest would show.
ENOUGH_AS_STRONG = math.ceil(LEAST_CERTAIN * REPLICATES)
LEAST_IN_CLUSTER = 4
MOST_CLUSTERS = 3


@dataclass(frozen=True, slots=True)
class Hexagon:
    """A cell with at least three incidents in twelve weeks. `boundary` is (lon, lat) pairs."""

    cell: str
    count: int
    boundary: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PlaceCluster:
    """Hexagons side by side with more than usual since a week. `areas` are public ids, most incidents first."""

    areas: tuple[str, ...]
    cells: tuple[str, ...]
    since: str
    count: int
    expected: float
    p_value: float
    recurrence_weeks: float


def hexagons(found: Iterable[Happening]) -> tuple[Hexagon, ...]:
    """Cells with at least three incidents, most first. Built on the 100 m points, never on raw ones."""
    import h3

    counts: dict[str, int] = defaultdict(int)
    for each in found:
        if each.first.lat is not None and each.first.lon is not None:
            counts[h3.latlng_to_cell(each.first.lat, each.first.lon, HEXAGON_RESOLUTION)] += each.count
    kept = sorted(((count, cell) for cell, count in counts.items() if count >= LEAST_IN_HEXAGON), reverse=True)
    return tuple(
        Hexagon(cell, count, tuple((round(lon, 5), round(lat, 5)) for lat, lon in h3.cell_to_boundary(cell)))
        for count, cell in kept
    )


def clusters(found: Sequence[Happening], weeks: Sequence[str], *, seed: int) -> tuple[PlaceCluster, ...]:
    """Where it gathers now, and since when, by the space-time permutation scan (Kulldorff et al. 2005).

    `weeks` are those scanned, oldest first, the picture's own last. A place's usual share and a week's usual
    number are taken out, so that neither a busy square nor a busy week is a cluster by itself.
    """
    from tryggve.engine.errors import EngineRefusal
    from tryggve.engine.numerics.monte_carlo import MonteCarlo
    from tryggve.engine.space_time.scan_permutation import scan_permutation
    from tryggve.engine.space_time.scan_result import ScanWindow
    from tryggve.engine.space_time.zones import zones_by_hexagon

    column = {week: place for place, week in enumerate(weeks)}
    counts, areas = _counted_in_cells(found, column)
    if not counts:
        return ()
    cells = sorted(counts)
    try:
        answer = scan_permutation(
            [counts[cell] for cell in cells],
            zones_by_hexagon(cells, n_rings=CLUSTER_RINGS),
            window=ScanWindow(longest=LONGEST_CLUSTER_WEEKS, least_cases=LEAST_IN_CLUSTER, most_clusters=MOST_CLUSTERS),
            chance=MonteCarlo(seed=seed, replicates=REPLICATES, stop_after=ENOUGH_AS_STRONG),
        )
    except EngineRefusal:
        return ()
    told = []
    for each in answer.clusters:
        if each.p_best is None or each.p_best > LEAST_CERTAIN or each.recurrence_periods is None:
            continue
        own = [cells[place] for place in each.locations]
        since = weeks[each.first_period]
        here: Counter[str] = Counter()
        for cell in own:
            for week, area in areas[cell]:
                if week >= each.first_period:
                    here[area] += 1
        told.append(
            PlaceCluster(
                areas=tuple(area for area, _n in here.most_common() if area),
                cells=tuple(own),
                since=since,
                count=each.observed,
                expected=round(each.expected, 1),
                p_value=each.p_best,
                recurrence_weeks=round(each.recurrence_periods, 1),
            )
        )
    return tuple(told)


def _counted_in_cells(
    found: Iterable[Happening], column: dict[str, int]
) -> tuple[dict[str, list[int]], dict[str, list[tuple[int, str]]]]:
    """Counts by hexagon and week, and the area of each happening in it."""
    import h3

    counts: dict[str, list[int]] = {}
    areas: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for each in found:
        week = column.get(each.first.week)
        if week is None or each.first.lat is None or each.first.lon is None:
            continue
        cell = h3.latlng_to_cell(each.first.lat, each.first.lon, HEXAGON_RESOLUTION)
        counts.setdefault(cell, [0] * len(column))[week] += each.count
        areas[cell].extend([(week, each.first.area)] * each.count)
    return counts, areas
