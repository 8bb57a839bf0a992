"""Which of our categories do the words of a row stand for? Pure; the words are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from tryggve.edges.intake.shapes import Setting

ZERO, UNKNOWN = "Z0", "X0"
_CODE = re.compile(r"([A-G][1-9]|X0|N0|P1|Z0)(?:\.(\d{1,3}))?\b")


@dataclass(frozen=True, slots=True)
class Words:
    """mappings/category_words.toml. A rule: its code, and parts that must all begin a word."""

    zero: frozenset[str]
    summaries: frozenset[str]
    rules: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]
    types: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Categorised:
    """The code, a sub-code or "", and what was guessed."""

    code: str
    sub_code: str = ""
    warnings: tuple[str, ...] = ()


@cache
def words() -> Words:
    """The data file beside this module."""
    text = files("tryggve.edges.intake").joinpath("mappings/category_words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    rules = [
        (code, tuple(re.compile(r"(?<![a-zåäöé])" + re.escape(part.strip())) for part in phrase.split(" + ")))
        for code, *phrases in data["words"]
        for phrase in phrases
    ]
    return Words(
        frozenset(data["zero"]),
        frozenset(data["summaries"]),
        tuple(rules),
        {_key(name): code for name, code in data["types"].items()},
    )


def is_zero(category: str, text: str, *, has_place: bool) -> bool:
    """Whether the row says that nothing happened: its type says so, or its whole text and no place."""
    if _key(category) in words().zero:
        return True
    return not category and not has_place and _key(text) in words().zero


def is_summary(category: str) -> bool:
    """Whether the row sums up a night or a day."""
    return _key(category) in words().summaries


def category_of(category: str, text: str, setting: Setting) -> Categorised:
    """The municipality's own names, then codes, then our words; X0 when nothing fits."""
    found = _categorised(_key(category), _key(text)) if not (own := _own(category, setting)) else own
    if setting.usable is not None and found.code not in setting.usable:
        return Categorised(UNKNOWN, "", (*found.warnings, "category_not_used"))
    return found


def _own(category: str, setting: Setting) -> Categorised | None:
    key = _key(category)
    named = setting.category_names.get(key, "")
    code = _CODE.match(category.strip())
    if not named and code:
        named = code[0] if code[2] and code[0].casefold() in setting.category_names.values() else code[1]
    if not named:
        return None
    stable = named.partition(".")[0]
    return Categorised(stable, named if "." in named else "")


@lru_cache(maxsize=4096)
def _categorised(category: str, text: str) -> Categorised:
    if not category:
        code = _matched(text, text)
        return (
            Categorised(code, "", ("category_from_text",)) if code else Categorised(UNKNOWN, "", ("category_unknown",))
        )
    known = words().types.get(category, "")
    code = _matched(category, text, only_wide=bool(known)) or known or _matched(category, text)
    return Categorised(code) if code else Categorised(UNKNOWN, "", ("category_unknown",))


def _matched(category: str, text: str, *, only_wide: bool = False) -> str:
    """The first rule that fits: its first part in the category, the others there or in the text.

    `only_wide`: rules that also ask the text, for a type that is known to be wide.
    """
    whole = f"{category} {text}"
    for code, parts in words().rules:
        if only_wide and len(parts) == 1:
            continue
        if parts[0].search(category) and all(part.search(whole) for part in parts[1:]):
            return code
    return ""


def _key(text: str) -> str:
    return " ".join(text.split()).strip(" .,:;!-–").casefold()
