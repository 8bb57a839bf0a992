"""Does Farrington's method agree with R surveillance, to the digit, where it is asked to?"""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tryggve.engine.numerics.checks import Floats
from tryggve.engine.series.farrington import FarringtonPlan, FarringtonResult, farrington_flexible
from tryggve.engine.series.farrington_thresholds import (
    Expected,
    anscombe_weights,
    negative_binomial_threshold,
    power_threshold,
)
from tryggve.engine.series.tests.agona import agona_counts
from tryggve.engine.tests.reference import reference_file
from tryggve.engine.tests.tolerances import reached

SETTINGS = Path(__file__).parent / "reference" / "farrington_settings.csv"
METHODS: dict[str, Any] = {"nbPlugin": "nb_plugin", "delta": "delta", "muan": "muan"}
#: Columns of surveillance, and ours.
COLUMNS = {
    "expected": "expected",
    "phi": "dispersion",
    "trendcoef": "trend",
    "pvalue": "p_value",
    "upper": "upper_bound",
    "score": "score",
}


def difference(found: Floats, wanted: Floats) -> float:
    """The largest relative difference; what one knows and the other does not is infinite."""
    if (np.isnan(found) != np.isnan(wanted)).any():
        return float("inf")
    known = ~np.isnan(wanted)
    return float(np.max(np.abs(found - wanted)[known] / np.maximum(np.abs(wanted[known]), 1e-9), initial=0.0))


def compare(what: str, answer: FarringtonResult, table: dict[str, Floats]) -> None:
    worst = 0.0
    for theirs, ours in COLUMNS.items():
        column = table["upperbound"] if theirs not in table else table[theirs]
        worst = max(worst, difference(getattr(answer, ours).T.ravel(), column))
    reached(f"farrington {what}", worst, 1e-9)
    assert answer.is_alarm.T.ravel().tolist() == (table["alarm"] == 1).tolist()
    assert answer.uses_trend.T.ravel().tolist() == (table["trend"] == 1).tolist()


def columns(rows: list[dict[str, str]]) -> dict[str, Floats]:
    return {name: np.array([float(row[name].replace("NA", "nan")) for row in rows]) for name in rows[0]}


@pytest.mark.parametrize("method", ["nbPlugin", "delta"])
def test_salmonella_agona_is_judged_as_by_surveillance(method: str) -> None:
    with reference_file(f"farrington/expected_agona_flexible_{method}.csv").open(encoding="utf-8") as file:
        table = columns(list(csv.DictReader(file)))
    plan = FarringtonPlan(
        years_back=4,
        alpha=0.05,
        trend_p_value=1,
        threshold=METHODS[method],
        begins=date(1990, 1, 1),
        compat="surveillance",
    )

    answer = farrington_flexible(agona_counts()[:, None], plan=plan, judge=[int(k) - 1 for k in table["k"]])

    compare(f"Agona {method}", answer, table)


@pytest.mark.parametrize(("method", "n_weeks"), [("nbPlugin", 1), ("delta", 1), ("nbPlugin", 52)])
def test_five_hundred_series_are_judged_as_by_surveillance(method: str, n_weeks: int) -> None:
    counts = np.loadtxt(reference_file("farrington/w1/w1_counts.csv"), delimiter=",", dtype=np.int64)
    with gzip.open(reference_file(f"farrington/w1/farr_R_{method}_{n_weeks}.csv.gz"), "rt") as file:
        table = columns(list(csv.DictReader(file)))
    plan = FarringtonPlan(trend_p_value=1, threshold=METHODS[method], begins=date(2018, 1, 1), compat="surveillance")

    answer = farrington_flexible(counts, plan=plan, judge=n_weeks)

    compare(f"500 series {method} {n_weeks}", answer, table)


N_WEEKS = 330
WEEK = np.arange(N_WEEKS)


def made_counts() -> Floats:
    """As in reference/farrington_settings.R."""
    columns = []
    for j in range(4):
        wave = (4 + 3 * j) * np.exp(0.4 * np.sin(2 * np.pi * WEEK / 52 + j))
        columns.append(np.floor(wave + ((WEEK * (7 + 2 * j)) % 11) / 2 + j * WEEK / 300))
    counts = np.column_stack([*columns, WEEK % 5 == 0]).astype(np.float64)
    counts[N_WEEKS - 2, 2], counts[[119, 120], 1], counts[N_WEEKS - 3, 4] = 90, 80, 6
    return counts


def with_gaps() -> Floats:
    counts = made_counts()
    counts[[39, 40, 149, 150, 151, 249], 0] = np.nan
    counts[N_WEEKS - 6, 1] = counts[N_WEEKS - 2, 2] = np.nan
    return counts


def months() -> Floats:
    counts = made_counts()
    return np.asarray(counts[:120] + counts[120:240])


