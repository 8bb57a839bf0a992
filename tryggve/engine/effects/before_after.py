"""Did it change more where the measure was than where it was not?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import TooFewIncidents
from tryggve.engine.numerics.checks import Floats, as_counts, check_level, check_same_shape
from tryggve.engine.numerics.intervals import two_sided_p, two_sided_quantile
from tryggve.engine.numerics.odds_ratio import OddsRatio, Tails, conditional_odds_ratio
from tryggve.engine.numerics.window_dispersion import check_dispersion, pooled_dispersion

_LARGEST_LEVEL = 1 - 1e-15


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """`ratio` is (after / before) here over (after / before) in the comparison.

    1 is no change; 0.6 is 40 % fewer than the comparison made us expect. None stands for
    what cannot be computed (`ratio`) or has no limit (`ratio_high`). `expected` is the
    incidents after, had the area followed the comparison; `difference` is what came beyond.
    """

    treated_before: int
    treated_after: int
    comparison_before: int
    comparison_after: int
    n_weeks_before: int
    n_weeks_after: int
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    expected: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    p_value: float
    dispersion: float
    level: float


def before_after(
    treated: tuple[ArrayLike, ArrayLike],
    comparison: tuple[ArrayLike, ArrayLike],
    *,
    level: float = 0.95,
    dispersion: float | None = None,
    tails: Tails = "mid_p",
) -> BeforeAfter:
    """Did the measure's area change more than the comparison area?

    Parameters
    ----------
    treated, comparison : (before, after), each of shape (n_weeks,): incidents week by week
        in the area of the measure, and in one without it. Both areas have the same weeks;
        nan for a week that was not counted in one leaves it out of both. A single sum
        instead of weeks may be given, shape (1,), when the windows are as long in both.
    level : confidence, 0.5 up to 1.
    dispersion : variance over mean of the weekly counts; None estimates it from the weeks
        inside each window (1 when they are too few to tell).
    tails : `mid_p`, or `exact`, which is wider.

    Returns
    -------
    BeforeAfter : the ratio of rate ratios with an interval conditional on the margins, so
        that zeros need no patching; widened by the dispersion. The difference is the same
        interval expressed in incidents, so the two never disagree.

    Raises
    ------
    TooFewIncidents : when one of the areas had none, before and after together, or one of
        the windows has no week.
    NotCounts, WrongShape, OutOfRange : for input that cannot be counts.

    Source: conditional inference as Fisher (1935) and Lancaster (1961); quasi-Poisson
    widening as McCullagh & Nelder (1989), section 4.5. Card: docs/methods/before_after.md.

    >>> answer = before_after(([40], [18]), ([50], [48]))
    >>> round(answer.ratio, 3), round(answer.ratio_low, 3), round(answer.ratio_high, 3)
    (0.469, 0.234, 0.929)
    >>> round(answer.difference, 1)
    -20.4
    """
    check_level(level)
    treated_before, comparison_before = _weeks_in_both(treated[0], comparison[0], "before")
    treated_after, comparison_after = _weeks_in_both(treated[1], comparison[1], "after")
    cells = [treated_after, treated_before, comparison_after, comparison_before]
    a, b, c, d = (int(cell.sum()) for cell in cells)
    if a + b == 0 or c + d == 0:
        raise TooFewIncidents(
            f"There is nothing to compare. Got {a + b} incidents in the measure's area and "
            f"{c + d} in the comparison area. Choose longer windows or larger areas."
        )
    spread = pooled_dispersion(cells) if dispersion is None else dispersion
    check_dispersion(spread)
    answer = _widened_odds_ratio(((a, b), (c, d)), level=level, spread=spread, tails=tails)
    expected = b * c / d if d else None
    return BeforeAfter(
        treated_before=b,
        treated_after=a,
        comparison_before=d,
        comparison_after=c,
        n_weeks_before=treated_before.size,
        n_weeks_after=treated_after.size,
        ratio=answer.estimate if d else None,
        ratio_low=answer.low,
        ratio_high=answer.high,
        expected=expected,
        difference=None if expected is None else a - expected,
        difference_low=expected * (answer.low - 1) if expected else None,
        difference_high=expected * (answer.high - 1) if expected and answer.high else None,
        p_value=answer.p_value,
        dispersion=spread,
        level=level,
    )


def _weeks_in_both(first: ArrayLike, second: ArrayLike, window: str) -> tuple[Floats, Floats]:
    treated = as_counts(first, f"treated {window}", may_miss=True)
    comparison = as_counts(second, f"comparison {window}", may_miss=True)
    check_same_shape(treated, comparison, f"treated and comparison {window}")
    known = ~np.isnan(treated) & ~np.isnan(comparison)
    if not known.any():
        raise TooFewIncidents(
            f"No week {window} was counted in both areas. Got {treated.size} weeks, all missing "
            f"in one. Choose windows in which both areas were counted."
        )
    return treated[known], comparison[known]


def _widened_odds_ratio(
    table: tuple[tuple[int, int], tuple[int, int]], *, level: float, spread: float, tails: Tails
) -> OddsRatio:
    # Counts that vary more than chance: the interval reaches sqrt(dispersion) as many standard
    # errors. Asking the exact method for that higher level does so without dividing by zeros.
    reach = two_sided_quantile(level) * math.sqrt(spread)
    wider = min(_LARGEST_LEVEL, max(level, 1 - two_sided_p(reach)))
    answer = conditional_odds_ratio(table, level=wider, tails=tails)
    z = NormalDist().inv_cdf(max(answer.p_value, 1e-300) / 2)
    return OddsRatio(
        estimate=answer.estimate,
        low=answer.low,
        high=answer.high,
        p_value=min(1.0, two_sided_p(z / math.sqrt(spread))),
    )
