"""Two counts, harm beside counts, and the quotient: against other programs, the paper's tables, and arithmetic."""

from __future__ import annotations

import math

import pytest

from tryggve.engine.effects.displacement import Weights, displacement_test
from tryggve.engine.effects.displacement_quotient import displacement_quotient
from tryggve.engine.effects.harm import HarmTable, combined_harm, harm_difference
from tryggve.engine.effects.rate_change import e_test
from tryggve.engine.errors import OutOfRange, TooFewIncidents, TooMuchWork, WrongShape
from tryggve.engine.tests.reference import reference_json
from tryggve.engine.tests.tolerances import reached

TABLE = HarmTable("test-1", "days", {"burglary": 30.0, "violence": 90.0, "graffiti": 0.0})


def test_the_e_test_agrees_with_the_authors_of_the_reference() -> None:
    expected = reference_json("wdd/expected.json")["e_test"]

    got = {
        "0,3": e_test(0, 3),
        "6,2": e_test(6, 2),
        "20,10": e_test(20, 10),
        "20,20": e_test(20, 20),
        "20,10,n=4,2": e_test(20, 10, exposures=(4, 2)),
        "3,1,d=1": e_test(3, 1, difference=1, compat="ptools"),
    }

    reached("e-test, p-value, ptools", max(abs(got[key].p_value - expected[key]) for key in got), 1e-9)


@pytest.mark.parametrize(
    ("counts", "exposures", "difference"),
    [((3, 1), (1, 1), 1.0), ((17, 30), (2.0, 3.0), 0.0), ((41, 22), (1.7, 1.0), 2.0), ((0, 9), (1.0, 1.0), 0.0)],
)
def test_the_e_test_agrees_with_scipy(
    counts: tuple[int, int], exposures: tuple[float, float], difference: float
) -> None:
    from scipy.stats import poisson_means_test

    other = poisson_means_test(counts[0], exposures[0], counts[1], exposures[1], diff=difference).pvalue

    ours = e_test(*counts, exposures=exposures, difference=difference).p_value

    assert ours == pytest.approx(other, abs=2e-8)


def test_equal_rates_do_not_differ_and_order_does_not_matter() -> None:
    assert e_test(12, 12).p_value == pytest.approx(1.0)
    assert e_test(31, 14).p_value == pytest.approx(e_test(14, 31).p_value, rel=1e-10)
    assert e_test(1_000_000, 1_006_000).p_value < 1e-4


def test_what_the_e_test_cannot_take_is_refused() -> None:
    with pytest.raises(TooFewIncidents, match="no incidents"):
        e_test(0, 0)
    with pytest.raises(OutOfRange, match="exposures"):
        e_test(1, 2, exposures=(0, 1))
    with pytest.raises(TooMuchWork):
        e_test(1e15, 1e15)


def test_the_quotient_and_its_parts_by_hand() -> None:
    answer = displacement_quotient((100, 60), (200, 200), (50, 55))

    assert answer.success == pytest.approx(-0.2)
    assert answer.buffer == pytest.approx(0.025)
    assert answer.quotient == pytest.approx(-0.125)
    assert answer.general_effect == 40
    assert answer.net_effect == pytest.approx(0.2)
    assert answer.total_net_effect == pytest.approx(35.0)
    assert answer.reading == "moved_less_than_gained"


@pytest.mark.parametrize(
    ("nearby", "reading"),
    [
        ((60, 10), "gain_spread_more_than_gained"),
        ((50, 40), "gain_spread"),
        ((50, 60), "moved_less_than_gained"),
        ((50, 110), "moved_all_that_was_gained"),
    ],
)
def test_the_readings_of_the_quotient(nearby: tuple[int, int], reading: str) -> None:
    assert displacement_quotient((100, 60), (200, 200), nearby).reading == reading


def test_without_a_gain_there_is_no_quotient() -> None:
    answer = displacement_quotient((60, 70), (200, 200), (50, 55))

    assert (answer.quotient, answer.reading) == (None, "no_gain_to_move")


def test_a_zero_is_refused_by_the_quotient() -> None:
    with pytest.raises(TooFewIncidents, match=r"\[5, 0\] for treated"):
        displacement_quotient((5, 0), (20, 20), (5, 5))


def test_harm_is_the_weighted_sum_and_the_count_stands_beside_it() -> None:
    counts = {"burglary": [(60, 40), (60, 62)], "violence": [(40, 22), (35, 36)], "graffiti": [(9, 2), (8, 8)]}

    answer = harm_difference(counts, TABLE)

    assert answer.harm is not None
    assert answer.count.estimate == -22 - 19 - 7
    assert answer.harm.estimate == -22 * 30 - 19 * 90
    assert answer.harm.standard_error == pytest.approx(math.sqrt(30**2 * 222 + 90**2 * 133))
    assert answer.table_version == "test-1"


def test_weights_of_one_give_back_the_displacement_test() -> None:
    pairs = [(207, 110), (308, 318), (178, 157), (150, 140)]
    plain = displacement_test(*pairs[:2], nearby=pairs[2], nearby_control=pairs[3])

    answer = harm_difference({"all": pairs}, HarmTable("one", "incidents", {"all": 1.0}))

    assert answer.harm == plain.total == answer.count


def test_a_single_grave_incident_does_not_carry_an_answer() -> None:
    table = HarmTable("grave", "days", {"murder": 5000.0, "graffiti": 1.0})

    answer = harm_difference({"murder": [(1, 0), (0, 0)], "graffiti": [(60, 50), (55, 54)]}, table)

    assert answer.harm is None
    assert answer.n_effective < 2
    assert answer.count.estimate == -10


def test_differences_of_categories_combine_as_independent() -> None:
    answer = combined_harm([-10, -20, 5], [8.0, 6.0, 3.0], [2, 1, 0.5])

    assert answer.estimate == -37.5
    assert answer.standard_error == pytest.approx(math.sqrt(256 + 36 + 2.25))


def test_a_category_outside_the_table_is_refused() -> None:
    with pytest.raises(WrongShape, match="arson"):
        harm_difference({"arson": [(20, 10), (20, 20)]}, TABLE)
    with pytest.raises(WrongShape, match="Got 3 pairs"):
        harm_difference({"burglary": [(20, 10), (20, 20), (4, 4)]}, TABLE)
    with pytest.raises(OutOfRange, match="version"):
        HarmTable("", "days", {})


def test_counts_that_vary_more_widen_the_difference() -> None:
    plain = displacement_test((100, 60), (100, 99))
    wide = displacement_test((100, 60), (100, 99), weights=Weights(dispersion=4.0))

    assert wide.total.standard_error == pytest.approx(2 * plain.total.standard_error)
    assert wide.total.estimate == plain.total.estimate
