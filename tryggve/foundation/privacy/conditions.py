"""Which words tell of somebody's health, or that somebody is a client of the social services?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.reading import Reading

_SOMEBODY = re.compile(
    r"\b(?:han|hon|honom|henne|hans|hennes|killen|tjejen|mannen|kvinnan|damen|pojken|flickan|grabben|"
    r"gubben|tanten|sonen|dottern|grannen|brodern|systern|mamman|pappan|"
    r"hyresgästen|eleven|personen i|en av dem|en av dom|ena (?:killen|tjejen|pojken|flickan|av dem|"
    r"sonen)|den ena|den andra killen|familjen|snubben|änkan|farbrorn|herren|"
    r"den boende|den äldre|den unge|den unga|barnets|pojkens|flickans|mannens|kvinnans|killens|"
    r"tjejens|sonens|dotterns|grannens)\b",
)
_IS_OR_HAS = re.compile(
    r"\b(?:är|ä|e|var|va|har|hade|haft|fått|får|fick|går|gick|lider|led|blivit|blev|äter|tar|tog|"
    r"medicinerar|behandlas|vårdas|inlagd|intagen|dricker|använder|missbrukar|hos|bor|"
    r"med|för|sin|sitt|sina|av|på|diagnos\w*|utreds|känd|gammal|blir|verkar|sitter|ligger)\b"
)
_GENERAL = re.compile(
    r"\b(?:flera|några|många|olika|berusade|ungdomar med|personer med|föreläsning|informera\w*|"
    r"information|utbildning|möte om|tema|upplysning|insamling|kampanj|förening\w*|förbundet)\b"
)
_LINKS = lexicon.section("contexts", "links")
_NEEDS_VERB = lexicon.section("contexts", "needs_verb")
_LONGEST_LINK = 6


def health(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """Diagnosis, addiction, disability or treatment of somebody who can be told."""
    words = lexicon.all_words("health")
    lowers = reading.lowers
    index = 0
    while index < len(lowers):
        length = words.length_at(lowers, index) or int(lowers[index].endswith(_ENDINGS))
        if length and _about_somebody(reading, index, people):
            first, last = reading.tokens[index], reading.tokens[index + length - 1]
            if lowers[index - 1] in _DEGREES and index:
                first = reading.tokens[index - 1]
            if index + length < len(lowers) and lowers[index + length] in _AILMENTS:
                last = reading.tokens[index + length]
            yield Mark(Kind.HEALTH, first.start, last.end, Action.WARN)
        index += max(length, 1)


_DEGREES = frozenset(
    [
        "nästan",
        "svårt",
        "gravt",
        "grav",
        "kroniskt",
        "psykiskt",
        "helt",
        "delvis",
        "lindrig",
        "lindrigt",
        "svår",
        "akut",
        "tidigare",
        "begynnande",
    ]
)
_AILMENTS = frozenset(
    [
        "sjukdom",
        "störning",
        "problem",
        "diagnos",
        "syndrom",
        "beroende",
        "besvär",
        "skada",
        "missbruk",
        "anfall",
        "personlighetsstörning",
        "medicin",
    ]
)
_ENDINGS = (
    "missbruk",
    "missbruket",
    "missbrukare",
    "missbrukaren",
    "beroende",
    "sjukdom",
    "sjukdomen",
    "syndrom",
    "psykos",
    "demens",
    "demensen",
    "cancer",
    "handikapp",
    "diagnos",
    "diagnosen",
    "fobi",
)


def services(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """The phrase that shows that somebody who can be told is a client of the social services."""
    waiting: Mark | None = None
    for mark in _services(reading, people):
        if waiting and mark.start <= waiting.end + 1:
            waiting = replace(waiting, end=mark.end)  # "är klient hos frivården" is one phrase
            continue
        if waiting:
            yield waiting
        waiting = mark
    if waiting:
        yield waiting


def _services(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    words, client = lexicon.all_words("services"), lexicon.words("services", "client")
    lowers = reading.lowers
    index = 0
    while index < len(lowers):
        length = words.length_at(lowers, index)
        if length and _pointed_out(reading, index, people):
            first = _linked_from(reading, index)
            by_itself = client.length_at(lowers, index)
            verbs = _NEEDS_VERB.intersection(lowers[first:index])
            is_role = any(
                mark.kind is Kind.PERSON_NAME and mark.start - reading.tokens[index + length - 1].end in (1, 2)
                for mark in people
            )
            if (by_itself or verbs) and not (is_role and not verbs):
                last = _linked_to(reading, index + length, people)
                yield Mark(Kind.SOCIAL_SERVICE, reading.tokens[first].start, reading.tokens[last - 1].end, Action.WARN)
                length = last - index
        index += max(length, 1)


def _pointed_out(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    if any(mark.kind in _PERSONS for mark in people):
        return True
    start, end = reading.sentence(reading.tokens[index].start)
    return bool(_SOMEBODY.search(reading.lower, start, end))


def _about_somebody(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    start, end = reading.sentence(reading.tokens[index].start)
    if any(mark.kind in _PERSONS for mark in people):
        return True
    if _GENERAL.search(reading.lower, start, end):
        return False
    somebody = _SOMEBODY.search(reading.lower, start, end)
    return bool(somebody and _IS_OR_HAS.search(reading.lower, somebody.end(), reading.tokens[index].start))


def _linked_from(reading: Reading, index: int) -> int:
    first = index
    while (
        first > 0
        and index - first < _LONGEST_LINK
        and reading.lowers[first - 1] in _LINKS
        and not reading.tokens[first].gap.strip(" ")
    ):
        first -= 1
    while first < index and reading.lowers[first] in {
        "om",
        "en",
        "ett",
        "sin",
        "sitt",
        "enligt",
        "redan",
        "sedan",
        "tidigare",
        "och",
        "två",
        "tre",
        "flera",
        "på",
        "i",
        "av",
        "till",
        "från",
    }:
        if reading.lowers[first] in {"på", "i", "från", "till"}:
            break
        first += 1
    return first


def _linked_to(reading: Reading, last: int, people: Sequence[Mark]) -> int:
    """ "hos ungdomsstödjaren på Dialogen": the place belongs to the phrase."""
    if (
        last + 1 < len(reading.tokens)
        and reading.lowers[last] in {"på", "i", "hos"}
        and reading.tokens[last + 1].capital
        and not reading.tokens[last].gap.strip(" ")
        and not any(mark.start <= reading.tokens[last + 1].start < mark.end for mark in people)
    ):
        return last + 2
    return last


_PERSONS = frozenset(
    {
        Kind.PERSON_NAME,
        Kind.SMALL_GROUP,
        Kind.PERSONNUMMER,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.HANDLE,
        Kind.HOME_ADDRESS,
        Kind.APARTMENT,
        Kind.BANK_ID,
        Kind.PLATE,
    }
)
