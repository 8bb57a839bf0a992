"""Which words point out one person or a few without a name?

A noun phrase is read from its noun: "de tre killarna", "hon", "Grannens dotter". It points when something that belongs
to few follows it (a dwelling, a class, clothes, a vehicle, a habit), or when it is the kin of somebody who is told.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.people import people_forms
from tryggve.foundation.privacy.reading import Reading

_WHERE = frozenset(["i", "på", "från", "ur", "hos", "ifrån"])
_NEIGHBOURS = lexicon.section("belongings", "beside")
_BESIDE = frozenset(
    ["bredvid", "mittemot", "intill", "ovanpå", "ovanför", "nedanför", "ettan", "tvåan", "trean", "fyran", "nattbussen"]
)
_HIS = frozenset(["hans", "hennes", "hens"])
_THEIR = frozenset(
    ["sin", "sina", "sitt", "deras", "dennes", "min", "mina", "mitt", "vår", "våra", "vårt", "din", "dina", "er", "era"]
)
_PRONOUNS = frozenset(["han", "hon", "hen", "den"])
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
_LEAST_BEFORE = 2
_FEW_OF = frozenset(["två", "tre", "fyra", "fem", "alla", "båda", "enda", "2", "3", "4", "5"])
_OF_THEM = frozenset(["yngste", "äldste", "yngsta", "äldsta", "minsta", "minste", "lillen", "lillan"])
_YEARS = frozenset(["ettorna", "tvåorna", "treorna", "fyrorna", "femmorna", "sexorna", "sjuorna", "åttorna", "niorna"])
_NOT_CARRIED = lexicon.section("belongings", "not_carried")
_SIBLINGS = frozenset(
    ["bröderna", "systrarna", "syskonen", "kusinerna", "tvillingarna", "trillingarna", "sönerna", "döttrarna"]
)
_MANY = (
    "barnen",
    "eleverna",
    "ungdomarna",
    "kunderna",
    "vakterna",
    "besökarna",
    "medlemmarna",
    "lärarna",
    "deltagarna",
)
_SOME_SIBLINGS = frozenset(["bröder", "systrar", "syskon", "kusiner", "tvillingar"])
_RESIDENTS = frozenset(
    ["familjen", "paret", "hyresgästen", "hyresgäst", "grannen", "änkan", "änklingen", "barnfamiljen"]
)
_STREETS = ("vägen", "gatan", "stigen", "backen", "gränd", "gränden", "kroken", "slingan", "allén", "liden", "vreten")
_WITH = frozenset(["med", "me"])
_OF = frozenset(["till", "te", "åt"])  # also as it is said in Dalarna
_KEEPERS = frozenset(["ägaren", "innehavaren", "ägarinnan", "husse", "matte"])
_NEW_ONES = frozenset(["nya", "yngsta", "äldsta", "minsta"])
_SAID_OF_NOUN = frozenset(
    ["den", "det", "de", "dom", "en", "ett", "sin", "hans", "hennes", "deras", "vår", "två", "tre"]
)
_NOT_OF = frozenset(["höger", "vänster", "och", "att", "mig", "oss", "alla", "flera", "många", "barn", "ungdomar"])
_OWNERS = (
    *("aren", "arn", "erskan", "örskan", "isten", "enten", "anten", "toren", "ören", "chefen", "värden", "anden"),
    *("grafen", "ologen", "kocken", "idolen", "ikern", "klockaren"),
    *("rektorn", "vakten", "arna", "ledarna", "prästen", "fogden"),
)
_NEAR_TO_MANY = frozenset(["förälder", "granne", "kompis", "polare", "bästis", "klasskamrat", "klasskompis", "familj"])
_ENDS = frozenset('.,;:!?\n()|"/•')
_LONGEST_PHRASE = 12
_LONGEST_TITLE = 4  # words before the noun


@dataclass(frozen=True, slots=True)
class _Noun:
    """The noun of a phrase: how many it is, and where the phrase starts."""

    one: bool
    known: bool  # "killen", not "en kille"
    counted: bool
    first: int
    role: bool = False  # "målvakten": somebody where there are more of the kind


def groups(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """Noun phrases that point out one person or a few: relatives, a class and a few, the man in the corner house."""
    waiting: Mark | None = None
    for mark in _groups(reading, people):
        between = reading.lower[waiting.end : mark.start] if waiting else ""
        if waiting and mark.start >= waiting.end and between in {" och ", " å ", " samt "}:
            waiting = replace(waiting, end=mark.end)
            continue
        if waiting:
            yield waiting
        waiting = mark
    if waiting:
        yield waiting


def _groups(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    index, told = 0, list(people)
    while index < len(reading.tokens):
        found = next(filter(None, (way(reading, index, told) for way in _WAYS)), None)
        if found:
            first, last = found
            start, end = reading.tokens[first].start, reading.tokens[last - 1].end
            told.append(Mark(Kind.SMALL_GROUP, start, end, Action.WARN))
            yield told[-1]
            index = max(index + 1, last)
        else:
            index += 1


def _belonging(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "tjejen i 7C", "Han på permobilen", "de två systrarna som nyss flyttade in"."""
    noun = _pronoun(reading, index) or _noun(reading, index) or _nominal(reading, index)
    if noun is None or index + 1 >= len(reading.tokens) or _is_taken(reading, index, people):
        return None
    after = index + 1
    if _cut(reading, after):
        return None
    if reading.lowers[after] in _WHERE and _lives_in_mark(reading, after + 1, people):
        return noun.first, after
    if reading.lowers[after] in _OF and _is_kin(reading.lowers[index]) and _is_name(reading, after + 1, people):
        return noun.first, after + 1
    if not _points(reading, noun, after, people):
        return None
    return noun.first, _end(reading, after, people)


