"""Which words tell of somebody's health, or that somebody is a client of the social services?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Action, Kind, Mark, joined
from tryggve.foundation.privacy.people import alternatives, people_forms
from tryggve.foundation.privacy.reading import Reading

_SOMEBODY = re.compile(
    r"\b(?:han|hon|honom|henne|hans|hennes|hen|husse|matte|personen i|"
    rf"(?:{alternatives(people_forms('told').the_one)})s?|"
    r"en av (?:dem|dom|grannarna|killarna|tjejerna|eleverna|sönerna|döttrarna|bröderna)|"
    r"ena (?:killen|tjejen|pojken|flickan|av dem|sonen)|den ena|den andra (?:killen|tjejen)|den boende|"
    r"den (?:äldre|unge|unga|gamle|gamla)(?! \w+(?:en|an|et)\b))\b"
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
_DEGREES = lexicon.section("contexts", "degrees")
_AILMENTS = lexicon.section("contexts", "ailments")
_NOT_LEADING = lexicon.section("contexts", "not_leading")
_OF_WHOM = frozenset({"hans", "hennes", "deras", "sin", "sina", "sitt", "min", "dennes", "hens"})
_JOINS = re.compile(
    r"\s?(?:(?:akut |frivilligt |tillfälligt )?"
    r"(?:via|genom|från|frå|ifrån|hos|på|i|av|enligt|med|och|å|o|inom|för|till)\s)?"
)
_SHORTEST_ADJECTIVE = 4
_LONGEST_PREDICATE = 5
_AND = re.compile(r"(?:,? (?:och|å|o|samt|men)|,) (?:(?:har|är|e|hade|var) )?")
_HELP = re.compile(
    r"\b(?:får|fått|fick|har|haft|behöver|beviljats|nekats) (?:hjälp|stöd|insatser|omsorg|"
    r"tillsyn|besök|bistånd|bidrag|pengar|hyran)"
    r"(?: \w+){0,4}? (?:av|från|frå|via|genom) "
    r"(?:kommunen|soc|socialen|socialtjänsten|hemtjänsten|omsorgen|socialkontoret|socialnämnden|boendestödet)\b"
)
_LONGEST_LEAD = 4
_THROUGH = frozenset({"genom", "via", "från", "frå", "ifrån", "av", "hos", "inom"})
_BODIES = lexicon.section("services", "bodies")
_HOW_LONG = re.compile(r" (?:sedan|sen|i) (?:\w+ )?(?:\d+ )?(?:år|barnsben|många år|länge|födseln|månader|veckor)\b")
_HOW_OFTEN = re.compile(
    r" (?:varannan|varje|någon|två|tre) (?:helg|vecka|dag|månad|kväll)\b| i veckorna\b|"
    r" på (?:helgerna|nätterna|dagarna)\b|"
    r" morgon och kväll\b| med personal dygnet runt\b| dygnet runt\b| flera gånger om dagen\b| för unga\b"
)


def health(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """Diagnosis, addiction, disability or treatment of somebody who can be told."""
    yield from joined(_health(reading, people), reading.lower, _AND)  # "lider av ... och har inte tagit sin medicin"


def _health(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    words = lexicon.all_words("health")
    lowers = reading.lowers
    index = 0
    while index < len(lowers):
        length = words.length_at(lowers, index) * (lowers[index] not in lexicon.section("health_leads", "not_health"))
        if length and _about_somebody(reading, index, index + length - 1, people):
            long = _HOW_LONG.match(reading.lower, reading.tokens[index + length - 1].end)
            if long:
                length = reading.index_at(long.end()) - index
            last = reading.tokens[index + length - 1]
            first = reading.tokens[_led_from(reading, index, people)]
            if index + length < len(lowers) and lowers[index + length] in _AILMENTS:
                last = reading.tokens[index + length]
            yield Mark(Kind.HEALTH, first.start, last.end, Action.WARN)
        index += max(length, 1)


def _described(word: str) -> bool:
    """ "grav", "utåtagerande", "förvärvad": an adjective before a word of health."""
    return len(word) > _SHORTEST_ADJECTIVE and word.endswith(("ande", "ad", "igt", "ig", "isk", "erad", "iskt"))


def _led_from(reading: Reading, index: int, people: Sequence[Mark]) -> int:
    """ "går på lugnande", "börjar bli glömsk": where the words that lead to the word of health begin."""
    leading, first = lexicon.section("health_leads", ""), index
    while (
        first > 0
        and index - first < _LONGEST_LEAD
        and (reading.lowers[first - 1] in leading | _DEGREES or _described(reading.lowers[first - 1]))
    ):
        before = reading.tokens[first - 1]
        if reading.tokens[first].gap.strip(" ") or any(mark.start <= before.start < mark.end for mark in people):
            break
        first -= 1
    while first < index and reading.lowers[first] in {"på", "för", "av", "efter", "och"}:
        first += 1
    return first


def services(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """The phrase that shows that somebody who can be told is a client of the social services."""
    yield from joined(_services(reading, people), reading.lower, _JOINS)  # "är klient hos frivården"


@cache
def _service_words() -> lexicon.Words:
    found = lexicon.sections("services")
    return lexicon.Words([*found["service"], *found["client"], *found["helper"]])


def _services(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    words, client = _service_words(), lexicon.words("services", "client")
    lowers, tokens = reading.lowers, reading.tokens
    joined = False  # "har kontaktperson genom socialtjänsten": the second needs no verb of its own
    index = 0
    for match in _HELP.finditer(reading.lower):
        if _pointed_out(reading, reading.index_at(match.start()), people):
            yield Mark(Kind.SOCIAL_SERVICE, *match.span(), Action.WARN)
    while index < len(lowers):
        length = words.length_at(lowers, index)
        if length and _pointed_out(reading, index, people):
            first = _linked_from(reading, index, people)
            by_itself = client.length_at(lowers, index) or joined or _somebodys_helper(reading, index, people)
            verbs = _NEEDS_VERB.intersection(lowers[first:index])
            predicate = 0 if verbs else _predicate(reading, index + length, people)
            is_role = any(
                mark.kind is Kind.PERSON_NAME and mark.start - tokens[index + length - 1].end in (1, 2)
                for mark in people
            )
            joined = False
            if (by_itself or verbs or predicate) and not (is_role and not verbs):
                last = _linked_to(reading, index + length + predicate, people)
                yield Mark(Kind.SOCIAL_SERVICE, tokens[first].start, tokens[last - 1].end, Action.WARN)
                length = last - index
                joined = True
        elif joined and _JOINS.fullmatch(f" {lowers[index]} ") is None:
            joined = False
        index += max(length, 1)


def _somebodys_helper(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """ "hans boendestödjare", "Kevins kontaktperson"."""
    if not index or not lexicon.words("services", "helper").length_at(reading.lowers, index):
        return False
    before = reading.tokens[index - 1]
    return before.lower in _OF_WHOM or (
        before.lower.endswith("s") and any(mark.kind in _PERSONS and mark.end == before.end for mark in people)
    )


def _predicate(reading: Reading, index: int, people: Sequence[Mark]) -> int:
    """ "soc har öppnat utredning": how many words tell what the services do, when it is to somebody who is told."""
    does = lexicon.section("services", "does")
    last = index
    for at in range(index, min(index + _LONGEST_PREDICATE, len(reading.lowers))):
        token = reading.tokens[at]
        if token.gap.strip(" ") or any(mark.start <= token.start < mark.end for mark in people):
            break
        if token.lower in does:
            last = at + 1
    return last - index if any(mark.kind in _PERSONS for mark in people) else 0


def _pointed_out(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    if any(mark.kind in _PERSONS for mark in people):
        return True
    start, end = reading.sentence(reading.tokens[index].start)
    return bool(_SOMEBODY.search(reading.lower, start, end))


def _about_somebody(reading: Reading, index: int, last: int, people: Sequence[Mark]) -> bool:
    start, end = reading.sentence(reading.tokens[index].start)
    if any(mark.kind in _PERSONS for mark in people):
        return True
    if _GENERAL.search(reading.lower, start, end):
        return False
    somebody = _SOMEBODY.search(reading.lower, start, end)
    told = somebody and (
        reading.lowers[index] in lexicon.words("health", "doing")
        or _IS_OR_HAS.search(reading.lower, somebody.end(), reading.tokens[last].start)
    )
    return bool(told)


def _linked_from(reading: Reading, index: int, people: Sequence[Mark]) -> int:
    first = index
    while (
        first > 0
        and index - first < _LONGEST_LINK
        and reading.lowers[first - 1] in _LINKS
        and not reading.tokens[first].gap.strip(" ")
        and not any(mark.start <= reading.tokens[first - 1].start < mark.end for mark in people)
    ):
        first -= 1
    while first < index and reading.lowers[first] in _NOT_LEADING:
        if reading.lowers[first] in {"på", "i", "från", "till"}:
            break
        first += 1
    return first


def _linked_to(reading: Reading, last: int, people: Sequence[Mark]) -> int:
    """ "hos ungdomsstödjaren på Dialogen", "genom kommunen": the place and the body belong to the phrase."""
    if last + 1 < len(reading.tokens) and reading.lowers[last] in _THROUGH and reading.lowers[last + 1] in _BODIES:
        last += 2
    if often := _HOW_OFTEN.match(reading.lower, reading.tokens[last - 1].end):
        return reading.index_at(often.end())
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
