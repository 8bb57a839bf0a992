"""Is the English complete? Every Swedish text in the sources has its translation, with the same values in it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "tryggve"
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "mark": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
VALUE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def _sources() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(SOURCES.rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            yield path, path.read_bytes()
    for path in sorted(SOURCES.rglob("*.html")):
        yield path, templatize(path.read_text(), origin=str(path)).encode()


def _texts() -> Iterator[tuple[str, str]]:
    for path, source in _sources():
        for _line, text, _comments, _context in extract("python", io.BytesIO(source), keywords=KEYWORDS):
            first = text[-2] if isinstance(text, tuple) and len(text) == 2 else text
            if isinstance(first, str) and first:
                yield first, path.relative_to(ROOT).as_posix()


def _messages() -> dict[str, Message]:
    with CATALOGUE.open("rb") as file:
        return {
            message.id if isinstance(message.id, str) else message.id[0]: message
            for message in read_po(file, locale="en")
            if message.id
        }


def _parts(words: object) -> list[str]:
    return list(words) if isinstance(words, tuple | list) else [str(words)]


def test_no_text_is_marked_under_a_name_that_is_not_collected() -> None:
    hidden = re.compile(r"\b(?:n?p?gettext\w*|mark) as (?!_\b)\w+")

    assert [path.name for path, source in _sources() if hidden.search(source.decode())] == []


def test_every_swedish_text_has_its_english() -> None:
    known = _messages()

    lacking = {f"{text!r} in {path}" for text, path in _texts() if text not in known}

    assert sorted(lacking) == []


def test_no_translation_is_empty_or_guessed() -> None:
    poor = [str(key) for key, each in _messages().items() if each.fuzzy or not all(_parts(each.string))]

    assert poor == []


def test_a_translation_carries_the_same_values() -> None:
    astray = [
        key
        for key, each in _messages().items()
        if set(VALUE.findall(_parts(each.id)[-1])) != set(VALUE.findall(_parts(each.string)[-1]))
    ]

    assert astray == []
