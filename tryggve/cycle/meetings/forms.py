"""From what a person typed to what an action takes. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.cycle.meetings import rules
from tryggve.cycle.meetings.shapes import AttendanceView
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.widgets import DateInput, TimeInput, WeekInput
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import STOCKHOLM, Week

#: Words longer than a rule allows are refused by the rule, in its own words; this only stops floods.
FLOOD = 8000
Choices = Sequence[tuple[str, Any]]


class MoveForm(forms.Form):
    """A button: nothing typed, but it can be refused."""

    def refused(self, refusal: DomainError) -> None:
        """Put a refusal beside the field it concerns, or on top."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, refusal_text(refusal))


class OpenForm(MoveForm):
    """Which week, when and where."""

    week = forms.CharField(
        label=_("Vecka som mötet handlar om"),
        widget=WeekInput,
        error_messages={"required": _("Veckan saknas. Rutan är tom. Skriv till exempel 2026-W37.")},
    )
    day = forms.DateField(
        label=_("Dag"),
        widget=DateInput,
        error_messages={
            "required": _("Dagen saknas. Rutan är tom. Välj mötets dag."),
            "invalid": _("Dagen går inte att läsa. Skriv den så här: 2026-09-16."),
        },
    )
    clock = forms.TimeField(
        label=_("Klockslag"),
        widget=TimeInput,
        error_messages={
            "required": _("Klockslaget saknas. Rutan är tom. Välj när mötet börjar."),
            "invalid": _("Klockslaget går inte att läsa. Skriv det så här: 13.00."),
        },
        input_formats=["%H:%M", "%H.%M"],
    )
    place = forms.CharField(label=_("Plats"), required=False, max_length=rules.LONGEST_NAME)

    def clean_week(self) -> Week:
        """The week, or why it cannot be read."""
        try:
            return Week.parse(self.cleaned_data["week"].strip())
        except DomainError as refusal:
            raise forms.ValidationError(refusal_text(refusal)) from refusal

    @property
    def held_at(self) -> datetime:
        """Day and clock as Swedish time."""
        return moment(self.cleaned_data["day"], self.cleaned_data["clock"])

    def refused(self, refusal: DomainError) -> None:
        """A refusal of the time stands beside the day."""
        super().refused(refusal)
        if refusal.field == "held_at":
            self.errors.pop(NON_FIELD_ERRORS, None)
            self.add_error("day", refusal_text(refusal))


def moment(day: date, clock: time) -> datetime:
    """A point in time from a day and a clock in Sweden."""
    return datetime.combine(day, clock, STOCKHOLM)


class ProposalForm(MoveForm):
    """An area proposed freely."""

    area = forms.ChoiceField(
        label=_("Område"),
        error_messages={
            "required": _("Området saknas. Inget är valt. Välj ett område i listan."),
            "invalid_choice": _("Området finns inte i listan. Välj ett annat."),
        },
    )
    subject = forms.CharField(
        label=_("Vad gäller det?"),
        max_length=FLOOD,
        error_messages={
            "required": _(
                "Det står inte vad det gäller. Rutan är tom. Skriv till exempel: Störande samlingar på kvällen."
            )
        },
    )
    category_codes = forms.MultipleChoiceField(
        label=_("Kategorier"),
        required=False,
        help_text=_("Välj en eller flera. Då kan området följas i siffror."),
    )
    reason = forms.CharField(
        label=_("Varför just nu?"),
        max_length=FLOOD,
        widget=forms.Textarea,
        error_messages={"required": _("Skälet saknas. Rutan är tom. Skriv varför gruppen väljer området just nu.")},
        help_text=_("Beskriv platsen och det som händer, aldrig personer."),
    )
    owner = forms.ChoiceField(label=_("Vem håller i det?"), required=False)

    def __init__(self, *args: Any, areas: Choices, codes: Choices, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", gettext("Välj område")), *areas]  # type: ignore[attr-defined]
        self.fields["category_codes"].choices = codes  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", gettext("Ingen än")), *owners]  # type: ignore[attr-defined]


class OwnerForm(MoveForm):
    """Who sees to that something happens."""

    owner = forms.ChoiceField(label=_("Vem håller i det?"), required=False)

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", gettext("Ingen än")), *owners]  # type: ignore[attr-defined]


class DecisionForm(MoveForm):
    """What was decided, who does it and by when."""

    text = forms.CharField(
        label=_("Beslut"),
        max_length=FLOOD,
        widget=forms.Textarea,
        error_messages={"required": _("Beslutet saknar text. Rutan är tom. Skriv vad som ska göras.")},
    )
    owner = forms.ChoiceField(label=_("Ansvarig"), required=False)
    due_date = forms.DateField(
        label=_("Klart senast"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Dagen går inte att läsa. Skriv den så här: 2026-09-23.")},
    )

    def __init__(self, *args: Any, owners: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", gettext("Ingen än")), *owners]  # type: ignore[attr-defined]


class NotesForm(MoveForm):
    """What else was said."""

    other_notes = forms.CharField(label=_("Övrigt"), required=False, widget=forms.Textarea)


class CloseForm(MoveForm):
    """The end: when the group meets next, if it is known."""

    next_day = forms.DateField(
        label=_("Nästa möte"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": _("Dagen går inte att läsa. Skriv den så här: 2026-09-23.")},
    )
    next_clock = forms.TimeField(
        label=_("Klockslag"),
        required=False,
        widget=TimeInput,
        error_messages={"invalid": _("Klockslaget går inte att läsa. Skriv det så här: 13.00.")},
        input_formats=["%H:%M", "%H.%M"],
    )

    def clean(self) -> dict[str, Any]:
        """A clock without a day says nothing."""
        if self.cleaned_data.get("next_clock") and not self.cleaned_data.get("next_day"):
            self.add_error("next_day", gettext("Dagen saknas. Ni har bara valt klockslag. Välj även dag."))
        return self.cleaned_data

    @property
    def next_meeting(self) -> datetime | None:
        """When the group meets next."""
        day = self.cleaned_data.get("next_day")
        return moment(day, self.cleaned_data.get("next_clock") or time(13)) if day else None


class AttendanceForm(MoveForm):
    """One line for each party: there or not, and who."""

    def __init__(self, *args: Any, lines: Iterable[AttendanceView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(lines)
        for line in self.lines:
            self.fields[f"present_{line.organisation}"] = forms.BooleanField(
                label=gettext("{name} är här").format(name=line.organisation_name),
                required=False,
                initial=line.is_present,
            )
            self.fields[f"name_{line.organisation}"] = forms.CharField(
                label=gettext("Vem från {name}?").format(name=line.organisation_name),
                required=False,
                initial=line.attendee_name,
                max_length=rules.LONGEST_NAME,
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the template: the party with its two controls."""
        return [
            {
                "line": line,
                "present": self[f"present_{line.organisation}"],
                "name": self[f"name_{line.organisation}"],
            }
            for line in self.lines
        ]

    def noted(self) -> list[tuple[str, bool, str]]:
        """Each party by key, whether it is here, and who. A name means that somebody is."""
        said: Mapping[str, Any] = self.cleaned_data
        found = []
        for line in self.lines:
            name = said[f"name_{line.organisation}"].strip()
            found.append((line.organisation, bool(said[f"present_{line.organisation}"] or name), name))
        return found

    def refused_line(self, organisation: str, refusal: DomainError) -> None:
        """A refusal stands beside the name it concerns."""
        self.add_error(f"name_{organisation}", refusal_text(refusal))
