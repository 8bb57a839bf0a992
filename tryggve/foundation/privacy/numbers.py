"""Which digits are somebody's personnummer or telephone number?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import phonenumbers
from phonenumbers import PhoneNumberType
from stdnum import luhn

from tryggve.foundation.privacy.marks import Kind, Mark

# Dashes as phones and word processors write them, and spaces that cannot be seen.
DASH = r"\-\u00ad\u2010-\u2015\u2212"
SPACE = r"\s\u200b-\u200d\u2060"

_TAIL = rf"[{SPACE}]{{0,2}}[{DASH}+]?[{SPACE}]{{0,2}}(?P<serial>\d{{2}}[{SPACE}]?\d{{2}})(?!\d)"
_COMPACT = re.compile(rf"(?<!\d)(?P<year>(?:1[89]|20)?\d\d)(?P<month>\d\d)(?P<day>\d\d){_TAIL}")
_SPREAD = re.compile(
    rf"(?<!\d)(?P<year>(?:1[89]|20)?\d\d)(?P<gap>[{SPACE}{DASH}./])(?P<month>\d\d)(?P=gap)(?P<day>\d\d){_TAIL}"
)
_SAID_TO_BE = re.compile(
    rf"(?:person|pers|samordnings|födelse|person-?id|p|f)\.?[{SPACE}]?(?:nummer|nr|num)\b\W{{0,4}}(?:är\W)?"
    rf"(?P<number>(?:\d\d)?\d{{6}}[{SPACE}{DASH}+]{{0,3}}\d{{4}})(?!\d)",
    re.IGNORECASE,
)
SAMORDNINGSNUMMER_DAYS = 60
LAST_MONTH = 12
LAST_DAY = 31
SHORT_YEAR = 2
LAST_MINUTE = 59
LAST_HOUR = 23


def personnummer(text: str) -> Iterator[Mark]:
    """Personnummer and samordningsnummer: a real date and a right check digit, or called so."""
    for pattern in (_COMPACT, _SPREAD):
        for match in pattern.finditer(text):
            if _is_personnummer(match) and not _is_reference(match):
                yield Mark(Kind.PERSONNUMMER, match.start(), match.end())
    for match in _SAID_TO_BE.finditer(text):
        yield Mark(Kind.PERSONNUMMER, match.start("number"), match.end("number"))


def _is_personnummer(match: re.Match[str]) -> bool:
    year, month, day = (_digits(match[name]) for name in ("year", "month", "day"))
    serial = _digits(match["serial"])
    if not _is_birth_date(year, int(month), int(day)):
        return False
    if "gap" in match.re.groupindex and _reads_as_clock(match, serial):
        return False
    if int(day) > SAMORDNINGSNUMMER_DAYS and match[0].startswith("0") and _leads_to_somebody(match[0]):
        return False
    return bool(luhn.is_valid(year[-2:] + month + day + serial))


def _is_reference(match: re.Match[str]) -> bool:
    """ "OCR 7302149922": digits without a sign behind a word that says that they number a thing."""
    before = match.string[max(0, match.start() - _LOOK_BEHIND) : match.start()]
    if _RECEIPT.search(before):
        return True
    return match[0].isdecimal() and _NUMBERS_A_THING.search(before) is not None


def _is_birth_date(year: str, month: int, day: int) -> bool:
    if day > SAMORDNINGSNUMMER_DAYS:  # the day need not be one that the month has
        return 1 <= month <= LAST_MONTH and day - SAMORDNINGSNUMMER_DAYS <= LAST_DAY
    years = [1900 + int(year), 2000 + int(year)] if len(year) == SHORT_YEAR else [int(year)]
    return any(_exists(candidate, month, day) for candidate in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _reads_as_clock(match: re.Match[str], serial: str) -> bool:
    """'2026-10-12 0715' is a date and a time, whatever its check digit."""
    between = match.string[match.end("day") : match.start("serial")]
    return not between.strip() and int(serial[:2]) <= LAST_HOUR and int(serial[2:]) <= LAST_MINUTE


def _digits(text: str) -> str:
    """ASCII digits only: people paste other scripts' digits too."""
    return "".join(str(unicodedata.digit(character)) for character in text if character.isdecimal())


