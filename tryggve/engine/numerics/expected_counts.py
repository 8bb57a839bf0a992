"""Is this what a series of counts can be expected to be, week by week?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, as_measurements


def as_expected(expected: ArrayLike, table: Floats, *, least: float, most: float, may_be_one: bool) -> Floats:
    """Incidents a week for each count of `table`, from `least` to `most`; all series may share a row of weeks."""
    if table.size == 0:
        raise TooLittleData(f"There is nothing to judge. Got shape {table.shape}. Give a series of weeks at least.")
    level = _of_any_shape(expected)
    if level.shape not in (table.shape, table.shape[1:]) and not (may_be_one and level.ndim == 0):
        raise WrongShape(
            f"expected does not fit counts. Got shapes {level.shape} and {table.shape}. "
            f"Give one for each count, or one for each week{', or one for all' if may_be_one else ''}."
        )
    if (level <= 0).any() or (level < least).any() or (level > most).any():
        raise OutOfRange(
            f"expected is out of range. Got {float(level.min())} to {float(level.max())}. "
            f"Give incidents a week, above 0 and up to {most:.0e}."
        )
    return np.broadcast_to(level, table.shape).copy()


def _of_any_shape(expected: ArrayLike) -> Floats:
    try:
        n_dimensions = np.ndim(expected)
    except ValueError:
        n_dimensions = 2  # rows of unequal length are refused below
    return as_measurements(expected, "expected", n_dimensions=n_dimensions)
