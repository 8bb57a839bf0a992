"""The text as it reads, whatever was typed: one form for each letter, digit, dash and space, "
"and nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PLAIN = re.compile(r"[\n\x20-\x7eåäöÅÄÖéüÉÜ]*\Z")
_UNSEEN = frozenset("\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_QUOTES = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00b4": "'"}
_LOOK_ALIKE = {"\uff0b": "+", "\uff20": "@"}
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text to search in, and where each of its characters stands in the text that was given."""

    text: str
    places: tuple[int, ...] | None  # None: the same places
    length: int

    def start(self, index: int) -> int:
        """Where the character began."""
        return index if self.places is None else self.places[index]

    def end(self, index: int) -> int:
        """Where the character before `index` ended: marks that followed it, unseen or combining, belong to it."""
        if self.places is None:
            return index
        return self.places[index] if index < len(self.places) else self.length


def fold(text: str) -> Folded:
    """The text to search in. A name broken over two lines is whole again."""
    if _PLAIN.match(text) and "-\n" not in text:
        return Folded(text, None, len(text))
    characters: list[str] = []
    places: list[int] = []
    for index, character in enumerate(text):
        if character in _UNSEEN:
            continue
        if unicodedata.combining(character) and characters:
            whole = unicodedata.normalize("NFC", characters[-1] + character)
            if len(whole) == 1:
                characters[-1] = whole
                continue
        characters.append(_plain(character))
        places.append(index)
    joined = "".join(characters)
    for match in reversed(list(_BROKEN_WORD.finditer(joined))):
        # "Per-\nErik" keeps its hyphen, "Chris-\ntoffer" never had one.
        cut = match.start() + (joined[match.end()].isupper() and not joined[match.start() - 1].isupper())
        joined = joined[:cut] + joined[match.end() :]
        del places[cut : match.end()]
    return Folded(joined, tuple(places), len(text))


def _plain(character: str) -> str:
    if character in _DASHES:
        return "-"
    if character.isspace():
        return "\n" if character in "\n\r\u2028\u2029" else " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    found = _QUOTES.get(character) or _LOOK_ALIKE.get(character)
    if found:
        return found
    if "\uff01" <= character <= "\uff5e":
        return chr(ord(character) - 0xFEE0)
    whole = unicodedata.normalize("NFC", character)
    return whole if len(whole) == 1 else character
