"""Which words tell of the origin, colour or religion of people (not of a building, a dish or a flag)?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.reading import Reading

_PEOPLE = re.compile(
    r"(?:\w*kill(?:e|en|ar|arna)|\w*tjej(?:|en|er|erna)|\w*man|mannen|männen|\w*män|\w*kvinn(?:a|an|"
    r"or|orna)|\w*ungdom(?:|en|ar|arna)|\w*pojk(?:e|en|ar|arna)|\w*flick(?:a|an|or|orna)|"
    r"\w*barn(?:|et|en)|\w*familj(?:|en|er|erna)|person(?:|en|er|erna)|pers|\w*gäng(?:|et|en)|"
    r"\w*grupp(?:|en|er|ering|eringar)|par(?:|et)|medborgare|utseende|ursprung|påbrå|bakgrund|"
    r"härkomst|"
    r"bröder(?:|na)|syskon(?:|en)|elev(?:|en|er|erna)|besökare|\w*säljare|tiggare|tiggar(?:e|na)|"
    r"\w*arbetare|\w*arbetarna|chaufför(?:|en|er|erna)|student(?:|er|erna)|\w*grann(?:e|en|ar|arna)|"
    r"snubb(?:e|en|ar|arna)|"
    r"typ(?:er|erna)|folk|mamm(?:a|an|or|orna)|papp(?:a|an|or|orna)|kund(?:|en|er|erna)|grabb(?:|en|"
    r"ar|arna)|gubb(?:e|en|ar|arna)|tant(?:|en|er|erna)|dam(?:|en|er|erna)|herr(?:e|en|ar|arna)|"
    r"medlem(?:mar|marna)|släkt(?:|en|er)|\w*klan(?:|en|er)|nätverk(?:|et)|liga(?:|n)|ligor|män|"
    r"invånare|boende|hyresgäst(?:|en|er|erna)|resenär(?:|en|er|erna)|tonåring(?:|en|ar|arna)|"
    r"pensionär(?:|en|er)|förare(?:|n)|föraren|ägare(?:|n)|gäst(?:|er|erna)|församlingsmedlem\w*|"
    r"kompis(?:|ar|arna)|brytning|dialekt|accent|namn|pojkvän|flickvän|fru|"
    r"bärplockare|plockare|hantverkare|tjuv(?:ar|arna)?|rånare|turist(?:er|erna)?|deltagare|"
    r"grupperingar|befolkning(?:en)?|minoritet\w*|individ(?:er|en|erna)?|kill\w*|tjej\w*|flyktingar|"
    r"bybor|samhälle|diaspora\w*|"
    r"äldre|yngre|unga|vuxna|småbarn\w*|kids|ungar(?:na)?|snutt\w*|vittne|anmälare|troende|par)\Z"
)
_ENDING = ("a", "t", "", "e", "as")
_IS = lexicon.section("contexts", "is_words")
_THINGS_AFTER = lexicon.section("contexts", "things_after")
_WITH = frozenset({"utländsk", "etnisk", "muslimsk", "judisk", "svensk"})
_SPEAKS_OF = re.compile(
    r"\b(?:ursprung|påbrå|bakgrund|härkomst|utseende|hudfärg|brytning|hy|etnicitet|nationalitet|religion|rötter)\b"
)


def origins(reading: Reading) -> Iterator[Mark]:
    """Ethnicity, nationality, skin colour and religion of people, whoever they are."""
    people, always = lexicon.words("origins", "people"), lexicon.words("origins", "always")
    lowers, tokens = reading.lowers, reading.tokens
    index = 0
    while index < len(lowers):
        low = lowers[index]
        length = always.length_at(lowers, index)
        if not length:
            length = 0 if low.endswith(_OF_THINGS_TOO) else people.length_at(lowers, index)
            doubtful = low in _DOUBTFUL and not _surely_people(reading, index)
            if length == 1 and (doubtful or _is_name_or_firm(reading, index)):
                length = 0
        if not length and _is_adjective(low):
            length = _with_people(reading, index)
        if length:
            yield Mark(Kind.ORIGIN_RELIGION, tokens[index].start, tokens[index + length - 1].end, Action.WARN)
        index += max(length, 1)


def _is_adjective(low: str) -> bool:
    return low in _adjectives()


@cache
def _adjectives() -> frozenset[str]:
    stems = lexicon.sections("origins")["adjectives"]
    return frozenset(stem.replace("_", " ") + ending for stem in stems for ending in _ENDING)


def _with_people(reading: Reading, index: int) -> int:  # noqa: C901 - what may stand between, in turn
    """How many words tell of people here: the adjective alone, or with "ursprung" behind it."""
    lowers, tokens = reading.lowers, reading.tokens
    for step in (1, 2, 3):
        after = index + step
        if after >= len(lowers) or tokens[after].gap.strip(" "):
            break
        word = lowers[after]
        if word in _THINGS_AFTER:
            return 0
        if _PEOPLE.match(word):
            return step + 1 if step == 1 and _SPEAKS_OF.fullmatch(word) else 1
        if not (_is_adjective(word) or word in _BETWEEN):
            break
    if index + 1 < len(lowers) and lowers[index + 1] == "ut" and lowers[index - 1] in {"ser", "såg", "sett"}:
        return 1
    if _begins(lowers[index], ("svart", "färgad", "mörk", "vit")) and lowers[index] not in {"färgad", "färgade"}:
        return 0
    before = lowers[index - 1] if index else ""
    if before in _IS or (before in {"inte", "av", "som", "och", "eller"} and index > 1 and lowers[index - 2] in _IS):
        subject = reading.lower[max(0, tokens[index].start - 45) : tokens[index].start]
        following = lowers[index + 1] if index + 1 < len(lowers) and not tokens[index + 1].gap.strip(" ") else ""
        ends = not following or following in {"och", "men", "enligt", "som", "eller", "så", "i", "på", "till"}
        return int(ends and bool(_PEOPLE_BEFORE.search(subject)))
    return 0


_PEOPLE_BEFORE = re.compile(
    r"\b(?:de|dom|han|hon|alla|båda|killarna|killen|tjejerna|mannen|männen|kvinnan|kvinnorna|familjen|"
    r"ungdomarna|gänget|personen|personerna|flera|paret|hen|jag|vi|en|pojkarna|\w+erna|\w+arna)\b"
)
_BETWEEN = lexicon.section("contexts", "between_origin_and_people")
_OF_THINGS_TOO = ("isk", "iska", "iskt", "iske")
_DOUBTFUL = lexicon.section("contexts", "doubtful")


def _surely_people(reading: Reading, index: int) -> bool:
    before = reading.lowers[index - 1] if index else ""
    return before in {
        "en",
        "två",
        "tre",
        "fyra",
        "några",
        "flera",
        "många",
        "är",
        "ä",
        "var",
        "de",
        "dom",
        "den",
        "av",
        "som",
        "mest",
        "ett",
    } or reading.tokens[index].lower in {"finnar", "romer"}


def _is_name_or_firm(reading: Reading, index: int) -> bool:
    """ "Turkens Pizzeria", "Greken på hörnet": a capital inside a sentence makes it a name of something."""
    token = reading.tokens[index]
    return token.capital and not token.begins and not token.shouted


def _begins(word: str, stems: tuple[str, ...]) -> bool:
    return word.startswith(stems)
