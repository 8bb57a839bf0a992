"""How does chance place cases in cells, and which zones share a row of expected values?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.scan_shapes import Draw, Labels


def shuffled_periods(counts: Wholes, earliest: int) -> Draw:
    """Shuffle which place each case has, and keep the periods: as good as the other way round.

    Cases before the earliest period of any window are shuffled too, but need not be placed.
    """
    n_slots = counts.shape[1] - earliest
    places = np.repeat(np.arange(counts.shape[0]) * n_slots, counts.sum(axis=1))
    slots = np.repeat(np.arange(n_slots), counts[:, earliest:].sum(axis=0))
    return _draw(labels=places, slots=slots)


def shuffled_people(people: Wholes, n_cases: int, earliest: int) -> Draw:
    """Shuffle who is a case among all people, cases and controls alike."""
    n_locations, n_periods = people.shape
    n_slots = n_periods - earliest
    cells = np.full(people.shape, n_locations * n_slots)  # one cell beyond for those before the windows
    cells[:, earliest:] = np.arange(n_locations * n_slots).reshape(n_locations, n_slots)
    return _draw(labels=np.repeat(cells.ravel(), people.ravel()), slots=np.zeros(n_cases))


def independent_cells(expected: Floats, totals: Wholes) -> Draw:
    """Draw each replicate's total from cells with chances as the expected values: Walker's alias method.

    Source: Walker (1977), ACM Trans. Math. Software 3:253-256; Vose (1991), IEEE Trans. Software Eng. 17:972-975.
    """
    chances = expected.ravel() / expected.sum() * expected.size
    accept, alias = np.ones(chances.size), np.arange(chances.size)
    left = chances.tolist()
    small = [cell for cell, chance in enumerate(left) if chance < 1]
    large = [cell for cell, chance in enumerate(left) if chance >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        accept[low], alias[low] = left[low], high
        left[high] -= 1 - left[low]
        if left[high] < 1:
            small.append(large.pop())
    # What is left over by rounding is one; but a cell where nothing is expected never gets anything.
    for cell in small:
        if expected.ravel()[cell] == 0:
            accept[cell], alias[cell] = 0.0, int(np.argmax(chances))
    return _draw(totals=totals, accept=accept, alias=alias)


def shared_rows(zone_values: Wholes, is_zone: NDArray[np.bool_]) -> tuple[Wholes, NDArray[np.uint32]]:
    """The different values among zones, and the row of each place; one past the last where no zone ends."""
    different, row = np.unique(zone_values[is_zone], return_inverse=True)
    rows = np.full(is_zone.size, different.size, dtype=np.uint32)
    rows[is_zone] = row
    return different, rows


def own_rows(is_zone: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """A row for each zone, in order; one past the last where no zone ends."""
    rows = np.cumsum(is_zone, dtype=np.int64) - 1
    return np.where(is_zone, rows, is_zone.sum()).astype(np.uint32)


def _draw(
    *,
    labels: Wholes | None = None,
    slots: Wholes | Floats | None = None,
    totals: Wholes | None = None,
    accept: Floats | None = None,
    alias: Wholes | None = None,
) -> Draw:
    return (
        _labels(labels),
        _labels(slots),
        np.zeros(0, dtype=np.int64) if totals is None else totals.astype(np.int64),
        np.zeros(0) if accept is None else accept,
        _labels(alias),
    )


def _labels(values: Wholes | Floats | None) -> Labels:
    return np.zeros(0, dtype=np.int32) if values is None else values.astype(np.int32)
