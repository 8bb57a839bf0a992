"""When and where did it happen, as the title of a police event says?

A title reads "21 mars 19:30, Mord/dråp, försök, Ludvika": a day without its year, a time, the
type (which may hold commas) and the place. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
_WHEN = re.compile(
    r"\s*(?P<day>\d{1,2})\s+(?P<month>[a-zåäö]{3,9})\.?(?:\s+kl\.?)?\s+(?P<hour>\d{1,2})[.:](?P<minute>\d{2})\s*",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title in its parts. `occurred_at` is None when the title names no readable time."""

    occurred_at: datetime | None
    place: str


def read_title(name: str, type_name: str, published_at: datetime) -> Title:
    """Take a title apart. The year is the one that brings the day nearest to publication."""
    match = _WHEN.match(name)
    rest = name[match.end() :].lstrip(" ,") if match else name
    return Title(
        occurred_at=_moment(match, published_at) if match else None,
        place=_place(rest, type_name),
    )


def read_published(text: str) -> datetime | None:
    """'2023-01-11 7:55:23 +01:00' as an aware moment; without an offset it is Swedish time."""
    match = _PUBLISHED.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    written = (
        f"{year}-{int(month):02}-{int(day):02}T{int(hour):02}:{minute}:{second or '00'}"
        f"{'+00:00' if offset == 'Z' else offset or ''}"
    )
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _place(rest: str, type_name: str) -> str:
    """What follows the last comma, when more than the type is left (a type may hold commas)."""
    if type_name and rest.casefold().startswith(type_name.casefold()):
        return rest[len(type_name) :].rpartition(",")[2].strip()
    return rest.rpartition(",")[2].strip() if "," in rest else ""


def _moment(match: re.Match[str], published_at: datetime) -> datetime | None:
    month = _month_number(match["month"])
    year = published_at.astimezone(STOCKHOLM).year
    moments = [
        moment
        for candidate in (year - 1, year, year + 1)
        if (moment := _local(candidate, month, match, published_at)) is not None
    ]
    return min(moments, key=lambda moment: abs(moment - published_at), default=None)


def _month_number(written: str) -> int:
    """1-12 for a month's name or its beginning ('aug', 'sept'); 0 when it is none."""
    name = written.lower()
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)), 0)


def _local(year: int, month: int, match: re.Match[str], published_at: datetime) -> datetime | None:
    """The moment in UTC. In the hour that returns in October, the later one not after publication."""
    try:
        local = datetime(year, month, int(match["day"]), int(match["hour"]), int(match["minute"]), tzinfo=STOCKHOLM)
        first, second = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    # In March the hour that is skipped has its folds the other way round: keep the first.
    return second if first < second <= published_at else first
