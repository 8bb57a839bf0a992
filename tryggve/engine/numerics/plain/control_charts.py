"""How much likelier is a lasting change than none, over all weeks it can have begun? One week at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

# Below this the extra variance is nothing, and the counts are a Poisson's.
NO_EXTRA = 1e-9
MOST_STEPS = 200
NEAR_ENOUGH = 1e-13
# Numbers held at once: (series, weeks of beginning, weeks).
_MOST_NUMBERS = 4_000_000


def likelihood_ratios(  # noqa: PLR0913, PLR0917
    counts: Floats,
    expected: Floats,
    extra: float,
    limit: float,
    window: Wholes,
    sign: int,
    restarts: int,
) -> tuple[Floats, Floats, Wholes]:
    """Statistic, ratio and week of change; each of shape (n_series, n_weeks).

    `window` is (shortest, longest). A missing week has count and expectation 0, and says nothing.
    The statistic is 0, the ratio 1 and the week -1 where no change is likelier than none.
    """
    shortest, longest = int(window[0]), min(int(window[1]), counts.shape[1])
    statistic = np.zeros(counts.shape)
    ratio = np.ones(counts.shape)
    began = np.full(counts.shape, -1, dtype=np.int64)
    size = max(1, _MOST_NUMBERS // (longest * longest))
    for first in range(0, counts.shape[0], size):
        rows = slice(first, first + size)
        _of_rows(
            (counts[rows], expected[rows], extra),
            (limit, shortest, longest, sign, restarts),
            (statistic[rows], ratio[rows], began[rows]),
        )
    return statistic, ratio, began


def _of_rows(
    data: tuple[Floats, Floats, float],
    design: tuple[float, int, int, int, int],
    results: tuple[Floats, Floats, Wholes],
) -> None:
    counts, expected, extra = data
    limit, shortest, longest, sign, restarts = design
    statistic, ratio, began = results
    n_series, n_weeks = counts.shape
    padding = np.zeros((n_series, longest - 1))
    padded, padded_expected = np.hstack((padding, counts)), np.hstack((padding, expected))
    earliest = np.zeros(n_series, dtype=np.int64)
    begins_before_week = np.tri(longest, dtype=np.float64).T
    for week in range(shortest - 1, n_weeks):
        starts = np.arange(week - longest + 1, week + 1)
        allowed = (starts >= earliest[:, np.newaxis]) & (starts <= week - shortest + 1)
        here = slice(week, week + longest)
        ratios, values = _of_week(padded[:, here], padded_expected[:, here], extra, sign, begins_before_week)
        values = np.where(allowed & (values > 0), values, 0.0)
        best = values.argmax(axis=1)
        rows = np.arange(n_series)
        found = values[rows, best] > 0
        statistic[:, week] = values[rows, best]
        ratio[found, week] = ratios[rows, best][found]
        began[found, week] = starts[best][found]
        if restarts:
            earliest[statistic[:, week] >= limit] = week + 1


def _of_week(counts: Floats, expected: Floats, extra: float, sign: int, later: Floats) -> tuple[Floats, Floats]:
    """Best ratio and its log-likelihood ratio for each week of beginning; shape (n_series, longest)."""
    x = counts[:, np.newaxis, :] * later
    mu = expected[:, np.newaxis, :] * later
    poisson = extra < NO_EXTRA
    spread = 0.0 if poisson else extra
    total, total_expected = x.sum(axis=2), mu.sum(axis=2)
    at_one = ((x - mu) / (1 + spread * mu)).sum(axis=2)
    is_toward = sign * at_one > 0
    # The score falls and bends upward in the ratio: Newton's steps from the left never pass the root.
    ratio = np.where(is_toward & (total > 0), 1.0 if sign > 0 else 0.0, 1.0)
    moving = is_toward & (total > 0)
    for _ in range(MOST_STEPS):
        if not moving.any():
            break
        below = 1 + spread * mu * ratio[:, :, np.newaxis]
        score = ((x - mu * ratio[:, :, np.newaxis]) / below).sum(axis=2)
        slope = (mu * (1 + spread * x) / below**2).sum(axis=2)
        step = np.where(moving, score / np.where(moving, slope, 1.0), 0.0)
        ratio = ratio + step
        moving &= np.abs(step) > NEAR_ENOUGH * ratio
    ratio = np.where(is_toward & (total == 0), 0.0, ratio)
    logs = np.log(np.where(ratio > 0, ratio, 1.0))
    if poisson:
        values = total * logs - total_expected * (ratio - 1)
    else:
        grown = np.log1p(spread * mu * (ratio[:, :, np.newaxis] - 1) / (1 + spread * mu))
        values = total * logs - ((x + 1 / spread) * grown).sum(axis=2)
    return ratio, np.where(is_toward, values, 0.0)
