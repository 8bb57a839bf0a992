"""From when to when is what a text says of time, and how exactly? Pure.

One time is from and to alike. A date alone is midnight to midnight. "natten mot 6/10" is 22 the day
before to 6. An end before its start on the same day is the day after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tryggve.edges.intake.said_times import PARTS, Around, NotATime, Said
from tryggve.kernel.weeks import STOCKHOLM


@dataclass(frozen=True, slots=True)
class Span:
    """From and to, aware. `precision` is minute, hour, interval, day or week."""

    start: datetime
    end: datetime
    precision: str
    warnings: tuple[str, ...] = ()


def span_from(said: Said, around: Around) -> Span:
    """The span of what is said. Raises NotATime when no day is said, or the end comes first."""
    warnings = list(dict.fromkeys(said.warnings))
    if said.moment is not None:
        return Span(said.moment, said.moment, "minute", tuple(warnings))
    dates = _days(said, around, warnings)
    if not dates:
        return _whole_week(said, warnings)
    first, last = dates[0], dates[-1]
    if last < first:
        raise NotATime("end_before_start")
    if said.towards:
        before = first - timedelta(days=1)
        return _made(before, (22, 0), last, (6, 0), "interval", [*warnings, "time_vague"])
    if said.clocks:
        return _clocked(said, first, last, warnings)
    if said.parts:
        return _parted(said, first, last, warnings)
    if last > first:
        precision = "week" if last - first == timedelta(days=6) else "interval"
        return _made(first, (0, 0), last + timedelta(days=1), (0, 0), precision, [*warnings, "time_vague"])
    return _made(first, (0, 0), first + timedelta(days=1), (0, 0), "day", [*warnings, "time_missing"])


def _whole_week(said: Said, warnings: list[str]) -> Span:
    if said.week is None:
        raise NotATime("date_missing")
    first, last = said.week
    return _made(first, (0, 0), last + timedelta(days=1), (0, 0), "week", [*warnings, "time_vague"])


def _days(said: Said, around: Around, warnings: list[str]) -> list[date]:
    if said.dates:
        if said.weekdays and len(said.dates) == 1 and said.dates[0].weekday() not in said.weekdays:
            warnings.append("weekday_mismatch")
        elif "year_assumed" in warnings and _is_outside(said.dates[0], around):
            warnings.append("outside_period")
        return said.dates[:2] if len(said.dates) < 3 else [min(said.dates), max(said.dates)]
    monday = said.week[0] if said.week else around.monday
    if not said.weekdays or monday is None:
        return []
    if said.week is None:
        warnings.append("date_from_heading")
    monday -= timedelta(days=monday.weekday())
    days = [monday + timedelta(days=number) for number in said.weekdays[:2]]
    if len(days) == 2 and days[1] < days[0]:
        days[1] += timedelta(days=7)
    return days


def _is_outside(day: date, around: Around) -> bool:
    """Whether a day whose year was assumed lies outside the period that the title names."""
    if around.monday is None or around.last is None:
        return False
    return not around.monday - timedelta(days=1) <= day <= around.last + timedelta(days=1)


def _clocked(said: Said, first: date, last: date, warnings: list[str]) -> Span:
    if said.is_vague:
        warnings = [*warnings, "time_vague"]
    start = said.clocks[0]
    if len(said.clocks) == 1:
        if said.modifier in ("efter", "tidigast"):
            return _made(first, start, first + timedelta(days=1), (0, 0), "interval", warnings)
        if said.modifier in ("före", "innan", "senast"):
            return _made(first, (0, 0), first, start, "interval", warnings)
        if last > first:
            return _made(first, start, last + timedelta(days=1), (0, 0), "interval", [*warnings, "time_vague"])
        return _made(first, start, first, start, "hour" if said.is_vague else "minute", warnings)
    end = said.clocks[-1]
    if last == first and end < start:
        last = first + timedelta(days=1)
    return _made(first, start, last, end, "interval" if (first, start) != (last, end) else "minute", warnings)


def _parted(said: Said, first: date, last: date, warnings: list[str]) -> Span:
    begins, ends = PARTS[said.parts[0]][0], PARTS[said.parts[-1]][1]
    if said.parts[0] == "natt" and last - first == timedelta(days=1):
        return _made(first, (22, 0), last, (6, 0), "interval", [*warnings, "time_vague"])
    until = last + timedelta(days=ends // 24)
    return _made(first, (begins, 0), until, (ends % 24, 0), "interval", [*warnings, "time_vague"])


def _made(  # noqa: PLR0917 - two moments, how exact they are, and what was guessed
    first: date, start: tuple[int, int], last: date, end: tuple[int, int], precision: str, warnings: list[str]
) -> Span:
    warnings = list(dict.fromkeys(warnings))
    began = local_moment(first, start, warnings)
    ended = began if (first, start) == (last, end) else local_moment(last, end, warnings)
    if ended < began:
        raise NotATime("end_before_start")
    return Span(began, ended, precision, tuple(warnings))


def local_moment(day: date, clock: tuple[int, int], warnings: list[str]) -> datetime:
    """A Swedish clock's time. The hour that summer time takes away is an hour later, and that is said."""
    hour, minute = clock
    day += timedelta(days=hour // 24)
    local = datetime.combine(day, time(hour % 24, minute), STOCKHOLM)
    moment = local.astimezone(UTC)
    if moment.astimezone(STOCKHOLM).replace(tzinfo=None) != local.replace(tzinfo=None):
        warnings.append("time_not_on_clock")
    elif local.replace(fold=1).utcoffset() != local.utcoffset():
        warnings.append("time_twice_on_clock")
    return moment
