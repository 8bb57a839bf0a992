"""What is asked about many series, and what is answered: the shapes that `unusual` takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from tryggve.engine.numerics.checks import Floats, Wholes
from tryggve.engine.series.expected import Verdict
from tryggve.engine.series.partial_pooling import PooledRates

Method = Literal["", "farrington", "expected_level", "partial_pooling"]
Reason = Literal[
    "", "long_history", "short_history", "sparse", "nothing_to_pool", "no_seasonal_fit",
    "too_few_weeks", "nobody_reported", "too_few_reported", "not_counted",
]  # fmt: skip

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
METHODS: tuple[Method, ...] = get_args(Method)
REASONS: tuple[Reason, ...] = get_args(Reason)
#: The verdict of what does not stand out (0), stands out upwards (1) or downwards (-1, the last place).
BY_DIRECTION: NDArray[np.int8] = np.array(
    [VERDICTS.index("as_usual"), VERDICTS.index("higher"), VERDICTS.index("lower")], dtype=np.int8
)

Codes = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Judging:
    """How strictly, and after how much.

    `guard_weeks` before the week judged are kept out of what is usual, so that a problem that goes on does not
    hide itself (Farrington's own 26 in their place where the history is long). `recent_weeks` are what a series
    alone is judged by, `pooling_weeks` what sparse cells are; with `long_history_weeks` or more a series is judged
    by its seasons. `apart`: areas, categories, their pairs and the whole share a false discovery rate each; else
    all share one. `least_incidents`: fewer than this are never called higher.
    """

    level: float = 0.95
    false_discovery_rate: float = 0.10
    guard_weeks: int = 4
    recent_weeks: int = 26
    pooling_weeks: int = 52
    long_history_weeks: int = 159
    least_incidents: int = 2
    apart: bool = True


USUAL = Judging()


@dataclass(frozen=True, slots=True)
class Judged:
    """One series in plain values; None where it cannot be told."""

    verdict: Verdict
    method: Method
    reason: Reason
    observed: int | None
    low: int | None
    high: int | None
    mean: float | None
    p_higher: float | None
    p_lower: float | None
    p_value: float | None
    adjusted_p: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Unusual:
    """One answer a series, shape (n_series,) each; nan where it cannot be told.

    `low` … `high` is the band of each series alone; the verdict is after adjusting for their number. Codes are
    places in VERDICTS, METHODS and REASONS; the reason says why that method, or why it cannot be told.
    `directions`: 1 for more than usual, -1 for fewer, 0 for a single incident more; `families` are those
    adjusted together. `pooled` holds the pairs' common fit where there was one, in the order of `pairs`.
    """

    observed: Floats
    means: Floats
    low: Floats
    high: Floats
    p_higher: Floats
    p_lower: Floats
    p_value: Floats
    adjusted_p: Floats
    verdict_codes: Codes
    method_codes: Codes
    reason_codes: Codes
    directions: Codes
    families: Codes
    pairs: Wholes
    pooled: PooledRates | None

    def each(self) -> tuple[Judged, ...]:
        """The same, one row a series, for a page or a document."""
        numbers = (self.means, self.p_higher, self.p_lower, self.p_value, self.adjusted_p)
        return tuple(
            Judged(
                VERDICTS[self.verdict_codes[place]],
                METHODS[self.method_codes[place]],
                REASONS[self.reason_codes[place]],
                *(_whole(values[place]) for values in (self.observed, self.low, self.high)),
                *(_number(values[place]) for values in numbers),
            )
            for place in range(self.observed.size)
        )


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else int(value)


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
