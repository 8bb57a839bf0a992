"""How far does a phrase go that points out one person or a few, and what stands in it?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Kind, Mark
from tryggve.foundation.privacy.reading import Reading

WHERE = frozenset(["i", "på", "från", "ur", "hos", "ifrån"])
SAID_OF_NOUN = frozenset(
    ["den", "det", "de", "dom", "en", "ett", "sin", "hans", "hennes", "deras", "vår", "två", "tre"]
)
_ENDS = frozenset('.,;:!?\n()|"/•')
_LONGEST_PHRASE = 12
_WORN = ("clothes", "looks", "vehicles", "keeps")


def is_worn(following: Sequence[str]) -> bool:
    """Do the next words tell of clothes, looks, a vehicle or something that is kept?"""
    return any(is_of(_WORN, word) for word in following[:5])


@lru_cache(maxsize=8192)
def is_of(sections: tuple[str, ...], word: str) -> bool:
    """Is the word in one of these sections of `belongings.txt`, and not everybody's?"""
    return any(word in lexicon.words("belongings", section) for section in sections) and (
        word not in lexicon.words("belongings", "public")
    )


def is_dwelling(word: str) -> bool:
    """ "huset", "lägenheten", "villan"."""
    return is_of(("dwelling",), word)


def is_cut(reading: Reading, index: int) -> bool:
    """A sign stands before the word: the phrase does not go over it."""
    return any(sign in _ENDS for sign in reading.tokens[index].gap)


def is_taken(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """Is the word marked already?"""
    token = reading.tokens[index]
    return any(mark.start < token.end and token.start < mark.end for mark in people)


def is_name(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """ "Brorsan till Kalle"."""
    if index >= len(reading.tokens):
        return False
    start = reading.tokens[index].start
    return any(mark.kind is Kind.PERSON_NAME and mark.start == start for mark in people)


def lives_in_mark(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """ "Studenterna i lgh 1511": the dwelling is marked by itself."""
    if index >= len(reading.tokens):
        return False
    start = reading.tokens[index].start
    return any(mark.kind in {Kind.APARTMENT, Kind.HOME_ADDRESS} and mark.start == start for mark in people)


def words_of(reading: Reading, index: int, people: Sequence[Mark]) -> list[str]:
    """The words from here that can belong to the phrase."""
    found: list[str] = []
    for at in range(index, min(index + _LONGEST_PHRASE, len(reading.tokens))):
        if is_cut(reading, at) or is_taken(reading, at, people):
            break
        if found and _is_verb(reading.lowers[at]) and found[-1] not in SAID_OF_NOUN:
            break
        found.append(reading.lowers[at])
    return found


def end_of(reading: Reading, index: int, people: Sequence[Mark]) -> int:
    """Where the phrase ends: at the verb of the sentence, a sign, or another mark."""
    stops, adverbs = lexicon.section("belongings", "stops"), lexicon.section("belongings", "adverbs")
    lowers, at, limit = reading.lowers, index, min(len(reading.lowers), index + _LONGEST_PHRASE)
    while at < limit and not is_cut(reading, at) and not is_taken(reading, at, people):
        word = lowers[at]
        if word == "som":
            at += 1
            while at < limit and lowers[at] in adverbs and not is_cut(reading, at):
                at += 1
            at += 1  # the verb of the clause
            continue
        if word in {"och", "å"} and _goes_on(reading, at + 1, people):
            at += 1
            continue
        if at > index and (word in stops or _is_verb(word)) and lowers[at - 1] not in SAID_OF_NOUN:
            break
        at += 1
    at = min(at, len(lowers))
    while at > index + 1 and lowers[at - 1] in WHERE | {"med", "till", "den", "det", "de", "en", "ett", "och", "som"}:
        at -= 1
    return at


def _goes_on(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """ "med sparkcykeln och den gula hjälmen"."""
    following = words_of(reading, index, people)[:3]
    return is_worn(following)


@lru_cache(maxsize=16384)
def _is_verb(word: str) -> bool:
    return word in lexicon.section("verbs", "finite") or (
        len(word) > 5
        and word.endswith(("ade", "ades", "erar", "erades", "erade", "ats", "ldes", "rdes", "ttes", "ktes"))
    )
