"""The word lists of the folder `words`, read when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files


class Words:
    """Words, stems (`knark*`), endings (`*missbruk`) and phrases (`god_man`) to look for among the words of a text."""

    __slots__ = ("_beginnings", "_endings", "_has", "exact", "phrases")

    def __init__(self, entries: Iterable[str]) -> None:
        single: set[str] = set()
        stems: set[str] = set()
        endings: set[str] = set()
        self.phrases: dict[str, list[tuple[tuple[str, ...], bool]]] = {}
        for entry in entries:
            is_stem = entry.endswith("*")
            words = entry.strip("*").split("_")
            if len(words) > 1:
                self.phrases.setdefault(words[0], []).append((tuple(words), is_stem))
            elif is_stem:
                stems.add(words[0])
            elif entry.startswith("*"):
                endings.add(words[0])
            else:
                single.add(words[0])
        self.exact = frozenset(single)
        self._beginnings = _by_length(stems)
        self._endings = _by_length(endings)
        self._has = lru_cache(maxsize=8192)(self._look_up)  # the same words come again in every report

    def __contains__(self, word: str) -> bool:
        return self._has(word)

    def _look_up(self, word: str) -> bool:
        return (
            word in self.exact
            or any(word[:length] in stems for length, stems in self._beginnings)
            or any(word[-length:] in endings for length, endings in self._endings)
        )

    def length_at(self, words: Sequence[str], index: int) -> int:
        """How many words from `index` are an entry; 0 when none."""
        word = words[index]
        if word not in self.phrases:
            return int(word in self)
        for phrase, is_stem in self.phrases[word]:
            here = tuple(words[index : index + len(phrase)])
            if here == phrase or (is_stem and here[:-1] == phrase[:-1] and here[-1].startswith(phrase[-1])):
                return len(phrase)
        return int(word in self)


def _by_length(parts: Iterable[str]) -> tuple[tuple[int, frozenset[str]], ...]:
    """Beginnings or endings by how long they are: a word is looked up once for each length, not for each part."""
    parts = set(parts)
    return tuple(
        (length, frozenset(p for p in parts if len(p) == length)) for length in sorted({len(p) for p in parts})
    )


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """The entries of a list by its [sections]; the ones before the first are under ""."""
    found: dict[str, list[str]] = {}
    here = found.setdefault("", [])
    for line in _lines(name):
        if line.startswith("["):
            here = found.setdefault(line.strip("[]"), [])
        else:
            here += line.split()
    return {section: tuple(entries) for section, entries in found.items()}


@cache
def entries(name: str) -> frozenset[str]:
    """Every word of a list, as written."""
    return frozenset(word for line in _lines(name) for word in line.split())


@cache
def lower(name: str) -> frozenset[str]:
    """Every word of a list, in lower case."""
    return frozenset(word.lower() for word in entries(name))


@cache
def phrases(name: str) -> tuple[str, ...]:
    """The lines of a list: names of several words."""
    return tuple(line.strip() for line in _lines(name))


@cache
def words(name: str, section: str) -> Words:
    """A section of a list, ready to look for."""
    return Words(sections(name)[section])


@cache
def section(name: str, section: str) -> frozenset[str]:
    """The entries of one section, as a set."""
    return frozenset(sections(name)[section])


@cache
def all_words(name: str) -> Words:
    """All sections of a list together."""
    return Words(entry for section in sections(name).values() for entry in section)


def _lines(name: str) -> list[str]:
    text = files(__package__).joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
