"""What a member may say by its link."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.cycle.incidents.shapes import IncidentDraft, Nature, TimePrecision
from tryggve.foundation.reference.queries import stable_category
from tryggve.kernel.weeks import STOCKHOLM, day_span

JUST_NOW, TODAY, YESTERDAY, OTHER_DAY = "nyss", "idag", "igar", "dag"
LONGEST_NOTE = 280
#: A link is about one week, and is answered within one.
_OLDEST = timedelta(days=21)


class AnswerForm(forms.Form):
    """One incident: what, where, when. Without a place it is "vet ej", and nothing stops there."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    category = forms.ChoiceField(
        label=_("Vad har hänt?"), error_messages={"required": _("Välj vad som har hänt. Inget är valt.")}
    )
    place = forms.ChoiceField(label=_("Var?"), required=False)
    when = forms.ChoiceField(
        label=_("När?"),
        choices=[
            (JUST_NOW, _("Nyss")),
            (TODAY, _("I dag")),
            (YESTERDAY, _("I går")),
            (OTHER_DAY, _("En annan dag")),
        ],
        initial=TODAY,
        widget=forms.RadioSelect,
    )
    day = forms.DateField(
        label=_("Vilken dag?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Bara om du valde en annan dag."),
        error_messages={"invalid": _("Datumet går inte att läsa. Skriv det som 2026-09-08.")},
    )
    note = forms.CharField(
        label=_("Något mer?"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skriv om platsen och det som hände, inte om personer."),
        error_messages={"max_length": _("Texten är för lång. Skriv högst 280 tecken.")},
    )

    def __init__(self, *args: Any, categories: Any, places: Any, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self.now = now
        groups: dict[str, list[tuple[str, str]]] = {}
        for each in categories:
            groups.setdefault(each.group_name, []).append((each.code, each.name))
        self.fields["category"].choices = [("", _("Välj")), *groups.items()]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("Vet ej"))] + [  # type: ignore[attr-defined]
            (place.public_id, place.name) for place in places
        ]

    def clean(self) -> dict[str, Any]:
        """A day that is needed, and one that a week's link can be about."""
        said = super().clean() or {}
        if said.get("when") != OTHER_DAY or "day" in self.errors:
            return said
        day, today = said.get("day"), self.now.astimezone(STOCKHOLM).date()
        if day is None:
            self.add_error("day", _("Vilken dag? Fältet är tomt. Välj en dag."))
        elif not today - _OLDEST <= day <= today:
            self.add_error("day", _("Dagen är för långt bort. Välj en dag de senaste tre veckorna."))
        return said

    def draft(self) -> IncidentDraft:
        """The cleaned answer as the incident it tells of."""
        said = self.cleaned_data
        started, ended, precision = self._span(said)
        return IncidentDraft(
            category_code=said["category"],
            occurred_from=started,
            occurred_to=ended,
            time_precision=precision,
            place=said["place"],
            nature=Nature(stable_category(said["category"]).nature),
            note=said["note"].strip(),
        )

    def _span(self, said: dict[str, Any]) -> tuple[datetime, datetime, TimePrecision]:
        minute = self.now.replace(second=0, microsecond=0)
        if said["when"] == JUST_NOW:
            return minute, minute, TimePrecision.HOUR
        today = self.now.astimezone(STOCKHOLM).date()
        day: date = {TODAY: today, YESTERDAY: today - timedelta(days=1)}.get(said["when"], said["day"] or today)
        return *day_span(day), TimePrecision.DAY
