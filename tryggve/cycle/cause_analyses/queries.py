"""Reading cause analyses: the question, the competing answers, and how the evidence falls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tryggve.cycle.cause_analyses.models import CauseAnalysis, Evidence, EvidenceWeight, Hypothesis
from tryggve.cycle.cause_analyses.rules import balance
from tryggve.cycle.cause_analyses.shapes import (
    AnalysisState,
    AnalysisView,
    EvidenceView,
    HypothesisView,
    Weight,
)
from tryggve.cycle.meetings.queries import priorities
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.people.queries import names_of
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer

#: An area that nobody has asked why about is shown as waiting this many meetings.
ASKED_FOR = 3
#: How many analyses a list shows.
MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One time the group chose a cause, from the audit trail."""

    at: datetime
    letter: str
    by_name: str
    was_leading: bool


def home(viewer: Viewer) -> int:
    """The viewer's municipality; NotFound for those who work for a county."""
    if viewer.municipality_id is None:
        raise NotFound
    return viewer.municipality_id


def _analyses(viewer: Viewer) -> SeenQuerySet[CauseAnalysis]:
    return CauseAnalysis.objects.seen_by(viewer).select_related("priority", "chosen")


def analysis_row(viewer: Viewer, public_id: str) -> CauseAnalysis:
    """The table row, for this step's own actions."""
    return _analyses(viewer).one(public_id=public_id)


def hypothesis_row(viewer: Viewer, public_id: str) -> Hypothesis:
    """The table row, for this step's own actions."""
    return Hypothesis.objects.seen_by(viewer).select_related("analysis").one(public_id=public_id)


def evidence_row(viewer: Viewer, public_id: str) -> Evidence:
    """The table row, for this step's own actions."""
    return Evidence.objects.seen_by(viewer).select_related("analysis").one(public_id=public_id)


def hypothesis_id(viewer: Viewer, public_id: str) -> int:
    """What a later step's foreign key needs; it never leaves the server."""
    return hypothesis_row(viewer, public_id).pk


def _views(viewer: Viewer, rows: Sequence[CauseAnalysis]) -> list[AnalysisView]:
    """Every analysis with its hypotheses and evidence, in four queries however many there are."""
    ids = [row.pk for row in rows]
    areas = {each.key: each for each in priorities(viewer, state=None)} if rows else {}
    by_analysis: dict[int, list[Hypothesis]] = {}
    for hypothesis in Hypothesis.objects.seen_by(viewer).filter(analysis_id__in=ids).order_by("letter"):
        by_analysis.setdefault(hypothesis.analysis_id, []).append(hypothesis)
    pieces: dict[int, list[Evidence]] = {}
    for piece in Evidence.objects.seen_by(viewer).filter(analysis_id__in=ids).order_by("id"):
        pieces.setdefault(piece.analysis_id, []).append(piece)
    weights: dict[int, dict[int, Weight]] = {}
    for weight in EvidenceWeight.objects.seen_by(viewer).filter(evidence__analysis_id__in=ids):
        weights.setdefault(weight.evidence_id, {})[weight.hypothesis_id] = Weight(weight.weight)
    return [
        _view(row, areas[row.priority.public_id], by_analysis.get(row.pk, []), pieces.get(row.pk, []), weights)
        for row in rows
    ]


def _view(
    row: CauseAnalysis,
    about: PriorityView,
    hypotheses: Sequence[Hypothesis],
    pieces: Sequence[Evidence],
    weights: dict[int, dict[int, Weight]],
) -> AnalysisView:
    evidence = tuple(
        EvidenceView(
            key=piece.public_id,
            text=piece.text,
            provenance=piece.provenance,
            weights={each.public_id: weights.get(piece.pk, {}).get(each.pk, Weight.UNKNOWN) for each in hypotheses},
            added_at=piece.added_at,
        )
        for piece in pieces
    )
    views = tuple(_hypothesis_view(row, about, each, evidence) for each in hypotheses)
    found = balance(views, evidence)
    return AnalysisView(
        key=row.public_id,
        priority=about.key,
        week=about.week,
        area=about.area,
        area_name=about.area_name,
        subject=about.subject,
        question=row.question,
        everybody_says=row.everybody_says,
        analysis_state=AnalysisState(row.analysis_state),
        hypotheses=views,
        evidence=evidence,
        standing=found.standing,
        leading=found.leading,
        chosen=row.chosen.public_id if row.chosen else "",
        chosen_reason=row.chosen_reason,
        started_at=row.started_at,
        settled_at=row.settled_at,
    )


