# ruff: noqa: C901, PLR0911 - what stands around a word is asked in turn, the surest first
"""Is one word alone somebody's name?"""

from __future__ import annotations

import re

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.name_surroundings import ACTS, NEAR_PLACE_ONLY, SPEAKS, NameSurroundings, role_words
from tryggve.foundation.privacy.name_words import (
    NOT_A_NAME,
    ORDINARY_ENDING,
    SHORT,
    STRONG_BEFORE,
    SURE_FAMILY,
)

_IT_WAS = re.compile(
    r"\b(?:det|dä|de)\s(?:är|var|va|ä|blev)\s(?:(?:nog|säkert|väl|bara|visst|alltid|samma|den där|"
    r"troligen|tydligen)\s)?\Z"
)
_PLACE_NAME_AND_NUMBER = re.compile(r"\s?\d")
_MONTH_BEFORE = lexicon.section("contexts", "month_before")
_SHORT_BUT_SURE = lexicon.section("contexts", "short_but_sure") - {"isa", "ann"}
_THINGS = lexicon.section("contexts", "things")
_NO_SUBJECTS = frozenset({"per", "hans", "max", "tom", "bo", "my", "love"})
_FOREIGN = re.compile(
    r"x|q|w|z|kh|gh|dh|sh|jn|ij|aye|ee|oo|aa|ii|uu|iya|lj|nj|th|ph|yu|ai|ia\Z|io\Z|ou|ae|eo|ua|nko|mb|"
    r"[aeiou]h|\A[^aeiouyåäö]{0,2}[aeiou][^aeiouyåäö]{1,2}[iou]\Z"
)
_SURELY_FOREIGN = re.compile(
    r"x|q|w|z|kh|gh|dh|sh|jn|aye|ii|uu|iya|ij|yu|ou|aj|ph|th(?!e)|dj|[aeiou]h[^aeiouyåäö]|mb[aeiou]|"
    r"nk[aeiou]\Z|[^s]k[aeiou]\Z|[^aeiouyåäö][iou]\Z"
)
_SWEDISH_ENDING = re.compile(
    r"(?:ande|ende|ning|het|else|tion|isk|iska|igt|liga|lig|ade|ades|skap|are|en|et|ar|er|or|na|ens|ets|s)\Z"
)
_PET_NAME = re.compile(r"[bcdfghjklmnprstvåäöaeiou]{1,3}(?:bb|dd|ff|gg|ck|ll|mm|nn|pp|ss|jj|kk)[oi]\Z")
_HE_OR_SHE = re.compile(r", (?:han|hon) ")


