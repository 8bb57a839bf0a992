"""Which letters and digits are a car's registration plate?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Kind, Mark

# I, Q, V, Å, Ä and Ö are not used on plates, nor O as the last letter (Transportstyrelsen).
_LETTERS = "A-HJ-PR-UW-Z"
_PLATE = re.compile(
    rf"(?<![\w@#/\-])(?P<letters>[{_LETTERS}]{{3}})(?P<gap>[ \t\u00a0\u202f]?[\-\u2010-\u2013]?[ \t\u00a0\u202f]?)"
    rf"(?P<digits>\d\d)(?P<last>\d|[A-HJ-NPR-UW-Z])(?![\w@])(?![.,:\-/]\d)",
    re.IGNORECASE,
)
_CUE = re.compile(
    r"(?:\breg\b|regn|registrering|skylt|\bplåt|\bbil|personbil|lastbil|skåpbil|fordon|moped|\bmc\b|motorcykel|"
    r"traktor|husbil|släp|epa|volvo|saab|audi|bmw|toyota|\bvw\b|golf|passat|ford\b|kia\b|skoda|mercedes|opel|"
    r"peugeot|renault|nissan|mazda|hyundai|tesla|citro[eë]n)\w*[^.!?]{0,25}$",
    re.IGNORECASE,
)
# The word just before says that the letters and digits name a thing.
_NAMES_A_THING = re.compile(
    r"(?:station|stolpe|skåp(?!bil)|brunn|pump|modell|typ|rum|sal|hall|linje|buss|tåg|objekt|ärende|diarie|dnr|serie|"
    r"artikel|kamera|maskin|märkt|storlek|stl|väst|jacka|lampa|lampor|armatur|färg|kulör|kurs|plats|port|zon|detalj|version|standard|faktura|order)"
    r"\w*[^\w\n]{1,2}(?:av typ |nr |nummer )?\Z",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s?(?:kr\b|kronor|spänn|sek\b|:-|%|procent|m\b|meter|cm\b|mm\b|km|mil\b|kg\b|gram|g\b|liter|l\b|w\b|watt|kwh|v\b|"
    r"volt|db\b|st\b|styck|personer|pers\b|människor|ungdomar|barn\b|besök|bilar|cyklar|min\b|minuter|sek|timmar|"
    r"dagar|grader|gånger|ggr|platser|lägenheter|hushåll|boende|elever|år\b)",
    re.IGNORECASE,
)
_LOOK_BEHIND = 45
# Swedish words and everyday abbreviations that can be spelled with plate letters, a line per first letter.
_WORDS = frozenset(files(__package__).joinpath("plate_words.txt").read_text(encoding="ascii").split())
# What is numbered with a letter behind, also in capitals: "HUS 12A".
_HAVE_PARTS = lexicon.section("contexts", "have_parts")


def plates(text: str) -> Iterator[Mark]:
    """ABC 123 and ABC 12D, in capitals or not, that are not a word and a number."""
    for match in _PLATE.finditer(text):
        if _is_plate(match, text):
            yield Mark(Kind.PLATE, match.start(), match.end())


def _is_plate(match: re.Match[str], text: str) -> bool:
    before = text[max(0, match.start() - _LOOK_BEHIND) : match.start()]
    letters = match["letters"]
    if _NAMES_A_THING.search(before) or _counts_something(match, text):
        return False
    if letters.lower() in _WORDS:
        # "KUF 20N" is no word and a number where the text is not all in capitals, as "HUS 12A" may be.
        new_form = match["last"].isalpha() and match["last"].isupper() and not text.isupper()
        return (
            letters.isupper() and (new_form or _CUE.search(before) is not None) and letters.lower() not in _HAVE_PARTS
        )
    return True


def _counts_something(match: re.Match[str], text: str) -> bool:
    """'kar 300 kr': what follows is a unit, so what stands before is a word."""
    return bool(match["gap"]) and match["last"].isdigit() and _UNIT_AFTER.match(text, match.end()) is not None
