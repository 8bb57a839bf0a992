"""What could be seen, and what may be said: no verdict where the power is low."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.effects.before_after import before_after
from tryggve.engine.effects.detection_limit import Design, detection_limit, power_to_detect
from tryggve.engine.effects.verdict import JudgementPlan, judge_effect
from tryggve.engine.errors import NotCounts, OutOfRange
from tryggve.engine.numerics.seeds import generator


def test_twenty_incidents_before_show_only_the_largest_changes() -> None:
    # DOMAIN.md 7.1: with weekly EST counts most single measures are undetectable; the tool says so.
    limit = detection_limit(Design(20, 20, 12, 12))

    assert limit.smallest_change is not None
    assert limit.smallest_change <= -0.7
    assert limit.smallest_incidents == pytest.approx(-limit.smallest_change * 20)


def test_a_handful_of_incidents_shows_nothing() -> None:
    limit = detection_limit(Design(4, 20, 12, 12))

    assert not limit.is_detectable
    assert (limit.smallest_change, limit.smallest_incidents) == (None, None)
    assert limit.curve[-1].change == -1.0


def test_an_increase_has_a_limit_too() -> None:
    limit = detection_limit(Design(40, 60, 12, 12), direction="higher")

    assert limit.smallest_change is not None
    assert 0.4 < limit.smallest_change < 1.5


def test_more_incidents_longer_windows_and_less_spread_show_smaller_changes() -> None:
    few, many = power_to_detect(Design(30, 30, 12, 12), -0.4), power_to_detect(Design(120, 120, 12, 12), -0.4)
    long_after = power_to_detect(Design(30, 30, 12, 24), -0.4)
    uneven = power_to_detect(Design(120, 120, 12, 12, dispersion=3), -0.4)

    assert few < many
    assert few < long_after
    assert uneven < many


@settings(max_examples=6)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(1, 52), st.integers(1, 52))
def test_the_curve_is_made_of_probabilities_and_never_falls(
    treated: int, comparison: int, before: int, after: int
) -> None:
    powers = [point.power for point in detection_limit(Design(treated, comparison, before, after)).curve]

    assert all(0 <= power <= 1 for power in powers)
    assert powers == sorted(powers)


def test_without_a_change_little_shows() -> None:
    assert power_to_detect(Design(60, 60, 12, 12), -1e-9) < 0.035


@pytest.mark.parametrize(("treated", "change"), [(40, -0.5), (100, -0.4), (25, -0.8)])
def test_the_promised_power_is_that_of_the_method_that_judges(treated: int, change: float) -> None:
    chance = generator(78)
    shown = []
    for _ in range(300):
        means = [treated * (1 + change) / 12, treated / 12, 50 / 12, 50 / 12]
        after, before, other_after, other_before = (chance.poisson(mean, 12) for mean in means)
        if before.sum() + after.sum():
            high = before_after((before, after), (other_before, other_after)).ratio_high
            shown.append(high is not None and high < 1)

    promised = power_to_detect(Design(treated, 50, 12, 12), change)

    assert np.mean(shown) == pytest.approx(promised, abs=0.08)


def test_the_same_design_always_gives_the_same_answer() -> None:
    assert detection_limit(Design(33, 44, 10, 8, 1.4)) == detection_limit(Design(33, 44, 10, 8, 1.4))


WORKED = before_after(([200], [90]), ([200], [190]))
WORSENED = before_after(([100], [180]), ([200], [190]))
UNCHANGED = before_after(([900], [900]), ([900], [905]))
UNCLEAR = before_after(([30], [24]), ([30], [31]))


@pytest.mark.parametrize(
    ("effect", "verdict", "reason"),
    [
        (WORKED, "supported", "changed_as_expected"),
        (WORSENED, "contradicted", "changed_the_other_way"),
        (UNCHANGED, "contradicted", "hoped_change_ruled_out"),
        (UNCLEAR, "cannot_tell", "no_clear_change"),
        (None, "cannot_tell", "too_few_incidents"),
    ],
)
def test_a_measure_that_should_reduce(effect: object, verdict: str, reason: str) -> None:
    answer = judge_effect(effect, plan=JudgementPlan(), power=0.9)  # type: ignore[arg-type]

    assert (answer.verdict, answer.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("effect", "verdict", "reason"),
    [
        (WORSENED, "supported", "changed_as_expected"),
        (WORKED, "contradicted", "changed_the_other_way"),
        (UNCHANGED, "contradicted", "hoped_change_ruled_out"),
        (UNCLEAR, "cannot_tell", "no_clear_change"),
    ],
)
def test_a_measure_that_should_increase(effect: object, verdict: str, reason: str) -> None:
    plan = JudgementPlan(expected_direction="higher", hoped_change=0.5)

    answer = judge_effect(effect, plan=plan, power=0.9)  # type: ignore[arg-type]

    assert (answer.verdict, answer.reason) == (verdict, reason)


def test_no_verdict_when_the_power_is_low_not_even_for_a_striking_result() -> None:
    assert judge_effect(WORKED, plan=JudgementPlan(), power=0.79).reason == "low_power"
    assert judge_effect(WORSENED, plan=JudgementPlan(), power=0.0).verdict == "cannot_tell"


def test_what_was_not_done_is_not_judged() -> None:
    answer = judge_effect(WORKED, plan=JudgementPlan(), power=0.9, was_carried_out=False)

    assert (answer.verdict, answer.reason) == ("not_carried_out", "not_carried_out")


def test_of_measures_without_effect_few_are_called_supported() -> None:
    chance = generator(99)
    plan, design = JudgementPlan(hoped_change=0.5), Design(100, 100, 12, 12)
    power = power_to_detect(design, plan.change)
    verdicts = []
    for _ in range(300):
        a, b, c, d = chance.poisson(100, 4)
        verdicts.append(judge_effect(before_after(([b], [a]), ([d], [c])), plan=plan, power=power).verdict)

    assert power > 0.8
    assert verdicts.count("supported") / 300 < 0.04


def test_bad_plans_and_designs_are_refused() -> None:
    with pytest.raises(OutOfRange, match="hoped change"):
        JudgementPlan(hoped_change=1.5)
    with pytest.raises(OutOfRange, match="hoped change"):
        JudgementPlan(hoped_change=0)
    with pytest.raises(OutOfRange, match="design"):
        Design(10, 10, 0, 4)
    with pytest.raises(NotCounts):
        Design(-1, 10, 4, 4)
    with pytest.raises(OutOfRange, match="power"):
        detection_limit(Design(10, 10, 4, 4), power=0.2)
    with pytest.raises(OutOfRange, match="change"):
        power_to_detect(Design(10, 10, 4, 4), -1.5)
    with pytest.raises(OutOfRange, match="probability"):
        judge_effect(None, plan=JudgementPlan(), power=80)
