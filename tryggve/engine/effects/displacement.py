"""Did it become less, and did the problem move next door?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents, WrongShape
from tryggve.engine.numerics.checks import Floats, as_counts
from tryggve.engine.numerics.intervals import normal_interval, two_sided_p

Reading = Literal["moved", "spread", "no_sign"]
Pair = tuple[float, float]
FourAreas = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """Lengths of the windows (before, after), and sizes of the areas, in any one unit each.

    `areas` are treated, control, nearby, nearby_control: the order of the arguments.
    """

    windows: Pair = (1.0, 1.0)
    areas: FourAreas = (1.0, 1.0, 1.0, 1.0)
    least_total: int = 20

    def __post_init__(self) -> None:
        if min(*self.windows, *self.areas) <= 0:
            raise OutOfRange(
                f"A window or area has no size. Got {self.windows} and {self.areas}. Give numbers above 0."
            )


@dataclass(frozen=True, slots=True)
class Difference:
    """Change in incidents beyond the comparison's change; negative is fewer."""

    estimate: float
    standard_error: float
    z: float
    p_value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DisplacementTest:
    """`local` where the measure was, `displaced` around it, `total` of both.

    `reading` is `moved` when it became less here and more there, `spread` when it became
    less in both, else `no_sign`, which proves neither.
    """

    local: Difference
    displaced: Difference | None
    total: Difference
    reading: Reading
    n_incidents: int
    level: float


def displacement_test(
    treated: ArrayLike,
    control: ArrayLike,
    *,
    nearby: ArrayLike | None = None,
    nearby_control: ArrayLike | None = None,
    weights: Weights | None = None,
    level: float = 0.95,
) -> DisplacementTest:
    """Did a measure lower the number of incidents, counting those that moved nearby?

    The weighted displacement difference with its Poisson standard error.

    Parameters
    ----------
    treated, control : shape (2,), incidents (before, after) in the area of the measure and
        in a comparison area without it.
    nearby, nearby_control : shape (2,), the same for the ring where the problem could have
        moved, and for its comparison. Both or none.
    weights : lengths of the two windows and sizes of the four areas, when they differ, and
        the least number of incidents; see `Weights`.
    level : confidence of the intervals, 0.5 up to 1.

    Returns
    -------
    DisplacementTest : differences in incidents per unit of window and area. Negative is
        fewer than the comparison's change would give.

    Raises
    ------
    TooFewIncidents : when all counts sum to less than `weights.least_total` (20): then the
        normal approximation does not hold.
    WrongShape : when only one of the nearby areas is given.

    Source: Wheeler & Ratcliffe (2018), A simple weighted displacement difference test,
    Crime Science 7:11, equations 1-4; weights as in the R package ptools.
    Card: docs/methods/displacement.md.

    >>> answer = displacement_test(
    ...     (207, 110), (308, 318), nearby=(178, 157), nearby_control=(150, 140)
    ... )
    >>> answer.total.estimate, round(answer.total.standard_error, 3), answer.reading
    (-118.0, 39.598, 'no_sign')
    """
    scale = weights or Weights()
    pairs = [_pair(treated, "treated"), _pair(control, "control")]
    if (nearby is None) != (nearby_control is None):
        raise WrongShape(
            "The nearby areas do not fit each other. Got one of nearby and nearby_control. Give both or none."
        )
    if nearby is not None and nearby_control is not None:
        pairs += [_pair(nearby, "nearby"), _pair(nearby_control, "nearby_control")]
    n_incidents = int(sum(pair.sum() for pair in pairs))
    if n_incidents < max(1, scale.least_total):
        raise TooFewIncidents(
            f"There are too few incidents for this test. Got {n_incidents} in all areas and both "
            f"windows. Choose longer windows or larger areas, to reach {scale.least_total}."
        )
    changes = [_change(pair, scale.windows, area) for pair, area in zip(pairs, scale.areas, strict=False)]
    local = _difference(changes[:2], level)
    displaced = _difference(changes[2:], level) if len(changes) > 2 else None
    return DisplacementTest(
        local=local,
        displaced=displaced,
        total=_difference(changes, level),
        reading=_read(local, displaced),
        n_incidents=n_incidents,
        level=level,
    )


def _pair(values: ArrayLike, name: str) -> Floats:
    pair = as_counts(values, name)
    if pair.size != 2:
        raise WrongShape(f"{name} is not one count before and one after. Got {pair.size} numbers. Give two.")
    return pair


def _change(pair: Floats, windows: Pair, area: float) -> Pair:
    before, after = (pair / np.array(windows)).tolist()
    variance = float((pair / np.array(windows) ** 2).sum())
    return (after - before) / area, variance / area**2


def _difference(changes: list[Pair], level: float) -> Difference:
    # The areas come in pairs: one with the measure (or near it), and its comparison.
    estimate = sum(change for change, _ in changes[::2]) - sum(c for c, _ in changes[1::2])
    standard_error = math.sqrt(sum(variance for _, variance in changes))
    z = estimate / standard_error if standard_error else 0.0
    interval = normal_interval(estimate, standard_error, level=level)
    return Difference(
        estimate=estimate,
        standard_error=standard_error,
        z=z,
        p_value=two_sided_p(z),
        low=interval.low,
        high=interval.high,
    )


def _read(local: Difference, displaced: Difference | None) -> Reading:
    if displaced is None or local.high >= 0:
        return "no_sign"
    if displaced.low > 0:
        return "moved"
    if displaced.high < 0:
        return "spread"
    return "no_sign"
