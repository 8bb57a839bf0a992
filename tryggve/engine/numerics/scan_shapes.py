"""What do the scan's kernels take? Tuples of arrays, so that one signature of each is compiled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Words = NDArray[np.uint64]
Codes = NDArray[np.uint32]
Labels = NDArray[np.int32]

#: Kinds of score. CONDITIONAL: the total is given (permutation, Poisson with population). EXPECTED: the
#: baselines are given. CASES: cases among people (Bernoulli), where the expected array holds people.
CONDITIONAL, EXPECTED, CASES = 0, 1, 2
#: The least count of a window that can never score enough.
NEVER = 2**31 - 1

#: (members, starts, rows): the row of a place is that of its zone in the arrays of expected values and
#: limits, or one past the last when no zone ends there.
ZoneRows = tuple[Codes, Wholes, Codes]
#: (kind, cases in all, people in all, the least count that is a cluster)
Score = tuple[int, float, float, float]
#: (words, expected, bits of a lane, replicates side by side): the limits of all windows lie in the lanes
#: of the words of a row, once for each replicate, with an extra last row that nothing reaches.
Limits = tuple[Words, Floats, int, int]
#: (labels, slots, totals, accept, alias): either labels are shuffled and the first ones added to their
#: slots, or the total of each replicate is drawn from the cells by Walker's alias method.
Draw = tuple[Labels, Labels, Wholes, Floats, Labels]
#: (first slot, slot after the last) of each window, the number of slots, and of locations.
Spans = tuple[Wholes, Wholes, int, int]
#: How a replicate is drawn, into which windows its counts are summed, and the seed.
Chance = tuple[Draw, Spans, np.uint64]
