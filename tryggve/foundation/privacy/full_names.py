# ruff: noqa: C901, PLR0911, PLR0912 - what stands around a word is asked in turn, the surest first
"""Where does a name of several words begin and end?"""

from __future__ import annotations

import re

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.name_shape import strangeness
from tryggve.foundation.privacy.name_surroundings import ACTS, NUMBER, PASSIVE, SPEAKS, NameSurroundings
from tryggve.foundation.privacy.name_words import (
    NOT_GIVEN,
    ORDINARY_ENDING,
    STRONG_BEFORE,
    SURE_FAMILY,
)

_PARTICLES = lexicon.section("contexts", "particles")
_LONGEST_NAME = 4
_NOT_FAMILY = lexicon.section("contexts", "not_family")
_HAS_A_LETTER = lexicon.section("contexts", "has_a_letter")
_BEFORE_INITIAL = frozenset({"av", "till", "från", "med", "enligt", "hos", "anmälaren", "signaturen", "mvh", "vittnet"})
_RATHER_STRANGE, _NOT_STRANGE = 0, -4
_INITIAL = re.compile(r"[A-ZÅÄÖ](?:-[A-ZÅÄÖ])?")
_LETTERS_THAT_ARE_WORDS = frozenset("aåeioäö")
_PLACE_ADJECTIVE = re.compile(r"(?:iska|ska|ens|ets|as|gamla|nya)\Z")


