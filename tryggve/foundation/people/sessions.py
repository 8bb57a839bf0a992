"""Where is a person logged in, for how long, and who ends it?

The times stand in the session itself, which every request reads anyway; the table is for its owner to look at
and to end. They are told by the machine's own clock.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.http import HttpRequest

from tryggve.foundation.people.models import LogIn, User
from tryggve.foundation.people.rules import browser_in_words

BEGAN, SEEN, STRONG, CONFIRMED = "began", "seen", "second_factor", "confirmed"
#: To write at every click would be for nobody.
SEEN_EVERY_S = 300


@dataclass(frozen=True, slots=True)
class LogInView:
    """One browser, as its owner sees it."""

    key: str
    browser: str
    began_at: datetime
    seen_at: datetime
    is_this: bool


def clock() -> float:
    """Seconds, by the machine."""
    return time.time()


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def is_over(session: SessionBase, at: float) -> bool:
    """Whether it has been idle too long, or has lasted a whole day's work."""
    began, seen = session.get(BEGAN), session.get(SEEN)
    if began is None or seen is None:
        return False
    return bool(at - seen > settings.SESSION_IDLE or at - began > settings.SESSION_COOKIE_AGE)


def note_seen(session: SessionBase, at: float) -> None:
    """Now and then: the person is still here."""
    if at - session.get(SEEN, 0) >= SEEN_EVERY_S:
        session.setdefault(BEGAN, int(at))
        session[SEEN] = int(at)
        LogIn.objects.filter(session_key=session.session_key).update(seen_at=_moment(at))


def was_confirmed(session: SessionBase, at: float, seconds: float) -> bool:
    """Whether the person has shown who they are during the last so many seconds."""
    return bool(at - session.get(CONFIRMED, 0) <= seconds)


def begun(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ARG001 - a signal's receiver
    """At every log-in, however it was made: the session's own times, and a line for its owner."""
    at = clock()
    session = request.session
    session.update({BEGAN: int(at), SEEN: int(at), CONFIRMED: int(at)})
    session.pop(STRONG, None)
    if session.session_key is None:
        session.create()
    LogIn.objects.filter(user=user).exclude(session_key__in=Session.objects.values("session_key")).delete()
    LogIn.objects.update_or_create(
        session_key=session.session_key,
        defaults={
            "user": user,
            "browser": browser_in_words(request.META.get("HTTP_USER_AGENT", "")),
            "began_at": _moment(at),
            "seen_at": _moment(at),
        },
    )


def ended(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:  # noqa: ARG001 - a receiver
    """At every log-out, before the session is emptied."""
    if request.session.session_key:
        LogIn.objects.filter(session_key=request.session.session_key).delete()


def listen() -> None:
    """Told when the house starts."""
    user_logged_in.connect(begun, dispatch_uid="people.sessions.begun")
    user_logged_out.connect(ended, dispatch_uid="people.sessions.ended")


def log_ins_of(user_id: int, session_key: str | None, at: float) -> list[LogInView]:
    """Where the person is logged in now, this browser first."""
    rows = LogIn.objects.filter(
        user_id=user_id,
        seen_at__gt=_moment(at - settings.SESSION_IDLE),
        began_at__gt=_moment(at - settings.SESSION_COOKIE_AGE),
        session_key__in=Session.objects.values("session_key"),
    )
    views = [
        LogInView(row.public_id, row.browser, row.began_at, row.seen_at, row.session_key == session_key) for row in rows
    ]
    return sorted(views, key=lambda view: not view.is_this)


def end(rows: Any) -> int:
    """End these log-ins, at once. Takes a queryset of LogIn; returns how many there were."""
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    LogIn.objects.filter(session_key__in=keys).delete()
    return len(keys)
