"""How far in a tail do thousands of two-by-two tables lie, given their margins?"""

from __future__ import annotations

import numpy as np

from tryggve.engine.numerics.checks import Floats

_MOST_TERMS = 20_000


def mid_p_tails(counts: tuple[Floats, ...], *, is_lower: bool) -> Floats:
    """The probability of a cell as small as `a` (or as large), half of the observed one counted.

    Parameters
    ----------
    counts : a, b, c, d, each of shape (n_tables,): rows (a, b) and (c, d); the odds ratio is 1.
    is_lower : the tail downwards; else upwards.

    Returns
    -------
    shape (n_tables,). The sum starts at the observed cell and goes outwards until nothing is added, by
    ratios of neighbouring terms, as in `conditional_odds_ratio`.

    Work: O(n_tables x the standard deviation of a).
    """
    a, b, c, d = counts if is_lower else (counts[1], counts[0], counts[3], counts[2])
    # The nearer tail is summed, and the other is what is left: far out a term is too small to begin from.
    is_above = a * d > b * c
    a, b, c, d = (np.where(is_above, there, here) for here, there in ((a, b), (b, a), (c, d), (d, c)))
    tails = _nearer_tails(a, b, c, d)
    return np.asarray(np.where(is_above, 1 - tails, tails), dtype=np.float64)


def _nearer_tails(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    first = np.exp(_log_probability(a, b, c, d))
    total, term = first / 2, first
    x = a.copy()
    alive = np.flatnonzero(np.isfinite(first))
    for step in range(_MOST_TERMS):
        here = x[alive]
        # P(x - 1) / P(x) of the hypergeometric: x (d - a + x) / ((a + b - x + 1) (a + c - x + 1)).
        down = here * (d[alive] - a[alive] + here)
        up = (a + b)[alive] - here + 1
        side = (a + c)[alive] - here + 1
        term = term * down / (up * side)
        total[alive] += term
        x[alive] -= 1
        if step % 8 == 7:
            going = term > 1e-12 * total[alive]
            alive, term = alive[going], term[going]
            if not alive.size:
                break
    return np.asarray(total, dtype=np.float64)


def _log_probability(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    logs = _log_factorials(int((a + b + c + d).max(initial=0)))
    of = (a + b, c + d, a + c, b + d)
    parts = (a, b, c, d, a + b + c + d)
    top = sum(logs[each.astype(np.int64)] for each in of)
    bottom = sum(logs[each.astype(np.int64)] for each in parts)
    return np.asarray(top - bottom, dtype=np.float64)


def _log_factorials(most: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, most + 1, dtype=np.float64)))])