class FullNames(NameSurroundings):
    """Names of several words."""

    def _initial(self, index: int) -> bool:
        """A capital and a full stop; but "uppgång B." ends its sentence."""
        token = self.tokens[index]
        alone = _INITIAL.fullmatch(token.text) and self.text[token.end : token.end + 1] == "."
        return bool(alone) and self._lower(index - 1) not in _HAS_A_LETTER

    def _after_initial(self, index: int) -> tuple[int, bool]:
        """ "K. Warsamelund", "B. Kjellander", "A.K. Berg"."""
        last = index + 1
        while last < len(self.tokens) and self._initial(last) and self.tokens[last].gap in {".", ". ", ".-"}:
            last += 1
        if last < len(self.tokens) and self.tokens[last].gap in {".", ". "}:
            word = self.tokens[last]
            if (
                word.capital
                and len(word.text) > 2
                and not self._is_place(last)
                and (self._is_family(last) or self._family_shaped(last) or self._is_given(last) or not self.all_shouted)
            ):
                known = self._is_family(last) or self._family_shaped(last)
                led = self._lower(index - 1) in _BEFORE_INITIAL or (self.tokens[index].begins and not index)
                if (known or led or self._called(index)) and not self._is_house(index, last + 1):
                    return last + 1 - index, True
        if last - index == 2 and self._lower(last) not in _HAS_A_LETTER:
            return 2, False  # "J.B."
        if last != index + 1 or last >= len(self.tokens) or self.tokens[last].gap != ". ":
            return 0, False
        does = self._is_verb(last) or PASSIVE.match(self._lower(last))
        return int(bool(does) and not self.tokens[last].capital), False  # "T. portas"

    def _one_letter(self, first: int, index: int) -> bool:
        """ "Sahro D.", "calle b": the first letter of a family name."""
        word, given = self.tokens[index], self.tokens[first]
        if len(word.text) != 1 or self._is_word(first) or not self._same_line(index):
            return False
        if word.capital:
            return given.capital and not NUMBER.match(self.text, word.end)
        ends = self._clause_end(word.end) >= 0
        return ends and not given.capital and word.lower not in _LETTERS_THAT_ARE_WORDS

    def _full_length(self, index: int, *, given: bool) -> int:
        """How many words the full name that begins here has; 1 or less when it is not a full name."""
        token = self.tokens[index]
        last = index + 1
        if token.begins and token.lower in lexicon.words("name_contexts", "house_endings"):
            return 1  # "Storm Hans"
        if given:
            strong = not self._begins_as_word(index) or not token.begins
            while last < len(self.tokens) and last - index < _LONGEST_NAME and last not in self.closed:
                step = self._continues(index, last, strong=strong)
                if not step:
                    break
                last += step
                if (
                    self.tokens[last - 1].lower.endswith("s")
                    and not self._plain_given(last - 1)
                    and not self._next_is_family(last)
                ):
                    break
            return last - index
        if token.capital and not self.all_shouted and not self._is_place(index) and not self._is_firm(index):
            return self._unknown_and_family(index)
        return 1

    def _next_is_family(self, index: int) -> bool:
        return (
            self._same_line(index)
            and index < len(self.tokens)
            and (self._is_family(index) or self._family_shaped(index))
            and self.tokens[index].capital
        )

    def _continues(self, first: int, index: int, *, strong: bool) -> int:
        """How many words of the name stand here, after a given name."""
        word = self.tokens[index]
        if not self._same_line(index):
            gap = word.gap.strip(" ")
            return int(
                gap == "."
                and self._initial(index - 1)
                and word.capital
                and (self._is_family(index) or self._family_shaped(index))
            )
        if index == first + 1 and self._one_letter(first, index):
            return 1
        if self._initial(index):
            follows = (
                index + 1 < len(self.tokens) and self.tokens[index + 1].capital and self.tokens[index + 1].gap == ". "
            )
            return int(follows and (self._is_family(index + 1) or self._family_shaped(index + 1)))
        previous = self.tokens[index - 1]
        if previous.lower.endswith("s") and not self._plain_given(index - 1):
            return 0  # a genitive ends the name
        if word.lower in _PARTICLES and index + 1 < len(self.tokens) and self._same_line(index + 1):
            after = self.tokens[index + 1]
            if after.capital and (not self.all_shouted or self._is_family(index + 1)):
                return 2
            if not word.capital:
                return 0
        if len(word.text) < 2 or not word.text[0].isalpha() or word.lower in _NOT_FAMILY:
            return 0
        if word.capital and previous.lower.endswith("s") and word.lower in lexicon.sections("houses")["after"]:
            return 0  # "Peters Pizza"
        family = self._is_family(index)
        shaped = self._family_shaped(index)
        if word.capital and not self.all_shouted:
            if word.shouted and not self.tokens[first].shouted:
                return int(family)
            if family or shaped:
                return int(strong or not self._is_word(index) or self._is_word(index))
            if self._is_firm(index) or (self._is_place(index) and (self._is_word(first) or self.tokens[first].begins)):
                return 0
            return int(strong or strangeness(word.lower) > 0)
        return self._continues_small(first, index, strong=strong)

    def _continues_small(self, first: int, index: int, *, strong: bool) -> int:
        """The same in small letters, or where all are big: the lists have to be surer."""
        word = self.tokens[index]
        family, shaped = self._is_family(index), self._family_shaped(index)
        if not word.capital and self._is_word(first) and not SURE_FAMILY.search(word.lower):
            said = self._is_family(index) and self._lower(index + 1) in SPEAKS
            return int(said)  # "den dag kommunen" is no name, "liv berg ringde" is
        # Small letters, or all big ones: only a family name that is not a word, or follows a sure given name.
        if not word.capital and self.tokens[first].capital:
            return int(family and not self._is_word(index) and not self._is_word(first))
        if (family or shaped) and len(word.lower) >= 4:
            if not self._is_word(index) and (
                family or (len(word.lower) > 5 and not ORDINARY_ENDING.search(word.lower))
            ):
                return 1
            return int(family and not self._is_word(first) and len(word.lower) > 3 and self._small_family_fits(index))
        if self.all_shouted and strong and self._shouted_family(first, index):
            return 1
        return int(
            self.all_shouted
            and strong
            and word.end == self._clause_end(word.end)
            and not ORDINARY_ENDING.search(word.lower)
            and not self._is_place(index)
        )

    def _shouted_family(self, first: int, index: int) -> bool:
        """ "ROLAND JERNHEDEN EFTER": big letters say nothing, so the word must not look like one of Swedish."""
        low = self.tokens[index].lower
        word = low in _NOT_FAMILY or self._is_verb(index) or ORDINARY_ENDING.search(low) or self._is_place(index)
        return not word and strangeness(low) > (_RATHER_STRANGE if self._is_word(first) else _NOT_STRANGE)

    def _small_family_fits(self, index: int) -> bool:
        """ "micke berg": a family name that is a word, written small: the clause must go on as after a name."""
        return self._lower(index + 1) in ACTS | {"som"} or self.tokens[index].end == self._clause_end(
            self.tokens[index].end
        )

    def _unknown_and_family(self, index: int) -> int:
        """ "Xhevdet Plakolli", "Qendrim Berisha": a capital and a family name."""
        if index + 1 >= len(self.tokens) or not self._same_line(index + 1):
            return 1
        word, after = self.tokens[index], self.tokens[index + 1]
        if self._is_role(index) or (word.lower.endswith("s") and not self._plain_given(index)):
            return 1  # "Grannen Kvarnlöf", "Gunnarssons Bageri"
        if (self._is_family(index) or self._is_given(index)) and self._is_given(index + 1) and after.capital:
            return 2  # "Liu Mei"
        if (
            not after.capital
            or after.text.isupper()
            or index + 1 in self.closed
            or word.lower in NOT_GIVEN
            or word.shouted
        ):
            return 1
        if self._is_place(index + 1) or self._is_firm(index + 1):
            return 1
        own = self._is_family(index)
        known = self._is_family(index + 1)
        shaped = self._family_shaped(index + 1)
        sure = (known and not self._is_word(index + 1)) or own
        person = self._called(index) or self._lower(index - 1) in STRONG_BEFORE or self._lower(index + 2) in SPEAKS
        if self._after_place_word(index) and not self._called(index):
            return 1
        if word.begins and not (sure or person):
            return 1
        if word.begins and _PLACE_ADJECTIVE.search(word.lower):
            return 1
        if (known and sure) or ((known or shaped) and (person or not word.begins)) or (person and not word.begins):
            length = 2
            if (
                index + 2 < len(self.tokens)
                and self._same_line(index + 2)
                and self.tokens[index + 2].capital
                and not (self._is_place(index + 2) or self._is_firm(index + 2) or self.tokens[index + 2].shouted)
            ):
                length = 3
            return length
        return 1
