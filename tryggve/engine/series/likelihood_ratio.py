"""Has the level drifted slowly, so that no single week stands out? Since when, and by how much?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics import twins
from tryggve.engine.numerics.checks import (
    Floats,
    Wholes,
    as_counts,
    check_whole,
    check_work,
    frozen,
)
from tryggve.engine.numerics.expected_counts import as_expected

Flags = NDArray[np.bool_]

_LONGEST = 1040
# Multiplications; some ten minutes on one core.
MOST_WORK = 5e11
_LARGEST_EXPECTED = 1e9
_LARGEST_EXTRA = 1e6


@dataclass(frozen=True, slots=True)
class DriftDesign:
    """What counts as a drift.

    `limit` is the log-likelihood ratio that alarms: 5 means that a changed level explains the weeks
    e^5 = 148 times better. A drift has lasted from `shortest` to `longest` weeks. After an alarm the
    search begins anew when `starts_anew`.
    """

    limit: float = 5.0
    shortest: int = 1
    longest: int = 26
    direction: Literal["higher", "lower"] = "higher"
    starts_anew: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Drift:
    """Each of shape (n_series, n_weeks).

    `statistic` is the log-likelihood ratio of the best change up to that week, 0 where none is
    better than no change; `ratio` is the new level over the expected one; `began` is the week
    (0 for the first) in which the change began, -1 for none.
    """

    alarm: Flags
    statistic: Floats
    ratio: Floats
    began: Wholes


_DEFAULT = DriftDesign()


def detect_drift(
    counts: ArrayLike, expected: ArrayLike, *, extra: float = 0.0, design: DriftDesign = _DEFAULT
) -> Drift:
    """From which week on is the level another than expected, and how sure is that?

    Parameters
    ----------
    counts : shape (n_series, n_weeks), incidents in each week, oldest first; nan for a week that
        nobody counted.
    expected : the same shape, or (n_weeks,) for all series: how many incidents a week would have at
        the usual level, above 0. Multiply by how much was watched where that differs.
    extra : how much more than a Poisson's the counts vary: variance = mean + extra x mean squared.
        0 for Poisson counts. (The R package calls it alpha; 1 / size of the negative binomial.)
    design : the limit, the lengths looked at, the direction.

    Returns
    -------
    Drift : the largest log-likelihood ratio over all weeks of beginning and all new levels.

    Raises
    ------
    NotCounts, WrongShape, NotFinite, OutOfRange : for input that cannot be counts, for an expectation
        of 0 or less, and for a design that cannot be.
    TooLittleData : when there is no series or no week.
    TooMuchWork : when n_series x n_weeks x longest squared is beyond 5e11.

    Work: O(n_series x n_weeks x longest^2), some four of Newton's steps each.
    Source: Höhle & Paul (2008), Comput. Stat. Data Anal. 52:4357-4368, eq. 7 and section 3.2.
    Card: docs/methods/likelihood_ratio.md.

    >>> answer = detect_drift([[4, 3, 5, 4, 6, 7, 8, 7, 9]], [4.0] * 9)
    >>> bool(answer.alarm[0, 8]), int(answer.began[0, 8]), round(float(answer.ratio[0, 8]), 2)
    (True, 4, 1.85)
    """
    table = as_counts(counts, "counts", n_dimensions=2, may_miss=True)
    level = as_expected(expected, table, least=0.0, most=_LARGEST_EXPECTED, may_be_one=False)
    window = _checked(extra, design, table.shape[1])
    check_work(table.size * float(window[1]) ** 2, MOST_WORK, "steps")
    missing = np.isnan(table)
    known = np.ascontiguousarray(np.where(missing, 0.0, table))
    level = np.ascontiguousarray(np.where(missing, 0.0, level))
    statistic, ratio, began = twins.kernels("control_charts").likelihood_ratios(
        known,
        level,
        float(extra),
        float(design.limit),
        window,
        1 if design.direction == "higher" else -1,
        int(design.starts_anew),
    )
    return Drift(
        alarm=cast(Flags, frozen((statistic >= design.limit) & ~missing)),
        statistic=cast(Floats, frozen(statistic)),
        ratio=cast(Floats, frozen(ratio)),
        began=cast(Wholes, frozen(began)),
    )


def _checked(extra: float, design: DriftDesign, n_weeks: int) -> Wholes:
    if not 0 <= extra <= _LARGEST_EXTRA:
        raise OutOfRange(f"extra is out of range. Got {extra}. Give 0 for Poisson counts, or up to 1e6.")
    if not 0 < design.limit < np.inf:
        raise OutOfRange(f"The limit is out of range. Got {design.limit}. Give for example 5.")
    if design.direction not in ("higher", "lower"):
        raise OutOfRange(f"There is no such direction. Got {design.direction}. Give higher or lower.")
    longest = check_whole(design.longest, "longest", least=1, most=_LONGEST)
    shortest = check_whole(design.shortest, "shortest", least=1, most=longest)
    return np.array([shortest, max(shortest, min(longest, n_weeks))], dtype=np.int64)
