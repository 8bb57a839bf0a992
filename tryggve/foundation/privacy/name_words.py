"""Which lists is a word in, and which shape has it?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.gazetteer import Gazetteer
from tryggve.foundation.privacy.name_shape import without_signs
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
_NAMES_FIRST = lexicon.section("contexts", "names_first_of_all") - lexicon.section("name_contexts", "things_too")
STRONG_BEFORE = lexicon.section("contexts", "strong_before")
SHORT = 3
_NO_DOTS = str.maketrans("åäöéèáàüçńłšžć", "aaoeeaaucnlszc")
NOT_GIVEN = lexicon.section("contexts", "not_given")
NOT_A_NAME = NOT_GIVEN | lexicon.section("contexts", "not_a_name") | lexicon.section("name_contexts", "never")
SURE_FAMILY = re.compile(
    r"(?:sson|qvist|quist|kvist|ström|gren|dahl|löf|lundh|bergh|stedt|feldt|felt|hjelm|hielm|sköld|krantz|stierna|krona|"
    r"lander|elius|enius|én|ovic|ović|evic|ević|inen|enko|oglu|oğlu|zadeh|wicz|akis|opoulos|poulou|idis|iadis|shvili|nejad|czyk|dottir)(?:er)?s?\Z"
)
ORDINARY_ENDING = re.compile(
    r"(?:ande|ende|arna|erna|orna|aren|aren|ning|ningen|ningar|het|heten|else|elsen|tion|tionen|isk|"
    r"iska|iskt|ligt|liga|lig|ade|ades|ats|erar|ning|skap|skapet|are|ens|ets)\Z"
)


@cache
def given_names() -> frozenset[str]:
    return lexicon.lower("given_names") | lexicon.lower("given_names_abroad")


@cache
def family_names() -> frozenset[str]:
    return lexicon.lower("family_names") | lexicon.lower("family_names_abroad")


@cache
def _bare(names: str) -> frozenset[str]:
    """The same names as they look when the dots and accents are left out."""
    return (
        frozenset(plain for word in lexicon.lower(names) if (plain := word.translate(_NO_DOTS)) != word) - _bare_words()
    )


@cache
def _bare_words() -> frozenset[str]:
    sections = (lexicon.section(name, "bare_words") for name in ("contexts", "name_contexts"))
    return frozenset().union(*sections) - {"asa", "ake", "gote"}


@cache
def _of_family_parts() -> re.Pattern[str]:
    parts = lexicon.sections("family_parts")
    first, last, sure = ("|".join(parts[section]) for section in ("first", "last", "last_sure"))
    return re.compile(rf"(?:{first})(?:(?:{sure})(?:er)?|(?:{last})(?:er|h)?)s?")


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


class NameWords:
    """The words of one reading of one text, and what the lists say of each."""

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

    def _stem(self, token: Token, among: frozenset[str]) -> str | None:
        """The word or its form without a genitive s (or x), if it is in the list."""
        low = token.lower
        if low in among:
            return low
        if (
            low.endswith("s")
            and low[-2:-1] not in {"s", "x", "z"}
            and (token.capital or len(low) > SHORT + 1)
            and low[:-1] in among
        ):
            return low[:-1]
        if "-" in low:
            parts = low.rstrip("s").split("-")
            if all(
                part in given_names() or part in family_names() or part in _bare("given_names") for part in parts
            ) or (low.split("-")[0] in among and len(parts) == 2 and among is given_names() and parts[1] in among):
                return low
        return None

    def _is_given(self, index: int) -> bool:
        token = self.tokens[index]
        low = without_signs(token.lower)  # "Dženan" is "Dzenan"
        return (
            bool(self._stem(token, given_names()))
            or (token.capital and low in given_names())
            or (len(token.lower) > 3 and bool(self._stem(token, _bare("given_names"))))
        )

    def _is_family(self, index: int) -> bool:
        token = self.tokens[index]
        return bool(self._stem(token, family_names())) or (
            len(token.lower) > 4 and bool(self._stem(token, _bare("family_names")))
        )

    def _family_shaped(self, index: int) -> bool:
        low = self.tokens[index].lower
        stem = low[:-1] if low.endswith("s") and not low.endswith("ss") else low
        if len(stem) < 5:
            return False
        if "-" in stem:
            return any(_FAMILY_SHAPE.match(part) or part in family_names() for part in stem.split("-"))
        if stem.endswith("er") and SURE_FAMILY.search(stem[:-2]):
            return True  # "Dahlqvister"
        return bool(_FAMILY_SHAPE.match(stem) or _FAMILY_SHAPE.match(low))

    def _of_family_parts(self, index: int) -> bool:
        """ "Kvistmark", "Åbergfors": made as Swedish family names are."""
        return bool(_of_family_parts().fullmatch(self.tokens[index].lower))

    def _is_word(self, index: int) -> bool:
        """The name is a word of its own when written small."""
        low = self.tokens[index].lower
        if low in _NAMES_FIRST or (low.endswith("s") and low[:-1] in _NAMES_FIRST):
            return False
        return low in _also_words() or (low.endswith("s") and low[:-1] in _also_words())

    def _only_a_name(self, word: str) -> bool:
        return word in given_names() and (word in _NAMES_FIRST or word not in _also_words())

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

    def _clause_end(self, position: int) -> int:
        """The position itself when the clause ends there."""
        rest = self.text[position : position + 2].strip(" ")
        return position if not rest or rest[0] in ",.;:!?)\n|" else -1

    def _plain_given(self, index: int) -> bool:
        return self.tokens[index].lower in given_names() or self.tokens[index].lower in family_names()
