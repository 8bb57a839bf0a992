"""Which digits are somebody's account, card, passport or identity document?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from tryggve.foundation.privacy.marks import Kind, Mark

_IBAN = re.compile(r"(?<![A-Za-z0-9])(?i:[a-z]{2})\d{2}(?:[ -]?[A-Z0-9]{2,4}){3,8}(?![A-Za-z0-9])")
_SWEDISH_IBAN = 24
_CARD = re.compile(r"(?<![\d\-+])(?:\d[ -]?){12,18}\d(?!\d)")
_CARD_BRAND = re.compile(r"4|5[0-8]|2[2-7]|3[04-8]|6")
_CARD_LENGTHS = range(13, 20)
_SAYS_CARD = re.compile(r"\b\w*(?:kort|visa|mastercard|maestro|amex)\w*\W[^.!?\n]{0,30}$", re.IGNORECASE)
_JUST_CARD = re.compile(r"\b(?!present)\w*kort(?:et|nr|nummer)?\W{1,3}\Z", re.IGNORECASE)
_NUMBERS_A_THING = re.compile(
    r"\b(?:\w*mätar\w*|el-?id|anläggnings-?id|\w*serie\w*|imei|ean|ocr|\w*faktura\w*|\w*ärende\w*|"
    r"diarie\w*|dnr|\w*order\w*|artikel\w*|"
    r"kolli\w*|spårnings\w*|ref\w*|kund-?(?:nr|nummer|id)\w*|larm\w*|gsrn|\w*objekt\w*|org\w*|presentkort\w*|kvitto\w*)\W[^.!?\n]{0,12}$",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\b(?:bank|löne|spar|privat)?(?:konto(?:t|n|nr|nummer|numret)?|clearing(?:nr|nummer)?|clnr|"
    r"cl\.?nr)\b(?P<between>[^\d.!?\n]{0,35})"
    r"(?P<number>(?:\d{4}(?:-\d)?,?\s(?:och\s|samt\s)?(?:konto|k-?nr|kto)(?:t|nr|nummer|numret)?[ .:]{1,2})?"
    r"\d(?:[\d]|[ ,.\-/]{1,2}(?=\d)){6,22}\d)(?!\d)",
    re.IGNORECASE,
)
_BARE_ACCOUNT = re.compile(r"(?<![\d\-+])(?!20\d\d-)[1-9]\d{3}(?:-\d)?[ ,-]{1,2}\d(?:[ -]?\d){5,9}(?![\d-])")
_SAYS_PAID = re.compile(
    r"\b(?:\w*betal\w*|swish\w*|satt\w* in|sätt\w* in|insatt\w*|insätt\w*|för\w* över|överför\w*|bank\w*|"
    r"swedbank|nordea|seb|handelsbanken|"
    r"\w*pengar\w*|uttag\w*|lagkassa\w*|klasskassa\w*|lön\w*|tömt\w*|konto\w*)\b",
    re.IGNORECASE,
)
_GIRO = re.compile(
    r"\b(?:plus|post)giro(?:t|nummer|nr)?\b[^\d.!?\n]{0,25}(?P<number>\d{1,3}(?:[ ]?\d{2}){0,3}(?:[ "
    r"]?\d)?[ ]?-[ ]?\d)(?!\d)|"
    r"\bpg\b[ .:]{0,3}(?:nr )?(?P<short>\d(?:[ ]?\d){1,7}[ ]?-[ ]?\d)(?!\d)",
    re.IGNORECASE,
)
_OF_ASSOCIATION = re.compile(
    r"\b(?:förenings?\w*|klubb\w*|kyrk\w*|församling\w*|kommun\w*|bolag\w*|förvaltning\w*|"
    r"insamling\w*|stiftelse\w*|skol\w*|hyresvärd\w*|"
    r"samfällighet\w*|lag(?:et)?s|organisation\w*|företag\w*)\b",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(
    r"\b(?:(?:främlings|rese|flykting)?pass(?:et|nr|nummer|numret)?|"
    r"(?:nationellt? )?(?:id|identitets|leg|ut|uppehållstillstånds|körkorts?|"
    r"asylsökar|främlings|bankid|mynd\w*)[\s-]?(?:kort\w*|handling\w*|nr\b|nummer\w*|bevis\w*)|lma(?:[\s-]?(?:kort\w*|nr|"
    r"nummer\w*))?|legitimation\w*|leg|körkort\w*|dossier\w*|beteckningsn\w*|resedokument\w*|fødselsnummer|fodselsnummer|cpr-?(?:nr|nummer)?|pesel|henkilötunnus|uppehållskort\w*|"
    r"(?:utländsk\w*|europeisk\w*|nationell\w*|svensk\w*|giltigt?|falskt?|uppvisade|visade|visar|visat|hans|hennes|"
    r"\w+iskt) id)\b"
    r"(?P<between>[^\d.!?\n]{0,32}?)(?<![A-Za-z0-9])(?P<number>[A-Z]{0,3}[ ]?\d(?:[ -]?\d){4,11}|"
    r"(?=(?:[A-Z]*\d){4})[A-Z0-9]{7,12})(?![\w-])",
    re.IGNORECASE,
)
_PRIVATE_AFTER = re.compile(r"[^.!?\n]{0,20}\b(?:privat\w*|egn?a|eget)\b", re.IGNORECASE)
_IS_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d\Z")


def ibans(text: str) -> Iterator[Mark]:
    """International account numbers: looked for before the telephone numbers that could be a part of one."""
    for match in _IBAN.finditer(text):
        if _is_iban(match[0]):
            yield Mark(Kind.BANK_ID, match.start(), match.end())


def accounts(text: str) -> Iterator[Mark]:  # noqa: C901 - one loop for each kind of number
    """Account numbers with their clearing number, cards, personal plusgiro, passports and identity cards."""
    for match in _CARD.finditer(text):
        if _is_card(match):
            yield Mark(Kind.BANK_ID, match.start(), match.end())
    for match in _DOCUMENT.finditer(text):
        number = match["number"]
        if _enough_digits(number) and not _IS_DATE.match(number):
            start = match.start("number") + len(number) - len(number.lstrip())
            yield Mark(Kind.BANK_ID, start, match.end("number"))
    for match in _ACCOUNT.finditer(text):
        if not _OF_ASSOCIATION.search(text, max(0, match.start() - 40), match.start("number")):
            yield Mark(Kind.BANK_ID, match.start("number"), match.end("number"))
    for match in _BARE_ACCOUNT.finditer(text):
        before = text[max(0, match.start() - 70) : match.start()]
        paid = _SAYS_PAID.search(before) or _SAYS_PAID.match(text, match.end() + 1)
        if paid and not _NUMBERS_A_THING.search(before):
            yield Mark(Kind.BANK_ID, match.start(), match.end())
    for match in _GIRO.finditer(text):
        around = text[max(0, match.start() - 60) : match.start()]
        if not _OF_ASSOCIATION.search(around) or _PRIVATE_AFTER.match(text, match.end()):
            group = "number" if match["number"] else "short"
            yield Mark(Kind.BANK_ID, match.start(group), match.end(group))


def _enough_digits(number: str) -> bool:
    """Six, or four among letters: "C7K2049LM"."""
    digits = sum(character.isdigit() for character in number)
    return digits >= 6 or (digits >= 4 and len(number) - digits >= 3)


def _is_iban(written: str) -> bool:
    compact = re.sub(r"[ -]", "", written).upper()
    return bool(iban.is_valid(compact)) or (
        compact.startswith("SE") and len(compact) == _SWEDISH_IBAN and compact[2:].isdigit()
    )


def _is_card(match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match[0])
    before = match.string[max(0, match.start() - 45) : match.start()]
    if len(digits) in _CARD_LENGTHS and _JUST_CARD.search(before) and luhn.is_valid(digits):
        return True
    if len(digits) not in _CARD_LENGTHS or _NUMBERS_A_THING.search(before):
        return False
    if _SAYS_CARD.search(before):
        return True
    return bool(_CARD_BRAND.match(digits)) and bool(luhn.is_valid(digits))
