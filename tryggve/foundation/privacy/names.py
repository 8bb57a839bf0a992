# ruff: noqa: C901, PLR0911, PLR0912 - what stands around a word is asked in turn, the surest first
"""Which words are somebody's name?

A name is told by the lists, by its shape and by what stands around it. A word that is also something
else (sten, björn, my) is a name only where more than its capital says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.gazetteer import Gazetteer
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.reading import Reading, Token

_FAMILY_SHAPE = re.compile(
    r".{2,}(?:sson|[^aeiouyåäö]son|ström|berg|bergh|qvist|kvist|quist|lund|lundh|gren|blad|dahl|mark|"
    r"löf|löv|löw|holm|lander|vander|strand|vall|wall|"
    r"stedt|sten|stén|fors|hult|felt|feldt|fält|ling|roth|rot|gård|bäck|borg|brand|brandt|hammar|"
    r"krantz|krans|sköld|hjelm|hielm|stierna|stjärna|"
    r"näs|skog|rud|by|lind|elius|enius|én|ell|man|mann|ander|dotter|sen|svärd|klo|felt|vik|wik|åker|råd|kull|torp|stam|malm|gruv|sjö|ås|backe|dalen|"
    r"ić|vic|vić|cic|kic|oglu|oğlu|yan|dze|shvili|enko|chuk|czuk|ski|sky|ska|wicz|icz|czyk|inen|nen|"
    r"zadeh|pour|poor|nejad|zai|escu|ovic|ov|ova|ev|eva|"
    r"iani|ani|idis|poulos|akis|opoulos|aj|iu|oui|ullah|din)\Z"
)
_PLACE_SHAPE = re.compile(
    r".+(?:gatan|gata|vägen|väg|gränden|gränd|stigen|torget|torg|torgets|parken|park|parkens|skolan|"
    r"skola|skolans|gymnasiet|gymnasium|kyrkan|kyrka|plan|planen|platsen|"
    r"centrum|badet|hallen|huset|husets|gården|gårdens|backen|allén|kajen|bron|leden|ringen|området|"
    r"staden|stadens|byn|viken|sjön|ån|älven|berget|åsen|skogen|hagen|ängen|dalen|"
    r"macken|stationen|stationens|arenan|kvarteret|rondellen|tunneln|slingan|kroken|stugan|udden|"
    r"holmen|näset|strand|stranden|terminalen|gruvan|hyttan|hytta|"
    r"bostäder|fastigheter|bygg|trafik|föreningen|förbundet|verket|tjänsten|banken|bolaget|kommunen|"
    r"kommun|kommuns|nämnden|förvaltningen|polisen|myndigheten|"
    r"lasarettet|sjukhuset|biblioteket|museet|teatern|gallerian|campingen|restaurangen|pizzerian|"
    r"kiosken|caféet|grillen|puben|krogen|hotellet|salongen|"
    r"jouren|gruppen|teamet|laget|klubben|kåren|rådet|samfälligheten|entrén|porten|busken|brygga|"
    r"bryggan|lekplatsen|banan|vallen|kullen|liden|heden|fältet)\Z"
)
_PLACE_BEFORE = lexicon.section("contexts", "place_before")
_LIST_WORDS = frozenset({"och", "å", "&", "samt", "eller", "plus"})
_NAMES_FIRST = lexicon.section("contexts", "names_first_of_all")
_NEAR_PLACE_ONLY = lexicon.section("contexts", "near_place_only")
# What only people do. After an unknown or many-meaning word at the start of a sentence it makes a name.
_SPEAKS = lexicon.section("contexts", "speaks")
_ACTS = _SPEAKS | lexicon.section("contexts", "acts_too")
_WORKPLACES = lexicon.section("contexts", "workplaces")
_WITH_PERSON = lexicon.section("contexts", "with_person")
_STRONG_BEFORE = lexicon.section("contexts", "strong_before")
_PARTICLES = lexicon.section("contexts", "particles")
_SIGNS_OFF = re.compile(
    r"(?:^|\n)\s*(?:/+\s*|//\s*|-\s*)\Z|(?:mvh|hälsningar|hälsning|hälsn|hälsar|vänligen|vänlighet|"
    r"kram|vid pennan)[\s,.:/!\-]*(?:från )?\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(r"([a-zåäö]+(?:[ .][a-zåäö]+)*)\.?\s*[:=|]\s*\Z", re.IGNORECASE)
_IT_WAS = re.compile(
    r"\b(?:det|dä|de)\s(?:är|var|va|ä|blev)\s(?:(?:nog|säkert|väl|bara|visst|alltid|samma|den där|"
    r"troligen|tydligen)\s)?\Z"
)
_PLACE_NAME_AND_NUMBER = re.compile(r"\s?\d")
_SHORT = 3
_LONGEST_NAME = 4
_LONGEST_SIGNATURE = 6


@cache
def _given() -> frozenset[str]:
    return lexicon.lower("given_names") | lexicon.lower("given_names_abroad")


@cache
def _family() -> frozenset[str]:
    return lexicon.lower("family_names") | lexicon.lower("family_names_abroad")


@cache
def _bare(names: str) -> frozenset[str]:
    """The same names as they look when the dots and accents are left out."""
    return (
        frozenset(plain for word in lexicon.lower(names) if (plain := word.translate(_NO_DOTS)) != word) - _bare_words()
    )


_NO_DOTS = str.maketrans("åäöéèáàüçńłšžć", "aaoeeaaucnlszc")


@cache
def _bare_words() -> frozenset[str]:
    return lexicon.section("contexts", "bare_words") - {"asa", "ake", "gote"}


@cache
def _also_words() -> frozenset[str]:
    return (
        lexicon.lower("names_that_are_words")
        | lexicon.entries("words_first")
        | lexicon.section("contexts", "short_words")
    )


@cache
def _first_words() -> frozenset[str]:
    return lexicon.entries("words_first")


def names(reading: Reading, shielded: Iterable[tuple[int, int]], gazetteer: Gazetteer | None = None) -> list[Mark]:
    """Names of persons: the whole name with its genitive s, without title or role.

    A full name blocks; a single name asks. `shielded` are passages that are already something else.
    """
    return _Finder(reading, shielded, gazetteer).marks()


class _Finder:
    """One reading of one text."""

    def __init__(self, reading: Reading, shielded: Iterable[tuple[int, int]], gazetteer: Gazetteer | None) -> None:
        self.reading = reading
        self.tokens = reading.tokens
        self.text = reading.text
        self.gazetteer = gazetteer
        self.closed = self._closed(shielded)
        letters = [token for token in self.tokens if token.text[0].isalpha()]
        self.all_shouted = len(letters) > 2 and sum(
            token.shouted or len(token.text) == 1 for token in letters
        ) >= 0.7 * len(letters)
        self.all_small = not any(token.capital for token in letters)
        # Whose capitals say nothing: a text in small letters, or one where every letter is big.
        self.found: dict[
            int, tuple[int, bool]
        ] = {}  # index of the first word -> (index after the last, is a full name)

    def _closed(self, shielded: Iterable[tuple[int, int]]) -> set[int]:
        closed: set[int] = set()
        for start, end in shielded:
            index = self.reading.index_at(start)
            while index < len(self.tokens) and self.tokens[index].start < end:
                closed.add(index)
                index += 1
        return closed

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
            made.append(Mark(Kind.PERSON_NAME, start, end, Action.BLOCK if full else Action.WARN))
        return made

    # -- what a word is -----------------------------------------------------------------

    def _stem(self, token: Token, among: frozenset[str]) -> str | None:
        """The word or its form without a genitive s (or x), if it is in the list."""
        low = token.lower
        if low in among:
            return low
        if (
            low.endswith("s")
            and low[-2:-1] not in {"s", "x", "z"}
            and (token.capital or len(low) > _SHORT + 1)
            and low[:-1] in among
        ):
            return low[:-1]
        if "-" in low:
            parts = low.rstrip("s").split("-")
            if all(part in _given() or part in _family() for part in parts) or (
                low.split("-")[0] in among and len(parts) == 2 and among is _given() and parts[1] in among
            ):
                return low
        return None

    def _is_given(self, index: int) -> bool:
        token = self.tokens[index]
        return bool(self._stem(token, _given())) or (
            len(token.lower) > 3 and bool(self._stem(token, _bare("given_names")))
        )

    def _is_family(self, index: int) -> bool:
        token = self.tokens[index]
        return bool(self._stem(token, _family())) or (
            len(token.lower) > 4 and bool(self._stem(token, _bare("family_names")))
        )

    def _family_shaped(self, index: int) -> bool:
        low = self.tokens[index].lower
        stem = low[:-1] if low.endswith("s") and not low.endswith("ss") else low
        if len(stem) < 5:
            return False
        if "-" in stem:
            return any(_FAMILY_SHAPE.match(part) or part in _family() for part in stem.split("-"))
        return bool(_FAMILY_SHAPE.match(stem) or _FAMILY_SHAPE.match(low))

    def _is_word(self, index: int) -> bool:
        """The name is a word of its own when written small."""
        low = self.tokens[index].lower
        if low in _NAMES_FIRST or (low.endswith("s") and low[:-1] in _NAMES_FIRST):
            return False
        return low in _also_words() or (low.endswith("s") and low[:-1] in _also_words())

    def _begins_as_word(self, index: int) -> bool:
        low = self.tokens[index].lower
        return low in _first_words() or (low.endswith("s") and low[:-1] in _first_words())

    def _is_place(self, index: int) -> bool:
        token = self.tokens[index]
        low = token.lower
        if low in lexicon.lower("places") or (low.endswith("s") and low[:-1] in lexicon.lower("places")):
            return True
        return bool(_PLACE_SHAPE.match(low))

    def _is_firm(self, index: int) -> bool:
        low = self.tokens[index].lower
        return low in lexicon.lower("firms") or (low.endswith("s") and low[:-1] in lexicon.lower("firms"))

    def _lower(self, index: int) -> str:
        return self.reading.lowers[index] if 0 <= index < len(self.tokens) else ""

    def _same_line(self, index: int) -> bool:
        """Only spaces (or nothing, when they were glued) stand before the word."""
        return 0 < index < len(self.tokens) and self.tokens[index].gap.strip(" ") == ""

    # -- a firm, a street, a church -------------------------------------------------------

    def _is_house(self, first: int, last: int) -> bool:
        """The words are (part of) the name of a firm, a street, a church or the like."""
        house = lexicon.sections("houses")
        before = self._lower(first - 1) if self._same_line(first) else ""
        if (
            before in _LIST_WORDS
            and first > 2
            and self._lower(first - 3) in house["before"]
            and self._is_given(first - 2)
        ):
            return True
        if self._is_compound(last - 1):
            return True
        after = self._lower(last) if self._same_line(last) else ""
        if before in house["before"] and (before not in _ROLE() or self._lower(first - 2) in _NEAR_PLACE_ONLY):
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
                return genitive and after not in _OWN_THINGS
            return (genitive and after not in _OWN_THINGS) or after in _NEVER_OWNED
        if last < len(self.tokens) and self._names_a_firm(last):
            return True
        if self.text.startswith(
            (" & ", "-gatan", "-vägen", "-gården", "-priset", "-loppet", "-cupen"), self.tokens[last - 1].end
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

    def _is_compound(self, index: int) -> bool:
        """ "Gård-skylten": a name made into a thing."""
        head, hyphen, tail = self.tokens[index].text.rpartition("-")
        known = tail.lower().rstrip("s") in _given() or tail.lower() in _family() or tail.lower() in _given()
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

    # -- is there a name here -------------------------------------------------------------

    def _name_at(self, index: int) -> tuple[int, bool]:
        """(number of words, is a full name) of the name that begins here, or (0, False)."""
        token = self.tokens[index]
        if not token.text[0].isalpha():
            return 0, False
        if self._initial(index):
            return self._after_initial(index)
        if len(token.text) < 2:
            return 0, False
        capital = token.capital and not self.all_shouted
        given = self._is_given(index)
        if not given and not token.capital and not self._called(index):
            return 0, False
        length = self._full_length(index, given=given)
        if length > 1:
            if not self._is_house(index, index + length) and not self._is_listed_place(index, length):
                return length, True
            return 0, False
        if self._is_house(index, index + 1) or (self._is_firm(index) and not self._called(index)):
            return 0, False
        if self._is_place(index) and not (
            given and (self._acts_after(index, _ACTS) or self._with_person(index) or self._called(index))
        ):
            return 0, False
        if self._called(index) and self._may_be_name(index):
            return 1, False
        if given and self._single_given(index, capital=capital):
            return 1, False
        if not given and self._single_family(index, capital=capital):
            return 1, False
        if not given and capital and self._unknown(index):
            return 1, False
        return 0, False

    def _initial(self, index: int) -> bool:
        token = self.tokens[index]
        return len(token.text) == 1 and token.capital and self.text[token.end : token.end + 1] == "."

    def _after_initial(self, index: int) -> tuple[int, bool]:
        """ "K. Warsamelund", "B. Kjellander", "A.K. Berg"."""
        last = index + 1
        while last < len(self.tokens) and self._initial(last) and self.tokens[last].gap in {".", ". "}:
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
        return 0, False

    def _full_length(self, index: int, *, given: bool) -> int:
        """How many words the full name that begins here has; 1 or less when it is not a full name."""
        token = self.tokens[index]
        last = index + 1
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

    def _plain_given(self, index: int) -> bool:
        return self.tokens[index].lower in _given() or self.tokens[index].lower in _family()

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
        if self._initial(index):
            follows = (
                index + 1 < len(self.tokens) and self.tokens[index + 1].capital and self.tokens[index + 1].gap == ". "
            )
            return int(follows and (self._is_family(index + 1) or self._family_shaped(index + 1)))
        previous = self.tokens[index - 1]
        if previous.lower.endswith("s") and previous.lower not in _given() and previous.lower not in _family():
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
            if self._is_place(index) or self._is_firm(index):
                return 0
            return int(strong)
        if not word.capital and self._is_word(first) and not _SURE_FAMILY.search(word.lower):
            said = self._is_family(index) and self._lower(index + 1) in _SPEAKS
            return int(said)  # "den dag kommunen" is no name, "liv berg ringde" is
        # Small letters, or all big ones: only a family name that is not a word, or follows a sure given name.
        if not word.capital and self.tokens[first].capital:
            return int(family and not self._is_word(index) and not self._is_word(first))
        if (family or shaped) and len(word.lower) >= 4:
            if not self._is_word(index) and (
                family or (len(word.lower) > 5 and not _ORDINARY_ENDING.search(word.lower))
            ):
                return 1
            return int(family and not self._is_word(first) and len(word.lower) > 3 and self._small_family_fits(index))
        return int(
            self.all_shouted
            and strong
            and word.end == self._clause_end(word.end)
            and not _ORDINARY_ENDING.search(word.lower)
            and not self._is_place(index)
        )

    def _small_family_fits(self, index: int) -> bool:
        """ "micke berg": a family name that is a word, written small: the clause must go on as after a name."""
        return self._lower(index + 1) in _ACTS or self.tokens[index].end == self._clause_end(self.tokens[index].end)

    def _clause_end(self, position: int) -> int:
        """The position itself when the clause ends there."""
        rest = self.text[position : position + 2].strip(" ")
        return position if not rest or rest[0] in ",.;:!?)\n|" else -1

    def _unknown_and_family(self, index: int) -> int:
        """ "Xhevdet Plakolli", "Qendrim Berisha": a capital and a family name."""
        if index + 1 >= len(self.tokens) or not self._same_line(index + 1):
            return 1
        word, after = self.tokens[index], self.tokens[index + 1]
        if (
            not after.capital
            or after.text.isupper()
            or index + 1 in self.closed
            or word.lower in _NOT_GIVEN
            or word.shouted
        ):
            return 1
        if self._is_place(index + 1) or self._is_firm(index + 1):
            return 1
        own = self._is_family(index)
        known = self._is_family(index + 1)
        shaped = self._family_shaped(index + 1)
        sure = (known and not self._is_word(index + 1)) or own
        person = self._called(index) or self._lower(index - 1) in _STRONG_BEFORE or self._lower(index + 2) in _SPEAKS
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
                and (self._is_family(index + 2) or self._is_given(index + 2))
            ):
                length = 3
            return length
        return 1

    # -- single names ---------------------------------------------------------------------

    def _called(self, index: int) -> bool:
        """A role, a heading or a word like "heter" says that a name comes."""
        token = self.tokens[index]
        before = self._lower(index - 1)
        gap = token.gap
        if before and gap.strip(" ") in {"", '"', "”", "(", ","} and gap.strip(" ") in {"", '"'}:
            if before in lexicon.words("roles", "called"):
                return True
            if before in _ROLE() and (token.capital or self.all_small) and not self.all_shouted:
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
                    or " ".join(words[-count:]) in _FIELDS()
                ):
                    return True
        return bool(_SIGNS_OFF.search(ahead)) and (token.capital or len(self.tokens) - index <= 2)

    def _may_be_name(self, index: int) -> bool:
        """After a word that asks for a name: is this one, known or not?"""
        token = self.tokens[index]
        low = token.lower
        if (
            self._is_place(index)
            or self._is_firm(index)
            or low in _NOT_A_NAME
            or low in _ROLE()
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
            return not word and not begins_word and len(token.text) > _SHORT
        if token.shouted and len(token.text) <= 4 and not self._acts_after(index, _SPEAKS):
            return False
        if capital:
            if token.begins and word and not begins_word:
                return self._stands_for_somebody(index)
            if not begins_word:
                if (
                    self._after_place_word(index)
                    and self._lower(index - 1) in _NEAR_PLACE_ONLY
                    and self._place_list(index)
                ):
                    return False
                return not (
                    self._lower(index - 1) in {"vid", "utanför", "bakom", "i"} and not self._acts_after(index, _SPEAKS)
                )
            if token.begins and token.lower in _NO_SUBJECTS and self._acts_after(index, _ACTS):
                return True
            if token.begins:
                return (
                    self._acts_after(index, _SPEAKS)
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
            len(token.lower) <= _SHORT
            and token.lower not in _SHORT_BUT_SURE
            and not (self._with_person(index) or self._acts_after(index, _SPEAKS))
        ):
            return False
        if not word and not begins_word:
            return True
        return self._works_somewhere(index) and not begins_word

    def _stands_for_somebody(self, index: int) -> bool:
        """A name that could also be a word, first in its sentence: what follows has to tell."""
        return (
            self._acts_after(index, _ACTS)
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
            return not (token.begins and not self._acts_after(index, _ACTS) and not self._owns(index))
        if self._lower(index - 1) in {"hos"} and token.lower.endswith("s") and (known or self._family_shaped(index)):
            return True
        if known and not token.begins and self._lower(index - 1) in {"med", "av", "enligt"}:
            return True
        if self._family_shaped(index) and (
            _SURE_FAMILY.search(token.lower) or self._lower(index - 1) in {"hos", "enligt"}
        ):
            return not token.begins or self._acts_after(index, _SPEAKS) or self._owns(index)
        return False

    def _unknown(self, index: int) -> bool:
        """A capital that no list knows, where only a person can stand."""
        token = self.tokens[index]
        low = token.lower
        if (
            len(low) < 3
            or token.shouted
            or low in _NOT_A_NAME
            or low in _ROLE()
            or ("-" in low and low.split("-")[-1] in _THINGS)
        ):
            return False
        if self.text[token.end : token.end + 1] in {"-", "/"} or _PLACE_NAME_AND_NUMBER.match(self.text, token.end):
            return False
        if token.begins:
            if _PET_NAME.match(low) and self._acts_after(index, _ACTS):
                return True
            if _SURELY_FOREIGN.search(low) and not _SWEDISH_ENDING.search(low):
                return self._acts_after(index, _SPEAKS) or self._works_somewhere(index)
            return False
        if _HE_OR_SHE.match(self.text, token.end) and self._lower(index - 1) not in _NEAR_PLACE_ONLY:
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
        if before in _STRONG_BEFORE and before not in {"runt", "kring"}:
            return (
                self._acts_after(index, _ACTS)
                or _FOREIGN.search(low) is not None
                or (before in {"med", "hos", "träffade", "tipsade", "mötte"} and not _ORDINARY_ENDING.search(low))
            )
        if before in {"gänget"}:
            return False
        return self._acts_after(index, _SPEAKS) and not _ORDINARY_ENDING.search(low)

    # -- what stands around -----------------------------------------------------------------

    def _after_place_word(self, index: int) -> bool:
        before = self._lower(index - 1)
        return self._same_line(index) and before in _PLACE_BEFORE

    def _place_list(self, index: int) -> bool:
        """ "I Norslund, Elsborg och Främby": a list that a place began."""
        at = index
        while at > 0:
            before = self.tokens[at - 1]
            gap = self.tokens[at].gap
            if before.lower in _LIST_WORDS and gap == " ":
                at -= 1
                continue
            if gap in {", ", ","} or (gap == " " and self.tokens[at].lower in _LIST_WORDS):
                if not before.capital and before.lower not in _LIST_WORDS:
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
                return any(verb in _ACTS or _PRESENT.match(verb) for verb in doing)
        return False

    def _and_a_name(self, index: int) -> bool:
        """ "Maj och Kerstin": the other one is surely a name."""
        if self._lower(index + 1) not in _LIST_WORDS or not self._same_line(index + 1) or index + 2 >= len(self.tokens):
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
        ahead = range(index + 2, min(index + 5, len(self.tokens)))
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

    # -- names beside names -----------------------------------------------------------------

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
        if not token.capital or token.lower in _NOT_A_NAME or token.lower in _ROLE():
            return False
        listed = after < len(self.tokens) and self._lower(after) in _LIST_WORDS and after + 1 in self.found
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
            or low in _NOT_A_NAME
            or low in _ROLE()
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


def _ROLE() -> frozenset[str]:  # noqa: N802 - reads as the constant it is, once the list is read
    return lexicon.words("roles", "role").exact


@cache
def _FIELDS() -> frozenset[str]:  # noqa: N802
    return frozenset(entry.replace("_", " ") for entry in lexicon.sections("roles")["field"])


_BETWEEN = lexicon.section("contexts", "between")
_MONTH_BEFORE = lexicon.section("contexts", "month_before")
_BYE = frozenset({"mvh", "hälsningar", "hälsning", "vänligen", "hälsn", "kram", "/"})
_SHORT_BUT_SURE = lexicon.section("contexts", "short_but_sure") - {"isa", "ann"}
_NOT_FAMILY = lexicon.section("contexts", "not_family")
_NOT_GIVEN = lexicon.section("contexts", "not_given")
_NOT_A_NAME = _NOT_GIVEN | lexicon.section("contexts", "not_a_name")
_THINGS = lexicon.section("contexts", "things")
_OWN_THINGS = lexicon.section("contexts", "own_things")
_IS_OR_HAS = frozenset({"är", "ä", "har", "hade", "var", "fick", "lider", "fått", "blivit"})
_BEFORE_INITIAL = frozenset({"av", "till", "från", "med", "enligt", "hos", "anmälaren", "signaturen", "mvh", "vittnet"})
_NO_SUBJECTS = frozenset({"per", "hans", "max", "tom", "bo", "my", "love"})
_OWN_FIRM = frozenset(
    {"salong", "kiosk", "butik", "affär", "restaurang", "verkstad", "frisersalong", "firma", "pizzeria", "pub"}
)
_NEVER_OWNED = frozenset(
    {"ab", "hb", "församling", "kyrka", "kyrkan", "minne", "stiftelse", "&", "monument", "staty", "församlings"}
)
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
_SURE_FAMILY = re.compile(r"(?:sson|qvist|kvist|ström|gren|ovic|inen|enko|oglu|zadeh|wicz)s?\Z")
_PLACE_ADJECTIVE = re.compile(r"(?:iska|ska|ens|ets|as|gamla|nya)\Z")
_FOREIGN = re.compile(
    r"x|q|w|z|kh|gh|dh|sh|jn|ij|aye|ee|oo|aa|ii|uu|iya|lj|nj|th|ph|yu|ai|ia\Z|io\Z|ou|ae|eo|ua|nko|mb|"
    r"[aeiou]h|\A[^aeiouyåäö]{0,2}[aeiou][^aeiouyåäö]{1,2}[iou]\Z"
)
_ORDINARY_ENDING = re.compile(
    r"(?:ande|ende|arna|erna|orna|aren|aren|ning|ningen|ningar|het|heten|else|elsen|tion|tionen|isk|"
    r"iska|iskt|ligt|liga|lig|ade|ades|ats|erar|ning|skap|skapet|are|ens|ets)\Z"
)
_SURELY_FOREIGN = re.compile(
    r"x|q|w|z|kh|gh|dh|sh|jn|aye|ii|uu|iya|ij|yu|ou|aj|ph|th(?!e)|dj|[aeiou]h[^aeiouyåäö]|mb[aeiou]|"
    r"nk[aeiou]\Z|[^s]k[aeiou]\Z|[^aeiouyåäö][iou]\Z"
)
_SWEDISH_ENDING = re.compile(
    r"(?:ande|ende|ning|het|else|tion|isk|iska|igt|liga|lig|ade|ades|skap|are|en|et|ar|er|or|na|ens|ets|s)\Z"
)
_SMALL_FAMILY = re.compile(
    r"\w{3}(?:sson|ström|qvist|kvist|gren|lund|berg|mark|dahl|holm|blad|stedt|strand|ovic|inen|roth|borg|löv|löf|hult|fors|brandt|stam)s?\Z"
)
_PET_NAME = re.compile(r"[bcdfghjklmnprstvåäöaeiou]{1,3}(?:bb|dd|ff|gg|ck|ll|mm|nn|pp|ss|jj|kk)[oi]\Z")
_HE_OR_SHE = re.compile(r", (?:han|hon) ")
_PRESENT = re.compile(r"[a-zåäö]{3,}(?:ar|erar|ade|erade)\Z")
_WORKPLACE_ENDINGS = tuple(_WORKPLACES)
