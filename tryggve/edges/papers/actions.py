"""Asking the trail after an incident; noting that the municipality has made its impact assessment."""

from __future__ import annotations

from datetime import date, datetime

from tryggve.edges.papers.incident import Pack, gather
from tryggve.edges.papers.rules import Question, check_assessment, check_question
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.viewer import Viewer


@action("incident_pack.asked", right="audit.incident_pack")
def ask_after_incident(
    *, question: Question, log_ins: tuple[AuditEntry, ...] = (), by: Viewer, now: datetime
) -> Pack:  # fmt: skip
    """Who saw, shared, took out and changed what. `log_ins` are the house's lines, for whoever runs the house."""
    check_question(question, now)
    pack = gather(by, question, now, log_ins)
    with_codes(
        since=question.since.isoformat(timespec="minutes"),
        until=question.until.isoformat(timespec="minutes"),
        organisation=question.organisation,
        person=question.person,
        device=question.device,
        lines=len(pack.lines),
        holds=pack.verdict.holds,
    )
    return pack


@action("municipality.assessed", right="municipality.assess")
def note_assessment(*, reference: str, assessed_on: date, by: Viewer, now: datetime) -> Municipality:
    """What the municipality's register calls its impact assessment. Until it is here no real week is opened."""
    check_assessment(reference=reference, assessed_on=assessed_on, today=swedish_date(now))
    home = Municipality.objects.get(pk=by.home_id)
    home.assessment_reference, home.assessed_date = reference.strip(), assessed_on
    home.save(update_fields=["assessment_reference", "assessed_date"])
    with_codes(day=assessed_on.isoformat())
    return home
