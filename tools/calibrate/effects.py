"""Do the intervals of `effects` hold the truth as often as they say, and is the stated power the power there is?

Each row is 4,000 measures in settings such as EST has: 20 to 300 incidents before, weeks that vary as much as
chance or up to twice that, and a measure that does nothing or takes away 30 %.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.calibrate.tables import Table
from tryggve.engine.effects.before_after import before_after
from tryggve.engine.effects.detection_limit import Design, power_to_detect
from tryggve.engine.effects.difference_in_differences import difference_in_differences
from tryggve.engine.effects.displacement import Weights, displacement_test
from tryggve.engine.effects.harm import HarmTable, harm_difference
from tryggve.engine.effects.interrupted_series import SeriesModel, interrupted_series
from tryggve.engine.effects.pooled_effect import pool_effects
from tryggve.engine.effects.structural_series import structural_effect
from tryggve.engine.effects.synthetic_comparison import synthetic_comparison
from tryggve.engine.errors import EngineRefusal
from tryggve.engine.numerics.seeds import generator
from tryggve.engine.numerics.window_dispersion import pooled_dispersion

Floats = NDArray[np.float64]

#: The first seed that was tried, and the one that the tables in docs/methods/calibration.md are made with.
SEED = 7
N_FULL, N_SMALL = 4_000, 150
LOWEST, HIGHEST = 0.93, 0.97
MOST_POWER_MISS = 0.03
_CHANGES = (0.0, -0.3)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: incidents before in the measure's area, the weeks, their dispersion, and the true change."""

    n_before: float
    n_weeks: int
    dispersion: float
    change: float

    @property
    def text(self) -> tuple[str, str, str, str]:
        """The first cells of the row."""
        change = "none" if self.change == 0 else f"{self.change:+.0%}".replace("-", "−")
        return f"{self.n_before:g}", f"{self.n_weeks}", f"{self.dispersion:g}", change


#: Whether the interval of one drawn measure held the truth; None when the method refused.
Trial = Callable[[Setting, np.random.Generator], bool | None]


@dataclass(frozen=True, slots=True)
class Study:
    """A method, the settings it is tried in, and what one trial is."""

    name: str
    trial: Trial
    settings: tuple[Setting, ...]
    note: str = ""


def weeks(chance: np.random.Generator, mean: Floats | float, dispersion: float, shape: tuple[int, ...]) -> Floats:
    """Weekly counts with this mean, and variance `dispersion` times it."""
    if dispersion > 1:
        mean = chance.gamma(np.broadcast_to(np.asarray(mean) / (dispersion - 1), shape), dispersion - 1)
    return chance.poisson(mean, shape).astype(np.float64)


def _both(n_before: float, n_weeks: int, dispersion: float) -> tuple[Setting, ...]:
    return tuple(Setting(n_before, n_weeks, dispersion, change) for change in _CHANGES)


def _before_after(at: Setting, chance: np.random.Generator) -> bool | None:
    own, other = at.n_before / at.n_weeks, 1.5 * at.n_before / at.n_weeks
    shape = (at.n_weeks,)
    answer = before_after(
        (weeks(chance, own, at.dispersion, shape), weeks(chance, 0.9 * own * (1 + at.change), at.dispersion, shape)),
        (weeks(chance, other, at.dispersion, shape), weeks(chance, 0.9 * other, at.dispersion, shape)),
    )
    return answer.ratio_low <= 1 + at.change and (answer.ratio_high is None or answer.ratio_high >= 1 + at.change)


def _displacement(at: Setting, chance: np.random.Generator) -> bool | None:
    mean = at.n_before / at.n_weeks
    means = np.array([1, 1 + at.change, 1, 1, 0.8, 0.8, 0.8, 0.8])[:, None] * mean
    drawn = weeks(chance, means, at.dispersion, (8, at.n_weeks))
    sums = drawn.sum(axis=1).reshape(4, 2)
    weights = Weights(least_total=1, dispersion=pooled_dispersion(list(drawn)))
    total = displacement_test(sums[0], sums[1], nearby=sums[2], nearby_control=sums[3], weights=weights).total
    return total.low <= at.change * at.n_before <= total.high


