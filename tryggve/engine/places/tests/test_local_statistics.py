"""Gi, Gi* and local Moran: the digits of esda and spdep, and p-values that are as rare as they claim."""

from __future__ import annotations

import numpy as np

from tryggve.engine.numerics.checks import Floats
from tryggve.engine.numerics.conditional import Permutations
from tryggve.engine.places.hot_spots import getis_ord, getis_ord_star
from tryggve.engine.places.local_moran import local_moran
from tryggve.engine.places.neighbours import (
    Neighbours,
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
