"""Who mends faults of a category, and how they are told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.reference.shapes import FaultDeskDraft

_HTTPS = {"invalid": _("Adressen går inte att använda. Den ska börja med https://. Rätta den.")}


class FaultDeskForm(forms.Form):
    """A link to follow, or an Open311 service to send to; or both."""

    category_code = forms.ChoiceField(
        label=_("Kategori"), error_messages={"required": _("Välj en kategori. Ingen är vald.")}
    )
    label = forms.CharField(
        label=_("Vad kallas den?"),
        max_length=60,
        help_text=_("Så står det på knappen, till exempel Kommunens felanmälan."),
        error_messages={"required": _("Skriv ett namn. Fältet är tomt.")},
    )
    url = forms.RegexField(
        label=_("Länk att öppna"),
        regex=r"^https://[^\s]+$",
        max_length=300,
        required=False,
        help_text=_("Sidan där man anmäler själv."),
        error_messages=_HTTPS,
    )
    endpoint = forms.CharField(
        label=_("Adress att skicka till"),
        max_length=300,
        required=False,
        help_text=_("Open311 GeoReport v2, utan /requests.json på slutet."),
    )
    service_code = forms.CharField(label=_("Tjänstens kod (service_code)"), max_length=100, required=False)
    jurisdiction = forms.CharField(label=_("Område (jurisdiction_id)"), max_length=100, required=False)
    api_key = forms.CharField(
        label=_("Nyckel (api_key)"),
        max_length=200,
        required=False,
        help_text=_("Visas aldrig igen. Lämna tomt för att behålla den som finns."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, categories: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category_code"].choices = categories  # type: ignore[attr-defined]

    def draft(self) -> FaultDeskDraft:
        """What was written. An empty key keeps the one that is there."""
        return FaultDeskDraft(**{**self.cleaned_data, "api_key": self.cleaned_data["api_key"] or None})
