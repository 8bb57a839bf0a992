"""Competing causes and what speaks for and against each. Pure."""

from __future__ import annotations

from dataclasses import dataclass
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
