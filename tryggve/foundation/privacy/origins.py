"""Which words tell of the origin, colour or religion of people (not of a building, a dish or a flag)?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.inflection import adjective_forms, every_noun_form
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.people import alternatives, is_people, people_forms
from tryggve.foundation.privacy.reading import Reading

# What can be said of people's origin, and what people have that shows it.
_TRAIT = re.compile(
    r"(?:utseende|ursprung|påbrå|bakgrund|härkomst|medborgare|medborgarskap|brytning|dialekt|accent|namn|folk|"
    r"invånare|minoritet\w*|befolkning\w*|individ\w*|diaspora\w*|bybor|samhälle|troende|äldre|yngre|unga|vuxna|snutt\w*|"
    r"grupperingar|manskap|besättning\w*|nunn\w*|munk\w*|\w*musikant\w*|missionär\w*|arbetslag\w*|lag|turister|bröder|systrar|\w*kill\w*|\w*tjej\w*|\w*barn|småbarn\w*|pers|män|ligor|liga|ligan)\Z"
)
_SPEAKS_OF = re.compile(
    r"\b(?:ursprung|påbrå|bakgrund|härkomst|utseende|hudfärg|brytning|hy|etnicitet|nationalitet|religion|rötter)\b"
)
_IS = lexicon.section("contexts", "is_words")
_THINGS_AFTER = lexicon.section("contexts", "things_after")
_BETWEEN = lexicon.section("contexts", "between_origin_and_people")
_DOUBTFUL = lexicon.section("contexts", "doubtful")
_COLOURS = ("svart", "mörk", "vit")
_COUNTS_FEW = frozenset({"två", "tre", "fyra", "fem", "några", "flera"})
_CALLED = frozenset({"kallad", "kallade", "kallades", "kallas", "kallat", "för", "som"})
_COUNTS_PEOPLE = lexicon.section("contexts", "counts_people")
_OF_THINGS_TOO = ("isk", "iska", "iskt", "iske")
_SPEECH = re.compile(
    r"\b(?:tala\w*|prata\w*|snacka\w*|skrek|skriker|ropa\w*|sjöng|bryter|bröt|förstår bara|kan bara|svära\w*|svor|"
    r"gapa\w*|gorma\w*|tjafsa\w*|bråka\w*)\s(?:[\wåäö]+\s){0,3}\Z"
)
_COMES = re.compile(r"(?:komm(?:er|it)|kom|härstammar|flytt|flydde|flytt hit|född|födda|invandrat|är|ä|var|va)\Z")
_PEOPLE_BEFORE = re.compile(
    r"\b(?:de|dom|han|hon|alla|båda|hen|jag|vi|en|flera|ena|andra|ene|andre|någon|sällskapet|\w+erna|\w+arna|"
    rf"\w*(?:{alternatives(*people_forms('one')[1::2], *people_forms('alone')[1::2], *people_forms('body')[1::2])}))\b"
)
_LIST_BEFORE = 80
_DESCRIBED = re.compile(
    r"(?:signalement\b[^.!?]{0,40}|\d\d[- ]?(?:år|års|årsåldern|årig)|\d cm(?: lång)?|-?års?åldern|"
    rf"\b(?:{alternatives(*people_forms('one'), *people_forms('alone'))}|vuxna))(?:, \w+)?, \Z"
)
_COMPOUND_TAIL = re.compile(
    r"(?:kill|tjej|kvinn|ungdom|pojk|flick|barn|familj|gäng|lig|klan|gubb|tant|grupp|ung|snubb|brud|jävel|jävl|nätverk|"
    r"hor|hora|horor|arbetar|tiggar|maffi|grabb|mamm|papp|pack|släkt|läger|läg|kvarter|par|ätt)[a-zåäö]{0,5}\Z|(?:man|män|mannen|männen)s?\Z"
)


def origins(reading: Reading) -> Iterator[Mark]:
    """Ethnicity, nationality, skin colour and religion of people, whoever they are."""
    lowers, tokens = reading.lowers, reading.tokens
    index = 0
    while index < len(lowers):
        length = _length_at(reading, index)
        if length:
            yield Mark(Kind.ORIGIN_RELIGION, tokens[index].start, tokens[index + length - 1].end, Action.WARN)
        index += max(length, 1)


def _length_at(reading: Reading, index: int) -> int:
    """How many words from here tell of the origin of people."""
    lowers = reading.lowers
    low = lowers[index]
    length = lexicon.words("origins", "always").length_at(lowers, index)
    if length:
        return length + (length > 1 and lowers[index + length - 1] in {"i", "på", "från", "till"})
    length = _people_at(reading, index)
    if not length and _is_adjective(low):
        length = _with_people(reading, index)
    if not length and low == "från":
        length = _from_land(reading, index)
    if not length and low in lexicon.section("origins", "languages"):
        length = int(
            _SPEECH.search(reading.lower, max(0, reading.tokens[index].start - 45), reading.tokens[index].start)
            is not None
        )
    return length


def _people_at(reading: Reading, index: int) -> int:
    """ "somalier", "jehovas vittnen", "kurdgänget": always of people, unless it is a firm's name."""
    lowers = reading.lowers
    low = lowers[index]
    if low.endswith(_OF_THINGS_TOO) or (_is_adjective(low) and low not in _peoples()):
        return 0
    length = (
        int(low in _peoples()) or lexicon.words("origins", "groups").length_at(lowers, index) or int(_compound(low))
    )
    doubtful = low in _DOUBTFUL and not _surely_people(reading, index)
    return 0 if length == 1 and (doubtful or _is_name_or_firm(reading, index)) else length