def _points(reading: Reading, noun: _Noun, after: int, people: Sequence[Mark]) -> bool:
    """Does what follows belong to few?"""
    word, following = reading.lowers[after], _words_of(reading, after + 1, people)
    if not noun.one and not noun.counted and reading.lowers[after - 1].endswith(_MANY) and word not in _OF:
        return word in _WHERE and _is_class(reading, after + 1)  # "eleverna i 7C", not "eleverna i sexan"
    if word in _OF:
        return (noun.one or noun.role or noun.known) and _is_of_one(reading, after, following)
    if word in _WITH:
        return _carries(noun, following)
    if word == "som":
        return _does_what_few_do(noun, following)
    if word in _WHERE:
        return _is_where_few_are(reading, noun, after, following)
    return word in _NEIGHBOURS and noun.known and not noun.role


def _is_where_few_are(reading: Reading, noun: _Noun, after: int, following: Sequence[str]) -> bool:
    """ "i hörnhuset", "från 7C", "på permobilen"."""
    on_or_in = reading.lowers[after] in {"i", "på"}
    if noun.role:
        return on_or_in and (_in_team(reading, after + 1, following) or _beside_something(following))
    if noun.counted and noun.known and reading.lowers[after] == "från" and following:
        return True  # "de fyra tjejerna från Enviken"
    word = reading.lowers[after - 1]
    if following and reading.lowers[after] in {"från", "ur"} and noun.counted and word in _SOME_SIBLINGS:
        return True
    if following and word.startswith(("inneboende", "andrahandshyresgäst")) and reading.lowers[after] == "hos":
        return any(_form(each) == "one" for each in following[:3])
    if following and (
        word in _SIBLINGS
        or word.startswith("tvilling")
        or (noun.counted and word in _SOME_SIBLINGS and reading.lowers[after] == "från")
    ):
        return True
    if noun.one and noun.known and "som" in following[1:5]:  # "killen från Eritrea som jobbar i köket"
        return True
    if word in _RESIDENTS and following and following[0].endswith(_STREETS):
        return True
    worn = noun.known and on_or_in and _worn(following)
    return worn or _holds(reading, after + 1, following, *_places(noun))


def _beside_something(following: Sequence[str]) -> bool:
    """ "Snickaren i garaget mitt över gatan", "frisören i hörnhuset": one of a kind, told by the place."""
    across = any(pair == ("mitt", "över") for pair in itertools.pairwise(following[:4]))
    return across or any(word in _BESIDE or word.startswith("hörnhus") for word in following[:4])


def _carries(noun: _Noun, following: Sequence[str]) -> bool:
    """ "med dragspelet", "med två små flickor"."""
    if not following:
        return False
    if noun.known and noun.one:
        return following[0] not in _NOT_CARRIED
    with_few = noun.one and following[0] in lexicon.section("belongings", "few") and any(map(_is_kin, following[:4]))
    return with_few or (noun.known and _worn(following))


