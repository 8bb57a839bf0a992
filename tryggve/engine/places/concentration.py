"""How unevenly are incidents spread over places, and how sure is that?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange, TooFewIncidents, TooLittleData
from tryggve.engine.numerics.checks import Floats, as_counts, check_level, check_whole, check_work, frozen
from tryggve.engine.numerics.intervals import Interval
from tryggve.engine.numerics.seeds import generator

_SHARES = (0.25, 0.5, 0.8)
_MOST_DRAWN = 2e9
_DRAWN_AT_ONCE = 2_000_000
_STREAM = 4


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How an interval is drawn: its level, how many draws, and the seed of chance."""

    level: float = 0.95
    n_draws: int = 999
    seed: int = 0

    def check(self) -> None:
        """Refuse what makes no interval."""
        check_level(self.level)
        check_whole(self.n_draws, "The number of draws", least=100, most=100_000)
        check_whole(self.seed, "The seed", least=0, most=2**63 - 1)


@dataclass(frozen=True, slots=True)
class ShareHeld:
    """The smallest share of places that holds `share_of_incidents`, with its interval."""

    share_of_incidents: float
    n_places_needed: int
    share_of_places: float
    interval: Interval


@dataclass(frozen=True, slots=True, eq=False)
class ConcentrationCurve:
    """`share_of_places` and `share_of_incidents` are the curve's points from (0, 0) to (1, 1), fullest places first.

    `least_uneven` is the curve's share of incidents if the same number were spread as evenly as whole incidents can be.
    `gini` is the ordinary coefficient; `generalised_gini` is 0 on that most even curve, and is the one to read
    when there are fewer incidents than places.
    """

    share_of_places: Floats
    share_of_incidents: Floats
    least_uneven: Floats
    held: tuple[ShareHeld, ...]
    gini: float
    gini_interval: Interval
    generalised_gini: float
    generalised_gini_interval: Interval
    n_incidents: int
    n_places: int


_USUAL = Bootstrap()


def concentration_curve(
    counts: ArrayLike, *, shares: tuple[float, ...] = _SHARES, bootstrap: Bootstrap = _USUAL
) -> ConcentrationCurve:
    """How few places hold a quarter, half or four fifths of the incidents, and how sure is it?

    Parameters
    ----------
    counts : shape (n_places,), incidents in each place over the same time; places with none are included.
    shares : the shares of incidents to be held, each above 0 up to 1.
    bootstrap : level, draws and seed of the intervals: as many incidents are drawn anew, each with the
        place of one that happened.

    Returns
    -------
    ConcentrationCurve : the curve, the places needed, both Gini coefficients and their intervals. The intervals
        are turned about the estimate (basic bootstrap), because incidents drawn anew are always more
        concentrated than those they come from.

    Raises
    ------
    TooFewIncidents : when there is none. TooLittleData : when there is one place or none.
    NotCounts, OutOfRange : for input that cannot be counts, shares or draws.
    TooMuchWork : over 2e9 places in all draws.

    Work: O(n_places * log(n_places) * n_draws).
    Source: Weisburd (2015), Criminology 53:133-157; Bernasco & Steenbeek (2017), J. Quant. Criminology 33:451-467,
    equation (6); Davison & Hinkley (1997), Bootstrap methods, 5.2. Card: docs/methods/concentration.md.

    >>> curve = concentration_curve([8, 1, 1, 0])
    >>> [one.n_places_needed for one in curve.held], round(curve.gini, 3)
    ([1, 1, 1], 0.6)
    """
    bootstrap.check()
    numbers = as_counts(counts, "counts")
    if not shares or not all(0 < share <= 1 for share in shares):
        raise OutOfRange(f"A share of incidents is out of range. Got {shares}. Give numbers above 0, up to 1.")
    if numbers.size < 2:
        raise TooLittleData(f"One place cannot be compared. Got {numbers.size}. Give all places, also those with none.")
    total = float(numbers.sum())
    if not 0 < total <= 1e15:
        raise TooFewIncidents(f"There is nothing to be concentrated. Got {total:.0f} incidents. Choose another time.")
    check_work(numbers.size * float(bootstrap.n_draws), _MOST_DRAWN, "places in all draws")
    falling = np.sort(numbers)[::-1]
    points = _measures(falling[None, :], shares)
    draws = np.concatenate(list(_draws(falling, shares, bootstrap)))
    intervals = [_turned(float(point), draws[:, place], bootstrap.level) for place, point in enumerate(points[0])]
    held = tuple(
        ShareHeld(share, round(float(points[0, place]) * numbers.size), float(points[0, place]), intervals[place])
        for place, share in enumerate(shares)
    )
    places_upto = np.arange(numbers.size + 1)
    even, extra = divmod(int(total), numbers.size)
    return ConcentrationCurve(
        share_of_places=_closed(places_upto / numbers.size),
        share_of_incidents=_closed(np.concatenate([[0.0], np.cumsum(falling) / total])),
        least_uneven=_closed((even * places_upto + np.minimum(places_upto, extra)) / total),
        held=held,
        gini=float(points[0, -2]),
        gini_interval=intervals[-2],
        generalised_gini=float(points[0, -1]),
        generalised_gini_interval=intervals[-1],
        n_incidents=int(total),
        n_places=int(numbers.size),
    )


def _draws(falling: Floats, shares: tuple[float, ...], bootstrap: Bootstrap) -> list[Floats]:
    chance = generator(bootstrap.seed, stream=_STREAM)
    at_once = max(1, _DRAWN_AT_ONCE // falling.size)
    total = int(falling.sum())
    found = []
    for begin in range(0, bootstrap.n_draws, at_once):
        n_now = min(at_once, bootstrap.n_draws - begin)
        drawn = chance.multinomial(total, falling / falling.sum(), size=n_now)
        found.append(_measures(-np.sort(-drawn.astype(np.float64), axis=1), shares))
    return found


def _measures(falling: Floats, shares: tuple[float, ...]) -> Floats:
    """Shares of places for each share of incidents, Gini and generalised Gini; one row a draw."""
    n_places, totals = falling.shape[1], falling.sum(axis=1)
    upto = np.cumsum(falling, axis=1)
    needed = [1 + (upto < share * totals[:, None] - 1e-9).sum(axis=1) for share in shares]
    # The falling order turns the usual sum about: rank 1 is the fullest place.
    weighted = (falling * np.arange(n_places, 0, -1)).sum(axis=1) / totals
    gini = (2 * weighted - n_places - 1) / n_places
    scale = np.maximum(1 / totals, 1 / n_places)
    generalised = scale * (2 * weighted - n_places - 1) - np.maximum(n_places / totals, 1.0) + 1
    rows = [*(np.minimum(n, n_places) / n_places for n in needed), gini, generalised]
    return np.asarray(np.clip(np.column_stack(rows), 0.0, 1.0), dtype=np.float64)


def _turned(point: float, draws: Floats, level: float) -> Interval:
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return Interval(low=min(1.0, max(0.0, 2 * point - float(high))), high=min(1.0, max(0.0, 2 * point - float(low))))


def _closed(array: NDArray[np.float64]) -> Floats:
    frozen(array)
    return array
