from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from tryggve.engine.numerics.compiled import predictive_tail as compiled
from tryggve.engine.numerics.plain import predictive_tail as plain
from tryggve.engine.numerics.seeds import generator

Floats = NDArray[np.float64]
MEANS = (0.05, 0.5, 2.0, 10.0, 30.0, 900.0)
DISPERSIONS = (1.0, 1.3, 3.0)


def test_the_mid_tail_is_half_of_the_count_itself_and_all_that_is_more() -> None:
    own = stats.nbinom.pmf(7, 2.0 / 0.5, 1 / 1.5)
    more = stats.nbinom.sf(7, 2.0 / 0.5, 1 / 1.5)

    answer = plain.mid_tail(7.0, 2.0, 1.5)

    assert answer == pytest.approx(more + own / 2, rel=1e-10)


@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("dispersion", DISPERSIONS)
def test_a_count_above_the_bound_is_one_whose_tail_is_at_most_the_level(mean: float, dispersion: float) -> None:
    z = float(stats.norm.isf(0.005))

    bound = plain.mid_bound(0.005, z, mean, dispersion)

    assert plain.mid_tail(bound, mean, dispersion) > 0.005
    assert plain.mid_tail(bound + 1, mean, dispersion) <= 0.005


def test_an_ordinary_week_counts_in_full_and_an_outbreak_next_to_nothing() -> None:
    ordinary, outbreak = plain.outbreak_weight(12.0, 10.0, 1.5), plain.outbreak_weight(60.0, 10.0, 1.5)

    assert ordinary == 1.0
    assert outbreak < 1e-6


def test_a_week_that_is_only_somewhat_rare_keeps_part_of_its_weight() -> None:
    weight = plain.outbreak_weight(23.0, 10.0, 1.5)

    assert 0.2 < weight < 0.9


def test_no_count_is_passed_over_by_the_screen_that_spares_tails() -> None:
    screened = [
        (mean, phi, y)
        for mean in MEANS
        for phi in DISPERSIONS
        for y in range(int(mean), int(mean + 2.3 * (mean * phi) ** 0.5) + 1)
        if plain.mid_tail(float(y), mean, phi) < 0.005
    ]

    assert screened == []


def test_a_slope_within_chance_is_softened_and_a_clear_one_is_kept() -> None:
    assert plain.softened(0.01, 0.01**2) == pytest.approx(0.005)
    assert plain.softened(0.01, 0.001**2) == pytest.approx(0.01, rel=0.011)
    assert plain.softened(0.0, 0.0) == 0.0


def test_parts_of_the_year_that_differ_by_chance_share_one_level() -> None:
    incidents, exposures = np.array([8.0, 12.0, 9.0, 11.0, 10.0]), np.full(5, 20.0)

    level, variance = plain.moderated_level(incidents, exposures, 0, 1.0)

    assert level == pytest.approx(0.5)
    # Between that of all fifty incidents and that of the ten of one part alone.
    assert 0.5 / 100 < variance < 0.5 / 20


def test_a_clear_season_is_kept() -> None:
    incidents, exposures = np.array([900.0, 100.0, 300.0, 500.0, 200.0]), np.full(5, 20.0)

    level, variance = plain.moderated_level(incidents, exposures, 0, 1.0)

    assert level == pytest.approx(45.0, rel=0.01)
    assert variance == pytest.approx(45.0 / 20, rel=0.02)


def test_a_part_of_the_year_without_an_incident_is_not_taken_for_impossible() -> None:
    incidents, exposures = np.array([0.0, 2.0, 1.0, 3.0, 2.0]), np.full(5, 20.0)

    level, variance = plain.moderated_level(incidents, exposures, 0, 1.0)

    assert 0 < level < 0.1
    assert variance > 0


def test_few_parts_of_the_year_stand_for_themselves() -> None:
    level, variance = plain.moderated_level(np.array([8.0, 12.0]), np.full(2, 20.0), 0, 1.5)

    assert level == pytest.approx(0.4)
    assert variance == pytest.approx(1.5 * 0.4 / 20)


def test_a_part_never_seen_is_left_out() -> None:
    incidents, exposures = np.array([8.0, 12.0, 9.0, 11.0, 10.0]), np.full(5, 20.0)

    with_it = plain.moderated_level(np.append(incidents, 0.0), np.append(exposures, 0.0), 0, 1.0)

    assert with_it == pytest.approx(plain.moderated_level(incidents, exposures, 0, 1.0))


def test_doubt_about_mean_and_dispersion_widens_what_is_to_come() -> None:
    sure = plain.predictive_dispersion(10.0, 0.0, 1.5, 1e9, 1e9)
    doubtful = plain.predictive_dispersion(10.0, 5.0, 1.5, 200.0, 120.0)

    assert sure == pytest.approx(1.5)
    assert doubtful > 2.0


def test_a_dispersion_hardly_above_one_is_mostly_chance() -> None:
    little = plain.predictive_dispersion(0.5, 0.0, 1.1, 226.0, 118.0)
    much = plain.predictive_dispersion(0.5, 0.0, 2.0, 226.0, 118.0)

    assert 1.0 < little < 1.06
    assert much > 2.0


def test_the_compiled_twin_widens_as_the_plain_one() -> None:
    for phi in (1.0, 1.2, 3.0):
        answers = [twin.predictive_dispersion(0.7, 0.05, phi, 226.0, 118.0) for twin in (plain, compiled)]

        assert answers[1] == pytest.approx(answers[0], rel=1e-12)


def test_the_compiled_twin_answers_as_the_plain_one() -> None:
    random = generator(3)
    n = 400
    means = 10.0 ** random.uniform(-2, 3, n)
    dispersions = np.where(random.random(n) < 0.3, 1.0, random.uniform(1, 5, n))
    counts = np.floor(means + random.uniform(0, 6, n) * np.sqrt(means * dispersions))

    z = float(stats.norm.isf(0.005))

    expected, answers = (twin.tails(counts, means, dispersions, 0.005, z) for twin in (plain, compiled))

    assert answers == pytest.approx(expected, rel=1e-9, abs=1e-14)


def test_the_compiled_twin_moderates_as_the_plain_one() -> None:
    random = generator(4)
    for _ in range(50):
        exposures = random.uniform(0, 30, 10) * (random.random(10) > 0.1)
        exposures[0] = 20.0
        incidents = random.poisson(0.3 * exposures).astype(np.float64)

        expected, answer = (twin.moderated_level(incidents, exposures, 0, 1.7) for twin in (plain, compiled))

        assert answer == pytest.approx(expected, rel=1e-12)