def _hypothesis_view(
    row: CauseAnalysis, about: PriorityView, hypothesis: Hypothesis, evidence: Sequence[EvidenceView]
) -> HypothesisView:
    weights = [piece.weights[hypothesis.public_id] for piece in evidence]
    return HypothesisView(
        key=hypothesis.public_id,
        analysis=row.public_id,
        priority=about.key,
        area_name=about.area_name,
        letter=hypothesis.letter,
        title=hypothesis.title,
        strong_for=weights.count(Weight.STRONG_FOR),
        for_=weights.count(Weight.FOR),
        against=weights.count(Weight.AGAINST),
        strong_against=weights.count(Weight.STRONG_AGAINST),
        unknown=weights.count(Weight.UNKNOWN),
        is_chosen=row.chosen_id == hypothesis.pk,
        would_show=hypothesis.would_show,
    )


def analyses(viewer: Viewer, *, limit: int = MOST_SHOWN) -> list[AnalysisView]:
    """Analyses, the latest started first."""
    return _views(viewer, list(_analyses(viewer).order_by("-started_at", "-id")[:limit]))


def analysis(viewer: Viewer, public_id: str) -> AnalysisView:
    """One analysis, or NotFound."""
    return _views(viewer, [analysis_row(viewer, public_id)])[0]


def analysis_of_priority(viewer: Viewer, priority: str) -> AnalysisView | None:
    """The analysis of a prioritised area, or None when nobody has begun."""
    row = _analyses(viewer).filter(priority__public_id=priority).first()
    return _views(viewer, [row])[0] if row else None


def hypotheses(viewer: Viewer, *, priority: str | None = None) -> list[HypothesisView]:
    """Hypotheses, of one prioritised area or of all, by analysis and letter."""
    found = _analyses(viewer).order_by("-started_at", "-id")
    if priority is not None:
        found = found.filter(priority__public_id=priority)
    return [hypothesis for view in _views(viewer, list(found)) for hypothesis in view.hypotheses]


def hypothesis(viewer: Viewer, public_id: str) -> HypothesisView:
    """One hypothesis, or NotFound."""
    row = hypothesis_row(viewer, public_id)
    found = analysis(viewer, row.analysis.public_id)
    return next(each for each in found.hypotheses if each.key == public_id)


def waiting_for_analysis(viewer: Viewer, *, n_weeks: int = ASKED_FOR) -> list[PriorityView]:
    """Areas of the latest meetings that nobody has asked why about: what is older has passed."""
    chosen = priorities(viewer)
    latest = sorted({each.week for each in chosen}, reverse=True)[:n_weeks]
    begun = set(CauseAnalysis.objects.seen_by(viewer).values_list("priority__public_id", flat=True))
    return [each for each in chosen if each.week in latest and each.key not in begun]


def choices(viewer: Viewer, public_id: str) -> list[Choice]:
    """Each time the group has chosen a cause, oldest first: a choice is replaced, never rewritten."""
    lines = [line for line in entries_about(viewer, analysis_row(viewer, public_id)) if line.event == "cause.settled"]
    names = names_of({line.actor for line in lines})
    return [
        Choice(
            at=datetime.fromtimestamp(line.at_us / 1_000_000, tz=UTC),
            letter=str(line.codes.get("letter", "")),
            by_name=names.get(line.actor, ""),
            was_leading=bool(line.codes.get("was_leading", False)),
        )
        for line in lines
    ]
