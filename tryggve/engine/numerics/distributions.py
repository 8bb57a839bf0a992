"""How probable is a count, when counts vary as much as, or more than, a Poisson's do?

`dispersion` is variance / mean: 1 is Poisson, above 1 is negative binomial with the same
mean and that variance. Everything is summed term by term, so that small tails keep their
digits and a compiled twin can be compared with it.
"""

from __future__ import annotations

import numpy as np

from tryggve.engine.numerics.checks import Floats, check_work

# Closer to 1 than this the negative binomial is the Poisson to all digits that are shown.
_POISSON_UP_TO = 1 + 1e-9
_DEVIATIONS_AHEAD = 40.0
#: Counts far beyond what is counted in weeks; memory is bounded by it.
MOST_TERMS = 1e7


def count_probabilities(n_terms: int, mean: float, dispersion: float) -> Floats:
    """P(count = 0), P(count = 1) …, shape (n_terms,)."""
    if mean <= 0:
        return np.concatenate(([1.0], np.zeros(n_terms - 1)))
    steps = np.arange(n_terms - 1, dtype=np.float64)
    if dispersion <= _POISSON_UP_TO:
        first = -mean
        ratios = mean / (steps + 1)
    else:
        size = mean / (dispersion - 1)
        first = -size * np.log(dispersion)
        ratios = (steps + size) / (steps + 1) * (dispersion - 1) / dispersion
    logs = first + np.concatenate(([0.0], np.cumsum(np.log(ratios))))
    return np.asarray(np.exp(logs), dtype=np.float64)


def upper_tail(count: int, mean: float, dispersion: float) -> float:
    """P(as many as `count`, or more)."""
    if count <= 0:
        return 1.0
    probabilities = count_probabilities(_terms_beyond(count, mean, dispersion), mean, dispersion)
    if count <= mean:
        return float(max(0.0, 1.0 - probabilities[:count].sum()))
    return float(min(1.0, probabilities[count:].sum()))


def lower_tail(count: int, mean: float, dispersion: float) -> float:
    """P(as few as `count`, or fewer)."""
    if count < 0:
        return 0.0
    return float(min(1.0, count_probabilities(count + 1, mean, dispersion).sum()))


def count_quantile(probability: float, mean: float, dispersion: float) -> int:
    """The smallest count that is reached with at least this probability."""
    n_terms = _terms_beyond(int(mean), mean, dispersion)
    reached = np.cumsum(count_probabilities(n_terms, mean, dispersion))
    return int(np.searchsorted(reached, probability - 1e-12))


def _terms_beyond(count: int, mean: float, dispersion: float) -> int:
    # Far enough for what is left out to be below 1e-16 of what is kept.
    spread = (mean * dispersion) ** 0.5
    check_work(
        max(count, mean) + _DEVIATIONS_AHEAD * (spread + dispersion), MOST_TERMS, "terms of a count's probabilities"
    )
    ahead = _DEVIATIONS_AHEAD * (spread + dispersion + 1)
    return int(max(count, mean) + ahead) + 2
