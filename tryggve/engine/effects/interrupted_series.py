"""Did the weekly level or its slope change when the measure began?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents, TooLittleData
from tryggve.engine.numerics.checks import (
    Floats,
    as_counts,
    as_measurements,
    check_level,
    check_same_shape,
    check_whole,
    check_work,
)
from tryggve.engine.numerics.count_regression import Regression, fit_negative_binomial, newey_west, scores

LEAST_WEEKS = 8
_MOST_WEEKS = 5_000
_LARGEST_COUNT = 1e7


@dataclass(frozen=True, slots=True)
class SeriesModel:
    """What the weekly level is made of.

    `has_trend`: a slope before the measure, which would have gone on. `has_slope_change`: the slope may
    change with the measure; else only the level does. `season_weeks`: the length of a season (52.18), None
    for none, told by `n_waves` sine waves. `lags`: how many weeks back the weeks may depend on each other
    (Newey and West); None takes floor(4 (n/100)^(2/9)).
    """

    has_trend: bool = True
    has_slope_change: bool = False
    season_weeks: float | None = None
    n_waves: int = 1
    lags: int | None = None

    def __post_init__(self) -> None:
        check_whole(self.n_waves, "n_waves", least=1, most=6)
        if self.lags is not None:
            check_whole(self.lags, "lags", least=0, most=_MOST_WEEKS)
        if self.season_weeks is not None and not 2 <= self.season_weeks <= _MOST_WEEKS:
            raise OutOfRange(f"The season is out of range. Got {self.season_weeks} weeks. Give for example 52.18.")


@dataclass(frozen=True, slots=True)
class RatioEstimate:
    """A ratio, 1 for no change, with its interval; `standard_error` is of its logarithm."""

    ratio: float
    low: float
    high: float
    standard_error: float
    p_value: float


@dataclass(frozen=True, slots=True)
class InterruptedSeries:
    """`effect` is all incidents after over what would have come had the weeks before gone on.

    `level_change` is at the first week after, and `slope_change` for each week; None where the model has
    none. `difference` is in incidents over all weeks after. `extra` is the variance beyond chance:
    variance = mean + extra mean squared. `coefficients` and `standard_errors` are those of the regression,
    named in `names`; those errors are Newey and West's, uncorrected, as other programs give them, and the
    intervals above are wider.
    """

    effect: RatioEstimate
    level_change: RatioEstimate
    slope_change: RatioEstimate | None
    difference: float
    difference_low: float
    difference_high: float
    expected_after: float
    extra: float
    names: tuple[str, ...]
    coefficients: tuple[float, ...]
    standard_errors: tuple[float, ...]
    lags: int
    level: float

    @property
    def ratio(self) -> float:
        """The effect, as `judge_effect` reads it."""
        return self.effect.ratio

    @property
    def ratio_low(self) -> float:
        """Its low end."""
        return self.effect.low

    @property
    def ratio_high(self) -> float | None:
        """Its high end."""
        return self.effect.high


def interrupted_series(
    counts: ArrayLike,
    *,
    start: int,
    exposure: ArrayLike | None = None,
    model: SeriesModel | None = None,
    level: float = 0.95,
) -> InterruptedSeries:
    """Did the series bend when the measure began?

    Parameters
    ----------
    counts : shape (n_weeks,), incidents week by week; nan for a week that was not counted.
    start : how many of the weeks lie before the measure.
    exposure : shape (n_weeks,), above 0: what the counts are of, such as how many reported that week. None
        when it was the same.
    model : parts of the weekly level; see `SeriesModel`.
    level : confidence, 0.5 up to 1.

    Returns
    -------
    InterruptedSeries : ratios with intervals that allow for weeks that depend on each other.

    Raises
    ------
    TooLittleData : fewer than eight known weeks in a window, or fewer weeks than the model needs.
    TooFewIncidents : a window without incidents.
    NotCounts, WrongShape, NotFinite, OutOfRange : for input that cannot be counts.
    TooMuchWork : beyond 5,000 weeks.

    Work: O(n_weeks) in at most some hundred steps.

    Source: Bernal, Cummins & Gasparrini (2017), Int. J. Epidemiol. 46:348-355 (the model); Newey & West
    (1987), Econometrica 55:703-708 (errors), each week's residual divided by one less its leverage as in
    Long & Ervin (2000), Am. Statist. 54:217-224, and never below the model's own error.
    Card: docs/methods/interrupted_series.md.

    >>> before, after = [6, 9, 7, 8, 5, 8, 7, 9, 6, 8, 7, 7], [4, 3, 5, 2, 4, 3, 5, 4, 3, 4, 2, 4]
    >>> answer = interrupted_series(before + after, start=12, model=SeriesModel(has_trend=False))
    >>> round(answer.effect.ratio, 2), answer.effect.high < 1
    (0.49, True)
    """
    check_level(level)
    parts = model or SeriesModel()
    series, weeks, sizes = _known_weeks(counts, exposure, start)
    design, names = _design(weeks, start, parts)
    _check_enough(series, weeks < start, design.shape[1])
    fit = fit_negative_binomial(series, design, np.log(sizes))
    lags = parts.lags if parts.lags is not None else math.floor(4 * (series.size / 100) ** (2 / 9))
    rows = scores(series, design, fit)
    usual = fit.bread @ newey_west(rows, lags) @ fit.bread
    told = rows / (1 - fit.leverages)[:, None]
    careful = fit.bread @ newey_west(told, lags) @ fit.bread
    ends = _Ends(careful, fit.expected, series.size - design.shape[1], level)
    gradient, log_ratio, expected = _whole_effect(fit, (design, weeks >= start), names)
    effect = ends.ratio(log_ratio, gradient)
    unit = np.eye(len(names))
    step = names.index("level")
    return InterruptedSeries(
        effect=effect,
        level_change=ends.ratio(float(fit.coefficients[step]), unit[step]),
        slope_change=ends.ratio(float(fit.coefficients[step + 1]), unit[step + 1]) if parts.has_slope_change else None,
        difference=expected * (effect.ratio - 1),
        difference_low=expected * (effect.low - 1),
        difference_high=expected * (effect.high - 1),
        expected_after=expected,
        extra=fit.extra,
        names=names,
        coefficients=tuple(fit.coefficients.tolist()),
        standard_errors=tuple(np.sqrt(np.maximum(np.diag(usual), 0)).tolist()),
        lags=lags,
        level=level,
    )


def _known_weeks(counts: ArrayLike, exposure: ArrayLike | None, start: int) -> tuple[Floats, Floats, Floats]:
    series = as_counts(counts, "counts", may_miss=True)
    check_work(series.size, _MOST_WEEKS, "weeks")
    sizes = np.ones(series.size) if exposure is None else as_measurements(exposure, "exposure")
    check_same_shape(series, sizes, "counts and exposure")
    check_whole(start, "start", least=1, most=max(1, series.size - 1))
    known = ~np.isnan(series)
    if sizes.size and not 1e-6 <= sizes.min() <= sizes.max() <= 1e9:
        raise OutOfRange(f"An exposure is out of range. Got {sizes.min():g} to {sizes.max():g}. Give numbers above 0.")
    if known.any() and series[known].max() > _LARGEST_COUNT:
        raise OutOfRange(f"A count is out of range. Got {series[known].max():g}. Give at most {_LARGEST_COUNT:g}.")
    return series[known], np.flatnonzero(known).astype(np.float64), sizes[known]


def _design(weeks: Floats, start: int, parts: SeriesModel) -> tuple[Floats, tuple[str, ...]]:
    is_after = (weeks >= start).astype(np.float64)
    columns: dict[str, Floats] = {"constant": np.ones(weeks.size)}
    if parts.has_trend:
        columns["trend"] = weeks - start
    columns["level"] = is_after
    if parts.has_slope_change:
        columns["slope"] = is_after * (weeks - start)
    if parts.season_weeks is not None:
        for wave in range(1, parts.n_waves + 1):
            angle = 2 * math.pi * wave * weeks / parts.season_weeks
            columns[f"sine_{wave}"], columns[f"cosine_{wave}"] = np.sin(angle), np.cos(angle)
    return np.column_stack(list(columns.values())), tuple(columns)


def _check_enough(series: Floats, is_before: np.typing.NDArray[np.bool_], n_parts: int) -> None:
    n_before = int(is_before.sum())
    least = max(LEAST_WEEKS, n_parts)
    if min(n_before, series.size - n_before) < least:
        raise TooLittleData(
            f"There are too few weeks. Got {n_before} known before and {series.size - n_before} after. "
            f"Give at least {least} in each window."
        )
    if min(series[is_before].sum(), series[~is_before].sum()) == 0:
        raise TooFewIncidents(
            "A window has no incidents, so that no ratio can be told. Got none before or none after. "
            "Use before_after, which takes zeros, or choose longer windows."
        )


def _whole_effect(
    fit: Regression, given: tuple[Floats, np.typing.NDArray[np.bool_]], names: tuple[str, ...]
) -> tuple[Floats, float, float]:
    # log(sum of means with the change) - log(sum of means without), and its slope in the coefficients.
    design, is_after = given
    without = design[is_after].copy()
    for name in ("level", "slope"):
        if name in names:
            without[:, names.index(name)] = 0
    changed = design[is_after] - without
    means = fit.means[is_after]
    plain = means * np.exp(-np.clip(changed @ fit.coefficients, -30, 30))
    gradient = design[is_after].T @ (means / means.sum()) - without.T @ (plain / plain.sum())
    return gradient, math.log(means.sum() / plain.sum()), float(plain.sum())


@dataclass(frozen=True, slots=True, eq=False)
class _Ends:
    """How sure a combination of coefficients is: by Newey and West, and by the model; the less sure is told.

    In short series Newey and West's error is often too small by chance, and the model's is too small when the
    weeks depend on each other: the larger of the two covers what each leaves open.
    """

    dependent: Floats
    independent: Floats
    degrees: int
    level: float

    def ratio(self, logarithm: float, gradient: Floats) -> RatioEstimate:
        """The interval of one combination of the coefficients."""
        from scipy.special import stdtr, stdtrit

        both = (float(gradient @ covariance @ gradient) for covariance in (self.dependent, self.independent))
        error = math.sqrt(max(0.0, *both))
        p_value = 2 * float(stdtr(self.degrees, -abs(logarithm) / error)) if error > 0 else float(logarithm == 0)
        reach = float(stdtrit(self.degrees, (1 + self.level) / 2)) * error
        ratio, low, high = (_exp(each) for each in (logarithm, logarithm - reach, logarithm + reach))
        return RatioEstimate(ratio, low, high, error, p_value)


def _exp(logarithm: float) -> float:
    return math.exp(max(-700.0, min(700.0, logarithm)))
