"""Asking why, laying explanations beside each other, weighing, and choosing what to act on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tryggve.cycle.cause_analyses import rules
from tryggve.cycle.cause_analyses.models import CauseAnalysis, Evidence, EvidenceWeight, Hypothesis
from tryggve.cycle.cause_analyses.queries import analysis as analysis_view
from tryggve.cycle.cause_analyses.queries import analysis_row, evidence_row, home, hypothesis_row
from tryggve.cycle.cause_analyses.rules import CannotSettle, CannotStartAnalysis, written
from tryggve.cycle.cause_analyses.shapes import AnalysisState, Weight
from tryggve.cycle.meetings.queries import priority as priority_view
from tryggve.cycle.meetings.queries import priority_id
from tryggve.cycle.meetings.shapes import PriorityState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.privacy import known_places
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

RIGHT = "cause_analysis.write"


def _clean(text: str, longest: int, field: str, *, by: Viewer, empty: str = "") -> str:
    """What may stand in an analysis, which many read: short enough, and about no person."""
    text = written(text, longest, field, empty=empty)
    known_places.refuse(text, field, by=by)
    return text


@action("cause_analysis.started", right=RIGHT)
def start_analysis(
    *, priority: str, question: str, everybody_says: str = "", by: Viewer, now: datetime
) -> CauseAnalysis:
    """Ask why, of an area that the chair has confirmed. One analysis for each."""
    about = priority_view(by, priority)
    if about.priority_state != PriorityState.CONFIRMED:
        raise CannotStartAnalysis(
            _("Området är inte bekräftat än. Du valde {area}. Be ordföranden bekräfta det på mötet."),
            field="priority",
            area=about.area_name,
        )
    about_id = priority_id(by, priority)
    if CauseAnalysis.objects.seen_by(by).filter(priority_id=about_id).exists():
        raise CannotStartAnalysis(
            _("Området har redan en orsaksanalys. Du valde {area}. Fortsätt i den som finns."),
            field="priority",
            area=about.area_name,
        )
    question = _clean(
        question,
        rules.LONGEST_QUESTION,
        "question",
        empty=_("Frågan saknas. Rutan är tom. Skriv till exempel: Varför brinner bilarna?"),
        by=by,
    )
    everybody_says = _clean(everybody_says, rules.LONGEST_QUESTION, "everybody_says", by=by)
    with_codes(priority=priority)
    return CauseAnalysis.objects.create(
        municipality_id=home(by),
        priority_id=about_id,
        question=question,
        everybody_says=everybody_says,
        started_at=now,
    )


@action("hypothesis.added", right=RIGHT)
def add_hypothesis(*, analysis: str, title: str, would_show: str = "", by: Viewer, now: datetime) -> Hypothesis:
    """Lay one more explanation beside the others. What is known already says "vet inte än" about it."""
    row = analysis_row(by, analysis)
    title = _clean(
        title,
        rules.LONGEST_TITLE,
        "title",
        empty=_("Förklaringen saknas. Rutan är tom. Skriv kort vad som kan ligga bakom."),
        by=by,
    )
    would_show = _clean(would_show, rules.LONGEST_TEXT, "would_show", by=by)
    letter = rules.next_letter(list(row.hypotheses.values_list("letter", flat=True)))
    with_codes(analysis=analysis, letter=letter)
    added = Hypothesis.objects.create(
        municipality_id=row.municipality_id, analysis=row, letter=letter, title=title, would_show=would_show
    )
    for piece in row.evidence.all():
        EvidenceWeight.objects.create(
            municipality_id=row.municipality_id, evidence=piece, hypothesis=added, weight=Weight.UNKNOWN
        )
    return added


@action("evidence.added", right=RIGHT)
def add_evidence(
    *,
    analysis: str,
    text: str,
    provenance: str = "",
    weights: Mapping[str, str],
    by: Viewer,
    now: datetime,
) -> Evidence:
    """Add what is known, how it is known, and how it bears on each hypothesis (by key)."""
    row = analysis_row(by, analysis)
    text = _clean(
        text,
        rules.LONGEST_EVIDENCE,
        "text",
        empty=_("Spåret saknas. Rutan är tom. Skriv vad ni vet, eller vad ni har frågat om."),
        by=by,
    )
    provenance = _clean(provenance, rules.LONGEST_PROVENANCE, "provenance", by=by)
    found = {each.public_id: each for each in row.hypotheses.all()}
    weighed = rules.check_weights(weights, list(found))
    with_codes(analysis=analysis)
    piece = Evidence.objects.create(
        municipality_id=row.municipality_id, analysis=row, text=text, provenance=provenance, added_at=now
    )
    for key, weight in weighed.items():
        EvidenceWeight.objects.create(
            municipality_id=row.municipality_id, evidence=piece, hypothesis=found[key], weight=weight
        )
    return piece


@action("evidence.weighed", right=RIGHT)
def weigh_evidence(*, evidence: str, weights: Mapping[str, str], by: Viewer, now: datetime) -> Evidence:
    """Weigh a piece of evidence anew, for the hypotheses named; the others keep their weight."""
    piece = evidence_row(by, evidence)
    found = {each.public_id: each for each in piece.analysis.hypotheses.all()}
    rules.check_weights(weights, list(found))
    for key, weight in sorted(weights.items()):
        EvidenceWeight.objects.seen_by(by).update_or_create(
            evidence=piece,
            hypothesis=found[key],
            defaults={"municipality_id": piece.municipality_id, "weight": weight},
        )
    with_codes(
        analysis=piece.analysis.public_id,
        weights=[f"{found[key].letter}:{weight}" for key, weight in sorted(weights.items())],
    )
    return piece


@action("cause.settled", right=RIGHT)
def settle_cause(*, analysis: str, hypothesis: str, reason: str = "", by: Viewer, now: datetime) -> CauseAnalysis:
    """Say which explanation the group acts on. Choosing again replaces the choice; the trail keeps both."""
    view = analysis_view(by, analysis)
    chosen = hypothesis_row(by, hypothesis)
    row = analysis_row(by, analysis)
    if chosen.analysis_id != row.pk:
        raise CannotSettle(
            _("Förklaringen hör till en annan analys. Du valde {title}. Välj en av dem i den här analysen."),
            field="hypothesis",
            title=chosen.title,
        )
    reason = _clean(reason, rules.LONGEST_TEXT, "reason", by=by)
    rules.check_settling(view.hypotheses, view.evidence, hypothesis, reason)
    with_codes(letter=chosen.letter, was_leading=view.leading == hypothesis, evidence=len(view.evidence))
    row.chosen = chosen
    row.chosen_reason = reason
    row.analysis_state = AnalysisState.SETTLED
    row.settled_at = now
    row.save(update_fields=["chosen", "chosen_reason", "analysis_state", "settled_at"])
    return row
