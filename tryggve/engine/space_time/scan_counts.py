"""Which whole counts stand out most, where chance does not change what is expected?

Permutation, Poisson with population, Poisson with given baselines and Bernoulli differ in what is expected, in
how a window is scored and in how chance is drawn; the search is the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.monte_carlo import MonteCarlo
from tryggve.engine.numerics.scan_shapes import CASES, EXPECTED, NEVER, Draw, Limits, Score, ZoneRows
from tryggve.engine.numerics.threads import in_chunks, map_chunks
from tryggve.engine.numerics.twins import kernels
from tryggve.engine.space_time.scan_result import Model
from tryggve.engine.space_time.scan_windows import Windows
from tryggve.engine.space_time.zones import Zones

#: Cases drawn over all replicates; about a minute.
MOST_DRAWN = 1e10
#: Expected values and limits of zones and windows held in memory, up to 16 bytes each.
MOST_EXPECTED = 4e7
_REPLICATES_IN_A_CHUNK = 64
_PILOT = 16
_FIRST_LEVEL = 3.0
_LEAST_LEVEL = 0.2
# Words side by side in the innermost loop, and the number that they are filled up to.
_WORDS_IN_A_ROW = 32
_WORDS_AT_ONCE = 16


@dataclass(frozen=True, slots=True, eq=False)
class CountSearch:
    """A scan whose score depends on whole counts and on expected values that chance does not change.

    `rows` : shape (n_members,), which row of `expected` a zone has; one past the last where no zone ends.
    `expected` : shape (n_rows, n_windows), expected cases, or people for the Bernoulli model.
    `counts` : shape (n_locations, n_periods). `most_at_once` : no replicate has more cases in a window.
    """

    model: Model
    zones: Zones
    windows: Windows
    rows: NDArray[np.uint32]
    expected: Floats
    counts: Wholes
    score: Score
    draw: Draw
    n_cases: int
    most_at_once: int

    def observed(self) -> tuple[Floats, Wholes]:
        """The data's best window of each zone."""
        sums = self.windows.sums(self.counts.astype(np.float64)).astype(np.int64)
        best: Floats
        window: Wholes
        best, window, _ = kernels("scan").best_windows(self._zone_rows(), sums, self.expected, self.score)
        return best, window

    def maxima(self, replicates: Wholes, chance: MonteCarlo) -> Floats:
        """Exact maxima: replicates that do not reach the level of the limits are done again with a lower one."""
        pilot = self._exact(replicates[:_PILOT], chance, level=_FIRST_LEVEL)
        rest = replicates[_PILOT:]
        level = float(np.sort(pilot)[min(1, pilot.size - 1)]) * (1 - 1e-9) if pilot.size else 0.0
        return np.concatenate((pilot, self._exact(rest, chance, level=level)))

    def describe(self, place: int, window: int) -> tuple[int, float, float]:
        """Observed and expected cases, and the risk inside over that outside."""
        inside = list(self.zones.locations_at(place))
        first, stop = int(self.windows.firsts[window]), int(self.windows.stops[window])
        observed = int(self.counts[inside, first:stop].sum())
        kind, cases, people, _ = self.score
        amount = float(self.expected[self.rows[place], window])
        expected = amount * cases / people if kind == CASES else amount
        if kind == EXPECTED:
            return observed, expected, observed / expected
        whole = people if kind == CASES else cases
        outside = (cases - observed) / (whole - amount) if whole > amount else 0.0
        return observed, expected, observed / amount / outside if outside > 0 else math.inf

    def _exact(self, replicates: Wholes, chance: MonteCarlo, *, level: float) -> Floats:
        best = np.full(replicates.size, -1.0)
        missing = np.arange(replicates.size)
        while missing.size:
            best[missing] = self._reaching(replicates[missing], chance, level)
            missing = np.flatnonzero(best < 0)
            if level == 0:
                break
            level = level / 2 if level > _LEAST_LEVEL else 0.0
        return np.asarray(np.maximum(best, 0.0), dtype=np.float64)

    def _reaching(self, replicates: Wholes, chance: MonteCarlo, level: float) -> Floats:
        scan = kernels("scan")
        zones, limits = self._zone_rows(), self._limits(level)
        drawn = (self.draw, self.windows.spans(self.zones.n_locations), np.uint64(chance.seed))

        def work(first: int, stop: int) -> Floats:
            found: Floats = scan.maxima(zones, limits, drawn, self.score, replicates[first:stop])
            return found

        chunks = in_chunks(replicates.size, size=_REPLICATES_IN_A_CHUNK)
        return np.concatenate(map_chunks(work, chunks, threads=chance.threads))

    def _limits(self, level: float) -> Limits:
        limits = kernels("scan").limits_of(self.expected, level, self.score)
        n_rows, n_windows = limits.shape
        bits = 16 if self.most_at_once < 2**15 - 1 else 32
        lanes = 64 // bits
        n_words = -(-n_windows // lanes)
        side_by_side = max(1, _WORDS_IN_A_ROW // n_words)
        width = -(-n_words * side_by_side // _WORDS_AT_ONCE) * _WORDS_AT_ONCE
        never = min(NEVER, 2 ** (bits - 1) - 1)
        packed = np.full((n_rows + 1, width * lanes), never, dtype=np.uint16 if bits == 16 else np.uint32)
        limits = np.minimum(limits, never)
        for side in range(side_by_side):
            first = side * n_words * lanes
            packed[:n_rows, first : first + n_windows] = limits
        return packed.view(np.uint64), self.expected, bits, side_by_side

    def _zone_rows(self) -> ZoneRows:
        # Copies, since zones are closed for writing, which would compile the kernels once more.
        return self.zones.members.astype(np.uint32), self.zones.starts.copy(), self.rows
