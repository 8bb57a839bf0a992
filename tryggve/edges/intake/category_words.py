"""Which of our categories do the words of a row stand for? Pure; the words are data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from tryggve.edges.intake.shapes import Setting

ZERO, UNKNOWN = "Z0", "X0"
_CODE = re.compile(r"([A-G][1-9]|X0|N0|P1|Z0)(?:\.(\d{1,3}))?\b")


@dataclass(frozen=True, slots=True)
class Part:
    """The beginning of a word. Looking for it anywhere first is cheap, and nearly always enough."""

    letters: str
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, letters: str) -> Part:
        """From the data file."""
        return cls(letters, re.compile(r"(?<![a-zåäöé])" + re.escape(letters)))

    def begins_in(self, text: str) -> bool:
        """Whether a word of the text begins so."""
        return self.letters in text and self.pattern.search(text) is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """A code, where the first part stands in the category and the others there or in the text."""

    code: str
    first: Part
    others: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """mappings/category_words.toml."""

    zero: frozenset[str]
    summaries: frozenset[str]
    rules: tuple[Rule, ...]
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
        Rule(code, first, tuple(others))
        for code, *phrases in data["words"]
        for first, *others in ([Part.of(letters.strip()) for letters in phrase.split(" + ")] for phrase in phrases)
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


def is_known(category: str) -> bool:
    """Whether a word or two stand for one of our categories."""
    key = _key(category)
    return key in words().types or key in words().zero or bool(_rules_in(key))


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


def _categorised(category: str, text: str) -> Categorised:
    if not category:
        code = _matched(_rules_in(text), text)
        return (
            Categorised(code, "", ("category_from_text",)) if code else Categorised(UNKNOWN, "", ("category_unknown",))
        )
    whole = f"{category} {text}"
    rules = _rules_of(category)
    known = words().types.get(category, "")
    # A type that is known to be wide is made narrower by the rules that also ask the text, and by no others.
    code = _matched([rule for rule in rules if rule.others or not known], whole) or known
    return Categorised(code) if code else Categorised(UNKNOWN, "", ("category_unknown",))


@lru_cache(maxsize=4096)
def _rules_of(category: str) -> tuple[Rule, ...]:
    """The rules whose first part stands in a category; a file has few, and many rows of each."""
    return _rules_in(category)


def _rules_in(text: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in words().rules if rule.first.begins_in(text))


def _matched(rules: Iterable[Rule], text: str) -> str:
    return next((rule.code for rule in rules if all(part.begins_in(text) for part in rule.others)), "")


def _key(text: str) -> str:
    return " ".join(text.split()).strip(" .,:;!-–").casefold()
