"""Salmonella Agona, and what other programs say of it: shared by the tests of the charts."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from tryggve.engine.numerics.checks import Floats
from tryggve.engine.tests.reference import reference_file


def agona_counts() -> Floats:
    """Cases a week, 1990 to 1995, shape (312,)."""
    with reference_file("farrington/salmonella_agona.csv").open(encoding="utf-8") as file:
        return np.array([float(row["count"]) for row in csv.DictReader(file)])


def expected_of(name: str) -> dict[str, Floats]:
    """Columns of a result file by name; `k` counts weeks from 1."""
    with reference_file(f"ears_cusum/{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {column: np.array([float(row[column]) for row in rows]) for column in rows[0]}


def surveillance_charts() -> Any:
    """What `reference/surveillance_charts.R` printed."""
    path = Path(__file__).parent / "reference" / "surveillance_charts.json"
    return json.loads(path.read_text(encoding="utf-8"))
