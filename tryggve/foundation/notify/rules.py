"""Which letters there are, and how long to wait between tries. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from tryggve.kernel.text import mark as _


class Topic(StrEnum):
    """What a letter is about: a person chooses by topic, except those that are always sent (ALWAYS_SENT)."""

    WEEK = "week"
    REMINDER = "reminder"
    FEEDBACK = "feedback"
    ACCESS = "access"
    DUTY = "duty"


#: Who read what is theirs, and what the municipality must answer.
ALWAYS_SENT = frozenset({Topic.ACCESS, Topic.DUTY})


TOPIC_NAMES = {
    Topic.WEEK: _("Veckans läge"),
    Topic.REMINDER: _("Påminnelser"),
    Topic.FEEDBACK: _("Vad det blev av det du sett"),
    Topic.ACCESS: _("Någon har öppnat era händelser"),
    Topic.DUTY: _("Något som kommunen ska svara på"),
}


class MailState(StrEnum):
    """Waiting (also for another try), being sent, sent, given up, or no longer to be sent."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


MAIL_STATE_NAMES = {
    MailState.WAITING: _("Väntar"),
    MailState.SENDING: _("Skickas"),
    MailState.SENT: _("Skickat"),
    MailState.FAILED: _("Kom inte fram"),
    MailState.DROPPED: _("Skickades inte"),
}

#: How long after each failed try the next one comes; after the last one the letter is given up.
WAITS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
#: A letter that has been "being sent" for this long lost its worker. Longer than any mail server answers.
LOST_AFTER = timedelta(minutes=15)
#: A person needs one for each calendar programme, and old ones can be ended.
MOST_CALENDARS = 5


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to be sent to one person at most once. `text` has counts and states, never content."""

    user_id: int
    topic: Topic
    dedupe_key: str
    subject: str
    text: str
    expires_at: datetime


def next_try(*, tries: int, now: datetime) -> datetime | None:
    """When to try again after so many failed tries; None when it is time to give up."""
    return now + WAITS[tries - 1] if 1 <= tries <= len(WAITS) else None


def is_paused(paused_until: date | None, today: date) -> bool:
    """Whether a pause still holds: through its last day."""
    return paused_until is not None and today <= paused_until
