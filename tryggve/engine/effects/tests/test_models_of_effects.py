"""Series, areas, mixtures and pooling: against statsmodels, another program's published result, and planted truths."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tryggve.engine.effects.before_after import before_after
from tryggve.engine.effects.difference_in_differences import (
    Shuffling,
    difference_in_differences,
    placebos_in_time,
)
from tryggve.engine.effects.interrupted_series import SeriesModel, interrupted_series
from tryggve.engine.effects.pooled_effect import log_ratio, pool_effects, pool_places
from tryggve.engine.effects.structural_series import structural_effect
from tryggve.engine.effects.synthetic_comparison import synthetic_comparison
from tryggve.engine.effects.verdict import JudgementPlan, judge_effect
from tryggve.engine.errors import TooFewIncidents, TooLittleData, WrongShape
from tryggve.engine.numerics.local_level import filter_level, forecast
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.tests.reference import reference_file, reference_json
from tryggve.engine.tests.tolerances import reached

CAUSAL = "causalimpact/vignette_set_seed_1.csv"


def vignette() -> tuple[np.ndarray, np.ndarray]:
    table = np.genfromtxt(reference_file(CAUSAL), delimiter=",", skip_header=1)
    return table[:, 0], table[:, 1]


def test_the_structural_effect_agrees_with_the_vignette_of_causalimpact() -> None:
    expected = reference_json("causalimpact/expected.json")["default_niter1000"]
    values, control = vignette()

    answer = structural_effect(values, control, start=70)

    reached("structural series, average effect, CausalImpact", abs(answer.average.value - 10.51), 0.05)
    reached("structural series, low end, CausalImpact", abs(answer.average.low - expected["abs_lower"]), 0.1)
    assert expected["abs_lower"] <= answer.average.value <= expected["abs_upper"]
    assert answer.average.high == pytest.approx(expected["abs_upper"], abs=0.2)
    assert answer.relative is not None
    assert answer.relative.value == pytest.approx(expected["rel_effect"], abs=1e-3)
    assert answer.cumulative.value == pytest.approx(30 * answer.average.value)
    assert answer.p_value < 0.01


def test_filter_and_forecast_agree_with_statsmodels() -> None:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    values, control = vignette()
    ratio = 0.04
    fit = filter_level(values[:70], control[:70, None], np.array([ratio]))
    variance = float(fit.residual_variance[0])
    model = UnobservedComponents(values[:70], "llevel", exog=control[:70], mle_regression=False, use_exact_diffuse=True)
    other = model.smooth([variance, ratio * variance])

    mean, error = forecast(fit, control[70:, None], np.eye(30))

    told = other.get_forecast(30, exog=control[70:])
    reached("structural series, forecast, statsmodels", np.abs(told.predicted_mean - mean[0]).max(), 1e-6)
    reached("structural series, standard error, statsmodels", np.abs(told.se_mean / error[0] - 1).max(), 1e-6)


def test_a_missing_week_is_passed_over() -> None:
    chance = generator(3)
    values = chance.poisson(20, 60).astype(float)
    values[40:] += 15
    values[[7, 20, 50]] = math.nan

    answer = structural_effect(values, start=40)

    assert answer.average.low < 15 < answer.average.high
    assert answer.average.low > 0
    assert answer.cumulative.value == pytest.approx(19 * answer.average.value)


def test_a_control_that_tells_nothing_is_refused() -> None:
    values = generator(3).poisson(20, 60)

    with pytest.raises(TooLittleData, match="tells nothing new"):
        structural_effect(values, np.ones(60), start=40)
    with pytest.raises(TooLittleData, match="too few weeks"):
        structural_effect(values[:12], start=8)
    with pytest.raises(WrongShape, match="controls"):
        structural_effect(values, np.ones(59), start=40)


def bent_series(change: float, *, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    chance = generator(seed)
    week = np.arange(104)
    exposure = chance.uniform(0.5, 2, 104)
    mean = exposure * np.exp(1.8 + 0.004 * week) * np.where(week >= 60, 1 + change, 1)
    return chance.negative_binomial(mean, 0.5).astype(float), exposure


def test_the_regression_and_its_errors_agree_with_statsmodels() -> None:
    import statsmodels.api as sm

    counts, exposure = bent_series(-0.3)
    model = SeriesModel(has_slope_change=True, season_weeks=52.18, lags=4)
    answer = interrupted_series(counts, start=60, exposure=exposure, model=model)
    week = np.arange(104.0)
    after, angle = week >= 60, 2 * np.pi * week / 52.18
    design = np.column_stack([np.ones(104), week - 60, after, after * (week - 60), np.sin(angle), np.cos(angle)])
    family = sm.families.NegativeBinomial(alpha=answer.extra)

    other = sm.GLM(counts, design, family=family, offset=np.log(exposure)).fit(
        tol=1e-13, tol_criterion="params", maxiter=200, cov_type="HAC", cov_kwds={"maxlags": 4}
    )

    assert answer.names == ("constant", "trend", "level", "slope", "sine_1", "cosine_1")
    reached("interrupted series, coefficients, statsmodels", np.abs(other.params - answer.coefficients).max(), 1e-7)
    reached("interrupted series, HAC errors, statsmodels", np.abs(other.bse / answer.standard_errors - 1).max(), 1e-6)


def test_a_planted_bend_is_found_and_its_size_is_in_the_interval() -> None:
    counts, exposure = bent_series(-0.5)

    answer = interrupted_series(counts, start=60, exposure=exposure)

    assert answer.effect.low < 0.5 < answer.effect.high < 1
    assert answer.difference == pytest.approx(answer.expected_after * (answer.effect.ratio - 1))
    assert judge_effect(answer, plan=JudgementPlan(), power=0.9).verdict == "supported"


def test_a_window_without_incidents_or_with_few_weeks_is_refused() -> None:
    with pytest.raises(TooFewIncidents, match="none before or none after"):
        interrupted_series([0] * 12 + [3] * 12, start=12)
    with pytest.raises(TooLittleData, match="Got 4 known before"):
        interrupted_series([3] * 24, start=4)


def areas(change: float, *, n: int = 12, k: int = 4, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    chance = generator(seed)
    treated = (np.arange(n) < k).astype(int)
    size = chance.uniform(3, 9, n)
    means = np.hstack([np.repeat(size[:, None], 12, 1), np.repeat((size * (1 + change * treated))[:, None], 12, 1)])
    return chance.poisson(means), treated


def test_the_p_value_of_few_areas_is_the_share_of_ways_as_extreme() -> None:
    counts = [[10, 2], [10, 9], [10, 10], [10, 11], [10, 12]]

    answer = difference_in_differences(counts, [1, 0, 0, 0, 0], start=1, scale="difference")

    # The treated area changed most of five: one way of five, half of it counted, in each direction.
    assert answer.n_ways == 5
    assert answer.p_value == pytest.approx(0.2)
    assert answer.estimate == pytest.approx(-8 - (-1 + 0 + 1 + 2) / 4)
    assert (answer.low, answer.reason) == (None, "too_few_areas")


def test_interval_and_p_value_of_the_areas_agree() -> None:
    for seed in range(12):
        counts, treated = areas(-0.25, seed=seed)
        answer = difference_in_differences(counts, treated, start=12)

        assert answer.low is not None
        assert answer.high is not None
        assert answer.low <= answer.estimate <= answer.high
        if abs(answer.p_value - 0.05) > 0.01:
            assert (answer.p_value < 0.05) == (answer.low > 0 or answer.high < 0)


def test_drawn_ways_come_close_to_all_ways() -> None:
    counts, treated = areas(-0.2, n=18, k=9)
    drawn = difference_in_differences(counts, treated, start=12, shuffling=Shuffling(9_999, seed=4))
    again = difference_in_differences(counts, treated, start=12, shuffling=Shuffling(9_999, seed=5))

    assert not drawn.is_exact
    assert drawn.p_value == pytest.approx(again.p_value, abs=0.01)
    assert drawn.low == pytest.approx(again.low, abs=0.05)


def test_areas_that_did_not_part_before_have_no_small_placebos() -> None:
    counts, treated = areas(-0.4)

    placebos = placebos_in_time(counts, treated, start=12)

    assert [placebo.start for placebo in placebos] == [4, 6, 8]
    assert min(placebo.p_value for placebo in placebos) > 0.05
    assert difference_in_differences(counts, treated, start=12).p_value < 0.05


def donors_of(n: int = 24) -> np.ndarray:
    chance = generator(8)
    common = np.cumsum(chance.normal(0, 0.05, (2, 64)), axis=1)
    return chance.poisson(30 * np.exp(chance.dirichlet((1, 1), n) @ common)).astype(float)


def test_an_area_that_is_a_mixture_of_two_is_found_to_be() -> None:
    donors = donors_of()
    treated = np.round(0.5 * donors[2] + 0.5 * donors[9])
    treated[52:] = np.round(treated[52:] * 0.6)

    answer = synthetic_comparison(treated, donors, start=52)

    assert answer.weights[2] == pytest.approx(0.5, abs=0.03)
    assert answer.weights[9] == pytest.approx(0.5, abs=0.03)
    assert sum(answer.weights) == pytest.approx(1.0)
    assert answer.ratio == pytest.approx(0.6, abs=0.02)
    assert answer.p_value == pytest.approx(1 / 25)
    assert answer.ratio_high is not None
    assert answer.ratio_high < 1


def test_the_weights_are_the_best_of_all_mixtures() -> None:
    from scipy.optimize import minimize

    donors = donors_of(6)
    treated = generator(5).poisson(33, 64).astype(float)
    ours = np.array(synthetic_comparison(treated, donors, start=52).weights)

    def loss(weights: np.ndarray) -> float:
        return float(((treated[:52] - weights @ donors[:, :52]) ** 2).mean())

    best = minimize(
        loss,
        np.full(6, 1 / 6),
        bounds=[(0, 1)] * 6,
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 500},
    )

    assert (ours >= 0).all()
    reached("synthetic comparison, loss beside SLSQP", loss(ours) - best.fun, 1e-9)


def test_an_area_that_nothing_resembles_gets_no_interval_and_no_verdict() -> None:
    treated = 10 + 25 * (np.arange(64) % 2)

    answer = synthetic_comparison(treated, donors_of(), start=52)

    assert answer.reason == "poor_fit"
    assert (answer.average_low, answer.ratio_low, answer.ratio_high) == (None, 0.0, None)
    assert judge_effect(answer, plan=JudgementPlan(), power=0.9).verdict == "cannot_tell"


# BCG vaccine, 13 trials (Colditz et al. 1994), the data set of the R package metafor: log relative risks.
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
    (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip


def bcg() -> tuple[list[float], list[float]]:
    effects = [math.log(a / (a + b) / (c / (c + d))) for a, b, c, d in BCG]
    errors = [math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)) for a, b, c, d in BCG]
    return effects, errors


@pytest.mark.parametrize(
    ("method", "between", "estimate"),
    [("dersimonian_laird", 0.3088, -0.7141), ("reml", 0.3132, -0.7145), ("paule_mandel", 0.3181, -0.7150)],
)
def test_the_thirteen_trials_of_bcg_are_pooled_as_published(method: str, between: float, estimate: float) -> None:
    pooled = pool_effects(*bcg(), method=method)  # type: ignore[arg-type]

    assert pooled.between_variance == pytest.approx(between, abs=6e-5)
    assert pooled.estimate == pytest.approx(estimate, abs=6e-5)
    assert pooled.spread_statistic == pytest.approx(152.2330, abs=5e-5)
    assert pooled.p_differ < 1e-10


def test_pooling_agrees_with_statsmodels() -> None:
    from statsmodels.stats.meta_analysis import combine_effects

    effects, errors = bcg()
    other = combine_effects(np.array(effects), np.array(errors) ** 2, method_re="iterated", use_t=True)

    pooled = pool_effects(effects, errors, method="paule_mandel")

    reached("pooling, variance between, statsmodels", abs(pooled.between_variance - other.tau2), 1e-9)
    reached("pooling, estimate, statsmodels", abs(pooled.estimate - other.mean_effect_re), 1e-9)
    reached("pooling, Hartung-Knapp error, statsmodels", abs(pooled.standard_error - other.sd_eff_w_re_hksj), 1e-9)


def test_places_too_small_to_tell_may_tell_together() -> None:
    places = [before_after(([b], [a]), ([50], [50])) for b, a in [(30, 18), (24, 15), (28, 19), (33, 20), (26, 17)]]
    alone = [place for place in places if place.ratio_high is not None and place.ratio_high < 1]

    pooled = pool_places(places)

    assert alone == []
    assert pooled.ratio_high is not None
    assert pooled.ratio_high < 1
    assert pooled.prediction_low is not None
    assert pooled.prediction_low < pooled.low


def test_a_place_with_a_zero_is_not_left_out() -> None:
    logarithm, error = log_ratio(before_after(([12], [0]), ([20], [20])))

    assert logarithm == pytest.approx(math.log(0.5 / 12.5))
    assert math.isfinite(error)


def test_one_place_is_no_pool() -> None:
    with pytest.raises(TooLittleData, match="at least two"):
        pool_effects([0.1], [0.2])
