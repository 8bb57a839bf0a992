"""Where something belongs that is not for Tryggve."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.reference.rules import LONGEST_CHANNEL
from tryggve.foundation.reference.shapes import ChannelDraft


class ChannelForm(forms.Form):
    """For what, to whom, by which number or page."""

    about = forms.CharField(
        label=_("Vad gäller det?"),
        max_length=LONGEST_CHANNEL,
        help_text=_("Så att den som skriver känner igen sig, till exempel: Du är orolig för ett barn."),
        error_messages={"required": _("Skriv vad det gäller. Fältet är tomt.")},
    )
    name = forms.CharField(
        label=_("Vart vänder man sig?"),
        max_length=LONGEST_CHANNEL,
        error_messages={"required": _("Skriv vart man vänder sig. Fältet är tomt.")},
    )
    phone = forms.RegexField(
        label=_("Telefon"),
        regex=r"^[0-9+ -]{2,30}$",
        required=False,
        help_text=_("Verksamhetens nummer, inte en persons."),
        error_messages={"invalid": _("Numret går inte att ringa. Skriv siffror, mellanslag och bindestreck.")},
    )
    url = forms.RegexField(
        label=_("Länk att öppna"),
        regex=r"^https://[^\s]+$",
        max_length=300,
        required=False,
        error_messages={"invalid": _("Adressen går inte att använda. Den ska börja med https://. Rätta den.")},
    )
    is_shown = forms.BooleanField(label=_("Visa i rutan"), required=False)

    def draft(self, code: str) -> ChannelDraft:
        """What was written."""
        return ChannelDraft(**self.cleaned_data, code=code)
