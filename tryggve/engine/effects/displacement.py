"""Did it become less, and did the problem move next door?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tryggve.engine.errors import OutOfRange, TooFewIncidents, WrongShape
from tryggve.engine.numerics.checks import Floats, as_counts, check_level
from tryggve.engine.numerics.intervals import normal_interval, two_sided_p
from tryggve.engine.numerics.window_dispersion import check_dispersion

Reading = Literal["moved", "spread", "no_sign"]
Pair = tuple[float, float]
FourAreas = tuple[float, float, float, float]

# Square metres of a country fit between them; beyond them squares would overflow.
_SMALLEST_SIZE = 1e-12
_LARGEST_SIZE = 1e15


@dataclass(frozen=True, slots=True)
class Weights:
    """Lengths of the windows (before, after), and sizes of the areas, in any one unit each.

    `areas` are treated, control, nearby, nearby_control: the order of the arguments. `dispersion` is
    the variance over mean of the counts, 1 for Poisson; `before_after` reports it from the weeks.
    """

    windows: Pair = (1.0, 1.0)
    areas: FourAreas = (1.0, 1.0, 1.0, 1.0)
    least_total: int = 20
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        sizes = (*self.windows, *self.areas)
        if not all(_SMALLEST_SIZE <= size <= _LARGEST_SIZE for size in sizes):
            raise OutOfRange(
                f"A window or area has no size. Got {self.windows} and {self.areas}. Give numbers above 0, "
                f"in a unit in which they are neither below {_SMALLEST_SIZE:g} nor above {_LARGEST_SIZE:g}."
            )
        check_dispersion(self.dispersion)


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
    weights : lengths of the two windows and sizes of the four areas, when they differ, how
        much more than chance the counts vary, and the least number of incidents; see `Weights`.
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
    Crime Science 7:11, equations 1-4; weights as in the R package ptools; the variance times the
    dispersion as McCullagh & Nelder (1989), section 4.5.
    Card: docs/methods/displacement.md.

    >>> answer = displacement_test(
    ...     (207, 110), (308, 318), nearby=(178, 157), nearby_control=(150, 140)
    ... )
    >>> answer.total.estimate, round(answer.total.standard_error, 3), answer.reading
    (-118.0, 39.598, 'no_sign')
    """
    check_level(level)
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
    changes = [_change(pair, scale, area) for pair, area in zip(pairs, scale.areas, strict=False)]
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


def _change(pair: Floats, scale: Weights, area: float) -> Pair:
    windows = np.array(scale.windows)
    before, after = (pair / windows).tolist()
    variance = scale.dispersion * float((pair / windows**2).sum())
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
