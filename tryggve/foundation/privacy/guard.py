"""Does a text that is to be shared hold something that points at a person?

`find` gives every passage with its kind and its action. A *block* has to go before the text is shared;
a *warning* is put to the writer, with a wording that tells of place and behaviour, and answered.
The guard never rewrites in silence and sends no text anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.foundation.privacy.accounts import accounts, ibans
from tryggve.foundation.privacy.addresses import emails
from tryggve.foundation.privacy.conditions import health, services
from tryggve.foundation.privacy.dwellings import apartments, home_addresses
from tryggve.foundation.privacy.folding import fold
from tryggve.foundation.privacy.gazetteer import Gazetteer, known_everywhere
from tryggve.foundation.privacy.groups import groups
from tryggve.foundation.privacy.links import handles, links
from tryggve.foundation.privacy.marks import Action, Kind, Mark, without_overlap
from tryggve.foundation.privacy.names import names
from tryggve.foundation.privacy.numbers import personnummer, phones
from tryggve.foundation.privacy.origins import origins
from tryggve.foundation.privacy.plates import plates
from tryggve.foundation.privacy.reading import Reading
from tryggve.foundation.privacy.suspicions import suspicions
from tryggve.foundation.privacy.wording import with_wordings, wording
from tryggve.kernel.errors import DomainError

__all__ = [
    "Action",
    "Gazetteer",
    "Kind",
    "Mark",
    "PersonalDataFound",
    "Segment",
    "advice",
    "find",
    "kind_label",
    "masked",
    "pieces",
    "redacted_preview",
    "refuse",
    "reworded",
    "wording",
]


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
    """A piece of a text, for a template: `kind` and `action` are None where the text is clean."""

    text: str
    kind: Kind | None = None
    action: Action | None = None

    @property
    def label(self) -> str:
        """What the piece is, in the reader's language; empty where the text is clean."""
        return kind_label(self.kind) if self.kind else ""


def find(text: str, *, gazetteer: Gazetteer | None = None) -> tuple[Mark, ...]:
    """Every passage that points at a person, in reading order, without overlap.

    Offsets are code points of `text` as given. `gazetteer` holds the municipality's own names of
    places and companies, which are nobody's name.
    """
    folded = fold(text)
    if not folded.text.strip():
        return ()
    marks = _found(Reading(folded.text), gazetteer)
    return tuple(replace(mark, start=folded.start(mark.start), end=folded.end(mark.end)) for mark in marks)


def _found(reading: Reading, gazetteer: Gazetteer | None) -> tuple[Mark, ...]:
    text = reading.text
    marks: list[Mark] = []
    if any(character.isdecimal() for character in text):
        marks += ibans(text)
        marks += personnummer(text)
        marks += phones(text)
        marks += accounts(text)
        marks += plates(text)
    marks += emails(text)
    marks += links(text)
    marks += handles(text)
    marks += apartments(text)
    marks = list(without_overlap(marks))
    shielded = [(mark.start, mark.end) for mark in marks]
    peoples = list(origins(reading))
    shielded += [(mark.start, mark.end) for mark in peoples if " " in text[mark.start : mark.end]]  # "Jehovas vittnen"
    for places in (known_everywhere(), gazetteer):
        if places is not None:
            shielded += places.passages(reading.lower)
    marks += names(reading, shielded, gazetteer)
    marks += home_addresses(text, marks)
    marks += groups(reading, marks)
    marks += peoples
    marks += services(reading, marks)  # before health: a home for the demented is a service first
    marks += health(reading, marks)
    marks += suspicions(reading, without_overlap(marks))
    return _with_actions(reading, without_overlap(marks))


