"""What may be said about a measure: supported, contradicted, cannot tell, not carried out?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from tryggve.engine.effects.detection_limit import Direction
from tryggve.engine.errors import OutOfRange

EffectWord = Literal["supported", "contradicted", "cannot_tell", "not_carried_out"]
EffectReason = Literal[
    "changed_as_expected",
    "changed_the_other_way",
    "hoped_change_ruled_out",
    "no_clear_change",
    "low_power",
    "too_few_incidents",
    "not_carried_out",
]

LEAST_POWER = 0.8
_LARGEST_HOPE = 1e6


class RatioInterval(Protocol):
    """What a verdict is read from: how many times as many, from `ratio_low` to `ratio_high` (None: no limit).

    The answers of `before_after`, `interrupted_series`, `difference_in_differences`, `structural_effect`,
    `synthetic_comparison` and `pool_places` are such; one that refuses its interval has none that excludes
    anything.
    """

    @property
    def ratio_low(self) -> float: ...

    @property
    def ratio_high(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class JudgementPlan:
    """What was decided before the measure began, and is not changed afterwards.

    `hoped_change` is the smallest change worth the measure, as a share: 0.3 is 30 % fewer
    when `expected_direction` is `lower`, 30 % more when it is `higher`.
    """

    expected_direction: Direction = "lower"
    hoped_change: float = 0.3
    least_power: float = LEAST_POWER

    def __post_init__(self) -> None:
        if not 0 < self.hoped_change <= _LARGEST_HOPE or (self.hoped_change > 1 and self.expected_direction == "lower"):
            raise OutOfRange(
                f"The hoped change is out of range. Got {self.hoped_change}. "
                f"Give a share above 0, and at most 1 for a decrease."
            )
        if not 0 <= self.least_power <= 1:
            raise OutOfRange(f"The least power is no probability. Got {self.least_power}. Give for example 0.8.")

    @property
    def change(self) -> float:
        """The hoped change with its sign, as `power_to_detect` takes it."""
        return -self.hoped_change if self.expected_direction == "lower" else self.hoped_change


@dataclass(frozen=True, slots=True)
class EffectVerdict:
    """One of four words, and why."""

    verdict: EffectWord
    reason: EffectReason


def judge_effect(
    effect: RatioInterval | None,
    *,
    plan: JudgementPlan,
    power: float,
    was_carried_out: bool = True,
) -> EffectVerdict:
    """Which of the four words does the measure earn?

    Parameters
    ----------
    effect : the answer of `before_after`, or of another method with a ratio and its interval; None when it
        refused for too few incidents.
    plan : what was decided before.
    power : `power_to_detect(design, plan.change)`, 0 to 1. When it is below
        `plan.least_power` there is no verdict, not even for a striking result: what
        stands out in so few counts is mostly chance, and always exaggerated.
    was_carried_out : False ends the question.

    Returns
    -------
    EffectVerdict : `supported` when the interval lies wholly on the expected side of no
        change; `contradicted` when it lies wholly on the other side, or rules out the
        hoped change; else `cannot_tell`.

    Raises
    ------
    OutOfRange : when the power is not a probability.

    Source: interval against no change and against the smallest worthwhile change, as Lakens
    (2017), Soc. Psych. Pers. Sci. 8:355-362; low power as Gelman & Carlin (2014),
    Perspect. Psych. Sci. 9:641-651. Card: docs/methods/verdict.md.

    >>> from tryggve.engine.effects.before_after import before_after
    >>> effect = before_after(([200], [90]), ([200], [190]))
    >>> judge_effect(effect, plan=JudgementPlan(), power=0.9).verdict
    'supported'
    >>> judge_effect(effect, plan=JudgementPlan(), power=0.4).reason
    'low_power'
    """
    if not 0 <= power <= 1:
        raise OutOfRange(f"The power is no probability. Got {power}. Give a number from 0 to 1.")
    if not was_carried_out:
        return EffectVerdict("not_carried_out", "not_carried_out")
    if effect is None:
        return EffectVerdict("cannot_tell", "too_few_incidents")
    if power < plan.least_power:
        return EffectVerdict("cannot_tell", "low_power")
    low, high = effect.ratio_low, effect.ratio_high
    is_below = high is not None and high < 1
    is_above = low > 1
    is_down = plan.expected_direction == "lower"
    if is_below if is_down else is_above:
        return EffectVerdict("supported", "changed_as_expected")
    if is_above if is_down else is_below:
        return EffectVerdict("contradicted", "changed_the_other_way")
    if _rules_out(plan, low=low, high=high):
        return EffectVerdict("contradicted", "hoped_change_ruled_out")
    return EffectVerdict("cannot_tell", "no_clear_change")


def _rules_out(plan: JudgementPlan, *, low: float, high: float | None) -> bool:
    hoped_ratio = 1 + plan.change
    if plan.expected_direction == "lower":
        return low > hoped_ratio
    return high is not None and high < hoped_ratio
