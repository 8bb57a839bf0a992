"""Was it done, and did it work? Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

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


class Moved(StrEnum):
    """Where the problem went, as far as the neighbouring areas can tell."""

    MOVED = "moved"
    SPREAD = "spread"
    MORE_NEARBY = "more_nearby"
    NO_SIGN = "no_sign"
    NOT_KNOWN = "not_known"


MOVED_NAMES = {
    Moved.MOVED: _("Problemet ser ut att ha flyttat till grannområdena."),
    Moved.SPREAD: _("Även grannområdena fick färre händelser."),
    Moved.MORE_NEARBY: _("Det blev fler i grannområdena. Att de kom härifrån går inte att säga."),
    Moved.NO_SIGN: _("Inget tecken på att problemet flyttade till grannområdena. Det är inget bevis för motsatsen."),
    Moved.NOT_KNOWN: _("Om problemet flyttade går inte att räkna ut här."),
}


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """One evaluated measure. `ratio` is after/before relative to the comparison area, 1 = no change.

    `sentence` is the answer in words, with its interval, in the reader's language. `reason` is the
    engine's code for it. `high` is None where the interval has no limit. `figures` is what was
    frozen: counts, effect, power, displacement, plan hash.
    """

    key: str
    measure: str
    measure_title: str
    area_name: str
    comparison_area_name: str
    version: int
    is_latest: bool
    carried_out: CarriedOut
    verdict: Verdict
    reason: str
    ratio: float | None
    low: float | None
    high: float | None
    before: int | None
    after: int | None
    comparison_before: int | None
    comparison_after: int | None
    power: float | None
    moved: Moved
    sentence: str
    moved_sentence: str
    lesson: str
    figures: Mapping[str, Any]
    figures_hash: str
    engine_version: str
    evaluated_at: datetime
    evaluated_by: str

    @property
    def verdict_name(self) -> str:
        """Marked, like the name below: translate where it is shown."""
        return VERDICT_NAMES[self.verdict]

    @property
    def carried_out_name(self) -> str:
        """Ja, delvis or nej."""
        return CARRIED_OUT_NAMES[self.carried_out]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the figures allow us to say: ready to freeze."""

    verdict: Verdict
    figures: Mapping[str, Any]
    engine_version: str


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """How one of a week's prioritised areas went."""

    priority: str
    outcome: Outcome
    done: CarriedOut
    text: str
    written_at: datetime
    written_by: str = ""

    @property
    def outcome_name(self) -> str:
        """Marked, like the name below: translate where it is shown."""
        return OUTCOME_NAMES[self.outcome]

    @property
    def done_name(self) -> str:
        """Ja, delvis or nej."""
        return CARRIED_OUT_NAMES[self.done]
