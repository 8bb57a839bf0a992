"""Is one word alone somebody's name? What speaks for it and against it is weighed together.

Each piece of evidence is a sentence's worth of observation ("a capital, and in the list of given names", "a verb that
only people do follows"). What each weighs is in `words/name_weights.txt`; the sum decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.name_shape import sound, strangeness
from tryggve.foundation.privacy.name_surroundings import (
    ACTS,
    FINITE,
    LIST_WORDS,
    NEAR_PLACE_ONLY,
    NUMBER,
    PASSIVE,
    SPEAKS,
    NameSurroundings,
)
from tryggve.foundation.privacy.name_words import (
    NOT_A_NAME,
    ORDINARY_ENDING,
    STRONG_BEFORE,
    SURE_FAMILY,
    given_names,
)
from tryggve.foundation.privacy.people import is_people

_MONTH_BEFORE = lexicon.section("contexts", "month_before")
_THINGS = lexicon.section("contexts", "things")
_SMALL_WORDS = lexicon.section("contexts", "small_words")
_ACCUSED = lexicon.section("name_contexts", "accused")
_HE = lexicon.section("name_contexts", "he")
_POINTS = lexicon.section("name_contexts", "points")
_CALLING = lexicon.section("name_contexts", "calling")
_HE_OR_SHE = lexicon.section("name_contexts", "he_or_she")
_RELATION = lexicon.section("name_contexts", "relation")
_UNKNOWN = frozenset(
    {"unknown", "pet", "family shape", "family shape, of its parts", "sounds like a name", "run together"}
)
_ALSO_WORDS = frozenset({"given name and word", "given name, first of all a word", "family name and word"})
_ARTICLES = lexicon.section("name_contexts", "articles")
_NO_SUBJECTS = lexicon.section("name_contexts", "no_subjects")
_REPEATS = lexicon.section("name_contexts", "repeats")
_CALLED_SO = re.compile(r" (?:är|var|blev) (?:namnet|ett namn|en (?:krock)?förkortning)\b")
_GLUED_AFTER = lexicon.section("name_contexts", "glued_after")
_GLUED = re.compile(r"(?:ring|med|av|till|från|hos|enligt|fråga|och|att|mot|men|när)?")
_CODE = re.compile(r" ?[A-Z]{0,3}-?\d")
_SHORT = 3
_FAR = 14
_STRANGEST = 4
_IT_WAS = re.compile(
    r"\b(?:det|dä|de|he)\s(?:är|var|va|ä|blev)\s(?:(?:nog|säkert|väl|bara|visst|alltid|samma|den där|"
    r"troligen|tydligen)\s)?\Z"
)
_AGE = re.compile(r",? (?:\(?\d{1,2}\)?(?: år|[,.)]|$)|född|i [4-9]:an)")
_PET_NAME = re.compile(
    r"(?:[a-zåäö]{0,4}[aeiouyåäö](?:bb|dd|ff|gg|ck|ll|mm|nn|pp|ss|tt)(?:e|an|is|o|i|a)|[a-zåäö]{2,5}(?:nk|mp|nt|rr|rs)(?:an|e|a)|[a-zåäö]{2,6}(?:kan|san|is|sse|ffe))\Z"
)
_DEFINITE = re.compile(r"[a-zåäöé]{3,}(?:[nt]|en|et|na)s?\Z")
_PLURAL = re.compile(r"[a-zåäö]{3,}(?:ar|er|or|ning|else|het|ande|ende|eri|tion|ism)s?\Z")


@cache
def _weights() -> dict[str, float]:
    lines = lexicon.phrases("name_weights")
    return {name: float(weight) for name, _, weight in (line.rpartition(" ") for line in lines)}


@cache
def _sounds() -> frozenset[str]:
    return frozenset(sound(name) for name in given_names() if len(name) > _SHORT)


@lru_cache(maxsize=20_000)
def _without_spaces(word: str) -> bool:
    found = _GLUED.match(word)
    if not found:
        return False
    rest = word[found.end() :]
    return any(
        rest[:cut] in given_names() and (rest[cut:] in _GLUED_AFTER or (not rest[cut:] and found.end() > 0))
        for cut in range(_SHORT + 2, len(rest) + 1)
    ) or any(rest[:cut] in given_names() and rest[cut:] in _GLUED_AFTER for cut in range(_SHORT + 1, len(rest)))


class NameEvidence(NameSurroundings):
    """Names of one word."""

    seen: list[tuple[int, int, dict[str, float]]] | None = None  # kept where somebody wants to learn from it

    def _single(self, index: int) -> bool:
        """Whether the word, by itself, is somebody's name."""
        evidence, weights = dict(self._evidence(index)), _weights()
        if self.seen is not None:
            self.seen.append((self.tokens[index].start, self.tokens[index].end, evidence))
        return sum(weights.get(what, 0.0) * much for what, much in evidence.items()) > 0

    def _evidence(self, index: int) -> Iterator[tuple[str, float]]:
        """What can be seen of the word and around it, and how much of it."""
        token = self.tokens[index]
        written, who = self._written(index), self._who(index)
        yield "always", 1
        yield f"{written}, {who}", 1
        place = "first" if token.begins else "within"
        if who in _ALSO_WORDS:
            place += ", word"
        if who in _UNKNOWN:
            place += ", unknown"
            yield f"{written}: strange letters", max(-_STRANGEST, min(_STRANGEST, strangeness(token.lower) / 2))
            yield from ((what, 1) for what, looks_so in _OF_A_WORD if looks_so(token.lower))
        yield from ((what, 1) for what, is_so in _HERE if is_so(self, index))
        if self._same_line(index):
            yield from ((what, 1) for what, is_so in _BEFORE if is_so(self, index))
        yield from ((f"{place}: {what}", 1) for what, is_so in _AFTER if is_so(self, index))

    def _written(self, index: int) -> str:
        token = self.tokens[index]
        if self.all_shouted:
            return "all big"
        if token.shouted:
            return "big"
        if not token.capital:
            return "small"
        return "first" if token.begins else "capital"

    def _who(self, index: int) -> str:
        low = self.tokens[index].lower
        if self._is_given(index):
            if self._begins_as_word(index):
                return "given name, first of all a word"
            return "given name and word" if self._is_word(index) else "given name"
        if self._is_family(index):
            return "family name and word" if self._is_word(index) else "family name"
        if "-" in low and any(
            part in given_names() if self.tokens[index].capital else self._only_a_name(part) for part in low.split("-")
        ):
            return "part is a given name"
        made, shaped = self._of_family_parts(index), self._family_shaped(index)
        if made or shaped:
            return "sure family shape" if SURE_FAMILY.search(low) else f"family shape{', of its parts' if made else ''}"
        if self._run_together(index):
            return "run together"
        if sound(low) in _sounds():
            return "sounds like a name"
        return "pet" if _PET_NAME.match(low) else "unknown"

    def _owned(self, index: int) -> bool:
        """ "fritidsgårdens Bao": a genitive in small letters stands before."""
        before = self._lower(index - 1)
        genitive = before.endswith("s") and len(before) > _SHORT + 2 and before not in FINITE
        return genitive and not self.tokens[index - 1].capital

    def _run_together(self, index: int) -> bool:
        """ "Yasinsom", "ringtorvaldinnan": a name that lost the space to a small word."""
        return _without_spaces(self._lower(index))

    def _is_person(self, index: int) -> bool:
        return self._is_role(index) or is_people(self._lower(index))

    def _comma_before(self, index: int) -> bool:
        return self.tokens[index].gap in {", ", ","}

    def _thing_of_a_firm(self, index: int) -> bool:
        """ "Eriks Livs"."""
        before = self.tokens[index - 1] if self._same_line(index) else None
        owner = before is not None and before.capital and before.lower.endswith("s")
        return owner and self._lower(index) in lexicon.sections("houses")["after"]

    def _does_as_no_word_can(self, index: int) -> bool:
        """ "Per åkte dit", "Modig låste": a small word or an adjective is no subject."""
        low = self._lower(index)
        return low in _NO_SUBJECTS and (self._acts_after(index, ACTS) or self._is_verb(index + 1))

    def _capital_within(self, index: int) -> bool:
        token = self.tokens[index]
        return token.capital and not token.begins and not self.all_shouted

    def _same_word_again(self, index: int) -> bool:
        """ "Tuva efter tuva": twice the same word is a thing."""
        low = self._lower(index)
        ahead = self._lower(index + 1) in _REPEATS and self._lower(index + 2) == low
        return ahead or (self._lower(index - 1) in _REPEATS and self._lower(index - 2) == low)

    def _and_a_thing(self, index: int) -> bool:
        """ "Jasmin och syren", "Hans och hennes"."""
        other = index + 2
        if self._lower(index + 1) not in LIST_WORDS or other >= len(self.tokens):
            return False
        return not self.tokens[other].capital and not self._is_given(other)

    def _he_follows(self, index: int) -> bool:
        """ "Skruven ... Han kom tillbaka": somebody is meant, and nobody else has been told of."""
        here = self.tokens[index]
        ahead = self.reading.lowers[index + 1 : index + 1 + _FAR]
        first = next((at for at, word in enumerate(ahead) if word in _HE), None)
        if first is None:
            return False
        between = self.text[here.end : self.tokens[index + 1 + first].start]
        return between.count(".") < 2 and "\n" not in between


