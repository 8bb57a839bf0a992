"""How large must a change be for these counts to show it?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tryggve.engine.errors import OutOfRange
from tryggve.engine.numerics.checks import Floats, as_count, check_level, check_work
from tryggve.engine.numerics.intervals import two_sided_quantile
from tryggve.engine.numerics.mid_p import mid_p_tails
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.numerics.window_dispersion import LEAST_DEGREES, check_dispersion

Direction = Literal["lower", "higher"]

_N_DRAWS = 4000
# What judges a verdict is one number and stated more exactly: its own chance is a third of a point.
_N_DRAWS_FOR_ONE = 20_000
_MOST_WORK = 4e6
_MOST_INCIDENTS = 1e6
_LARGEST_CHANGE = 10
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
        check_dispersion(self.dispersion)
        if min(self.n_weeks_before, self.n_weeks_after) < 1:
            raise OutOfRange(
                f"The design is out of range. Got {self.n_weeks_before} and "
                f"{self.n_weeks_after} weeks. Give at least one week in each window."
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

    TooMuchWork : beyond a million incidents or a thousand weeks.

    Work: O(4,000 x weeks) draws and as many conditional tests for each of 20 or 30 changes.

    Source: power by simulation of weeks that vary as the design says, each judged as `before_after` judges:
    the mid-p test of Lancaster (1961), widened by the dispersion that the same weeks show.
    Card: docs/methods/detection_limit.md.

    >>> detection_limit(Design(20, 20, 12, 12)).smallest_change
    -0.85
    >>> detection_limit(Design(4, 20, 12, 12)).is_detectable
    False
    """
    if not 0.5 <= power < 1:
        raise OutOfRange(f"The power is out of range. Got {power}. Give for example 0.8.")
    check_level(level)
    changes = _CHANGES[direction]
    drawn = _Drawn(design, seed)
    powers = np.maximum.accumulate([drawn.power(change, level) for change in changes])
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
    """How often would a true change of this size show? From 20,000 repetitions.

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
    if not -1 <= change <= _LARGEST_CHANGE:
        raise OutOfRange(
            f"The change is out of range. Got {change}. Give -1 (nothing is left) up to {_LARGEST_CHANGE}."
        )
    check_level(level)
    return _Drawn(design, seed, _N_DRAWS_FOR_ONE).power(change, level)


class _Drawn:
    """The repetitions of one design, in which only the weeks after, in the measure's area, differ by change.

    One stream for all changes: neighbouring points of the curve share their chance.
    """

    def __init__(self, design: Design, seed: int, n_draws: int = _N_DRAWS) -> None:
        n_before, n_after = design.n_weeks_before, design.n_weeks_after
        check_work((n_before + n_after) * float(n_draws), _MOST_WORK * n_draws / _N_DRAWS, "drawn weeks")
        check_work(design.expected_after + design.treated_before, _MOST_INCIDENTS, "incidents")
        check_work(design.comparison_before * (1 + design.window_ratio), _MOST_INCIDENTS, "incidents")
        self.design, self.seed, self.n_draws = design, seed, n_draws
        own, other = design.treated_before / n_before, design.comparison_before / n_before
        self.before = _window(own, n_before, design.dispersion, n_draws, generator(seed, stream=1))
        self.other_after = _window(other, n_after, design.dispersion, n_draws, generator(seed, stream=2))
        self.other_before = _window(other, n_before, design.dispersion, n_draws, generator(seed, stream=3))

    def power(self, change: float, level: float) -> float:
        """The share that `before_after` would have shown: the same test, the same widening."""
        from scipy.special import erfc

        design = self.design
        mean = design.treated_before / design.n_weeks_before * (1 + change)
        after = _window(mean, design.n_weeks_after, design.dispersion, self.n_draws, generator(self.seed, stream=4))
        windows = (after, self.before, self.other_after, self.other_before)
        spread = _spread(windows)
        counts = tuple(window.total for window in windows)
        can_tell = (counts[0] + counts[1] > 0) & (counts[2] + counts[3] > 0)
        tails = mid_p_tails(counts, is_lower=change < 0)
        reach = two_sided_quantile(level) * np.sqrt(spread)
        limits = erfc(reach / math.sqrt(2)) / 2  # half of `two_sided_p`, of thousands at once
        return float((can_tell & (tails < limits)).mean())


@dataclass(frozen=True, slots=True)
class _Window:
    """`total` incidents of each repetition, its Pearson sum of squares inside, and its number of weeks."""

    total: Floats
    pearson: Floats
    n_weeks: int


def _window(mean: float, n_weeks: int, dispersion: float, n_draws: int, chance: np.random.Generator) -> _Window:
    size = (n_draws, n_weeks)
    means: Floats | float = mean
    if dispersion > 1 and mean > 0:
        means = chance.gamma(mean / (dispersion - 1), dispersion - 1, size)
    weeks = chance.poisson(means, size).astype(np.float64)
    total = weeks.sum(axis=1)
    middle = np.maximum(total / n_weeks, 1e-300)
    pearson = ((weeks - middle[:, None]) ** 2).sum(axis=1) / middle
    return _Window(total, np.where(total > 0, pearson, 0.0), n_weeks)


def _spread(windows: tuple[_Window, ...]) -> Floats:
    # As `pooled_dispersion`, which counts only windows with incidents.
    degrees = sum(np.where(window.total > 0, window.n_weeks - 1, 0) for window in windows)
    pearson = sum(window.pearson for window in windows)
    estimate = np.maximum(1.0, pearson / np.maximum(degrees, 1))
    return np.asarray(np.where(degrees >= LEAST_DEGREES, estimate, 1.0), dtype=np.float64)
