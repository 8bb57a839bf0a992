"""What is a table with its margins?"""

from __future__ import annotations

import numpy as np

from tryggve.engine.numerics.checks import Floats


def with_totals(numbers: Floats) -> Floats:
    """The table with a last column and a last row of sums; what is not known (nan) counts as nothing."""
    known = np.nan_to_num(numbers)
    whole = np.zeros((known.shape[0] + 1, known.shape[1] + 1))
    whole[:-1, :-1] = known
    whole[:-1, -1] = known.sum(axis=1)
    whole[-1, :-1] = known.sum(axis=0)
    whole[-1, -1] = known.sum()
    return whole
