"""What a code means: C4.1 is a municipality's own code under the stable C4, in group C."""

from __future__ import annotations

import re

OTHER = "X0"
OUTSIDE_EST = "N0"
POSITIVE = "P1"
NOT_COUNTED = frozenset({OUTSIDE_EST, POSITIVE})
#: Without these a reporter would have to choose a category that is wrong.
NEVER_HIDDEN = frozenset({OTHER, OUTSIDE_EST})
#: A channel's words, and how many rows a list may have before nobody reads it.
LONGEST_CHANNEL = 80
MOST_CHANNELS = 20
LONGEST_NAME = 60

_CODE = re.compile(r"[A-GXNP][0-9](\.[1-9][0-9]?)?")


def is_code(text: str) -> bool:
    """Whether it is written as a code; not whether the code exists."""
    return _CODE.fullmatch(text) is not None


def stable_code(code: str) -> str:
    """The code the county adds up by: C4.1 → C4."""
    return code.partition(".")[0]


def group_of(code: str) -> str:
    """The group's letter; O for the codes outside the seven groups."""
    return code[0] if code[0] in "ABCDEFG" else "O"


def is_counted(code: str) -> bool:
    """Whether pictures count it. Outside EST and positive ones are kept but not counted."""
    return stable_code(code) not in NOT_COUNTED


def next_sub_code(parent: str, taken: list[str]) -> str:
    """The next free number under a stable code; numbers are never used again."""
    numbers = [int(code.partition(".")[2]) for code in taken]
    return f"{parent}.{max(numbers, default=0) + 1}"


def sub_code_order(code: str) -> tuple[str, int]:
    """C4.2 before C4.10."""
    stable, _, number = code.partition(".")
    return stable, int(number or 0)
