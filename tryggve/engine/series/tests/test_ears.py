"""EARS: as the R package where asked to, and right where that is not."""

from __future__ import annotations

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.ears import EarsMethod, ears
from tryggve.engine.series.tests.agona import agona_counts, expected_of, surveillance_charts
from tryggve.engine.tests.tolerances import reached


@pytest.mark.parametrize("method", ["C1", "C2"])
def test_agona_has_the_thresholds_and_alarms_of_surveillance(method: EarsMethod) -> None:
    expected = expected_of(f"expected_agona_ears{method}")
    weeks = expected["k"].astype(int) - 1

    answer = ears([agona_counts()], method=method, compat="surveillance")

    assert (answer.alarm[0, weeks] == expected["alarm"]).all()
    difference = np.abs(answer.threshold[0, weeks] - expected["upperbound"]).max()
    reached(f"EARS {method} threshold, Agona, surveillance", difference, 1e-9)


def test_the_third_method_has_the_thresholds_of_surveillance() -> None:
    charts = surveillance_charts()

    answer = ears([charts["observed"]], method="C3", compat="surveillance")

    difference = np.abs(answer.threshold[0, 11:] - charts["ears_c3"]).max()
    reached("EARS C3 threshold, surveillance", difference, 1e-9)


def test_the_third_method_of_surveillance_does_not_see_the_week_it_judges_and_ours_does() -> None:
    outbreak = [2, 3, 2, 4, 3, 2, 3, 2, 3, 2, 3, 60]

    theirs = ears([outbreak], method="C3", compat="surveillance")
    ours = ears([outbreak], method="C3")

    assert not theirs.alarm[0, 11]
    assert ours.alarm[0, 11]


def test_two_weeks_of_rise_do_not_hide_the_third_from_the_second_method() -> None:
    rise = [2, 3, 2, 4, 3, 2, 3, 2, 9, 10, 11]

    assert not ears([rise], method="C1").alarm[0, 10]
    assert ears([rise], method="C2").alarm[0, 10]


def test_one_incident_after_a_quiet_time_is_no_alarm() -> None:
    quiet = [[0] * 7 + [1]]

    assert not ears(quiet).alarm[0, 7]
    assert ears(quiet, compat="surveillance").alarm[0, 7]


def test_normal_weeks_of_poisson_counts_are_seldom_called_high() -> None:
    counts = generator(20260101).poisson(10.0, (400, 60))

    ours = ears(counts).alarm[:, 7:].mean()
    theirs = ears(counts, compat="surveillance").alarm[:, 7:].mean()

    assert ours < 0.01
    assert theirs > 10 * 0.001


def test_each_series_is_judged_as_if_alone() -> None:
    counts = generator(3).poisson(3.0, (5, 30))

    together = ears(counts, method="C3")

    for row in range(5):
        alone = ears(counts[row : row + 1], method="C3")
        assert np.array_equal(together.threshold[row], alone.threshold[0], equal_nan=True)


def test_a_new_reporter_is_no_crime_wave() -> None:
    counts = [[4, 5, 4, 6, 5, 4, 5, 15]]

    alone = ears(counts)
    watched = ears(counts, exposure=[1, 1, 1, 1, 1, 1, 1, 3])

    assert alone.alarm[0, 7]
    assert not watched.alarm[0, 7]


def test_a_week_that_nobody_counted_is_passed_over() -> None:
    counts = [[2.0, np.nan, 3, 2, 3, 2, 3, 12, np.nan]]

    answer = ears(counts)

    assert answer.alarm[0, 7]
    assert not answer.alarm[0, 8]
    assert np.isnan(answer.threshold[0, 8])


def test_what_cannot_be_judged_is_refused() -> None:
    with pytest.raises(TooLittleData, match="Give at least 8"):
        ears([[1, 2, 3]])
    with pytest.raises(NotCounts):
        ears([[-1] * 20])
    with pytest.raises(WrongShape):
        ears([1, 2, 3])
    with pytest.raises(WrongShape, match="exposure"):
        ears([[1] * 20], exposure=[1, 2])
    with pytest.raises(OutOfRange, match="C1, C2 or C3"):
        ears([[1] * 20], method="C4")  # type: ignore[arg-type]
