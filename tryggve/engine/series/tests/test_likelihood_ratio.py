"""Slow drift: the likelihood ratios of the R package, the same from both twins, and the week it began."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from tryggve.engine.errors import NotCounts, NotFinite, OutOfRange, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics import twins
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.plain import control_charts as plain
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.likelihood_ratio import DriftDesign, detect_drift
from tryggve.engine.series.tests.agona import surveillance_charts
from tryggve.engine.tests.tolerances import reached


@pytest.mark.parametrize("theirs", surveillance_charts()["glrnb"], ids=lambda one: f"{one['alpha']} {one['M']}")
def test_the_likelihood_ratios_are_those_of_surveillance(theirs: dict[str, Any]) -> None:
    charts = surveillance_charts()
    # M weeks back are M + 1 weeks; and with a window, Poisson counts and no window differ there by one more.
    longest = theirs["M"] + 1 if theirs["M"] > 0 else 60
    longest, shortest = (
        (longest - 1, theirs["Mtilde"] + 1) if _is_poisson_window(theirs) else (longest, theirs["Mtilde"])
    )
    design = DriftDesign(limit=2.0, shortest=shortest, longest=longest)

    answer = detect_drift([charts["observed"]], charts["expected"], extra=theirs["alpha"], design=design)

    assert (answer.alarm[0] == np.array(theirs["alarm"])).all()
    difference = np.abs(answer.statistic[0] - theirs["value"]).max()
    name = f"GLR alpha {theirs['alpha']} Mtilde {theirs['Mtilde']} M {theirs['M']}, surveillance"
    reached(name, difference, 1e-9)


def _is_poisson_window(theirs: dict[str, Any]) -> bool:
    return bool(theirs["alpha"] == 0 and theirs["M"] > 0)


@pytest.mark.parametrize("extra", [0.0, 0.3])
@pytest.mark.parametrize("sign", [1, -1])
def test_both_twins_say_the_same(extra: float, sign: int) -> None:
    counts = generator(4).poisson(2.0, (20, 40)).astype(np.float64)
    expected = np.full((20, 40), 2.0)
    counts[3, 5:9], expected[3, 5:9] = 0.0, 0.0
    window = np.array([2, 15], dtype=np.int64)

    slow = plain.likelihood_ratios(counts, expected, extra, 3.0, window, sign, 1)
    fast = twins.kernels("control_charts").likelihood_ratios(counts, expected, extra, 3.0, window, sign, 1)

    assert (slow[2] == fast[2]).all()
    reached(f"GLR twins, extra {extra}, sign {sign}", max(np.abs(slow[i] - fast[i]).max() for i in (0, 1)), 1e-12)


@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_no_other_ratio_is_likelier(direction: Any) -> None:
    counts = generator(6).negative_binomial(4, 0.5, 12).astype(np.float64)
    expected = np.linspace(3, 6, 12)

    answer = detect_drift(
        [counts], expected, extra=0.25, design=DriftDesign(limit=99, longest=12, shortest=12, direction=direction)
    )

    ratio, value = _best_by_search(counts, expected, 0.25)
    is_toward = ratio > 1 if direction == "higher" else ratio < 1
    assert answer.statistic[0, 11] == pytest.approx(value if is_toward else 0.0, abs=1e-9)


def _best_by_search(counts: Floats, expected: Floats, extra: float) -> tuple[float, float]:
    def loss(log_ratio: float) -> float:
        mean = expected * np.exp(log_ratio)
        log_likelihood = counts * np.log(mean) - (counts + 1 / extra) * np.log1p(extra * mean)
        return -float(log_likelihood.sum())

    best = minimize_scalar(loss, bounds=(-5, 5), method="bounded", options={"xatol": 1e-10})
    return float(np.exp(best.x)), loss(0.0) - float(best.fun)


def test_a_slow_rise_that_no_week_shows_is_found_with_its_beginning() -> None:
    counts = generator(12).poisson(np.r_[np.full(30, 5.0), np.full(20, 8.5)], (200, 50))

    answer = detect_drift(counts, [5.0] * 50)

    found = answer.alarm[:, 30:].any(axis=1)
    assert found.mean() > 0.95
    first = 30 + answer.alarm[:, 30:].argmax(axis=1)
    began = answer.began[np.arange(200), first][found]
    assert abs(np.median(began) - 30) <= 2


def test_nothing_at_all_is_the_clearest_fall() -> None:
    answer = detect_drift([[0, 0, 0]], [2.0] * 3, design=DriftDesign(direction="lower"))

    assert answer.statistic[0].tolist() == pytest.approx([2.0, 4.0, 6.0])
    assert answer.ratio[0, 2] == 0.0
    assert answer.alarm[0].tolist() == [False, False, True]


def test_a_week_that_nobody_counted_says_nothing() -> None:
    with_gap = detect_drift([[9, np.nan, 9]], [4.0] * 3)
    without = detect_drift([[9, 9]], [4.0] * 2)

    assert with_gap.statistic[0, 2] == pytest.approx(without.statistic[0, 1])


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(NotCounts):
        detect_drift([[0.5]], [1.0])
    with pytest.raises(OutOfRange, match="expected"):
        detect_drift([[1]], [0.0])
    with pytest.raises(WrongShape, match="expected"):
        detect_drift([[1, 2]], [1.0])
    with pytest.raises(OutOfRange, match="shortest"):
        detect_drift([[1]], [1.0], design=DriftDesign(shortest=9, longest=3))
    with pytest.raises(NotCounts, match="numbers"):
        detect_drift([[1], [1, 2]], [4.0])
    with pytest.raises(NotFinite, match="numbers"):
        detect_drift([[1, 2], [1, 2]], [[4.0], [4.0, 5.0]])
    with pytest.raises(TooLittleData):
        detect_drift([[]], [])
    with pytest.raises(TooMuchWork):
        detect_drift(np.ones((1, 1_000_000)), np.ones(1_000_000), design=DriftDesign(longest=1040))
