"""The odds ratio of a two-by-two table of counts, exactly, zeros included."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryggve.engine.numerics.checks import Floats, as_counts, check_level

Tails = Literal["mid_p", "exact"]

# exp(50) times more or less than before: beyond it there is no count that tells a difference.
_FURTHEST_LOG = 50.0
_STEPS = 300
_STRIDE = 0.25
_NEVER, _ALWAYS = 1e-300, 1e-16
_SAME = 1e-14


@dataclass(frozen=True, slots=True)
class OddsRatio:
    """`estimate` is ad / bc; None where it is 0 / 0 or infinite, `high` None for no limit."""

    estimate: float | None
    low: float
    high: float | None
    p_value: float


def conditional_odds_ratio(
    table: tuple[tuple[int, int], tuple[int, int]], *, level: float = 0.95, tails: Tails = "mid_p"
) -> OddsRatio:
    """How many times larger is a/b than c/d, for the table ((a, b), (c, d))?

    Parameters
    ----------
    table : four counts. For rows (treated, comparison) and columns (after, before) it is the
        ratio of rate ratios; the lengths of the two windows cancel.
    level : confidence, 0.5 up to 1.
    tails : `exact` never covers less than `level`; `mid_p` counts half of the observed
        table's probability, and covers `level` on average instead of more.

    Returns
    -------
    OddsRatio : the interval conditional on both margins; p-value against 1, twice the
        smaller tail.

    Raises
    ------
    NotCounts, OutOfRange : for input that cannot be counts or a level.

    Source: Fisher (1935), J. R. Statist. Soc. 98:39-82; Cornfield (1956); Lancaster (1961),
    JASA 56:223-234 (mid-p). Card: docs/methods/before_after.md.

    >>> answer = conditional_odds_ratio(((2, 10), (15, 3)), tails="exact")
    >>> round(answer.low, 6), round(answer.high, 6)  # Convictions of R's fisher.test
    (0.003317, 0.36319)
    """
    check_level(level)
    (a, b), (c, d) = as_counts(table, "table", n_dimensions=2).astype(int).tolist()
    lowest, logs = _log_weights(a + b, c + d, a + c)
    at = a - lowest
    part = 0.5 if tails == "mid_p" else 1.0

    def as_many_or_more(log_ratio: float) -> float:
        weights = _weights(logs, log_ratio)
        return float(weights[at + 1 :].sum() + part * weights[at])

    def as_few_or_fewer(log_ratio: float) -> float:
        weights = _weights(logs, log_ratio)
        return float(weights[:at].sum() + part * weights[at])

    outside = (1 - level) / 2
    near = math.log((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5)))
    is_lowest, is_highest = at == 0, at == logs.size - 1
    return OddsRatio(
        estimate=a * d / (b * c) if b * c else None,
        low=0.0 if is_lowest else math.exp(_solve(as_many_or_more, outside, near, sign=1)),
        high=None if is_highest else math.exp(_solve(as_few_or_fewer, outside, near, sign=-1)),
        p_value=min(1.0, 2 * min(as_many_or_more(0.0), as_few_or_fewer(0.0))),
    )


def _log_weights(first_row: int, second_row: int, first_column: int) -> tuple[int, Floats]:
    # The hypergeometric probabilities of the first cell, unscaled, from its lowest value.
    lowest = max(0, first_column - second_row)
    highest = min(first_row, first_column)
    x = np.arange(lowest, highest, dtype=np.float64)
    steps = np.log((first_row - x) * (first_column - x))
    steps -= np.log((x + 1) * (second_row - first_column + x + 1))
    return lowest, np.concatenate(([0.0], np.cumsum(steps)))


def _weights(logs: Floats, log_ratio: float) -> Floats:
    tilted = logs + log_ratio * np.arange(logs.size)
    weights = np.exp(tilted - tilted.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _solve(tail: Callable[[float], float], wanted: float, near: float, *, sign: int) -> float:
    # The tail rises (sign 1) or falls (sign -1) with the ratio. Its logit is nearly a straight line: false
    # position (Illinois), which keeps the root between two ends and halves when one end does not move.
    def miss(log_ratio: float) -> float:
        reached = min(max(tail(log_ratio), _NEVER), 1 - _ALWAYS)
        return sign * (math.log(reached / (1 - reached)) - math.log(wanted / (1 - wanted)))

    (low, at_low), (high, at_high) = _around(miss, near)
    if at_low >= 0 or at_high <= 0:
        return low if at_low >= 0 else high
    for _step in range(_STEPS):
        middle = (low * at_high - high * at_low) / (at_high - at_low)
        if high - low < _SAME * (1 + abs(middle)):
            break
        here = miss(middle)
        if here < 0:
            low, at_low, at_high = middle, here, at_high / 2
        else:
            high, at_high, at_low = middle, here, at_low / 2
        if abs(here) < _SAME:
            return middle
    return (low + high) / 2


def _around(miss: Callable[[float], float], near: float) -> tuple[tuple[float, float], tuple[float, float]]:
    # Two ends with a miss of different sign, in longer and longer strides; the last ones when there are none.
    low, high = near, near
    at_low = at_high = miss(near)
    stride = _STRIDE
    while (at_low >= 0 or at_high <= 0) and max(-low, high) <= _FURTHEST_LOG:
        if at_low >= 0:
            high, at_high, low = low, at_low, low - stride
            at_low = miss(low)
        else:
            low, at_low, high = high, at_high, high + stride
            at_high = miss(high)
        stride *= 2
    return (low, at_low), (high, at_high)
