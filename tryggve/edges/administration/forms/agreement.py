"""The agreement: dates, rhythm, capacity, and one line for each organisation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.people.models import Agreement, AgreementParty, Organisation
from tryggve.foundation.people.shapes import AgreementDraft, PartyDraft
from tryggve.foundation.web.widgets import DateInput

#: What weeks that have passed were counted by. A new agreement changes it.
STANDING = ("valid_from", "rhythm_weeks", "priority_capacity")
_DATE_ERRORS = {
    "required": _("Välj en dag. Fältet är tomt."),
    "invalid": _("Datumet går inte att läsa. Skriv som 2026-09-08."),
}


@dataclass(frozen=True, slots=True)
class PartyLine:
    """The three fields of one organisation."""

    organisation: Organisation
    takes_part: BoundField
    signed: BoundField
    commitment: BoundField


class AgreementForm(forms.Form):
    """The agreement as it is written. The parties' fields are named by the organisations' public ids."""

    signed_date = forms.DateField(label=_("Undertecknad"), widget=DateInput, error_messages=_DATE_ERRORS)
    valid_from = forms.DateField(
        label=_("Gäller från"),
        widget=DateInput,
        help_text=_("Börja helst en måndag, när en ny vecka börjar."),
        error_messages=_DATE_ERRORS,
    )
    rhythm_weeks = forms.TypedChoiceField(
        label=_("Hur ofta rapporterar ni?"),
        coerce=int,
        choices=[(1, _("Varje vecka")), (2, _("Varannan vecka"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj varje eller varannan vecka.")},
    )
    priority_capacity = forms.IntegerField(
        label=_("Hur många områden prioriterar mötet?"),
        min_value=1,
        max_value=5,
        help_text=_("Tre är vanligast. Färre områden ger tid att göra klart."),
        error_messages={
            "required": _("Skriv ett tal från 1 till 5."),
            "invalid": _("Det är inget tal. Skriv 1 till 5."),
            "min_value": _("Talet är för litet. Skriv 1 till 5."),
            "max_value": _("Talet är för stort. Skriv 1 till 5."),
        },
    )
    purpose = forms.CharField(
        label=_("Vad ni vill uppnå"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, organisations: list[Organisation], has_begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in STANDING if has_begun else ():
            self.fields[name].disabled = True
        self._organisations = organisations
        for organisation in organisations:
            key = organisation.public_id
            self.fields[f"party_{key}"] = forms.BooleanField(label=organisation.name, required=False)
            self.fields[f"signed_{key}"] = forms.DateField(
                label=_("Skrev under"), required=False, widget=DateInput, error_messages=_DATE_ERRORS
            )
            self.fields[f"commitment_{key}"] = forms.CharField(
                label=_("Åtagande"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def own_fields(self) -> list[BoundField]:
        """The fields that are not a party's."""
        names = ("signed_date", "valid_from", "rhythm_weeks", "priority_capacity", "purpose")
        return [self[name] for name in names]

    def lines(self) -> Iterator[PartyLine]:
        """One line for each organisation."""
        for organisation in self._organisations:
            key = organisation.public_id
            yield PartyLine(organisation, self[f"party_{key}"], self[f"signed_{key}"], self[f"commitment_{key}"])

    def clean(self) -> dict[str, Any]:
        """Somebody has signed."""
        typed: dict[str, Any] = super().clean() or {}
        if not any(typed.get(f"party_{each.public_id}") for each in self._organisations):
            self.add_error(None, gettext("Ingen part är vald. Markera dem som har skrivit under."))
        return typed

    def draft(self) -> AgreementDraft:
        """As it is handed in."""
        typed = self.cleaned_data
        keys = [each.public_id for each in self._organisations if typed[f"party_{each.public_id}"]]
        return AgreementDraft(
            signed_date=typed["signed_date"],
            valid_from=typed["valid_from"],
            rhythm_weeks=typed["rhythm_weeks"],
            priority_capacity=typed["priority_capacity"],
            purpose=typed["purpose"],
            parties=tuple(PartyDraft(key, typed[f"commitment_{key}"], typed[f"signed_{key}"]) for key in keys),
        )


def described(agreement: Agreement, parties: list[AgreementParty]) -> dict[str, Any]:
    """An agreement as the form first shows it."""
    shown: dict[str, Any] = {
        "signed_date": agreement.signed_date,
        "valid_from": agreement.valid_from,
        "rhythm_weeks": agreement.rhythm_weeks,
        "priority_capacity": agreement.priority_capacity,
        "purpose": agreement.purpose,
    }
    for party in parties:
        key = party.organisation.public_id
        shown |= {f"party_{key}": True, f"signed_{key}": party.signed_date, f"commitment_{key}": party.commitment}
    return shown


def blank(monday: date) -> dict[str, Any]:
    """A new one, with what is usual."""
    return {"valid_from": monday, "rhythm_weeks": 1, "priority_capacity": 3}
