"""When did it happen, as Swedes write it? A text or a cell in, a span out, with what was guessed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from tryggve.edges.intake.said_times import (
    Around,
    NotATime,
    Said,
    days_of_week,
    said_by_moment,
    said_in,
    said_together,
    tidied,
    year_of_week,
)
from tryggve.edges.intake.shapes import Cell
from tryggve.edges.intake.time_spans import Span, local_moment, span_from
from tryggve.kernel.weeks import STOCKHOLM

_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC).replace(tzinfo=None)
_SERIALS = (20_000, 2_958_465)
_EPOCH_SECONDS, _EPOCH_MILLISECONDS = (10**9, 10**10), (10**11, 10**13)


# -- Doors -----------------------------------------------------------------------------------
def span_of(day: Cell, clock: Cell, end: Cell, around: Around) -> Span:
    """The span of a row: a day or moment, perhaps a clock or an interval beside it, perhaps an end.

    Raises NotATime with date_missing, date_invalid or end_before_start.
    """
    first = _of_cell(day, around, is_day=True)
    beside = _of_cell(clock, around, is_day=False) if not _is_empty(clock) else Said()
    said = said_together(first, beside)
    if not (said.dates or said.week or said.weekdays) and around.band is not None and (said.clocks or said.parts):
        said.dates = [around.band]
        said.warnings.append("date_from_heading")
    span = span_from(said, around)
    return span if _is_empty(end) else _until(span, end, around)


def day_in(text: str, around: Around) -> date | None:
    """The day that a heading names ("Måndag 5 oktober"); None when it names none, or more."""
    try:
        said = said_in(tidied(text), around)
    except NotATime:
        return None
    if len(said.dates) == 1 and not said.clocks:
        return said.dates[0]
    if not said.dates and len(said.weekdays) == 1 and around.monday is not None and not said.clocks:
        return around.monday + timedelta(days=said.weekdays[0])
    return None


def week_in(texts: Iterable[str], now: datetime) -> tuple[date, date] | None:
    """(first day, last day) that the title of a file is about."""
    whole = " ".join(tidied(text) for text in texts)
    found = re.search(r"\b(?:vecka|veckan|v\.?|week)\s?(\d{1,2})\b", whole)
    year = re.search(r"\b(20\d\d)\b", whole)
    iso = re.search(r"\b(20\d\d)-?w(\d{1,2})\b", whole)
    if iso:
        return days_of_week(int(iso[2]), int(iso[1]))
    if found:
        return days_of_week(int(found[1]), int(year[1]) if year else year_of_week(int(found[1]), now.date()))
    try:
        said = said_in(whole, Around(near=date(int(year[1]), 7, 1) if year else now.date()))
    except NotATime:
        return None
    if not said.dates:
        return None
    return min(said.dates), max(said.dates)


def full_date_in(value: Cell) -> date | None:
    """The day of a cell that names its year itself; None for any other."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.search(r"\d", value):
        return None
    try:
        said = said_in(tidied(value), Around(near=date(2000, 1, 1)))
    except NotATime:
        return None
    if said.moment is not None:
        return said.moment.date()
    return said.dates[0] if said.dates and "year_assumed" not in said.warnings else None


def looks_like_day(value: Cell) -> bool:
    """Whether a cell seems to name a day."""
    if isinstance(value, date):
        return True
    if isinstance(value, bool) or value is None or isinstance(value, time):
        return False
    if isinstance(value, int | float):
        return 36_000 <= value <= 60_000 or _EPOCH_MILLISECONDS[0] <= value < _EPOCH_MILLISECONDS[1]
    try:
        said = said_in(tidied(value), Around(near=date(2026, 1, 1)))
    except NotATime as refusal:
        return refusal.reason == "date_invalid" and len(value) <= 20 and sum(c.isdigit() for c in value) >= 6
    words = len(value.split())
    return words <= 8 and bool(said.dates or said.moment or said.week or said.weekdays)


