"""Reading evaluations and follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from tryggve.cycle.evaluations.models import Evaluation, PriorityFollowUp
from tryggve.cycle.evaluations.rules import Sentence, sentences
from tryggve.cycle.evaluations.shapes import (
    MOVED_NAMES,
    CarriedOut,
    EvaluationView,
    FollowUpView,
    Moved,
    Outcome,
    Verdict,
)
from tryggve.cycle.measures.queries import due_for_evaluation, measures
from tryggve.cycle.measures.shapes import MeasureView
from tryggve.cycle.meetings.queries import previous_priorities
from tryggve.cycle.meetings.queries import priority as priority_view
from tryggve.cycle.meetings.shapes import OutcomeView, PriorityView
from tryggve.cycle.situation_pictures.queries import weekly_counts
from tryggve.cycle.situation_pictures.shapes import READS_EXACT
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

SHOWN_WEEKS = 12


def _evaluations(viewer: Viewer) -> SeenQuerySet[Evaluation]:
    return (
        Evaluation.objects.seen_by(viewer)
        .select_related("measure__area", "measure__comparison_area", "evaluated_by")
        .defer("measure__area__geometry", "measure__comparison_area__geometry")
    )


def spoken(sentence: Sentence) -> str:
    """A sentence in the reader's language, and what stands in it likewise."""
    values = {name: spoken(value) if isinstance(value, Sentence) else value for name, value in sentence.values.items()}
    return gettext(sentence.template).format(**values)


def answer(verdict: str, figures: dict[str, Any]) -> str:
    """The verdict in words, with its counts and interval where they are known."""
    return " ".join(spoken(each) for each in sentences(verdict, figures))


#: Of an evaluation's figures, what holds no counts: why the verdict is what it is, and which areas were compared.
_WITHOUT_COUNTS = ("reason", "carried_out", "moved", "plan_hash")
_COMPARED = ("nearby", "nearby_comparison")


def _figures(viewer: Viewer, row: Evaluation) -> dict[str, Any]:
    """The frozen figures; for those who read no exact numbers only what holds none.

    Counts before and after, and the interval that they give, are one more cut of the incidents of the months.
    """
    if viewer.may(READS_EXACT):
        return dict(row.figures)
    names = {key: {"name": row.figures[key]["name"]} for key in _COMPARED if row.figures.get(key)}
    return {key: row.figures[key] for key in _WITHOUT_COUNTS if key in row.figures} | names


def _view(viewer: Viewer, row: Evaluation, newest: int) -> EvaluationView:
    figures = _figures(viewer, row)
    effect = figures.get("effect") or {}
    moved = Moved(figures.get("moved") or Moved.NOT_KNOWN)
    return EvaluationView(
        key=row.public_id,
        measure=row.measure.public_id,
        measure_title=row.measure.title,
        area_name=row.measure.area.name,
        comparison_area_name=row.measure.comparison_area.name,
        version=row.version,
        is_latest=row.version == newest,
        carried_out=CarriedOut(row.carried_out),
        verdict=Verdict(row.verdict),
        reason=str(figures.get("reason", "")),
        ratio=effect.get("ratio"),
        low=effect.get("ratio_low"),
        high=effect.get("ratio_high"),
        before=effect.get("treated_before"),
        after=effect.get("treated_after"),
        comparison_before=effect.get("comparison_before"),
        comparison_after=effect.get("comparison_after"),
        power=figures.get("power"),
        moved=moved,
        sentence=answer(row.verdict, figures),
        moved_sentence=gettext(MOVED_NAMES[moved]),
        lesson=row.lesson,
        figures=figures,
        figures_hash=row.figures_hash,
        engine_version=row.engine_version,
        evaluated_at=row.evaluated_at,
        evaluated_by=row.evaluated_by.name if row.evaluated_by else "",
    )


def evaluations(viewer: Viewer, *, measure: str | None = None, every_version: bool = False) -> list[EvaluationView]:
    """Evaluations, the latest first: the newest version of each measure's, or every version."""
    found = _evaluations(viewer)
    if measure is not None:
        found = found.filter(measure__public_id=measure)
    rows = list(found.order_by("-evaluated_at", "-version"))
    newest: dict[int, int] = {}
    for row in rows:
        newest[row.measure_id] = max(row.version, newest.get(row.measure_id, 0))
    views = [_view(viewer, row, newest[row.measure_id]) for row in rows]
    return views if every_version else [view for view in views if view.is_latest]