_HARM = HarmTable("calibration", "days", {"light": 10.0, "middle": 40.0, "heavy": 120.0})
_SHARES = {"light": 0.5, "middle": 0.3, "heavy": 0.2}


def _harm(at: Setting, chance: np.random.Generator) -> bool | None:
    mean = at.n_before / at.n_weeks
    drawn = {
        code: weeks(chance, np.array([1, 1 + at.change, 1, 1])[:, None] * mean * share, at.dispersion, (4, at.n_weeks))
        for code, share in _SHARES.items()
    }
    dispersion = pooled_dispersion([row for rows in drawn.values() for row in rows])
    counts = {code: list(rows.sum(axis=1).reshape(2, 2)) for code, rows in drawn.items()}
    harm = harm_difference(counts, _HARM, weights=Weights(least_total=1, dispersion=dispersion)).harm
    truth = at.change * at.n_before * sum(_HARM.weights[code] * share for code, share in _SHARES.items())
    return None if harm is None else harm.low <= truth <= harm.high


def _interrupted(at: Setting, chance: np.random.Generator) -> bool | None:
    n = 2 * at.n_weeks
    is_after = np.arange(n) >= at.n_weeks
    mean = at.n_before / at.n_weeks * np.exp(0.002 * np.arange(n)) * np.where(is_after, 1 + at.change, 1)
    effect = interrupted_series(weeks(chance, mean, at.dispersion, (n,)), start=at.n_weeks).effect
    return effect.low <= 1 + at.change <= effect.high


def _interrupted_dependent(at: Setting, chance: np.random.Generator) -> bool | None:
    # Weeks whose level leans on the week before: a correlation of 0.3 in the logarithm.
    n = 2 * at.n_weeks
    swing, spread = np.zeros(n), 0.25
    swing[0] = chance.normal() * spread
    for week in range(1, n):
        swing[week] = 0.3 * swing[week - 1] + chance.normal() * spread * math.sqrt(1 - 0.09)
    mean = at.n_before / at.n_weeks * np.exp(swing) * np.where(np.arange(n) >= at.n_weeks, 1 + at.change, 1)
    model = SeriesModel(has_trend=False)
    effect = interrupted_series(weeks(chance, mean, at.dispersion, (n,)), start=at.n_weeks, model=model).effect
    return effect.low <= 1 + at.change <= effect.high


_N_AREAS, _N_TREATED = 12, 4


def _differences(at: Setting, chance: np.random.Generator) -> bool | None:
    sizes = at.n_before / at.n_weeks * np.exp(chance.normal(0, 0.4, _N_AREAS))
    swings = np.exp(chance.normal(0, 0.15, _N_AREAS))
    treated = np.arange(_N_AREAS) < _N_TREATED
    after = sizes * swings * np.where(treated, 1 + at.change, 1)
    means = np.hstack([np.repeat(each[:, None], at.n_weeks, axis=1) for each in (sizes, after)])
    counts = weeks(chance, means, at.dispersion, means.shape)
    answer = difference_in_differences(counts, treated.astype(int), start=at.n_weeks)
    return answer.ratio_low <= 1 + at.change and (answer.ratio_high is None or answer.ratio_high >= 1 + at.change)


def _structural(at: Setting, chance: np.random.Generator) -> bool | None:
    n_after = 12
    week = np.arange(at.n_weeks + n_after)
    level = at.n_before / at.n_weeks * np.exp(0.2 * np.sin(2 * math.pi * (week / 52 + chance.random())))
    without = weeks(chance, level, at.dispersion, week.shape)
    other = weeks(chance, 10 * level, at.dispersion, week.shape)
    kept = _taken(without, at, chance)
    average = structural_effect(kept, other, start=at.n_weeks).average
    truth = float((kept - without)[at.n_weeks :].mean())
    return average.low <= truth <= average.high


_N_DONORS = 19


