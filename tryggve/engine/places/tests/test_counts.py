"""Ranked places with honest order, and concentration that even a few incidents cannot fake."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tryggve.engine.errors import NotCounts, OutOfRange, TooFewIncidents
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.places.counts import concentration, rank_places

counts_of_places = st.lists(st.integers(0, 200), min_size=1, max_size=40)


def test_places_come_with_most_first_and_equals_share_a_rank() -> None:
    ranked = rank_places([4, 9, 0, 4])

    assert [(place.index, place.count, place.rank) for place in ranked] == [(1, 9, 1), (0, 4, 2), (3, 4, 2), (2, 0, 4)]
    assert [place.cumulative_share for place in ranked] == pytest.approx([9 / 17, 13 / 17, 1.0, 1.0])


def test_a_clear_leader_has_a_sure_rank_and_close_places_do_not() -> None:
    ranked = rank_places([100, 12, 11, 10])

    assert (ranked[0].rank_low, ranked[0].rank_high) == (1, 1)
    assert all((place.rank_low, place.rank_high) == (2, 4) for place in ranked[1:])


@given(counts_of_places)
def test_every_place_is_ranked_once_and_shares_add_up(counts: list[int]) -> None:
    ranked = rank_places(counts, n_draws=100)

    assert sorted(place.index for place in ranked) == list(range(len(counts)))
    assert sum(place.share for place in ranked) == pytest.approx(1.0 if sum(counts) else 0.0)
    assert [place.count for place in ranked] == sorted(counts, reverse=True)
    for place in ranked:
        assert place.low <= place.count <= place.high
        assert 1 <= place.rank_low <= place.rank_high <= len(counts)


def test_the_rank_interval_holds_the_true_rank_as_often_as_promised() -> None:
    chance = generator(5)
    held = []
    for repeat in range(150):
        means = chance.gamma(1.0, 10.0, 12)
        true_ranks = np.argsort(np.argsort(-means)) + 1
        ranked = rank_places(chance.poisson(means), n_draws=400, seed=repeat)
        held += [place.rank_low <= true_ranks[place.index] <= place.rank_high for place in ranked]

    assert np.mean(held) > 0.94


def test_the_same_seed_gives_the_same_answer() -> None:
    counts = [5, 6, 7, 8, 4, 3]

    assert rank_places(counts, seed=3) == rank_places(counts, seed=3)


def test_no_place_at_all_is_no_error() -> None:
    assert rank_places([]) == ()


def test_half_of_everything_in_one_place_of_ten() -> None:
    answer = concentration([50, 10, 10, 10, 10, 10, 0, 0, 0, 0])

    assert (answer.n_places_needed, answer.share_of_places) == (1, 0.1)
    assert answer.n_incidents == 100


def test_few_incidents_in_many_places_are_not_called_concentrated() -> None:
    spread = concentration([1] * 10 + [0] * 990)

    assert spread.gini == pytest.approx(0.0, abs=1e-12)
    assert concentration([10] + [0] * 999).gini == pytest.approx(0.9)


def test_with_many_incidents_it_is_the_ordinary_coefficient() -> None:
    numbers = np.array([1.0, 2, 3, 94])
    differences = np.abs(numbers[:, None] - numbers[None, :]).sum()

    assert concentration(numbers).gini == pytest.approx(differences / (2 * 4 * numbers.sum()))


@given(counts_of_places.filter(any), st.floats(0.05, 1))
def test_the_places_needed_hold_the_share_and_one_fewer_does_not(counts: list[int], share: float) -> None:
    answer = concentration(counts, share_of_incidents=share)

    falling = sorted(counts, reverse=True)
    assert sum(falling[: answer.n_places_needed]) >= share * sum(counts) - 1e-6
    assert sum(falling[: answer.n_places_needed - 1]) < share * sum(counts)
    assert 0 <= answer.gini <= 1


def test_nothing_cannot_be_concentrated() -> None:
    with pytest.raises(TooFewIncidents, match="longer time"):
        concentration([0, 0])


def test_bad_input_is_refused() -> None:
    with pytest.raises(NotCounts):
        rank_places([1, -1])
    with pytest.raises(OutOfRange):
        rank_places([1], n_draws=10)
    with pytest.raises(OutOfRange):
        concentration([1], share_of_incidents=0)
