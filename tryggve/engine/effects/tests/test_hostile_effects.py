"""Every door of the room is given bad input, and answers or refuses in three beats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.effects.before_after import before_after
from tryggve.engine.effects.detection_limit import Design, detection_limit, power_to_detect
from tryggve.engine.effects.difference_in_differences import (
    Shuffling,
    difference_in_differences,
    placebos_in_time,
)
from tryggve.engine.effects.displacement import Weights, displacement_test
from tryggve.engine.effects.displacement_quotient import displacement_quotient
from tryggve.engine.effects.harm import HarmTable, combined_harm, harm_difference
from tryggve.engine.effects.interrupted_series import SeriesModel, interrupted_series
from tryggve.engine.effects.pooled_effect import log_ratio, pool_effects, pool_places
from tryggve.engine.effects.rate_change import e_test
from tryggve.engine.effects.structural_series import structural_effect
from tryggve.engine.effects.synthetic_comparison import synthetic_comparison
from tryggve.engine.effects.verdict import JudgementPlan, judge_effect
from tryggve.engine.tests.hostile import answer_or_refusal, good_counts, nasty_numbers, nasty_rows, nasty_tables

rows = nasty_rows() | good_counts()
pairs = st.lists(nasty_numbers(), min_size=1, max_size=3) | st.lists(st.integers(0, 60), min_size=2, max_size=2)
levels = st.sampled_from([0.95, 0.5, 0.0, 1.0, float("nan"), 0.999999])
starts: st.SearchStrategy[Any] = st.integers(-1, 25) | st.sampled_from([1.5, float("nan"), 10**9])
dispersions = st.sampled_from([1.0, 1.5, 0.0, float("nan"), float("inf"), 1e6])
tables = nasty_tables() | st.integers(2, 24).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, 9), min_size=n, max_size=n), min_size=1, max_size=8)
)


def _weights(data: st.DataObject) -> Weights:
    sizes = st.tuples(*[st.sampled_from([1.0, 2.0, 0.0, -1.0, 1e-300, 1e300, float("nan")])] * 2)
    windows = data.draw(sizes)
    return Weights(windows=windows, areas=(1.0, *windows, 1.0), least_total=0, dispersion=data.draw(dispersions))


def _displacement(data: st.DataObject) -> object:
    nearby = data.draw(st.none() | pairs)
    return displacement_test(
        data.draw(pairs), data.draw(pairs), nearby=nearby, nearby_control=nearby, weights=_weights(data)
    )


def _harm(data: st.DataObject) -> object:
    table = HarmTable(data.draw(st.sampled_from(["v1", ""])), "days", {"a": data.draw(nasty_numbers()), "b": 2.0})
    counts = data.draw(st.dictionaries(st.sampled_from("abc"), st.lists(pairs, max_size=5), max_size=3))
    return harm_difference(counts, table, level=data.draw(levels))


def _design(data: st.DataObject) -> Design:
    counts = st.sampled_from([0, 1, 20, 60, -1, 1.5, 10**15, float("nan")])
    n_weeks = st.sampled_from([1, 12, 0, -4, 10**9])
    a, b, before, after = data.draw(st.tuples(counts, counts, n_weeks, n_weeks))
    return Design(a, b, before, after, data.draw(dispersions))  # type: ignore[arg-type]


def _series(data: st.DataObject) -> object:
    values = data.draw(rows | st.lists(st.integers(0, 9), min_size=20, max_size=40))
    lags = data.draw(st.sampled_from([None, 0, 3, 10**9, -1]))
    model = SeriesModel(
        data.draw(st.booleans()),
        data.draw(st.booleans()),
        data.draw(st.sampled_from([None, 12.0, 0.0, float("nan")])),
        data.draw(st.sampled_from([1, 2, 99])),
        lags,
    )
    exposure = data.draw(st.none() | st.just([1.5] * len(values)) | nasty_rows())
    return interrupted_series(values, start=data.draw(starts), exposure=exposure, model=model)


def _structural(data: st.DataObject) -> object:
    values = data.draw(rows | st.lists(st.integers(0, 9), min_size=12, max_size=40))
    alike = st.lists(st.integers(0, 50), min_size=len(values), max_size=len(values))
    controls = data.draw(st.none() | alike | nasty_tables() | st.just([[1.0, 1.0]] * len(values)))
    return structural_effect(values, controls, start=data.draw(starts))


def _synthetic(data: st.DataObject) -> object:
    donors = data.draw(tables)
    n = np.shape(donors)[1] if np.ndim(donors) == 2 else 3
    return synthetic_comparison(
        data.draw(st.lists(st.integers(0, 9), min_size=n, max_size=n) | rows), donors, start=data.draw(starts)
    )


def _areas(data: st.DataObject) -> tuple[Any, Any]:
    counts = data.draw(tables)
    labels = (
        st.lists(st.integers(0, 1), min_size=len(counts), max_size=len(counts)) if np.ndim(counts) else nasty_rows()
    )
    return counts, data.draw(labels | nasty_rows())


def _shuffling(data: st.DataObject) -> Shuffling:
    return Shuffling(data.draw(st.sampled_from([99, 0, 10**9])), data.draw(st.sampled_from([0, 7, -1])))


def _places(data: st.DataObject) -> object:
    four = st.tuples(*[st.integers(0, 30)] * 4)
    drawn = data.draw(st.lists(four, max_size=4))
    return pool_places([before_after(([a], [b]), ([c], [d])) for a, b, c, d in drawn], level=data.draw(levels))


CALLS: dict[str, Callable[[st.DataObject], object]] = {
    "before_after": lambda data: before_after(
        (data.draw(rows), data.draw(rows)),
        (data.draw(rows), data.draw(rows)),
        level=data.draw(levels),
        dispersion=data.draw(st.none() | dispersions),
    ),
    "combined_harm": lambda data: combined_harm(
        data.draw(nasty_rows()), data.draw(nasty_rows()), data.draw(nasty_rows()), level=data.draw(levels)
    ),
    "detection_limit": lambda data: detection_limit(
        _design(data), power=data.draw(nasty_numbers() | st.just(0.8)), level=data.draw(levels)
    ),
    "difference_in_differences": lambda data: difference_in_differences(
        *_areas(data),
        start=data.draw(starts),
        scale=data.draw(st.sampled_from(["ratio", "difference"])),
        shuffling=_shuffling(data),
        level=data.draw(levels),
    ),
    "displacement_quotient": lambda data: displacement_quotient(data.draw(pairs), data.draw(pairs), data.draw(pairs)),
    "displacement_test": _displacement,
    "e_test": lambda data: e_test(
        data.draw(nasty_numbers()),
        data.draw(nasty_numbers()),
        exposures=(data.draw(nasty_numbers()), data.draw(nasty_numbers() | st.just(1.0))),
        difference=data.draw(nasty_numbers()),
    ),
    "harm_difference": _harm,
    "interrupted_series": _series,
    "judge_effect": lambda data: judge_effect(
        data.draw(st.none() | st.just(before_after(([20], [9]), ([20], [19])))),
        plan=JudgementPlan(hoped_change=data.draw(nasty_numbers()), least_power=data.draw(nasty_numbers())),
        power=data.draw(nasty_numbers()),
    ),
    "log_ratio": lambda data: log_ratio(before_after((data.draw(rows), [3]), ([4], data.draw(rows)))),
    "placebos_in_time": lambda data: placebos_in_time(
        *_areas(data), start=data.draw(starts), shuffling=_shuffling(data)
    ),
    "pool_effects": lambda data: pool_effects(
        data.draw(nasty_rows()),
        data.draw(nasty_rows() | st.lists(st.floats(0.01, 5), min_size=2, max_size=8)),
        method=data.draw(st.sampled_from(["paule_mandel", "reml", "dersimonian_laird"])),
        level=data.draw(levels),
    ),
    "pool_places": _places,
    "power_to_detect": lambda data: power_to_detect(_design(data), data.draw(nasty_numbers()), level=data.draw(levels)),
    "structural_effect": _structural,
    "synthetic_comparison": _synthetic,
}


@pytest.mark.parametrize("name", sorted(CALLS))
def test_bad_input_gets_an_answer_or_a_refusal(name: str) -> None:
    @settings(max_examples=12 if name in ("detection_limit", "power_to_detect") else 60)
    @given(st.data())
    def hold(data: st.DataObject) -> None:
        answer_or_refusal(lambda: CALLS[name](data))

    hold()
