"""Which noun or pronoun stands here, and how many does it tell of?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.group_phrases import SAID_OF_NOUN, WHERE, is_cut, is_dwelling
from tryggve.foundation.privacy.people import people_forms
from tryggve.foundation.privacy.reading import Reading

NEIGHBOURS = lexicon.section("belongings", "beside")
PRONOUNS = frozenset(["han", "hon", "hen", "den"])
_PRONOUNS_OF_SEVERAL = frozenset(["de", "dom", "dem"])
_BEFORE_A_PRONOUN = frozenset(
    [
        "hos",
        "är",
        "var",
        "vara",
        "det",
        "till",
        "av",
        "med",
        "för",
        "om",
        "att",
        "mot",
        "från",
        "enligt",
        "såg",
        "e",
        "och",
    ]
)
_YEARS = frozenset(["ettorna", "tvåorna", "treorna", "fyrorna", "femmorna", "sexorna", "sjuorna", "åttorna", "niorna"])
_NEW_ONES = frozenset(["nya", "yngsta", "äldsta", "minsta"])
_NEAR_TO_MANY = frozenset(["förälder", "granne", "kompis", "polare", "bästis", "klasskamrat", "klasskompis", "familj"])
LONGEST_TITLE = 4  # words before the noun


@dataclass(frozen=True, slots=True)
class Noun:
    """The noun of a phrase: how many it is, and where the phrase starts."""

    one: bool
    known: bool  # "killen", not "en kille"
    counted: bool
    first: int
    role: bool = False  # "målvakten": somebody where there are more of the kind


def nominal_at(reading: Reading, index: int) -> Noun | None:
    """ "Den skäggige som", "de yngsta i P13-laget": an adjective that stands for somebody."""
    if index + 1 >= len(reading.lowers):
        return None
    before = reading.lowers[index - 1] if index and not is_cut(reading, index) else ""
    word, after = reading.lowers[index], reading.lowers[index + 1]
    if before == "den" and word.endswith("e") and len(word) > 3 and after == "som":
        return Noun(one=True, known=True, counted=False, first=index - 1)
    if before in _PRONOUNS_OF_SEVERAL and word in _NEW_ONES and after in WHERE:
        return Noun(one=False, known=True, counted=True, first=index - 1)
    if word in plain_kin() and after == "till" and before not in SAID_OF_NOUN:
        return Noun(one=True, known=False, counted=False, first=index)
    return None


def pronoun_at(reading: Reading, index: int) -> Noun | None:
    """ "Han med sparkcykeln", "de som alltid kör runt": a pronoun that the words after it explain."""
    word = reading.lowers[index]
    several = word in _PRONOUNS_OF_SEVERAL
    if not (several or word in PRONOUNS) or index + 1 >= len(reading.lowers):
        return None
    after, token = reading.lowers[index + 1], reading.tokens[index]
    stands = token.begins or bool(token.gap.strip(" ")) or reading.lowers[index - 1] in _BEFORE_A_PRONOUN
    if after == "som":
        if several or word == "den":
            following = reading.lowers[index + 2 : index + 3]
            lives = reading.lowers[index + 2 : index + 3] in (["bor"], ["hyr"], ["bodde"])
            beside = lives and reading.lowers[index + 3 : index + 4]
            housed = (
                beside and beside[0] in {"i", "på"} and any(map(is_dwelling, reading.lowers[index + 4 : index + 7]))
            )
            if beside and (housed or beside[0] in NEIGHBOURS or beside[0] == "över"):
                return Noun(one=True, known=True, counted=False, first=index)
            if not following or following[0] not in {"alltid", "brukar", "jämt", "varje"}:
                return None
            return Noun(one=True, known=True, counted=False, first=index)
        return Noun(one=True, known=True, counted=False, first=index)
    if word == "den" or not stands or after not in {"i", "på", "med", "me"}:
        return None
    return Noun(one=False, known=True, counted=False, first=index)


def noun_at(reading: Reading, index: int) -> Noun | None:
    """ "de tre killarna", "en kille": the noun that stands here, from the small words that lead to it."""
    word = reading.lowers[index]
    kind = form_of(word)
    if not kind and word not in _YEARS:
        return None
    small, few = lexicon.section("belongings", "small"), lexicon.section("belongings", "few")
    first, counted, some = index, False, False
    while first > 0 and index - first < LONGEST_TITLE and not is_cut(reading, first):
        before = reading.lowers[first - 1]
        adjective = before.endswith(("a", "e")) and len(before) > 3 and first > 1
        if before not in small and not (adjective and reading.lowers[first - 2] in small):
            break
        counted = counted or before in few
        some = some or before in {"en", "ett"}
        first -= 1
    if kind == "one":
        return Noun(one=True, known=True, counted=False, first=first)
    if kind == "role":
        return Noun(one=False, known=True, counted=False, first=first, role=True)
    if kind == "several" or word in _YEARS:
        return Noun(one=False, known=True, counted=counted, first=first)
    said = reading.lowers[first:index]
    ours = any(word in {"våra", "vår", "min", "mina", "samma"} for word in said)
    if kind == "indefinite" and (counted or some or ours):
        first += said[:1] == ["av"]
        return Noun(one=some, known=ours, counted=counted, first=first)
    return None


@lru_cache(maxsize=16384)
def form_of(word: str) -> str:
    """ "one" for "killen", "several" for "killarna", "indefinite" for "kille" and "killar"."""
    told, every = people_forms("told"), all_forms()
    if word in told.the_one or (word.endswith(_tails()) and not word.endswith(("smannen", "dmannen", "lmannen"))):
        return "one"
    if word in every[3] or word.endswith(_endings(3)):
        return "several"
    if word in every[1] or word.endswith(_endings(1)):
        return "role"
    if word in every[0] or word in every[2] or word.endswith(_endings(2)):
        return "indefinite"
    return ""


@cache
def all_forms() -> tuple[frozenset[str], ...]:
    """Every word for people: "en kille", "killen", "killar", "killarna"."""
    forms = [people_forms(section) for section in ("one", "alone", "kin", "told")]
    return tuple(frozenset().union(*(form[number] for form in forms)) for number in range(4))


@cache
def _tails() -> tuple[str, ...]:
    return tuple(form for form in people_forms("told").the_one if len(form) > 4)


@cache
def _endings(number: int) -> tuple[str, ...]:
    return tuple(form for form in people_forms("one")[number] if len(form) > 4)


@cache
def known_forms() -> frozenset[str]:
    """ "killen", "killarna": somebody who is known already."""
    return frozenset().union(*(all_forms()[number] for number in (1, 3)))


@cache
def _kin_forms() -> frozenset[str]:
    return frozenset().union(*people_forms("kin"))


@cache
def _kin_tails() -> tuple[str, ...]:
    close = (
        "bror",
        "syster",
        "pappa",
        "pappan",
        "mamma",
        "mamman",
        "son",
        "dotter",
        "sonen",
        "dottern",
        "söner",
        "döttrar",
    )
    heads = ("tonårs", "styv", "bonus", "plast", "halv", "tvilling", "lill", "stor", "små", "svär", "grann", "foster")
    young = ("grabb", "grabbar", "pojke", "flicka", "pojkar", "flickor", "barn", "syskon", "syskonen")
    return tuple(head + tail for head in heads for tail in (*close, *young))


@lru_cache(maxsize=16384)
def is_kin(word: str) -> bool:
    """Is it a word for a relative, a friend or a neighbour?"""
    return word in _kin_forms() or word in _kin_tails()


@cache
def plain_kin() -> frozenset[str]:
    """Kin in one form only: "son", not "barn" or "kompis"."""
    kin = people_forms("relation")
    plain = {
        "bror",
        "syster",
        "son",
        "dotter",
        "mamma",
        "pappa",
        "mor",
        "far",
        "kusin",
        "fru",
        "söner",
        "döttrar",
        "syskon",
    }
    return kin.one | kin.several | plain


@cache
def relations() -> frozenset[str]:
    """ "brorsonen", "exfrun": the known form of kin that somebody has one of."""
    return people_forms("relation").the_one


@lru_cache(maxsize=4096)
def is_close(word: str) -> bool:
    """Does somebody have one or a few of them? Parents, neighbours and friends are anybody's."""
    return not any(word.startswith(near) for near in _NEAR_TO_MANY) and word not in {"föräldrar", "föräldrarna"}


@lru_cache(maxsize=8192)
def is_body(word: str) -> bool:
    """ "brukshundsgänget", "damlaget": several as one."""
    return word.endswith(("gäng", "gänget", "laget", "klassen", "truppen")) and len(word) > 5
