"""Everything that is written when we look back."""

from __future__ import annotations

from datetime import datetime

from tryggve.cycle.evaluations import rules
from tryggve.cycle.evaluations.figures import judge
from tryggve.cycle.evaluations.models import Evaluation, PriorityFollowUp
from tryggve.cycle.evaluations.queries import next_version
from tryggve.cycle.evaluations.shapes import CarriedOut, Outcome
from tryggve.cycle.measures.queries import measure as measure_view
from tryggve.cycle.measures.queries import measure_id, plan_holds
from tryggve.cycle.meetings.queries import priority as priority_view
from tryggve.cycle.meetings.queries import priority_id
from tryggve.cycle.meetings.shapes import PriorityState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.privacy import known_places
from tryggve.foundation.render.canonical import canonical_json, sha256_of
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM


@action("measure.evaluated", right="evaluation.write")
def evaluate_measure(*, measure: str, carried_out: str, lesson: str = "", by: Viewer, now: datetime) -> Evaluation:
    """Hold a measure against its frozen plan, and freeze the answer. Again is a new version."""
    found = measure_view(by, measure)
    text = lesson.strip()
    _check_choice(carried_out, CarriedOut, "carried_out")
    rules.check_text(text, rules.LONGEST_LESSON, "lesson")
    known_places.refuse(text, "lesson", by=by)
    rules.check_may_evaluate(found, carried_out, now.astimezone(STOCKHOLM).date(), plan_holds=plan_holds(by, measure))
    judged = judge(by, found, carried_out)
    row_id = measure_id(by, measure)
    row = Evaluation.objects.create(
        municipality_id=by.home_id,
        measure_id=row_id,
        version=next_version(by, row_id),
        carried_out=carried_out,
        verdict=judged.verdict,
        figures=dict(judged.figures),
        figures_hash=sha256_of(canonical_json(judged.figures)),
        engine_version=judged.engine_version,
        lesson=text,
        evaluated_at=now,
        evaluated_by_id=by.user_id,
    )
    with_codes(verdict=str(judged.verdict), version=row.version, figures_hash=row.figures_hash)
    return row


@action("priority.followed_up", right="evaluation.write")
def follow_up_priority(
    *, priority: str, done: str, outcome: str, text: str = "", by: Viewer, now: datetime
) -> PriorityFollowUp:
    """Say of one of the week's areas whether it was done and how it went. Saying it again replaces it."""
    line = text.strip()
    _check_choice(done, CarriedOut, "done")
    _check_choice(outcome, Outcome, "outcome")
    rules.check_text(line, rules.LONGEST_LINE, "text")
    known_places.refuse(line, "text", by=by)
    chosen = priority_view(by, priority)
    if chosen.priority_state != PriorityState.CONFIRMED:
        raise rules.CannotFollowUp(
            _("Området är inte prioriterat. Vi fick {subject}. Följ upp det som mötet har bekräftat."),
            subject=chosen.subject,
        )
    row, _is_new = PriorityFollowUp.objects.seen_by(by).update_or_create(
        municipality_id=by.home_id,
        priority_id=priority_id(by, priority),
        defaults={
            "done": done,
            "outcome": outcome,
            "text": line,
            "written_at": now,
            "written_by_id": by.user_id,
        },
    )
    with_codes(done=str(done), outcome=str(outcome))
    return row


def _check_choice(value: str, choices: type[CarriedOut] | type[Outcome], field: str) -> None:
    if value not in list(choices):
        raise rules.CannotFollowUp(
            _("Ett svar saknas. Vi fick {got}. Välj ett av svaren."), field=field, got=value or "–"
        )
