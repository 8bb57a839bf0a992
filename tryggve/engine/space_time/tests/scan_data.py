"""The scan's reference data sets as arrays."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date

import numpy as np

from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.tests.reference import reference_file


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Names and positions (x and y, or longitude and latitude)."""

    names: tuple[str, ...]
    points: Floats


def words_of(name: str) -> list[list[str]]:
    """The words of each line of a reference file."""
    lines = reference_file(f"scan/{name}").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line.strip()]


def table_of(name: str) -> list[dict[str, str]]:
    """The rows of a reference file with a header."""
    with reference_file(f"scan/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def new_mexico() -> tuple[Places, Floats, Floats]:
    """Counties; cases (32, 19, 36) by year, age and sex; population (3, 32, 36) in 1973, 1982 and 1991."""
    lines = words_of("nm.geo")
    places = Places(tuple(line[0] for line in lines), np.array([[float(x), float(y)] for _, y, x in lines]))
    cases, people = np.zeros((32, 19, 36)), np.zeros((3, 32, 36))
    for county, n, year, age, sex in words_of("nm.cas"):
        cases[places.names.index(county), int(year) - 1973, _stratum(age, sex)] += int(n)
    for county, year, n, age, sex in words_of("nm.pop"):
        people[(int(year) - 73) // 9, places.names.index(county), _stratum(age, sex)] += int(n)
    return places, cases, people


def new_mexico_yearly() -> tuple[Places, Floats, Floats]:
    """Counties without Cibola; cases and population (32, 19)."""
    rows = [row for row in table_of("NM_geo.csv") if row["county"] != "cibola"]
    points = np.array([[float(row["seat_long"]), float(row["seat_lat"])] for row in rows])
    places = Places(tuple(row["county"] for row in rows), points)
    cases, people = np.zeros((2, 32, 19))
    for row in table_of("NM_popcas.csv"):
        where = places.names.index(row["county"]), int(row["year"]) - 1973
        cases[where], people[where] = float(row["count"]), float(row["population"])
    return places, cases, people


def north_humberside() -> tuple[Places, Wholes, Wholes]:
    """Homes; whether each is that of a case or of a control."""
    lines = words_of("NHumberside.geo")
    places = Places(tuple(line[0] for line in lines), np.array([[float(x), float(y)] for _, x, y in lines]))
    cases, controls = (np.array([int(n) for _, n in words_of(f"NHumberside.{end}")]) for end in ("cas", "ctl"))
    return places, cases, controls


def planted() -> tuple[Floats, Wholes, Wholes]:
    """W2: positions of 500 cells; cell and week of 5,000 events; each cell's 50 nearest."""
    cells = np.loadtxt(reference_file("scan/w2_cells.csv"), delimiter=",")[:, 1:]
    events = np.loadtxt(reference_file("scan/w2_events.csv"), delimiter=",").astype(np.int64)
    nearest = np.loadtxt(reference_file("scan/w2_knn.csv"), delimiter=",").astype(np.int64)
    return cells, events, nearest


def day(year: int, month: int = 1) -> int:
    """The first of a month as a number of days."""
    return date(year, month, 1).toordinal()


def _stratum(age: str, sex: str) -> int:
    return (int(age) - 1) * 2 + int(sex) - 1
