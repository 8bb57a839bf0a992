"""Where letters are put: once each, in the caller's transaction, however often they are written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tryggve.foundation.notify.models import OutgoingMail
from tryggve.foundation.notify.queries import choices_of
from tryggve.foundation.notify.rules import Letter
from tryggve.foundation.people.models import User
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer


def put(letters: Sequence[Letter], *, by: Viewer, now: datetime) -> int:
    """Put letters of one municipality in its outbox. Returns how many were new.

    Left out: what comes too late, what the person does not want, and practice people, who have no mailbox.
    """
    choices = choices_of({each.user_id for each in letters})
    real = set(User.objects.filter(pk__in=choices, is_active=True, is_persona=False).values_list("pk", flat=True))
    today = swedish_date(now)
    new = 0
    with acting_as(by):
        for letter in letters:
            is_wanted = letter.user_id in real and choices[letter.user_id].wants(letter.topic, today)
            if is_wanted and now < letter.expires_at:
                new += _put_one(letter, by=by, now=now)
    return new


def _put_one(letter: Letter, *, by: Viewer, now: datetime) -> bool:
    held = OutgoingMail.objects.seen_by(by).filter(recipient_id=letter.user_id, dedupe_key=letter.dedupe_key)
    if held.exists():
        return False
    # Two jobs at once: the constraint lets one of them in, and the other finds it.
    _row, is_new = (
        OutgoingMail.objects.get_queryset()
        .seen_by(by)
        .get_or_create(
            municipality_id=by.home_id,
            recipient_id=letter.user_id,
            dedupe_key=letter.dedupe_key,
            defaults={
                "topic": letter.topic,
                "subject": letter.subject,
                "text": letter.text,
                "queued_at": now,
                "next_try_at": now,
                "expires_at": letter.expires_at,
            },
        )
    )
    return is_new
