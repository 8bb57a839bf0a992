"""What does the engine say of the drawn series, in the public call that everybody uses?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from tools.calibrate.series import N_JUDGED, N_PLANTED_WEEKS, SIZES, Drawn, Floats
from tryggve.engine.series.farrington import FarringtonPlan, farrington_flexible

ALPHA = 0.005
#: The settings of METHODS.md section 7: always a trend, and every week is judged, however few incidents.
OURS = FarringtonPlan(alpha=ALPHA, trend_p_value=1.0, limit54=(0, 4), begins=date(2018, 1, 1))
COMPAT = FarringtonPlan(
    alpha=ALPHA,
    trend_p_value=1.0,
    limit54=(0, 4),
    begins=date(2018, 1, 1),
    threshold="nb_plugin",
    compat="surveillance",
)
Detector = Literal["ours", "surveillance"]


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """p-values: `quiet` of shape (weeks, series), `planted` of shape (sizes, planted weeks, series).

    `alarms` has the shape of `quiet`: what the detector itself called at its nominal level.
    """

    quiet: Floats
    planted: Floats
    alarms: Floats


def judge(drawn: Drawn, planted: Floats, plan: FarringtonPlan = OURS) -> Tails:
    """Judge the last year of every series, and the planted weeks of the first ones in every size."""
    quiet = farrington_flexible(drawn.counts, plan=plan, judge=N_JUDGED)
    n_series = planted.shape[2]
    of_size = []
    for size in range(len(SIZES)):
        counts = drawn.counts[:, :n_series].copy()
        counts[-N_PLANTED_WEEKS:] = planted[size]
        of_size.append(farrington_flexible(counts, plan=plan, judge=N_PLANTED_WEEKS).p_value)
    return Tails(quiet.p_value, np.array(of_size), quiet.is_alarm.astype(np.float64))
