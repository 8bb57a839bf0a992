"""What is typed in the meeting room and of one's own mails. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tryggve.cycle.evaluations.shapes import CARRIED_OUT_NAMES, OUTCOME_NAMES
from tryggve.foundation.notify.queries import Choices
from tryggve.foundation.notify.rules import Topic
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.widgets import DateInput
from tryggve.kernel.errors import DomainError

Pairs = Sequence[tuple[str, str]]


class RoomForm(forms.Form):
    """Can be refused: the sentence stands beside what it is about, or on top."""

    def refused(self, refusal: DomainError) -> None:
        """Show a refusal with what was typed."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal_text(refusal))


class MailForm(RoomForm):
    """Which mails a person wants, and a pause."""

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Skicka mig"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[
            (Topic.WEEK, gettext_lazy("Veckans läge: vad som väntar på mig inför rapport och möte")),
            (Topic.REMINDER, gettext_lazy("Påminnelser: en rapport eller en åtgärd som det är dags för")),
            (Topic.FEEDBACK, gettext_lazy("Vad det blev av det jag har rapporterat")),
        ],
    )
    paused_until = forms.DateField(
        label=gettext_lazy("Pausa alla mejl till och med"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Till exempel under din semester. Sedan börjar mejlen komma igen."),
        error_messages={"invalid": gettext_lazy("Dagen går inte att läsa. Skriv den så här: 2026-09-14.")},
    )

    @classmethod
    def of(cls, chosen: Choices) -> MailForm:
        """With what the person has chosen."""
        return cls(initial={"topics": sorted(chosen.topics), "paused_until": chosen.paused_until})


class FollowUpForm(RoomForm):
    """Was it done, and how did it go?"""

    done = forms.ChoiceField(
        label=gettext_lazy("Gjordes det ni bestämde?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Svaret saknas. Inget är valt. Välj ja, delvis eller nej.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Hur är det där nu?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Svaret saknas. Inget är valt. Välj det som stämmer bäst.")},
    )
    text = forms.CharField(label=gettext_lazy("Med en rad"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done"].choices = [(str(code), _(name)) for code, name in CARRIED_OUT_NAMES.items()]  # type: ignore[attr-defined]
        self.fields["outcome"].choices = [(str(code), _(name)) for code, name in OUTCOME_NAMES.items()]  # type: ignore[attr-defined]


class ProposalForm(RoomForm):
    """Another area than those that stand out."""

    area = forms.ChoiceField(
        label=gettext_lazy("Område"),
        error_messages={"required": gettext_lazy("Området saknas. Inget är valt. Välj ett i listan.")},
    )
    subject = forms.CharField(
        label=gettext_lazy("Vad gäller det?"),
        max_length=400,
        error_messages={
            "required": gettext_lazy("Det står inte vad det gäller. Rutan är tom. Skriv vad som händer där.")
        },
    )
    reason = forms.CharField(
        label=gettext_lazy("Varför just nu?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Skälet saknas. Rutan är tom. Skriv varför ni väljer området just nu.")
        },
    )

    def __init__(self, *args: Any, areas: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("Välj område")), *areas]  # type: ignore[attr-defined]


class OwnerForm(RoomForm):
    """Who sees to that something happens."""

    owner = forms.ChoiceField(label=gettext_lazy("Ägare"), required=False)

    def __init__(self, *args: Any, owners: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Ingen än")), *owners]  # type: ignore[attr-defined]


class DecisionForm(OwnerForm):
    """What was decided, who does it, and by when."""

    text = forms.CharField(
        label=gettext_lazy("Beslut"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Beslutet saknar text. Rutan är tom. Skriv vad som ska göras.")},
    )
    due_date = forms.DateField(
        label=gettext_lazy("Klart senast"),
        required=False,
        widget=DateInput,
        error_messages={"invalid": gettext_lazy("Dagen går inte att läsa. Skriv den så här: 2026-09-23.")},
    )
    field_order = ("text", "owner", "due_date")


class NotesForm(RoomForm):
    """What else was said."""

    other_notes = forms.CharField(
        label=gettext_lazy("Övrigt"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PresentForm(RoomForm):
    """Who came: one box for each party."""

    present = forms.MultipleChoiceField(
        label=gettext_lazy("Vilka är här?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, parties: Pairs = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = list(parties)  # type: ignore[attr-defined]
