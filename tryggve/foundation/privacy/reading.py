"""A text read word by word: where each word stands, how it is written, and where sentences begin."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*|\d+")
_GLUED = re.compile(r"(?<=[a-zåäöé])(?=[A-ZÅÄÖ][a-zåäöé])")
_ENDS_SENTENCE = re.compile(r"[.!?:;|\n\"(•/]|--|- ")


@dataclass(slots=True)
class Token:
    """A word or a number. `begins`: it stands first in its sentence, so that its capital says nothing."""

    text: str
    lower: str
    start: int
    end: int
    capital: bool
    shouted: bool
    begins: bool
    gap: str  # what stands between it and the word before


class Reading:
    """The words of a (folded) text."""

    __slots__ = ("lower", "lowers", "starts", "text", "tokens")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.lower()
        if len(self.lower) != len(text):  # a letter whose small form is two characters
            self.lower = "".join(low if len(low := character.lower()) == 1 else character for character in text)
        self.tokens: list[Token] = []
        previous = 0
        for match in _TOKEN.finditer(text):
            for start, end in _parts(match):
                gap = text[previous:start]
                begins = not self.tokens or (gap not in {" ", "", ", "} and bool(_ENDS_SENTENCE.search(gap)))
                word = text[start:end]
                capital = word[0].isupper()
                shouted = capital and len(word) > 1 and word.isupper()
                self.tokens.append(Token(word, self.lower[start:end], start, end, capital, shouted, begins, gap))
                previous = end
        self.lowers = [token.lower for token in self.tokens]
        self.starts = [token.start for token in self.tokens]

    def index_at(self, position: int) -> int:
        """The number of the first word that starts at or after the position."""
        return bisect_right(self.starts, position - 1)

    def sentence(self, position: int) -> tuple[int, int]:
        """Where the sentence around the position starts and ends."""
        start = max((self.text.rfind(sign, 0, position) for sign in (". ", "! ", "? ", "\n")), default=-1)
        ends = [at for at in (self.text.find(sign, position) for sign in (". ", "! ", "? ", "\n")) if at >= 0]
        return start + 1, min(ends, default=len(self.text))


def _parts(match: re.Match[str]) -> list[tuple[int, int]]:
    """ "ringdeMattias" is two words that lost their space."""
    word, start = match[0], match.start()
    if not _GLUED.search(word):
        return [(start, match.end())]
    cuts = [0, *(cut.start() for cut in _GLUED.finditer(word)), len(word)]
    return [(start + first, start + last) for first, last in itertools.pairwise(cuts)]