def _with_actions(reading: Reading, marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Health and client status block beside anything else that points out; a suspicion beside a name."""
    settled = []
    for mark in marks:
        if mark.kind in (Kind.HEALTH, Kind.SOCIAL_SERVICE):
            beside = any(other is not mark and other.kind is not Kind.ORIGIN_RELIGION for other in marks)
        elif mark.kind is Kind.SUSPICION:
            start, end = reading.sentence(mark.start)
            beside = any(other.kind is Kind.PERSON_NAME and start <= other.start < end for other in marks)
        else:
            beside = False
        settled.append(replace(mark, action=Action.BLOCK) if beside else mark)
    return tuple(settled)


def refuse(
    text: str, field: str | None = None, *, gazetteer: Gazetteer | None = None, allowed: Iterable[Kind] = ()
) -> None:
    """Raise PersonalDataFound when the text holds a passage that blocks. Warnings do not refuse.

    `allowed` names kinds that this field is for, as a name where the field asks who was there.
    """
    stop(find(text, gazetteer=gazetteer), field, allowed=allowed)


def stop(marks: Iterable[Mark], field: str | None = None, *, allowed: Iterable[Kind] = ()) -> None:
    """The same of what has been found already."""
    let_through = frozenset(allowed)
    stopping = tuple(mark for mark in marks if mark.blocks and mark.kind not in let_through)
    if stopping:
        raise PersonalDataFound(stopping, field=field)


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Segment, ...]:
    """The text in pieces, marked and clean, so that a template can put <mark> round what `find` found."""
    cut: list[Segment] = []
    position = 0
    for mark in marks:
        if mark.start > position:
            cut.append(Segment(text[position : mark.start]))
        cut.append(Segment(text[mark.start : mark.end], mark.kind, mark.action))
        position = mark.end
    if position < len(text):
        cut.append(Segment(text[position:]))
    return tuple(cut)


def redacted_preview(text: str, *, gazetteer: Gazetteer | None = None) -> tuple[Segment, ...]:
    """The text in pieces, with what blocks marked: what must go before it is shared."""
    return pieces(text, (mark for mark in find(text, gazetteer=gazetteer) if mark.blocks))


def masked(text: str, *, gazetteer: Gazetteer | None = None) -> str:
    """The text with a word in brackets in place of each identifier and name, for text that nobody here wrote."""
    hidden = (mark for mark in find(text, gazetteer=gazetteer) if mark.blocks or mark.kind is Kind.PERSON_NAME)
    return "".join(f"[{piece.label}]" if piece.kind else piece.text for piece in pieces(text, hidden))


def reworded(text: str, *, gazetteer: Gazetteer | None = None) -> str | None:
    """The whole text about the place and what happened instead of who; None when there is nothing to propose."""
    return with_wordings(text, find(text, gazetteer=gazetteer))


def advice(kind: Kind) -> str:
    """A sentence for the writer: why this kind is marked and what to write instead."""
    return {
        Kind.PERSONNUMMER: _("Ett personnummer pekar ut en person. Ta bort det."),
        Kind.PHONE: _("Ett telefonnummer leder till en person. Ta bort det, och lämna det i ärendet i stället."),
        Kind.EMAIL: _("En e-postadress leder till en person. Ta bort den, och lämna den i ärendet i stället."),
        Kind.PLATE: _("Ett registreringsnummer leder till en ägare. Skriv vad för fordon det var."),
        Kind.BANK_ID: _("Ett konto-, kort- eller id-nummer pekar ut en person. Ta bort det."),
        Kind.PHOTO_URL: _("Länken leder till en person eller till bilder av personer. Ta bort den."),
        Kind.HANDLE: _("Ett kontonamn pekar ut en person. Skriv vilken tjänst det gällde."),
        Kind.APARTMENT: _("En lägenhet pekar ut dem som bor där. Skriv trapphuset, huset eller området."),
        Kind.HOME_ADDRESS: _("En bostadsadress pekar ut dem som bor där. Skriv gatan eller området."),
        Kind.PERSON_NAME: _("Ett namn pekar ut en person. Skriv vad som hände och var, inte vem."),
        Kind.HEALTH: _("Någons hälsa är en känslig uppgift. Skriv vad som hände på platsen."),
        Kind.SOCIAL_SERVICE: _("Att någon får stöd av socialtjänsten är en skyddad uppgift. Ta bort det."),
        Kind.ORIGIN_RELIGION: _("Ursprung och religion säger inget om platsen. Skriv vad som hände."),
        Kind.SMALL_GROUP: _("Gruppen är så liten att man förstår vilka det är. Skriv ungefär hur många, och var."),
        Kind.SUSPICION: _("En misstanke mot någon hör hemma hos polisen. Skriv vad som hände och var."),
    }[kind]


def kind_label(kind: Kind) -> str:
    """The kind's name for people."""
    return {
        Kind.PERSONNUMMER: _("personnummer"),
        Kind.PHONE: _("telefonnummer"),
        Kind.EMAIL: _("e-postadress"),
        Kind.PLATE: _("registreringsnummer"),
        Kind.BANK_ID: _("konto- eller id-nummer"),
        Kind.PHOTO_URL: _("länk till person eller bild"),
        Kind.HANDLE: _("kontonamn"),
        Kind.APARTMENT: _("lägenhet"),
        Kind.HOME_ADDRESS: _("bostadsadress"),
        Kind.PERSON_NAME: _("namn"),
        Kind.HEALTH: _("hälsa"),
        Kind.SOCIAL_SERVICE: _("kontakt med socialtjänsten"),
        Kind.ORIGIN_RELIGION: _("ursprung eller religion"),
        Kind.SMALL_GROUP: _("liten grupp"),
        Kind.SUSPICION: _("misstanke"),
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
        Kind.BANK_ID: ngettext("ett konto- eller id-nummer", "{n} konto- eller id-nummer", count),
        Kind.PHOTO_URL: ngettext("en länk till en person", "{n} länkar till personer", count),
        Kind.HANDLE: ngettext("ett kontonamn", "{n} kontonamn", count),
        Kind.APARTMENT: ngettext("en lägenhet", "{n} lägenheter", count),
        Kind.HOME_ADDRESS: ngettext("en bostadsadress", "{n} bostadsadresser", count),
        Kind.PERSON_NAME: ngettext("ett namn", "{n} namn", count),
        Kind.HEALTH: ngettext("en uppgift om hälsa", "{n} uppgifter om hälsa", count),
        Kind.SOCIAL_SERVICE: ngettext("en kontakt med socialtjänsten", "{n} kontakter med socialtjänsten", count),
        Kind.ORIGIN_RELIGION: ngettext("ett ursprung eller en religion", "{n} ursprung eller religioner", count),
        Kind.SMALL_GROUP: ngettext("en liten grupp", "{n} små grupper", count),
        Kind.SUSPICION: ngettext("en misstanke", "{n} misstankar", count),
    }[kind]
    return sentence.format(n=count)
