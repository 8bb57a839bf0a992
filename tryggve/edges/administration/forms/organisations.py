"""An organisation, and those it speaks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.people.models import Organisation, OrganisationKind, OrganisationMode, RepresentedMember
from tryggve.foundation.people.shapes import OrganisationDraft
from tryggve.foundation.web.widgets import DateInput

_MODES = [
    ("", _("Det vanliga för slaget")),
    (OrganisationMode.RAW, _("Registrerar egna händelser och granskar dem före delning")),
    (OrganisationMode.SUMMARY_ONLY, _("Delar bara sammanfattningar. Ingen rådata sparas här")),
]


class OrganisationForm(forms.Form):
    """What it is called and how it works here."""

    name = forms.CharField(
        label=_("Namn"), max_length=120, error_messages={"required": _("Skriv ett namn. Fältet är tomt.")}
    )
    kind = forms.ChoiceField(label=_("Slag"), choices=[])
    mode = forms.ChoiceField(
        label=_("Arbetssätt"),
        required=False,
        choices=_MODES,
        widget=forms.RadioSelect,
        help_text=_("Polis, socialtjänst, skola och försäkringsbolag delar vanligen bara sammanfattningar."),
    )
    is_county_wide = forms.BooleanField(
        label=_("Finns i flera kommuner i länet"),
        required=False,
        help_text=_("Då räknas den som samma part överallt."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in OrganisationKind.choices if choice[0] != OrganisationKind.OUTSIDE_SOURCE]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def draft(self) -> OrganisationDraft:
        """As it is handed in."""
        return OrganisationDraft(**self.cleaned_data)


def described(organisation: Organisation) -> dict[str, Any]:
    """An organisation as the form first shows it."""
    return {
        "name": organisation.name,
        "kind": organisation.kind,
        "mode": organisation.mode,
        "is_county_wide": organisation.party_id is not None,
    }


class LeaveForm(forms.Form):
    """The last day."""

    left_date = forms.DateField(
        label=_("Sista dag"),
        widget=DateInput,
        error_messages={
            "required": _("Välj en dag."),
            "invalid": _("Datumet går inte att läsa. Skriv som 2026-09-08."),
        },
    )


class MemberForm(forms.Form):
    """Somebody the organisation speaks for."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=120,
        help_text=_("Syns bara för er, om medlemmen inte har sagt ja till annat."),
        error_messages={"required": _("Skriv ett namn. Fältet är tomt.")},
    )
    alias = forms.CharField(
        label=_("Visas som"),
        max_length=60,
        required=False,
        help_text=_("Till exempel Butik C. Lämna tomt, så väljer vi nästa bokstav."),
    )
    may_be_named = forms.BooleanField(label=_("Har sagt ja till att visas med namn"), required=False)
    contact_email = forms.EmailField(
        label=_("E-post för påminnelser"),
        required=False,
        help_text=_("Den som inte svarat får en länk dit. Andra parter ser inte adressen."),
        error_messages={"invalid": _("E-postadressen går inte att använda. Skriv den som namn@exempel.se.")},
    )


def described_member(member: RepresentedMember) -> dict[str, Any]:
    """A member as the form first shows it."""
    return {
        "name": member.name,
        "alias": member.alias,
        "may_be_named": member.may_be_named,
        "contact_email": member.contact_email,
    }
