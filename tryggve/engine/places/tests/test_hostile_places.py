"""Whatever is thrown at them, the methods for places answer or refuse in three beats."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryggve.engine.numerics.conditional import Permutations
from tryggve.engine.numerics.smoothing import Smoothing
from tryggve.engine.places import back_test as back_tests
from tryggve.engine.places import concentration as curves
from tryggve.engine.places import counts as simple
from tryggve.engine.places import density as densities
from tryggve.engine.places import forecasts, hot_spots, local_moran, neighbours, ranking
from tryggve.engine.tests.hostile import answer_or_refusal, good_counts, nasty_numbers, nasty_rows, nasty_tables

Drawn = st.DataObject


def numbers(data: Drawn) -> list[float]:
    return data.draw(st.one_of(nasty_rows(), good_counts(longest=8).map(lambda row: [float(one) for one in row])))


def as_many(data: Drawn, n: int) -> list[float]:
    """So many good numbers, or any number of bad ones."""
    good = st.lists(st.integers(0, 50).map(float), min_size=n, max_size=n)
    return data.draw(st.one_of(good, nasty_rows()))


def positions(data: Drawn) -> tuple[list[float], list[float]]:
    x = numbers(data)
    return x, as_many(data, len(x))


def near(data: Drawn) -> neighbours.Neighbours:
    n = data.draw(st.integers(0, 8))
    weights = data.draw(st.sampled_from([None, "uneven"]))
    lists = [[other for other in (place - 1, place + 1) if 0 <= other < n] for place in range(n)]
    weighed = [[1.0 + other for other in row] for row in lists] if weights else None
    return neighbours.neighbours_of(lists, weighed)


def chance(data: Drawn) -> Permutations:
    n = data.draw(st.sampled_from([None, 0, 1, 19, 99, -1]))
    tail: Any = data.draw(st.sampled_from(["two-sided", "greater", "lesser", "folded", "directed", "none"]))
    return Permutations(n=n, seed=data.draw(st.sampled_from([0, 7, -1])), alternative=tail)


def drawing(data: Drawn) -> curves.Bootstrap:
    return curves.Bootstrap(
        level=data.draw(st.sampled_from([0.95, 0.5, 1.0, float("nan")])),
        n_draws=data.draw(st.sampled_from([100, 100, 0, -3])),
        seed=data.draw(st.sampled_from([0, 2**70])),
    )


def smoothing(data: Drawn) -> Smoothing:
    return Smoothing(
        bandwidth=data.draw(nasty_numbers()),
        kernel=data.draw(st.sampled_from(["gaussian", "quartic", "epanechnikov", "round"])),
        is_edge_corrected=data.draw(st.booleans()),
    )


def grid(data: Drawn) -> densities.Grid:
    side = st.sampled_from([1, 2, 5, 0, -1, 10**7])
    return densities.Grid(
        west=data.draw(nasty_numbers()),
        south=data.draw(nasty_numbers()),
        cell=data.draw(nasty_numbers()),
        n_columns=data.draw(side),
        n_rows=data.draw(side),
    )


def plan(data: Drawn) -> back_tests.BackTestPlan:
    return back_tests.BackTestPlan(
        first_tested=data.draw(st.integers(-1, 4)),
        recent=data.draw(st.integers(0, 3)),
        share_of_area=data.draw(st.sampled_from([0.05, 0.5, 0.0, 2.0])),
        bandwidth=data.draw(st.sampled_from([300.0, 0.0, float("nan")])),
        n_permutations=data.draw(st.sampled_from([99, 0])),
    )


def history(data: Drawn) -> forecasts.PlaceHistory:
    x, y = positions(data)
    beside = near(data)
    n = beside.n_places
    return forecasts.PlaceHistory(
        x,
        y,
        data.draw(st.one_of(st.lists(st.integers(0, 5), min_size=len(x), max_size=len(x)), nasty_rows())),
        data.draw(st.one_of(st.lists(st.integers(-1, max(0, n - 1)), min_size=len(x), max_size=len(x)), nasty_rows())),
        as_many(data, n),
        as_many(data, n),
        as_many(data, n),
        beside,
    )


def back_tested(data: Drawn) -> object:
    shape = (data.draw(st.integers(0, 4)), data.draw(st.integers(0, 5)))
    counts = data.draw(
        st.one_of(nasty_tables(), st.just(np.ones(shape)), st.just(np.arange(shape[0] * shape[1]).reshape(shape)))
    )
    first = plan(data)
    columns = max(0, shape[1] - max(0, first.first_tested))
    score = data.draw(st.one_of(nasty_tables(), st.just(np.ones((shape[0], columns)))))
    return back_tests.back_test(counts, {"count": score, "other": score}, as_many(data, shape[0]), first)


def predicted(data: Drawn) -> object:
    counts = numbers(data)
    return back_tests.prediction_accuracy(counts, as_many(data, len(counts)), as_many(data, len(counts)))


def ranks(data: Drawn) -> object:
    counts = numbers(data)
    exposure: Any = data.draw(st.sampled_from([None, "given"]))
    return ranking.bootstrap_ranks(
        counts,
        exposure=as_many(data, len(counts)) if exposure else None,
        drawn=data.draw(st.sampled_from(["poisson", "multinomial", "cards"])),
        n_top=data.draw(st.integers(0, 9)),
        bootstrap=drawing(data),
    )


def smoothed(data: Drawn) -> object:
    x, y = positions(data)
    weights = data.draw(st.sampled_from([None, "given"]))
    weighed = as_many(data, len(x)) if weights else None
    return densities.density_on_grid(x, y, grid(data), smoothing=smoothing(data), weights=weighed)


CALLS: dict[str, Callable[[Drawn], object]] = {
    "rank_places": lambda data: simple.rank_places(
        numbers(data), level=data.draw(nasty_numbers()), n_draws=data.draw(st.sampled_from([100, 1, -1]))
    ),
    "concentration": lambda data: simple.concentration(numbers(data), share_of_incidents=data.draw(nasty_numbers())),
    "concentration_curve": lambda data: curves.concentration_curve(
        numbers(data), shares=tuple(data.draw(nasty_rows(longest=3))), bootstrap=drawing(data)
    ),
    "bootstrap_ranks": ranks,
    "neighbours_within": lambda data: neighbours.neighbours_within(
        *positions(data), distance=data.draw(nasty_numbers())
    ),
    "nearest_neighbours": lambda data: neighbours.nearest_neighbours(
        *positions(data), n_nearest=data.draw(st.integers(-1, 9))
    ),
    "neighbours_of": lambda data: neighbours.neighbours_of(
        data.draw(st.lists(nasty_rows(longest=3), max_size=4)),
        data.draw(st.one_of(st.none(), st.lists(nasty_rows(longest=3), max_size=4))),
    ),
    "hexagon_neighbours": lambda data: neighbours.hexagon_neighbours(
        data.draw(
            st.lists(st.sampled_from(["8808866b33fffff", "8808866b3bfffff", "8908866b303ffff", "", "é"]), max_size=4)
        ),
        n_rings=data.draw(st.integers(-1, 60)),
    ),
    "getis_ord_star": lambda data: hot_spots.getis_ord_star(
        numbers(data), near(data), own_weight=data.draw(nasty_numbers()), permutations=chance(data)
    ),
    "getis_ord": lambda data: hot_spots.getis_ord(
        numbers(data), near(data), permutations=chance(data), rate=data.draw(nasty_numbers())
    ),
    "local_moran": lambda data: local_moran.local_moran(
        numbers(data), near(data), permutations=chance(data), rate=data.draw(st.sampled_from([0.05, 0.5, 0.0]))
    ),
    "global_moran": lambda data: local_moran.global_moran(numbers(data), near(data), permutations=chance(data)),
    "density_on_grid": smoothed,
    "density_at": lambda data: densities.density_at(
        *positions(data),
        positions(data),
        smoothing=smoothing(data),
        weights=data.draw(st.one_of(st.none(), nasty_rows())),
    ),
    "dual_density": lambda data: densities.dual_density(
        positions(data), positions(data), grid(data), smoothing=smoothing(data), least=data.draw(nasty_numbers())
    ),
    "bandwidth_by_rule": lambda data: densities.bandwidth_by_rule(
        *positions(data), rule=data.draw(st.sampled_from(["silverman", "robust", "thumb"]))
    ),
    "bandwidth_by_likelihood": lambda data: densities.bandwidth_by_likelihood(
        *positions(data), data.draw(nasty_rows())
    ),
    "prediction_accuracy": predicted,
    "counts_by_period": lambda data: forecasts.counts_by_period(history(data)),
    "place_forecasts": lambda data: forecasts.place_forecasts(history(data), plan(data)),
    "back_test": back_tested,
}


@pytest.mark.parametrize("name", sorted(CALLS))
@settings(max_examples=50)
@given(data=st.data())
def test_bad_input_is_answered_or_refused_in_three_beats(name: str, data: Drawn) -> None:
    answer_or_refusal(lambda: CALLS[name](data))
