"""Roles and rights, read once from access.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("access.toml")


class BadAccessFile(Exception):
    """access.toml contradicts itself."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role and what it may do. `assignable` is false for the system's own."""

    code: str
    name: str
    name_en: str
    does: str
    does_en: str
    rights: frozenset[str]
    given_by: str
    assignable: bool
    practice_only: bool

    def label(self, language: str | None) -> str:
        """Its name in Swedish, or in English."""
        return self.name_en if language == "en" else self.name

    def line(self, language: str | None) -> str:
        """What somebody with the role does, in a sentence."""
        return self.does_en if language == "en" else self.does


@cache
def rights() -> dict[str, str]:
    """Every right and what it means, in Swedish."""
    return dict(tomllib.loads(FILE.read_text(encoding="utf-8"))["rights"])


@cache
def rights_that_ask() -> frozenset[str]:
    """The rights that nobody uses with a password alone; raises BadAccessFile when one is not listed."""
    found = frozenset(tomllib.loads(FILE.read_text(encoding="utf-8"))["second_factor"]["rights"])
    if unknown := found - set(rights()):
        message = f"[second_factor] names rights that are not listed. Got {sorted(unknown)}. Add them to [rights]."
        raise BadAccessFile(message)
    return found


@cache
def roles() -> dict[str, Role]:
    """Every role by its code; raises BadAccessFile when a role names an unknown right."""
    found = {}
    for code, entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["roles"].items():
        unknown = set(entry["rights"]) - set(rights())
        if unknown:
            message = f"A role names rights that are not listed. Got {sorted(unknown)} in {code}. Add them to [rights]."
            raise BadAccessFile(message)
        found[code] = Role(
            code=code,
            name=entry["name"],
            name_en=entry["name_en"],
            does=entry.get("does", ""),
            does_en=entry.get("does_en", ""),
            rights=frozenset(entry["rights"]),
            given_by=entry.get("given_by", "municipality"),
            assignable=entry.get("assignable", True),
            practice_only=entry.get("practice_only", False),
        )
    return found


def rights_of(codes: Iterable[str]) -> frozenset[str]:
    """The rights of somebody who holds these roles."""
    return frozenset().union(*(roles()[code].rights for code in codes))


def role_choices() -> list[tuple[str, str]]:
    """Roles that can be given to a person, for forms and the database."""
    return [(role.code, role.name) for role in roles().values() if role.assignable]
