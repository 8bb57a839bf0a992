"""Exact fit: every table gone through, as in ptools, and as by chance."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, OutOfRange, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.small_samples import exact_fit
from tryggve.engine.tests.reference import reference_json
from tryggve.engine.tests.tolerances import reached


def test_statistics_and_probabilities_are_those_of_ptools() -> None:
    expected = reference_json("wdd/expected.json")["small_samp"]
    three, two_one, ones = (exact_fit(row + [0] * (7 - len(row))) for row in ([3], [2, 1], [1, 1, 1]))
    benford = expected["d_benford_KS"]

    ordered = exact_fit(benford["d"], shares=benford["p"], statistic="KS", compat="ptools")

    reached("exact fit G of 3, ptools", abs(three.statistic - expected["G_3"]), 1e-9)
    reached("exact fit p of 3, ptools", abs(three.p_value - expected["G_3_p"]), 1e-9)
    reached("exact fit G of 2 and 1, ptools", abs(two_one.statistic - expected["G_21"]), 1e-9)
    reached("exact fit G of 1, 1 and 1, ptools", abs(ones.statistic - expected["G_111"]), 1e-9)
    reached("exact fit KS, ptools", abs(ordered.statistic - benford["stat"]), 1e-9)
    reached("exact fit p of KS, ptools", abs(ordered.p_value - benford["p_value"]), 1e-9)


def test_ours_is_the_largest_difference_between_the_two_running_shares() -> None:
    benford = reference_json("wdd/expected.json")["small_samp"]["d_benford_KS"]
    running = np.cumsum(benford["d"]) / 13 - np.cumsum(benford["p"])

    answer = exact_fit(benford["d"], shares=benford["p"], statistic="KS")

    assert answer.statistic == pytest.approx(np.abs(running).max(), abs=1e-12)


@pytest.mark.parametrize("statistic", ["G", "chi_square", "KS"])
def test_chance_gives_so_uneven_a_table_so_often(statistic: str) -> None:
    counts, shares = [6, 1, 1, 4], np.array([0.2, 0.3, 0.3, 0.2])
    drawn = generator(31).multinomial(12, shares, 20_000)

    answer = exact_fit(counts, shares=shares, statistic=statistic)  # type: ignore[arg-type]

    expected = 12 * shares
    ways = {
        "G": 2 * (drawn * np.log(np.maximum(drawn, 1) / expected)).sum(axis=1),
        "chi_square": ((drawn - expected) ** 2 / expected).sum(axis=1),
        "KS": np.abs(drawn.cumsum(axis=1) / 12 - shares.cumsum()).max(axis=1),
    }
    assert answer.p_value == pytest.approx((ways[statistic] >= answer.statistic - 1e-9).mean(), abs=0.012)


def test_two_groups_are_the_binomial_test() -> None:
    answer = exact_fit([9, 1])

    assert answer.p_value == pytest.approx(2 * (1 + 10) / 2**10)
    assert answer.n_tables == 11


def test_the_order_of_equal_groups_does_not_matter_but_for_ks() -> None:
    forward, backward = exact_fit([4, 2, 0, 1, 0, 0, 1]), exact_fit([0, 0, 1, 4, 1, 0, 2])

    assert forward.p_value == pytest.approx(backward.p_value, abs=1e-12)
    assert exact_fit([4, 0, 0], statistic="KS").statistic != exact_fit([0, 4, 0], statistic="KS").statistic


def test_the_tables_are_as_many_as_there_are_ways() -> None:
    assert exact_fit([5, 4, 3]).n_tables == math.comb(14, 2)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(TooLittleData):
        exact_fit([5])
    with pytest.raises(TooLittleData):
        exact_fit([0, 0, 0])
    with pytest.raises(NotCounts):
        exact_fit([1, -1])
    with pytest.raises(TooMuchWork, match="tables"):
        exact_fit([100] * 7)
    with pytest.raises(WrongShape, match="shares"):
        exact_fit([1, 2], shares=[1.0])
    with pytest.raises(OutOfRange, match="add up to 1"):
        exact_fit([1, 2], shares=[0.5, 0.6])
    with pytest.raises(OutOfRange, match="statistic"):
        exact_fit([1, 2], statistic="AD")  # type: ignore[arg-type]
