"""Which runs of periods does a scan look at?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.numerics.scan_shapes import Spans
from tryggve.engine.space_time.scan_result import ScanWindow


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Runs of periods, each from `firsts` up to but not including `stops`."""

    firsts: Wholes
    stops: Wholes
    n_periods: int

    @classmethod
    def of(cls, n_periods: int, window: ScanWindow) -> Windows:
        """All runs that the search looks at, the shortest and latest first."""
        longest = min(window.longest, n_periods)
        if window.shortest > n_periods:
            raise OutOfRange(
                f"The shortest run is longer than the study. Got {window.shortest} and {n_periods} periods. "
                f"Give at most {n_periods}."
            )
        lengths = np.arange(window.shortest, longest + 1)
        ends = np.arange(n_periods, 0, -1) if window.search == "retrospective" else np.array([n_periods])
        stops, sizes = (array.ravel() for array in np.meshgrid(ends, lengths))
        fits = stops - sizes >= 0
        return cls(firsts=(stops - sizes)[fits], stops=stops[fits], n_periods=n_periods)

    @property
    def earliest(self) -> int:
        """The first period that any run reaches."""
        return int(self.firsts.min())

    @property
    def n_slots(self) -> int:
        """Periods that runs reach."""
        return self.n_periods - self.earliest

    def spans(self, n_locations: int) -> Spans:
        """The runs as the kernels take them, counted from the earliest period."""
        return (self.firsts - self.earliest, self.stops - self.earliest, self.n_slots, n_locations)

    def sums(self, table: Floats) -> Floats:
        """Sums of each run: shape (n_rows, n_periods) to (n_rows, n_windows)."""
        until = np.zeros((table.shape[0], table.shape[1] + 1))
        np.cumsum(table, axis=1, out=until[:, 1:])
        return np.ascontiguousarray(until[:, self.stops] - until[:, self.firsts])
