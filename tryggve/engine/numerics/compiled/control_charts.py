"""The compiled twin of `plain/control_charts.py`: one series, one week and one beginning at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.compiled.kernel import inlined, kernel

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

NO_EXTRA = 1e-9
MOST_STEPS = 200
NEAR_ENOUGH = 1e-13


@inlined
def _best_ratio(counts: Floats, expected: Floats, span: tuple[int, int], extra: float, start: float) -> float:
    """Newton's steps from `start`, which lies left of the root."""
    ratio = start
    for _ in range(MOST_STEPS):
        score = 0.0
        slope = 0.0
        for week in range(span[0], span[1]):
            x, mu = counts[week], expected[week]
            below = 1.0 / (1.0 + extra * mu * ratio)
            score += (x - mu * ratio) * below
            slope += mu * (1.0 + extra * x) * below * below
        step = score / slope
        ratio += step
        if not abs(step) > NEAR_ENOUGH * ratio:
            break
    return ratio


@inlined
def _value(counts: Floats, expected: Floats, span: tuple[int, int], extra: float, ratio: float) -> float:
    """The log-likelihood ratio of this ratio against 1."""
    log_ratio = np.log(ratio) if ratio > 0 else 0.0
    total = 0.0
    for week in range(span[0], span[1]):
        x, mu = counts[week], expected[week]
        if extra > 0:
            total += x * log_ratio - (x + 1.0 / extra) * np.log1p(extra * mu * (ratio - 1.0) / (1.0 + extra * mu))
        else:
            total += x * log_ratio - mu * (ratio - 1.0)
    return total


@kernel
def likelihood_ratios(  # noqa: PLR0913, PLR0917
    counts: Floats,
    expected: Floats,
    extra: float,
    limit: float,
    window: Wholes,
    sign: int,
    restarts: int,
) -> tuple[Floats, Floats, Wholes]:
    """Statistic, ratio and week of change; each of shape (n_series, n_weeks)."""
    shortest, longest = window[0], window[1]
    n_series, n_weeks = counts.shape
    statistic = np.zeros((n_series, n_weeks))
    ratio = np.ones((n_series, n_weeks))
    began = np.full((n_series, n_weeks), -1, dtype=np.int64)
    spread = extra if extra >= NO_EXTRA else 0.0
    for row in range(n_series):
        x, mu = counts[row], expected[row]
        earliest = 0
        for week in range(shortest - 1, n_weeks):
            lowest = max(earliest, week - longest + 1)
            score = 0.0
            total = 0.0
            for start in range(week, lowest - 1, -1):
                score += (x[start] - mu[start]) / (1.0 + spread * mu[start])
                total += x[start]
                if start > week - shortest + 1 or not sign * score > 0:
                    continue
                span = (start, week + 1)
                best = 0.0
                if total > 0:
                    best = _best_ratio(x, mu, span, spread, 1.0 if sign > 0 else 0.0)
                value = _value(x, mu, span, spread, best)
                # Of equals the earliest beginning, as the plain twin has it.
                if value > 0 and value >= statistic[row, week]:
                    statistic[row, week] = value
                    ratio[row, week] = best
                    began[row, week] = start
            if restarts and statistic[row, week] >= limit:
                earliest = week + 1
    return statistic, ratio, began


def warm() -> None:
    """Fill the cache."""
    row = np.ones((1, 3))
    likelihood_ratios(row, row, 0.1, 5.0, np.array([1, 3], dtype=np.int64), 1, 1)
