"""What is a paper: headings, sentences, lists, tables, and the gaps that only a person can fill?

One value, three forms: a page, a file of its own in HTML, and a tagged PDF. A paper says what the program knows and
nothing else; what it does not know stands as a gap, and is never made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any, ClassVar, Final

from django.template.loader import render_to_string

from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.render.typesetting import typeset_paper

_STYLE: Final = Path(__file__).with_name("paper.css")
#: In a table or a sentence, where the program has no answer.
UNKNOWN: Final = "vet ej"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or two."""

    kind: ClassVar[str] = "text"
    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    kind: ClassVar[str] = "points"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What only a person can say: whose it is to fill, and what is asked."""

    kind: ClassVar[str] = "gap"
    text: str
    whose: str = "Fylls i av kommunen"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a row of headings. `caption` is read out, not shown."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Part = Text | Points | Gap | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole. `answer` is its heading: what it comes to."""

    title: str
    municipality: str
    answer: str
    lead: str
    made_at: datetime
    is_practice: bool
    sections: tuple[Section, ...]

    @property
    def gaps(self) -> int:
        """How many things a person has yet to say."""
        return sum(isinstance(part, Gap) for section in self.sections for part in section.parts)


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Part:
    """A table of what is shown as text; a sentence when there is nothing to show."""
    shown = tuple(tuple(str(cell) for cell in row) for row in rows)
    return Table(caption, tuple(columns), shown) if shown else Text("Inget att visa.")


def as_json(paper: Paper) -> dict[str, Any]:
    """The paper as plain values."""
    return {
        "title": paper.title,
        "municipality": paper.municipality,
        "answer": paper.answer,
        "lead": paper.lead,
        "made_at": paper.made_at.isoformat(),
        "practice": paper.is_practice,
        "sections": [
            {"heading": each.heading, "parts": [_part(part) for part in each.parts]} for each in paper.sections
        ],
    }


def _part(part: Part) -> dict[str, Any]:
    values = {name: getattr(part, name) for name in part.__slots__}
    return {"kind": part.kind} | {key: list(each) if isinstance(each, tuple) else each for key, each in values.items()}


def as_pdf(paper: Paper) -> bytes:
    """A tagged PDF."""
    return typeset_paper(
        as_json(paper), title=paper.title, made_on=swedish_date(paper.made_at), is_practice=paper.is_practice
    )


def as_html(paper: Paper) -> bytes:
    """A file of its own, to be read from a disk: its style is in it, and it fetches nothing."""
    body = render_to_string("papers/_paper.html", {"paper": paper, "is_file": True})
    style = _STYLE.read_text(encoding="utf-8")
    head = f'<meta charset="utf-8"><title>{escape(paper.title)}</title><style>{style}</style>'
    return f'<!doctype html>\n<html lang="sv"><head>{head}</head><body>\n{body}</body></html>\n'.encode()
