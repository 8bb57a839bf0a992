"""What the organisation's coordinator does with an incident before anybody else sees it."""

from __future__ import annotations

from datetime import datetime

from tryggve.cycle.incidents import rules
from tryggve.cycle.incidents.actions.register import blank, check_seen, keeping_raw
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy.answers import Answers
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer


class QuestionMissing(DomainError):
    """Sent back without saying why."""


class CannotMerge(DomainError):
    """The two cannot be one."""


def _locked(by: Viewer, public_id: str) -> Incident:
    found: Incident = Incident.objects.seen_by(by).select_for_update(of=("self",)).one(public_id=public_id)
    return found


def _note_change(incident: Incident, now: datetime) -> None:
    """An approved one may be shared already: whoever shares must see that it has changed."""
    if incident.review_state == ReviewState.APPROVED:
        incident.corrected_at = now


@action("incident.approved", right="incident.review")
def approve_incident(
    *,
    public_id: str,
    shared_text: str | None = None,
    seen: str | None = None,
    answers: Answers = marks.NONE,
    by: Viewer,
    now: datetime,
) -> Incident:
    """Take it with in the next weekly report, with the text that the others will read.

    What the guard warns of in it must be answered; the answers are kept without the text.

    `seen` is the stamp of what the page showed: nobody takes with what has been changed since they read it.
    A second click on the same button changes nothing.
    """
    incident = _locked(by, public_id)
    rules.check_move(incident.review_state, ReviewState.APPROVED)
    text = incident.shared_text if shared_text is None else _fitting(shared_text)
    is_said_again = incident.review_state == ReviewState.APPROVED and text == incident.shared_text
    if not is_said_again:
        check_seen(incident, seen, text)
    marks.settle(
        about=public_id, field="shared_text", text=text, was=incident.shared_text, answers=answers, by=by, now=now
    )
    if text != incident.shared_text:
        _note_change(incident, now)
    incident.shared_text = text
    incident.review_comment = ""
    if incident.review_state != ReviewState.APPROVED:
        incident.review_state = ReviewState.APPROVED
        incident.approved_at = now
    incident.save(update_fields=["shared_text", "review_comment", "review_state", "approved_at", "corrected_at"])
    return incident


@action("incident.text_kept", right="incident.review")
def keep_text(*, public_id: str, shared_text: str, seen: str, by: Viewer, now: datetime) -> Incident:
    """Keep what is being written, before anything is decided. It is the organisation's own and not guarded yet.

    The guard stands at `approve_incident`: a half-written text is nobody else's, and must not be lost.
    """
    incident = _locked(by, public_id)
    keeping_raw(by)
    if not rules.is_open(incident.review_state):
        raise rules.ChangedMeanwhile
    text = _fitting(shared_text)
    if text != incident.shared_text:
        check_seen(incident, seen, text)
        marks.void(by, public_id, "shared_text")
        incident.shared_text = text
        incident.save(update_fields=["shared_text"])
    return incident


def _fitting(text: str) -> str:
    text = text.strip()
    if len(text) > rules.LONGEST_SHARED_TEXT:
        raise rules.CannotRegister(
            _("Texten är för lång. Vi fick {n} tecken och tar emot {longest}. Korta den."),
            field="shared_text",
            n=len(text),
            longest=rules.LONGEST_SHARED_TEXT,
        )
    return text


@action("incident.returned", right="incident.review")
def return_incident(*, public_id: str, question: str, by: Viewer, now: datetime) -> Incident:
    """Ask the reporter. It waits until it is answered, or until the coordinator decides."""
    incident = _locked(by, public_id)
    keeping_raw(by)
    rules.check_move(incident.review_state, ReviewState.RETURNED)
    asked = question.strip()
    if not asked:
        raise QuestionMissing(_("Frågan saknas. Vi fick en tom ruta. Skriv vad du behöver veta."), field="question")
    incident.review_comment = asked[: rules.LONGEST_NOTE]
    incident.review_state = ReviewState.RETURNED
    incident.save(update_fields=["review_comment", "review_state"])
    return incident


@action("incident.left_out", right="incident.review")
def leave_out_incident(*, public_id: str, by: Viewer, now: datetime) -> Incident:
    """Keep it in the organisation and share nothing of it."""
    incident = _locked(by, public_id)
    rules.check_move(incident.review_state, ReviewState.LEFT_OUT)
    _note_change(incident, now)
    incident.review_state = ReviewState.LEFT_OUT
    incident.save(update_fields=["review_state", "corrected_at"])
    return incident


@action("incident.merged", right="incident.review")
def merge_incidents(*, public_id: str, into: str, by: Viewer, now: datetime) -> Incident:
    """Two reports of one thing: `public_id` rests in `into`, which is shared once."""
    if public_id == into:
        raise CannotMerge(_("En händelse kan inte slås ihop med sig själv. Vi fick samma två gånger. Välj en annan."))
    incident = _locked(by, public_id)
    other = _locked(by, into)
    rules.check_move(incident.review_state, ReviewState.MERGED)
    if other.review_state in {ReviewState.MERGED, ReviewState.DELETED, ReviewState.LEFT_OUT}:
        raise CannotMerge(
            _("Händelsen du valde tas inte med själv. Den är ihopslagen, borttagen eller inte med. Välj en annan.")
        )
    _note_change(incident, now)
    incident.review_state = ReviewState.MERGED
    incident.merged_into = other
    incident.save(update_fields=["review_state", "merged_into", "corrected_at"])
    Incident.objects.seen_by(by).filter(merged_into=incident).update(merged_into=other)
    with_codes(into=other.public_id)
    return incident


@action("incident.deleted", right="incident.review")
def delete_incident(*, public_id: str, by: Viewer, now: datetime) -> Incident:
    """Take away what should never have been written. Who did it and when stays in the trail."""
    incident = _locked(by, public_id)
    rules.check_move(incident.review_state, ReviewState.DELETED)
    incident.corrected_at = now
    blank(incident)
    incident.save()
    return incident
