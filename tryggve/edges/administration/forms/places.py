"""A named place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.edges.administration.forms.areas import NameForm
from tryggve.foundation.geography.place_types import PLACE_TYPES

_POSITION = {
    "required": _("Peka ut platsen på kartan, eller skriv läget."),
    "invalid": _("Skriv ett tal, till exempel 60,6065."),
}


def place_types() -> list[tuple[str, str]]:
    """What a place can be, in the reader's language."""
    return [(code, gettext(word)) for code, word in PLACE_TYPES.items()]


class PlaceForm(NameForm):
    """What people call it, what it is, and where."""

    place_type = forms.ChoiceField(label=_("Sorts plats"), choices=[])
    lat = forms.FloatField(label=_("Latitud"), localize=True, error_messages=_POSITION)
    lon = forms.FloatField(label=_("Longitud"), localize=True, error_messages=_POSITION)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("Det namn som folk använder. Aldrig en bostadsadress.")
        self.fields["place_type"].choices = place_types()  # type: ignore[attr-defined]
        for name in ("lat", "lon"):
            self.fields[name].widget = forms.TextInput(attrs={"inputmode": "decimal"})
