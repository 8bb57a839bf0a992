"""Do the pages keep what the look and the content security policy promise?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "tryggve").glob("**/templates/**/*.html"))
SERVED = sorted(
    path
    for path in [*(ROOT / "tryggve").glob("**/static/**/*"), *(ROOT / "frontend/src").glob("**/*")]
    if path.suffix in {".css", ".js", ".svg"} and "dist" not in path.parts
)
#: The gallery shows the components to whoever makes pages; nobody else meets it.
GALLERY = {path for path in PAGES if path.name.startswith(("gallery", "_gallery")) or "gallery" in path.parent.name}
#: Names, formats and codes that are the same in every language.
SAME_EVERYWHERE = {"Tryggve", "EST", "PDF", "JSON", "HTML", "CSV", "GeoJSON", "SHA", "DeSO", "RegSO"}
#: An XML namespace is a name and not an address.
NAMESPACES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink")

COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
READ_OUT = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description)\s*=\s*(\"[^\"]*\"|'[^']*')")
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)
#: The density of a page is a word for the style sheet.
DENSITY = re.compile(r"{%\s*block density\s*%}.*?{%\s*endblock", re.DOTALL)
#: Tags that translate what they are given, or compare with a stored value.
TRANSLATES = re.compile(r"{%\s*(translate|trans|blocktranslate|blocktrans|comment|if|elif)\b")
SWEDISH_ARGUMENT = re.compile(r"(?<!_\()([\"'])(?:(?!\1).)*[åäöÅÄÖ](?:(?!\1).)*\1")
WORD = re.compile(r"[^\W\d_]{2,}")


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _outside_translation(text: str) -> set[str]:
    """Words that a reader meets and that no translation can reach."""
    bare = TAG.sub(" ", DENSITY.sub(" ", TRANSLATED.sub(" ", COMMENT.sub(" ", text))))
    spoken = " ".join(READ_OUT.findall(bare))
    shown = re.sub(r"&\w+;", " ", MARKUP.sub(" ", re.sub(r"<(script|style)\b.*?</\1>", " ", bare, flags=re.DOTALL)))
    return set(WORD.findall(f"{shown} {spoken}")) - SAME_EVERYWHERE


def _untranslated_arguments(text: str) -> list[str]:
    """Swedish given to a tag in quotes, without the `_( )` that makes it translatable."""
    tags = [tag for tag in TAG.findall(COMMENT.sub(" ", text)) if not TRANSLATES.match(tag)]
    return [found.group() for tag in tags for found in SWEDISH_ARGUMENT.finditer(tag)]


@pytest.mark.parametrize("page", [page for page in PAGES if page not in GALLERY], ids=_name)
def test_every_word_that_is_shown_can_be_translated(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert _outside_translation(text) == set()
    assert _untranslated_arguments(text) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_has_no_style_and_no_script_of_its_own(page: Path) -> None:
    text = COMMENT.sub("", page.read_text(encoding="utf-8"))

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", text)


@pytest.mark.parametrize("file", [*PAGES, *SERVED], ids=_name)
def test_nothing_is_fetched_from_somebody_else(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for namespace in NAMESPACES:
        text = text.replace(namespace, "")

    assert re.findall(r"(?:https?:)?//(?:[a-z0-9-]+\.)+[a-z]{2,}[^\s\"')]*", text) == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_form_that_writes_carries_the_token_against_forgery(page: Path) -> None:
    text = COMMENT.sub("", page.read_text(encoding="utf-8"))
    forms = re.findall(r"<form\b[^>]*method=\"post\"[^>]*>(.*?)</form>", text, re.DOTALL | re.IGNORECASE)

    assert all("{% csrf_token %}" in form or "{% include" in form for form in forms)


def test_the_search_for_untranslated_words_finds_one() -> None:
    assert _outside_translation("<p>{% translate 'Hej' %} Lägesbild</p>") == {"Lägesbild"}
    assert _outside_translation('<a aria-label="Stäng" href="x">{{ name }}</a>') == {"Stäng"}
    assert _outside_translation("{% blocktranslate %}Hej <b>du</b>{% endblocktranslate %}<p>3 · PDF</p>") == set()
    assert _untranslated_arguments('{% audience "Ser: alla här" %}') == ['"Ser: alla här"']
    assert _untranslated_arguments('{% audience _("Ser: alla här") %}{% if via == "möte" %}') == []
