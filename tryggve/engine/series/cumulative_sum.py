"""Do small excesses, week after week, add up to something?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, as_counts, frozen
from tryggve.engine.numerics.expected_counts import as_expected

Transform = Literal["standard", "rossi", "anscombe", "anscombe_bias", "pearson_nb", "anscombe_nb", "none"]
Flags = NDArray[np.bool_]

_TRANSFORMS = ("standard", "rossi", "anscombe", "anscombe_bias", "pearson_nb", "anscombe_nb", "none")
_LARGEST_LIMIT = 1e6
_LARGEST_EXPECTED = 1e9
_LONGEST_RUN = 1e9
_NODES = 60
# Beyond 2^53 neighbouring floats lie further apart than whole numbers.
_HALVINGS = 53


@dataclass(frozen=True, slots=True)
class CusumDesign:
    """How much is a usual excess (`reference`), and how large a sum alarms (`limit`)?

    Both in standard deviations. `transform` makes counts nearly normal: `standard` (Pearson),
    `rossi`, `anscombe`, `anscombe_bias` (with the second-order term), `pearson_nb` and `anscombe_nb`
    for counts of variance mean + extra x mean squared, or `none`. After an alarm the sum goes on, or
    begins at 0 when `starts_anew`.
    """

    reference: float = 1.04
    limit: float = 2.26
    transform: Transform = "standard"
    extra: float = 0.1
    starts_anew: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeSum:
    """Each of shape (n_series, n_weeks): the sum after the week, and whether it reached the limit.

    `threshold` is the count that would have alarmed, or less would not; nan where nobody counted.
    """

    alarm: Flags
    total: Floats
    threshold: Floats


_DEFAULT = CusumDesign()


def cumulative_sum(
    counts: ArrayLike,
    expected: ArrayLike,
    *,
    design: CusumDesign = _DEFAULT,
    compat: Literal["", "surveillance"] = "",
) -> CumulativeSum:
    """When have the excesses over the expected level added up to an alarm?

    Parameters
    ----------
    counts : shape (n_series, n_weeks), incidents in each week, oldest first; nan for a week that
        nobody counted, which leaves the sum as it was.
    expected : incidents a week at the usual level, above 0: the same shape, or (n_weeks,), or one
        number. The R package takes the mean of the weeks before the first that is judged.
    design : reference, limit, transformation, and what an alarm does to the sum.
    compat : `surveillance` gives the thresholds that the R package's cusum gives, where the second
        Anscombe transformation has a misplaced sign in the exponent, and some are no counts. The sum
        and the alarms are the same in both.

    Returns
    -------
    CumulativeSum : C(t) = max(0, C(t-1) + z(t) - reference); an alarm where C(t) >= limit.

    Raises
    ------
    NotCounts, WrongShape, NotFinite, OutOfRange : for input that cannot be counts, an expectation of
        0 or less, and a design that cannot be.
    TooLittleData : when there is no series or no week.

    Work: O(n_series x n_weeks).
    Source: Rossi, Lampugnani & Marchi (1999), Statistics in Medicine 18:2111-2122, eq. 4; Page (1954),
    Biometrika 41:100-115. Card: docs/methods/cumulative_sum.md.

    >>> answer = cumulative_sum([[4, 6, 7, 7, 4]], 4.0, design=CusumDesign(reference=0.5, limit=2.26))
    >>> answer.alarm[0].tolist(), answer.threshold[0].tolist()
    ([False, False, False, True, False], [10.0, 10.0, 9.0, 7.0, 5.0])
    """
    table = as_counts(counts, "counts", n_dimensions=2, may_miss=True)
    level = as_expected(expected, table, least=1 / _LARGEST_EXPECTED, most=_LARGEST_EXPECTED, may_be_one=True)
    _check_design(design, compat)
    score = _scores(table, level, design)
    total = np.zeros_like(table)
    before = np.zeros_like(table)
    carried = np.zeros(table.shape[0])
    for week in range(table.shape[1]):
        before[:, week] = carried
        known = ~np.isnan(table[:, week])
        carried = np.where(known, np.maximum(0.0, carried + score[:, week] - design.reference), carried)
        total[:, week] = carried
        if design.starts_anew:
            carried = np.where(known & (carried >= design.limit), 0.0, carried)
    room = design.limit + design.reference - before
    threshold = _thresholds_of_r(level, room, total, design) if compat else _thresholds(table, level, room, design)
    alarm = (total >= design.limit) & ~np.isnan(table)
    threshold[np.isnan(table)] = np.nan
    return CumulativeSum(
        alarm=cast(Flags, frozen(alarm)), total=cast(Floats, frozen(total)), threshold=cast(Floats, frozen(threshold))
    )


def decision_limit(run_length: float, *, reference: float = 0.5) -> float:
    """Which limit gives one false alarm in so many normal weeks, on average?

    Parameters
    ----------
    run_length : normal weeks from start to false alarm, on average; 2 to 1e9, and within reach of the
        reference.
    reference : in standard deviations, 0.05 to 5: half of the shift that is to be found.

    Returns
    -------
    the limit, in standard deviations, for normal scores. Counts below some 5 a week are skewed, and
    alarm more often.

    Raises
    ------
    OutOfRange : when no limit of 0 or more has that run length.

    Work: O(60^3) for each of some 50 limits tried.
    Source: Page (1954), Biometrika 41:100-115; the integral equation by Gauss and Legendre's rule.
    Card: docs/methods/cumulative_sum.md.

    >>> round(decision_limit(335.37, reference=0.5), 2)
    4.0
    """
    if not 0.05 <= reference <= 5:
        raise OutOfRange(f"reference is out of range. Got {reference}. Give 0.05 to 5, for example 0.5.")
    shortest = _run_length(0.0, reference)
    if not max(2.0, shortest) <= run_length <= _LONGEST_RUN:
        raise OutOfRange(
            f"run_length is out of range. Got {run_length}. Give weeks from {max(2.0, shortest):.1f} to "
            f"{_LONGEST_RUN:.0e} for this reference."
        )
    low, high = 0.0, 1.0
    while _run_length(high, reference) < run_length:
        low, high = high, 2 * high
    while high - low > 1e-10 * max(1.0, high):
        middle = (low + high) / 2
        if _run_length(middle, reference) < run_length:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _run_length(limit: float, reference: float) -> float:
    """L(0) = 1 + L(0) P(z <= k) + integral over (0, h) of L(x) phi(x + k) dx, and so for every start."""
    from scipy.special import ndtr

    if limit <= 0:
        return float(1 / ndtr(-reference))
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    at = np.concatenate(([0.0], (nodes + 1) * limit / 2))
    density = np.exp(-0.5 * (at[np.newaxis, 1:] + reference - at[:, np.newaxis]) ** 2) / math.sqrt(2 * math.pi)
    kernel = np.column_stack((ndtr(reference - at), density * weights * limit / 2))
    return float(np.linalg.solve(np.eye(at.size) - kernel, np.ones(at.size))[0])


def _scores(counts: Floats, m: Floats, design: CusumDesign) -> Floats:
    """Counts as standard deviations above what is expected, m."""
    x = counts
    match design.transform:
        case "standard":
            score = (x - m) / np.sqrt(m)
        case "rossi":
            score = (x - 3 * m + 2 * np.sqrt(x * m)) / (2 * np.sqrt(m))
        case "anscombe":
            score = 1.5 * (x ** (2 / 3) - m ** (2 / 3)) / m ** (1 / 6)
        case "anscombe_bias":
            score = (x ** (2 / 3) - (m ** (2 / 3) - m ** (-1 / 3) / 9)) / (2 / 3 * m ** (1 / 6))
        case "pearson_nb":
            score = (x - m) / np.sqrt(m + design.extra * m**2)
        case "anscombe_nb":
            score = _anscombe_nb(x, m, design.extra)
        case _:
            score = x
    return np.asarray(score, dtype=np.float64)


def _anscombe_nb(x: Floats, m: Floats, extra: float) -> Floats:
    # Anscombe's residual of a negative binomial (Hilbe 2011, table 5.5) by the hypergeometric function.
    from scipy.special import hyp2f1

    def lifted(y: Floats) -> Floats:
        return np.asarray(1.5 * y ** (2 / 3) * hyp2f1(1 / 3, 2 / 3, 5 / 3, -extra * y), dtype=np.float64)

    return np.asarray((lifted(x) - lifted(m)) / (m + extra * m**2) ** (1 / 6), dtype=np.float64)


def _thresholds(counts: Floats, m: Floats, room: Floats, design: CusumDesign) -> Floats:
    """The smallest count whose score reaches `room`, by halving: every transformation rises with the count."""
    low = np.full(counts.shape, -1.0)
    high = np.ceil(m + 10.0)
    for _ in range(_HALVINGS):
        short = _scores(high, m, design) < room
        if not short.any():
            break
        high = np.where(short, 2 * high + 1, high)
    for _ in range(_HALVINGS):
        if not (high - low > 1).any():
            break
        middle = np.floor((low + high) / 2)
        reaches = _scores(np.maximum(middle, 0.0), m, design) >= room
        high = np.where(reaches & (middle > low), middle, high)
        low = np.where(reaches, low, middle)
    return np.asarray(high, dtype=np.float64)


def _thresholds_of_r(m: Floats, room: Floats, total: Floats, design: CusumDesign) -> Floats:
    root = np.sqrt(m)
    with np.errstate(invalid="ignore"):
        match design.transform:
            case "standard":
                bound = np.ceil(root * room + m)
            case "rossi":
                bound = 2 * room * root + 5 * m - 2 * np.sqrt(4 * m**2 + 2 * m**1.5 * room)
            case "anscombe":
                bound = np.maximum(2 / 3 * m ** (1 / 6) * room + m ** (2 / 3), 0.0) ** 1.5
            case "anscombe_bias":
                bound = np.maximum(2 / 3 * m ** (1 / 6) * room + m ** (2 / 3) - m ** (1 / 3) / 9, 0.0) ** 1.5
            case "pearson_nb":
                bound = np.sqrt(m + design.extra * m**2) * room + m
            case _:
                bound = design.limit - total
    return np.asarray(np.maximum(np.nan_to_num(bound, nan=0.0), 0.0), dtype=np.float64)


def _check_design(design: CusumDesign, compat: str) -> None:
    if design.transform not in _TRANSFORMS:
        raise OutOfRange(f"There is no such transformation. Got {design.transform}. Give one of {_TRANSFORMS}.")
    if not (0 <= design.reference <= _LARGEST_LIMIT and 0 < design.limit <= _LARGEST_LIMIT):
        raise OutOfRange(
            f"The design is out of range. Got reference {design.reference} and limit {design.limit}. "
            f"Give for example 1.04 and 2.26."
        )
    if not 0 < design.extra <= _LARGEST_LIMIT:
        raise OutOfRange(f"extra is out of range. Got {design.extra}. Give for example 0.1.")
    if compat not in ("", "surveillance"):
        raise OutOfRange(f"There is no such program to agree with. Got {compat}. Give surveillance, or nothing.")
