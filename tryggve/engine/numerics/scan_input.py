"""Do counts, expected values and zones of a scan fit each other?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import NotCounts, TooLittleData, TooMuchWork, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_counts, as_measurements

_MOST_CASES = 2**31 - 2


def n_dimensions_of(values: ArrayLike, name: str) -> int:
    """How many dimensions it has, when it is an array at all."""
    try:
        return np.array(values, dtype=np.float64).ndim
    except (TypeError, ValueError) as wrong:
        raise WrongShape(f"{name} is not an array of numbers. Got {wrong}. Give rows of equal length.") from wrong


def as_table(values: ArrayLike, name: str, n_locations: int) -> Wholes:
    """Counts by location and period; a row of counts is one period."""
    counts = as_counts(values, name, n_dimensions=max(1, min(2, n_dimensions_of(values, name))))
    table = counts[:, None] if counts.ndim == 1 else counts
    if table.shape[0] != n_locations or table.shape[1] == 0:
        raise WrongShape(
            f"{name} do not fit the zones. Got shape {counts.shape} and {n_locations} locations. "
            f"Give one row for each location, and one column for each period."
        )
    if table.sum() > _MOST_CASES:
        raise TooMuchWork(
            f"{name} are more than the scan counts. Got {table.sum():.3g}. Give at most 2,147,483,646, in all."
        )
    return table.astype(np.int64)


def as_expected(values: ArrayLike, name: str, counts: Wholes) -> Floats:
    """What is expected in each cell, in any unit; one row for all periods is the same in each."""
    amounts = as_measurements(values, name, n_dimensions=n_dimensions_of(values, name))
    if amounts.ndim == 1:
        amounts = np.repeat(amounts[:, None], counts.shape[1], axis=1)
    if amounts.shape != counts.shape:
        raise WrongShape(
            f"{name} does not fit the counts. Got shapes {amounts.shape} and {counts.shape}. "
            f"Give one value for each location, or for each location and period."
        )
    if (amounts < 0).any() or ((amounts == 0) & (counts > 0)).any():
        raise NotCounts(
            f"{name} is impossible. Got {amounts.min()} as the least, or 0 where there are cases. "
            f"Give 0 or more, and more than 0 where there are cases."
        )
    total = float(amounts.sum())
    if not 0 < total < 1e300:
        raise TooLittleData(f"{name} expects nothing, or too much. Got a sum of {total}. Give values above 0.")
    return np.ascontiguousarray(amounts)