def looks_like_clock(value: Cell) -> bool:
    """Whether a cell seems to name a time of day and no day."""
    if isinstance(value, time):
        return True
    if not isinstance(value, str) or len(value) > 30:
        return False
    try:
        said = said_in(tidied(value), Around(near=date(2026, 1, 1)), is_day=False)
    except NotATime:
        return False
    has_sign = ":" in value or "." in value or "kl" in value.lower()
    return not said.dates and not said.moment and bool(said.parts or (said.clocks and has_sign))


# -- A cell ----------------------------------------------------------------------------------
def _is_empty(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _of_cell(value: Cell, around: Around, *, is_day: bool) -> Said:
    if _is_empty(value):
        return Said()
    if isinstance(value, datetime):
        return said_by_moment(value, around)
    if isinstance(value, date):
        return Said(dates=[value])
    if isinstance(value, time):
        return Said(clocks=[(value.hour, value.minute)])
    if isinstance(value, bool):
        raise NotATime("date_invalid")
    if isinstance(value, int | float):
        return _of_number(value, around, is_day=is_day)
    text = tidied(str(value))
    number = _numeric(text, is_day=is_day)
    return _of_number(number, around, is_day=is_day) if number is not None else said_in(text, around, is_day=is_day)


def _numeric(text: str, *, is_day: bool) -> float | None:
    """A number that stands for a day or a part of one: an Excel day, or seconds since 1970."""
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return None
    number = float(text.replace(",", "."))
    if not is_day:
        return number if re.fullmatch(r"0[.,]\d{3,}", text) else None
    whole = len(re.split(r"[.,]", text)[0])
    return number if whole in (5, 10, 12, 13) else None


def _of_number(value: float, around: Around, *, is_day: bool) -> Said:
    if not is_day:
        if 0 <= value < 1:
            minutes = round(value * 24 * 60)
            return Said(clocks=[(minutes // 60, minutes % 60)])
        if value == int(value):
            return said_in(str(int(value)), around, is_day=False)
        return said_in(f"{value:.2f}", around, is_day=False)
    for (low, high), unit in ((_EPOCH_SECONDS, 1), (_EPOCH_MILLISECONDS, 1000)):
        if low <= value < high:
            return Said(moment=datetime.fromtimestamp(value / unit, UTC))
    if _SERIALS[0] <= value <= _SERIALS[1]:
        moment = _SERIAL_ZERO + timedelta(days=int(value), minutes=round(value % 1 * 24 * 60))
        clocks = [] if value == int(value) else [(moment.hour, moment.minute)]
        return Said(dates=[moment.date()], clocks=clocks)
    return said_in(str(int(value)), around, is_day=True)


def _until(span: Span, end: Cell, around: Around) -> Span:
    """The span with an end of its own: a moment, a day, or a bare clock of the same or the next day."""
    said = _of_cell(end, around, is_day=not isinstance(end, time) and not _is_bare_clock(end))
    warnings = [*span.warnings, *said.warnings]
    start_day = span.start.astimezone(STOCKHOLM).date()
    if said.moment is not None:
        ended = said.moment
    elif said.dates:
        last = said.dates[-1]
        if said.clocks:
            ended = local_moment(last, said.clocks[-1], warnings)
        elif last == start_day and span.precision in ("minute", "hour"):
            return span
        else:
            ended = local_moment(last + timedelta(days=1), (0, 0), warnings)
    elif said.clocks:
        clock, began = said.clocks[-1], span.start.astimezone(STOCKHOLM)
        next_day = 1 if clock < (began.hour, began.minute) else 0
        ended = local_moment(start_day + timedelta(days=next_day), clock, warnings)
    else:
        return replace(span, warnings=tuple(dict.fromkeys([*warnings, "end_not_read"])))
    if ended < span.start:
        raise NotATime("end_before_start")
    warnings = [each for each in warnings if each != "time_missing" or not said.clocks]
    precision = "minute" if ended == span.start else "interval"
    if span.precision == "day" and not said.clocks and ended - span.start <= timedelta(hours=25):
        precision = "day"
    return Span(span.start, ended, precision, tuple(dict.fromkeys(warnings)))


def _is_bare_clock(value: Cell) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"(?:kl\.?\s?)?\d{1,2}(?:[:.]\d{2})?", tidied(value)))
