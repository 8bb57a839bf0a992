"""How much more than chance do weekly counts vary inside their windows?"""

from __future__ import annotations

from collections.abc import Sequence

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats

# With fewer degrees of freedom the weeks cannot tell how much they vary beyond chance.
LEAST_DEGREES = 10
_LARGEST = 1e6


def pooled_dispersion(windows: Sequence[Floats]) -> float:
    """Pearson's variance over mean inside the windows, pooled; 1 when it is less, or cannot be told.

    Source: McCullagh & Nelder (1989), section 4.5. Card: docs/methods/before_after.md.
    """
    with_incidents = [window for window in windows if window.sum() > 0]
    degrees = sum(window.size - 1 for window in with_incidents)
    if degrees < LEAST_DEGREES:
        return 1.0
    pearson = sum(float(((each - each.mean()) ** 2).sum() / each.mean()) for each in with_incidents)
    return max(1.0, pearson / degrees)


def check_dispersion(dispersion: float) -> float:
    """Counts vary at least as much as chance alone makes them."""
    if not 1 <= dispersion <= _LARGEST:
        raise OutOfRange(f"The dispersion is out of range. Got {dispersion}. Give 1 or more, and at most 1e6.")
    return float(dispersion)
