"""What kind of personal data stands where in a text, and what does that ask of the writer?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class Kind(StrEnum):
    """The kinds that the guard knows. The value is stable: it is stored and used as a CSS class."""

    PERSONNUMMER = "personnummer"
    PHONE = "phone"
    EMAIL = "email"
    PLATE = "plate"
    BANK_ID = "bank_id"
    PHOTO_URL = "photo_url"
    HANDLE = "handle"
    APARTMENT = "apartment"
    HOME_ADDRESS = "home_address"
    PERSON_NAME = "person_name"
    HEALTH = "health"
    SOCIAL_SERVICE = "social_service"
    ORIGIN_RELIGION = "origin_religion"
    SMALL_GROUP = "small_group"
    SUSPICION = "suspicion"

    @property
    def label(self) -> str:
        """The kind's name in test sets and in `manage.py guard`: the value in capitals."""
        return self.value.upper()


class Action(StrEnum):
    """What a mark asks for. A block must be gone before the text is shared; a warning must be answered."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage of a text: `text[start:end]` is of this kind and asks for this action."""

    kind: Kind
    start: int
    end: int
    action: Action = Action.BLOCK

    @property
    def blocks(self) -> bool:
        """The text cannot be shared with the passage in it."""
        return self.action is Action.BLOCK


def joined(marks: Iterable[Mark], text: str, joins: re.Pattern[str]) -> Iterator[Mark]:
    """The marks in reading order; those with nothing but what `joins` matches between them in `text` are one phrase."""
    waiting: Mark | None = None
    for mark in marks:
        if waiting and joins.fullmatch(text, waiting.end, max(waiting.end, mark.start)):
            waiting = replace(waiting, end=mark.end)
            continue
        if waiting:
            yield waiting
        waiting = mark
    if waiting:
        yield waiting


def without_overlap(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks in reading order. Where two overlap, the one named first in `marks` stays."""
    marks = list(marks)
    taken = bytearray(max((mark.end for mark in marks), default=0))
    kept: list[Mark] = []
    for mark in marks:
        if not any(taken[mark.start : mark.end]):
            taken[mark.start : mark.end] = b"\x01" * (mark.end - mark.start)
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: mark.start))
