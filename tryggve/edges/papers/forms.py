"""What an administrator asks of the trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.edges.papers import queries
from tryggve.edges.papers.rules import LONGEST_AID, LONGEST_PLACE, LONGEST_PROBLEM, LONGEST_REFERENCE, Question
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.viewer import Viewer

_UNREADABLE = {"invalid": _("Tiden går inte att läsa. Skriv den som 2026-09-08 08:30.")}


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, error_messages=_UNREADABLE | more.pop("errors", {}), **more)


class IncidentForm(forms.Form):
    """Since when, until when, and maybe whom."""

    since = _moment(_("Från"), errors={"required": _("När började det? Fältet är tomt. Välj en tid.")})
    until = _moment(_("Till"), required=False, help_text=_("Tomt betyder nu."))
    discovered = _moment(_("När upptäcktes det?"), required=False, help_text=_("De 72 timmarna räknas härifrån."))
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    device = forms.ChoiceField(label=_("Telefon"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, held in (
            ("organisation", queries.organisation_choices(viewer)),
            ("person", queries.person_choices(viewer)),
            ("device", queries.device_choices(viewer)),
        ):
            self.fields[name].choices = [("", _("Alla")), *held]  # type: ignore[attr-defined]

    def question(self, now: datetime) -> Question:
        """What was asked."""
        said = self.cleaned_data
        return Question(
            since=said["since"],
            until=said["until"] or now,
            organisation=said["organisation"],
            person=said["person"],
            device=said["device"],
            discovered=said["discovered"],
        )


class AssessmentForm(forms.Form):
    """What the municipality's own register calls its impact assessment."""

    reference = forms.CharField(
        label=_("Diarienummer"),
        max_length=LONGEST_REFERENCE,
        help_text=_("Till exempel KS 2026/123."),
        error_messages={
            "required": _("Diarienumret saknas. Fältet är tomt. Skriv det som det står i diariet."),
            "max_length": _("Diarienumret är för långt. Skriv högst 60 tecken."),
        },
    )
    assessed_on = forms.DateField(
        label=_("Beslutad"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Dagen saknas. Fältet är tomt. Välj den dag bedömningen beslutades."),
            "invalid": _("Datumet går inte att läsa. Skriv det som 2026-09-08."),
        },
    )


class BarrierForm(forms.Form):
    """What somebody cannot use. Only the problem and whose it is are needed."""

    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        label=_("Vilken kommun gäller det?"),
        to_field_name="public_id",
        empty_label=_("Välj"),
        error_messages={
            "required": _("Kommunen saknas. Inget är valt. Välj den kommun du arbetar med."),
            "invalid_choice": _("Kommunen finns inte i listan. Välj en annan."),
        },
    )
    problem = forms.CharField(
        label=_("Vad går inte att använda?"),
        max_length=LONGEST_PROBLEM,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Skriv vad du ville göra och vad som hände. Skriv inte om andra personer."),
        error_messages={
            "required": _("Texten saknas. Fältet är tomt. Skriv vad som inte går."),
            "max_length": _("Texten är för lång. Skriv högst 2000 tecken."),
        },
    )
    place = forms.CharField(label=_("På vilken sida?"), required=False, max_length=LONGEST_PLACE)
    aid = forms.CharField(label=_("Vilket hjälpmedel eller vilken webbläsare?"), required=False, max_length=LONGEST_AID)
    email = forms.EmailField(
        label=_("E-post för svar"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Adressen går inte att läsa. Skriv den som namn@exempel.se.")},
    )