BASE: dict[str, Any] = {
    "alpha": 0.01, "trend_p_value": 0.05, "threshold": "nb_plugin", "compat": "surveillance"
}  # fmt: skip
MONTHLY: dict[str, Any] = {"half_window": 1, "n_periods": 4, "past_weeks_not_included": 6, "period": "month"}
DELTA: dict[str, Any] = {"threshold": "delta"}
WATCHED = 5 + (WEEK // 40) % 4
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "missing_delta": (with_gaps, DELTA),
    "missing_nbPlugin": (with_gaps, {"trend_p_value": 1}),
    "no_reweight": (made_counts, DELTA | {"reweight": False}),
    "no_trend": (made_counts, {"trend": False, "threshold": "muan"}),
    "half_power": (made_counts, DELTA | {"power": "1/2"}),
    "no_power": (made_counts, DELTA | {"power": "none"}),
    "two_years": (made_counts, {"years_back": 2}),
    "dated": (made_counts, DELTA | {"begins": date(2018, 1, 1)}),
    "dated_b3": (with_gaps, {"years_back": 3, "n_periods": 7, "half_window": 4, "begins": date(2018, 1, 1)}),
    "months": (months, MONTHLY),
    "months_dated": (months, MONTHLY | {"begins": date(2012, 3, 1)}),
    "months_dated_delta": (months, MONTHLY | DELTA | {"begins": date(2012, 3, 1)}),
}
for _theirs, _ours in METHODS.items():
    CASES[f"trend_test_{_theirs}"] = (made_counts, {"threshold": _ours})
    CASES[f"one_period_{_theirs}"] = (
        made_counts, {"threshold": _ours, "n_periods": 1, "past_weeks_not_included": 3, "years_back": 4}
    )  # fmt: skip
    CASES[f"population_{_theirs}"] = (made_counts, {"threshold": _ours, "trend_p_value": 1})


@pytest.mark.parametrize("case", sorted(CASES))
def test_every_setting_does_what_it_does_in_surveillance(case: str) -> None:
    make, settings = CASES[case]
    with SETTINGS.open(encoding="utf-8") as file:
        rows = [{k: v for k, v in row.items() if k != "case"} for row in csv.DictReader(file) if row["case"] == case]
    table = columns(rows)
    exposure = WATCHED if case.startswith("population") else None

    answer = farrington_flexible(made := make(), plan=FarringtonPlan(**(BASE | settings)), exposure=exposure, judge=6)

    assert answer.expected.size == table["expected"].size == 6 * made.shape[1]
    worst = max(difference(getattr(answer, name).T.ravel(), table[name]) for name in COLUMNS.values())
    reached(f"farrington {case}", worst, 1e-9)
    assert answer.is_alarm.T.ravel().tolist() == (table["is_alarm"] == 1).tolist()
    assert answer.uses_trend.T.ravel().tolist() == (table["uses_trend"] == 1).tolist()


# From surveillance's own tests (tests/testthat/test-farringtonFlexible.R), six digits.
POWERS: list[tuple[Any, tuple[float, ...]]] = [
    ("none", (1.3073128, 8.6926872, 0.0907246, 0.8124165)),
    ("1/2", (1.9891097, 9.3744842, 0.1189986, 0.6857951)),
    ("2/3", (1.8084477, 9.1154825, 0.1094727, 0.7289546)),
]
TAILS: list[tuple[Any, float, tuple[float, ...], float]] = [
    ("muan", 1.5, (8, 24, 0.8597797), (11 - 5) / (24 - 5)),
    ("muan", 1.0, (9, 22, 0.9093099), (11 - 5) / (22 - 5)),
    ("nb_plugin", 1.5, (1, 10, 0.03763657), 1.2),
    ("nb_plugin", 1.0, (2, 9, 0.01369527), 1.5),
]


@pytest.mark.parametrize(("power", "wanted"), POWERS)
def test_the_power_thresholds_are_those_of_surveillance(power: Any, wanted: tuple[float, ...]) -> None:
    found = power_threshold(8, Expected(mean=5, standard_error=0.2), power=power)

    numbers = np.array([found.lower, found.upper, found.p_value, found.score])
    reached(f"farrington power {power}", float(np.abs(numbers - wanted).max()), 1e-6)


@pytest.mark.parametrize(("method", "dispersion", "wanted", "score"), TAILS)
def test_the_negative_binomial_thresholds_are_those_of_surveillance_with_the_score_set_right(
    method: Any, dispersion: float, wanted: tuple[float, ...], score: float
) -> None:
    expected = Expected(mean=5, standard_error=float(np.log(2)), dispersion=dispersion)

    found = negative_binomial_threshold(11, expected, method=method)

    numbers = np.array([found.lower, found.upper, found.p_value])
    reached(f"farrington {method} {dispersion}", float(np.abs(numbers - wanted).max()), 1e-6)
    assert found.score == pytest.approx(score, rel=1e-12)


def test_outbreaks_weigh_as_in_surveillance() -> None:
    weights = anscombe_weights([0.0] * 5 + [2.0] * 5, threshold=0)

    assert weights == pytest.approx([1.6] * 5 + [0.4] * 5, rel=1e-12)
