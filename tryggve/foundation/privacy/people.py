"""Which words are people, and in which form: one or several, known ("killen") or not ("en kille")?"""

from __future__ import annotations

from functools import cache

from tryggve.foundation.privacy import lexicon
from tryggve.foundation.privacy.inflection import NounForms, noun_forms


@cache
def people_forms(section: str) -> NounForms:
    """Every form of every noun of one section of the list of people."""
    every = [noun_forms(noun) for noun in lexicon.sections("people")[section]]
    return NounForms(*(frozenset().union(*forms) for forms in zip(*every, strict=True)))


@cache
def all_people() -> frozenset[str]:
    """Every form of every word for people."""
    return frozenset().union(*(forms for section in ("one", "alone", "body", "kin") for forms in people_forms(section)))


@cache
def _compound_endings() -> tuple[str, ...]:
    return tuple(form for forms in people_forms("one") for form in forms if len(form) > 3)


def is_people(word: str) -> bool:
    """ "killen", "grannarna", "småbarnsmamman": a word for one person or several."""
    return word in all_people() or word.endswith(_compound_endings())


def alternatives(*forms: frozenset[str]) -> str:
    """The forms as a part of a pattern, the longest first."""
    return "|".join(sorted(frozenset().union(*forms), key=lambda form: (-len(form), form)))