@cache
def _peoples() -> frozenset[str]:
    forms = frozenset().union(*(every_noun_form(noun) for noun in lexicon.sections("origins")["peoples"]))
    # A woman: "rumänskan", "två polskor". The language has the same form in a few.
    women = (stem for stem in lexicon.sections("origins")["adjectives"] if stem.endswith("sk"))
    spoken = {"svensk", "engelsk", "fransk", "spansk", "tysk", "romsk"}
    female = frozenset(stem + end for stem in women for end in ("an", "or", "orna") if stem not in spoken)
    return (forms | female) - lexicon.section("origins", "languages")


def _is_adjective(low: str) -> bool:
    return low in _adjectives()


@cache
def _adjectives() -> frozenset[str]:
    stems = lexicon.sections("origins")["adjectives"]
    return frozenset().union(*(adjective_forms(stem.replace("_", " ")) for stem in stems))


@lru_cache(maxsize=8192)
def _compound(word: str) -> bool:
    """ "somaliergänget", "thaikvinnan"."""
    if not word.startswith(_heads()):
        return False
    heads = (head for head in _heads() if word.startswith(head))
    return any(_COMPOUND_TAIL.match(word[len(head) :].lstrip("-").removeprefix("s-")) for head in heads)


@cache
def _heads() -> tuple[str, ...]:
    return lexicon.sections("origins")["heads"]


def _from_land(reading: Reading, index: int) -> int:
    """ "män från Rumänien", "de kommer från Syrien", but not "lastbil från Polen"."""
    lowers, tokens = reading.lowers, reading.tokens
    if index + 1 >= len(lowers) or not index or lowers[index + 1] not in lexicon.section("origins", "lands"):
        return 0
    if any(_is_people_word(lowers[at]) for at in range(max(0, index - 2), index)):
        return 2
    start, _end = reading.sentence(tokens[index].start)
    comes = any(_COMES.match(lowers[at]) for at in range(max(0, index - 3), index))
    return 2 if comes and _PEOPLE_BEFORE.search(reading.lower, start, tokens[index].start) else 0


@lru_cache(maxsize=8192)
def _is_people_word(word: str) -> bool:
    return is_people(word) or _TRAIT.match(word) is not None


def _with_people(reading: Reading, index: int) -> int:
    """How many words tell of people here: the adjective alone, or with "ursprung" behind it."""
    lowers, tokens = reading.lowers, reading.tokens
    for step in (1, 2, 3):
        after = index + step
        if after >= len(lowers) or tokens[after].gap.strip(" "):
            break
        word = lowers[after]
        if word in _THINGS_AFTER:
            return 0
        if _is_people_word(word):
            return step + 1 if step == 1 and _SPEAKS_OF.fullmatch(word) else 1
        if not (_is_adjective(word) or word in _BETWEEN):
            break
    if index + 1 < len(lowers) and lowers[index + 1] == "ut" and lowers[index - 1] in {"ser", "såg", "sett"}:
        return 1
    return int(_said_of_one_or_few(reading, index))


def _said_of_one_or_few(reading: Reading, index: int) -> bool:
    """ "han är svart", "två kristna hotades", "de är visst kurdiska"."""
    lowers = reading.lowers
    before, after = lowers[max(0, index - 2) : index], lowers[index + 1] if index + 1 < len(lowers) else ""
    if reading.tokens[index].gap == ", " and _DESCRIBED.search(
        reading.lower, max(0, reading.tokens[index].start - _LIST_BEFORE), reading.tokens[index].start
    ):
        return True  # "ca 30 år, östasiatisk", "åtta vuxna, svarta"
    if lowers[index].startswith(_COLOURS):
        return len(before) > 1 and before[0] in {"han", "hon", "jag", "hen"} and before[1] in _IS
    if before and before[-1] in _COUNTS_FEW and lowers[index].endswith("a"):
        return after in lexicon.section("verbs", "finite") or after.endswith(("ades", "ade"))
    return _as_predicate(reading, index)


def _as_predicate(reading: Reading, index: int) -> bool:
    """ "de är visst kurdiska"."""
    lowers, tokens = reading.lowers, reading.tokens
    before = lowers[index - 1] if index else ""
    of_people = {"inte", "av", "som", "och", "eller"}
    if not (before in _IS or (before in of_people and index > 1 and lowers[index - 2] in _IS)):
        return False
    subject = reading.lower[max(0, tokens[index].start - 45) : tokens[index].start]
    following = lowers[index + 1] if index + 1 < len(lowers) and not tokens[index + 1].gap.strip(" ") else ""
    ends = not following or following in {"och", "men", "enligt", "som", "eller", "så", "i", "på", "till"}
    return ends and bool(_PEOPLE_BEFORE.search(subject))


def _surely_people(reading: Reading, index: int) -> bool:
    before = reading.lowers[index - 1] if index else ""
    beside = index > 0 and reading.tokens[index].gap == ", " and reading.tokens[index - 1].capital  # "Ilkka, finne"
    return beside or before in _COUNTS_PEOPLE or before in _CALLED or reading.lowers[index] in {"finnar", "romer"}


def _is_name_or_firm(reading: Reading, index: int) -> bool:
    """ "Turkens Pizzeria", "Greken på hörnet": a capital inside a sentence makes it a name of something."""
    token = reading.tokens[index]
    return token.capital and not token.begins and not token.shouted
