"""What is decided about Farrington's method before the numbers are seen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist
from typing import Final, Literal

import numpy as np

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, check_share, check_whole
from tryggve.engine.numerics.farrington_windows import A_YEAR, Period, Reach

Method = Literal["nb_plugin", "delta", "muan", "predictive"]
Power = Literal["none", "1/2", "2/3"]

POWERS: Final[dict[Power, float]] = {"none": 1.0, "1/2": 0.5, "2/3": 2 / 3}
_METHODS: Final[tuple[Method, ...]] = ("nb_plugin", "delta", "muan", "predictive")
# A slope through two years tells one of them twice.
_LEAST_YEARS_OF_TREND = 3
_LAST_DAY_OF_EVERY_MONTH = 28


@dataclass(frozen=True, slots=True)
class FarringtonPlan:
    """What is decided before the numbers are seen.

    years_back: years of comparison. half_window: weeks before and after the same week that count as the same
    part of the year. n_periods: parts that the year is cut into (1: only the windows are used, as Farrington et
    al. 1996). past_weeks_not_included: the latest weeks, which may hold the beginning of the outbreak.
    reweight, weights_threshold: past outbreaks, with an Anscombe residual above the threshold, weigh less.
    alpha: how often a normal week may be above the upper bound. trend: fit a straight line on the log scale; it
    is kept when its p-value is below trend_p_value (1: always), there are three years, and it does not lead
    above all that was seen. limit54: with fewer than 5 incidents in 4 weeks nothing is said. threshold: the
    upper bound by the negative binomial without the uncertainty of what was estimated (nb_plugin), with the
    upper end of the mean (muan), by the normal distribution on the scale of `power` (delta), or with all that
    is uncertain (predictive): mid tails, past outbreaks told by their own tail, the level of the season drawn
    towards the year's and the slope towards none as far as chance explains them; weights_threshold and
    trend_p_value are not used then. period: rows are weeks or months. begins: date of the first row; the same
    week of earlier years is then found by date, else 52 (12) rows back. compat: "surveillance" repeats R
    surveillance 1.20 to the digit, its defects included (docs/methods/farrington.md).
    """

    years_back: int = 5
    half_window: int = 3
    n_periods: int = 10
    past_weeks_not_included: int = 26
    reweight: bool = True
    weights_threshold: float = 2.58
    alpha: float = 0.005
    trend: bool = True
    trend_p_value: float = 0.05
    limit54: tuple[int, int] = (5, 4)
    threshold: Method = "predictive"
    power: Power = "2/3"
    period: Period = "week"
    begins: date | None = None
    compat: Literal["", "surveillance"] = ""

    @property
    def reach(self) -> Reach:
        """How far back, and how it is cut."""
        return Reach(
            self.years_back, self.half_window, self.n_periods, self.past_weeks_not_included, self.period, self.begins
        )

    def settings(self) -> Floats:
        """In the order of the kernels' places."""
        is_compat = self.compat == "surveillance"
        return np.array(
            [
                self.trend and self.years_back >= _LEAST_YEARS_OF_TREND,
                self.trend_p_value,
                self.reweight,
                self.weights_threshold,
                self.alpha,
                NormalDist().inv_cdf(1 - self.alpha),
                self.limit54[0],
                self.limit54[1],
                _METHODS.index(self.threshold),
                POWERS[self.power],
                is_compat,
                1 if is_compat else 2 * self.half_window + 1,
            ],
            dtype=np.float64,
        )

    def check(self) -> None:
        """Refuse a plan that cannot be."""
        _check_words(self)
        check_whole(self.years_back, "years_back", least=1, most=50)
        check_whole(self.half_window, "half_window", least=0, most=(A_YEAR[self.period] - 1) // 2)
        check_whole(self.n_periods, "n_periods", least=1, most=A_YEAR[self.period])
        check_whole(self.past_weeks_not_included, "past_weeks_not_included", least=0, most=520)
        check_whole(self.limit54[0], "limit54[0], incidents", least=0, most=10**9)
        check_whole(self.limit54[1], "limit54[1], weeks", least=1, most=520)
        check_share(self.alpha, "alpha")
        if not 1 - self.alpha < 1:
            raise OutOfRange(f"alpha is too small. Got {self.alpha}. Give for example 0.005.")
        if not 0 < self.trend_p_value <= 1:
            raise OutOfRange(f"trend_p_value is out of range. Got {self.trend_p_value}. Give more than 0, at most 1.")
        if not 0 <= self.weights_threshold < np.inf:
            raise OutOfRange(f"weights_threshold is out of range. Got {self.weights_threshold}. Give for example 2.58.")
        if self.begins is not None:
            _check_begins(self.begins, self.period)


#: A plan for months: the same season is the month and its neighbours.
MONTHLY: Final = FarringtonPlan(half_window=1, n_periods=4, past_weeks_not_included=6, period="month")


def _check_words(plan: FarringtonPlan) -> None:
    known: tuple[tuple[str, object, Sequence[str]], ...] = (
        ("threshold", plan.threshold, _METHODS),
        ("power", plan.power, tuple(POWERS)),
        ("period", plan.period, tuple(A_YEAR)),
        ("compat", plan.compat, ("", "surveillance")),
    )
    for name, value, words in known:
        if value not in words:
            raise OutOfRange(f"{name} is not known. Got {value!r}. Give one of {', '.join(map(repr, words))}.")
    if plan.compat and plan.threshold == "predictive":
        raise OutOfRange(
            "surveillance has no predictive threshold. Got compat='surveillance' with threshold 'predictive'. "
            "Give 'nb_plugin', 'delta' or 'muan'."
        )


def _check_begins(begins: date, period: Period) -> None:
    if period == "month" and begins.day > _LAST_DAY_OF_EVERY_MONTH:
        raise OutOfRange(f"Months cannot begin on this day. Got {begins}. Give a day up to the 28th.")
    if not 1900 <= begins.year <= 3000:
        raise OutOfRange(f"begins is out of range. Got {begins}. Give the date of the first row.")
