"""What may be decided about keeping, and by whom. No database, no clock, no framework."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: A trial older than this is no longer what would go.
TRIAL_HOLDS: Final = timedelta(days=7)
LEAST_YEARS, MOST_YEARS = 1, 30
LONGEST_REFERENCE: Final = 60


class CannotDecide(DomainError):
    """The decision lacks something, or the wrong person approves it."""


class CannotDispose(DomainError):
    """There is no decision, or no trial of it."""


class CannotErase(DomainError):
    """The person is still at work, or works where the asker does not decide."""


@dataclass(frozen=True, slots=True)
class RecordType:
    """What a decision is about. `usual_years` is what most municipalities would choose; None: preserved."""

    code: str
    name: str
    holds: str
    usual_years: int | None


RAW: Final = "raw"
TEXTS: Final = "texts"
#: Not decided about: of passing use.
HOUSE: Final = "house"

RECORD_TYPES: Final = {
    RAW: RecordType(
        RAW,
        _("Händelser och foton"),
        _("Enskilda händelser med foton, medlemmars svar, anteckningar i rutnätet och fel som lämnats vidare."),
        2,
    ),
    TEXTS: RecordType(
        TEXTS,
        _("Fritexter i det som delats"),
        _("Orden i delade rapporter och i utgåvor. Siffror, datum och områden bevaras."),
        None,
    ),
}
HOUSE_NAME: Final = _("Det som är av tillfällig betydelse")


def check_decision(*, record_type: str, years: int | None, reference: str, decided_by: str) -> None:
    """Raise CannotDecide unless it says what it must."""
    if record_type not in RECORD_TYPES:
        raise CannotDecide(
            _("Handlingstypen finns inte. Du valde {record_type}. Välj en i listan."),
            field="record_type",
            record_type=record_type,
        )
    if years is not None and not LEAST_YEARS <= years <= MOST_YEARS:
        raise CannotDecide(
            _("Tiden går inte att använda. Du skrev {years} år. Skriv ett tal från {least} till {most}."),
            field="years",
            years=years,
            least=LEAST_YEARS,
            most=MOST_YEARS,
        )
    for name, said in (("reference", reference), ("decided_by", decided_by)):
        if not said.strip() or len(said) > LONGEST_REFERENCE:
            raise CannotDecide(
                _("Uppgiften saknas eller är för lång. Du skrev {length} tecken. Skriv högst {longest} tecken."),
                field=name,
                length=len(said.strip()),
                longest=LONGEST_REFERENCE,
            )


def check_decided_date(decided_date: date, today: date) -> None:
    """A decision lies behind us."""
    if decided_date > today:
        raise CannotDecide(
            _("Beslutet ligger i framtiden. Du skrev {day}. Skriv den dag det fattades."),
            field="decided_date",
            day=decided_date.isoformat(),
        )


def check_approver(*, proposer_id: int | None, approver_id: int | None) -> None:
    """Two people: whoever proposes does not approve."""
    if approver_id is None or approver_id == proposer_id:
        raise CannotDecide(
            _("Du kan inte godkänna ditt eget förslag. Det är du som har skrivit in det. Be en kollega godkänna det.")
        )
