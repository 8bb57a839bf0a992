"""Pages of cause analyses: which areas wait for their question, and the board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.cause_analyses import actions, queries
from tryggve.cycle.cause_analyses.forms import (
    MOST_HYPOTHESES,
    BoardForm,
    EvidenceForm,
    HypothesisForm,
    SettleForm,
    StartForm,
    WeighForm,
)
from tryggve.cycle.cause_analyses.rules import LEAST_HYPOTHESES
from tryggve.cycle.cause_analyses.shapes import (
    LEAN_NAMES,
    STANDING_NAMES,
    AnalysisView,
    EvidenceView,
    HypothesisView,
    Standing,
    Weight,
)
from tryggve.cycle.meetings.queries import priority as priority_view
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

REFUSED = 422
READ, WRITE = "cause_analysis.read", "cause_analysis.write"


@dataclass(frozen=True, slots=True)
class Column:
    """One explanation on the board."""

    hypothesis: HypothesisView
    lean: str
    is_best: bool
    top: int


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence on the board: its weights in the order of the columns."""

    evidence: EvidenceView
    cells: tuple[tuple[Column, Weight], ...]


@signed_in(READ)
def overview(request: HouseRequest) -> HttpResponse:
    """Every analysis, and the confirmed areas that nobody has asked why about."""
    viewer = request.viewer
    found = queries.analyses(viewer)
    context = {
        "analyses": [{"analysis": each, "week": Week.parse(each.week), "answer": answer(each)} for each in found],
        "waiting": queries.waiting_for_analysis(viewer),
        "may_write": viewer.may(WRITE),
    }
    return page(request, "cause_analyses/overview.html", context)


@signed_in(READ)
def of_priority(request: HouseRequest, priority: str) -> HttpResponse:
    """The area's board; or the question, when nobody has asked it yet."""
    viewer = request.viewer
    about = priority_view(viewer, priority)
    found = queries.analysis_of_priority(viewer, priority)
    if found is not None:
        return redirect("cause_analyses:board", found.key)
    form = StartForm(request.POST or None)
    if request.method == "POST":
        viewer.require(WRITE)
        if form.is_valid():
            try:
                row = actions.start_analysis(priority=priority, by=viewer, now=timezone.now(), **form.cleaned_data)
            except (NotFound, NotAllowed):
                raise
            except DomainError as refusal:
                form.refused(refusal)
            else:
                return redirect("cause_analyses:board", row.public_id)
    context = {
        "priority": about,
        "week": Week.parse(about.week),
        "form": form,
        "may_write": viewer.may(WRITE) and about.confirmed_at is not None,
    }
    return page(request, "cause_analyses/start.html", context, REFUSED if form.errors else 200)


@signed_in(READ)
def board(request: HouseRequest, public_id: str) -> HttpResponse:
    """The board: explanations beside each other, the same evidence against each."""
    return _board(request, public_id)


def _board(
    request: HouseRequest, public_id: str, bound: dict[str, BoardForm] | None = None, status: int = 200
) -> HttpResponse:
    viewer = request.viewer
    analysis = queries.analysis(viewer, public_id)
    columns = _columns(analysis)
    best = analysis.leading_view
    chosen = analysis.chosen_view
    context = {
        "analysis": analysis,
        "week": Week.parse(analysis.week),
        "answer": answer(analysis),
        "standing": _(STANDING_NAMES[analysis.standing]),
        "points": analysis.standing == Standing.POINTS,
        "best": best,
        "chosen": chosen,
        "chosen_is_best": chosen is not None and chosen.key == analysis.leading,
        "columns": columns,
        "lines": [
            Line(each, tuple((column, each.weights[column.hypothesis.key]) for column in columns))
            for each in analysis.evidence
        ],
        "questions": [each for each in analysis.evidence if each.is_unanswered],
        "choices": queries.choices(viewer, public_id),
        "forms": _forms(analysis) | (bound or {}),
        "may_write": viewer.may(WRITE),
        "may_add": len(analysis.hypotheses) < MOST_HYPOTHESES,
        "may_weigh": bool(analysis.hypotheses),
        "may_settle": len(analysis.hypotheses) >= LEAST_HYPOTHESES and bool(analysis.evidence),
    }
    return page(request, "cause_analyses/board.html", context, status)


