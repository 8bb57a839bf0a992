"""Dates and periods in the words of a Swedish document. Pure."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tryggve.kernel.weeks import ReportMonth, Week

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_STOCKHOLM = ZoneInfo("Europe/Stockholm")


def day(when: date) -> str:
    """'14 september 2026'."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def weekday_day(when: date) -> str:
    """'måndag 14 september 2026'."""
    return f"{WEEKDAYS[when.weekday()]} {day(when)}"


def clock(when: datetime) -> str:
    """'kl. 14.05', Swedish time."""
    return when.astimezone(_STOCKHOLM).strftime("kl. %H.%M")


def swedish_date(when: datetime) -> date:
    """The calendar day in Sweden."""
    return when.astimezone(_STOCKHOLM).date()


def week_dates(week: Week) -> str:
    """'7–13 september 2026', or with both months and years where they differ."""
    first, last = week.monday, week.sunday
    if first.year != last.year:
        return f"{day(first)}–{day(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]}–{day(last)}"
    return f"{first.day}–{day(last)}"


def month_label(month: ReportMonth) -> str:
    """'september 2026'."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def month_weeks(month: ReportMonth) -> str:
    """'vecka 36–39'."""
    return f"vecka {month.first_week.number}–{month.last_week.number}"
