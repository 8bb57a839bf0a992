"""Which places have most, how sure is the order, and how few places hold how much?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents
from tryggve.engine.numerics.checks import Floats, as_counts, check_level
from tryggve.engine.numerics.intervals import poisson_interval
from tryggve.engine.numerics.seeds import generator

_LEAST_DRAWS = 100


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """One place in the ranking; `index` is where it stood in the input.

    `low` to `high` are the true means, and `rank_low` to `rank_high` the true ranks, that
    the count is compatible with. Places with equal counts share a `rank`.
    """

    index: int
    count: int
    low: float
    high: float
    share: float
    cumulative_share: float
    rank: int
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True)
class Concentration:
    """`share_of_places` is the smallest share of places that holds `share_of_incidents`.

    `gini` runs from 0 (as even as so few incidents can be) to nearly 1 (all in one place).
    """

    n_incidents: int
    n_places: int
    share_of_incidents: float
    n_places_needed: int
    share_of_places: float
    gini: float


def rank_places(
    counts: ArrayLike, *, level: float = 0.95, n_draws: int = 2000, seed: int = 0
) -> tuple[RankedPlace, ...]:
    """Which places have most incidents, and how sure is their order?

    Parameters
    ----------
    counts : shape (n_places,), incidents in each place over the same time.
    level : confidence of both intervals, 0.5 up to 1.
    n_draws : how many times the true means are drawn for the ranks' intervals, 100 or more.
    seed : of those draws; the same seed gives the same answer.

    Returns
    -------
    the places, most incidents first; equals in the order they came.

    Raises
    ------
    NotCounts, OutOfRange : for input that cannot be counts, or too few draws.

    Source: simple count as in Camacho Doyle, Gerell & Andershed (2021); Garwood (1936) for
    the means; Marshall & Spiegelhalter (1998), BMJ 316:1701-1705, for the ranks (true means
    drawn from gamma(count + 1/2)). Card: docs/methods/place_counts.md.

    >>> [(place.index, place.rank) for place in rank_places([3, 40, 3])]
    [(1, 1), (0, 2), (2, 2)]
    """
    check_level(level)
    if n_draws < _LEAST_DRAWS:
        raise OutOfRange(f"Too few draws for an interval. Got {n_draws}. Give 100 or more.")
    numbers = as_counts(counts, "counts")
    total = float(numbers.sum())
    order = np.argsort(-numbers, kind="stable")
    rank_low, rank_high = _rank_intervals(numbers, level=level, n_draws=n_draws, seed=seed)
    cumulated = np.cumsum(numbers[order])
    ranked = []
    for index, upto in zip(order.tolist(), cumulated.tolist(), strict=True):
        count = int(numbers[index])
        mean = poisson_interval(count, level=level)
        ranked.append(
            RankedPlace(
                index=index,
                count=count,
                low=mean.low,
                high=mean.high,
                share=count / total if total else 0.0,
                cumulative_share=upto / total if total else 0.0,
                rank=1 + int((numbers > count).sum()),
                rank_low=int(rank_low[index]),
                rank_high=int(rank_high[index]),
            )
        )
    return tuple(ranked)


def concentration(counts: ArrayLike, *, share_of_incidents: float = 0.5) -> Concentration:
    """How few of the places hold how much of what happens?

    Parameters
    ----------
    counts : shape (n_places,), incidents in each place; places with none are included.
    share_of_incidents : the share that must be held, above 0 up to 1.

    Returns
    -------
    Concentration : the fewest places needed, and the Gini coefficient made for having
        fewer incidents than places.

    Raises
    ------
    TooFewIncidents : when there is none.
    NotCounts, OutOfRange : for input that cannot be counts or shares.

    Source: Weisburd (2015), Criminology 53:133-157 (share of places); Bernasco & Steenbeek
    (2017), J. Quant. Criminology 33:451-467 (the generalised Gini coefficient).
    Card: docs/methods/place_counts.md.

    >>> answer = concentration([8, 1, 1, 0])
    >>> answer.n_places_needed, answer.share_of_places
    (1, 0.25)
    """
    numbers = as_counts(counts, "counts")
    if not 0 < share_of_incidents <= 1:
        raise OutOfRange(
            f"The share of incidents is out of range. Got {share_of_incidents}. Give a number above 0, up to 1."
        )
    total = float(numbers.sum())
    if total == 0:
        raise TooFewIncidents("There is nothing to be concentrated. Got 0 incidents. Choose a longer time.")
    falling = np.sort(numbers)[::-1]
    needed = int(np.searchsorted(np.cumsum(falling), share_of_incidents * total - 1e-9)) + 1
    return Concentration(
        n_incidents=int(total),
        n_places=int(numbers.size),
        share_of_incidents=share_of_incidents,
        n_places_needed=needed,
        share_of_places=needed / numbers.size,
        gini=_generalised_gini(numbers),
    )


def _generalised_gini(numbers: Floats) -> float:
    n_places, n_incidents = numbers.size, float(numbers.sum())
    shares = np.sort(numbers) / n_incidents
    weighted = float((np.arange(1, n_places + 1) * shares).sum())
    scale = max(1 / n_incidents, 1 / n_places)
    gini = scale * (2 * weighted - n_places - 1) - max(n_places / n_incidents, 1.0) + 1
    return min(1.0, max(0.0, gini))


def _rank_intervals(numbers: Floats, *, level: float, n_draws: int, seed: int) -> tuple[Floats, Floats]:
    draws = generator(seed).gamma(numbers + 0.5, size=(n_draws, numbers.size))
    ranks = np.argsort(np.argsort(-draws, axis=1), axis=1) + 1
    outside = (1 - level) / 2
    low = np.quantile(ranks, outside, axis=0, method="inverted_cdf")
    high = np.quantile(ranks, 1 - outside, axis=0, method="inverted_cdf")
    return np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
