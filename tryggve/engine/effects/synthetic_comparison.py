"""What would have been counted, had the area followed a mixture of others that resembled it?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import TooFewIncidents, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import (
    Floats,
    as_counts,
    check_level,
    check_same_shape,
    check_whole,
    check_work,
    frozen,
)

LEAST_WEEKS = 8
LEAST_DONORS = 3
#: How many times more than counting chance the mixture may miss before, until it is called a poor fit.
MOST_MISFIT = 3.0
_MOST_DONORS = 200
_MOST_WORK = 3e8
_LARGEST_COUNT = 1e9

PoorReason = Literal["", "poor_fit", "too_few_donors"]


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticComparison:
    """`average` is incidents a week beyond the mixture of others; `cumulative` is over the weeks after.

    `misfit` is the mean squared miss before over what counting chance would give: about 1 for a good fit,
    and up to the counts' dispersion. Above 3 there is no interval and no ratio's limits (`reason` says
    `poor_fit`). `placebos` has the same figure for each donor, as if it had been treated, and `p_value` is
    the rank among them of the miss after over the miss before. `expected` has one value for each week.
    """

    average: float
    average_low: float | None
    average_high: float | None
    cumulative: float
    ratio: float | None
    ratio_low: float
    ratio_high: float | None
    p_value: float
    smallest_p: float
    weights: tuple[float, ...]
    misfit: float
    reason: PoorReason
    placebos: tuple[float, ...]
    expected: Floats
    level: float


def synthetic_comparison(
    treated: ArrayLike, donors: ArrayLike, *, start: int, level: float = 0.95
) -> SyntheticComparison:
    """Did the area part from the mixture of others that it had followed?

    Parameters
    ----------
    treated : shape (n_weeks,), incidents in the area of the measure.
    donors : shape (n_donors, n_weeks), incidents in areas that the measure did not touch, known in every week.
    start : how many of the weeks lie before the measure.
    level : confidence, 0.5 up to 1.

    Returns
    -------
    SyntheticComparison : weights of 0 or more that sum to 1 and follow the area best in the weeks before.
        The interval comes from the donors: how far each parts from a mixture of the others, in units of its
        own misfit before. For 95 % it needs 19 donors; with fewer there is a p-value but no interval.

    Raises
    ------
    TooLittleData : fewer than three donors, or than eight weeks before.
    TooFewIncidents : no incidents before in the area.
    NotCounts, WrongShape, OutOfRange : for input that cannot be counts.
    TooMuchWork : beyond 200 donors, or 3e8 in donors² x (donors + weeks).

    Work: O(n_donors² x (n_donors + n_weeks)): one small quadratic programme for each donor.

    Source: Abadie, Diamond & Hainmueller (2010), JASA 105:493-505, equations 2-6 and section 2.4 (placebos);
    weights as a non-negative least squares problem after Lawson & Hanson (1974), chapter 23; intervals from
    placebos as Conley & Taber (2011). Card: docs/methods/synthetic_comparison.md.

    >>> donors = [[4, 6, 5, 7, 6, 5, 4, 6, 5, 6], [9, 9, 8, 9, 10, 9, 8, 9, 9, 9], [2, 1, 2, 1, 1, 2, 2, 1, 2, 1]]
    >>> answer = synthetic_comparison([7, 7, 7, 8, 8, 7, 6, 7, 2, 3], donors, start=8)
    >>> [round(weight, 2) for weight in answer.weights], round(answer.average, 1), answer.reason
    ([0.31, 0.6, 0.09], -4.7, 'too_few_donors')
    """
    check_level(level)
    own, others = _checked(treated, donors, start)
    weights = _mixture(own[:start], others[:, :start])
    expected = weights @ others
    gap, misfit = _gap(own, expected, start)
    chance = _chance(own, others, weights, start)
    placebos, ranks = _placebos(others, start)
    reach = _reach(ranks, level)
    is_poor = misfit**2 > MOST_MISFIT * chance
    reason: PoorReason = "poor_fit" if is_poor else "too_few_donors" if reach is None else ""
    ends = None if reason or reach is None else (gap - reach * misfit, gap + reach * misfit)
    level_after, mean = float(expected[start:].mean()), float(own[start:].mean())
    ratios = _ratios(mean, level_after, ends)
    rank = _in_units(gap, misfit)
    return SyntheticComparison(
        average=gap,
        average_low=ends[0] if ends else None,
        average_high=ends[1] if ends else None,
        cumulative=gap * (own.size - start),
        ratio=mean / level_after if level_after > 0 else None,
        ratio_low=ratios[0],
        ratio_high=ratios[1],
        p_value=float((1 + (ranks >= rank * (1 - 1e-12)).sum()) / (1 + ranks.size)),
        smallest_p=1 / (1 + ranks.size),
        weights=tuple(weights.tolist()),
        misfit=misfit**2 / chance if chance > 0 else 0.0,
        reason=reason,
        placebos=tuple(placebos.tolist()),
        expected=np.asarray(frozen(expected), dtype=np.float64),
        level=level,
    )


def _checked(treated: ArrayLike, donors: ArrayLike, start: int) -> tuple[Floats, Floats]:
    own, others = as_counts(treated, "treated"), as_counts(donors, "donors", n_dimensions=2)
    if others.shape[1] != own.size:
        raise WrongShape(
            f"The donors do not fit. Got {others.shape[1]} weeks for {own.size}. Give one row for each donor."
        )
    check_whole(start, "start", least=1, most=max(1, own.size - 1))
    if others.shape[0] < LEAST_DONORS or start < LEAST_WEEKS or start >= own.size:
        raise TooLittleData(
            f"There is too little to mix. Got {others.shape[0]} donors and {start} weeks before. "
            f"Give at least {LEAST_DONORS} and {LEAST_WEEKS}, and one week after."
        )
    check_work(others.shape[0], _MOST_DONORS, "donors")
    check_work(others.shape[0] ** 2 * float(others.shape[0] + own.size), _MOST_WORK, "donors² x (donors + weeks)")
    check_work(max(own.max(), others.max()), _LARGEST_COUNT, "incidents in a week")
    if own[:start].sum() == 0 or others.sum() == 0:
        raise TooFewIncidents("There is nothing to follow. Got no incidents before. Choose longer windows.")
    check_same_shape(own, others[0], "treated and each donor")
    return own, others


def _mixture(own: Floats, others: Floats) -> Floats:
    # min |others' w - own|² with w >= 0 and sum(w) = 1. Written with D = others - own it is min |D' w|, and the
    # least squares problem [D' ; 1'] u = [0 ; 1], u >= 0, has its solution at a multiple of w.
    from scipy.optimize import nnls

    apart = (others - own).T
    scale = float(np.abs(apart).max())
    if scale == 0:
        return np.full(others.shape[0], 1 / others.shape[0])
    rows = np.vstack([apart / scale, np.ones(others.shape[0])])
    aim = np.zeros(rows.shape[0])
    aim[-1] = 1.0
    found = np.asarray(nnls(rows, aim, maxiter=60 * others.shape[0])[0], dtype=np.float64)
    return np.asarray(found / found.sum(), dtype=np.float64)


def _gap(own: Floats, expected: Floats, start: int) -> tuple[float, float]:
    apart = own - expected
    return float(apart[start:].mean()), float(math.sqrt(float((apart[:start] ** 2).mean())))


def _chance(own: Floats, others: Floats, weights: Floats, start: int) -> float:
    # The mean squared miss that Poisson counts give by themselves.
    return float(own[:start].mean() + (weights**2) @ others[:, :start].mean(axis=1))


def _placebos(others: Floats, start: int) -> tuple[Floats, Floats]:
    gaps, misfits = [], []
    for index in range(others.shape[0]):
        rest = np.delete(others, index, axis=0)
        weights = _mixture(others[index, :start], rest[:, :start])
        gap, misfit = _gap(others[index], weights @ rest, start)
        gaps.append(gap)
        misfits.append(misfit)
    ranks = [_in_units(gap, misfit) for gap, misfit in zip(gaps, misfits, strict=True)]
    return np.array(gaps), np.array(ranks)


def _in_units(gap: float, misfit: float) -> float:
    if misfit > 0:
        return abs(gap) / misfit
    return math.inf if gap else 0.0


def _reach(ranks: Floats, level: float) -> float | None:
    # The area's own rank is as likely to be any: the interval reaches as far as the share `level` of them.
    place = math.ceil(level * (ranks.size + 1) - 1e-9)
    if place > ranks.size:
        return None
    reach = float(np.sort(ranks)[place - 1])
    return reach if math.isfinite(reach) else None


def _ratios(mean: float, level_after: float, ends: tuple[float, float] | None) -> tuple[float, float | None]:
    # The gap's ends say what could have been expected: mean - high up to mean - low.
    if ends is None:
        return 0.0, None
    lowest, highest = mean - ends[1], mean - ends[0]
    low = mean / highest if highest > 0 else 0.0
    return low, mean / lowest if lowest > 0 and level_after > 0 else None
