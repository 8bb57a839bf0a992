"""Competing causes and what speaks for and against each. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tryggve.kernel.text import mark as _


class Weight(StrEnum):
    """How a piece of evidence bears on a hypothesis."""

    STRONG_FOR = "strong_for"
    FOR = "for"
    NEUTRAL = "neutral"
    AGAINST = "against"
    STRONG_AGAINST = "strong_against"
    UNKNOWN = "unknown"


WEIGHT_NAMES = {
    Weight.STRONG_FOR: _("Talar starkt för"),
    Weight.FOR: _("Talar för"),
    Weight.NEUTRAL: _("Säger inget"),
    Weight.AGAINST: _("Talar emot"),
    Weight.STRONG_AGAINST: _("Talar starkt emot"),
    Weight.UNKNOWN: _("Vet inte än"),
}


class AnalysisState(StrEnum):
    """Open, or the group has chosen what to act on."""

    OPEN = "open"
    SETTLED = "settled"


ANALYSIS_STATE_NAMES = {
    AnalysisState.OPEN: _("Orsaken prövas"),
    AnalysisState.SETTLED: _("Gruppen har valt"),
}


#: How much heavier one side must weigh before the evidence is said to point anywhere.
LEAST_LEAN = 2


class Lean(StrEnum):
    """Where the evidence points for one hypothesis."""

    FOR = "for"
    AGAINST = "against"
    CANNOT_SAY = "cannot_say"


LEAN_NAMES = {
    Lean.FOR: _("Mest för"),
    Lean.AGAINST: _("Mest emot"),
    Lean.CANNOT_SAY: _("Går inte att säga"),
}


class Standing(StrEnum):
    """What the evidence as a whole allows the group to say."""

    TOO_FEW_HYPOTHESES = "too_few_hypotheses"
    NO_EVIDENCE = "no_evidence"
    NOTHING_SEPARATES = "nothing_separates"
    EVEN = "even"
    POINTS = "points"


STANDING_NAMES = {
    Standing.TOO_FEW_HYPOTHESES: _("Det behövs minst två förklaringar att pröva mot varandra."),
    Standing.NO_EVIDENCE: _("Inget spår är vägt än."),
    Standing.NOTHING_SEPARATES: _("Spåren passar alla förklaringar lika bra. De skiljer dem inte åt."),
    Standing.EVEN: _("Det är för jämnt mellan förklaringarna."),
    Standing.POINTS: _("Spåren pekar åt ett håll. Inget är bevisat."),
}


@dataclass(frozen=True, slots=True)
class HypothesisView:
    """One explanation, with how the evidence falls. Keys are public ids."""

    key: str
    analysis: str
    priority: str
    area_name: str
    letter: str
    title: str
    strong_for: int
    for_: int
    against: int
    strong_against: int
    unknown: int
    is_chosen: bool
    would_show: str = ""

    @property
    def supporting(self) -> int:
        """Evidence for, the strong counted twice."""
        return 2 * self.strong_for + self.for_

    @property
    def opposing(self) -> int:
        """Evidence against, the strong counted twice."""
        return 2 * self.strong_against + self.against

    @property
    def net(self) -> int:
        """What speaks for, less what speaks against."""
        return self.supporting - self.opposing

    @property
    def pieces_for(self) -> int:
        """How many pieces of evidence speak for it, strong or not."""
        return self.strong_for + self.for_

    @property
    def pieces_against(self) -> int:
        """How many pieces of evidence speak against it, strong or not."""
        return self.strong_against + self.against

    @property
    def lean(self) -> Lean:
        """Where its evidence points so far."""
        if self.net >= LEAST_LEAN:
            return Lean.FOR
        return Lean.AGAINST if self.net <= -LEAST_LEAN else Lean.CANNOT_SAY


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One thing known or asked for, and how it bears on each hypothesis (by key)."""

    key: str
    text: str
    provenance: str
    weights: Mapping[str, Weight]
    added_at: datetime

    @property
    def is_unanswered(self) -> bool:
        """A question nobody has answered yet: it says nothing about any of them."""
        return all(weight == Weight.UNKNOWN for weight in self.weights.values())

    @property
    def separates(self) -> bool:
        """Whether it tells the hypotheses apart. What fits them all helps nobody."""
        return len({weight for weight in self.weights.values() if weight != Weight.UNKNOWN}) > 1


@dataclass(frozen=True, slots=True)
class AnalysisView:
    """One question with its competing answers. `leading` is a hypothesis' key, or ""."""

    key: str
    priority: str
    week: str
    area: str
    area_name: str
    subject: str
    question: str
    everybody_says: str
    analysis_state: AnalysisState
    hypotheses: tuple[HypothesisView, ...]
    evidence: tuple[EvidenceView, ...]
    standing: Standing
    leading: str
    chosen: str
    chosen_reason: str
    started_at: datetime
    settled_at: datetime | None

    @property
    def is_settled(self) -> bool:
        """Whether the group has chosen what to act on."""
        return self.analysis_state == AnalysisState.SETTLED

    @property
    def chosen_view(self) -> HypothesisView | None:
        """The hypothesis the group acts on."""
        return next((each for each in self.hypotheses if each.key == self.chosen), None)

    @property
    def leading_view(self) -> HypothesisView | None:
        """The hypothesis that the evidence points at, when it points at one."""
        return next((each for each in self.hypotheses if each.key == self.leading), None)
