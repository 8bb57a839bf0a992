"""What do all statistics of a place and its neighbours share: the values, what chance expects, what stands out?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tryggve.engine.errors import OutOfRange, TooLittleData, WrongShape
from tryggve.engine.numerics.checks import Floats, Wholes, as_measurements, frozen
from tryggve.engine.numerics.false_discovery import benjamini_hochberg

_LEAST_PLACES = 3
_LARGEST = 1e100


def as_deviations(values: ArrayLike, n_places: int) -> Floats:
    """Values less their mean; refused when there are too few, or when nothing differs."""
    numbers = as_measurements(values, "values")
    if numbers.size != n_places:
        raise WrongShape(f"There must be one value for each place. Got {numbers.size} for {n_places}. Give as many.")
    if n_places < _LEAST_PLACES:
        raise TooLittleData(f"There are too few places. Got {n_places}. Give {_LEAST_PLACES} or more.")
    largest = float(np.abs(numbers).max())
    if largest > _LARGEST:
        raise OutOfRange(f"A value is out of range. Got {largest:.3g}. Give counts or rates.")
    deviations: Floats = numbers - numbers.mean()
    if np.abs(deviations).max() <= 1e-12 * largest or largest < 1 / _LARGEST:
        raise TooLittleData(f"No place differs from another. Got {numbers[0]} everywhere. Give values that vary.")
    return deviations


def as_areas(areas: ArrayLike) -> Floats:
    """Areas above 0, in any one unit."""
    area = as_measurements(areas, "areas")
    if area.size and not (area.min() > 1 / _LARGEST and area.max() < _LARGEST):
        raise OutOfRange(f"An area is out of range. Got {area.min()} to {area.max()}. Give numbers above 0.")
    return area


def sums_by_place(rows: Wholes, values: Floats, n_places: int) -> Floats:
    """The sum of the values of each row."""
    return np.bincount(rows, weights=values, minlength=n_places).astype(np.float64)


def closed(arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """The same arrays, closed for writing, as the fields of a result."""
    return {name: frozen(array) for name, array in arrays.items()}


def moments_of_others(deviations: Floats) -> tuple[Floats, Floats]:
    """For each place the mean and the variance (over n - 1) of all other places' values."""
    n_others = deviations.size - 1
    mean = -deviations / n_others
    squares = float(deviations @ deviations) - deviations**2
    return mean, np.maximum(squares / n_others - mean**2, 0.0)


def spread_of_sums(total: Floats, squares: Floats, variance: Floats, n_values: int) -> Floats:
    """Standard deviation of a weighted sum of values drawn without replacement; nan where it cannot vary.

    `total` and `squares` are sums of the weights and of their squares, `variance` that of the `n_values` drawn from.
    """
    room = (n_values * squares - total**2) / (n_values - 1)
    # Where all are neighbours alike, the sum is the same however they are drawn.
    is_free = (room > 1e-12 * squares * n_values) & (variance > 0) & (squares > 0)
    return np.sqrt(np.where(is_free, room * variance, np.nan))


def two_sided_normal(z: Floats) -> Floats:
    """How often a normal variable lies as far from 0 as each z; nan stays nan."""
    from scipy.special import erfc

    return np.asarray(erfc(np.abs(z) / np.sqrt(2.0)), dtype=np.float64)


def adjusted(p_values: Floats, rate: float) -> Floats:
    """Adjusted by Benjamini and Hochberg, as an array; nan stays nan."""
    return np.array(benjamini_hochberg(p_values, rate=rate).adjusted, dtype=np.float64)
