"""On what data is it measured? The reference's own where it lies beside the repository, else seeded stand-ins."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT.parent / "shared" / "data" / "reference"
SEED = 20260101
HEXAGON_STEP = np.sqrt(3) / 2


def weekly_counts() -> Table:
    """W1: 416 weeks × 500 series of overdispersed, seasonal counts."""
    rng = np.random.default_rng(SEED)
    weeks = np.arange(416)[:, None]
    mean = rng.gamma(0.6, 15, 500) * np.exp(0.3 * np.sin(2 * np.pi * weeks / 52 + rng.uniform(0, 6, 500)))
    dispersion = rng.choice([1.05, 1.5, 3.0], 500)
    size = mean / (dispersion - 1)
    return np.asarray(rng.poisson(rng.gamma(size, mean / size)), dtype=np.float64)


def cells() -> Table:
    """W2: the number and the middle of 500 hexagons."""
    column, row = np.meshgrid(np.arange(25), np.arange(20))
    middles = np.column_stack([(column + 0.5 * (row % 2)).ravel() * 500, (row * HEXAGON_STEP).ravel() * 500])
    return np.column_stack([np.arange(500), middles])


def cell_events() -> Table:
    """W2: the cell and the week of 5,000 incidents in 52 weeks, more in the last three around one cell."""
    rng = np.random.default_rng(SEED)
    share = rng.gamma(2, 1, 500)
    events = np.column_stack([rng.choice(500, 4940, p=share / share.sum()), rng.integers(0, 52, 4940)])
    near = np.argsort(np.hypot(*(cells()[:, 1:] - cells()[262, 1:]).T))[:12]
    burst = np.column_stack([rng.choice(near, 60), rng.integers(49, 52, 60)])
    return np.vstack([events, burst]).astype(np.float64)


def nearest_cells() -> Table:
    """W2: the 50 nearest cells of each, itself first."""
    middles = cells()[:, 1:]
    distance = np.hypot(*(middles[:, None] - middles[None]).transpose(2, 0, 1))
    return np.asarray(np.argsort(distance, axis=1, kind="stable")[:, :50], dtype=np.float64)


def point_events() -> Table:
    """W3: metres east and north, and the day, of 5,000 incidents in a year."""
    rng = np.random.default_rng(SEED)
    first = np.column_stack([rng.uniform(0, 10_000, (4000, 2)), rng.integers(0, 365, 4000)])
    again = first[rng.choice(4000, 1000)] + np.column_stack([rng.normal(0, 100, (1000, 2)), rng.integers(0, 14, 1000)])
    return np.asarray(np.round(np.vstack([first, again]), 1), dtype=np.float64)


def many_points() -> Table:
    """W4: 50,000 incidents around 40 middles in a square of 10 km, and a tenth of them anywhere."""
    rng = np.random.default_rng(SEED)
    middles, spread = rng.uniform(500, 9_500, (40, 2)), rng.uniform(80, 900, 40)
    middle = rng.choice(40, 45_000, p=rng.dirichlet(np.ones(40)))
    around = middles[middle] + rng.normal(0, 1, (45_000, 2)) * spread[middle, None]
    points = np.vstack([around, rng.uniform(0, 10_000, (5_000, 2))])
    # Folded back at the edge: everybody's window is the same square.
    points = np.abs(points)
    return np.asarray(np.round(np.where(points > 10_000, 20_000 - points, points), 2), dtype=np.float64)


def hexagons() -> Table:
    """W5: the middle of 5,000 hexagons, in units of their distance, and their counts."""
    rng = np.random.default_rng(SEED)
    column, row = np.meshgrid(np.arange(100), np.arange(50))
    middles = np.column_stack([(column + 0.5 * (row % 2)).ravel(), (row * HEXAGON_STEP).ravel()])
    hot = np.exp(-np.hypot(*(middles - [60, 20]).T) / 6)
    return np.column_stack([middles, rng.negative_binomial(1, 1 / (3 + 20 * hot))])


#: File in the folder of the run: where the reference has it, and what stands in for it.
SOURCES: dict[str, tuple[str, Callable[[], Table]]] = {
    "w1_counts.csv": ("farrington/w1/w1_counts.csv", weekly_counts),
    "w2_cells.csv": ("scan/w2_cells.csv", cells),
    "w2_events.csv": ("scan/w2_events.csv", cell_events),
    "w2_knn.csv": ("scan/w2_knn.csv", nearest_cells),
    "w3_events.csv": ("knox/w3_events.csv", point_events),
    "w4_points.csv": ("", many_points),
    "w5_hex.csv": ("gistar/w5_hex.csv", hexagons),
}


def lay_out(folder: Path) -> list[str]:
    """Put every file where ours and the peers read it; the names of those that are stand-ins."""
    invented = []
    for name, (reference, stand_in) in SOURCES.items():
        known = REFERENCE / reference
        if reference and known.is_file():
            shutil.copyfile(known, folder / name)
            continue
        np.savetxt(folder / name, stand_in(), delimiter=",", fmt="%.6f")
        if reference:
            invented.append(name)
    return invented
