"""What a municipality has decided to keep."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.edges.keeping.rules import LEAST_YEARS, LONGEST_REFERENCE, MOST_YEARS, RECORD_TYPES
from tryggve.foundation.web.widgets import DateInput


class DecisionForm(forms.Form):
    """A decision as it stands in the minutes."""

    record_type = forms.ChoiceField(label=_("Vad beslutet gäller"), choices=[], widget=forms.RadioSelect)
    years = forms.IntegerField(
        label=_("Gallras efter så många år"),
        required=False,
        min_value=LEAST_YEARS,
        max_value=MOST_YEARS,
        help_text=_("Lämna tomt om allt ska bevaras."),
        error_messages={"invalid": _("Det är inget tal. Skriv ett helt antal år.")},
    )
    decided_by = forms.CharField(
        label=_("Vem som beslutade"), max_length=LONGEST_REFERENCE, help_text=_("Till exempel: Kommunstyrelsen.")
    )
    reference = forms.CharField(
        label=_("Paragraf och diarienummer"),
        max_length=LONGEST_REFERENCE,
        help_text=_("Till exempel: § 45, KS 2026/123."),
    )
    decided_date = forms.DateField(
        label=_("Beslutsdag"),
        widget=DateInput,
        error_messages={"invalid": _("Datumet går inte att läsa. Skriv som 2026-09-08.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, gettext(each.name)) for each in RECORD_TYPES.values()]
        self.fields["record_type"].choices = choices  # type: ignore[attr-defined]


class ErasureForm(forms.Form):
    """By which decision a person's data is blanked."""

    decision = forms.CharField(
        label=_("Diarienummer eller beslut"),
        max_length=LONGEST_REFERENCE,
        help_text=_("Står sedan där en text togs bort, i stället för texten."),
    )
