"""Our side: `python -m tools.bench_engine.ours <task> <folder>`, one task a process and one thread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from tools.bench_engine.measuring import measure, measure_first

FOLDER = Path(sys.argv[2]) if len(sys.argv) > 2 else Path()
DISTANCES = (0, 0.001, 100, 200, 300, 400)
DAYS = (0, 8, 15, 22, 29)
PERIODS = 52


def _table(name: str) -> Any:
    return np.loadtxt(FOLDER / name, delimiter=",")


def _farrington(threshold: str, weeks: int = 1, compat: str = "", n_series: int | None = None) -> Callable[[], object]:
    from tryggve.engine.series.farrington import FarringtonPlan, farrington_flexible

    plan = FarringtonPlan(threshold=threshold, compat=compat, trend_p_value=1.0)  # type: ignore[arg-type]
    counts = _table("w1_counts.csv")[:, :n_series]
    return lambda: farrington_flexible(counts, plan=plan, judge=weeks)


def _scan(durations: int, replicates: int = 999, n_cells: int | None = None) -> Callable[[], object]:
    """With the zones and the table of counts made anew in each call."""
    from tryggve.engine.numerics.monte_carlo import MonteCarlo
    from tryggve.engine.space_time.expected_cases import count_events
    from tryggve.engine.space_time.scan_permutation import scan_permutation
    from tryggve.engine.space_time.scan_result import ScanWindow
    from tryggve.engine.space_time.zones import ZoneSize, zones_by_distance

    middles = _table("w2_cells.csv")[:n_cells, 1:]
    events = _table("w2_events.csv").astype(np.int64)
    events = events[events[:, 0] < len(middles)]
    window, chance = ScanWindow(longest=durations), MonteCarlo(seed=1, replicates=replicates)

    def call() -> object:
        counts = count_events(events[:, 0], events[:, 1], n_locations=len(middles), n_periods=PERIODS)
        zones = zones_by_distance(middles, ZoneSize(k=min(50, len(middles))))
        return scan_permutation(counts, zones, window=window, chance=chance)

    return call


def _near_repeat(n_events: int | None = None) -> Callable[[], object]:
    from tryggve.engine.space_time.near_repeat import near_repeat

    east, north, days = _table("w3_events.csv")[:n_events].T
    return lambda: near_repeat(east, north, days, distance_edges=DISTANCES, time_edges=DAYS)


def _density(*, edge: bool, n_points: int | None = None) -> Callable[[], object]:
    from tryggve.engine.numerics.smoothing import Smoothing
    from tryggve.engine.places.density import Grid, density_on_grid

    east, north = _table("w4_points.csv")[:n_points].T
    grid, smoothing = Grid(0, 0, 50, n_columns=200, n_rows=200), Smoothing(300, is_edge_corrected=edge)
    return lambda: density_on_grid(east, north, grid, smoothing=smoothing)


def _local(name: str, n_places: int | None = None) -> Callable[[], object]:
    """The neighbours are known, as they are to the peers."""
    from tryggve.engine.numerics.conditional import Permutations
    from tryggve.engine.places.hot_spots import getis_ord_star
    from tryggve.engine.places.local_moran import local_moran
    from tryggve.engine.places.neighbours import neighbours_within

    east, north, counts = _table("w5_hex.csv")[:n_places].T
    neighbours, permutations = neighbours_within(east, north, distance=1.1), Permutations(n=999, seed=1)
    if name == "gi":
        return lambda: getis_ord_star(counts, neighbours, permutations=permutations)
    return lambda: local_moran(counts, neighbours, permutations=permutations)


#: What is measured after a warming call.
WARM: dict[str, Callable[[], Callable[[], object]]] = {
    "w1_nb": partial(_farrington, "nb_plugin"),
    "w1_default": partial(_farrington, "predictive"),
    "w1_delta": partial(_farrington, "delta"),
    "w1_as_r": partial(_farrington, "nb_plugin", compat="surveillance"),
    "w1b_nb": partial(_farrington, "nb_plugin", weeks=52),
    "w2_26": partial(_scan, 26),
    "w2_8": partial(_scan, 8),
    "w2_52": partial(_scan, 52),
    "w3": _near_repeat,
    "w4": partial(_density, edge=False),
    "w4_edge": partial(_density, edge=True),
    "w5_gi": partial(_local, "gi"),
    "w5_moran": partial(_local, "moran"),
}

#: What is measured as the process's first call, on little data: what it takes is reading the compiled code.
FIRST: dict[str, Callable[[], Callable[[], object]]] = {
    "first_farrington": partial(_farrington, "predictive", n_series=2),
    "first_scan": partial(_scan, 4, replicates=99, n_cells=100),
    "first_near_repeat": partial(_near_repeat, 200),
    "first_hot_spots": partial(_local, "gi", 200),
    "first_density": partial(_density, edge=False, n_points=200),
}


def main(task: str) -> None:
    """Measure one, and print it as JSON."""
    if task in WARM:
        measure(WARM[task]())
    elif task in FIRST:
        measure_first(FIRST[task]())
    else:
        sys.exit(f"There is no such task. Got {task}. Give one of {', '.join([*WARM, *FIRST])}.")


if __name__ == "__main__":
    main(sys.argv[1])
