"""Which phrase says that somebody who can be told is suspected, or what is said of them?

Suspicion is grammar: a chain of words that say how it is known ("ska enligt flera ha", "är väl den som") and a deed.
The chain may stand in two pieces around the one who is told ("ska Hulthén ha vält", "är det Stisse som är boven").
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.people import alternatives, people_forms
from tryggve.foundation.privacy.reading import Reading
from tryggve.foundation.privacy.suspicion_phrases import IDIOMS, POLICE, RUMOUR

_TRADE = lexicon.section("suspicions", "trades")
_BY_ITSELF = lexicon.section("suspicions", "trades_in_nothing_else")
_IS = frozenset(["är", "var", "va", "ä", "e", "vara", "varit", "vart", "vore"])
_HAS = frozenset(["har", "hade", "ha", "haft"])
_THAT = frozenset(["den", "de", "dom", "det"])
_BY = frozenset(["av", "enligt"])
_SURE_MODALS = frozenset(["lär", "tycks", "verkar", "verkade", "torde"])
# Told of before, or by a name that was missed.
_SOMEBODY = re.compile(rf"\b(?:han|hon|hen|{alternatives(people_forms('told').the_one)})\b")
_LONGEST_CHAIN = 9
_NOT_A_DEED = frozenset(
    ["är", "mår", "bor", "heter", "behöver", "kommer", "vill", "kan", "ska", "och", "som", "inte", "har"]
)
_PERSONS = frozenset(
    {
        Kind.PERSON_NAME,
        Kind.SMALL_GROUP,
        Kind.HANDLE,
        Kind.PLATE,
        Kind.PHOTO_URL,
        Kind.APARTMENT,
        Kind.HOME_ADDRESS,
        Kind.PERSONNUMMER,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.BANK_ID,
    }
)


def suspicions(reading: Reading, people: Sequence[Mark]) -> Iterator[Mark]:
    """Suspicion and rumour, when the text tells whom it is about. A suspicion of nobody is not marked."""
    pointed = [mark for mark in people if mark.kind in _PERSONS]
    if not pointed and not _SOMEBODY.search(reading.lower):
        return
    phrases = _Phrases(reading, pointed)
    marks = [*phrases.around(), *phrases.chains(), *phrases.deeds(), *phrases.idioms()]
    yield from _joined(marks, pointed)


class _Phrases:
    """The suspicions of one text."""

    def __init__(self, reading: Reading, pointed: Sequence[Mark]) -> None:
        self.reading, self.tokens, self.lowers = reading, reading.tokens, reading.lowers
        self.pointed = pointed
        self.rumour = RUMOUR.search(reading.lower) is not None
        taken = bytearray(len(reading.lower) + 1)
        for mark in pointed:
            taken[mark.start : mark.end] = b"\x01" * (mark.end - mark.start)
        self.taken = [bool(taken[token.start]) for token in self.tokens]

    def around(self) -> Iterator[tuple[int, int]]:
        """The pieces before and after the one who is told of."""
        for mark in self.pointed:
            at, after = self.reading.index_at(mark.start), self.reading.index_at(mark.end)
            if (by_whom := self._by_whom(at)) is not None:
                yield self.tokens[by_whom].start, self.tokens[at - 1].end
            if self._accused(at):
                yield from self._charge(after)
            before = self._before(at)
            if before is None:
                continue
            first, kind = before
            verb = self._verb_after(after, strong=kind != "says")
            if verb is None and kind == "says":
                continue
            yield self.tokens[first].start, self.tokens[at - 1].end
            if verb is not None:
                yield verb

    def chains(self) -> Iterator[tuple[int, int]]:
        """ "misstänks ligga bakom", "ska tydligen kränga vejp", "är väl den som har slagit"."""
        index = 0
        while index < len(self.tokens):
            end = self._chain_end(index)
            if end > index and self._is_suspicion(index, end):
                last = self._with_deed(end, reported=self._has(index, end, "reported"))
                yield self.tokens[index].start, self.tokens[last - 1].end
                yield from self._rest_after_somebody(index, last)
                index = last
            else:
                index += 1

    def deeds(self) -> Iterator[tuple[int, int]]:
        """A deed said plainly: trade in what is forbidden, or anything where the text speaks of rumours."""
        for index, word in enumerate(self.lowers):
            if self.taken[index]:
                continue
            if word in _TRADE:
                goods = self._goods(index)
                if goods or word in _BY_ITSELF:
                    yield self.tokens[index].start, self.tokens[max(goods, index)].end
                    continue
            if self.rumour and _is_in("deeds", word) and self._is_told_of(index):
                first = index - 1 if index and self.lowers[index - 1] in _HAS and not self._cut(index) else index
                yield self.tokens[first].start, self.tokens[self._with_deed(index, reported=False) - 1].end
            if _is_in("criminals", word) and index and self._is_called(index):
                yield self.tokens[index - 1].start, self.tokens[index].end

    def idioms(self) -> Iterator[tuple[int, int]]:
        """Set phrases, and what the police write."""
        for match in IDIOMS.finditer(self.reading.lower):
            yield match.span()
        for match in POLICE.finditer(self.reading.text):
            yield match.span()

    def _cut(self, index: int) -> bool:
        return bool(self.tokens[index].gap.strip(" \"'"))

    def _has(self, first: int, end: int, section: str) -> bool:
        return any(_is_in(section, word) for word in self.lowers[first:end])

    def _chain_end(self, index: int) -> int:
        """Where the chain of words that say how it is known ends; `index` when none begins here."""
        if self.taken[index] or not (_starts(self.lowers[index])):
            return index
        at = index
        while at < len(self.tokens) and at - index < _LONGEST_CHAIN and not self.taken[at]:
            if at > index and self._cut(at):
                break
            word = self.lowers[at]
            by_whom = at > index + 1 and self.lowers[at - 1] in _BY
            if not (_in_chain(word) or by_whom):
                break
            at += 1
        while (
            at > index and self.lowers[at - 1] in {"av", "enligt", "att", "på", "med", "och"} and at < len(self.tokens)
        ):
            if self.lowers[at - 1] == "att" and not self.taken[at]:
                break
            at -= 1
        return at

    def _is_suspicion(self, first: int, end: int) -> bool:
        chain = self.lowers[first:end]
        following = self.lowers[end] if end < len(self.lowers) and not self._cut(end) else ""
        if self._has(first, end, "reported"):
            return chain != ["anses"] or bool(following)
        modal, hedge = self._has(first, end, "modal"), self._has(first, end, "hedge")
        if (modal or hedge) and _IS.intersection(chain) and _is_in("criminals", following):
            return True
        deed = bool(following) and self._is_deed(end)
        done = deed or following.endswith("t")  # "ha brutit", "har klippt"
        somebody_who = any(a in _THAT and b == "som" for a, b in itertools.pairwise(chain))
        if modal and (chain[-1] in _HAS or ("ha" in chain and chain[-1] in _IS)):
            return done or self._is_caught(chain, following) or (end < len(self.tokens) and self.taken[end])
        if modal and (hedge or self.rumour or _SURE_MODALS.intersection(chain)):
            return deed or bool(_SURE_MODALS.intersection(chain)) or somebody_who or self._is_caught(chain, following)
        if somebody_who:
            return deed or ((hedge or self.rumour or modal) and bool(following))
        return hedge and (deed or self._is_caught(chain, following) or (bool(_HAS.intersection(chain)) and done))

    def _is_deed(self, index: int) -> bool:
        return lexicon.words("suspicions", "deeds").length_at(self.lowers, index) > 0

    def _is_caught(self, chain: Sequence[str], following: str) -> bool:
        """ "är nog framme", "har säkert ett finger med"."""
        is_or_has = _IS.intersection(chain) or _HAS.intersection(chain)
        return bool(is_or_has) and (_is_in("caught", following) or _is_in("criminals", following))

    def _with_deed(self, index: int, *, reported: bool) -> int:
        """The deed with the words that belong to it."""
        at, words = index, 2 if reported else 1
        while at < len(self.tokens) and words and not self.taken[at] and not (at > index and self._cut(at)):
            if at == index and index and self._cut(at):
                break
            at += 1
            words -= 1
        while at < len(self.tokens) and at > index and not self.taken[at] and not self._cut(at) and at - index < 4:
            if not (_is_in("particles", self.lowers[at]) or _is_in("crimes", self.lowers[at])):
                break
            at += 1
        return max(at, index)

    def _rest_after_somebody(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """ "ska [Hulthén] ha vält": the chain goes on behind the one who is told of."""
        if last >= len(self.tokens) or not self.taken[last] or not self._has(first, last, "modal"):
            return
        after = last
        while after < len(self.tokens) and self.taken[after]:
            after += 1
        if after < len(self.tokens) and not self._cut(after) and self.lowers[after] in {"ha", "vara", "ligga", "stå"}:
            yield self.tokens[after].start, self.tokens[self._with_deed(after + 1, reported=False) - 1].end

    def _before(self, index: int) -> tuple[int, str] | None:
        """The words before somebody that say that what follows is a suspicion: from where, and of what kind."""
        at = index
        while at > 0 and index - at < _LONGEST_CHAIN and not self.taken[at - 1] and (at == index or not self._cut(at)):
            word = self.lowers[at - 1]
            if not (
                _in_chain(word)
                or word in {"alltså", "man", "inte", "om"}
                or _is_in("thinks", word)
                or _is_in("says", word)
            ):
                break
            at -= 1
        chain = self.lowers[at:index]
        if not chain or (index < len(self.tokens) and self._cut(index)):
            return None
        hedge, modal = self._has(at, index, "hedge"), self._has(at, index, "modal")
        if "att" in chain and self._has(at, index, "thinks"):
            return at, "thinks"
        if "att" in chain and (self.rumour or self._has(at, index, "says")):
            return at, "says"
        is_it = bool(_IS.intersection(chain)) and ("det" in chain or "de" in chain or hedge)
        if is_it and (hedge or modal or self.rumour or self._is_boven(index)):
            return at, "it is"
        if modal and (self.rumour or hedge) and index < len(self.tokens) and self._goes_on_with_has(index):
            return at, "modal"
        return None

    def _by_whom(self, index: int) -> int | None:
        """ "skrevs troligtvis av": where a deed begins that somebody is thought to have done."""
        at = index - 1
        if at < 2 or self.lowers[at] != "av" or (index < len(self.tokens) and self._cut(index)):
            return None
        hedges = range(max(0, at - 3), at)
        first = next((each for each in hedges if _is_in("hedge", self.lowers[each])), None)
        if first is None:
            return None
        return first - 1 if first and self.lowers[first - 1].endswith(("des", "tes", "ts", "vs", "ad", "at")) else first

    def _is_boven(self, index: int) -> bool:
        """ "är det Stisse som är boven"."""
        after = index
        while after < len(self.tokens) and self.taken[after]:
            after += 1
        told = self.lowers[after : after + 4]
        return told[:1] == ["som"] and any(_is_in("criminals", word) or _is_in("deeds", word) for word in told)

    def _goes_on_with_has(self, index: int) -> bool:
        after = index
        while after < len(self.tokens) and self.taken[after]:
            after += 1
        return after < len(self.tokens) and self.lowers[after] in {"ha", "vara", "ligga", "stå"}

    def _verb_after(self, index: int, *, strong: bool) -> tuple[int, int] | None:
        """The verb behind somebody: "som har tömt", "i kafeterian plockar", "klippte"."""
        at = index
        while at < len(self.tokens) and self.taken[at]:
            at += 1
        if at < len(self.tokens) and self.lowers[at] in {"i", "på", "från"}:  # "Petra i kafeterian"
            at += 2
        first = at
        while at < len(self.tokens) and at - first < 5 and not self._cut(at) and not self.taken[at]:
            word = self.lowers[at]
            if _is_in("deeds", word) or (strong and at > first and not _in_chain(word)) or _is_in("criminals", word):
                return self.tokens[first].start, self.tokens[self._with_deed(at, reported=False) - 1].end
            if not (_in_chain(word) or word in {"som", "nog", "har", "ha", "i", "med"}):
                if (
                    strong
                    and at == first
                    and word not in _NOT_A_DEED
                    and (word.endswith(("r", "de", "te", "t", "g", "p")))
                ):
                    return self.tokens[first].start, self.tokens[self._with_deed(at, reported=False) - 1].end
                return None
            if word in _IS and self.lowers[at + 1 : at + 2] in (["med"], ["där"], ["framme"], ["inblandad"]):
                return self.tokens[first].start, self.tokens[at + 1].end
            at += 1
        return None

    def _accused(self, index: int) -> bool:
        """ "misstänker", "anklagar" stand before somebody in the sentence."""
        start, _end = self.reading.sentence(self.tokens[index].start) if index < len(self.tokens) else (0, 0)
        at = index - 1
        while at >= 0 and self.tokens[at].start >= start and index - at < 8:
            if _is_in("accuses", self.lowers[at]):
                return True
            at -= 1
        return False

    def _charge(self, index: int) -> Iterator[tuple[int, int]]:
        """ "för stölderna", "för att ha planerat"; and the verb itself."""
        if index < len(self.tokens) and not self._cut(index) and self.lowers[index] in {"för", "som", "ha"}:
            at = index + 1
            while at < len(self.tokens) and self.lowers[at] in {"att", "ha", "den", "de"} and not self._cut(at):
                at += 1
            if at < len(self.tokens) and not self._cut(at):
                yield self.tokens[index].start, self.tokens[at].end
        for at in range(max(0, index - 10), min(index, len(self.tokens))):
            if _is_in("accuses", self.lowers[at]) and not self.taken[at]:
                yield self.tokens[at].start, self.tokens[at].end

    def _goods(self, index: int) -> int:
        """ "säljer billig hembränt": where the forbidden goods stand, 0 when none."""
        for at in range(index + 1, min(index + 5, len(self.tokens))):
            somebody = self.taken[at] and at == index + 1 and self.lowers[index] not in {"gömmer", "säljer", "köper"}
            if self._cut(at) or somebody:
                return 0
            if _is_in("crimes", self.lowers[at]):
                return at
        return 0

    def _is_told_of(self, index: int) -> bool:
        """Somebody stands before the deed in its sentence."""
        start, _end = self.reading.sentence(self.tokens[index].start)
        position = self.tokens[index].start
        return any(start <= mark.start < position for mark in self.pointed) or any(
            self.lowers[at] in {"han", "hon", "dom"} for at in range(max(0, index - 2), index)
        )

    def _is_called(self, index: int) -> bool:
        before = self.lowers[index - 1]
        called = {"en", "den", "som", "känd", "ju", "värsta"}
        return before in _IS or (
            before in called and any(word in _IS for word in self.lowers[max(0, index - 3) : index])
        )


@lru_cache(maxsize=16384)
def _is_in(section: str, word: str) -> bool:
    return word in lexicon.words("suspicions", section)


@lru_cache(maxsize=16384)
def _in_chain(word: str) -> bool:
    return any(_is_in(section, word) for section in ("reported", "modal", "hedge", "links"))


@lru_cache(maxsize=16384)
def _starts(word: str) -> bool:
    starts = any(_is_in(section, word) for section in ("reported", "modal", "hedge"))
    return starts or word in _IS or word in _HAS or word in {"skäligen", "ju", "länge"}


def _joined(spans: Sequence[tuple[int, int]], pointed: Sequence[Mark]) -> Iterator[Mark]:
    """Pieces that meet or overlap are one phrase, unless somebody stands between them."""
    waiting: tuple[int, int] | None = None
    for start, end in sorted(piece for span in spans for piece in _without(span, pointed)):
        if waiting and start <= waiting[1]:
            waiting = (waiting[0], max(waiting[1], end))
            continue
        if waiting:
            yield Mark(Kind.SUSPICION, *waiting, Action.WARN)
        waiting = (start, end)
    if waiting:
        yield Mark(Kind.SUSPICION, *waiting, Action.WARN)


def _without(span: tuple[int, int], pointed: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """The phrase in two pieces when somebody stands inside it."""
    start, end = span
    for mark in pointed:
        if mark.start < end and start < mark.end:
            if mark.start - 1 > start:
                yield from _without((start, mark.start - 1), pointed)
            if mark.end + 1 < end:
                yield from _without((mark.end + 1, end), pointed)
            return
    if end - start > 1:
        yield start, end
