"""Is this input what the method may be given?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import NotCounts, NotFinite, OutOfOrder, OutOfRange, TooMuchWork, WrongShape

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]


def as_counts(values: ArrayLike, name: str, *, n_dimensions: int = 1, may_miss: bool = False) -> Floats:
    """Whole numbers, none negative, as floats; nan stands for a missing one where allowed."""
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as not_numbers:
        raise NotCounts(f"{name} must be numbers. Got {not_numbers}. Give whole numbers of incidents.") from not_numbers
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


def as_measurements(values: ArrayLike, name: str, *, n_dimensions: int = 1, may_miss: bool = False) -> Floats:
    """Finite numbers of any sign as floats; nan stands for a missing one where allowed."""
    try:
        array = np.array(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as wrong:
        raise NotFinite(f"{name} must be numbers. Got {wrong}. Give one number for each.") from wrong
    if array.ndim != n_dimensions:
        raise WrongShape(
            f"{name} has the wrong number of dimensions. Got shape {array.shape}. "
            f"Give an array of {n_dimensions} dimension(s)."
        )
    known = array[~np.isnan(array)] if may_miss else array
    wrong_ones = ~np.isfinite(known)
    if wrong_ones.any():
        raise NotFinite(
            f"{name} must be finite numbers. Got {float(known[wrong_ones][0])}. "
            f"Leave out what is not known{', or give nan' if may_miss else ''}."
        )
    return array


def as_wholes(values: ArrayLike, name: str, *, least: int | None = None) -> Wholes:
    """Whole numbers in a row, such as weeks, days or codes."""
    numbers = as_measurements(values, name)
    if (numbers != np.floor(numbers)).any() or (np.abs(numbers) > 2**53).any():
        raise WrongShape(f"{name} must be whole numbers. Got {numbers.tolist()[:5]}. Give 0, 1, 2 …")
    if least is not None and numbers.size and numbers.min() < least:
        raise OutOfRange(f"{name} is out of range. Got {int(numbers.min())}. Give {least} or more.")
    return numbers.astype(np.int64)


def check_rising(values: Wholes, name: str) -> None:
    """Each is later than the one before it."""
    steps = np.diff(values)
    if (steps <= 0).any():
        place = int(np.argmax(steps <= 0))
        raise OutOfOrder(
            f"{name} must rise. Got {int(values[place])} before {int(values[place + 1])}. "
            f"Sort them, and give each once."
        )


def check_whole(value: float, name: str, *, least: int, most: int) -> int:
    """One whole number between two bounds, both included."""
    if isinstance(value, bool) or not least <= value <= most or value != int(value):
        raise OutOfRange(f"{name} is out of range. Got {value}. Give a whole number from {least} to {most}.")
    return int(value)


def check_share(value: float, name: str) -> float:
    """One number strictly between 0 and 1."""
    if not 0 < value < 1:
        raise OutOfRange(f"{name} is out of range. Got {value}. Give a number between 0 and 1.")
    return float(value)


def check_work(amount: float, most: float, name: str) -> None:
    """Refuse before starting what would not end in reasonable time."""
    if amount > most:
        raise TooMuchWork(
            f"This is more work than the method does at once. Got {amount:.3g} {name}. "
            f"Give at most {most:.3g}: fewer replicates, smaller areas, or a shorter time."
        )


def frozen(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """The same array, closed for writing, for a result that cannot change."""
    array.setflags(write=False)
    return array
