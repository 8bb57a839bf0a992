"""Which names of places, companies and associations does a municipality know, that are nobody's name?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names that are not marked: `Gazetteer.of(["Kopparstaden", "Elsas Café"])`."""

    names: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, names: Iterable[str]) -> Gazetteer:
        """From names as written; case and spaces do not matter."""
        return cls(frozenset(" ".join(name.casefold().split()) for name in names if name.strip()))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and " ".join(name.casefold().split()) in self.names
