"""The agreement between the parties: signed, corrected, and followed by the next."""

from __future__ import annotations

from datetime import datetime

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import queries
from tryggve.foundation.people.models import Agreement, AgreementParty, Organisation
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.people.shapes import AgreementDraft
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

RHYTHMS = (1, 2)
CAPACITIES = range(1, 6)


class CannotChangeAgreement(DomainError):
    """The agreement cannot be written like this."""


@action("agreement.signed", right="agreement.update")
def sign_agreement(*, draft: AgreementDraft, by: Viewer, now: datetime) -> Agreement:
    """A new agreement that holds from a date, until the next one does."""
    organisations = _checked(draft, by)
    if Agreement.objects.seen_by(by).filter(valid_from=draft.valid_from).exists():
        raise CannotChangeAgreement(
            _(
                "Det finns redan en överenskommelse från den dagen. Du valde {date}. "
                "Ändra den, eller välj en annan dag."
            ),
            field="valid_from",
            date=draft.valid_from.isoformat(),
        )
    agreement = Agreement.objects.create(
        municipality_id=by.home_id,
        signed_date=draft.signed_date,
        valid_from=draft.valid_from,
        rhythm_weeks=draft.rhythm_weeks,
        priority_capacity=draft.priority_capacity,
        purpose=draft.purpose.strip(),
    )
    _write_parties(agreement, draft, organisations, by)
    with_codes(rhythm_weeks=draft.rhythm_weeks, priority_capacity=draft.priority_capacity)
    return agreement


@action("agreement.updated", right="agreement.update")
def update_agreement(*, agreement: str, draft: AgreementDraft, by: Viewer, now: datetime) -> Agreement:
    """Correct the parties, the commitments or the purpose.

    The rhythm, the capacity and the date of one that has begun stand: weeks that have passed were
    counted by them. A new agreement changes them from its own date.
    """
    found = queries.agreement(by, agreement)
    organisations = _checked(draft, by)
    _refuse_to_change_the_past(found, draft, now)
    found.signed_date, found.valid_from = draft.signed_date, draft.valid_from
    found.rhythm_weeks, found.priority_capacity = draft.rhythm_weeks, draft.priority_capacity
    found.purpose = draft.purpose.strip()
    found.save()
    AgreementParty.objects.seen_by(by).filter(agreement=found).exclude(organisation__in=organisations.values()).delete()
    _write_parties(found, draft, organisations, by)
    with_codes(parties=len(organisations))
    return found


def _refuse_to_change_the_past(found: Agreement, draft: AgreementDraft, now: datetime) -> None:
    before = (found.valid_from, found.rhythm_weeks, found.priority_capacity)
    after = (draft.valid_from, draft.rhythm_weeks, draft.priority_capacity)
    if before != after and found.valid_from <= swedish_date(now):
        raise CannotChangeAgreement(
            _(
                "Rytm, antal områden och startdag står fast. Överenskommelsen gäller sedan {date}. "
                "Skriv en ny från den dag ändringen ska gälla."
            ),
            date=found.valid_from.isoformat(),
        )


def _checked(draft: AgreementDraft, by: Viewer) -> dict[str, Organisation]:
    if draft.rhythm_weeks not in RHYTHMS:
        raise CannotChangeAgreement(
            _("Rytmen går inte att använda. Du valde {weeks}. Välj varje eller varannan vecka."),
            field="rhythm_weeks",
            weeks=draft.rhythm_weeks,
        )
    if draft.priority_capacity not in CAPACITIES:
        raise CannotChangeAgreement(
            _("Antalet områden går inte att använda. Du skrev {count}. Välj 1 till 5; tre är vanligast."),
            field="priority_capacity",
            count=draft.priority_capacity,
        )
    if not draft.parties:
        raise CannotChangeAgreement(
            _("En överenskommelse behöver parter. Ingen är vald. Markera dem som har skrivit under."), field="parties"
        )
    found = {party.organisation: queries.organisation(by, party.organisation) for party in draft.parties}
    for organisation in found.values():
        if organisation.is_outside_source:
            raise CannotChangeAgreement(
                _("En öppen källa kan inte vara part. Du valde {name}. Ta bort markeringen."),
                field="parties",
                name=organisation.name,
            )
    return found


def _write_parties(
    agreement: Agreement, draft: AgreementDraft, organisations: dict[str, Organisation], by: Viewer
) -> None:
    for party in draft.parties:
        AgreementParty.objects.seen_by(by).update_or_create(
            municipality_id=agreement.municipality_id,
            agreement=agreement,
            organisation=organisations[party.organisation],
            defaults={"commitment": party.commitment.strip(), "signed_date": party.signed_date},
        )
