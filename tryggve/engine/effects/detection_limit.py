"""How large must a change be for these counts to show it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, as_count
from tryggve.engine.numerics.intervals import two_sided_quantile
from tryggve.engine.numerics.seeds import generator

Direction = Literal["lower", "higher"]

_N_DRAWS = 4000
_CHANGES: dict[Direction, tuple[float, ...]] = {
    "lower": tuple(-step / 100 for step in range(5, 101, 5)),
    "higher": tuple(step / 100 for step in range(10, 301, 10)),
}


@dataclass(frozen=True, slots=True)
class Design:
    """What is known when a measure is planned: the counts before, and the two windows.

    `dispersion` is the variance over mean of the weekly counts, 1 for Poisson.
    """

    treated_before: int
    comparison_before: int
    n_weeks_before: int
    n_weeks_after: int
    dispersion: float = 1.0

    def __post_init__(self) -> None:
        as_count(self.treated_before, "treated_before")
        as_count(self.comparison_before, "comparison_before")
        if min(self.n_weeks_before, self.n_weeks_after) < 1 or self.dispersion < 1:
            raise OutOfRange(
                f"The design is out of range. Got {self.n_weeks_before} and "
                f"{self.n_weeks_after} weeks and dispersion {self.dispersion}. "
                f"Give at least one week in each window, and a dispersion of 1 or more."
            )

    @property
    def window_ratio(self) -> float:
        return self.n_weeks_after / self.n_weeks_before

    @property
    def expected_after(self) -> float:
        """Incidents after, in the measure's area, if nothing changes."""
        return self.treated_before * self.window_ratio


@dataclass(frozen=True, slots=True)
class PowerAt:
    """The probability that a true `change` (a share, -0.3 is 30 % fewer) shows."""

    change: float
    power: float


@dataclass(frozen=True, slots=True)
class DetectionLimit:
    """The smallest change that shows with the wanted power; None when not even the largest does.

    `smallest_incidents` is the same in incidents in the window after, always positive.
    """

    smallest_change: float | None
    smallest_incidents: float | None
    expected_after: float
    power: float
    curve: tuple[PowerAt, ...]

    @property
    def is_detectable(self) -> bool:
        return self.smallest_change is not None


def detection_limit(
    design: Design,
    *,
    direction: Direction = "lower",
    power: float = 0.8,
    level: float = 0.95,
    seed: int = 0,
) -> DetectionLimit:
    """Before deciding: what is the smallest change that this evaluation could show?

    Parameters
    ----------
    design : counts before and lengths of the windows.
    direction : `lower` for a measure that should reduce; changes of -5 % to -100 % are
        tried. `higher`: +10 % to +300 %.
    power : how often the change must show, 0.5 up to 1.
    level : confidence of the interval that will judge.
    seed : of the simulation; the same seed gives the same answer.

    Returns
    -------
    DetectionLimit : with the whole power curve.

    Raises
    ------
    NotCounts, OutOfRange : for a design, power or level that cannot be.

    Source: power by simulation of four (over)dispersed counts and the signed root of the
    likelihood ratio, which stands in for the mid-p test of `before_after`.
    Card: docs/methods/detection_limit.md.

    >>> detection_limit(Design(20, 20, 12, 12)).smallest_change
    -0.8
    >>> detection_limit(Design(4, 20, 12, 12)).is_detectable
    False
    """
    if not 0.5 <= power < 1:
        raise OutOfRange(f"The power is out of range. Got {power}. Give for example 0.8.")
    changes = _CHANGES[direction]
    powers = np.maximum.accumulate([power_to_detect(design, change, level=level, seed=seed) for change in changes])
    curve = tuple(PowerAt(change=change, power=float(reached)) for change, reached in zip(changes, powers, strict=True))
    smallest = next((point.change for point in curve if point.power >= power), None)
    return DetectionLimit(
        smallest_change=smallest,
        smallest_incidents=None if smallest is None else abs(smallest) * design.expected_after,
        expected_after=design.expected_after,
        power=power,
        curve=curve,
    )


def power_to_detect(design: Design, change: float, *, level: float = 0.95, seed: int = 0) -> float:
    """How often would a true change of this size show?

    Parameters
    ----------
    design : counts before and lengths of the windows. After the measure, give the counts
        that were used to judge it.
    change : share of the expected incidents, -1 or more; -0.3 is 30 % fewer.
    level : confidence of the interval that judges, 0.5 up to 1.
    seed : of the simulation.

    Returns
    -------
    the probability, 0 to 1, that the interval lies wholly on the right side of no change.

    Raises
    ------
    OutOfRange : when the change would leave fewer than no incidents.

    Source: as `detection_limit`. Card: docs/methods/detection_limit.md.

    >>> power_to_detect(Design(200, 200, 12, 12), -0.5) > 0.99
    True
    """
    if change < -1:
        raise OutOfRange(f"The change is out of range. Got {change}. Give -1 (nothing is left) or more.")
    ratio = design.window_ratio
    means = np.array(
        [
            design.treated_before * ratio * (1 + change),
            design.treated_before,
            design.comparison_before * ratio,
            design.comparison_before,
        ]
    )
    # One stream for all changes: neighbouring points of the curve share their chance.
    draws = _draw(means, design.dispersion, seed)
    root = _signed_root(draws) / np.sqrt(design.dispersion)
    reach = two_sided_quantile(level)
    shows = root < -reach if change < 0 else root > reach
    return float(shows.mean())


def _draw(means: Floats, dispersion: float, seed: int) -> Floats:
    chance = generator(seed)
    size = (_N_DRAWS, means.size)
    if dispersion > 1:
        extra = dispersion - 1
        means = np.where(means > 0, chance.gamma(np.maximum(means, 1e-300) / extra, extra, size), 0)
    return chance.poisson(means, size).astype(np.float64)


def _signed_root(tables: Floats) -> Floats:
    # The likelihood ratio against "after / before is the same in both", with its direction.
    a, b, c, d = tables.T
    total = np.maximum(a + b + c + d, 1.0)
    expected = [(a + b) * (a + c), (a + b) * (b + d), (c + d) * (a + c), (c + d) * (b + d)]
    deviance = np.zeros(a.size)
    for observed, product in zip((a, b, c, d), expected, strict=True):
        fitted = np.where(product > 0, product / total, 1.0)
        deviance += 2 * observed * np.log(np.where(observed > 0, observed / fitted, 1.0))
    return np.asarray(np.sign(a * d - b * c) * np.sqrt(np.maximum(deviance, 0)), dtype=np.float64)
