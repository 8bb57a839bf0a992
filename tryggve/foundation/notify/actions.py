"""A person's own choices, and the addresses of their calendars."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from tryggve.foundation.audit.trail import action
from tryggve.foundation.notify.models import CalendarFeed, MailChoice
from tryggve.foundation.notify.queries import own_user_id
from tryggve.foundation.notify.rules import MOST_CALENDARS, Topic
from tryggve.foundation.people.rules import new_token, swedish_date, token_hash
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

LONGEST_PAUSE = timedelta(days=365)


class CannotChoose(DomainError):
    """The choice of mails cannot be kept."""


class CannotMakeCalendar(DomainError):
    """There are too many calendar addresses already."""


@action("mail_choice.changed", right=None)
def choose_mails(*, topics: Collection[str], paused_until: date | None, by: Viewer, now: datetime) -> MailChoice:
    """Keep which mails the viewer wants, and until when there are to be none."""
    today = swedish_date(now)
    if paused_until is not None and not today <= paused_until <= today + LONGEST_PAUSE:
        raise CannotChoose(
            _("Dagen går inte att välja. Vi fick {day}. Välj en dag från i dag och högst ett år fram."),
            field="paused_until",
            day=str(paused_until),
        )
    wanted = {
        "wants_week": Topic.WEEK in topics,
        "wants_reminders": Topic.REMINDER in topics,
        "wants_feedback": Topic.FEEDBACK in topics,
        "paused_until_date": paused_until,
        "changed_at": now,
    }
    row, _made = MailChoice.objects.update_or_create(user_id=own_user_id(by), defaults=wanted)
    return row


@action("calendar_feed.made", right=None)
def _make_feed(*, token: str, by: Viewer, now: datetime) -> CalendarFeed:
    user_id = own_user_id(by)
    held = CalendarFeed.objects.filter(user_id=user_id, revoked_at=None).count()
    if held >= MOST_CALENDARS:
        raise CannotMakeCalendar(
            _("Du har redan {n} kalenderadresser. Fler än {most} går inte. Avsluta en som du inte använder."),
            n=held,
            most=MOST_CALENDARS,
        )
    return CalendarFeed.objects.create(user_id=user_id, token_hash=token_hash(token), created_at=now)


def make_calendar(*, by: Viewer, now: datetime) -> str:
    """A new calendar address for the viewer. Returns its secret, which is shown once and kept nowhere."""
    token = new_token()
    _make_feed(token=token, by=by, now=now)
    return token


@action("calendar_feed.revoked", right=None)
def revoke_calendar(*, public_id: str, by: Viewer, now: datetime) -> CalendarFeed:
    """End one of the viewer's own addresses, at once."""
    row = CalendarFeed.objects.filter(user_id=own_user_id(by), public_id=public_id, revoked_at=None).first()
    if row is None:
        raise NotFound
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    return row
