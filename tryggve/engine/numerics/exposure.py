"""How much was watched in each week, and are these numbers of incidents that a week can have?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import NotCounts, OutOfRange, WrongShape
from tryggve.engine.numerics.checks import Floats

_MOST_COUNT = 1e9
_LEAST, _MOST = 1e-6, 1e9


def bounded_counts(counts: Floats) -> Floats:
    """The same counts, refused where arithmetic would lose single incidents; nan may be among them."""
    if counts.size and np.nanmax(counts, initial=0.0) > _MOST_COUNT:
        raise NotCounts(
            f"A week cannot have so many incidents. Got {float(np.nanmax(counts)):.3g}. Give at most {_MOST_COUNT:.0e}."
        )
    return counts


def as_exposures(exposure: ArrayLike | None, n_weeks: int, name: str = "exposure") -> Floats:
    """One for each week, shape (n_weeks,); 0 where nobody watched (0 or nan given), 1 where nothing is said."""
    if exposure is None:
        return np.ones(n_weeks)
    watched = np.array(exposure, dtype=np.float64)
    if watched.shape != (n_weeks,):
        raise WrongShape(
            f"{name} does not fit the weeks. Got shape {watched.shape} for {n_weeks} weeks. Give one for each week."
        )
    watched = np.where(np.isnan(watched), 0.0, watched)
    wrong = watched[(watched != 0) & ~((watched >= _LEAST) & (watched <= _MOST))]
    if wrong.size:
        raise OutOfRange(
            f"{name} is out of range. Got {float(wrong[0])}. Give 0 for nobody, or {_LEAST:.0e} to {_MOST:.0e}."
        )
    return watched
