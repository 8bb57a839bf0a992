"""How are numbers, days and weeks written? In Swedish form, or English where English is chosen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.kernel.weeks import ReportMonth, Week

MINUS = "\N{MINUS SIGN}"
THIN = "\N{NARROW NO-BREAK SPACE}"
HARD = "\N{NO-BREAK SPACE}"
MINUTES_AN_HOUR = 60

Number = int | float | Decimal

_SHORT_SV = ("jan", "febr", "mars", "apr", "maj", "juni", "juli", "aug", "sept", "okt", "nov", "dec")
_SHORT_EN = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")


def _english() -> bool:
    return (translation.get_language() or "sv").startswith("en")


def number(value: Number | None, decimals: int = 0) -> str:
    """12 345 or 3,4; a true minus sign; a dash for what is not known."""
    if value is None:
        return "–"
    text = f"{abs(value):,.{decimals}f}"
    if not _english():
        text = text.replace(",", THIN).replace(".", ",")
    is_zero = not any(digit in text for digit in "123456789")
    return text if value >= 0 or is_zero else MINUS + text


def signed(value: Number | None, decimals: int = 0) -> str:
    """+4, −4 or 0."""
    text = number(value, decimals)
    return f"+{text}" if value is not None and value > 0 else text


def kronor(value: Number | None) -> str:
    """64 000 kronor."""
    return _("%(amount)s kronor") % {"amount": number(value)}


def interval(estimate: Number, low: Number, high: Number, decimals: int = 0) -> str:
    """−4 (−9 till 1)."""
    return _("%(estimate)s (%(low)s till %(high)s)") % {
        "estimate": number(estimate, decimals),
        "low": number(low, decimals),
        "high": number(high, decimals),
    }


def percent_signed(share: float) -> str:
    """−0.17 as −17 %. Never shown without its interval."""
    return f"{signed(round(share * 100))}{HARD}%"


def percent_interval(estimate: float, low: float, high: float) -> str:
    """−17 % (−61 till +77 %)."""
    return _("%(estimate)s (%(low)s till %(high)s)") % {
        "estimate": percent_signed(estimate),
        "low": signed(round(low * 100)),
        "high": percent_signed(high),
    }


def _local(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def day(value: date | datetime | None) -> str:
    """måndag 14 september."""
    if value is None:
        return ""
    when = _local(value)
    return f"{WEEKDAYS[when.weekday()]} {when.day} {MONTHS[when.month]}"


def date_only(value: date | datetime | None) -> str:
    """14 september."""
    if value is None:
        return ""
    when = _local(value)
    return f"{when.day} {MONTHS[when.month]}"


def day_year(value: date | datetime | None) -> str:
    """14 september 2026."""
    return "" if value is None else f"{date_only(value)} {_local(value).year}"


def day_short(value: date | datetime | None) -> str:
    """14 sept."""
    if value is None:
        return ""
    when = _local(value)
    names = _SHORT_EN if _english() else _SHORT_SV
    return f"{when.day} {names[when.month - 1]}"


def clock(value: datetime | None) -> str:
    """14.32 in Swedish, 14:32 in English."""
    if value is None:
        return ""
    when = timezone.localtime(value) if timezone.is_aware(value) else value
    mark = ":" if _english() else "."
    return f"{when.hour:02d}{mark}{when.minute:02d}"


def day_clock(value: datetime | None) -> str:
    """14 sept kl. 14.32."""
    if value is None:
        return ""
    return _("%(day)s kl. %(clock)s") % {"day": day_short(value), "clock": clock(value)}


def week_label(value: Week | str | None) -> str:
    """vecka 37."""
    return "" if value is None else _("vecka %(number)s") % {"number": _week(value).number}


def week_short(value: Week | str | None) -> str:
    """v. 37."""
    return "" if value is None else _("v. %(number)s") % {"number": _week(value).number}


def week_dates(value: Week | str | None) -> str:
    """7–13 september, or 28 september–4 oktober."""
    if value is None:
        return ""
    week = _week(value)
    first, last = week.monday, week.sunday
    if first.month == last.month:
        return f"{first.day}–{date_only(last)}"
    return f"{date_only(first)}–{date_only(last)}"


def month_label(value: ReportMonth | None) -> str:
    """september 2026."""
    return "" if value is None else f"{MONTHS[value.month]} {value.year}"


def _week(value: Week | str) -> Week:
    return Week.parse(value) if isinstance(value, str) else value


def duration(value: timedelta | None) -> str:
    """3 dagar 4 timmar: the two largest parts, and no more."""
    if value is None:
        return ""
    minutes = max(int(value.total_seconds() // 60), 0)
    days, rest = divmod(minutes, 24 * MINUTES_AN_HOUR)
    hours, left = divmod(rest, MINUTES_AN_HOUR)
    parts = [
        (days, ngettext("%(n)s dag", "%(n)s dagar", days)),
        (hours, ngettext("%(n)s timme", "%(n)s timmar", hours)),
        (left, ngettext("%(n)s minut", "%(n)s minuter", left)),
    ]
    said = [text % {"n": number(count)} for count, text in parts if count]
    if days:
        said = [text % {"n": number(count)} for count, text in parts[:2] if count]
    return " ".join(said[:2]) or ngettext("%(n)s minut", "%(n)s minuter", 0) % {"n": 0}
