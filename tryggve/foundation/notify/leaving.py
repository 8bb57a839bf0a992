"""What of a person's letters and calendars ends when they leave?"""

from __future__ import annotations

from datetime import datetime

from tryggve.foundation.notify.models import CalendarFeed
from tryggve.foundation.people.leaving import at_leaving
from tryggve.foundation.people.models import User


def end_calendars(user: User, now: datetime) -> None:
    """Their addresses: they do not come alive again should the person come back."""
    CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=now)


at_leaving("calendars", end_calendars)
