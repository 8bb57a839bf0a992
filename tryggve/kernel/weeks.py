"""Which week is it, and to which month does it count?

Weeks are ISO 8601 weeks in Swedish time. A week belongs to the month that its
Thursday falls in, so weeks add up to months exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import overload
from zoneinfo import ZoneInfo

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

STOCKHOLM = ZoneInfo("Europe/Stockholm")

# Outside these years a typed year is a slip of the finger, not a week of this method.
FIRST_YEAR = 1900
LAST_YEAR = 2199

# How much of a text that cannot be read is repeated to the one who wrote it.
_SHOWN = 40

MONTH_NAMES = (
    _("januari"),
    _("februari"),
    _("mars"),
    _("april"),
    _("maj"),
    _("juni"),
    _("juli"),
    _("augusti"),
    _("september"),
    _("oktober"),
    _("november"),
    _("december"),
)

_WEEK_PATTERN = re.compile(r"([0-9]{4})-W([0-9]{2})")
_PERIOD_PATTERN = re.compile(r"([0-9]{4}-W[0-9]{2})/([0-9]{4}-W[0-9]{2})")
_MONTH_PATTERN = re.compile(r"([0-9]{4})-([0-9]{2})")


class NotAWeek(DomainError, ValueError):
    """The text or the numbers name no ISO week."""


class NotAPeriod(DomainError, ValueError):
    """The text or the numbers name no period of whole weeks."""


class NotAMonth(DomainError, ValueError):
    """The text or the numbers name no report month."""


class NoTimeZone(DomainError, ValueError):
    """A point in time without a time zone belongs to no week."""


@dataclass(frozen=True, order=True, slots=True)
class Week:
    """One ISO week, Monday 00:00 to the next Monday 00:00 in Swedish time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        has_year = FIRST_YEAR <= self.year <= LAST_YEAR
        if not has_year or not 1 <= self.number <= weeks_in(self.year):
            raise NotAWeek(
                _(
                    "Veckan finns inte. Vi fick år {year} och vecka {number}. "
                    "Ange en vecka som finns, till exempel 2026-W37."
                ),
                year=self.year,
                number=self.number,
            )

    @classmethod
    def of(cls, moment: date | datetime) -> Week:
        """The week of a day, or of an aware point in time as Swedish clocks show it."""
        if isinstance(moment, datetime):
            if moment.utcoffset() is None:
                raise NoTimeZone(
                    _("Tidpunkten saknar tidszon. Vi fick {moment}. Ange en tidpunkt med tidszon."),
                    moment=moment.isoformat(),
                )
            moment = moment.astimezone(STOCKHOLM).date()
        year, number, _weekday = moment.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read the form that `str` writes: `2026-W37`."""
        match = _WEEK_PATTERN.fullmatch(text)
        if match is None:
            raise NotAWeek(
                _("Veckan går inte att läsa. Vi fick {text}. Skriv år och vecka så här: 2026-W37."),
                text=repr(text[:_SHOWN]),
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def range(cls, first: Week, last: Week) -> tuple[Week, ...]:
        """Every week from `first` to `last`, both included; none when `last` is earlier."""
        return tuple(first + step for step in range(last - first + 1))

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def thursday(self) -> date:
        return self.monday + timedelta(days=3)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.monday + timedelta(days=step) for step in range(7))

    @property
    def start_at(self) -> datetime:
        return datetime.combine(self.monday, time(), STOCKHOLM)

    @property
    def end_at(self) -> datetime:
        """The first instant after the week: the week is half-open."""
        return datetime.combine(self.monday + timedelta(days=7), time(), STOCKHOLM)

    @property
    def hours(self) -> int:
        """168, but 167 when summer time begins and 169 when it ends."""
        return _hours_between(self.start_at, self.end_at)

    @property
    def label(self) -> str:
        """Swedish, for documents and the command line; a translated page uses `number`."""
        return f"vecka {self.number}"

    def __str__(self) -> str:
        return f"{self.year:04d}-W{self.number:02d}"

    def __contains__(self, moment: date | datetime) -> bool:
        return Week.of(moment) == self

    def __add__(self, weeks: int) -> Week:
        return Week.of(self.monday + timedelta(weeks=weeks))

    @overload
    def __sub__(self, other: int) -> Week: ...
    @overload
    def __sub__(self, other: Week) -> int: ...
    def __sub__(self, other: int | Week) -> Week | int:
        if isinstance(other, Week):
            return (self.monday - other.monday).days // 7
        return self + -other


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Whole weeks in a row: what one weekly report covers."""

    first_week: Week
    n_weeks: int = 1

    def __post_init__(self) -> None:
        if self.n_weeks < 1:
            raise NotAPeriod(
                _("En period har minst en vecka. Vi fick {n_weeks} veckor. Ange hur många veckor perioden har."),
                n_weeks=self.n_weeks,
            )

    @classmethod
    def containing(cls, week: Week, *, n_weeks: int, anchor: Week) -> Period:
        """The period that holds `week` when periods of `n_weeks` are laid out from `anchor`.

        >>> str(Period.containing(Week(2026, 38), n_weeks=2, anchor=Week(2026, 1)))
        '2026-W37/2026-W38'
        """
        steps = (week - anchor) // max(n_weeks, 1)
        return cls(anchor + steps * n_weeks, n_weeks)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `2026-W37/2026-W38`, or a single week."""
        match = _PERIOD_PATTERN.fullmatch(text)
        if match is None:
            return cls(Week.parse(text))
        first, last = Week.parse(match[1]), Week.parse(match[2])
        return cls(first, last - first + 1)

    @property
    def last_week(self) -> Week:
        return self.first_week + (self.n_weeks - 1)

    @property
    def weeks(self) -> tuple[Week, ...]:
        return Week.range(self.first_week, self.last_week)

    @property
    def start_at(self) -> datetime:
        return self.first_week.start_at

    @property
    def end_at(self) -> datetime:
        """The first instant after the period: the period is half-open."""
        return self.last_week.end_at

    @property
    def next(self) -> Period:
        return Period(self.first_week + self.n_weeks, self.n_weeks)

    @property
    def prev(self) -> Period:
        return Period(self.first_week - self.n_weeks, self.n_weeks)

    @property
    def label(self) -> str:
        """Swedish, for documents and the command line."""
        if self.n_weeks == 1:
            return self.first_week.label
        return f"vecka {self.first_week.number}–{self.last_week.number}"

    def __str__(self) -> str:
        if self.n_weeks == 1:
            return str(self.first_week)
        return f"{self.first_week}/{self.last_week}"

    def __iter__(self) -> Iterator[Week]:
        return iter(self.weeks)

    def __len__(self) -> int:
        return self.n_weeks

    def __contains__(self, moment: Week | date | datetime) -> bool:
        week = moment if isinstance(moment, Week) else Week.of(moment)
        return self.first_week <= week <= self.last_week


@dataclass(frozen=True, order=True, slots=True)
class ReportMonth:
    """The ISO weeks whose Thursday falls in one calendar month: four or five of them."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR or not 1 <= self.month <= 12:
            raise NotAMonth(
                _(
                    "Månaden finns inte. Vi fick år {year} och månad {month}. "
                    "Ange en månad som finns, till exempel 2026-09."
                ),
                year=self.year,
                month=self.month,
            )

    @classmethod
    def of(cls, week: Week) -> ReportMonth:
        return cls(week.thursday.year, week.thursday.month)

    @classmethod
    def parse(cls, text: str) -> ReportMonth:
        """Read the form that `str` writes: `2026-09`."""
        match = _MONTH_PATTERN.fullmatch(text)
        if match is None:
            raise NotAMonth(
                _("Månaden går inte att läsa. Vi fick {text}. Skriv år och månad så här: 2026-09."),
                text=repr(text[:_SHOWN]),
            )
        return cls(int(match[1]), int(match[2]))

    @property
    def weeks(self) -> tuple[Week, ...]:
        return Week.range(self.first_week, self.last_week)

    @property
    def first_week(self) -> Week:
        first = date(self.year, self.month, 1)
        return Week.of(first + timedelta(days=(3 - first.weekday()) % 7))

    @property
    def last_week(self) -> Week:
        return self.next.first_week - 1

    @property
    def start_at(self) -> datetime:
        return self.first_week.start_at

    @property
    def end_at(self) -> datetime:
        """The first instant after the month's last week."""
        return self.last_week.end_at

    @property
    def next(self) -> ReportMonth:
        return self + 1

    @property
    def prev(self) -> ReportMonth:
        return self + -1

    @property
    def name(self) -> str:
        """The month's name, marked for translation."""
        return MONTH_NAMES[self.month - 1]

    @property
    def label(self) -> str:
        """Swedish, for documents and the command line: `september 2026`."""
        return f"{self.name} {self.year}"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> ReportMonth:
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return ReportMonth(year, month + 1)

    def __contains__(self, week: Week) -> bool:
        return ReportMonth.of(week) == self


def day_span(first: date, last: date | None = None) -> tuple[datetime, datetime]:
    """From midnight to midnight in Sweden: 23 or 25 hours where the clocks change."""
    return (
        datetime.combine(first, time(), STOCKHOLM),
        datetime.combine((last or first) + timedelta(days=1), time(), STOCKHOLM),
    )


def weeks_in(year: int) -> int:
    """52, or 53: the 28th of December always lies in the year's last ISO week."""
    return date(year, 12, 28).isocalendar().week


def _hours_between(start_at: datetime, end_at: datetime) -> int:
    # Between two clocks of one zone Python subtracts what they show; only UTC counts the hours.
    return int((end_at.astimezone(UTC) - start_at.astimezone(UTC)) / timedelta(hours=1))
