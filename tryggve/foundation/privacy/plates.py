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
    r"traktor|husbil|släp|epa|\w*bil\b|\w*bilen\b|moppe|hoj|kärra|taxi|parkeringsbot|p-bot|parkera|förar|\bkör|volvo|saab|audi|bmw|toyota|\bvw\b|golf|passat|ford\b|kia\b|skoda|mercedes|opel|"
    r"peugeot|renault|nissan|mazda|hyundai|tesla|citro[eë]n)\w*[^.!?]{0,25}$",
    re.IGNORECASE,
)
# Said of a vehicle after its plate.
_DRIVES = re.compile(
    r"\W{1,2}(?:\w+ ){0,3}?(?:back\w+|kör\w*|stod|stå|står|stannade|parker\w+|"
    r"på tomgång|tuta\w*|rakt (?:genom|in|på)|åkte|smet|"
    r"svängde|gasa\w*|burna\w*|sladda\w*|för[ar]\w+|ägaren|bil\w*|blockera\w*|spärra\w*|gled|rulla\w*|krocka\w*|vände)\b",
    re.IGNORECASE,
)
# The word just before says that the letters and digits name a thing.
_NAMES_A_THING = re.compile(
    r"(?:[A-Z]{3} ?\d{3} till|kabel|bit|skruvbit|reservdel|bom|cylinder|nyckel|list|batteri|säkring|relä|central|"
    r"station|stolpe|skåp(?!bil)|brunn|pump|modell|typ|rum|sal|hall|linje|buss|tåg|objekt|ärende|diarie|dnr|serie|"
    r"artikel|kamera|maskin|märkt|storlek|stl|väst|jacka|lampa|lampor|armatur|färg|kulör|kurs|plats|port|zon|detalj|"
    r"version|standard|faktura|order|dekal|klisterm|beteckning|pelare|balk|lucka|fack|låda|pall|artikelnr|beställningsnr)"
    r"\w*[^\w\n]{1,2}(?:av typ |nr |nummer )?(?:[A-Z]{3} \d{3}\W{0,2}(?:, | och | samt )\W?)?\Z",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s?(?:kr\b|kronor|spänn|sek\b|:-|%|procent|m\b|meter|cm\b|mm\b|km|mil\b|kg\b|gram|g\b|liter|l\b|w\b|watt|kwh|v\b|"
    r"volt|db\b|st\b|styck|personer|pers\b|människor|ungdomar|barn\b|besök|bilar|cyklar|min\b|minuter|sek|timmar|"
    r"dagar|grader|gånger|ggr|platser|lägenheter|hushåll|boende|elever|år\b)",
    re.IGNORECASE,
)
_NEXT_TO_VEHICLE = re.compile(
    r"(?:\w*bil(?:en)?|moppe|moped(?:en)?|epan?|volvon?|saab(?:en)?|audin?|bmw|golf(?:en)?|passat(?:en)?|skodan?|kian?|"
    r"utanför,|registrerad|regnr|reg\.?nr)[ :,]{1,2}\Z",
    re.IGNORECASE,
)
_LOOK_BEHIND = 45
# Swedish words and everyday abbreviations that can be spelled with plate letters, a line per first letter.
_WORDS = frozenset(files(__package__).joinpath("plate_words.txt").read_text(encoding="ascii").split())
_SMALL_WORDS = (
    lexicon.section("verbs", "finite")
    | lexicon.section("belongings", "stops")
    | {"med", "den", "som", "det", "ett", "typ", "max", "ner", "upp", "min"}
)
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
        return letters.lower() not in _HAVE_PARTS and _is_plate_all_the_same(match, text, before)
    return True


def _is_plate_all_the_same(match: re.Match[str], text: str, before: str) -> bool:
    """ "KUF 20N" and "tok41c" are no word and a number, as "HUS 12A" may be; "SUP 730" is none beside a vehicle."""
    letters, last = match["letters"], match["last"]
    if last.isalpha() and (not match["gap"] or (letters.isupper() and last.isupper() and not text.isupper())):
        return True
    if letters.isupper() and (_CUE.search(before) or _DRIVES.match(text, match.end())):
        return True
    if not match["gap"] and letters.lower() not in _SMALL_WORDS and _DRIVES.match(text, match.end()):
        return True  # "hbt606 han kör som en dåre"
    return letters.lower() not in _SMALL_WORDS and _NEXT_TO_VEHICLE.search(before) is not None


def _counts_something(match: re.Match[str], text: str) -> bool:
    """'kar 300 kr': what follows is a unit, so what stands before is a word."""
    return bool(match["gap"]) and match["last"].isdigit() and _UNIT_AFTER.match(text, match.end()) is not None
