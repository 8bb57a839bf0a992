"""The back-test: indices as ptools counts them, real points, and a choice that chance does not make."""

from __future__ import annotations

import csv
from datetime import date, datetime

import numpy as np
import pytest

from tools.pytest_told import tell
from tryggve.engine.errors import NotCounts, OutOfRange, TooFewIncidents, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.places.back_test import BackTestPlan, back_test, prediction_accuracy
from tryggve.engine.places.forecasts import PlaceHistory, counts_by_period, place_forecasts
from tryggve.engine.places.neighbours import neighbours_within
from tryggve.engine.tests.reference import reference_file, reference_json
from tryggve.engine.tests.tolerances import reached


def test_pai_pei_and_rri_are_those_of_ptools() -> None:
    example = reference_json("wdd/expected.json")["pai"]
    counts, predicted, areas = ([row[name] for row in example["input"]] for name in ("obs", "pred", "const"))

    accuracy = prediction_accuracy(counts, predicted, areas)

    assert accuracy.count.tolist() == [row["Count"] for row in example["expected"]]
    for name, ours in (
        ("PAI", accuracy.pai),
        ("PEI", accuracy.pei),
        ("RRI", accuracy.rri),
        ("PCumCount", accuracy.share_of_incidents),
        ("PCumArea", accuracy.share_of_area),
    ):
        theirs = np.array([row[name] for row in example["expected"]])
        reached(f"{name}, ptools", np.abs(ours - theirs).max(), 1e-9)


def squares(x: Floats, y: Floats, period: Wholes, *, side: float) -> PlaceHistory:
    """Square places over all events; only those that ever had one."""
    column, row = (np.floor((values - values.min()) / side).astype(int) for values in (x, y))
    cells, place = np.unique(np.column_stack([column, row]), axis=0, return_inverse=True)
    centre_x, centre_y = x.min() + (cells[:, 0] + 0.5) * side, y.min() + (cells[:, 1] + 0.5) * side
    beside = neighbours_within(centre_x, centre_y, distance=1.5 * side)
    return PlaceHistory(x, y, period, place.ravel(), centre_x, centre_y, np.full(len(cells), side**2), beside)


def memphis() -> PlaceHistory:
    path = reference_file("").parent / "points" / "memphis_robberies_2019.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    longitude, latitude = (np.array([float(row[name]) for row in rows]) for name in ("lon", "lat"))
    days = np.array([(datetime.fromisoformat(row["date"]).date() - date(2019, 1, 1)).days for row in rows])
    metres_a_degree = 6_371_000 * np.pi / 180
    x = (longitude - longitude.mean()) * metres_a_degree * np.cos(np.radians(latitude.mean()))
    return squares(x, (latitude - latitude.mean()) * metres_a_degree, days // 14, side=500)


def chicago() -> PlaceHistory:
    path = reference_file("").parent / "points" / "chicago_burglary_2016.csv"
    with path.open(encoding="utf-8") as file:
        # A few have no date, and cannot be put in a week.
        rows = [row for row in csv.DictReader(file) if "NA" not in row.values()]
    x, y = (np.array([float(row[name]) for row in rows]) for name in ("X", "Y"))
    days = np.array([(date.fromisoformat(row["date"]) - date(2015, 12, 28)).days for row in rows])
    return squares(x, y, days // 7, side=500)


@pytest.mark.parametrize(
    ("city", "plan"),
    [
        ("Memphis, robbery", BackTestPlan(first_tested=14, recent=13, bandwidth=400)),
        ("Chicago, burglary", BackTestPlan(first_tested=26, recent=12, bandwidth=400)),
    ],
)
def test_the_back_test_chooses_a_method_for_real_points_and_says_why(city: str, plan: BackTestPlan) -> None:
    history = memphis() if city.startswith("Memphis") else chicago()

    answer = back_test(counts_by_period(history), place_forecasts(history, plan), history.areas, plan)

    told = [f"{city}: {answer.reason}"] + [
        f"  {one.name:15} PAI {one.pai:5.2f}  PEI {one.pei:4.2f}  RRI {one.rri:4.2f}  p better {one.p_better:.3f}"
        for one in answer.scores
    ]
    tell("methods that say where, tried on real points", "\n".join(told))
    assert answer.chosen in {one.name for one in answer.scores}
    assert answer.scores[0].pai > 1.5
    assert all(0 <= one.pei <= 1 for one in answer.scores)


def test_a_method_that_is_the_count_in_disguise_is_not_preferred() -> None:
    chance = generator(3)
    counts = chance.poisson(chance.gamma(0.5, 2, 60)[:, None], (60, 30))
    past = np.cumsum(counts, axis=1)[:, 9:-1]
    plan = BackTestPlan(first_tested=10, share_of_area=0.1)

    answer = back_test(counts, {"count": past, "twice": 2 * past}, np.ones(60), plan)

    assert answer.chosen == "count"
    assert "no method is clearly better" in answer.reason
    assert answer.scores[0].pai == answer.scores[1].pai


def test_a_method_that_knows_what_comes_is_preferred() -> None:
    chance = generator(4)
    counts = chance.poisson(0.5, (60, 30))
    plan = BackTestPlan(first_tested=10, share_of_area=0.1)
    past = np.cumsum(counts, axis=1)[:, 9:-1]

    answer = back_test(counts, {"count": past, "clairvoyant": counts[:, 10:]}, np.ones(60), plan)

    assert answer.chosen == "clairvoyant"
    assert answer.scores[0].pei == pytest.approx(1)


def test_among_four_methods_of_pure_chance_one_is_preferred_as_seldom_as_promised() -> None:
    chance = generator(6)
    plan = BackTestPlan(first_tested=1, share_of_area=0.1, n_permutations=199)
    preferred = 0
    for _ in range(80):
        counts = chance.poisson(0.5, (40, 21))
        forecasts = {name: chance.random((40, 20)) for name in ("count", "a", "b", "c")}
        preferred += back_test(counts, forecasts, np.ones(40), plan).chosen != "count"

    # At most 4 of 80 are promised; more than 11 comes once in a thousand.
    assert preferred <= 11


def test_equal_scores_catch_what_a_choice_by_lot_would() -> None:
    counts = [[0, 8], [0, 0], [0, 0], [0, 0]]
    plan = BackTestPlan(first_tested=1, share_of_area=0.25)

    answer = back_test(counts, {"count": np.zeros((4, 1))}, np.ones(4), plan)

    assert answer.scores[0].pai == pytest.approx(1)
    assert answer.scores[0].pei == pytest.approx(0.25)


def test_bad_input_is_refused() -> None:
    plan = BackTestPlan(first_tested=1)
    with pytest.raises(NotCounts):
        prediction_accuracy([-1], [1], [1])
    with pytest.raises(TooFewIncidents):
        prediction_accuracy([0, 0], [1, 2], [1, 1])
    with pytest.raises(OutOfRange):
        prediction_accuracy([1], [1], [0])
    with pytest.raises(OutOfRange):
        back_test([[1, 1]], {}, [1], plan)
    with pytest.raises(TooLittleData):
        back_test([[1]], {"count": [[1]]}, [1], plan)
    with pytest.raises(WrongShape):
        back_test([[1, 1]], {"count": [[1, 2]]}, [1], plan)
