"""Among many comparisons at once, which ones stand out?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats


@dataclass(frozen=True, slots=True)
class FalseDiscovery:
    """One entry for each p-value given, in the same order."""

    adjusted: tuple[float, ...]
    stands_out: tuple[bool, ...]
    rate: float
    n_tests: int


def benjamini_hochberg(p_values: ArrayLike, *, rate: float = 0.10) -> FalseDiscovery:
    """Which of many p-values stand out when at most a share `rate` of them may be false?

    Parameters
    ----------
    p_values : shape (n,), each from 0 to 1; nan for a comparison that could not be made.
        It is left out of the number of tests and never stands out.
    rate : share of those that stand out that may be false alarms on average, 0 to 1.

    Returns
    -------
    FalseDiscovery : adjusted p-values (nan stays nan) and what stands out.

    Raises
    ------
    OutOfRange : when a p-value or the rate is not between 0 and 1.

    Source: Benjamini & Hochberg (1995), J. R. Statist. Soc. B 57:289-300, procedure (1).
    Card: docs/methods/false_discovery.md.

    >>> benjamini_hochberg([0.001, 0.04, 0.5], rate=0.10).stands_out
    (True, True, False)
    """
    p = np.array(p_values, dtype=np.float64).ravel()
    known = ~np.isnan(p)
    if not 0 < rate < 1 or bool(((p[known] < 0) | (p[known] > 1)).any()):
        raise OutOfRange(
            f"A probability is out of range. Got rate {rate} and p-values from "
            f"{np.nanmin(p, initial=0.0)} to {np.nanmax(p, initial=1.0)}. Give numbers from 0 to 1."
        )
    adjusted = np.full(p.shape, np.nan)
    adjusted[known] = _adjust(p[known])
    with np.errstate(invalid="ignore"):
        stands_out = adjusted <= rate
    return FalseDiscovery(
        adjusted=tuple(adjusted.tolist()),
        stands_out=tuple(stands_out.tolist()),
        rate=rate,
        n_tests=int(known.sum()),
    )


def _adjust(p: Floats) -> Floats:
    n_tests = p.size
    falling = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(n_tests, 0, -1)
    steps = np.minimum.accumulate(p[falling] * n_tests / ranks)
    adjusted = np.empty_like(p)
    adjusted[falling] = np.minimum(steps, 1.0)
    return adjusted
