"""From what a coordinator typed to what a report says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.cycle.incidents.shapes import (
    CERTAINTY_NAMES,
    NATURE_NAMES,
    POLICE_REPORTED_NAMES,
    TimePrecision,
)
from tryggve.cycle.weekly_reports import rules
from tryggve.cycle.weekly_reports.shapes import JUDGEMENT_NAMES, SummaryDraft
from tryggve.foundation.reference.shapes import CategoryView
from tryggve.foundation.web.widgets import DateInput, TimeInput
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import STOCKHOLM


def words_of(refusal: DomainError) -> str:
    """A refusal in the reader's language."""
    return gettext(refusal.template).format(**refusal.values) if refusal.values else gettext(refusal.template)


def _text(label: Any, help_text: Any, rows: int = 2) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows, "maxlength": rules.LONGEST_TEXT}),
    )


class JudgementForm(forms.Form):
    """The organisation's own judgement of its week."""

    judgement = forms.ChoiceField(
        label=_("Er bedömning av veckan"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bedömningen saknas. Välj grönt, gult eller rött.")},
    )
    judgement_text = _text(_("Varför? En mening."), _("Plats och läge, inga uppgifter om personer."))
    risk_signals = _text(_("Risker nästa vecka"), _("Till exempel lov, match, fest eller byggstart."))
    needs = _text(_("Vad behöver ni hjälp med?"), _("Av vem, och var."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = self.fields["judgement"]
        if isinstance(held, forms.ChoiceField):
            held.choices = [(str(code), gettext(name)) for code, name in JUDGEMENT_NAMES.items()]

    def refused(self, refusal: DomainError) -> None:
        """Beside the field it concerns."""
        name = refusal.field if refusal.field in self.fields else None
        self.add_error(name, words_of(refusal))


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a summary line can say."""

    categories: Sequence[CategoryView]
    areas: Iterable[Any]
    places: Iterable[Any]


class SummaryForm(forms.Form):
    """One line: what, where, when and how many."""

    category_code = forms.ChoiceField(label=_("Vad"), error_messages={"required": _("Välj en kategori.")})
    count = forms.IntegerField(
        label=_("Antal"),
        initial=1,
        error_messages={
            "required": _("Antalet saknas. Skriv ett tal från 1 till 500."),
            "invalid": _("Antalet går inte att läsa. Skriv ett tal från 1 till 500."),
        },
    )
    area = forms.ChoiceField(label=_("Område"), required=False)
    place = forms.ChoiceField(label=_("Plats"), required=False, help_text=_("Bara om den är offentlig, som ett torg."))
    day = forms.DateField(
        label=_("Från dag"),
        widget=DateInput,
        error_messages={"required": _("Dagen saknas. Skriv från vilken dag.")},
    )
    until_day = forms.DateField(label=_("Till dag"), widget=DateInput, required=False)
    at = forms.TimeField(label=_("Från klockan"), widget=TimeInput, required=False)
    until = forms.TimeField(label=_("Till klockan"), widget=TimeInput, required=False)
    certainty = forms.ChoiceField(label=_("Hur säkert"), initial="seen")
    nature = forms.ChoiceField(label=_("Brott eller otrygghet"), initial="crime")
    police_reported = forms.ChoiceField(label=_("Polisanmält"), initial="yes")
    text = _text(_("Text som delas"), _("Plats och händelse, inga uppgifter om personer."))

    def __init__(self, *args: Any, options: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [(each.code, f"{each.name}") for each in options.categories]
        self._choose("category_code", [("", gettext("Välj kategori")), *codes])
        self._choose(
            "area", [("", gettext("Hela kommunen, eller okänt")), *((a.public_id, a.name) for a in options.areas)]
        )
        self._choose("place", [("", gettext("Ingen särskild plats")), *((p.public_id, p.name) for p in options.places)])
        self._choose("certainty", [(str(code), gettext(name)) for code, name in CERTAINTY_NAMES.items()])
        self._choose("nature", [(str(code), gettext(name)) for code, name in NATURE_NAMES.items()])
        self._choose("police_reported", [(str(code), gettext(name)) for code, name in POLICE_REPORTED_NAMES.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        held = self.fields[name]
        if isinstance(held, forms.ChoiceField):
            held.choices = choices

    def refused(self, refusal: DomainError) -> None:
        """Beside the field it concerns."""
        name = {"occurred_from": "day", "occurred_to": "until_day"}.get(refusal.field or "", refusal.field)
        self.add_error(name if name in self.fields else None, words_of(refusal))

    def draft(self) -> SummaryDraft:
        """What was said, when it is whole."""
        said = self.cleaned_data
        started = datetime.combine(said["day"], said["at"] or time(), STOCKHOLM)
        last = said["until_day"] or said["day"]
        if said["until"]:
            ended = datetime.combine(last, said["until"], STOCKHOLM)
        elif said["at"] and last == said["day"]:
            ended = started
        else:
            ended = datetime.combine(last + timedelta(days=1), time(), STOCKHOLM)
        is_day = not said["at"] and not said["until"] and last == said["day"]
        precision = TimePrecision.DAY if is_day else TimePrecision.INTERVAL
        return SummaryDraft(
            category_code=said["category_code"],
            occurred_from=started,
            occurred_to=ended,
            time_precision=TimePrecision.MINUTE if ended == started else precision,
            area=said["area"],
            place=said["place"],
            count=said["count"],
            certainty=said["certainty"],
            nature=said["nature"],
            police_reported=said["police_reported"],
            text=said["text"],
        )


class ReasonForm(forms.Form):
    """Why a shared report is corrected."""

    reason = forms.CharField(
        label=_("Varför rättas rapporten?"),
        help_text=_("En mening. Alla som läser rapporten ser den."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": rules.LONGEST_TEXT}),
        error_messages={"required": _("Skälet saknas. Skriv i en mening varför rapporten rättas.")},
    )

    def refused(self, refusal: DomainError) -> None:
        """Beside the field it concerns."""
        self.add_error("reason" if refusal.field == "reason" else None, words_of(refusal))