class SingleNames(NameSurroundings):
    """Names of one word."""

    def _may_be_name(self, index: int) -> bool:
        """After a word that asks for a name: is this one, known or not?"""
        token = self.tokens[index]
        low = token.lower
        if (
            self._is_place(index)
            or self._is_firm(index)
            or low in NOT_A_NAME
            or low in role_words()
            or token.text[0].isdigit()
        ):
            return False
        if self._is_given(index) or self._is_family(index):
            return (
                True
                if token.capital
                else not self._is_word(index) or self._lower(index - 1) in {"heter", "hette", "kallas"}
            )
        if token.shouted and not self.all_shouted:
            return False
        if token.capital and not self.all_shouted:
            return not self._place_list(index)
        return self._lower(index - 1) in {"heter", "hette", "kallas", "kallad"} and len(low) > 2

    def _single_given(self, index: int, *, capital: bool) -> bool:
        token = self.tokens[index]
        word = self._is_word(index)
        begins_word = self._begins_as_word(index)
        if self.all_shouted:
            return not word and not begins_word and len(token.text) > SHORT
        if token.shouted and len(token.text) <= 4 and not self._acts_after(index, SPEAKS):
            return False
        if capital:
            if token.begins and word and not begins_word:
                return self._stands_for_somebody(index)
            if not begins_word:
                if (
                    self._after_place_word(index)
                    and self._lower(index - 1) in NEAR_PLACE_ONLY
                    and self._place_list(index)
                ):
                    return False
                return not (
                    self._lower(index - 1) in {"vid", "utanför", "bakom", "i"} and not self._acts_after(index, SPEAKS)
                )
            if token.begins and token.lower in _NO_SUBJECTS and self._acts_after(index, ACTS):
                return True
            if token.begins:
                return (
                    self._acts_after(index, SPEAKS)
                    or self._is_or_has(index)
                    or self._works_somewhere(index)
                    or self._and_a_name(index)
                    or self._owns(index)
                )
            if self._after_place_word(index) or self._lower(index - 1) in _MONTH_BEFORE:
                return False
            return (
                not _PLACE_NAME_AND_NUMBER.match(self.text, token.end)
                and self._lower(index - 1) not in lexicon.sections("houses")["before"]
            )
        if (
            len(token.lower) <= SHORT
            and token.lower not in _SHORT_BUT_SURE
            and not (self._with_person(index) or self._acts_after(index, SPEAKS))
        ):
            return False
        if not word and not begins_word:
            return True
        return self._works_somewhere(index) and not begins_word

    def _stands_for_somebody(self, index: int) -> bool:
        """A name that could also be a word, first in its sentence: what follows has to tell."""
        return (
            self._acts_after(index, ACTS)
            or self._works_somewhere(index)
            or self._and_a_name(index)
            or self._owns(index)
            or self._clause_end(self.tokens[index].end) >= 0
        )

    def _single_family(self, index: int, *, capital: bool) -> bool:
        token = self.tokens[index]
        known = bool(self._stem(token, lexicon.lower("family_names")))
        if capital and known and not token.begins and self._owns(index) and not self._is_word(index):
            return True
        if not capital or self._after_place_word(index):
            return bool(
                capital
                and known
                and self._lower(index - 1) in {"till", "från", "mot", "om"}
                and not self._is_word(index)
                and not token.begins
            )
        if token.shouted:
            return False
        if known and not self._is_word(index):
            return not (token.begins and not self._acts_after(index, ACTS) and not self._owns(index))
        if self._lower(index - 1) in {"hos"} and token.lower.endswith("s") and (known or self._family_shaped(index)):
            return True
        if known and not token.begins and self._lower(index - 1) in {"med", "av", "enligt"}:
            return True
        if self._family_shaped(index) and (
            SURE_FAMILY.search(token.lower) or self._lower(index - 1) in {"hos", "enligt"}
        ):
            return not token.begins or self._acts_after(index, SPEAKS) or self._owns(index)
        return False

    def _unknown(self, index: int) -> bool:
        """A capital that no list knows, where only a person can stand."""
        token = self.tokens[index]
        low = token.lower
        if (
            len(low) < 3
            or token.shouted
            or low in NOT_A_NAME
            or low in role_words()
            or ("-" in low and low.split("-")[-1] in _THINGS)
        ):
            return False
        if self.text[token.end : token.end + 1] in {"-", "/"} or _PLACE_NAME_AND_NUMBER.match(self.text, token.end):
            return False
        if token.begins:
            if _PET_NAME.match(low) and self._acts_after(index, ACTS):
                return True
            if _SURELY_FOREIGN.search(low) and not _SWEDISH_ENDING.search(low):
                return self._acts_after(index, SPEAKS) or self._works_somewhere(index)
            return False
        if _HE_OR_SHE.match(self.text, token.end) and self._lower(index - 1) not in NEAR_PLACE_ONLY:
            return True
        if self.tokens[index - 1].capital and self._same_line(index) and not self.tokens[index - 1].begins:
            return False
        if self._after_place_word(index) or self._place_list(index):
            return False
        if self._same_line(index + 1) and index + 1 < len(self.tokens) and self.tokens[index + 1].capital:
            return False
        ahead = self.reading.lower[max(0, token.start - 24) : token.start]
        before = self._lower(index - 1)
        if _IT_WAS.search(ahead):
            return self._lower(index + 1) in {"som", "och", "å", "igen"} or self._clause_end(token.end) >= 0
        if before in STRONG_BEFORE and before not in {"runt", "kring"}:
            return (
                self._acts_after(index, ACTS)
                or _FOREIGN.search(low) is not None
                or (before in {"med", "hos", "träffade", "tipsade", "mötte"} and not ORDINARY_ENDING.search(low))
            )
        if before in {"gänget"}:
            return False
        return self._acts_after(index, SPEAKS) and not ORDINARY_ENDING.search(low)
