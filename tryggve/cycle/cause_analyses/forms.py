"""From what a person typed to what an action takes. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tryggve.cycle.cause_analyses import rules
from tryggve.cycle.cause_analyses.shapes import WEIGHT_NAMES, HypothesisView, Weight
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.kernel.errors import DomainError

#: Typed words longer than a rule allows are refused by the rule, in its own words; this only stops floods.
FLOOD = 8000


class BoardForm(forms.Form):
    """A form on the cause board; a refusal stands beside the field it concerns."""

    def refused(self, refusal: DomainError) -> None:
        """Put a refusal beside its field, or on top."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, refusal_text(refusal))


class StartForm(BoardForm):
    """The question, and what everybody already says."""

    question = forms.CharField(
        label=_("Vilken fråga vill ni ha svar på?"),
        error_messages={"required": _("Frågan saknas. Rutan är tom. Skriv till exempel: Varför brinner bilarna?")},
        max_length=FLOOD,
        help_text=_("Börja gärna med varför. Till exempel: Varför brinner bilarna?"),
    )
    everybody_says = forms.CharField(
        label=_("Vad säger alla att det beror på?"),
        required=False,
        max_length=FLOOD,
        help_text=_("Skriv ner det, så att det kan prövas som alla andra förklaringar."),
    )


class HypothesisForm(BoardForm):
    """One explanation, and what it would leave behind."""

    title = forms.CharField(
        label=_("Förklaring"),
        error_messages={"required": _("Förklaringen saknas. Rutan är tom. Skriv kort vad som kan ligga bakom.")},
        max_length=FLOOD,
        help_text=_("Kort. Vad kan ligga bakom? Beskriv situationer, aldrig personer."),
    )
    would_show = forms.CharField(
        label=_("Om det stämmer, vad borde vi då se?"),
        required=False,
        max_length=FLOOD,
        widget=forms.Textarea,
    )


class WeighForm(BoardForm):
    """How one piece of evidence bears on each explanation."""

    def __init__(
        self,
        *args: Any,
        hypotheses: Sequence[HypothesisView],
        weights: Mapping[str, Weight] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.hypotheses = list(hypotheses)
        for each in self.hypotheses:
            self.fields[f"weight_{each.key}"] = forms.ChoiceField(
                label=gettext("{letter}. {title}").format(letter=each.letter, title=each.title),
                choices=[(str(code), gettext(name)) for code, name in WEIGHT_NAMES.items()],
                initial=str((weights or {}).get(each.key, Weight.UNKNOWN)),
                error_messages={
                    "required": gettext("Vägningen saknas. Inget är valt. Välj hur spåret talar."),
                    "invalid_choice": gettext("Vägningen finns inte i listan. Välj en annan."),
                },
            )

    @property
    def weight_fields(self) -> list[Any]:
        """The controls for weighing, one for each explanation."""
        return [self[f"weight_{each.key}"] for each in self.hypotheses]

    @property
    def weights(self) -> dict[str, str]:
        """What was chosen, by the explanation's key."""
        return {each.key: self.cleaned_data[f"weight_{each.key}"] for each in self.hypotheses}


class EvidenceForm(WeighForm):
    """What is known, how it is known, and how it bears on each explanation."""

    text = forms.CharField(
        label=_("Vad vet vi?"),
        error_messages={"required": _("Spåret saknas. Rutan är tom. Skriv vad ni vet, eller vad ni har frågat om.")},
        max_length=FLOOD,
        help_text=_("Ett spår i taget. Till exempel: Inga andra bränder nära."),
    )
    provenance = forms.CharField(
        label=_("Hur vet vi det?"),
        required=False,
        max_length=FLOOD,
        help_text=_("Vem har sett det, eller vem har ni frågat? Ange organisation, inte person."),
    )


class SettleForm(BoardForm):
    """Which explanation the group acts on, and why."""

    hypothesis = forms.ChoiceField(
        label=_("Vilken förklaring handlar gruppen efter?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Förklaringen saknas. Inget är valt. Välj den ni handlar efter."),
            "invalid_choice": _("Förklaringen finns inte i listan. Välj en annan."),
        },
    )
    reason = forms.CharField(
        label=_("Varför den?"),
        required=False,
        max_length=FLOOD,
        widget=forms.Textarea,
        help_text=_("Behövs när spåren inte pekar på den ni väljer."),
    )

    def __init__(self, *args: Any, hypotheses: Sequence[HypothesisView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hypothesis"].choices = [  # type: ignore[attr-defined]
            (each.key, f"{each.letter}. {each.title}") for each in hypotheses
        ]


#: How many explanations a board takes; the form disappears after that.
MOST_HYPOTHESES = len(rules.LETTERS)
