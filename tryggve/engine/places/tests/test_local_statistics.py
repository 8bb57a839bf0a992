"""Gi, Gi* and local Moran: the digits of esda and spdep, and p-values that are as rare as they claim."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.conditional import Permutations
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.places.hot_spots import getis_ord, getis_ord_star
from tryggve.engine.places.local_moran import global_moran, local_moran
from tryggve.engine.places.neighbours import (
    Neighbours,
    hexagon_neighbours,
    nearest_neighbours,
    neighbours_of,
    neighbours_within,
)
from tryggve.engine.tests.reference import reference_file, reference_json
from tryggve.engine.tests.tolerances import reached

NO_DRAWS = Permutations(n=0)


def st_louis() -> tuple[Floats, Floats, Floats, Neighbours]:
    """Homicide rates, what esda says of them (statistic, directed p of 9999 draws), and who borders whom."""
    words = [int(word) for word in reference_file("gistar/stl.gal").read_text(encoding="utf-8").split()]
    lists: dict[int, list[int]] = {}
    place = 1
    while place < len(words):
        name, n = words[place], words[place + 1]
        lists[name - 1] = [other - 1 for other in words[place + 2 : place + 2 + n]]
        place += 2 + n
    table = np.loadtxt(reference_file("gistar/stl_hr8893.csv"), delimiter=",", skiprows=1)
    return table[:, 1], table[:, 2], table[:, 3], neighbours_of([lists[i] for i in range(words[0])])


def hexagons_of_w5() -> tuple[Floats, Neighbours]:
    x, y, counts = np.loadtxt(reference_file("gistar/w5_hex.csv"), delimiter=",").T
    return counts, neighbours_within(x, y, distance=1.1)


def test_the_six_points_of_getis_and_ord_have_esdas_scores() -> None:
    example = reference_json("gistar/expected.json")["six_points"]
    x, y = np.array(example["points"], dtype=float).T
    near = neighbours_within(x, y, distance=example["threshold"])

    without, with_itself = getis_ord(example["y"], near), getis_ord_star(example["y"], near)

    for what, ours, theirs in (
        ("Gi of six points, esda", without, example["G_local_z"]),
        ("Gi* of six points, esda", with_itself, example["G_local_star_z"]),
    ):
        reached(what, np.abs(ours.z_scores - theirs).max(), 1e-9)


def test_five_thousand_hexagons_have_spdeps_scores() -> None:
    counts, near = hexagons_of_w5()
    theirs = np.loadtxt(reference_file("gistar/gi_spdep.csv"), skiprows=1)

    ours = getis_ord_star(counts, near, permutations=NO_DRAWS).z_scores

    reached("Gi* of 5000 hexagons, spdep", np.abs(ours - theirs).max(), 1e-9)
    reached("Gi* of 5000 hexagons, largest", abs(ours.max() - 15.2051726367), 1e-9)


def test_st_louis_homicides_have_esdas_local_statistics() -> None:
    rates, statistic, p_directed, borders = st_louis()

    ours = local_moran(rates, borders, permutations=Permutations(n=9999, seed=12345, alternative="directed"))

    reached("Local Moran of St. Louis, esda", np.abs(ours.statistic - statistic).max(), 1e-9)
    error = np.sqrt(np.maximum(p_directed * (1 - p_directed), 1e-4) * 2 / 9999)
    reached("Local Moran p, St. Louis, esda, standard errors", (np.abs(ours.p_values - p_directed) / error).max(), 4.5)


def lattice(side: int = 12) -> Neighbours:
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(side), np.arange(side)))
    return neighbours_within(x, y, distance=1)


@pytest.mark.parametrize("kind", ["even", "weighted"])
def test_where_nothing_is_hot_p_values_are_as_rare_as_they_claim(kind: str) -> None:
    chance, near = generator(17), lattice()
    if kind == "weighted":
        near = Neighbours(near.starts, near.others, chance.uniform(0.5, 2, near.others.size))
    p_values = []
    for seed in range(12):
        counts = chance.poisson(1.0, near.n_places)
        p_values.append(getis_ord(counts, near, permutations=Permutations(n=199, seed=seed)).p_values)

    drawn = np.concatenate(p_values)
    # A p-value may be too cautious with counts, never too bold.
    for level in (0.02, 0.05, 0.2):
        assert (drawn <= level).mean() <= level + 4 * np.sqrt(level * (1 - level) / drawn.size)
    assert (drawn <= 0.2).mean() >= 0.05


def test_the_quick_count_of_draws_is_what_drawing_for_each_place_gives() -> None:
    chance, near = generator(23), lattice(5)
    counts = chance.poisson(2.0, near.n_places).astype(float)
    ours = getis_ord(counts, near, permutations=Permutations(n=19_999, seed=2, alternative="greater"))

    by_hand = np.empty(near.n_places)
    for place in range(near.n_places):
        mine = near.others[near.starts[place] : near.starts[place + 1]]
        others = np.delete(counts, place)
        sums = np.array([chance.choice(others, mine.size, replace=False).sum() for _ in range(400)])
        by_hand[place] = (sums >= counts[mine].sum()).mean()

    error = np.sqrt(np.maximum(by_hand * (1 - by_hand), 1e-3) / 400)
    assert (np.abs(ours.p_values - by_hand) / error).max() < 4


def test_even_and_uneven_weights_are_counted_alike() -> None:
    near = lattice(6)
    rates = generator(31).normal(size=near.n_places)
    nearly = near.weights.copy()
    nearly[::2] += 1e-9
    uneven = Neighbours(near.starts, near.others, nearly)

    for alternative in ("two-sided", "greater", "lesser", "folded"):
        plan = Permutations(n=499, seed=4, alternative=alternative)
        even, each = (getis_ord(rates, weighed, permutations=plan).p_values for weighed in (near, uneven))
        assert even.tolist() == pytest.approx(each.tolist(), abs=0.0041)


def test_the_tails_have_their_names() -> None:
    near = neighbours_within(range(9), [0] * 9, distance=1)
    counts = [0, 0, 1, 0, 2, 1, 9, 9, 8]

    p = {
        tail: getis_ord_star(counts, near, permutations=Permutations(n=999, alternative=tail)).p_values[7]
        for tail in ("greater", "lesser", "two-sided", "directed", "folded")
    }

    assert p["greater"] < 0.1
    assert p["lesser"] > 0.9
    assert p["two-sided"] == pytest.approx(2 * p["greater"])
    assert p["directed"] <= p["greater"]


def test_a_planted_hot_spot_is_found_and_little_else() -> None:
    near = lattice(20)
    counts = generator(2).poisson(2.0, 400)
    hot = [20 * row + column for row in (9, 10, 11) for column in (9, 10, 11)]
    counts[hot] += 10

    answer = getis_ord_star(counts, near)
    likeness = local_moran(counts, near)

    assert answer.is_hot[[20 * 10 + 10, 20 * 9 + 10, 20 * 11 + 10, 20 * 10 + 9, 20 * 10 + 11]].all()
    assert answer.is_hot.sum() <= 24
    assert not answer.is_cold.any()
    assert likeness.stands_out[20 * 10 + 10]
    assert likeness.quadrants[20 * 10 + 10] == "high-high"


def test_a_place_without_neighbours_has_no_score_and_never_stands_out() -> None:
    alone = neighbours_of([[1], [0], [], [0, 1]])

    answer, likeness = getis_ord_star([1, 2, 300, 4], alone), local_moran([1, 2, 300, 4], alone)

    assert np.isnan(answer.z_scores[2])
    assert np.isnan(answer.p_values[2])
    assert not answer.is_hot[2]
    assert likeness.quadrants[2] == "none"
    assert not likeness.stands_out[2]


def test_the_whole_of_st_louis_is_alike_in_homicide_as_published() -> None:
    rates, _, _, borders = st_louis()

    answer = global_moran(rates, borders)

    # esda's documentation gives I = 0.24365582621771659, randomised variance sd 0.0679, p_norm 0.00028.
    reached("Moran's I of St. Louis, esda", abs(answer.statistic - 0.24365582621771659), 1e-6)
    assert answer.expected == pytest.approx(-1 / 77)
    assert answer.p_value <= 0.01


@given(st.lists(st.integers(0, 20), min_size=9, max_size=9).filter(lambda counts: len(set(counts)) > 1))
def test_scores_do_not_depend_on_the_unit(counts: list[int]) -> None:
    near = neighbours_within([0, 1, 2] * 3, [0] * 3 + [1] * 3 + [2] * 3, distance=1)

    ones = getis_ord_star(counts, near, permutations=NO_DRAWS).z_scores
    tens = getis_ord_star(10.0 * np.array(counts) + 3, near, permutations=NO_DRAWS).z_scores

    assert ones.tolist() == pytest.approx(tens.tolist(), abs=1e-9)


def test_neighbours_are_those_that_lie_near() -> None:
    x, y = [0, 3, 0, 30], [0, 4, 6, 0]

    assert neighbours_within(x, y, distance=5).others.tolist() == [1, 0, 2, 1]
    nearest = nearest_neighbours(x, y, n_nearest=2)
    assert nearest.others.reshape(4, 2).tolist() == [[1, 2], [2, 0], [1, 0], [1, 0]]
    shared = nearest_neighbours([0, 0, 0, 0, 9], [0] * 5, n_nearest=2)
    assert all(place not in row for place, row in enumerate(shared.others.reshape(5, 2).tolist()))


def test_a_hexagon_has_six_neighbours() -> None:
    import h3

    cells = sorted(h3.grid_disk("8808866b33fffff", 2))
    near = hexagon_neighbours(cells)

    assert near.n_neighbours[cells.index("8808866b33fffff")] == 6
    assert near.n_neighbours.sum() == 2 * 42


def test_bad_input_is_refused() -> None:
    near = neighbours_within([0, 1, 2], [0, 0, 0], distance=1)
    with pytest.raises(TooLittleData, match="No place differs"):
        getis_ord_star([2, 2, 2], near)
    with pytest.raises(WrongShape):
        local_moran([1, 2], near)
    with pytest.raises(WrongShape):
        neighbours_of([[0]])
    with pytest.raises(OutOfRange):
        neighbours_of([[5], []])
    with pytest.raises(WrongShape):
        hexagon_neighbours(["nothing"])
    with pytest.raises(OutOfRange):
        getis_ord([1, 2, 3], near, permutations=Permutations(n=-1))