def _next(index: int, names: NameEvidence) -> str:
    return names._lower(index + 1) if names._same_line(index + 1) else ""


_Ask = Callable[[NameEvidence, int], bool]
_OF_A_WORD: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("ending of a word", ORDINARY_ENDING.search),
    ("the thing", _DEFINITE.match),
    ("things or doings", _PLURAL.match),
)
_HERE: tuple[tuple[str, _Ask], ...] = (
    ("called", lambda names, at: names._called(at)),
    ("role and comma before", lambda names, at: names._comma_before(at) and names._is_role(at - 1)),
    ("part of a house's name", lambda names, at: names._is_house(at, at + 1)),
    ("firm", lambda names, at: names._is_firm(at)),
    ("place", lambda names, at: names._is_place(at)),
    ("list of places", lambda names, at: not names._is_place(at) and names._place_list(at)),
    ("no name", lambda names, at: names._lower(at) in NOT_A_NAME or names._is_role(at)),
    ("small word", lambda names, at: names._lower(at) in _SMALL_WORDS),
    ("thing", lambda names, at: "-" in names._lower(at) and names._lower(at).split("-")[-1] in _THINGS),
    ("short", lambda names, at: len(names._lower(at)) <= _SHORT),
    ("two letters", lambda names, at: len(names._lower(at)) < _SHORT),
    ("long", lambda names, at: len(names._lower(at)) >= _FAR),
    ("same word twice", lambda names, at: names._same_word_again(at)),
    ("glued", lambda names, at: at > 0 and names.tokens[at].gap == ""),
    ("genitive of no name", lambda names, at: names._lower(at).endswith("s") and not names._plain_given(at)),
    (
        "it was",
        lambda names, at: bool(
            _IT_WAS.search(names.reading.lower, max(0, names.tokens[at].start - 24), names.tokens[at].start)
        ),
    ),
    ("age", lambda names, at: bool(_AGE.match(names.text, names.tokens[at].end))),
    (
        "comma and role",
        lambda names, at: names.text.startswith(", ", names.tokens[at].end) and names._is_person(at + 1),
    ),
    ("so he is called", lambda names, at: _next(at, names) in _CALLING and names._lower(at + 2) in _HE_OR_SHE),
    ("is or has what people have", lambda names, at: names._is_or_has(at)),
    ("works somewhere", lambda names, at: names._works_somewhere(at)),
    ("and a name", lambda names, at: names._and_a_name(at)),
    ("code", lambda names, at: bool(_CODE.match(names.text, names.tokens[at].end))),
    ("is a name", lambda names, at: bool(_CALLED_SO.match(names.text, names.tokens[at].end))),
    ("thing of a firm", lambda names, at: names._thing_of_a_firm(at)),
)
_BEFORE: tuple[tuple[str, _Ask], ...] = (
    ("role before", lambda names, at: names._is_role(at - 1)),
    ("a person is asked for before", lambda names, at: names._lower(at - 1) in STRONG_BEFORE),
    ("with", lambda names, at: names._with_person(at)),
    ("relation before", lambda names, at: names._lower(at - 1) in _RELATION),
    ("he or she before", lambda names, at: names._lower(at - 1) in _POINTS),
    ("place word before", lambda names, at: names._after_place_word(at)),
    ("in or at before", lambda names, at: names._lower(at - 1) in NEAR_PLACE_ONLY),
    ("month word before", lambda names, at: names._lower(at - 1) in _MONTH_BEFORE),
    ("genitive before", lambda names, at: names._owned(at)),
    ("and before", lambda names, at: names._lower(at - 1) in LIST_WORDS),
    ("verb before", lambda names, at: names._is_verb(at - 1)),
    ("article before", lambda names, at: names._lower(at - 1) in _ARTICLES),
    ("capital before", lambda names, at: names._capital_within(at - 1)),
)
_AFTER: tuple[tuple[str, _Ask], ...] = (
    ("clause ends", lambda names, at: names._clause_end(names.tokens[at].end) >= 0),
    ("he or she follows", lambda names, at: names._he_follows(at)),
    ("speaks", lambda names, at: names._acts_after(at, SPEAKS)),
    ("acts", lambda names, at: names._acts_after(at, ACTS)),
    ("verb", lambda names, at: names._same_line(at + 1) and names._is_verb(at + 1)),
    ("does, as the word by itself could not", lambda names, at: names._does_as_no_word_can(at)),
    ("is told of", lambda names, at: _next(at, names) in _ACCUSED or bool(PASSIVE.match(_next(at, names)))),
    ("owns", lambda names, at: names._owns(at)),
    ("who", lambda names, at: _next(at, names) == "som"),
    ("and", lambda names, at: _next(at, names) in LIST_WORDS),
    ("and a thing", lambda names, at: names._and_a_thing(at)),
    ("capital", lambda names, at: names._same_line(at + 1) and names.tokens[at + 1].capital and not names.all_shouted),
    ("dash", lambda names, at: names.text[names.tokens[at].end : names.tokens[at].end + 1] in {"-", "/"}),
    ("number", lambda names, at: bool(NUMBER.match(names.text, names.tokens[at].end))),
)
