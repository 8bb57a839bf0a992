"""Asking the trail after an incident; noting the impact assessment; taking and answering reports of barriers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.utils import translation
from django.utils.translation import gettext

from tryggve.edges.papers import queries
from tryggve.edges.papers.incident import Pack, gather
from tryggve.edges.papers.models import AccessibilityReport
from tryggve.edges.papers.rules import Question, check_assessment, check_question, check_room
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.notify.outbox import put
from tryggve.foundation.notify.rules import Letter, Topic
from tryggve.foundation.people.queries import people_at_work
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

_LETTER_HOLDS: Final = timedelta(days=14)


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


@action("accessibility.reported", right=None)
def report_barrier(
    *, problem: str, place: str = "", aid: str = "", email: str = "", by: Viewer, now: datetime
) -> AccessibilityReport:
    """Keep what somebody cannot use, and tell those who answer. Anybody may: `by` is the municipality itself."""
    check_room(queries.barriers_since(by, now - timedelta(hours=1)))
    row = AccessibilityReport.objects.create(
        municipality_id=by.home_id, problem=problem, place=place, aid=aid, email=email, sent_at=now
    )
    put(_letters(row, by, now), by=by, now=now)
    return row


def _letters(row: AccessibilityReport, by: Viewer, now: datetime) -> list[Letter]:
    """To each who answers: that something has come, and nothing of what it says."""
    return [
        Letter(
            user_id=user.pk,
            topic=Topic.DUTY,
            dedupe_key=f"accessibility:{row.public_id}",
            subject=_in(user.language, _("Tryggve: någon har rapporterat en brist i tillgängligheten")),
            text=_in(
                user.language,
                _("Logga in och öppna Tillgänglighet under Inställningar. Där står vad som inte går att använda."),
            ),
            expires_at=now + _LETTER_HOLDS,
        )
        for user, viewer in people_at_work(Municipality.objects.get(pk=by.home_id))
        if viewer.may("accessibility.answer")
    ]


def _in(language: str, words: str) -> str:
    """The words in somebody's own language."""
    with translation.override(language):
        return gettext(words)


@action("accessibility.answered", right="accessibility.answer")
def mark_answered(*, report: str, by: Viewer, now: datetime) -> AccessibilityReport:
    """Somebody has written back, or mended it. Again: nothing changes."""
    row = AccessibilityReport.objects.seen_by(by).one(public_id=report)
    if row.answered_at is None:
        row.answered_at, row.answered_by_id = now, by.user_id
        row.save(update_fields=["answered_at", "answered_by"])
    return row