def _synthetic(at: Setting, chance: np.random.Generator) -> bool | None:
    n = at.n_weeks + 12
    common = np.cumsum(chance.normal(0, 0.03, (2, n)), axis=1)
    leans = chance.dirichlet((1.0, 1.0), _N_DONORS + 1)
    sizes = at.n_before / at.n_weeks * np.exp(chance.uniform(-0.3, 0.3, _N_DONORS + 1))
    drawn = weeks(chance, sizes[:, None] * np.exp(leans @ common), at.dispersion, (_N_DONORS + 1, n))
    kept = _taken(drawn[0], at, chance)
    answer = synthetic_comparison(kept, drawn[1:], start=at.n_weeks)
    if answer.average_low is None or answer.average_high is None:
        return None
    truth = float((kept - drawn[0])[at.n_weeks :].mean())
    return answer.average_low <= truth <= answer.average_high


def _taken(without: Floats, at: Setting, chance: np.random.Generator) -> Floats:
    # The measure prevents each incident after with the same probability.
    kept = without.copy()
    kept[at.n_weeks :] = chance.binomial(without[at.n_weeks :].astype(np.int64), 1 + at.change)
    return kept


def _pooled(n_places: int, between: float) -> Trial:
    def trial(at: Setting, chance: np.random.Generator) -> bool | None:
        own = at.n_before * np.exp(chance.normal(0, 0.4, n_places))
        truth = math.log(1 + at.change)
        ratio = np.exp(truth + chance.normal(0, between, n_places))
        means = np.stack([own * ratio, own, 1.5 * own, 1.5 * own]) / at.n_weeks
        a, b, c, d = weeks(chance, means[:, :, None], at.dispersion, (4, n_places, at.n_weeks)).sum(axis=2) + 0.5
        errors = np.sqrt(at.dispersion * (1 / a + 1 / b + 1 / c + 1 / d))
        pooled = pool_effects(np.log(a * d / (b * c)), errors)
        return pooled.low <= truth <= pooled.high

    return trial


STUDIES: tuple[Study, ...] = (
    Study(
        "before_after, ratio",
        _before_after,
        (*_both(20, 12, 1), *_both(60, 12, 1.5), *_both(150, 12, 2), *_both(300, 26, 1)),
        "Mid-p and not exact: the exact interval covers more than it says.",
    ),
    Study(
        "displacement_test, total difference",
        _displacement,
        (*_both(20, 12, 1), *_both(60, 12, 1.5), *_both(150, 12, 2), *_both(300, 26, 1)),
        "The variance is multiplied by the dispersion of the weeks.",
    ),
    Study("harm_difference, harm", _harm, (*_both(40, 12, 1), *_both(150, 12, 1.5), *_both(300, 26, 2))),
    Study(
        "interrupted_series, whole effect, with trend",
        _interrupted,
        (*_both(100, 26, 1), *_both(300, 52, 2)),
    ),
    Study(
        "interrupted_series, dependent weeks",
        _interrupted_dependent,
        _both(300, 52, 1.5),
        "Newey and West's errors, without a trend.",
    ),
    Study(
        f"difference_in_differences, ratio, {_N_TREATED} of {_N_AREAS} areas",
        _differences,
        (*_both(20, 12, 1), *_both(300, 12, 2)),
    ),
    Study(
        "structural_effect, average, one control",
        _structural,
        (*_both(60, 52, 1), *_both(300, 52, 2)),
        "The truth is the incidents that the drawn measure took away.",
    ),
    Study(
        f"synthetic_comparison, average, {_N_DONORS} donors",
        _synthetic,
        (*_both(100, 52, 1), *_both(300, 52, 1.5)),
        "The truth is the incidents that the drawn measure took away; a poor fit is refused and not counted.",
    ),
    Study("pool_effects, 4 places that do not differ", _pooled(4, 0.0), _both(40, 12, 1)),
    Study("pool_effects, 8 places that differ by 20 %", _pooled(8, 0.2), (*_both(40, 12, 1), *_both(100, 12, 1.5))),
    Study("pool_effects, 15 places that differ by 10 %", _pooled(15, 0.1), _both(60, 12, 1.5)),
)

