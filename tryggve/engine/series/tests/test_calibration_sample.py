"""A sample of `make calibrate`: the whole study is in docs/methods/calibration.md."""

from __future__ import annotations

import numpy as np
import pytest

from tools.calibrate import surveillance
from tools.calibrate.detection import detect, standard_error
from tools.calibrate.judged import ALPHA, COMPAT, judge
from tools.calibrate.series import CELLS, N_PLANTED_SERIES, draw, mark_of, plant, with_past

SEED = 5
KEPT = surveillance.kept()
SPARSE, SPARSE_AND_WILD, MANY = 0, 2, 11


@pytest.mark.parametrize("number", [SPARSE, SPARSE_AND_WILD, MANY])
def test_a_quiet_week_is_called_about_as_often_as_is_said(number: int) -> None:
    cell = CELLS[number]
    drawn = draw(cell, seed=SEED, n_series=150)

    alarms = judge(drawn, plant(cell, drawn, seed=SEED)).alarms

    assert 0.5 <= alarms.mean() / ALPHA <= 1.5


def test_the_p_value_and_the_alarm_say_the_same() -> None:
    cell = CELLS[SPARSE_AND_WILD]
    drawn = draw(cell, seed=SEED, n_series=40)

    tails = judge(drawn, plant(cell, drawn, seed=SEED))

    assert np.array_equal(tails.alarms == 1, tails.quiet <= ALPHA)


def test_what_was_kept_of_surveillance_is_what_compat_answers_today() -> None:
    cell, kept = CELLS[SPARSE_AND_WILD], KEPT[SPARSE_AND_WILD]
    drawn = draw(cell, n_series=N_PLANTED_SERIES)

    tails = judge(drawn, plant(cell, drawn), COMPAT)

    assert mark_of(drawn.counts) == kept.mark
    assert tails.alarms.sum() == kept.false_alarms
    detected = detect(tails.quiet, tails.planted, ALPHA).detected
    assert detected == pytest.approx(kept.detection.detected, abs=1e-4)


def test_outbreaks_are_seen_as_well_as_surveillance_sees_them_at_equal_false_alarms() -> None:
    cell = CELLS[SPARSE_AND_WILD]
    drawn = draw(cell, seed=SEED, n_series=N_PLANTED_SERIES)
    planted = plant(cell, drawn, seed=SEED)

    ours, theirs = (detect(t.quiet, t.planted, ALPHA) for t in (judge(drawn, planted), judge(drawn, planted, COMPAT)))

    gap = float((ours.detected - theirs.detected).mean())
    assert gap > -2 * standard_error(ours.influence.mean(axis=0), theirs.influence.mean(axis=0))


def test_a_past_with_outbreaks_does_not_blind_the_detector() -> None:
    cell = CELLS[MANY]
    drawn = draw(cell, seed=SEED, n_series=40)

    tails = judge(with_past(cell, drawn, seed=SEED), plant(cell, drawn, seed=SEED))

    largest = (tails.planted[-1] <= ALPHA).mean()
    assert largest > 0.9


def test_the_same_rate_is_reached_between_two_p_values_that_many_weeks_share() -> None:
    quiet = np.repeat([0.001, 0.02, 0.5], [2, 8, 90]).reshape(20, 5)
    planted = np.full((1, 4, 5), 0.02)

    found = detect(quiet, planted, 0.05)

    # Two of a hundred are below; three of the eight at 0.02 make it five.
    assert found.detected[0] == pytest.approx(3 / 8)
    assert found.false_by_series.mean() == pytest.approx(0.05)