def answer(analysis: AnalysisView) -> str:
    """The heading: what can be said now, or that nothing can."""
    chosen, best = analysis.chosen_view, analysis.leading_view
    if chosen is not None:
        return _("Gruppen handlar efter: {title}").format(title=chosen.title)
    if best is not None:
        return _("Underlaget pekar på: {title}").format(title=best.title)
    if analysis.standing == Standing.TOO_FEW_HYPOTHESES:
        return _("Skriv minst två förklaringar")
    return _("Underlaget räcker inte än")


def _columns(analysis: AnalysisView) -> list[Column]:
    top = max([5, *(max(each.supporting, each.opposing) for each in analysis.hypotheses)])
    return [Column(each, _(LEAN_NAMES[each.lean]), each.key == analysis.leading, top) for each in analysis.hypotheses]


def _forms(analysis: AnalysisView) -> dict[str, BoardForm]:
    return {
        "hypothesis": HypothesisForm(auto_id="hypothesis_%s"),
        "evidence": EvidenceForm(auto_id="evidence_%s", hypotheses=analysis.hypotheses),
        "settle": SettleForm(
            auto_id="settle_%s",
            hypotheses=analysis.hypotheses,
            initial={"hypothesis": analysis.chosen or analysis.leading, "reason": analysis.chosen_reason},
        ),
    }


def _move(  # noqa: PLR0917  (where, which form, what to do, what to say)
    request: HouseRequest, public_id: str, name: str, form: BoardForm, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do it and go back to the board; or show the board with the refusal and what was typed."""
    if form.is_valid():
        try:
            act()
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, said)
            return redirect(reverse("cause_analyses:board", args=[public_id]))
    return _board(request, public_id, {name: form}, REFUSED)


@require_POST
@signed_in(WRITE)
def add_hypothesis(request: HouseRequest, public_id: str) -> HttpResponse:
    """Lay one more explanation beside the others."""
    form = HypothesisForm(request.POST, auto_id="hypothesis_%s")
    return _move(
        request,
        public_id,
        "hypothesis",
        form,
        lambda: actions.add_hypothesis(analysis=public_id, by=request.viewer, now=timezone.now(), **form.cleaned_data),
        _("Förklaringen är tillagd."),
    )


@require_POST
@signed_in(WRITE)
def add_evidence(request: HouseRequest, public_id: str) -> HttpResponse:
    """Add a piece of evidence, weighed against every explanation."""
    viewer: Viewer = request.viewer
    form = EvidenceForm(request.POST, auto_id="evidence_%s", hypotheses=queries.analysis(viewer, public_id).hypotheses)
    return _move(
        request,
        public_id,
        "evidence",
        form,
        lambda: actions.add_evidence(
            analysis=public_id,
            text=form.cleaned_data["text"],
            provenance=form.cleaned_data["provenance"],
            weights=form.weights,
            by=viewer,
            now=timezone.now(),
        ),
        _("Spåret är tillagt."),
    )


@signed_in(WRITE)
def weigh(request: HouseRequest, public_id: str, evidence: str) -> HttpResponse:
    """Weigh a piece of evidence anew, when the answer has come."""
    viewer = request.viewer
    analysis = queries.analysis(viewer, public_id)
    piece = next((each for each in analysis.evidence if each.key == evidence), None)
    if piece is None:
        raise NotFound
    form = WeighForm(request.POST or None, hypotheses=analysis.hypotheses, weights=piece.weights)
    if request.method == "POST" and form.is_valid():
        actions.weigh_evidence(evidence=evidence, weights=form.weights, by=viewer, now=timezone.now())
        messages.success(request, _("Spåret är vägt."))
        return redirect("cause_analyses:board", public_id)
    context: dict[str, Any] = {"analysis": analysis, "piece": piece, "form": form}
    return page(request, "cause_analyses/weigh.html", context, REFUSED if form.errors else 200)


@require_POST
@signed_in(WRITE)
def settle(request: HouseRequest, public_id: str) -> HttpResponse:
    """Say which explanation the group acts on."""
    viewer = request.viewer
    form = SettleForm(request.POST, auto_id="settle_%s", hypotheses=queries.analysis(viewer, public_id).hypotheses)
    return _move(
        request,
        public_id,
        "settle",
        form,
        lambda: actions.settle_cause(analysis=public_id, by=viewer, now=timezone.now(), **form.cleaned_data),
        _("Valet är sparat. Nu kan ni planera en åtgärd som passar orsaken."),
    )
