"""The burning cars of Bojsenburg: what everybody says, and what the evidence says."""

from __future__ import annotations

from datetime import timedelta

from tryggve.cycle.cause_analyses import actions
from tryggve.cycle.cause_analyses.models import CauseAnalysis
from tryggve.cycle.meetings.tests.world import AFTER, confirmed, opened
from tryggve.testing.cast import Cast

LATER = AFTER + timedelta(days=2)
QUESTION = "Varför brinner bilarna?"
EVERYBODY = "Det är ungdomar som har tråkigt."
HYPOTHESES = (
    ("Ungdomar", "Spänning eller grupptryck. Då borde annat brinna också."),
    ("Försäkringsbedrägeri", "Ägaren vinner på branden. Då borde bilarna vara gamla."),
    ("Annan orsak", "Konflikt eller tekniskt fel."),
)
#: What, how it is known, and its weight for A, B and C.
EVIDENCE = (
    ("Klockan 02 till 05", "fyra av fyra bränder", ("against", "for", "neutral")),
    ("Gamla, avställda bilar", "tre av fyra", ("neutral", "strong_for", "for")),
    ("Inga andra bränder nära", "containrar är orörda", ("strong_against", "for", "neutral")),
    ("Två bränder samma vecka", "kan vara härmning", ("for", "neutral", "neutral")),
    ("Ny eller höjd försäkring", "frågan ställd 10 september", ("unknown", "unknown", "unknown")),
)


def begun(cast: Cast) -> CauseAnalysis:
    """An analysis of Bojsenburg with the question and nothing else."""
    priority = confirmed(cast, opened(cast), "bojsenburg", subject="Bilbränder")
    return actions.start_analysis(
        priority=priority.public_id, question=QUESTION, everybody_says=EVERYBODY, by=cast.mona, now=AFTER
    )


def with_hypotheses(cast: Cast, count: int = 3) -> tuple[CauseAnalysis, list[str]]:
    """The same with explanations; their keys in order of letter."""
    analysis = begun(cast)
    keys = [
        actions.add_hypothesis(
            analysis=analysis.public_id, title=title, would_show=would_show, by=cast.mona, now=AFTER
        ).public_id
        for title, would_show in HYPOTHESES[:count]
    ]
    return analysis, keys


def weighed(cast: Cast) -> tuple[CauseAnalysis, list[str]]:
    """The whole board: youths are contradicted, fraud is supported, and one answer is missing."""
    analysis, keys = with_hypotheses(cast)
    for text, provenance, weights in EVIDENCE:
        actions.add_evidence(
            analysis=analysis.public_id, text=text, provenance=provenance,
            weights=dict(zip(keys, weights, strict=True)), by=cast.sixten, now=LATER,
        )  # fmt: skip
    return analysis, keys
