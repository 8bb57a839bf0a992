"""How sure is a place's rank?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents, WrongShape
from tryggve.engine.numerics.checks import Floats, as_counts, as_measurements, check_work
from tryggve.engine.numerics.positions import check_choice
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.places.concentration import Bootstrap

_MOST_DRAWN = 2e9
_DRAWN_AT_ONCE = 2_000_000
_LARGEST_COUNT = 1e15
_STREAM = 5


@dataclass(frozen=True, slots=True)
class BootstrapRank:
    """One place; `index` is where it stood in the input. Rank 1 has the highest count or rate.

    The interval holds the ranks it takes when the incidents are drawn anew, and `in_top` is how often it is among
    the `n_top` first.
    """

    index: int
    count: int
    rate: float
    rank: int
    rank_low: int
    rank_high: int
    in_top: float


_USUAL = Bootstrap()


def bootstrap_ranks(
    counts: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    drawn: Literal["poisson", "multinomial"] = "poisson",
    n_top: int = 5,
    bootstrap: Bootstrap = _USUAL,
) -> tuple[BootstrapRank, ...]:
    """Which ranks would each place take if the same time happened again?

    Parameters
    ----------
    counts : shape (n_places,), incidents in each place over the same time.
    exposure : shape (n_places,), people, area or hours, above 0; places are then ranked by rate.
    drawn : "poisson" draws each place's count by itself; "multinomial" holds the total fixed.
    n_top : how many first places `in_top` is about.
    bootstrap : level, draws and seed.

    Returns
    -------
    the places, highest first; equals in the order they came. Equal draws are put in order by chance.

    Raises
    ------
    TooFewIncidents : when nothing happened anywhere.
    NotCounts, NotFinite, WrongShape, OutOfRange : for input that cannot be counts or exposures.
    TooMuchWork : over 2e9 places in all draws.

    Work: O(n_places * log(n_places) * n_draws).
    Source: Goldstein & Spiegelhalter (1996), J. R. Statist. Soc. A 159:385-443; Hall & Miller (2009), Annals of
    Statistics 37:3929-3959 (bootstrap of ranks). Card: docs/methods/ranking.md.

    >>> first = bootstrap_ranks([3, 40, 3])[0]
    >>> first.index, first.rank_low, first.rank_high
    (1, 1, 1)
    """
    bootstrap.check()
    check_choice(drawn, "The way of drawing", ("poisson", "multinomial"))
    numbers = as_counts(counts, "counts")
    exposures = np.ones(numbers.size) if exposure is None else as_measurements(exposure, "exposure")
    if exposures.size != numbers.size:
        raise WrongShape(f"Counts and exposure do not fit. Got {numbers.size} and {exposures.size}. Give one for each.")
    if not bool(((exposures > 1e-100) & (exposures < 1e100)).all()):
        raise OutOfRange(f"An exposure is out of range. Got {exposures.min()}. Give numbers above 0.")
    if not 0 < numbers.sum() <= _LARGEST_COUNT:
        raise TooFewIncidents(f"There is nothing to rank. Got {numbers.sum():.0f} incidents. Choose another time.")
    check_work(numbers.size * float(bootstrap.n_draws), _MOST_DRAWN, "places in all draws")
    if not 1 <= n_top <= max(5, numbers.size):
        raise OutOfRange(f"n_top is out of range. Got {n_top}. Give 1 or more, and no more than there are places.")
    rates = numbers / exposures
    ranks = _drawn_ranks(numbers, exposures, drawn, bootstrap)
    outside = (1 - bootstrap.level) / 2
    low, high = (
        np.quantile(ranks, share, axis=0, method="inverted_cdf").astype(np.int64) for share in (outside, 1 - outside)
    )
    in_top = (ranks <= n_top).mean(axis=0)
    order = np.argsort(-rates, kind="stable")
    return tuple(
        BootstrapRank(
            index=index,
            count=int(numbers[index]),
            rate=float(rates[index]),
            rank=1 + int((rates > rates[index]).sum()),
            rank_low=int(low[index]),
            rank_high=int(high[index]),
            in_top=float(in_top[index]),
        )
        for index in order.tolist()
    )


def _drawn_ranks(numbers: Floats, exposures: Floats, drawn: str, bootstrap: Bootstrap) -> Floats:
    chance = generator(bootstrap.seed, stream=_STREAM)
    at_once = max(1, _DRAWN_AT_ONCE // numbers.size)
    found = []
    for begin in range(0, bootstrap.n_draws, at_once):
        size = (min(at_once, bootstrap.n_draws - begin), numbers.size)
        if drawn == "poisson":
            again = chance.poisson(numbers, size=size)
        else:
            again = chance.multinomial(int(numbers.sum()), numbers / numbers.sum(), size=size[0])
        order = np.lexsort((chance.random(size), -again / exposures), axis=1)
        ranks = np.empty(size, dtype=np.int32)
        np.put_along_axis(ranks, order, np.arange(1, numbers.size + 1, dtype=np.int32)[None, :], axis=1)
        found.append(ranks)
    return np.concatenate(found)
