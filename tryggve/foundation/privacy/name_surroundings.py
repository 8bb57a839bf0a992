# ruff: noqa: C901, PLR0911 - what stands around a word is asked in turn, the surest first
"""What stands around a word: a firm or a street it is part of, a role before it, a verb that only people do?"""

from __future__ import annotations

import re
from functools import cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.name_words import NameWords, family_names, given_names

_PLACE_BEFORE = lexicon.section("contexts", "place_before")
LIST_WORDS = frozenset({"och", "å", "&", "samt", "eller", "plus"})
NEAR_PLACE_ONLY = lexicon.section("contexts", "near_place_only")
# What only people do. After an unknown or many-meaning word at the start of a sentence it makes a name.
SPEAKS = lexicon.section("contexts", "speaks")
ACTS = SPEAKS | lexicon.section("contexts", "acts_too")
FINITE = lexicon.section("verbs", "finite")
NUMBER = re.compile(r"\s?\d")
PASSIVE = re.compile(r"[a-zåäö]{3,}(?:as|ades|ats|des|ts)\Z")
_VERB = re.compile(r"[a-zåäö]{3,}(?:ade|ades|erar|eras|erade|erades|at|ats)\Z")
_WORKPLACES = lexicon.section("contexts", "workplaces")
_WITH_PERSON = lexicon.section("contexts", "with_person")
_SIGNS_OFF = re.compile(
    r"(?:^|\n)\s*(?:/+\s*|//\s*|-\s*)\Z|(?:mvh|hälsningar|hälsning|hälsn|hälsar|vänligen|vänlighet|"
    r"kram|vid pennan)[\s,.:/!\-]*(?:från )?\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(r"([a-zåäö]+(?:[ .][a-zåäö]+)*)\.?\s*[:=|]\s*\Z", re.IGNORECASE)
_LONGEST_SIGNATURE = 6
_NEAR = 8
_BETWEEN = lexicon.section("contexts", "between")
_BYE = frozenset({"mvh", "hälsningar", "hälsning", "vänligen", "hälsn", "kram", "/"})
_OWN_THINGS = lexicon.section("contexts", "own_things")
_IS_OR_HAS = frozenset({"är", "ä", "har", "hade", "var", "fick", "lider", "fått", "blivit"})
_OWN_FIRM = frozenset(
    {"salong", "kiosk", "butik", "affär", "restaurang", "verkstad", "frisersalong", "firma", "pizzeria", "pub"}
)
_NEVER_OWNED = lexicon.section("name_contexts", "never_owned")
_OWN_ENDINGS = (
    "bil",
    "cykel",
    "hus",
    "garage",
    "bror",
    "syster",
    "son",
    "söner",
    "dotter",
    "kompis",
    "moped",
    "skylt",
    "båt",
    "staket",
    "dörr",
    "hund",
    "telefon",
    "jacka",
    "väska",
    "moppe",
)
_PRESENT = re.compile(r"[a-zåäö]{3,}(?:ar|erar|ade|erade)\Z")
_WORKPLACE_ENDINGS = tuple(_WORKPLACES)


def role_words() -> frozenset[str]:
    return lexicon.words("roles", "role").exact


@cache
def field_words() -> frozenset[str]:
    return frozenset(entry.replace("_", " ") for entry in lexicon.sections("roles")["field"])


class NameSurroundings(NameWords):
    """What stands around each word."""

    def _is_house(self, first: int, last: int) -> bool:
        """The words are (part of) the name of a firm, a street, a church or the like."""
        house = lexicon.sections("houses")
        before = self._lower(first - 1) if self._same_line(first) else ""
        if (
            before in LIST_WORDS
            and first > 2
            and self._lower(first - 3) in house["before"]
            and self._is_given(first - 2)
        ):
            return True
        if self._is_compound(last - 1):
            return True
        after = self._lower(last) if self._same_line(last) else ""
        if before in lexicon.words("name_contexts", "house_endings"):
            return True
        if before in house["before"] and (before not in role_words() or self._lower(first - 2) in NEAR_PLACE_ONLY):
            return True
        if after in house["after"] or after in house["street"]:
            genitive = self.tokens[last - 1].lower.endswith("s")
            capital = last < len(self.tokens) and self.tokens[last].capital
            # "Kalles moped" and "Eriks gård" are somebody's; "Kalles Korv" and "Hanssons livs" are firms.
            if capital and not self.all_shouted:
                return True
            if after in _OWN_FIRM and genitive and self._is_given(last - 1):
                return False
            if after in house["street"]:
                # "på kristine gatan"
                torn = after in {"gatan", "vägen", "torget"} and not self.tokens[last - 1].capital
                return torn or (genitive and after not in _OWN_THINGS)
            return (genitive and after not in _OWN_THINGS) or after in _NEVER_OWNED
        if last < len(self.tokens) and self._names_a_firm(last):
            return True
        if self._beside_ampersand(first, last):
            return True
        if self.text.startswith(
            ("-gatan", "-vägen", "-gården", "-priset", "-loppet", "-cupen"), self.tokens[last - 1].end
        ):
            return True
        if self.text.startswith(" och ", self.tokens[last - 1].end) and self._lower(last + 1) in {
            "son",
            "söner",
            "co",
            "company",
        }:
            return True
        following = self._lower(last + 1) if self._same_line(last) and self._same_line(last + 1) else ""
        return bool(following) and following in house["street"] and self.tokens[last].capital and not self.all_shouted

    def _beside_ampersand(self, first: int, last: int) -> bool:
        """ "Berg & Holmström" is a firm, "Birgitta & Sture" are two people."""
        for left, right in ((first - 1, first), (last - 1, last)):
            if left >= 0 and right < len(self.tokens) and self.tokens[right].gap == " & ":
                return not (self._is_given(left) and self._is_given(right))
        return False

    def _is_compound(self, index: int) -> bool:
        """ "Gård-skylten": a name made into a thing."""
        head, hyphen, tail = self.tokens[index].text.rpartition("-")
        known = (
            tail.lower().rstrip("s") in given_names() or tail.lower() in family_names() or tail.lower() in given_names()
        )
        return bool(hyphen and head[:1].isupper() and tail[:1].islower() and not known)

    def _names_a_firm(self, index: int) -> bool:
        """ "Bengans Skivbutik": a genitive and a thing with a capital, that is no name and no make of car."""
        token = self.tokens[index]
        if (
            not self._same_line(index)
            or not token.capital
            or self.all_shouted
            or not self.tokens[index - 1].lower.endswith("s")
        ):
            return False
        return not (
            self._is_given(index) or self._is_family(index) or self._family_shaped(index) or self._is_firm(index)
        )

    def _called(self, index: int) -> bool:
        """A role, a heading or a word like "heter" says that a name comes."""
        token = self.tokens[index]
        before = self._lower(index - 1)
        gap = token.gap
        if before and gap.strip(" ") in {"", '"', "”", "(", ","} and gap.strip(" ") in {"", '"'}:
            if before in lexicon.words("roles", "called"):
                return True
            if before in role_words() and (token.capital or self.all_small) and not self.all_shouted:
                return token.capital
            if before in {"honom", "henne", "sig", "dom", "dem"} and self._lower(index - 2) in {
                "kallar",
                "kallade",
                "kalla",
            }:
                return True
        if gap == " ":
            return token.capital and before in _BYE
        ahead = self.text[max(0, token.start - 40) : token.start]
        if not gap.strip(" \n/-"):
            ends = len(self.tokens) - index <= _LONGEST_SIGNATURE
            return bool(token.capital and ends and _SIGNS_OFF.search(ahead))
        field = _FIELD.search(ahead)
        if field:
            words = field[1].lower().split()
            for count in (3, 2, 1):
                if (
                    "_".join(words[-count:]) in lexicon.words("roles", "field").exact
                    or " ".join(words[-count:]) in field_words()
                ):
                    return True
        return bool(_SIGNS_OFF.search(ahead)) and (token.capital or len(self.tokens) - index <= 2)

    def _after_place_word(self, index: int) -> bool:
        before = self._lower(index - 1)
        return self._same_line(index) and before in _PLACE_BEFORE

    def _place_list(self, index: int) -> bool:
        """ "I Norslund, Elsborg och Främby": a list that a place began."""
        at = index
        while at > 0:
            before = self.tokens[at - 1]
            gap = self.tokens[at].gap
            if before.lower in LIST_WORDS and gap == " ":
                at -= 1
                continue
            if gap in {", ", ","} or (gap == " " and self.tokens[at].lower in LIST_WORDS):
                if not before.capital and before.lower not in LIST_WORDS:
                    return False
                at -= 1
                continue
            break
        first = self.tokens[at]
        if at == index:
            return False
        return (
            self._is_place(at)
            or (self._lower(at - 1) in _PLACE_BEFORE and not self._is_given(at))
            or (first.begins and self._is_place(at))
        )

    def _acts_after(self, index: int, verbs: frozenset[str]) -> bool:
        """A verb that takes a person follows directly, or after a word such as "också"."""
        if not self._same_line(index + 1):
            return False
        after = self._lower(index + 1)
        return after in verbs or (after in _BETWEEN and self._lower(index + 2) in verbs)

    def _is_role(self, index: int) -> bool:
        word = self._lower(index)
        return word in role_words() or word in lexicon.words("name_contexts", "role_endings")

    def _is_verb(self, index: int) -> bool:
        word = self._lower(index)
        return word in FINITE or bool(_VERB.match(word))

    def _works_somewhere(self, index: int) -> bool:
        """ "Sten i växeln tog emot": a place of work and then what a person does."""
        if not self._same_line(index + 1) or self._lower(index + 1) not in {
            "i",
            "på",
            "pa",
            "från",
            "fran",
            "hos",
            "vid",
        }:
            return False
        for step in (2, 3):
            if self._lower(index + step).endswith(_WORKPLACE_ENDINGS) or (
                step == 2
                and index + 2 < len(self.tokens)
                and self.tokens[index + 2].capital
                and not self._is_word(index)
            ):
                doing = (self._lower(index + step + 1), self._lower(index + 4) if step == 2 else "")
                return any(verb in ACTS or _PRESENT.match(verb) for verb in doing)
        return False

    def _and_a_name(self, index: int) -> bool:
        """ "Maj och Kerstin": the other one is surely a name."""
        if self._lower(index + 1) not in LIST_WORDS or not self._same_line(index + 1) or index + 2 >= len(self.tokens):
            return False
        other = index + 2
        return (
            self.tokens[other].capital
            and self._is_given(other)
            and not self._is_word(other)
            and not self._begins_as_word(other)
        )

    def _is_or_has(self, index: int) -> bool:
        """ "Minna har autism", "Stig är placerad": what is told can only be told of a person."""
        if not self._same_line(index + 1) or self._lower(index + 1) not in _IS_OR_HAS:
            return False
        ahead = range(index + 2, min(index + _NEAR, len(self.tokens)))
        lists = (lexicon.all_words("health"), lexicon.words("services", "client"))
        return any(words.length_at(self.reading.lowers, at) for at in ahead for words in lists)

    def _owns(self, index: int) -> bool:
        """ "Stigs cykel": a genitive and a thing."""
        low = self.tokens[index].lower
        if low == "hans" or not low.endswith("s") or not self._same_line(index + 1) or index + 1 >= len(self.tokens):
            return False
        after = self._lower(index + 1)
        return not self.tokens[index + 1].capital and (after in _OWN_THINGS or after.endswith(_OWN_ENDINGS))

    def _with_person(self, index: int) -> bool:
        return self._same_line(index) and self._lower(index - 1) in _WITH_PERSON

    def _is_listed_place(self, index: int, length: int) -> bool:
        if self.gazetteer is None:
            return False
        return self.text[self.tokens[index].start : self.tokens[index + length - 1].end] in self.gazetteer
