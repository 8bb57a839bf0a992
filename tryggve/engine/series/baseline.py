"""What is normal in the weeks before, when single outbreaks are set aside?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryggve.engine.numerics.checks import Floats

# A past week this many standard deviations above the others is an outbreak, not the normal.
# 4 was chosen by simulation (docs/methods/expected_level.md): at 2.58 there are half as many false alarms again.
OUTBREAK_DEVIATIONS = 4.0
MOST_OUTBREAKS = 2
# With fewer weeks than this left, none is set aside.
_LEAST_WEEKS_LEFT = 6


@dataclass(frozen=True, slots=True)
class Baseline:
    """`total` incidents over `exposure` weeks (or organisation-weeks) that count as normal."""

    total: float
    exposure: float
    dispersion: float
    n_weeks: int
    n_outbreaks: int


def fit_baseline(counts: Floats, exposure: Floats) -> Baseline:
    """A constant rate per exposure; shape (n_weeks,) each, no week missing.

    Week by week the rate is fitted without that week, and the week that lies furthest above
    what the others say is set aside. Leaving it out first matters: among 12 weeks an outbreak
    hides itself in the spread that it creates.
    """
    kept = np.ones(counts.size, dtype=np.bool_)
    n_outbreaks = 0
    while n_outbreaks < MOST_OUTBREAKS and kept.sum() > _LEAST_WEEKS_LEFT:
        places = np.flatnonzero(kept)
        distances = _distances_above_others(counts[kept], exposure[kept])
        furthest = int(np.argmax(distances))
        if distances[furthest] <= OUTBREAK_DEVIATIONS:
            break
        kept[places[furthest]] = False
        n_outbreaks += 1
    return Baseline(
        total=float(counts[kept].sum()),
        exposure=float(exposure[kept].sum()),
        dispersion=dispersion_of(counts[kept], exposure[kept]),
        n_weeks=int(kept.sum()),
        n_outbreaks=n_outbreaks,
    )


def dispersion_of(counts: Floats, exposure: Floats) -> float:
    """Variance over mean, never below 1, widened for being estimated from few weeks.

    Pearson's statistic over its degrees of freedom, times df / (df - 2): the variance of a
    t-distributed error, so that few weeks give a wider band.
    """
    degrees = counts.size - 1
    raw = _pearson(counts, exposure, counts.sum() / exposure.sum(), degrees)
    if raw <= 1 or degrees <= 2:
        return max(1.0, raw)
    return raw * degrees / (degrees - 2)


def _pearson(counts: Floats, exposure: Floats, rate: float, degrees: int) -> float:
    if rate <= 0 or degrees < 1:
        return 1.0
    expected = rate * exposure
    return float(((counts - expected) ** 2 / expected).sum() / degrees)


def _distances_above_others(counts: Floats, exposure: Floats) -> Floats:
    """How far each week lies above what all the other weeks say; shape (n_weeks,).

    Every week is left out in turn at once: with rate r of the others, Pearson's statistic
    sum((c - r e)^2 / (r e)) is sum(c^2 / e) / r - 2 sum(c) + r sum(e), and each sum is the
    whole less the week's own part.
    """
    others_counts = counts.sum() - counts
    others_exposure = exposure.sum() - exposure
    squares = counts**2 / exposure
    others_squares = squares.sum() - squares
    # Half an incident more keeps a row of zeros from making any first incident an outbreak.
    rate = (others_counts + 0.5) / others_exposure
    pearson = others_squares / rate - 2 * others_counts + rate * others_exposure
    spread = np.maximum(1.0, pearson / max(counts.size - 2, 1))
    expected = rate * exposure
    uncertainty = 1 + exposure / others_exposure
    return np.asarray(_anscombe(counts, expected) / np.sqrt(spread * uncertainty), dtype=np.float64)


def _anscombe(counts: Floats, expected: Floats) -> Floats:
    # Anscombe (1953): on the scale of two thirds a Poisson count is nearly normal.
    return np.asarray(1.5 * (counts ** (2 / 3) - expected ** (2 / 3)) / expected ** (1 / 6), dtype=np.float64)