def _does_what_few_do(noun: _Noun, following: Sequence[str]) -> bool:
    """ "som matar duvorna": said of one it is enough, said of several it has to be their habit."""
    if noun.role:
        return any(_is_of(_DRIVEN, word) for word in following[:5])  # "Målvakten som kommer på grön cross"
    if not noun.known or noun.one or noun.counted:
        return noun.known
    told = (word for word in following if word not in lexicon.section("belongings", "adverbs"))
    return next(told, "") in lexicon.section("belongings", "habit")


def _is_of_one(reading: Reading, after: int, following: Sequence[str]) -> bool:
    """ "Dottern till han som", "Föräldrarna till flickan på", "ägaren till den rosa elmopeden"."""
    word = reading.lowers[after - 1]
    if not following or following[0] in _NOT_OF:
        return False
    if word in _KEEPERS:
        return following[0] in {"den", "det"} and _worn(following)
    one = _form(word) == "one" or word in _strict() or following[0] in _HIS | _THEIR
    return _is_kin(word) and (one or any(_form(each) == "one" or each in _PRONOUNS for each in following[:3]))


def _places(noun: _Noun) -> tuple[str, ...]:
    """What tells enough: many stand in a stairway, few live in a house."""
    if noun.one or (noun.known and noun.counted):
        return ("class", "team", "dwelling", "stairs")
    return ("class", "team", "dwelling") if noun.known else ("class", "team")


_DRIVEN = ("vehicles", "keeps")
_WORN = ("clothes", "looks", "vehicles", "keeps")


def _holds(reading: Reading, index: int, following: Sequence[str], *sections: str) -> bool:
    """One of the next words is a dwelling, a class ("7C", "U15-laget") or a team."""
    if any(_is_of(sections, word) for word in following[:5]):
        return True
    if not following:
        return False
    return "class" in sections and _is_class(reading, index)


def _is_class(reading: Reading, index: int) -> bool:
    """ "7C", "8 b", "P09", "J18"."""
    if index + 1 >= len(reading.tokens):
        return False
    first, second = reading.tokens[index], reading.tokens[index + 1]
    if second.gap not in {"", " "}:
        return False
    year_and_letter = first.text.isdigit() and len(first.text) <= 2 and len(second.text) == 1 and second.text.isalpha()
    flat = first.text.isdigit() and second.gap == "" and second.lower in {"an", "ans", "a"}  # "i 2an"
    if flat:
        return True
    team = len(first.text) == 1 and first.text.isalpha() and second.gap == "" and second.text.isdigit()
    return year_and_letter or team


def _in_team(reading: Reading, index: int, following: Sequence[str]) -> bool:
    return _is_class(reading, index) or any(_is_of(("team",), word) for word in following[:3])


def _worn(following: Sequence[str]) -> bool:
    return any(_is_of(_WORN, word) for word in following[:5])


@lru_cache(maxsize=8192)
def _is_of(sections: tuple[str, ...], word: str) -> bool:
    return any(word in lexicon.words("belongings", section) for section in sections) and (
        word not in lexicon.words("belongings", "public")
    )


