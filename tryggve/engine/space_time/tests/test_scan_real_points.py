"""The permutation scan on real events: robberies in Memphis and burglaries in Chicago."""

from __future__ import annotations

import csv
import sys
from datetime import date

import numpy as np
import pytest

from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.space_time.expected_cases import count_events
from tryggve.engine.space_time.scan_permutation import scan_permutation
from tryggve.engine.space_time.scan_result import ScanResult, ScanWindow
from tryggve.engine.space_time.zones import ZoneSize, zones_by_distance, zones_by_hexagon
from tryggve.engine.tests.reference import reference_file


def rows_of(name: str) -> list[dict[str, str]]:
    path = reference_file("").parent / "points" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def weeks_of(days: list[str]) -> Wholes:
    numbers: Wholes = np.array([date.fromisoformat(day[:10]).toordinal() for day in days])
    return np.asarray((numbers - numbers.min()) // 7)


def tell(title: str, found: ScanResult) -> None:
    sys.stdout.write(f"\n{title}: {found.n_cases} events, {found.n_zones} zones\n")
    for one in found.clusters[:3]:
        sys.stdout.write(
            f"  {len(one.locations):3d} cells, weeks {one.first_period}-{one.last_period}: {one.observed} where "
            f"{one.expected:.1f} expected, LLR {one.score:.2f}, p {one.p_value:.3f}, Gumbel {one.p_gumbel:.3f}\n"
        )


def check(found: ScanResult, counts: Wholes) -> None:
    n_cases = counts.sum()
    assert found.n_cases == n_cases
    for one in found.clusters:
        inside = counts[list(one.locations)]
        run = slice(one.first_period, one.last_period + 1)
        mean = inside.sum() * counts[:, run].sum() / n_cases
        assert one.observed == inside[:, run].sum()
        assert one.expected == pytest.approx(mean, rel=1e-12)
        assert one.p_value is not None
        assert 0 < one.p_value <= 1


def test_robberies_in_memphis_are_scanned_in_hexagons() -> None:
    import h3

    rows = rows_of("memphis_robberies_2019.csv")
    at = [h3.latlng_to_cell(float(row["lat"]), float(row["lon"]), 7) for row in rows]
    cells = sorted(set(at))
    weeks = weeks_of([row["date"] for row in rows])
    counts = count_events(
        [cells.index(cell) for cell in at], weeks, n_locations=len(cells), n_periods=int(weeks.max()) + 1
    )
    zones = zones_by_hexagon(cells, n_rings=3, size=ZoneSize(share=0.5, weights=counts.sum(axis=1)))

    found = scan_permutation(
        counts, zones, window=ScanWindow(8, search="retrospective"), chance=MonteCarlo(seed=1, replicates=99)
    )

    tell("Memphis, robberies 2019", found)
    check(found, counts)
    assert found.n_cases == 2_245


def test_burglaries_in_chicago_are_scanned_in_squares() -> None:
    rows = [row for row in rows_of("chicago_burglary_2016.csv") if row["date"] != "NA"]
    points: Floats = np.array([[float(row["X"]), float(row["Y"])] for row in rows])
    squares, at = np.unique(np.floor(points / 1_000), axis=0, return_inverse=True)
    weeks = weeks_of([row["date"] for row in rows])
    counts = count_events(at.ravel(), weeks, n_locations=squares.shape[0], n_periods=int(weeks.max()) + 1)
    zones = zones_by_distance(squares * 1_000 + 500, ZoneSize(k=30))

    found = scan_permutation(counts, zones, window=ScanWindow(8), chance=MonteCarlo(seed=1, replicates=99))

    tell("Chicago, burglaries 2016", found)
    check(found, counts)
    assert found.n_cases == len(rows)
