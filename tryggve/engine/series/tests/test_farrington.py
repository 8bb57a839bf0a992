"""Farrington's method tells what is unusual, says why where it cannot, and ends whatever it is given."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, OutOfOrder, OutOfRange, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics import twins
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.farrington_windows import Reach, same_week_each_year
from tryggve.engine.series.farrington import MONTHLY, FarringtonPlan, FarringtonResult, farrington_flexible

PLAN = FarringtonPlan()
FIELDS = (
    "expected", "dispersion", "standard_error", "freedom", "trend", "p_value", "upper_bound", "score",
    "uses_trend", "is_alarm", "reason",
)  # fmt: skip


@pytest.fixture
def either_twin() -> Iterator[None]:
    before = twins.chosen()
    yield
    twins.use(before)


def many_kinds() -> Floats:
    """Usual, sparse, silent, new, missing, huge and wild series."""
    rng = np.random.default_rng(7)
    counts = rng.negative_binomial(3, 0.3, size=(320, 14)).astype(np.float64)
    counts[:, 0] = rng.poisson(0.05, 320)
    counts[:, 1] = 0
    counts[-3:, 2], counts[:-3, 2] = 6, 0
    counts[:, 3] *= 1000
    counts[:, 4] = 0
    counts[100:120, 4] = 5
    counts[:200, 5] = np.nan
    counts[rng.random(320) < 0.1, 6] = np.nan
    counts[-1, 7] = np.nan
    counts[-3, 8] = np.nan
    counts[:, 9] = rng.negative_binomial(1, 1e-5, 320)
    counts[150:153, 10] = 200
    return counts


def differences(first: FarringtonResult, second: FarringtonResult) -> dict[str, float]:
    found = {}
    for name in FIELDS:
        one, other = (getattr(result, name).astype(np.float64) for result in (first, second))
        assert (np.isnan(one) == np.isnan(other)).all(), name
        gap = np.abs(one - other) / np.maximum(np.abs(other), 1.0)
        found[name] = float(np.nanmax(gap, initial=0.0))
    return found


@pytest.mark.usefixtures("either_twin")
@pytest.mark.parametrize("threshold", ["predictive", "nb_plugin", "delta", "muan"])
def test_both_twins_give_the_same_answers(threshold: Any) -> None:
    counts, watched = many_kinds(), 4 + (np.arange(320) // 50) % 3
    modes: tuple[Any, ...] = ("", "surveillance")

    for compat, n_periods, exposure in itertools.product(modes, (1, 10), (None, watched)):
        if compat and threshold == "predictive":
            continue
        plan = FarringtonPlan(threshold=threshold, compat=compat, n_periods=n_periods)
        twins.use("plain")
        plain = farrington_flexible(counts, plan=plan, exposure=exposure, judge=2)
        twins.use("compiled")
        compiled = farrington_flexible(counts, plan=plan, exposure=exposure, judge=2)

        assert max(differences(compiled, plain).values()) < 1e-10


@pytest.mark.parametrize("threshold", ["predictive", "nb_plugin", "delta", "muan"])
def test_no_number_is_missing_without_a_reason(threshold: Any) -> None:
    answer = farrington_flexible(many_kinds(), plan=replace(PLAN, threshold=threshold), judge=3)

    told = answer.reason == 0
    for name in ("expected", "dispersion", "standard_error", "p_value", "upper_bound", "score"):
        assert np.isfinite(getattr(answer, name)[told]).all(), name
    assert not answer.is_alarm[~told].any()
    assert answer.why(2, 1) in ("too_few_reported", "all_zero")
    assert answer.why(2, 7) == "missing_week"
    assert answer.why(2, 5) == "too_little_history" or answer.reason[2, 5] == 0


def test_the_first_incidents_ever_stand_out() -> None:
    answer = farrington_flexible(many_kinds())

    assert answer.is_alarm[0, 2]
    assert answer.upper_bound[0, 2] == 0
    assert answer.score[0, 2] >= 1


def test_a_new_reporter_is_no_crime_wave() -> None:
    rng = np.random.default_rng(3)
    watched = np.where(np.arange(313) < 300, 4, 8)
    counts = rng.poisson(3.0 * watched)[:, None]

    blind = farrington_flexible(counts, judge=13)
    told = farrington_flexible(counts, exposure=watched, judge=13)

    assert blind.is_alarm.mean() > 0.5
    assert not told.is_alarm.any()
    assert told.expected.mean() == pytest.approx(24, rel=0.15)


def test_a_week_in_which_nobody_reported_is_not_judged() -> None:
    watched = np.ones(313)
    watched[-1] = 0

    answer = farrington_flexible(np.full((313, 1), 4), exposure=watched)

    assert answer.why(0, 0) == "nobody_reported"
    assert not answer.is_alarm.any()


def test_a_past_outbreak_does_not_hide_the_next() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(8, size=(313, 1))
    counts[[52, 53, 104, 105, 156], 0] = 60
    counts[-1] = 40

    assert farrington_flexible(counts).is_alarm.all()
    assert not farrington_flexible(counts, plan=replace(PLAN, reweight=False)).is_alarm.any()


def test_the_default_score_is_on_the_scale_of_the_counts() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(8, size=(313, 40))

    answer = farrington_flexible(counts, plan=replace(PLAN, threshold="nb_plugin"))

    wanted = (counts[-1] - answer.expected) / (answer.upper_bound - answer.expected)
    assert answer.score == pytest.approx(wanted, rel=1e-12)


def test_the_standard_error_follows_the_dispersion_and_not_the_prior_weights() -> None:
    # Without trend, outbreaks and seasons: variance of the log mean = dispersion / incidents.
    rng = np.random.default_rng(5)
    counts = rng.poisson(8, size=(313, 1))
    plan = replace(PLAN, threshold="delta", trend=False, reweight=False, n_periods=1)

    answer = farrington_flexible(counts, plan=plan)

    n_rows = 5 * 7
    wanted = np.sqrt(answer.dispersion / (answer.expected * n_rows))
    # The weights are those of the last step but one.
    assert answer.standard_error == pytest.approx(wanted, rel=1e-4)


def test_a_gap_in_the_weeks_is_missing_weeks() -> None:
    rng = np.random.default_rng(5)
    counts = rng.poisson(8, size=(330, 2)).astype(np.float64)
    kept = np.delete(np.arange(330), [60, 61, 200])
    counts[[60, 61, 200]] = np.nan

    whole = farrington_flexible(counts, judge=[310, 329])
    cut = farrington_flexible(counts[kept], weeks=kept + 1000, judge=[1310, 1329])

    assert cut.weeks.tolist() == [1310, 1329]
    assert cut.p_value.tolist() == whole.p_value.tolist()


def test_the_result_does_not_depend_on_threads_chunks_or_number_type() -> None:
    counts = np.random.default_rng(2).poisson(5, size=(313, 700))

    alone = farrington_flexible(counts[:, 300:301])
    together = farrington_flexible(counts, threads=3)
    small = farrington_flexible(counts.astype(np.int16))

    assert together.p_value[0, 300] == alone.p_value[0, 0]
    assert small.p_value.tolist() == together.p_value.tolist()


def test_months_are_compared_with_the_same_months() -> None:
    rng = np.random.default_rng(2)
    month = np.arange(97)
    counts = rng.poisson(20 * np.exp(0.8 * np.sin(2 * np.pi * month / 12)))[:, None]

    answer = farrington_flexible(counts, plan=replace(MONTHLY, begins=date(2018, 1, 1)), judge=12)

    assert answer.expected.max() > 2.5 * answer.expected.min()
    assert not answer.is_alarm.any()


def test_the_same_week_of_earlier_years_is_the_nearest_monday() -> None:
    begins = date(2016, 1, 4)
    reach = Reach(5, 3, 10, 26, "week", begins)

    rows = same_week_each_year(430, reach)

    for year, row in enumerate(rows):
        wanted = begins + timedelta(weeks=430)
        gap = (begins + timedelta(weeks=row)) - wanted.replace(year=wanted.year - year)
        assert abs(gap.days) <= 3


@pytest.mark.parametrize("level", [0, 1, 10**6, 10**12])
def test_series_without_any_change_end_and_are_as_usual(level: int) -> None:
    answer = farrington_flexible(np.full((313, 1), level))

    assert not answer.is_alarm.any()
    assert answer.why(0, 0) in ("", "too_few_reported", "all_zero")


def test_too_few_years_is_a_reason_by_default_and_a_refusal_beside_surveillance() -> None:
    counts = np.full((200, 2), 5)
    plan = replace(PLAN, threshold="delta", compat="surveillance")

    assert {farrington_flexible(counts).why(0, series) for series in (0, 1)} == {"too_little_history"}
    with pytest.raises(TooLittleData):
        farrington_flexible(counts, plan=plan)


@pytest.mark.parametrize(
    ("refusal", "given"),
    [
        (NotCounts, {"counts": np.full((313, 1), -1)}),
        (NotCounts, {"counts": np.full((313, 1), 0.5)}),
        (NotCounts, {"counts": [["a"]]}),
        (WrongShape, {"counts": np.ones(313)}),
        (TooLittleData, {"counts": np.ones((0, 3))}),
        (WrongShape, {"exposure": np.ones(3)}),
        (WrongShape, {"exposure": np.full(313, -1.0)}),
        (OutOfOrder, {"weeks": np.zeros(313)}),
        (TooMuchWork, {"weeks": np.append(np.arange(312), 10**9)}),
        (OutOfRange, {"judge": 0}),
        (OutOfRange, {"judge": [400]}),
        (OutOfRange, {"plan": replace(PLAN, alpha=0.0)}),
        (OutOfRange, {"plan": replace(PLAN, n_periods=52)}),
        (OutOfRange, {"plan": replace(PLAN, compat="surveillance")}),
        (OutOfRange, {"plan": replace(PLAN, period="day")}),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_judged_is_refused(refusal: type[Exception], given: dict[str, Any]) -> None:
    with pytest.raises(refusal, match="Got"):
        farrington_flexible(**({"counts": np.ones((313, 1))} | given))
