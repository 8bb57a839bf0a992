"""When did it happen, as Swedes write it? A text or a cell in, a span out, with what was guessed. Pure.

One time is from and to alike. A date alone is midnight to midnight. "natten mot 6/10" is 22 the day
before to 6. An end before its start on the same day is the day after. Day before month.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tryggve.edges.intake.shapes import Cell
from tryggve.kernel.weeks import STOCKHOLM

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH_NAMES = (
    "januari|februari|mars|april|juni|juli|augusti|september|oktober|november|december|"
    "january|february|march|may|june|july|august|october|"
    "jan|feb|mar|apr|maj|jun|jul|aug|sept|sep|okt|oct|nov|dec"
)
_WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")
_ENGLISH_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
#: What a part of a day covers, in hours; more than 24 reaches into the next.
_PARTS: dict[str, tuple[int, int]] = {
    "förmiddag": (9, 12), "fm": (9, 12), "f.m": (9, 12), "eftermiddag": (12, 17), "em": (12, 17), "e.m": (12, 17),
    "sen eftermiddag": (15, 18), "sen kväll": (21, 24), "tidig kväll": (17, 20), "kväll": (18, 23),
    "tidig morgon": (4, 8), "morgon": (6, 9), "lunch": (11, 13), "dagtid": (8, 17), "skoltid": (8, 16),
    "kontorstid": (8, 17), "dygn": (0, 24), "hela dagen": (0, 24), "midnatt": (23, 25), "natt": (22, 30),
}  # fmt: skip
_NIGHT = (22, 30)
_RELATIVE = re.compile(
    r"\b(i\s?går|i\s?dag|i\s?natt|i\s?kväll|i\s?morse|nyss|nyligen|förra|häromdagen|i\s?förrgår|för .{1,20} sedan|"
    r"yesterday|today)\b"
)
_VAGUE = re.compile(
    r"\b(ca|cirka|circa|runt|omkring|ungefär|ungef|kring|vid|nån gång|någon gång|troligen|efter|före|innan|"
    r"mellan|strax|tidigast|senast)\b|~"
)
_OFFSET = r"(?:\s?(?P<offset>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2}\b))?"
_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
_STAMP = re.compile(
    rf"(?P<year>\d{{4}})[-/.]?(?P<month>\d{{1,2}})[-/.]?(?P<day>\d{{1,2}})(?:t|\s+)(?:kl\.?\s*)?{_CLOCK}{_OFFSET}"
)
_TIGHT_STAMP = re.compile(
    rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:t|\s*)(?P<hour>\d{{2}})(?P<minute>\d{{2}})"
    rf"(?P<second>\d{{2}})?{_OFFSET}"
)
_TOKENS = re.compile(
    rf"""
    (?P<isoweek>(?P<iw_year>\d{{4}})-?w(?P<iw>\d{{1,2}})(?:-(?P<iw_day>[1-7]))?)
  | (?P<week>\b(?:v|vecka|veckan|v\.|week)\s?\.?\s?(?P<w>\d{{1,2}})\b(?:\s?[,/-]?\s?(?P<w_year>20\d\d)\b)?)
  | (?P<ymd>(?<!\d)(?P<y1>\d{{4}})(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?!\d)t?)
  | (?P<ymd8>(?<!\d)(?P<y2>(?:19|20|21)\d\d)(?P<m2>\d{{2}})(?P<d2>\d{{2}})(?!\d)t?)
  | (?P<dayrange>(?<!\d)(?P<ra>\d{{1,2}})\s?-\s?(?P<rb>\d{{1,2}})(?:/(?P<rm>\d{{1,2}})|\s?(?P<rn>{_MONTH_NAMES})\b)
        (?:[-/\s]\s?(?P<ry>20\d\d|\d{{2}}(?![\d:.])))?)
  | (?P<dmy>(?<!\d)(?P<d3>\d{{1,2}})\s?(?:/\s?(?P<m3>\d{{1,2}})(?:\s?[-/.]\s?(?P<y3>\d{{4}}|\d{{2}})(?![\d/:])
        |\s(?P<y3b>20\d\d)(?!\d))?|[.](?P<m4>\d{{1,2}})[.](?P<y4>\d{{4}}|\d{{2}})(?!\d)
        |-(?P<m5>\d{{1,2}})-(?P<y5>\d{{4}})(?!\d)))
  | (?P<named>(?<!\d)(?P<d6>\d{{1,2}})(?::?e|:a|\.)?\s?(?P<n6>{_MONTH_NAMES})\b\.?
        (?:\s?,?\s?(?P<y6>20\d\d|'?\d{{2}}(?![\d:.])))?)
  | (?P<month_first>\b(?P<n7>{_MONTH_NAMES})\b\.?\s(?P<d7>\d{{1,2}})(?![\d:.])(?:\s?,?\s?(?P<y7>20\d\d))?)
  | (?P<ymd6>(?<!\d)(?P<y8>[0-4]\d)(?P<m8>[01]\d)(?P<d8>[0-3]\d)(?!\d))
  | (?P<clock>(?<!\d){_CLOCK}(?!\d))
  | (?P<oclock>\b(?:kl\.?|klockan|klocka)\s?(?P<o>\d{{3,4}}|\d{{1,2}})(?!\d|[.:]\d\d))
  | (?P<tight>(?<!\d)(?P<t>\d{{4}})(?!\d))
  | (?P<bare>(?<!\d)(?P<b>\d{{1,2}})(?!\d))
  | (?P<towards>natt\w*\s(?:mot|till)\b(?:\s(?:den|dagen))?)
  | (?P<whole>\b(?:hela\s)?(?:veckan|under\sveckan|hela\sv)\b)
  | (?P<weekday>\b(?:måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag
        |mån|tis|ons|tors|tor|fre|lör|sön|må|ti|on|to|fr|lö|sö
        |monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?:en|s)?\b)
  | (?P<part>\b(?:sen\skväll|tidig\skväll|tidig\smorgon|sen\seftermiddag|hela\sdagen|förmiddag
        |eftermiddag|midnatt|kväll|morgon|lunch|dagtid|skoltid|kontorstid|natt|dygn|[fe]\.?m)(?:ens?|ar|en|stid|tid|dags|et|\.)?(?!\w))
  | (?P<meridiem>\b[ap]\.?m\b\.?)
  | (?P<dash>-|\btill\b|\boch\b|\bt\.?o\.?m\b)
  | (?P<digits>\d+)
    """,
    re.VERBOSE,
)
FIRST_YEAR = 1990
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC).replace(tzinfo=None)
_SERIALS = (20_000, 2_958_465)
_EPOCH_SECONDS, _EPOCH_MILLISECONDS = (10**9, 10**10), (10**11, 10**13)
_MIDNIGHT = 24


class NotATime(Exception):
    """The text says no day that can be used. `reason` is one of the codes that people are told."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Around:
    """What the rest of the file says of time: years near `near`, days of the week from `monday`, a band's day.

    `day_only`: every moment of the column is midnight, so midnight says nothing.
    """

    near: date
    monday: date | None = None
    last: date | None = None
    band: date | None = None
    is_titled: bool = False
    day_only: bool = False
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From and to, aware. `precision` is minute, hour, interval, day or week."""

    start: datetime
    end: datetime
    precision: str
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Said:
    """The pieces of a text, in their order."""

    dates: list[date] = field(default_factory=list)
    clocks: list[tuple[int, int]] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    week: tuple[date, date] | None = None
    towards: bool = False
    is_vague: bool = False
    modifier: str = ""
    warnings: list[str] = field(default_factory=list)
    moment: datetime | None = None


# -- Doors -----------------------------------------------------------------------------------
def span_of(day: Cell, clock: Cell, end: Cell, around: Around) -> Span:
    """The span of a row: a day or moment, perhaps a clock or an interval beside it, perhaps an end.

    Raises NotATime with date_missing, date_invalid or end_before_start.
    """
    first = _of_cell(day, around, is_day=True)
    beside = _of_cell(clock, around, is_day=False) if not _is_empty(clock) else _Said()
    said = _joined(first, beside)
    if not (said.dates or said.week or said.weekdays) and around.band is not None and (said.clocks or said.parts):
        said.dates = [around.band]
        said.warnings.append("date_from_heading")
    span = _span(said, around)
    return span if _is_empty(end) else _until(span, end, around)


def day_in(text: str, around: Around) -> date | None:
    """The day that a heading names ("Måndag 5 oktober"); None when it names none, or more."""
    try:
        said = _read(_plain(text), around)
    except NotATime:
        return None
    if len(said.dates) == 1 and not said.clocks:
        return said.dates[0]
    if not said.dates and len(said.weekdays) == 1 and around.monday is not None and not said.clocks:
        return around.monday + timedelta(days=said.weekdays[0])
    return None


def week_in(texts: Iterable[str], now: datetime) -> tuple[date, date] | None:
    """(first day, last day) that the title of a file is about."""
    whole = " ".join(_plain(text) for text in texts)
    found = re.search(r"\b(?:vecka|veckan|v\.?|week)\s?(\d{1,2})\b", whole)
    year = re.search(r"\b(20\d\d)\b", whole)
    iso = re.search(r"\b(20\d\d)-?w(\d{1,2})\b", whole)
    if iso:
        return _week(int(iso[2]), int(iso[1]))
    if found:
        return _week(int(found[1]), int(year[1]) if year else _year_of_week(int(found[1]), now.date()))
    try:
        said = _read(whole, Around(near=date(int(year[1]), 7, 1) if year else now.date()))
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
        said = _read(_plain(value), Around(near=date(2000, 1, 1)))
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
        said = _read(_plain(value), Around(near=date(2026, 1, 1)))
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
        said = _read(_plain(value), Around(near=date(2026, 1, 1)), is_day=False)
    except NotATime:
        return False
    has_sign = ":" in value or "." in value or "kl" in value.lower()
    return not said.dates and not said.moment and bool(said.parts or (said.clocks and has_sign))


# -- A cell ----------------------------------------------------------------------------------
def _is_empty(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _of_cell(value: Cell, around: Around, *, is_day: bool) -> _Said:
    if _is_empty(value):
        return _Said()
    if isinstance(value, datetime):
        return _of_moment(value, around)
    if isinstance(value, date):
        return _Said(dates=[value])
    if isinstance(value, time):
        return _Said(clocks=[(value.hour, value.minute)])
    if isinstance(value, bool):
        raise NotATime("date_invalid")
    if isinstance(value, int | float):
        return _of_number(value, around, is_day=is_day)
    text = _plain(str(value))
    number = _numeric(text, is_day=is_day)
    return _of_number(number, around, is_day=is_day) if number is not None else _read(text, around, is_day=is_day)


def _numeric(text: str, *, is_day: bool) -> float | None:
    """A number that stands for a day or a part of one: an Excel day, or seconds since 1970."""
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        return None
    number = float(text.replace(",", "."))
    if not is_day:
        return number if re.fullmatch(r"0[.,]\d{3,}", text) else None
    whole = len(re.split(r"[.,]", text)[0])
    return number if whole in (5, 10, 12, 13) else None


def _of_moment(value: datetime, around: Around) -> _Said:
    if value.tzinfo is not None:
        return _Said(moment=value)
    if around.day_only and value.time() == time():
        return _Said(dates=[value.date()])
    return _Said(dates=[value.date()], clocks=[(value.hour, value.minute)])


def _of_number(value: float, around: Around, *, is_day: bool) -> _Said:
    if not is_day:
        if 0 <= value < 1:
            minutes = round(value * 24 * 60)
            return _Said(clocks=[(minutes // 60, minutes % 60)])
        if value == int(value):
            return _read(str(int(value)), around, is_day=False)
        return _read(f"{value:.2f}", around, is_day=False)
    for (low, high), unit in ((_EPOCH_SECONDS, 1), (_EPOCH_MILLISECONDS, 1000)):
        if low <= value < high:
            return _Said(moment=datetime.fromtimestamp(value / unit, UTC))
    if _SERIALS[0] <= value <= _SERIALS[1]:
        moment = _SERIAL_ZERO + timedelta(days=int(value), minutes=round(value % 1 * 24 * 60))
        clocks = [] if value == int(value) else [(moment.hour, moment.minute)]
        return _Said(dates=[moment.date()], clocks=clocks)
    return _read(str(int(value)), around, is_day=True)


# -- A text ----------------------------------------------------------------------------------
def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text[:200]).lower()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\s?-\s?", "-", text)


def _read(text: str, around: Around, *, is_day: bool = True) -> _Said:
    stamp = _STAMP.fullmatch(text) or _TIGHT_STAMP.fullmatch(text)
    if stamp and (said := _stamped(stamp, around)) is not None:
        return said
    said = _Said(is_vague=bool(_VAGUE.search(text)))
    found = re.search(r"\b(efter|före|innan|tidigast|senast)\b", text)
    said.modifier = found[1] if found else ""
    position, pm = 0, False
    for match in _TOKENS.finditer(text):
        between = text[position : match.start()]
        position = match.end()
        pm = _take(match, said, around, is_day=is_day, between=between) or pm
    if pm or _afternoon(said, text):
        said.clocks = [(hour + 12 if hour < 12 else hour, minute) for hour, minute in said.clocks]
    if said.clocks and said.parts:
        said.parts = []
    if not (said.dates or said.week or said.weekdays or said.clocks or said.parts) and _RELATIVE.search(text):
        raise NotATime("date_invalid", "relative")
    if _RELATIVE.search(text) and is_day and not (said.dates or said.week or said.weekdays):
        raise NotATime("date_invalid", "relative")
    return said


def _afternoon(said: _Said, text: str) -> bool:
    """ "2 em", "kl 9 på kvällen": a twelve-hour clock."""
    late = any(part in ("em", "e.m", "eftermiddag", "kväll") for part in said.parts)
    return late and bool(said.clocks) and all(hour < 12 for hour, _minute in said.clocks) and "pm" not in text


def _stamped(match: re.Match[str], around: Around) -> _Said | None:
    parts = match.groupdict()
    offset = parts["offset"]
    day = _day(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    hour, minute = int(parts["hour"]), int(parts["minute"])
    if hour > 23 or minute > 59:
        raise NotATime("date_invalid")
    if offset is None:
        return _of_moment(datetime(day.year, day.month, day.day, hour, minute), around)  # noqa: DTZ001
    written = "+00:00" if offset in ("z", "utc", "gmt") else offset
    written = written if len(written) > 3 else f"{written}:00"
    try:
        return _Said(moment=datetime.fromisoformat(f"{day.isoformat()}T{hour:02}:{minute:02}:00{written}"))
    except ValueError as error:
        raise NotATime("date_invalid") from error


def _take(match: re.Match[str], said: _Said, around: Around, *, is_day: bool, between: str) -> bool:
    """One piece into what is said. True for "pm"."""
    got = match.groupdict()
    name = next(each for each in _KINDS if got[each] is not None)
    if name == "digits":
        raise NotATime("date_invalid")
    if name in ("isoweek", "week", "whole"):
        _take_week(name, match, said, around)
    elif name in _DATES:
        said.dates += _dates(name, got, said, around)
    elif name in ("clock", "oclock", "tight", "bare"):
        _take_clock(name, got, said, is_day=is_day, between=between)
    elif name == "weekday":
        said.weekdays.append(_weekday(match[0]))
    elif name == "part":
        said.parts.append(next(part for part in _PARTS if match[0].startswith(part)))
    said.towards = said.towards or name == "towards"
    return name == "meridiem" and match[0].startswith("p")


def _take_week(name: str, match: re.Match[str], said: _Said, around: Around) -> None:
    if name == "whole":
        if around.monday is not None:
            said.week = (around.monday, around.last or around.monday + timedelta(days=6))
    elif name == "week":
        number, year = int(match["w"]), match["w_year"]
        said.week = _week(number, int(year) if year else _year_of_week(number, around.near))
        if not year:
            said.warnings.append("year_assumed")
    elif match["iw_day"]:
        said.dates.append(_week(int(match["iw"]), int(match["iw_year"]))[0] + timedelta(days=int(match["iw_day"]) - 1))
    else:
        said.week = _week(int(match["iw"]), int(match["iw_year"]))


_DATES = ("ymd", "ymd8", "dayrange", "dmy", "named", "month_first", "ymd6")
_KINDS = (
    "isoweek", "week", *_DATES, "clock", "oclock", "tight", "bare", "towards", "whole", "weekday", "part", "meridiem",
    "dash", "digits",
)  # fmt: skip


#: Where the year, the month and the day of each way of writing stand in the pattern.
_PIECES: dict[str, dict[str, tuple[str, ...]]] = {
    "ymd": {"year": ("y1",), "month": ("m1",), "day": ("d1",)},
    "ymd8": {"year": ("y2",), "month": ("m2",), "day": ("d2",)},
    "ymd6": {"year": ("y8",), "month": ("m8",), "day": ("d8",)},
    "dmy": {"year": ("y3", "y3b", "y4", "y5"), "month": ("m3", "m4", "m5"), "day": ("d3",)},
    "named": {"year": ("y6",), "month": ("n6",), "day": ("d6",)},
    "month_first": {"year": ("y7",), "month": ("n7",), "day": ("d7",)},
}


def _dates(name: str, got: dict[str, Any], said: _Said, around: Around) -> list[date]:
    if name == "dayrange":
        month = int(got["rm"]) if got["rm"] else _month(got["rn"])
        first = _dated(got["ry"], month, int(got["ra"]), said, around)
        return [first, _dated(got["ry"], month, int(got["rb"]), said, around)]
    parts = {kind: [got[group] for group in groups if got[group]] for kind, groups in _PIECES[name].items()}
    year = parts["year"][0].lstrip("'") if parts["year"] else None
    written, day = parts["month"][0], parts["day"][0]
    month = int(written) if written.isdecimal() else _month(written)
    if name == "dmy" and around.month_first:
        month, day = int(day), str(month)
        said.warnings.append("month_first")
    return [_dated(year, month, int(day), said, around)]


def _dated(year: str | None, month: int, day: int, said: _Said, around: Around) -> date:
    if year is not None:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    said.warnings.append("year_assumed")
    candidates = []
    for each in (around.near.year - 1, around.near.year, around.near.year + 1):
        try:
            candidates.append(date(each, month, day))
        except ValueError:
            continue
    if not candidates:
        raise NotATime("date_invalid")
    return min(candidates, key=lambda candidate: abs(candidate - around.near))


def _day(year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise NotATime("date_invalid") from error
    if found.year < FIRST_YEAR:
        raise NotATime("date_invalid")
    return found


def _month(name: str) -> int:
    short = {"oct": "okt", "may": "maj"}.get(name[:3], name[:3])
    return _MONTHS.index(short) + 1


def _weekday(word: str) -> int:
    if word[:3] in _ENGLISH_DAYS and not word.startswith("ons"):
        return _ENGLISH_DAYS[word[:3]]
    return next(number for number, name in enumerate(_WEEKDAYS) if name.startswith(word[:3]) or word.startswith(name))


def _week(number: int, year: int) -> tuple[date, date]:
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError as error:
        raise NotATime("date_invalid") from error
    return monday, monday + timedelta(days=6)


def _year_of_week(number: int, near: date) -> int:
    """The year whose week of that number lies nearest."""
    years = [near.year - 1, near.year, near.year + 1]
    return min(years, key=lambda year: abs(_week(min(max(number, 1), 52), year)[0] - near))


def _take_clock(name: str, got: dict[str, Any], said: _Said, *, is_day: bool, between: str) -> None:
    if name == "clock":
        hour, minute = int(got["hour"]), int(got["minute"])
    else:
        digits = str(got["o"] or got["t"] or got["b"])
        may_be = name == "oclock" or not is_day or said.dates or said.clocks or said.weekdays or _ends_vaguely(between)
        if not may_be:
            raise NotATime("date_invalid")
        hour, minute = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hour > _MIDNIGHT or minute > 59 or (hour == _MIDNIGHT and minute):
        raise NotATime("date_invalid", "clock")
    said.clocks.append((hour, minute))


def _ends_vaguely(between: str) -> bool:
    return bool(_VAGUE.search(between))


def _joined(first: _Said, beside: _Said) -> _Said:
    """What two cells say together: the clock beside the day wins over midnight in it."""
    clocks = first.clocks if not beside.clocks or (first.clocks and first.clocks != [(0, 0)]) else beside.clocks
    moment = first.moment
    if moment is not None and (beside.clocks or beside.parts) and moment.astimezone(STOCKHOLM).time() == time():
        first.dates, moment, clocks = [moment.astimezone(STOCKHOLM).date()], None, beside.clocks
    return _Said(
        dates=first.dates or beside.dates,
        clocks=clocks,
        weekdays=first.weekdays or beside.weekdays,
        parts=[] if clocks else first.parts or beside.parts,
        week=first.week or beside.week,
        towards=first.towards or beside.towards,
        is_vague=first.is_vague or beside.is_vague,
        modifier=first.modifier or beside.modifier,
        warnings=[*first.warnings, *beside.warnings],
        moment=moment or beside.moment,
    )


# -- From pieces to a span -------------------------------------------------------------------
def _span(said: _Said, around: Around) -> Span:
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


def _whole_week(said: _Said, warnings: list[str]) -> Span:
    if said.week is None:
        raise NotATime("date_missing")
    first, last = said.week
    return _made(first, (0, 0), last + timedelta(days=1), (0, 0), "week", [*warnings, "time_vague"])


def _days(said: _Said, around: Around, warnings: list[str]) -> list[date]:
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


def _clocked(said: _Said, first: date, last: date, warnings: list[str]) -> Span:
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


def _parted(said: _Said, first: date, last: date, warnings: list[str]) -> Span:
    begins, ends = _PARTS[said.parts[0]][0], _PARTS[said.parts[-1]][1]
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
    return isinstance(value, str) and bool(re.fullmatch(r"(?:kl\.?\s?)?\d{1,2}(?:[:.]\d{2})?", _plain(value)))
