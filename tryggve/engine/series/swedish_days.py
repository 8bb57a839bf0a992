"""Which days are unlike others in Sweden, by the calendar?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

import numpy as np

from tryggve.engine.errors import OutOfRange, WrongShape
from tryggve.engine.numerics.checks import Floats, check_whole, check_work, frozen

WEEKDAYS = ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAYS = (
    "easter",
    "valborg",
    "may_day",
    "ascension",
    "national_day",
    "midsummer",
    "all_saints",
    "lucia",
    "christmas",
    "new_year",
    "epiphany",
)
PAY_DAY = "pay_day"
SCHOOL_BREAK = "school_break"

# The Gregorian calendar came to Sweden in 1753.
_FIRST_YEAR, _LAST_YEAR = 1753, 9998
_MOST_DAYS = 200_000


@dataclass(frozen=True, slots=True, eq=False)
class CalendarTable:
    """`table[row, day, effect]` is 1 where the effect holds on that day, else 0.

    A row is what is counted together: one day, or the seven of a week. `days` are the first days.
    """

    names: tuple[str, ...]
    days: tuple[date, ...]
    table: Floats


def easter_sunday(year: int) -> date:
    """On which day is Easter?

    Parameters
    ----------
    year : 1753 to 9998, Gregorian.

    Raises
    ------
    OutOfRange : for another year.

    Source: Butcher's algorithm, in Meeus (1998), Astronomical Algorithms, chapter 8.
    Card: docs/methods/calendar.md.

    >>> easter_sunday(2026)
    datetime.date(2026, 4, 5)
    """
    whole = check_whole(year, "year", least=_FIRST_YEAR, most=_LAST_YEAR)
    century, of_century = divmod(whole, 100)
    golden = whole % 19
    moved = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - century // 4 - moved + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(whole, month, day + 1)


def swedish_days(year: int) -> dict[str, tuple[date, ...]]:
    """Which days of a year are holidays, feasts and pay days in Sweden?

    Parameters
    ----------
    year : 1753 to 9998; by the rules of today (the national day is free since 2005).

    Returns
    -------
    days by name: Easter is Maundy Thursday to Easter Monday; Valborg the 30th of April; midsummer is
    the eve and the day; All Saints the Saturday and the Friday before; Lucia the 12th and 13th of
    December; Christmas the 24th to 26th; New Year the eve, in this year, and its first day. Pay day
    is the 25th, or the last weekday before, with the days up to the Saturday after.

    Raises
    ------
    OutOfRange : for another year.

    Source: lag (1989:253) om allmänna helgdagar; pay on the 25th is the custom of most employers.
    Card: docs/methods/calendar.md.

    >>> swedish_days(2026)["midsummer"]
    (datetime.date(2026, 6, 19), datetime.date(2026, 6, 20))
    """
    easter = easter_sunday(year)
    midsummer_day = _first_saturday_from(date(year, 6, 20))
    all_saints = _first_saturday_from(date(year, 10, 31))
    return {
        "easter": tuple(easter + timedelta(days=shift) for shift in range(-3, 2)),
        "valborg": (date(year, 4, 30),),
        "may_day": (date(year, 5, 1),),
        "ascension": (easter + timedelta(days=39),),
        "national_day": (date(year, 6, 6),),
        "midsummer": (midsummer_day - timedelta(days=1), midsummer_day),
        "all_saints": (all_saints - timedelta(days=1), all_saints),
        "lucia": (date(year, 12, 12), date(year, 12, 13)),
        "christmas": (date(year, 12, 24), date(year, 12, 25), date(year, 12, 26)),
        "new_year": (date(year, 1, 1), date(year, 12, 31)),
        "epiphany": (date(year, 1, 6),),
        PAY_DAY: tuple(day for month in range(1, 13) for day in _pay_days(year, month)),
    }


def calendar_table(
    first_day: date,
    *,
    n_rows: int,
    days_a_row: Literal[1, 7] = 7,
    school_breaks: Sequence[tuple[date, date]] = (),
) -> CalendarTable:
    """What does the calendar say of each day, or of each day in each week?

    Parameters
    ----------
    first_day : of the first row; the rows follow each other without a gap.
    n_rows : days or weeks; at most 200 000 days in all.
    days_a_row : 1 for counts a day, 7 for counts a week.
    school_breaks : first and last day of each, as the municipality has decided them.

    Returns
    -------
    CalendarTable : weekdays against Monday (for days only: every week has the same ones), the days
        of `swedish_days`, and school breaks where given.

    Raises
    ------
    OutOfRange, WrongShape : for days outside 1754 to 9997, breaks that end before they begin, and
        rows of another length.
    TooMuchWork : for more than 200 000 days.

    Work: O(days x effects).
    Source: as `swedish_days`. Card: docs/methods/calendar.md.

    >>> table = calendar_table(date(2026, 6, 15), n_rows=1)
    >>> table.table[0, :, table.names.index("midsummer")].tolist()
    [0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0]
    """
    if days_a_row not in (1, 7):
        raise WrongShape(f"A row is a day or a week. Got {days_a_row} days. Give 1 or 7.")
    rows = check_whole(n_rows, "n_rows", least=1, most=10**9)
    check_work(rows * float(days_a_row), _MOST_DAYS, "days")
    n_days = rows * days_a_row
    if not _FIRST_YEAR < first_day.year < _LAST_YEAR - n_days // 365 - 1:
        raise OutOfRange(
            f"The days lie outside the calendar. Got {first_day} and {n_days} days. "
            f"Give days from {_FIRST_YEAR + 1} to {_LAST_YEAR - 1}."
        )
    days = [first_day + timedelta(days=shift) for shift in range(n_days)]
    columns = _columns(days, school_breaks)
    if days_a_row == 7:
        columns = {name: column for name, column in columns.items() if name not in WEEKDAYS}
    table = np.stack(list(columns.values()), axis=1).reshape(rows, days_a_row, len(columns))
    return CalendarTable(names=tuple(columns), days=tuple(days[::days_a_row]), table=cast(Floats, frozen(table)))


def _columns(days: list[date], school_breaks: Sequence[tuple[date, date]]) -> dict[str, Floats]:
    columns = {name: np.array([day.weekday() == place for day in days]) for place, name in enumerate(WEEKDAYS, 1)}
    of_years: dict[str, set[date]] = {name: set() for name in (*HOLIDAYS, PAY_DAY)}
    for year in range(days[0].year - 1, days[-1].year + 2):
        for name, some in swedish_days(year).items():
            of_years[name].update(some)
    columns |= {name: np.array([day in some for day in days]) for name, some in of_years.items()}
    for first, last in school_breaks:
        if last < first:
            raise OutOfRange(f"A school break ends before it begins. Got {first} to {last}. Give first and last day.")
    if school_breaks:
        columns[SCHOOL_BREAK] = np.array([any(first <= day <= last for first, last in school_breaks) for day in days])
    return {name: column.astype(np.float64) for name, column in columns.items()}


def _first_saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


def _pay_days(year: int, month: int) -> tuple[date, ...]:
    day = date(year, month, 25)
    pay = day - timedelta(days=max(0, day.weekday() - 4))
    return tuple(pay + timedelta(days=shift) for shift in range((5 - pay.weekday()) % 7 + 1))
