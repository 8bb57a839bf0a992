"""Concentration that few incidents cannot fake, and ranks as unsure as they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import NotCounts, OutOfRange, TooFewIncidents, TooLittleData
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.places.concentration import Bootstrap, concentration_curve
from tryggve.engine.places.counts import concentration
from tryggve.engine.places.ranking import bootstrap_ranks

QUICK = Bootstrap(n_draws=100)
counts_of_places = st.lists(st.integers(0, 60), min_size=2, max_size=30).filter(any)


@given(counts_of_places, st.sampled_from([0.25, 0.5, 0.8, 1.0]))
def test_the_curve_agrees_with_the_single_number(counts: list[int], share: float) -> None:
    curve = concentration_curve(counts, shares=(share,), bootstrap=QUICK)
    single = concentration(counts, share_of_incidents=share)

    assert curve.held[0].n_places_needed == single.n_places_needed
    assert curve.generalised_gini == pytest.approx(single.gini, abs=1e-12)
    assert (curve.share_of_incidents >= curve.least_uneven - 1e-12).all()
    assert curve.share_of_incidents[-1] == pytest.approx(1)
    assert 0 <= curve.gini_interval.low <= curve.gini_interval.high <= 1


def test_the_ordinary_coefficient_is_the_mean_difference_over_twice_the_mean() -> None:
    numbers = np.array([1.0, 2, 3, 94])
    differences = np.abs(numbers[:, None] - numbers[None, :]).sum()

    assert concentration_curve(numbers, bootstrap=QUICK).gini == pytest.approx(differences / (2 * 4 * numbers.sum()))


def test_fewer_incidents_than_places_look_concentrated_only_by_the_ordinary_coefficient() -> None:
    curve = concentration_curve([1] * 10 + [0] * 90, bootstrap=QUICK)

    assert curve.gini == pytest.approx(0.9)
    assert curve.generalised_gini == pytest.approx(0, abs=1e-12)
    assert curve.least_uneven.tolist() == pytest.approx(curve.share_of_incidents.tolist())


def test_the_interval_holds_the_true_coefficient_about_as_often_as_promised() -> None:
    chance = generator(8)
    shares = np.sort(chance.gamma(0.5, 1.0, 40))
    shares /= shares.sum()
    truth = (2 * (np.arange(1, 41) * shares).sum() - 41) / 40
    held = 0
    for repeat in range(200):
        counts = chance.multinomial(400, shares)
        curve = concentration_curve(counts, bootstrap=Bootstrap(n_draws=199, seed=repeat))
        held += curve.gini_interval.low <= truth <= curve.gini_interval.high

    assert 0.88 <= held / 200 <= 0.99


def test_a_clear_leader_has_a_sure_rank_and_equals_do_not() -> None:
    ranked = bootstrap_ranks([200, 12, 12, 12], n_top=1)

    assert (ranked[0].index, ranked[0].rank_low, ranked[0].rank_high, ranked[0].in_top) == (0, 1, 1, 1.0)
    assert all((place.rank, place.rank_low, place.rank_high) == (2, 2, 4) for place in ranked[1:])


def test_ranks_by_rate_follow_the_exposure() -> None:
    ranked = bootstrap_ranks([50, 40], exposure=[1000, 100], drawn="multinomial")

    assert [place.index for place in ranked] == [1, 0]
    assert ranked[0].rate == pytest.approx(0.4)


@given(counts_of_places, st.sampled_from(["poisson", "multinomial"]))
def test_every_place_has_a_rank_among_all(counts: list[int], drawn: str) -> None:
    ranked = bootstrap_ranks(counts, drawn=drawn, bootstrap=QUICK)  # type: ignore[arg-type]

    assert sorted(place.index for place in ranked) == list(range(len(counts)))
    assert all(1 <= place.rank_low <= place.rank_high <= len(counts) for place in ranked)


def test_equal_places_are_first_equally_often() -> None:
    ranked = bootstrap_ranks([0, 0, 0, 5, 5], n_top=1, bootstrap=Bootstrap(n_draws=4000, seed=3))

    by_index = {place.index: place.in_top for place in ranked}
    assert by_index[3] == pytest.approx(by_index[4], abs=0.05)
    assert sum(by_index.values()) == pytest.approx(1)


def test_the_same_seed_gives_the_same_answer() -> None:
    assert bootstrap_ranks([4, 5, 6], bootstrap=QUICK) == bootstrap_ranks([4, 5, 6], bootstrap=QUICK)


def test_bad_input_is_refused() -> None:
    with pytest.raises(NotCounts):
        concentration_curve([1, -1])
    with pytest.raises(TooFewIncidents):
        concentration_curve([0, 0])
    with pytest.raises(TooLittleData):
        concentration_curve([3])
    with pytest.raises(OutOfRange):
        concentration_curve([3, 1], shares=(0.0,))
    with pytest.raises(OutOfRange):
        bootstrap_ranks([1, 2], exposure=[0, 1])
    with pytest.raises(TooFewIncidents):
        bootstrap_ranks([0, 0])
