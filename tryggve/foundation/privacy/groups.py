"""Which words point out one person or a few without a name?

A noun phrase is read from its noun: "de tre killarna", "hon", "Grannens dotter". It points when something that belongs
to few follows it (a dwelling, a class, clothes, a vehicle, a habit), or when it is the kin of somebody who is told.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.group_nouns import (
    LONGEST_TITLE,
    NEIGHBOURS,
    PRONOUNS,
    Noun,
    all_forms,
    form_of,
    is_body,
    is_close,
    is_kin,
    known_forms,
    nominal_at,
    noun_at,
    plain_kin,
    pronoun_at,
    relations,
)
from tryggve.foundation.privacy.group_phrases import (
    WHERE,
    end_of,
    is_cut,
    is_name,
    is_of,
    is_taken,
    is_worn,
    lives_in_mark,
    words_of,
)
from tryggve.foundation.privacy.marks import Action, Kind, Mark, joined
from tryggve.foundation.privacy.reading import Reading

_BESIDE = frozenset(
    ["bredvid", "mittemot", "intill", "ovanpå", "ovanför", "nedanför", "ettan", "tvåan", "trean", "fyran", "nattbussen"]
)
_AND = re.compile(" (?:och|å|samt) ")
_HIS = frozenset(["hans", "hennes", "hens"])
_THEIR = frozenset(
    ["sin", "sina", "sitt", "deras", "dennes", "min", "mina", "mitt", "vår", "våra", "vårt", "din", "dina", "er", "era"]
)
_LEAST_BEFORE = 2
_FEW_OF = frozenset(["två", "tre", "fyra", "fem", "alla", "båda", "enda", "2", "3", "4", "5"])
_OF_THEM = frozenset(["yngste", "äldste", "yngsta", "äldsta", "minsta", "minste", "lillen", "lillan"])
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
_NOT_OF = frozenset(["höger", "vänster", "och", "att", "mig", "oss", "alla", "flera", "många", "barn", "ungdomar"])
_OWNERS = (
    *("aren", "arn", "erskan", "örskan", "isten", "enten", "anten", "toren", "ören", "chefen", "värden", "anden"),
    *("grafen", "ologen", "kocken", "idolen", "ikern", "klockaren"),
    *("rektorn", "vakten", "arna", "ledarna", "prästen", "fogden"),
)


def groups(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """Noun phrases that point out one person or a few: relatives, a class and a few, the man in the corner house."""
    yield from joined(_groups(reading, people), reading.lower, _AND)


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
    noun = pronoun_at(reading, index) or noun_at(reading, index) or nominal_at(reading, index)
    if noun is None or index + 1 >= len(reading.tokens) or is_taken(reading, index, people):
        return None
    after = index + 1
    if is_cut(reading, after):
        return None
    if reading.lowers[after] in WHERE and lives_in_mark(reading, after + 1, people):
        return noun.first, after
    if reading.lowers[after] in _OF and is_kin(reading.lowers[index]) and is_name(reading, after + 1, people):
        return noun.first, after + 1
    if not _points(reading, noun, after, people):
        return None
    return noun.first, end_of(reading, after, people)


def _points(reading: Reading, noun: Noun, after: int, people: Sequence[Mark]) -> bool:
    """Does what follows belong to few?"""
    word, following = reading.lowers[after], words_of(reading, after + 1, people)
    if not noun.one and not noun.counted and reading.lowers[after - 1].endswith(_MANY) and word not in _OF:
        return word in WHERE and _is_class(reading, after + 1)  # "eleverna i 7C", not "eleverna i sexan"
    if word in _OF:
        return (noun.one or noun.role or noun.known) and _is_of_one(reading, after, following)
    if word in _WITH:
        return _carries(noun, following)
    if word == "som":
        return _does_what_few_do(noun, following)
    if word in WHERE:
        return _is_where_few_are(reading, noun, after, following)
    return word in NEIGHBOURS and noun.known and not noun.role


def _is_where_few_are(reading: Reading, noun: Noun, after: int, following: Sequence[str]) -> bool:
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
        return any(form_of(each) == "one" for each in following[:3])
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
    worn = noun.known and on_or_in and is_worn(following)
    return worn or _holds(reading, after + 1, following, *_places(noun))


def _beside_something(following: Sequence[str]) -> bool:
    """ "Snickaren i garaget mitt över gatan", "frisören i hörnhuset": one of a kind, told by the place."""
    across = any(pair == ("mitt", "över") for pair in itertools.pairwise(following[:4]))
    return across or any(word in _BESIDE or word.startswith("hörnhus") for word in following[:4])


def _carries(noun: Noun, following: Sequence[str]) -> bool:
    """ "med dragspelet", "med två små flickor"."""
    if not following:
        return False
    if noun.known and noun.one:
        return following[0] not in _NOT_CARRIED
    with_few = noun.one and following[0] in lexicon.section("belongings", "few") and any(map(is_kin, following[:4]))
    return with_few or (noun.known and is_worn(following))


def _does_what_few_do(noun: Noun, following: Sequence[str]) -> bool:
    """ "som matar duvorna": said of one it is enough, said of several it has to be their habit."""
    if noun.role:
        return any(is_of(_DRIVEN, word) for word in following[:5])  # "Målvakten som kommer på grön cross"
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
        return following[0] in {"den", "det"} and is_worn(following)
    one = form_of(word) == "one" or word in plain_kin() or following[0] in _HIS | _THEIR
    return is_kin(word) and (one or any(form_of(each) == "one" or each in PRONOUNS for each in following[:3]))


def _places(noun: Noun) -> tuple[str, ...]:
    """What tells enough: many stand in a stairway, few live in a house."""
    if noun.one or (noun.known and noun.counted):
        return ("class", "team", "dwelling", "stairs")
    return ("class", "team", "dwelling") if noun.known else ("class", "team")


_DRIVEN = ("vehicles", "keeps")


def _holds(reading: Reading, index: int, following: Sequence[str], *sections: str) -> bool:
    """One of the next words is a dwelling, a class ("7C", "U15-laget") or a team."""
    if any(is_of(sections, word) for word in following[:5]):
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
    return _is_class(reading, index) or any(is_of(("team",), word) for word in following[:3])


def _kin(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "hennes lillebror", "Grannens dotter", "Jasminas äldsta son": kin of somebody who is told."""
    word = reading.lowers[index]
    kin = is_kin(word)
    if not (kin or word in _OF_THEM or is_body(word)) or is_taken(reading, index, people):
        return None
    first, small = index, lexicon.section("belongings", "small")
    while first > 0 and index - first < LONGEST_TITLE and not is_cut(reading, first):
        before = reading.lowers[first - 1]
        owner = _owner(reading, first - 1, people, word)
        if owner == "name":
            return first, _kin_end(reading, index, people)
        if owner:
            return _and_before(reading, first - 1), _kin_end(reading, index, people)
        if before not in small:
            break
        first -= 1
    after = reading.lowers[index + 1] if index + 1 < len(reading.lowers) and not is_cut(reading, index + 1) else ""
    if kin and after in _HIS and word in all_forms()[1]:  # "morsan hans"
        return index, index + 2
    if kin and word in relations() and any(mark.kind is Kind.PERSON_NAME for mark in people):
        return index, _kin_end(reading, index, people)
    return None


