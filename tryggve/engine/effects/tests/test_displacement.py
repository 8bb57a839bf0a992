"""The weighted displacement difference against the paper, another program, and itself."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.effects.displacement import DisplacementTest, Weights, displacement_test
from tryggve.engine.errors import NotCounts, OutOfRange, TooFewIncidents, WrongShape
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.tests.reference import reference_json

pairs = st.tuples(st.integers(5, 400), st.integers(5, 400))


def test_the_papers_own_example() -> None:
    answer = displacement_test((207, 110), (308, 318), nearby=(178, 157), nearby_control=(150, 140))

    assert answer.displaced is not None
    assert (answer.local.estimate, answer.displaced.estimate, answer.total.estimate) == (-107, -11, -118)
    assert answer.total.standard_error == pytest.approx(math.sqrt(1568), rel=1e-12)
    assert answer.total.z == pytest.approx(-2.979950006429, rel=1e-12)
    assert (answer.total.low, answer.total.high) == pytest.approx((-195.610614163582, -40.389385836418))


def test_windows_of_different_length() -> None:
    answer = displacement_test((80, 20), (100, 50), weights=Weights(windows=(2, 1)))

    assert answer.total.estimate == -20
    assert answer.total.standard_error == pytest.approx(math.sqrt(115), rel=1e-12)


def test_areas_of_different_size() -> None:
    # The order of areas here is that of the arguments: treated, control, nearby, nearby_control.
    answer = displacement_test(
        (207, 110),
        (308, 318),
        nearby=(178, 157),
        nearby_control=(150, 140),
        weights=Weights(areas=(1.2, 0.9, 1.5, 1.6)),
    )

    assert answer.total.estimate == pytest.approx(-99.694444444444, rel=1e-12)
    assert answer.total.standard_error == pytest.approx(35.428075504473, rel=1e-12)
    assert answer.total.z == pytest.approx(-2.813995483098, rel=1e-12)
    assert (answer.total.low, answer.total.high) == pytest.approx((-169.132196474777, -30.256692414112))


def run_reference(given_input: dict[str, Any]) -> DisplacementTest:
    control, treated, nearby_control, nearby = given_input.get("area_weights", (1, 1, 1, 1))
    return displacement_test(
        given_input["treated"],
        given_input["control"],
        nearby=given_input.get("disp_treated"),
        nearby_control=given_input.get("disp_control"),
        weights=Weights(
            windows=tuple(given_input.get("time_weights", (1, 1))),
            areas=(treated, control, nearby, nearby_control),
        ),
        level=1 - given_input.get("alpha", 0.1),
    )


@pytest.mark.parametrize("case", ["paper_2018", "local_simple", "disp", "time_weights", "area_weights"])
def test_every_number_agrees_with_the_authors_program(case: str) -> None:
    reference = reference_json("wdd/expected.json")[case]

    answer = run_reference(reference["input"])

    nowhere = answer.displaced is None
    got = {
        "Est_Local": answer.local.estimate,
        "SE_Local": answer.local.standard_error,
        "Est_Displace": 0 if nowhere else answer.displaced.estimate,  # type: ignore[union-attr]
        "SE_Displace": 0 if nowhere else answer.displaced.standard_error,  # type: ignore[union-attr]
        "Est_Total": answer.total.estimate,
        "SE_Total": answer.total.standard_error,
        "Z": answer.total.z,
        "LowCI": answer.total.low,
        "HighCI": answer.total.high,
    }
    assert got == pytest.approx(reference["expected"], rel=1e-11, abs=1e-11)


def test_a_problem_that_moved_next_door_is_read_as_moved() -> None:
    answer = displacement_test((100, 30), (100, 100), nearby=(40, 110), nearby_control=(40, 42))

    assert answer.reading == "moved"
    assert answer.total.low < 0 < answer.total.high


def test_a_gain_that_spread_next_door_is_read_as_spread() -> None:
    assert displacement_test((100, 30), (100, 100), nearby=(80, 25), nearby_control=(80, 82)).reading == "spread"


def test_no_sign_is_not_a_claim() -> None:
    assert displacement_test((20, 10), (20, 20)).reading == "no_sign"
    assert displacement_test((100, 30), (100, 99)).reading == "no_sign"
    assert displacement_test((100, 30), (90, 99), nearby=(20, 21), nearby_control=(20, 20)).reading == "no_sign"


@given(pairs, pairs, pairs, pairs)
def test_total_is_the_sum_of_its_parts(
    treated: tuple[int, int], control: tuple[int, int], nearby: tuple[int, int], other: tuple[int, int]
) -> None:
    answer = displacement_test(treated, control, nearby=nearby, nearby_control=other)

    assert answer.displaced is not None
    assert answer.total.estimate == pytest.approx(answer.local.estimate + answer.displaced.estimate)
    assert answer.total.standard_error == pytest.approx(
        math.hypot(answer.local.standard_error, answer.displaced.standard_error)
    )
    assert answer.n_incidents == sum(treated + control + nearby + other)


@given(pairs, pairs)
def test_exchanging_measure_and_comparison_turns_the_sign(treated: tuple[int, int], control: tuple[int, int]) -> None:
    there, back = displacement_test(treated, control), displacement_test(control, treated)

    assert there.total.estimate == -back.total.estimate
    assert there.total.p_value == pytest.approx(back.total.p_value)


@given(pairs, pairs, st.floats(0.1, 10))
def test_the_unit_of_the_windows_changes_the_unit_of_the_answer_only(
    treated: tuple[int, int], control: tuple[int, int], unit: float
) -> None:
    one = displacement_test(treated, control)
    other = displacement_test(treated, control, weights=Weights(windows=(unit, unit)))

    assert other.total.estimate * unit == pytest.approx(one.total.estimate, abs=1e-9)
    assert other.total.z == pytest.approx(one.total.z, abs=1e-9)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    chance = generator(42)
    means = np.array([60, 40, 80, 80, 50, 55, 45, 45])
    held = []
    for counts in chance.poisson(means, (2000, 8)).reshape(2000, 4, 2):
        answer = displacement_test(counts[0], counts[1], nearby=counts[2], nearby_control=counts[3])
        held.append(answer.total.low <= -15 <= answer.total.high)

    assert 0.935 < np.mean(held) < 0.965


def test_too_few_incidents_are_refused_with_the_number() -> None:
    with pytest.raises(TooFewIncidents, match="Got 19 in all areas"):
        displacement_test((5, 4), (5, 5))
    with pytest.raises(TooFewIncidents):
        displacement_test((0, 0), (0, 0), weights=Weights(least_total=0))


def test_half_a_ring_is_refused() -> None:
    with pytest.raises(WrongShape, match="both or none"):
        displacement_test((50, 20), (50, 50), nearby=(9, 9))
    with pytest.raises(WrongShape, match="Give two"):
        displacement_test((50, 20, 1), (50, 50))


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(NotCounts):
        displacement_test((50, -1), (50, 50))
    with pytest.raises(OutOfRange, match="above 0"):
        Weights(windows=(0, 1))
