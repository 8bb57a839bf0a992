"""Which names of places, companies and associations does a municipality know, that are nobody's name?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from tryggve.foundation.privacy import lexicon


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names that are not marked: `Gazetteer.of(["Kopparstaden", "Elsas Café"])`. Build it once."""

    names: frozenset[str]
    automaton: AhoCorasick

    @classmethod
    def of(cls, names: Iterable[str]) -> Gazetteer:
        """From names as written; case and spaces do not matter."""
        known = frozenset(_folded(name) for name in names if name.strip())
        return cls(known, AhoCorasick(sorted(known), matchkind=MatchKind.LeftmostLongest))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and _folded(name) in self.names

    def passages(self, lowered: str) -> Iterator[tuple[int, int]]:
        """Where one of the names stands in the (lower case) text, also in the genitive."""
        if not self.names:
            return
        for _name, start, last in self.automaton.find_matches_as_indexes(lowered):
            end = last + (lowered[last : last + 1] == "s")
            if not (lowered[start - 1 : start].isalnum() or lowered[end : end + 1].isalnum()):
                yield start, end


@cache
def known_everywhere() -> Gazetteer:
    """Firms of several words, and figures of tales and history."""
    firms = (name.replace("_", " ") for name in lexicon.entries("firms") if "_" in name)
    return Gazetteer.of([*firms, *lexicon.phrases("made_up_people")])


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
