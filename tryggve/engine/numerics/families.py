"""Which of many deviations stand out, when each family of comparisons is adjusted by itself?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.false_discovery import benjamini_hochberg


def adjusted_apart(p_values: Floats, families: Wholes, rate: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Adjusted p-values and what stands out, shape (n,); families are whole numbers, nan stays nan."""
    adjusted = np.full(p_values.size, np.nan)
    stands_out = np.zeros(p_values.size, dtype=np.bool_)
    for family in np.unique(families):
        own = families == family
        together = benjamini_hochberg(p_values[own], rate=rate)
        adjusted[own], stands_out[own] = together.adjusted, together.stands_out
    return adjusted, stands_out
