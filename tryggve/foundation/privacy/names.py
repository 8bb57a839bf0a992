"""Which words are somebody's name?

A name is told by the lists, by its shape and by what stands around it. A word that is also something
else (sten, björn, my) is a name only where more than its capital says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.full_names import FullNames
from tryggve.foundation.privacy.gazetteer import Gazetteer
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.name_evidence import NameEvidence
from tryggve.foundation.privacy.name_surroundings import LIST_WORDS, role_words
from tryggve.foundation.privacy.name_words import NOT_A_NAME
from tryggve.foundation.privacy.reading import Reading

_NICK_ENDINGS = (
    "is",
    "an",
    "ke",
    "pa",
    "ppe",
    "kan",
    "ban",
    "gan",
    "ffe",
    "tte",
    "lle",
    "bbe",
    "gge",
    "sse",
    "nne",
    "mpa",
    "nta",
    "nka",
    "ko",
    "zo",
    "ex",
)
_SMALL_WORDS = lexicon.section("contexts", "small_words")


def names(reading: Reading, shielded: Iterable[tuple[int, int]], gazetteer: Gazetteer | None = None) -> list[Mark]:
    """Names of persons: the whole name with its genitive s, without title or role.

    A full name blocks; a single name asks. `shielded` are passages that are already something else.
    """
    return _Finder(reading, shielded, gazetteer).marks()


def weighed(reading: Reading) -> list[tuple[int, int, dict[str, float]]]:
    """Every word that is weighed by itself, with what is seen of it: what `tools/guard_weights.py` learns from."""
    finder = _Finder(reading, (), None)
    finder.seen = []
    finder.marks()
    return finder.seen


class _Finder(FullNames, NameEvidence):
    """One reading of one text: the names in it."""

    def marks(self) -> list[Mark]:
        free_from = 0
        for index in range(len(self.tokens)):
            if index < free_from or index in self.closed:
                continue
            length, full = self._name_at(index)
            if length:
                free_from = index + length
                self.found[index] = (free_from, full)
        self._neighbours()
        self._again()
        made = []
        for first, (last, full) in sorted(self.found.items()):
            start, end = self.tokens[first].start, self.tokens[last - 1].end
            end += self._initial(last - 1)  # with its full stop
            made.append(Mark(Kind.PERSON_NAME, start, end, Action.BLOCK if full else Action.WARN))
        return made

    def _name_at(self, index: int) -> tuple[int, bool]:
        """(number of words, is a full name) of the name that begins here, or (0, False)."""
        token = self.tokens[index]
        if not token.text[0].isalpha():
            return 0, False
        if self._initial(index):
            return self._after_initial(index)
        if len(token.text) < 2:
            return 0, False
        given = self._is_given(index)
        if not (given or token.capital or "-" in token.text or self._called(index)):
            return 0, False
        length = self._full_length(index, given=given)
        if length > 1:
            if not self._is_house(index, index + length) and not self._is_listed_place(index, length):
                return length, True
            return 0, False
        if self._is_firm(index) and not self._called(index):
            return 0, False
        return int(self._single(index)), False

    def _neighbours(self) -> None:
        """ "Sara och Qendresa", "lillis å jompa": what is joined to a name is a name, unless it is something else."""
        waiting = sorted(self.found)
        while waiting:
            first = waiting.pop()
            last, known = self.found[first][0], set(self.found)
            for other, link in ((last + 1, last), (first - 2, first - 1)):
                self._try_neighbour(other, link)
            if first and self.tokens[first].gap == ", " and self._heads_list(first - 1, last):
                self._add(first - 1)
            waiting += set(self.found) - known

    def _again(self) -> None:
        """Who has been named once is known by the same name further on."""
        named = {self.tokens[first].text for first in self.found if self.tokens[first].capital}
        for index, token in enumerate(self.tokens):
            if (
                token.capital
                and token.text in named
                and not self._after_place_word(index)
                and not self._is_house(index, index + 1)
            ):
                self._add(index)

    def _heads_list(self, index: int, after: int) -> bool:
        """ "Mackan, Jögge och Totte": the first of a list of names."""
        token = self.tokens[index]
        if not token.capital or token.lower in NOT_A_NAME or token.lower in role_words():
            return False
        listed = after < len(self.tokens) and self._lower(after) in LIST_WORDS and after + 1 in self.found
        return self._is_given(index) or (listed and token.lower.endswith(_NICK_ENDINGS))

    def _add(self, index: int) -> None:
        taken = any(first <= index < last for first, (last, _full) in self.found.items())
        if not taken and index not in self.closed and not self._is_place(index):
            self.found[index] = (index + 1, False)

    def _try_neighbour(self, other: int, link: int) -> None:
        if (
            not (0 <= other < len(self.tokens) and 0 <= link < len(self.tokens))
            or other in self.found
            or other in self.closed
        ):
            return
        if self._lower(link) not in {"och", "å", "&", "samt", "eller"} or any(
            first <= other < last for first, (last, _f) in self.found.items()
        ):
            return
        low = self.tokens[other].lower
        if (
            len(low) < 3
            or low in NOT_A_NAME
            or low in role_words()
            or self._is_place(other)
            or self._is_firm(other)
            or self._is_house(other, other + 1)
        ):
            return
        if not (self._same_line(max(other, link)) and self._same_line(max(link, other))):
            return
        token = self.tokens[other]
        known = self._is_given(other)
        if (token.capital and not self.all_shouted and not (other < link and token.begins and not known)) or (
            not token.capital and (known or low.endswith(_NICK_ENDINGS)) and other > link and low not in _SMALL_WORDS
        ):
            self.found[other] = (other + 1, False)
