"""Is this input what the method may be given?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import NotCounts, OutOfRange, WrongShape

Floats = NDArray[np.float64]


def as_counts(values: ArrayLike, name: str, *, n_dimensions: int = 1, may_miss: bool = False) -> Floats:
    """Whole numbers, none negative, as floats; nan stands for a missing one where allowed."""
    array = np.array(values, dtype=np.float64)
    if array.ndim != n_dimensions:
        raise WrongShape(
            f"{name} has the wrong number of dimensions. Got shape {array.shape}. "
            f"Give an array of {n_dimensions} dimension(s)."
        )
    known = array[~np.isnan(array)] if may_miss else array
    wrong = ~np.isfinite(known) | (known < 0) | (known != np.floor(known))
    if wrong.any():
        raise NotCounts(
            f"{name} must be whole numbers of incidents. Got {float(known[wrong][0])}. "
            f"Give 0, 1, 2 …{' or nan where nothing is known' if may_miss else ''}."
        )
    return array


def as_count(value: float, name: str) -> int:
    """One whole number of incidents, not negative."""
    return int(as_counts([value], name)[0])


def check_level(level: float) -> None:
    """A level of confidence lies strictly between a half and one."""
    if not 0.5 <= level < 1.0:
        raise OutOfRange(f"The level of confidence is out of range. Got {level}. Give for example 0.95.")


def check_same_shape(first: Floats, second: Floats, names: str) -> None:
    """Arrays that are read side by side have the same shape."""
    if first.shape != second.shape:
        raise WrongShape(
            f"{names} do not fit each other. Got shapes {first.shape} and {second.shape}. "
            f"Give one value for each in both."
        )
