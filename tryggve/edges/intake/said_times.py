"""Which days, clocks, weeks and parts of a day does a text name, in its order? Pure. Day before month."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

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
PARTS: dict[str, tuple[int, int]] = {
    "förmiddag": (9, 12), "fm": (9, 12), "f.m": (9, 12), "eftermiddag": (12, 17), "em": (12, 17), "e.m": (12, 17),
    "sen eftermiddag": (15, 18), "sen kväll": (21, 24), "tidig kväll": (17, 20), "kväll": (18, 23),
    "tidig morgon": (4, 8), "morgon": (6, 9), "lunch": (11, 13), "dagtid": (8, 17), "skoltid": (8, 16),
    "kontorstid": (8, 17), "dygn": (0, 24), "hela dagen": (0, 24), "midnatt": (23, 25), "natt": (22, 30),
}  # fmt: skip
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


@dataclass(slots=True)
class Said:
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


def said_by_moment(value: datetime, around: Around) -> Said:
    """A moment; one without a zone is a Swedish clock's."""
    if value.tzinfo is not None:
        return Said(moment=value)
    if around.day_only and value.time() == time():
        return Said(dates=[value.date()])
    return Said(dates=[value.date()], clocks=[(value.hour, value.minute)])


def tidied(text: str) -> str:
    """Small letters, one kind of dash, one blank."""
    text = unicodedata.normalize("NFKC", text[:200]).lower()
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"\s?-\s?", "-", text)


def said_in(text: str, around: Around, *, is_day: bool = True) -> Said:
    """The pieces of a tidied text. Raises NotATime when they cannot be a day or a time."""
    stamp = _STAMP.fullmatch(text) or _TIGHT_STAMP.fullmatch(text)
    if stamp and (said := _stamped(stamp, around)) is not None:
        return said
    said = Said(is_vague=bool(_VAGUE.search(text)))
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


def _afternoon(said: Said, text: str) -> bool:
    """ "2 em", "kl 9 på kvällen": a twelve-hour clock."""
    late = any(part in ("em", "e.m", "eftermiddag", "kväll") for part in said.parts)
    return late and bool(said.clocks) and all(hour < 12 for hour, _minute in said.clocks) and "pm" not in text


def _stamped(match: re.Match[str], around: Around) -> Said | None:
    parts = match.groupdict()
    offset = parts["offset"]
    day = _day(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    hour, minute = int(parts["hour"]), int(parts["minute"])
    if hour > 23 or minute > 59:
        raise NotATime("date_invalid")
    if offset is None:
        return said_by_moment(datetime(day.year, day.month, day.day, hour, minute), around)  # noqa: DTZ001
    written = "+00:00" if offset in ("z", "utc", "gmt") else offset
    written = written if len(written) > 3 else f"{written}:00"
    try:
        return Said(moment=datetime.fromisoformat(f"{day.isoformat()}T{hour:02}:{minute:02}:00{written}"))
    except ValueError as error:
        raise NotATime("date_invalid") from error


def _take(match: re.Match[str], said: Said, around: Around, *, is_day: bool, between: str) -> bool:
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
        said.parts.append(next(part for part in PARTS if match[0].startswith(part)))
    said.towards = said.towards or name == "towards"
    return name == "meridiem" and match[0].startswith("p")


def _take_week(name: str, match: re.Match[str], said: Said, around: Around) -> None:
    if name == "whole":
        if around.monday is not None:
            said.week = (around.monday, around.last or around.monday + timedelta(days=6))
    elif name == "week":
        number, year = int(match["w"]), match["w_year"]
        said.week = days_of_week(number, int(year) if year else year_of_week(number, around.near))
        if not year:
            said.warnings.append("year_assumed")
    elif match["iw_day"]:
        said.dates.append(
            days_of_week(int(match["iw"]), int(match["iw_year"]))[0] + timedelta(days=int(match["iw_day"]) - 1)
        )
    else:
        said.week = days_of_week(int(match["iw"]), int(match["iw_year"]))


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


def _dates(name: str, got: dict[str, Any], said: Said, around: Around) -> list[date]:
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


def _dated(year: str | None, month: int, day: int, said: Said, around: Around) -> date:
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


def days_of_week(number: int, year: int) -> tuple[date, date]:
    """The Monday and the Sunday of a week."""
    try:
        monday = date.fromisocalendar(year, number, 1)
    except ValueError as error:
        raise NotATime("date_invalid") from error
    return monday, monday + timedelta(days=6)


def year_of_week(number: int, near: date) -> int:
    """The year whose week of that number lies nearest."""
    years = [near.year - 1, near.year, near.year + 1]
    return min(years, key=lambda year: abs(days_of_week(min(max(number, 1), 52), year)[0] - near))


def _take_clock(name: str, got: dict[str, Any], said: Said, *, is_day: bool, between: str) -> None:
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


def said_together(first: Said, beside: Said) -> Said:
    """What two cells say together: the clock beside the day wins over midnight in it."""
    clocks = first.clocks if not beside.clocks or (first.clocks and first.clocks != [(0, 0)]) else beside.clocks
    moment = first.moment
    if moment is not None and (beside.clocks or beside.parts) and moment.astimezone(STOCKHOLM).time() == time():
        first.dates, moment, clocks = [moment.astimezone(STOCKHOLM).date()], None, beside.clocks
    return Said(
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
