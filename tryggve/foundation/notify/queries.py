"""Reading a person's choices, their calendars, and what has been mailed to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tryggve.foundation.notify.models import CalendarFeed, MailChoice, OutgoingMail
from tryggve.foundation.notify.rules import ALWAYS_SENT, MailState, Topic, is_paused
from tryggve.foundation.people.models import User
from tryggve.foundation.people.rules import token_hash
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer

_SHOWN_MAILS = 8
#: A calendar programme reads several times a day; once a day is enough to tell that it is alive.
_NOTED_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Choices:
    """Which mails a person wants."""

    topics: frozenset[Topic] = frozenset(Topic)
    paused_until: date | None = None

    def wants(self, topic: Topic, today: date) -> bool:
        """Whether to write to the person about it today. Nobody is spared what is always sent."""
        return topic in ALWAYS_SENT or (topic in self.topics and not is_paused(self.paused_until, today))


def choices_of(user_ids: Iterable[int]) -> dict[int, Choices]:
    """What each of these people has chosen; everybody has an answer."""
    wanted = list(user_ids)
    known = {row.user_id: _choices(row) for row in MailChoice.objects.filter(user_id__in=wanted)}
    return {user_id: known.get(user_id, Choices()) for user_id in wanted}


def own_choices(viewer: Viewer) -> Choices:
    """The viewer's own; NotFound for one who is not a person."""
    return choices_of([own_user_id(viewer)])[own_user_id(viewer)]


def own_user_id(viewer: Viewer) -> int:
    """The person behind the viewer; NotFound for scheduled work and for those outside every municipality."""
    if viewer.user_id is None or viewer.municipality_id is None:
        raise NotFound
    return viewer.user_id


def _choices(row: MailChoice) -> Choices:
    flags = {Topic.WEEK: row.wants_week, Topic.REMINDER: row.wants_reminders, Topic.FEEDBACK: row.wants_feedback}
    return Choices(frozenset(topic for topic, is_wanted in flags.items() if is_wanted), row.paused_until_date)


def mails_to(viewer: Viewer) -> list[OutgoingMail]:
    """What has lately been mailed to the viewer here, newest first."""
    rows = OutgoingMail.objects.seen_by(viewer).filter(recipient_id=own_user_id(viewer))
    return list(rows.order_by("-queued_at", "-id")[:_SHOWN_MAILS])


def has_due(viewer: Viewer, now: datetime) -> bool:
    """Whether anything waits to be sent, or has lost its worker."""
    rows = OutgoingMail.objects.seen_by(viewer)
    return rows.filter(mail_state__in=(MailState.WAITING, MailState.SENDING), next_try_at__lte=now).exists()


# -- Calendars --------------------------------------------------------------------------------
def calendars_of(viewer: Viewer) -> list[CalendarFeed]:
    """The viewer's calendar addresses that work, newest first."""
    return list(CalendarFeed.objects.filter(user_id=own_user_id(viewer), revoked_at=None))


def reader_of(token: str, now: datetime) -> User:
    """Whose calendar it is. NotFound when the address is wrong, ended, or its person has left."""
    row = (
        CalendarFeed.objects.select_related("user")
        .filter(token_hash=token_hash(token), revoked_at=None, user__is_active=True)
        .first()
    )
    if row is None:
        raise NotFound
    if row.last_read_at is None or now - row.last_read_at >= _NOTED_EVERY:
        CalendarFeed.objects.filter(pk=row.pk).update(last_read_at=now)
    return row.user
