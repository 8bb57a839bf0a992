"""Do the letters of a word look like a name's or like a Swedish word's?"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from tryggve.foundation.privacy import lexicon

_LONG_ENOUGH = 20_000
_STROKES = str.maketrans("đłøıßæ", "dloisa")
_SOUNDS = (
    (re.compile(r"ck|[cq]"), "k"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"([kgdtsz])h"), r"\1"),
    (re.compile(r"w"), "v"),
    (re.compile(r"z"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ou|oo|o"), "u"),
    (re.compile(r"[yj]|ee|e"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@cache
def _letters() -> dict[str, int]:
    return {three: int(section) for section, group in lexicon.sections("letters").items() if section for three in group}


@lru_cache(maxsize=_LONG_ENOUGH)
def strangeness(word: str) -> int:
    """Above 0 the letters (in lower case) stand as in a name, below 0 as in a Swedish word."""
    letters = _letters()
    framed = f"^{word}$"
    return sum(letters.get(framed[at : at + 3], 0) for at in range(len(framed) - 2))


@lru_cache(maxsize=_LONG_ENOUGH)
def sound(word: str) -> str:
    """The word as it is heard, so that "Sulaymaan" is "Suleiman": spellings of one name fall together."""
    for pattern, heard in _SOUNDS:
        word = pattern.sub(heard, word)
    return word


@lru_cache(maxsize=_LONG_ENOUGH)
def without_signs(word: str) -> str:
    """The word with the letters of Swedish only: "dženan" is "dzenan", "bảo" is "bao"."""
    if word.isascii():
        return word
    return "".join(
        letter if letter in "åäö" else unicodedata.normalize("NFD", letter)[0] for letter in word.translate(_STROKES)
    )
