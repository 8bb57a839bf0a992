"""Sends what waits in the outbox, from the worker: never in a request, never inside a transaction.

A letter is claimed (waiting → being sent) in one transaction, sent outside any, and noted as sent in
another. A worker that dies between the two leaves it claimed; after a quarter of an hour it is taken
again, so that one letter at most, the one in hand, can come twice, and then with the same Message-ID.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from tryggve.foundation.notify.models import OutgoingMail
from tryggve.foundation.notify.queries import choices_of
from tryggve.foundation.notify.rules import LOST_AFTER, MailState, Topic, next_try
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.queue.jobs import Progress, enqueue, job
from tryggve.foundation.queue.models import Job, JobState
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

SEND = "notify.send"
#: So many letters in one job: other work of the worker gets its turn.
MOST_AT_ONCE = 200
#: From this reply code on the mail server says no for good.
_NO_FOR_GOOD = 500
logger = logging.getLogger("tryggve.notify")


@dataclass(frozen=True, slots=True)
class Round:
    """How many letters one round sent, tried in vain, and let be."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0


@job(SEND, right="")
def send(*, by: Viewer, now: datetime, progress: Progress) -> str:  # noqa: ARG001 - no page waits
    """Send what waits in one municipality's outbox."""
    send_waiting(by=by, now=now)
    return ""


def order_sending(*, by: Viewer, now: datetime) -> bool:
    """Ask the worker for a round unless one is already asked for. True when it was."""
    with acting_as(by):
        asked = Job.objects.seen_by(by).filter(name=SEND, job_state__in=(JobState.WAITING, JobState.RUNNING))
        if asked.filter(enqueued_at__gt=now - LOST_AFTER).exists():
            return False
        enqueue(SEND, by=by, now=now)
        return True


def send_waiting(*, by: Viewer, now: datetime, most: int = MOST_AT_ONCE) -> Round:
    """Send each letter that is due. Stops when the mail server does not answer: the rest wait for the next round."""
    _take_back_lost(by=by, now=now)
    server = get_connection()
    sent = failed = dropped = 0
    for _turn in range(most):
        letter = _claim(by=by, now=now)
        if letter is None:
            break
        if not _is_still_wanted(letter, now):
            _note(letter, MailState.DROPPED, by=by, now=now)
            dropped += 1
            continue
        try:
            _message(letter, server).send()
        except (SMTPException, OSError) as fault:
            failed += 1
            _failed(letter, fault, by=by, now=now)
            if not isinstance(fault, SMTPResponseException | SMTPRecipientsRefused):
                break
        else:
            _note(letter, MailState.SENT, by=by, now=now)
            sent += 1
    return Round(sent, failed, dropped)


def _take_back_lost(*, by: Viewer, now: datetime) -> None:
    with acting_as(by):
        lost = OutgoingMail.objects.seen_by(by).filter(mail_state=MailState.SENDING, claimed_at__lte=now - LOST_AFTER)
        lost.update(mail_state=MailState.WAITING, next_try_at=now)


def _claim(*, by: Viewer, now: datetime) -> OutgoingMail | None:
    """The next letter that is due, taken so that nobody else takes it."""
    with acting_as(by):
        due = OutgoingMail.objects.seen_by(by).filter(mail_state=MailState.WAITING, next_try_at__lte=now)
        for row in due.select_related("recipient").order_by("next_try_at", "id")[:10]:
            mine = OutgoingMail.objects.seen_by(by).filter(pk=row.pk, mail_state=MailState.WAITING)
            if mine.update(mail_state=MailState.SENDING, tries=row.tries + 1, claimed_at=now) == 1:
                row.tries += 1
                return row
    return None


def _is_still_wanted(letter: OutgoingMail, now: datetime) -> bool:
    choices = choices_of([letter.recipient_id])[letter.recipient_id]
    is_wanted = choices.wants(Topic(letter.topic), swedish_date(now))
    return letter.recipient.is_active and is_wanted and now < letter.expires_at


def _message(letter: OutgoingMail, server: BaseEmailBackend) -> EmailMessage:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >")
    return EmailMessage(
        letter.subject,
        letter.text,
        None,
        [letter.recipient.email],
        connection=server,
        headers={
            "Message-ID": f"<{letter.public_id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "List-Unsubscribe": f"<{settings.ADDRESS}/mejl-och-kalender/>",
        },
    )


def _failed(letter: OutgoingMail, fault: Exception, *, by: Viewer, now: datetime) -> None:
    again = None if _is_for_good(fault) else next_try(tries=letter.tries, now=now)
    # Never the address nor the server's words, which repeat it.
    logger.warning("mail %s, try %s: %s", letter.public_id, letter.tries, type(fault).__name__)
    if again is None:
        _note(letter, MailState.FAILED, by=by, now=now)
        return
    with acting_as(by):
        OutgoingMail.objects.seen_by(by).filter(pk=letter.pk).update(mail_state=MailState.WAITING, next_try_at=again)


def _is_for_good(fault: Exception) -> bool:
    if isinstance(fault, SMTPRecipientsRefused):
        return all(code >= _NO_FOR_GOOD for code, _words in fault.recipients.values())
    return False


def _note(letter: OutgoingMail, state: MailState, *, by: Viewer, now: datetime) -> None:
    with acting_as(by):
        OutgoingMail.objects.seen_by(by).filter(pk=letter.pk).update(
            mail_state=state, sent_at=now if state == MailState.SENT else None
        )
