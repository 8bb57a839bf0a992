"""A new set of areas, and an area's name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.edges.administration.packing import CannotReadFile, pack, read_json, unpack
from tryggve.foundation.geography.shapes import AreaUpload
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.widgets import DateInput


class UploadForm(forms.Form):
    """A file, and what it takes to read it. `packed` is the same file, waiting for a yes."""

    file = forms.FileField(
        label=_("Fil med områden"),
        required=False,
        allow_empty_file=True,
        help_text=_("GeoJSON, högst 10 megabyte. Kartavdelningen kan spara en sådan."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    packed = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Vad indelningen heter"),
        max_length=120,
        error_messages={"required": _("Skriv vad indelningen heter. Fältet är tomt.")},
    )
    valid_from = forms.DateField(
        label=_("Gäller från"),
        widget=DateInput,
        help_text=_("Händelser som redan är delade behåller sitt område."),
        error_messages={
            "required": _("Välj en dag. Fältet är tomt."),
            "invalid": _("Datumet går inte att läsa. Skriv som 2026-09-08."),
        },
    )
    source = forms.CharField(
        label=_("Källa"),
        max_length=300,
        help_text=_("Vem som har gjort den, till exempel SCB eller kommunen."),
        error_messages={"required": _("Skriv vem som har gjort indelningen. Fältet är tomt.")},
    )
    licence = forms.CharField(label=_("Licens"), max_length=120, required=False)
    code_property = forms.CharField(label=_("Uppgift med kod"), max_length=60, initial="code")
    name_property = forms.CharField(label=_("Uppgift med namn"), max_length=60, initial="name")
    population_property = forms.CharField(
        label=_("Uppgift med folkmängd"), max_length=60, required=False, initial="population"
    )
    crs = forms.ChoiceField(
        label=_("Koordinater"),
        choices=[("EPSG:4326", _("WGS 84 (det vanliga)")), ("EPSG:3006", _("SWEREF 99 TM"))],
        initial="EPSG:4326",
    )

    def clean(self) -> dict[str, Any]:
        """The file's JSON, from a new file or the one that waits."""
        typed: dict[str, Any] = super().clean() or {}
        uploaded = typed.get("file")
        try:
            if uploaded is not None:
                content = uploaded.read()
            elif typed.get("packed"):
                content = unpack(typed["packed"])
            else:
                self.add_error("file", gettext("Välj en fil. Ingen är vald. Den ska vara GeoJSON."))
                return typed
            typed["collection"] = read_json(content)
            typed["packed"] = pack(content)
        except CannotReadFile as refusal:
            self.add_error("file", refusal_text(refusal))
        return typed

    def upload(self) -> AreaUpload:
        """As it is handed in."""
        typed = self.cleaned_data
        return AreaUpload(
            feature_collection=typed["collection"],
            name=typed["name"],
            valid_from=typed["valid_from"],
            source=typed["source"],
            licence=typed["licence"],
            code_property=typed["code_property"],
            name_property=typed["name_property"],
            population=_population(typed),
            crs=typed["crs"],
        )

    def waiting(self) -> dict[str, Any]:
        """Everything that must follow along to the confirmation."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "file"}


def _population(typed: dict[str, Any]) -> dict[str, int] | None:
    """Residents by code, when the file keeps them under another name than ours."""
    wanted, collection = typed["population_property"], typed["collection"]
    if wanted in ("", "population") or not isinstance(collection, dict):
        return None
    found = {}
    for feature in collection.get("features") or []:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict) and isinstance(properties.get(wanted), int):
            found[str(properties.get(typed["code_property"], ""))] = properties[wanted]
    return found


class NameForm(forms.Form):
    """Another name."""

    name = forms.CharField(
        label=_("Namn"), max_length=120, error_messages={"required": _("Skriv ett namn. Fältet är tomt.")}
    )
