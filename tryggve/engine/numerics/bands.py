"""In which band does a distance or a time lie, and is the band's end part of it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.positions import check_choice

Closed = Literal["left", "right"]

_MOST_BANDS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Half-open bands. A value lies in band b when it is at least `limits[b]` and less than `limits[b + 1]`.

    The limits are the edges, moved to the next number where the upper edge belongs to the band:
    so the same strict comparison serves both kinds.
    """

    edges: tuple[float, ...]
    limits: Floats
    labels: tuple[str, ...]

    @property
    def finite_limits(self) -> Floats:
        """All limits but an infinite last one."""
        return self.limits[np.isfinite(self.limits)]

    @property
    def is_open_ended(self) -> bool:
        """Whether the last band has no end."""
        return bool(np.isinf(self.limits[-1]))

    def place_of(self, values: Floats) -> Wholes:
        """0 below the first band, b + 1 in band b, n_bands + 1 beyond the last."""
        return np.searchsorted(self.limits, values, side="right").astype(np.int64)


def bands_from(edges: ArrayLike, name: str, *, closed: Closed = "left", is_lowest_included: bool = True) -> Bands:
    """Bands between rising edges, of which the last may be infinite."""
    check_choice(closed, "The closed end of the bands", get_args(Closed))
    try:
        given = np.array(edges, dtype=np.float64)
    except (TypeError, ValueError) as wrong:
        raise OutOfRange(f"{name} must be numbers. Got {wrong}. Give for example 0, 100, 200.") from wrong
    wrong_shape = given.ndim != 1 or not 2 <= given.size <= _MOST_BANDS + 1
    if wrong_shape or np.isnan(given).any() or given[0] < 0 or not bool((given[1:] > given[:-1]).all()):
        raise OutOfRange(
            f"{name} must be 2 to {_MOST_BANDS + 1} edges that rise from 0 or more. Got {given.tolist()!r:.80}. "
            f"Give for example 0, 100, 200."
        )
    limits = given.copy()
    if closed == "right":
        finite = np.isfinite(limits)
        limits[finite] = np.nextafter(limits[finite], np.inf)
        if is_lowest_included:
            limits[0] = given[0]
    return Bands(
        edges=tuple(given.tolist()),
        limits=limits,
        labels=tuple(_label(given, place, closed, is_lowest_included) for place in range(given.size - 1)),
    )


def _label(edges: Floats, place: int, closed: Closed, is_lowest_included: bool) -> str:  # noqa: FBT001 - inner
    low, high = f"{edges[place]:.15g}", f"{edges[place + 1]:.15g}".replace("inf", "∞")
    if closed == "left":
        return f"[{low}, {high})"
    opening = "[" if place == 0 and is_lowest_included else "("
    return f"{opening}{low}, {high}" + (")" if high == "∞" else "]")
