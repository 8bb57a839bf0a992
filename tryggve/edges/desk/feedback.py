"""How long do reporters wait to read what became of a report, and how often does something come of it? Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from statistics import median

#: A visible outcome counts when it comes within this time.
WITHIN = timedelta(days=14)
#: Of fewer reports than this, neither figure is told: one meeting more or less would turn them.
TOO_FEW = 20
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wait:
    """One report: when it happened, when its reporter could first read an answer, and that something came."""

    happened_at: datetime
    feedback_at: datetime | None = None
    outcome_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """The two figures over `n` reports. None where there are too few, or where half have had no answer yet.

    `answered` have had an answer at all, `with_outcome` a visible outcome within 14 days.
    """

    n: int
    answered: int
    with_outcome: int
    median_days: float | None
    share: float | None

    @property
    def is_too_few(self) -> bool:
        """Whether there are too few to tell."""
        return self.n < TOO_FEW

    @property
    def share_percent(self) -> int | None:
        """The share in whole per cent."""
        return None if self.share is None else round(self.share * 100)


def feedback_of(waits: Sequence[Wait], *, now: datetime) -> Feedback:
    """The median wait and the share with a visible outcome, over the reports whose 14 days have gone by.

    A report without an answer has waited longer than any other, and is never left out: leaving out
    those who still wait would make a silent group look fast.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 9, 7, tzinfo=UTC)
    >>> fast = Wait(monday, monday + 3 * _DAY, monday + 9 * _DAY)
    >>> feedback_of([fast] * 15 + [Wait(monday)] * 5, now=monday + 30 * _DAY)
    Feedback(n=20, answered=15, with_outcome=15, median_days=3.0, share=0.75)
    """
    ripe = [each for each in waits if each.happened_at + WITHIN <= now]
    days = [(each.feedback_at - each.happened_at) / _DAY if each.feedback_at else inf for each in ripe]
    answered = sum(each < inf for each in days)
    with_outcome = sum(each.outcome_at is not None and each.outcome_at - each.happened_at <= WITHIN for each in ripe)
    if len(ripe) < TOO_FEW:
        return Feedback(len(ripe), answered, with_outcome, None, None)
    middle = median(days)
    return Feedback(
        n=len(ripe),
        answered=answered,
        with_outcome=with_outcome,
        median_days=round(middle, 1) if middle < inf else None,
        share=with_outcome / len(ripe),
    )