def evaluation(viewer: Viewer, public_id: str) -> EvaluationView:
    """One version of one evaluation, or NotFound."""
    row = _evaluations(viewer).one(public_id=public_id)
    return _view(viewer, row, next_version(viewer, row.measure_id) - 1)


def next_version(viewer: Viewer, measure_id: int) -> int:
    """The number of the version to come; 1 for the first."""
    last = Evaluation.objects.seen_by(viewer).filter(measure_id=measure_id).order_by("-version").first()
    return last.version + 1 if last else 1


def waiting(viewer: Viewer, on_date: date) -> list[MeasureView]:
    """Measures whose day has come and that nobody has evaluated."""
    done = set(Evaluation.objects.seen_by(viewer).values_list("measure__public_id", flat=True))
    return [each for each in due_for_evaluation(viewer, on_date) if each.key not in done]


def coming(viewer: Viewer, on_date: date) -> list[MeasureView]:
    """Started measures whose day is still to come, the next first."""
    later = [each for each in measures(viewer) if each.frozen_at and each.plan.evaluation_date > on_date]
    return sorted(later, key=lambda each: (each.plan.evaluation_date, each.key))


# -- The week's three -------------------------------------------------------------------------
def follow_ups(viewer: Viewer, priorities: Sequence[str]) -> dict[str, FollowUpView]:
    """How these prioritised areas went, by their keys; those that nobody has followed up are not there."""
    rows = (
        PriorityFollowUp.objects.seen_by(viewer)
        .filter(priority__public_id__in=list(priorities))
        .select_related("priority", "written_by")
    )
    return {
        row.priority.public_id: FollowUpView(
            priority=row.priority.public_id,
            outcome=Outcome(row.outcome),
            done=CarriedOut(row.done),
            text=row.text,
            written_at=row.written_at,
            written_by=row.written_by.name if row.written_by else "",
        )
        for row in rows
    }


def to_follow_up(viewer: Viewer, week: Week) -> list[tuple[PriorityView, FollowUpView | None]]:
    """The areas chosen at the latest meeting up to and with this week, each with its follow-up if it has one."""
    chosen = previous_priorities(viewer, str(week + 1))
    told = follow_ups(viewer, [each.key for each in chosen])
    return [(each, told.get(each.key)) for each in chosen]


def twelve_weeks(viewer: Viewer, public_id: str, until: Week) -> list[dict[str, Any]]:
    """Twelve weeks of what was prioritised, for the figure beside the questions."""
    chosen = priority_view(viewer, public_id)
    weeks = [str(until - back) for back in range(SHOWN_WEEKS - 1, -1, -1)]
    codes = sorted({code.partition(".")[0] for code in chosen.category_codes}) or None
    counts = weekly_counts(viewer, weeks, area=chosen.area, category_codes=codes)
    return [{"week": week, "count": count, "missing": count is None} for week, count in zip(weeks, counts, strict=True)]


#: Our words for whether it was done, in the minutes' words.
_DONE = {CarriedOut.YES: "done", CarriedOut.PARTLY: "partly", CarriedOut.NO: "not_done"}


def outcomes(viewer: Viewer, priorities: Sequence[str]) -> list[OutcomeView]:
    """For the meeting: what became of each, with the verdict of its latest evaluated measure."""
    told = follow_ups(viewer, priorities)
    verdicts = _verdicts(viewer, priorities)
    found = []
    for key in priorities:
        if key not in told and key not in verdicts:
            continue
        about = priority_view(viewer, key)
        follow_up = told.get(key)
        found.append(
            OutcomeView(
                priority=key,
                area_name=about.area_name,
                subject=about.subject,
                outcome=str(follow_up.outcome) if follow_up else "",
                done=_DONE[follow_up.done] if follow_up else "",
                verdict=verdicts.get(key, ""),
            )
        )
    return found


def _verdicts(viewer: Viewer, priorities: Sequence[str]) -> dict[str, str]:
    rows = Evaluation.objects.seen_by(viewer).filter(measure__priority__public_id__in=list(priorities))
    return dict(rows.order_by("evaluated_at", "version").values_list("measure__priority__public_id", "verdict"))
