"""What a person answers when we look back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.cycle.evaluations import rules, shapes
from tryggve.kernel.errors import DomainError

SHORT = {"rows": 3}


def _names(names: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), gettext(name)) for code, name in names.items()]


class EvaluationForm(forms.Form):
    """Was it done, and what did we learn? The rest the plan says."""

    carried_out = forms.ChoiceField(
        label=_("Blev åtgärden gjord?"),
        help_text=_("Vi räknar bara på det som gjordes."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Svaret saknas. Inget är valt. Välj ja, delvis eller nej.")},
    )
    lesson = forms.CharField(
        label=_("Vad lärde ni er?"),
        help_text=_("En rad till nästa kommun som vill göra samma sak. Inget om enskilda personer."),
        required=False,
        max_length=rules.LONGEST_LESSON,
        widget=forms.Textarea(attrs=SHORT),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "carried_out", _names(shapes.CARRIED_OUT_NAMES))


class FollowUpForm(forms.Form):
    """One of the week's areas: was it done, how did it go, and a line."""

    done = forms.ChoiceField(
        label=_("Gjordes det som var sagt?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Svaret saknas. Inget är valt. Välj ja, delvis eller nej.")},
    )
    outcome = forms.ChoiceField(
        label=_("Hur gick det i området?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Svaret saknas. Inget är valt. Välj hur det gick.")},
    )
    text = forms.CharField(
        label=_("Med en rad"), required=False, max_length=rules.LONGEST_LINE, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "done", _names(shapes.CARRIED_OUT_NAMES))
        _choose(self, "outcome", _names(shapes.OUTCOME_NAMES))


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (for the type checker)
    field.choices = choices


def add_refusal(form: forms.Form, refusal: DomainError) -> None:
    """Show a refusal at the field it is about, in the reader's language."""
    text = gettext(refusal.template).format(**refusal.values) if refusal.values else gettext(refusal.template)
    form.add_error(refusal.field if refusal.field in form.fields else None, text)
