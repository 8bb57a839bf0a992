"""Sparse cells that borrow from their area and their category: is the truth found again, and is chance left alone?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from tryggve.engine.errors import NotCounts, OutOfRange, TooMuchWork, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.count_tails import Laws, lower_tails, quantiles, two_sided, upper_tails
from tryggve.engine.numerics.false_discovery import benjamini_hochberg
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.series.expected import compare_many
from tryggve.engine.series.partial_pooling import PooledRates, compare_with_pool, pool_partially
from tryggve.engine.tests.tolerances import reached


@dataclass(frozen=True)
class World:
    """A table whose truth is known; the last week is the one judged."""

    n_areas: int = 26
    n_categories: int = 8
    cell_shape: float = 2.0
    effect_shape: float = 3.0
    mean: float = 0.3
    dispersion: float = 1.0
    n_weeks: int = 26

    def labels(self) -> tuple[Wholes, Wholes]:
        areas = np.repeat(np.arange(self.n_areas), self.n_categories)
        return areas, np.tile(np.arange(self.n_categories), self.n_areas)

    def played(self, seed: int, replicate: int = 0) -> tuple[Floats, Floats]:
        """The true rates, and the counts of all weeks and the one after."""
        chance = generator(seed, replicate=replicate)
        areas = chance.gamma(self.effect_shape, 1 / self.effect_shape, (self.n_areas, 1))
        categories = chance.gamma(self.effect_shape, 1 / self.effect_shape, self.n_categories)
        own = chance.gamma(self.cell_shape, 1 / self.cell_shape, (self.n_areas, self.n_categories))
        rates = (self.mean * areas * categories * own).ravel()
        shape = (self.n_weeks + 1, rates.size)
        if self.dispersion == 1:
            return rates, chance.poisson(rates, shape).astype(np.float64)
        excess = self.dispersion - 1
        size = np.maximum(rates / excess, 1e-12)
        return rates, chance.negative_binomial(size, 1 / self.dispersion, shape).astype(np.float64)

    def pooled(self, counts: Floats) -> PooledRates:
        areas, categories = self.labels()
        return pool_partially(counts[:-1], areas=areas, categories=categories)


@pytest.mark.parametrize(
    "world",
    [World(), World(cell_shape=0.7, mean=1.0, n_weeks=52), World(dispersion=2.0), World(effect_shape=1.0)],
    ids=str,
)
def test_how_alike_cells_areas_and_weeks_are_is_found_again(world: World) -> None:
    fits = [world.pooled(world.played(101, replicate)[1]) for replicate in range(12)]

    assert np.median([fit.cell_shape for fit in fits]) == pytest.approx(world.cell_shape, rel=0.3)
    assert np.median([fit.area_shape for fit in fits]) == pytest.approx(world.effect_shape, rel=0.35)
    assert np.median([fit.category_shape for fit in fits]) == pytest.approx(world.effect_shape, rel=0.6)
    assert np.median([fit.dispersion for fit in fits]) == pytest.approx(world.dispersion, abs=0.1)


@pytest.mark.parametrize(
    "world",
    [
        World(),
        World(mean=0.05),
        World(mean=0.1, n_weeks=6, cell_shape=5.0),
        World(dispersion=1.5),
        World(dispersion=3.0),
        World(n_areas=4, n_categories=3, n_weeks=12),
        World(cell_shape=0.5, effect_shape=0.8, mean=1.0, n_weeks=52),
    ],
    ids=str,
)
def test_a_normal_week_is_as_rarely_rare_as_promised(world: World) -> None:
    tails, intervals = [], []

    for replicate in range(max(48, 5_000 // (world.n_areas * world.n_categories))):
        rates, counts = world.played(202, replicate)
        pooled = world.pooled(counts)
        if pooled.reason == "":
            answer = compare_with_pool(counts[-1], pooled)
            # A tail moves in steps; where in its step it lies is left to chance, so that every level can be met.
            within = generator(203, replicate=replicate).random(rates.size)
            tails.append(answer.p_higher - within * (answer.p_higher + answer.p_lower - 1))
            intervals.append((pooled.low_rates <= rates) & (rates <= pooled.high_rates))

    every = np.concatenate(tails)
    for nominal in (0.05, 0.025, 0.01):
        assert 0.5 <= np.mean(every <= nominal) / nominal <= 1.5
    # The shapes are taken as known: with six weeks the interval is too short (the card says so).
    assert 0.85 < np.mean(np.concatenate(intervals)) < 0.98


def test_two_sided_values_stay_below_their_level() -> None:
    world = World(mean=1.0)
    answers = [
        compare_with_pool(counts[-1], world.pooled(counts)).p_value
        for counts in (world.played(204, replicate)[1] for replicate in range(50))
    ]

    every = np.concatenate(answers)

    for nominal in (0.05, 0.01):
        assert 0.3 <= np.mean(every <= nominal) / nominal <= 1.2


def test_small_bursts_are_found_that_no_cell_could_tell_by_itself() -> None:
    world = World(mean=0.02, effect_shape=10.0, cell_shape=4.0, n_weeks=12)
    found_alone = found_pooled = false_pooled = 0

    for replicate in range(10):
        counts = world.played(303, replicate)[1]
        planted = generator(304, replicate=replicate).choice(counts.shape[1], 5, replace=False)
        counts[-1, planted] += 2
        alone = compare_many(counts[-1], counts[:-1].T)
        together = benjamini_hochberg(compare_with_pool(counts[-1], world.pooled(counts)).p_value).stands_out
        found_alone += sum(alone[cell].verdict == "higher" for cell in planted)
        found_pooled += sum(together[cell] for cell in planted)
        false_pooled += sum(together) - sum(together[cell] for cell in planted)

    assert found_alone == 0
    assert found_pooled >= 25
    assert false_pooled <= 0.15 * found_pooled


def test_a_burst_in_the_past_does_not_hide_the_next_one() -> None:
    world = World(mean=0.1)
    counts = world.played(404)[1]
    calm = world.pooled(counts)
    counts[10, 77] += 9

    after = world.pooled(counts)

    assert after.n_outbreaks[77] == 1
    assert after.rates[77] == pytest.approx(calm.rates[77], rel=0.1)
    assert after.dispersion == pytest.approx(calm.dispersion, abs=0.02)


def test_a_cell_says_how_much_it_borrows() -> None:
    world = World()
    rates, counts = world.played(505)

    pooled = world.pooled(counts)

    own = counts[:-1].mean(axis=0)
    untouched = pooled.n_outbreaks == 0
    mixed = pooled.own_weights * own + (1 - pooled.own_weights) * pooled.expected_rates
    assert np.allclose(pooled.rates[untouched], mixed[untouched], rtol=1e-12)
    assert np.mean((pooled.rates - rates) ** 2) < 0.8 * np.mean((own - rates) ** 2)


def test_more_reporters_are_no_crime_wave() -> None:
    world = World()
    areas, categories = world.labels()
    rates = world.played(606)[0]
    watched = np.where(np.arange(26) < 13, 4.0, 8.0)
    history = generator(607).poisson(rates * watched[:, np.newaxis] / 4)

    pooled = pool_partially(history, areas=areas, categories=categories, exposure=watched)

    assert np.median(pooled.rates * 4 / rates) == pytest.approx(1.0, abs=0.15)
    doubled = compare_with_pool(history[0], pooled, next_exposure=8).means
    assert np.allclose(doubled, 2 * compare_with_pool(history[0], pooled, next_exposure=4).means)


def test_neither_the_order_nor_the_names_of_cells_matter() -> None:
    world = World()
    areas, categories = world.labels()
    counts = world.played(707)[1]
    order = generator(708).permutation(areas.size)

    first = world.pooled(counts).rates
    second = pool_partially(counts[:-1][::-1, order], areas=areas[order] * 7 + 3, categories=90 - categories[order])

    assert np.allclose(second.rates, first[order], rtol=1e-10)


def test_a_cell_nobody_watched_is_not_told_of() -> None:
    world = World()
    counts = world.played(808)[1]
    counts[:-1, 5] = np.nan
    counts[-1, 6] = np.nan

    answer = compare_with_pool(counts[-1], world.pooled(counts))

    assert np.isnan(answer.p_value[[5, 6]]).all()
    assert np.isnan(answer.low[5])
    assert answer.high[6] >= 0
    assert np.isfinite(np.delete(answer.p_value, [5, 6])).all()


def test_nothing_to_learn_from_is_said() -> None:
    assert pool_partially(np.zeros((26, 40))).reason == "too_few_incidents"
    assert pool_partially(np.ones((5, 40))).reason == "too_few_weeks"
    assert pool_partially(np.ones((26, 3))).reason == "too_few_cells"
    assert pool_partially(np.ones((26, 40)), exposure=[0] * 21 + [1] * 5).reason == "too_few_weeks"
    unknown = compare_with_pool(np.ones(40), pool_partially(np.zeros((26, 40))))
    assert unknown.reason == "too_few_incidents"
    assert np.isnan(unknown.p_value).all()


def test_a_week_in_which_few_reported_is_not_judged() -> None:
    pooled = pool_partially(np.ones((26, 40)), exposure=[10] * 26)

    assert compare_with_pool(np.ones(40), pooled, next_exposure=4).reason == "too_few_reported"
    assert compare_with_pool(np.ones(40), pooled, next_exposure=0).reason == "nobody_reported"
    assert compare_with_pool(np.ones(40), pooled, next_exposure=6).reason == ""


def test_tails_and_intervals_are_those_of_scipy() -> None:
    from scipy import stats

    world = World(dispersion=2.0)
    counts = world.played(909)[1]
    pooled = world.pooled(counts)
    spread = pooled.dispersion - 1 + 1 / pooled.inverse_scales

    answer = compare_with_pool(counts[-1], pooled)

    law = stats.nbinom(answer.means / spread, 1 / (1 + spread))
    reached("pooled tails, scipy", float(np.abs(answer.p_higher - law.sf(counts[-1] - 1)).max()), 1e-12)
    reached("pooled bands, scipy", float(np.abs(answer.high - law.ppf(0.975)).max()), 0.0)
    gamma = stats.gamma(pooled.shapes, scale=1 / pooled.inverse_scales)
    reached("pooled intervals, scipy", float(np.abs(pooled.low_rates / gamma.ppf(0.025) - 1).max()), 1e-9)


def test_the_likeliest_shape_is_that_of_statsmodels_where_cells_are_many() -> None:
    from statsmodels.discrete.discrete_model import NegativeBinomial

    chance = generator(1010)
    totals = chance.poisson(8 * chance.gamma(1.5, 1 / 1.5, 4000))
    history = np.zeros((8, 4000))
    for week in range(8):
        history[week] = totals // 8 + (totals % 8 > week)

    pooled = pool_partially(history)

    theirs = NegativeBinomial(totals, np.ones((4000, 1))).fit(disp=False).params
    reached("gamma shape of 4 000 cells, statsmodels (relative)", abs(pooled.cell_shape * theirs[1] - 1), 0.01)
    reached(
        "mean rate of 4 000 cells, statsmodels (relative)",
        abs(pooled.expected_rates[0] * 8 / np.exp(theirs[0]) - 1),
        1e-3,
    )


def test_a_p_value_for_both_directions_is_the_smallest_that_holds() -> None:
    chance = generator(1111)
    means, sizes = 10 ** chance.uniform(-2, 1.5, 200), 10 ** chance.uniform(-1, 3, 200)
    numbers = chance.negative_binomial(sizes, sizes / (sizes + means)).astype(np.float64)
    higher, lower = upper_tails(numbers, means, sizes), lower_tails(numbers, means, sizes)

    answer = two_sided(higher, lower, Laws(means, sizes), Laws(means, sizes))

    every = np.arange(3000.0)[:, np.newaxis]
    all_higher, all_lower = upper_tails(every, means, sizes), lower_tails(every, means, sizes)
    smaller = np.minimum(higher, lower)
    other = np.where(higher <= lower, all_lower, all_higher)
    largest = np.where(other <= smaller, other, 0).max(axis=0)
    assert np.allclose(answer, np.minimum(1, smaller + largest), rtol=1e-12)
    assert (upper_tails(quantiles(0.9, means, sizes) + 1, means, sizes) <= 0.1 + 1e-12).all()


def test_what_cannot_be_counts_codes_or_exposures_is_refused() -> None:
    good = np.ones((10, 12))
    with pytest.raises(NotCounts, match="whole"):
        pool_partially(good - 2)
    with pytest.raises(NotCounts, match="so many"):
        pool_partially(good * 1e12)
    with pytest.raises(WrongShape, match="areas"):
        pool_partially(good, areas=[1, 2])
    with pytest.raises(WrongShape, match="exposure"):
        pool_partially(good, exposure=[1, 2])
    with pytest.raises(OutOfRange, match="exposure"):
        pool_partially(good, exposure=[-1] * 10)
    with pytest.raises(WrongShape, match="observed"):
        compare_with_pool([1], pool_partially(good))
    with pytest.raises(TooMuchWork):
        pool_partially(np.broadcast_to(np.zeros(1), (8000, 8000)))


def test_weeks_before_anybody_reported_are_no_incident_and_no_warning() -> None:
    history = np.zeros((20, 16))
    history[8:, :6] = np.random.default_rng(4).poisson(1.0, (12, 6))
    history[:8] = np.nan

    pooled = pool_partially(
        history, areas=np.arange(16) // 4, categories=np.arange(16) % 4, exposure=[0.0] * 8 + [9.0] * 12
    )

    assert pooled.reason == ""
    assert np.isfinite(pooled.rates).all()
