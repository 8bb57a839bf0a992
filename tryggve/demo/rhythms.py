"""When in the week do things happen? Local Swedish time, as moments in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random

from tryggve.kernel.weeks import STOCKHOLM, Week

#: Weights Monday to Sunday, first hour, hours: what is drawn is inside them.
_Rhythm = tuple[Sequence[float], int, int]
RHYTHMS: dict[str, _Rhythm] = {
    "day": ((1, 1, 1, 1, 1.2, 0.3, 0.1), 8, 9),
    "evening": ((1, 1, 1.1, 1.3, 2.2, 2.0, 0.8), 17, 6),
    "night": ((0.7, 0.7, 0.8, 1, 2.2, 2.2, 0.6), 20, 4),
    "weekend_night": ((0.1, 0.1, 0.1, 0.4, 2.5, 3, 0.2), 20, 4),
    "thursday_to_saturday": ((0, 0, 0, 1, 1.2, 1.2, 0), 19, 4),
    "small_hours": ((1, 1, 1, 1, 1, 1, 1), 2, 3),
    "overnight": ((1, 1, 1, 1, 1.3, 1.5, 0.9), 17, 5),
}
Span = tuple[datetime, datetime]


def local(week: Week, weekday: int, hour: int, minute: int = 0) -> datetime:
    """A clock's time in a week, in UTC. `weekday` 7 and more is the next week."""
    day = week.monday + timedelta(days=weekday)
    return datetime.combine(day, time(hour, minute), STOCKHOLM).astimezone(UTC)


def draw(random: Random, week: Week, rhythm: str, precision: str) -> Span:
    """When it happened and until when, as exactly as `precision` says it is known."""
    weekdays, first_hour, n_hours = RHYTHMS[rhythm]
    weekday = random.choices(range(7), weekdays)[0]
    started = local(week, weekday, first_hour + random.randrange(n_hours), random.randrange(0, 60, 5))
    if precision == "minute":
        return started, started
    if precision == "hour":
        return started, started + timedelta(minutes=random.choice((15, 30, 45, 60)))
    if precision == "day":
        return local(week, weekday, 0), local(week, weekday + 1, 0)
    if rhythm == "overnight":
        return started, local(week, weekday + 1, 6, 30)
    return started, started + timedelta(minutes=random.choice((60, 90, 120, 180)))