# A number that can be dialled: begins with a country code or a zero.
_DIALLABLE = re.compile(rf"(?<!\d)(?<!\d[{DASH}./:])(?:\+|\(?0)\d?(?:[{SPACE}{DASH}()/.]{{0,3}}\d){{6,14}}(?!\d)")
_WITHOUT_ZERO = re.compile(
    rf"(?:tel|telefon|mob|mobil)(?:nr|nummer)?[{SPACE}.:]{{0,3}}(?P<number>7[02369](?:[{SPACE}{DASH}]{{0,2}}\d){{7}})(?!\d)",
    re.IGNORECASE,
)
_SOMEBODYS = frozenset(
    {
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.VOIP,
        PhoneNumberType.PAGER,
    }
)
_FEWEST_DIGITS = 7
# Words that say that the digits after them number a thing, not a telephone.
_NUMBERS_A_THING = re.compile(
    r"(?:\b\w*(?:diarie|ärende|serie|faktura|mätar|stolp|larmkod|objekt|konto|bankgiro|plusgiro|clearing|inventarie|"
    r"artikel|kund)|(?<![\w.])(?:dnr|ocr|org|order|bg|pg|löp))[\w.]*(?:\s?(?:nr|nummer|id))?\W{0,3}$",
    re.IGNORECASE,
)
_RECEIPT = re.compile(
    r"\b(?:kvitto|kvittens|följesedel|verifikat\w*|dnr|diarie\w*|ärende\w*|faktura\w*|order\w*|rekvisition\w*)"
    r"\W{0,2}(?:nr |nummer )?\Z",
    re.IGNORECASE,
)
_OF_OFFICE = re.compile(
    r"(?:växel\w*|kundtjänst\w*|kundcenter|kontaktcenter|medborgarservice|störningsjour\w*|jourtelefon\w*|journummer|felanmälan|"
    r"servicecenter|larmcentral\w*)\W(?:[\wåäö]+\W){0,2}$",
    re.IGNORECASE,
)
_OFFICE_AFTER = re.compile(
    r"[\s,(]{1,3}(?:(?:\w+s|till|är|via) ){0,2}(?:växel|kundtjänst|kundcenter|kontaktcenter|"
    r"medborgarservice|felanmälan)",
    re.IGNORECASE,
)
_IN_A_SERIES = re.compile(r"(?<!\d)\d{4} \d{4} \d{2,4}\b")  # "1940 0812 2391" numbers a thing
_SAYS_WHEN = re.compile(r"(?:\bkl|\bklockan|\bmellan|\bvecka|\bv|\bden|\btid)\W{0,2}$", re.IGNORECASE)
_TWO_TIMES = re.compile(rf"[0-2]\d[.:]?[0-5]\d[{SPACE}]?[{DASH}][{SPACE}]?[0-2]\d[.:]?[0-5]\d")
_A_DATE = re.compile(rf"[0-3]?\d[{DASH}/.][0-3]?\d[{SPACE}{DASH}/.](?:\d\d|20\d\d)\b(?![{SPACE}]?\d)")
_LOOK_BEHIND = 30


def phones(text: str) -> Iterator[Mark]:
    """Telephone numbers that lead to somebody. Service numbers (020, 0771, 114 14) do not."""
    for match in _DIALLABLE.finditer(text):
        before = text[max(0, match.start() - _LOOK_BEHIND) : match.start()]
        end = _end_of_number(match[0], before)
        if end and not _OFFICE_AFTER.match(text, match.start() + end):
            yield Mark(Kind.PHONE, match.start(), match.start() + end)
    for match in _WITHOUT_ZERO.finditer(text):
        if _leads_to_somebody("0" + match["number"]):
            yield Mark(Kind.PHONE, match.start("number"), match.end("number"))


def _end_of_number(candidate: str, before: str) -> int:
    """How much of `candidate` is a telephone number: the longest part that can be dialled, or 0."""
    mobile = candidate.startswith(("07", "+", "00"))
    if _is_in_a_series(before, candidate) or _NUMBERS_A_THING.search(before) or _TWO_TIMES.match(candidate):
        return 0
    if not mobile and (_OF_OFFICE.search(before) or _SAYS_WHEN.search(before) or _A_DATE.match(candidate)):
        return 0
    if not mobile and "." in candidate:
        candidate = candidate[: candidate.index(".")]
    for end in _ends_of_groups(candidate):
        if _leads_to_somebody(candidate[:end]):
            return end
    return 0


def _is_in_a_series(before: str, candidate: str) -> bool:
    """The candidate's own digits are groups of four; not an account that stands before it."""
    return any(match.end() > len(before) for match in _IN_A_SERIES.finditer(before + candidate))


def _ends_of_groups(candidate: str) -> list[int]:
    """Where the groups of digits end, last first, while enough digits are left."""
    ends = [match.end() for match in re.finditer(r"\d+", candidate)]
    return [end for end in reversed(ends) if len(_digits(candidate[:end])) >= _FEWEST_DIGITS]


def _leads_to_somebody(written: str) -> bool:
    try:
        number = phonenumbers.parse(written, "SE")
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.number_type(number) in _SOMEBODYS