def _only_one(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "Vår enda kvinnliga brevbärare", "Den ende i klassen med rullskidor"."""
    if (
        reading.lowers[index] not in {"enda", "ende"}
        or not index
        or is_cut(reading, index)
        or index + 1 >= len(reading.lowers)
    ):
        return None
    owner = reading.lowers[index - 1]
    if reading.lowers[index] == "ende" and owner == "den" and reading.lowers[index + 1] in WHERE | _WITH | {"som"}:
        return index - 1, end_of(reading, index + 1, people)
    if owner not in _THEIR | _HIS | {"den"} and not owner.endswith(("ens", "ans", "ets", "rns")):
        return None
    for at in range(index + 1, min(index + 4, len(reading.lowers))):
        if is_cut(reading, at) or is_taken(reading, at, people):
            return None
        if form_of(reading.lowers[at]) == "indefinite":
            return index - 1, _kin_end(reading, at, people)
    return None


def _former(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "före detta dansläraren", "f.d. rektorn": an office that one has held."""
    before = reading.lowers[max(0, index - 2) : index]
    words = 2 if before in (["före", "detta"], ["f", "d"]) else int(before[-1:] == ["fd"])
    if not words or form_of(reading.lowers[index]) not in {"one", "role"} or is_taken(reading, index, people):
        return None
    return index - words, _kin_end(reading, index, people)


def _of_a_body(reading: Reading, index: int, people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "gårdens tre epakillar", "femmans alla tjejer", "den äldste av pojkarna": few of those who belong somewhere."""
    word = reading.lowers[index]
    if index < _LEAST_BEFORE or not form_of(word) or is_cut(reading, index) or is_taken(reading, index, people):
        return None
    owner, how_many = reading.lowers[index - 2 : index]
    if form_of(word) == "indefinite" and how_many in _FEW_OF and owner.endswith(("ens", "ans", "ets", "rns", "nas")):
        return None if is_cut(reading, index - 1) else (index - 2, _kin_end(reading, index, people))
    if form_of(word) == "several" and how_many == "av" and (owner in _OF_THEM or owner in {"ena"}):
        first = index - 2 - (reading.lowers[index - 3 : index - 2] in (["den"], ["de"]))
        return first, _kin_end(reading, index, people)
    return None


def _and_before(reading: Reading, index: int) -> int:
    """ "Den nya prästen och hennes man": somebody who is told by office, together with kin."""
    if index < 2 or reading.lowers[index - 1] not in {"och", "å", "o"} or reading.lowers[index] not in _HIS:
        return index
    noun = None if is_cut(reading, index) or is_cut(reading, index - 1) else noun_at(reading, index - 2)
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
    if base in plain_kin() and index and reading.lowers[index - 1] in _THEIR | _HIS:
        return "told"  # "Min dotters pojkvän"
    known = base in known_forms() or (len(base) > 5 and base.endswith(_OWNERS))
    known = known or (kin in plain_kin() and base.endswith(("en", "an", "rn", "in", "na", "et")))
    return "told" if known and is_close(kin) else ""


def _kin_end(reading: Reading, index: int, people: Sequence[Mark]) -> int:
    """ "hennes kusin i svarta jackan": what belongs to the kin belongs to the phrase."""
    after = index + 1
    here = after < len(reading.tokens) and not is_cut(reading, after)
    if here and reading.lowers[after] in {"i", "med", "på", "till"}:
        following = words_of(reading, after + 1, people)
        if is_worn(following) or _holds(reading, after + 1, following, "class", "dwelling", "stairs"):
            return end_of(reading, after, people)
    return after


def _whole_team(reading: Reading, index: int, _people: Sequence[Mark]) -> tuple[int, int] | None:
    """ "Hela F-klassens tjejgäng", "hela b-laget i innebandy", "killgänget i 8C"."""
    word = reading.lowers[index]
    if not is_body(word):
        return None
    before = reading.lowers[max(0, index - 2) : index] if not is_cut(reading, index) else []
    if len(before) > 1 and before[0] == "hela" and before[1].endswith("s"):
        return index - 2, index + 1
    follows = reading.lowers[index + 1] if index + 1 < len(reading.lowers) and not is_cut(reading, index + 1) else ""
    whole = before[-1:] == ["hela"] and word not in {"laget", "gänget", "klassen"}
    if follows in {"i", "från", "på"} and (whole or word.startswith(("kompis", "tjej", "kill", "grabb"))):
        return index - whole, end_of(reading, index + 1, ())
    return None


_WAYS = (_only_one, _former, _of_a_body, _kin, _belonging, _whole_team)
