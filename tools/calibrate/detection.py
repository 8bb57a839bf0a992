"""How much is detected at one and the same rate of false alarms, and how sure is the difference?

The threshold on the p-value is set so that the quiet weeks of the same series give the rate exactly;
between two values that share a p-value the detection is interpolated. What one series adds to the
uncertainty is what was detected in it, less what its own false alarms moved the threshold by
(the influence of a series); two detectors are compared series by series.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.calibrate.series import Floats

#: The slope of detection against the rate is taken between these shares of the rate.
_AROUND = (0.5, 1.5)


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """At one rate: detected (sizes,), by series (sizes, series), false by series (series,), slope (sizes,)."""

    detected: Floats
    by_series: Floats
    false_by_series: Floats
    slope: Floats

    @property
    def influence(self) -> Floats:
        """Shape (sizes, series)."""
        moved = self.slope[:, None] * (self.false_by_series - self.false_by_series.mean())
        return np.asarray(self.by_series - moved, dtype=np.float64)


def detect(quiet: Floats, planted: Floats, rate: float) -> Detection:
    """Detection at the realised false-alarm rate `rate`; quiet (weeks, series), planted (sizes, weeks, series)."""
    called = _called(planted, *_threshold(quiet, rate))
    low, high = (_called(planted, *_threshold(quiet, share * rate)).mean(axis=(1, 2)) for share in _AROUND)
    return Detection(
        detected=called.mean(axis=(1, 2)),
        by_series=called.mean(axis=1),
        false_by_series=_called(quiet, *_threshold(quiet, rate)).mean(axis=0),
        slope=(high - low) / ((_AROUND[1] - _AROUND[0]) * rate),
    )


def standard_error(ours: Floats, theirs: Floats) -> float:
    """Of the difference of two means over the same series; influences of shape (series,)."""
    gaps = ours - theirs
    return float(gaps.std(ddof=1) / np.sqrt(gaps.size))


def _threshold(quiet: Floats, rate: float) -> tuple[float, float]:
    # The p-value at the rate, and the share of the weeks at exactly that value that are called.
    values = np.sort(quiet.ravel())
    wanted = rate * values.size
    at = float(values[max(0, int(np.ceil(wanted)) - 1)])
    below, same = int((values < at).sum()), int((values == at).sum())
    return at, (wanted - below) / same


def _called(tails: Floats, at: float, share: float) -> Floats:
    return np.asarray((tails < at) + share * (tails == at), dtype=np.float64)