def _kin(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "hennes lillebror", "Grannens dotter", "Jasminas äldsta son": kin of somebody who is told."""
    word = reading.lowers[index]
    kin = _is_kin(word)
    if not (kin or word in _OF_THEM or _is_body(word)) or _is_taken(reading, index, people):
        return None
    first, small = index, lexicon.section("belongings", "small")
    while first > 0 and index - first < _LONGEST_TITLE and not _cut(reading, first):
        before = reading.lowers[first - 1]
        owner = _owner(reading, first - 1, people, word)
        if owner == "name":
            return first, _kin_end(reading, index, people)
        if owner:
            return _and_before(reading, first - 1), _kin_end(reading, index, people)
        if before not in small:
            break
        first -= 1
    after = reading.lowers[index + 1] if index + 1 < len(reading.lowers) and not _cut(reading, index + 1) else ""
    if kin and after in _HIS and word in _every()[1]:  # "morsan hans"
        return index, index + 2
    if kin and word in _relations() and any(mark.kind is Kind.PERSON_NAME for mark in people):
        return index, _kin_end(reading, index, people)
    return None


def _only_one(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "Vår enda kvinnliga brevbärare", "Den ende i klassen med rullskidor"."""
    if (
        reading.lowers[index] not in {"enda", "ende"}
        or not index
        or _cut(reading, index)
        or index + 1 >= len(reading.lowers)
    ):
        return None
    owner = reading.lowers[index - 1]
    if reading.lowers[index] == "ende" and owner == "den" and reading.lowers[index + 1] in _WHERE | _WITH | {"som"}:
        return index - 1, _end(reading, index + 1, people)
    if owner not in _THEIR | _HIS | {"den"} and not owner.endswith(("ens", "ans", "ets", "rns")):
        return None
    for at in range(index + 1, min(index + 4, len(reading.lowers))):
        if _cut(reading, at) or _is_taken(reading, at, people):
            return None
        if _form(reading.lowers[at]) == "indefinite":
            return index - 1, _kin_end(reading, at, people)
    return None


def _is_dwelling(word: str) -> bool:
    return _is_of(("dwelling",), word)


def _former(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "före detta dansläraren", "f.d. rektorn": an office that one has held."""
    before = reading.lowers[max(0, index - 2) : index]
    words = 2 if before in (["före", "detta"], ["f", "d"]) else int(before[-1:] == ["fd"])
    if not words or _form(reading.lowers[index]) not in {"one", "role"} or _is_taken(reading, index, people):
        return None
    return index - words, _kin_end(reading, index, people)


def _of_a_body(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "gårdens tre epakillar", "femmans alla tjejer", "den äldste av pojkarna": few of those who belong somewhere."""
    word = reading.lowers[index]
    if index < _LEAST_BEFORE or not _form(word) or _cut(reading, index) or _is_taken(reading, index, people):
        return None
    owner, how_many = reading.lowers[index - 2 : index]
    if _form(word) == "indefinite" and how_many in _FEW_OF and owner.endswith(("ens", "ans", "ets", "rns", "nas")):
        return None if _cut(reading, index - 1) else (index - 2, _kin_end(reading, index, people))
    if _form(word) == "several" and how_many == "av" and (owner in _OF_THEM or owner in {"ena"}):
        first = index - 2 - (reading.lowers[index - 3 : index - 2] in (["den"], ["de"]))
        return first, _kin_end(reading, index, people)
    return None


def _and_before(reading: Reading, index: int) -> int:
    """ "Den nya prästen och hennes man": somebody who is told by office, together with kin."""
    if index < 2 or reading.lowers[index - 1] not in {"och", "å", "o"} or reading.lowers[index] not in _HIS:
        return index
    noun = None if _cut(reading, index) or _cut(reading, index - 1) else _noun(reading, index - 2)
    return noun.first if noun and noun.known and (noun.one or noun.role) else index


def _owner(reading: Reading, index: int, people: Sequence[Mark], kin: str) -> str:
    """Whose kin: "name" when a marked name stands there, "told" when a pronoun or a known person."""
    token = reading.tokens[index]
    if token.lower in _HIS:
        return "told"
    if token.lower in _THEIR:
        return "told" if people else ""
    if not token.lower.endswith("s"):
        return ""
    if any(mark.kind is Kind.PERSON_NAME and mark.end == token.end for mark in people):
        return "name"
    base = token.lower[:-1]
    if base in _strict() and index and reading.lowers[index - 1] in _THEIR | _HIS:
        return "told"  # "Min dotters pojkvän"
    known = base in _known() or (len(base) > 5 and base.endswith(_OWNERS))
    known = known or (kin in _strict() and base.endswith(("en", "an", "rn", "in", "na", "et")))
    return "told" if known and _is_close(kin) else ""


def _kin_end(reading: Reading, index: int, people: Sequence[Mark]) -> int:
    """ "hennes kusin i svarta jackan": what belongs to the kin belongs to the phrase."""
    after = index + 1
    if after < len(reading.tokens) and not _cut(reading, after) and reading.lowers[after] in {"i", "med", "på", "till"}:
        following = _words_of(reading, after + 1, people)
        if _worn(following) or _holds(reading, after + 1, following, "class", "dwelling", "stairs"):
            return _end(reading, after, people)
    return after


def _whole_team(reading: Reading, index: int, _people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "Hela F-klassens tjejgäng", "hela b-laget i innebandy", "killgänget i 8C"."""
    word = reading.lowers[index]
    if not _is_body(word):
        return None
    before = reading.lowers[max(0, index - 2) : index] if not _cut(reading, index) else []
    if len(before) > 1 and before[0] == "hela" and before[1].endswith("s"):
        return index - 2, index + 1
    follows = reading.lowers[index + 1] if index + 1 < len(reading.lowers) and not _cut(reading, index + 1) else ""
    whole = before[-1:] == ["hela"] and word not in {"laget", "gänget", "klassen"}
    if follows in {"i", "från", "på"} and (whole or word.startswith(("kompis", "tjej", "kill", "grabb"))):
        return index - whole, _end(reading, index + 1, ())
    return None


def _nominal(reading: Reading, index: int) -> _Noun | None:
    """ "Den skäggige som", "de yngsta i P13-laget": an adjective that stands for somebody."""
    if index + 1 >= len(reading.lowers):
        return None
    before = reading.lowers[index - 1] if index and not _cut(reading, index) else ""
    word, after = reading.lowers[index], reading.lowers[index + 1]
    if before == "den" and word.endswith("e") and len(word) > 3 and after == "som":
        return _Noun(one=True, known=True, counted=False, first=index - 1)
    if before in _PRONOUNS_OF_SEVERAL and word in _NEW_ONES and after in _WHERE:
        return _Noun(one=False, known=True, counted=True, first=index - 1)
    if word in _strict() and after == "till" and before not in _SAID_OF_NOUN:
        return _Noun(one=True, known=False, counted=False, first=index)
    return None


def _pronoun(reading: Reading, index: int) -> _Noun | None:
    """ "Han med sparkcykeln", "de som alltid kör runt": a pronoun that the words after it explain."""
    word = reading.lowers[index]
    several = word in _PRONOUNS_OF_SEVERAL
    if not (several or word in _PRONOUNS) or index + 1 >= len(reading.lowers):
        return None
    after, token = reading.lowers[index + 1], reading.tokens[index]
    stands = token.begins or bool(token.gap.strip(" ")) or reading.lowers[index - 1] in _BEFORE_A_PRONOUN
    if after == "som":
        if several or word == "den":
            following = reading.lowers[index + 2 : index + 3]
            lives = reading.lowers[index + 2 : index + 3] in (["bor"], ["hyr"], ["bodde"])
            beside = lives and reading.lowers[index + 3 : index + 4]
            housed = (
                beside and beside[0] in {"i", "på"} and any(map(_is_dwelling, reading.lowers[index + 4 : index + 7]))
            )
            if beside and (housed or beside[0] in _NEIGHBOURS or beside[0] == "över"):
                return _Noun(one=True, known=True, counted=False, first=index)
            if not following or following[0] not in {"alltid", "brukar", "jämt", "varje"}:
                return None
            return _Noun(one=True, known=True, counted=False, first=index)
        return _Noun(one=True, known=True, counted=False, first=index)
    if word == "den" or not stands or after not in {"i", "på", "med", "me"}:
        return None
    return _Noun(one=False, known=True, counted=False, first=index)


def _noun(reading: Reading, index: int) -> _Noun | None:
    word = reading.lowers[index]
    kind = _form(word)
    if not kind and word not in _YEARS:
        return None
    small, few = lexicon.section("belongings", "small"), lexicon.section("belongings", "few")
    first, counted, some = index, False, False
    while first > 0 and index - first < _LONGEST_TITLE and not _cut(reading, first):
        before = reading.lowers[first - 1]
        adjective = before.endswith(("a", "e")) and len(before) > 3 and first > 1
        if before not in small and not (adjective and reading.lowers[first - 2] in small):
            break
        counted = counted or before in few
        some = some or before in {"en", "ett"}
        first -= 1
    if kind == "one":
        return _Noun(one=True, known=True, counted=False, first=first)
    if kind == "role":
        return _Noun(one=False, known=True, counted=False, first=first, role=True)
    if kind == "several" or word in _YEARS:
        return _Noun(one=False, known=True, counted=counted, first=first)
    said = reading.lowers[first:index]
    ours = any(word in {"våra", "vår", "min", "mina", "samma"} for word in said)
    if kind == "indefinite" and (counted or some or ours):
        first += said[:1] == ["av"]
        return _Noun(one=some, known=ours, counted=counted, first=first)
    return None


@lru_cache(maxsize=16384)
def _form(word: str) -> str:
    """ "one" for "killen", "several" for "killarna", "indefinite" for "kille" and "killar"."""
    told, every = people_forms("told"), _every()
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
def _every() -> tuple[frozenset[str], ...]:
    forms = [people_forms(section) for section in ("one", "alone", "kin", "told")]
    return tuple(frozenset().union(*(form[number] for form in forms)) for number in range(4))


@cache
def _tails() -> tuple[str, ...]:
    return tuple(form for form in people_forms("told").the_one if len(form) > 4)


@cache
def _endings(number: int) -> tuple[str, ...]:
    return tuple(form for form in people_forms("one")[number] if len(form) > 4)


@cache
def _known() -> frozenset[str]:
    return frozenset().union(*(_every()[number] for number in (1, 3)))


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
def _is_kin(word: str) -> bool:
    return word in _kin_forms() or word in _kin_tails()


@cache
def _strict() -> frozenset[str]:
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
def _relations() -> frozenset[str]:
    """ "brorsonen", "exfrun": the known form of kin that somebody has one of."""
    return people_forms("relation").the_one


@lru_cache(maxsize=4096)
def _is_close(word: str) -> bool:
    return not any(word.startswith(near) for near in _NEAR_TO_MANY) and word not in {"föräldrar", "föräldrarna"}


@lru_cache(maxsize=8192)
def _is_body(word: str) -> bool:
    return word.endswith(("gäng", "gänget", "laget", "klassen", "truppen")) and len(word) > 5


def _cut(reading: Reading, index: int) -> bool:
    """A sign stands before the word: the phrase does not go over it."""
    return any(sign in _ENDS for sign in reading.tokens[index].gap)


def _is_taken(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    token = reading.tokens[index]
    return any(mark.start < token.end and token.start < mark.end for mark in people)


def _is_name(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """ "Brorsan till Kalle"."""
    if index >= len(reading.tokens):
        return False
    start = reading.tokens[index].start
    return any(mark.kind is Kind.PERSON_NAME and mark.start == start for mark in people)


def _lives_in_mark(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """ "Studenterna i lgh 1511": the dwelling is marked by itself."""
    if index >= len(reading.tokens):
        return False
    start = reading.tokens[index].start
    return any(mark.kind in {Kind.APARTMENT, Kind.HOME_ADDRESS} and mark.start == start for mark in people)


def _words_of(reading: Reading, index: int, people: Sequence[Mark]) -> list[str]:
    """The words from here that can belong to the phrase."""
    found: list[str] = []
    for at in range(index, min(index + _LONGEST_PHRASE, len(reading.tokens))):
        if (at > index and _cut(reading, at)) or (at == index and _cut(reading, at)) or _is_taken(reading, at, people):
            break
        if found and _is_verb(reading.lowers[at]) and found[-1] not in _SAID_OF_NOUN:
            break
        found.append(reading.lowers[at])
    return found


def _end(reading: Reading, index: int, people: Sequence[Mark]) -> int:
    """Where the phrase ends: at the verb of the sentence, a sign, or another mark."""
    stops, adverbs = lexicon.section("belongings", "stops"), lexicon.section("belongings", "adverbs")
    lowers, at, limit = reading.lowers, index, min(len(reading.lowers), index + _LONGEST_PHRASE)
    while at < limit and not _cut(reading, at) and not _is_taken(reading, at, people):
        word = lowers[at]
        if word == "som":
            at += 1
            while at < limit and lowers[at] in adverbs and not _cut(reading, at):
                at += 1
            at += 1  # the verb of the clause
            continue
        if word in {"och", "å"} and _goes_on(reading, at + 1, people):
            at += 1
            continue
        if at > index and (word in stops or _is_verb(word)) and lowers[at - 1] not in _SAID_OF_NOUN:
            break
        at += 1
    at = min(at, len(lowers))
    while at > index + 1 and lowers[at - 1] in _WHERE | {"med", "till", "den", "det", "de", "en", "ett", "och", "som"}:
        at -= 1
    return at


def _goes_on(reading: Reading, index: int, people: Sequence[Mark]) -> bool:
    """ "med sparkcykeln och den gula hjälmen"."""
    following = _words_of(reading, index, people)[:3]
    return _worn(following)


@lru_cache(maxsize=16384)
def _is_verb(word: str) -> bool:
    return word in lexicon.section("verbs", "finite") or (
        len(word) > 5
        and word.endswith(("ade", "ades", "erar", "erades", "erade", "ats", "ldes", "rdes", "ttes", "ktes"))
    )


_WAYS = (_only_one, _former, _of_a_body, _kin, _belonging, _whole_team)
