"""Was it done, and did it work? Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tryggve.kernel.text import mark as _


class Verdict(StrEnum):
    """Never a bare percentage; cannot tell is an answer."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot_tell"
    NOT_CARRIED_OUT = "not_carried_out"


class CarriedOut(StrEnum):
    """Was the measure done?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Outcome(StrEnum):
    """How a week's prioritised area has gone since."""

    BETTER = "better"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    CANNOT_TELL = "cannot_tell"


VERDICT_NAMES = {
    Verdict.SUPPORTED: _("Stöds"),
    Verdict.CONTRADICTED: _("Motsägs"),
    Verdict.CANNOT_TELL: _("Kan inte avgöras"),
    Verdict.NOT_CARRIED_OUT: _("Inte genomförd"),
}
CARRIED_OUT_NAMES = {CarriedOut.YES: _("Ja"), CarriedOut.PARTLY: _("Delvis"), CarriedOut.NO: _("Nej")}
OUTCOME_NAMES = {
    Outcome.BETTER: _("Bättre"),
    Outcome.UNCHANGED: _("Oförändrat"),
    Outcome.WORSE: _("Sämre"),
    Outcome.CANNOT_TELL: _("Går inte att säga än"),
}


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """One evaluated measure. `ratio` is after/before relative to the comparison area, 1 = no change."""

    key: str
    measure: str
    measure_title: str
    area_name: str
    carried_out: CarriedOut
    verdict: Verdict
    ratio: float | None
    low: float | None
    high: float | None
    before: int | None
    after: int | None
    comparison_before: int | None
    comparison_after: int | None
    sentence: str
    lesson: str
    evaluated_at: datetime


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """How one of a week's prioritised areas went."""

    priority: str
    outcome: Outcome
    done: CarriedOut
    text: str
    written_at: datetime
