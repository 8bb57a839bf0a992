"""What kind of personal data stands where in a text?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds that the guard knows. The value is stable: it is stored and used as a CSS class."""

    PERSONNUMMER = "personnummer"
    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage of a text: `text[start:end]` is of this kind."""

    kind: Kind
    start: int
    end: int


def without_overlap(marks: list[Mark]) -> tuple[Mark, ...]:
    """The marks in reading order. Where two overlap, the one named first in `marks` stays."""
    taken = bytearray(max((mark.end for mark in marks), default=0))
    kept: list[Mark] = []
    for mark in marks:
        if not any(taken[mark.start : mark.end]):
            taken[mark.start : mark.end] = b"\x01" * (mark.end - mark.start)
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: mark.start))
