"""Does a text that is to be shared hold an identifier of a person?

The first, narrow guard: personnummer, telephone, e-mail and registration plate. It refuses; it
never rewrites in silence. Deeper kinds (names, addresses, health) come behind the same door.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.foundation.privacy.addresses import emails
from tryggve.foundation.privacy.marks import Kind, Mark, without_overlap
from tryggve.foundation.privacy.numbers import personnummer, phones
from tryggve.foundation.privacy.plates import plates
from tryggve.kernel.errors import DomainError

__all__ = ["Kind", "Mark", "PersonalDataFound", "Segment", "find", "redacted_preview", "refuse"]


class PersonalDataFound(DomainError):
    """The text holds identifiers of persons. The sentence names their kinds, never their content."""

    def __init__(self, marks: tuple[Mark, ...], *, field: str | None = None) -> None:
        self.marks = marks
        self.kinds = tuple(dict.fromkeys(mark.kind for mark in marks))
        super().__init__(
            _(
                "Texten innehåller uppgifter som pekar ut en person. Vi hittade {what}. "
                "Ta bort det och beskriv platsen och det som hände i stället."
            ),
            field=field,
            what=_named(marks),
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text, for a template: `kind` is None where the text is clean."""

    text: str
    kind: Kind | None = None

    @property
    def label(self) -> str:
        """What the piece is, in the reader's language; empty where the text is clean."""
        return kind_label(self.kind) if self.kind else ""


def find(text: str) -> tuple[Mark, ...]:
    """Every identifier in the text, in reading order, without overlap."""
    if not text:
        return ()
    marks: list[Mark] = []
    if any(character.isdecimal() for character in text):
        marks += personnummer(text)
        marks += phones(text)
        marks += plates(text)
    marks += emails(text)
    return without_overlap(marks)


def refuse(text: str, field: str | None = None) -> None:
    """Raise PersonalDataFound when the text holds an identifier."""
    marks = find(text)
    if marks:
        raise PersonalDataFound(marks, field=field)


def redacted_preview(text: str) -> tuple[Segment, ...]:
    """The text in pieces, so that a template can put <mark> round what must go."""
    pieces: list[Segment] = []
    position = 0
    for mark in find(text):
        if mark.start > position:
            pieces.append(Segment(text[position : mark.start]))
        pieces.append(Segment(text[mark.start : mark.end], mark.kind))
        position = mark.end
    if position < len(text):
        pieces.append(Segment(text[position:]))
    return tuple(pieces)


def masked(text: str) -> str:
    """The text with a word in brackets in place of each identifier, for text that comes from outside."""
    return "".join(f"[{piece.label}]" if piece.kind else piece.text for piece in redacted_preview(text))


def kind_label(kind: Kind) -> str:
    """The kind's name for people."""
    return {
        Kind.PERSONNUMMER: _("personnummer"),
        Kind.PHONE: _("telefonnummer"),
        Kind.EMAIL: _("e-postadress"),
        Kind.PLATE: _("registreringsnummer"),
    }[kind]


def _named(marks: Iterable[Mark]) -> str:
    counts: dict[Kind, int] = {}
    for mark in marks:
        counts[mark.kind] = counts.get(mark.kind, 0) + 1
    names = [_counted(kind, count) for kind, count in counts.items()]
    return names[0] if len(names) == 1 else _("{first} och {last}").format(first=", ".join(names[:-1]), last=names[-1])


def _counted(kind: Kind, count: int) -> str:
    sentence = {
        Kind.PERSONNUMMER: ngettext("ett personnummer", "{n} personnummer", count),
        Kind.PHONE: ngettext("ett telefonnummer", "{n} telefonnummer", count),
        Kind.EMAIL: ngettext("en e-postadress", "{n} e-postadresser", count),
        Kind.PLATE: ngettext("ett registreringsnummer", "{n} registreringsnummer", count),
    }[kind]
    return sentence.format(n=count)