#: Before in the measure's area, in the comparison, weeks before and after, dispersion, change.
DESIGNS: tuple[tuple[Design, float], ...] = (
    (Design(20, 20, 12, 12, 1.0), -0.8),
    (Design(40, 60, 12, 12, 1.0), -0.5),
    (Design(100, 50, 12, 12, 1.0), -0.4),
    (Design(100, 150, 12, 12, 1.5), -0.4),
    (Design(200, 200, 26, 26, 2.0), -0.35),
    (Design(60, 60, 12, 24, 1.5), -0.5),
    (Design(60, 90, 12, 12, 1.0), 0.8),
    (Design(300, 300, 26, 26, 1.0), -0.3),
)


def tables(*, small: bool, seed: int = SEED) -> list[Table]:
    """Coverage of each method that gives an interval, and stated beside realised power."""
    n = N_SMALL if small else N_FULL
    return [*(_coverage(study, n, seed + at) for at, study in enumerate(STUDIES)), _power(n, seed)]


def _coverage(study: Study, n: int, seed: int) -> Table:
    rows, met = [], True
    for place, at in enumerate(study.settings):
        held = [_tried(study.trial, at, generator(seed, stream=place, replicate=each)) for each in range(n)]
        told = [each for each in held if each is not None]
        share = float(np.mean(told)) if told else math.nan
        # With few repetitions chance alone leaves the band: three standard errors are allowed beside it.
        slack = 0.0 if n >= N_FULL else 3 * math.sqrt(0.95 * 0.05 / n)
        met &= LOWEST - slack <= share <= HIGHEST + slack
        rows.append((*at.text, f"{share:.1%}", f"{1 - len(told) / n:.1%}"))
    return Table(
        title=f"Coverage of {study.name}",
        header=("incidents before", "weeks", "dispersion", "true change", "95 % interval holds", "no interval"),
        rows=tuple(rows),
        met=met,
        note=f"{n:,} simulated measures a row; 93 to 97 % was promised. {study.note}".strip(),
    )


def _tried(trial: Trial, at: Setting, chance: np.random.Generator) -> bool | None:
    try:
        return trial(at, chance)
    except EngineRefusal:
        return None


def _power(n: int, seed: int) -> Table:
    rows, met = [], True
    slack = 0.0 if n >= N_FULL else 3 * math.sqrt(0.25 / n)
    for place, (design, change) in enumerate(DESIGNS):
        stated = power_to_detect(design, change, seed=seed)
        shown = [_shows(design, change, generator(seed, stream=1000 + place, replicate=each)) for each in range(n)]
        realised = float(np.mean(shown))
        met &= abs(stated - realised) <= MOST_POWER_MISS + slack
        rows.append(
            (
                f"{design.treated_before} / {design.comparison_before}",
                f"{design.n_weeks_before} / {design.n_weeks_after}",
                f"{design.dispersion:g}",
                f"{change:+.0%}".replace("-", "−"),
                f"{stated:.1%}",
                f"{realised:.1%}",
                f"{100 * (stated - realised):+.1f}".replace("-", "−"),
            )
        )
    return Table(
        title="Stated and realised power of before_after",
        header=("here / there before", "weeks", "dispersion", "true change", "stated", "realised", "points apart"),
        rows=tuple(rows),
        met=met,
        note=f"{n:,} simulated measures a row, judged by `before_after`; within 3 points was promised.",
    )


def _shows(design: Design, change: float, chance: np.random.Generator) -> bool:
    own, other = (each / design.n_weeks_before for each in (design.treated_before, design.comparison_before))
    n_before, n_after = (design.n_weeks_before,), (design.n_weeks_after,)
    try:
        answer = before_after(
            (
                weeks(chance, own, design.dispersion, n_before),
                weeks(chance, own * (1 + change), design.dispersion, n_after),
            ),
            (weeks(chance, other, design.dispersion, n_before), weeks(chance, other, design.dispersion, n_after)),
        )
    except EngineRefusal:
        return False
    if change < 0:
        return answer.ratio_high is not None and answer.ratio_high < 1
    return answer.ratio_low > 1
