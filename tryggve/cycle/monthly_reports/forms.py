"""From what a person typed to what an action takes. Nothing typed is lost."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.kernel.errors import DomainError

#: Words longer than a rule allows are refused by the rule, in its own words; this only stops floods.
FLOOD = 8000


class MonthForm(forms.Form):
    """A form of this step; a refusal stands beside the field it concerns, or on top."""

    def refused(self, refusal: DomainError) -> None:
        """Show why it was refused."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, refusal_text(refusal))


class SummaryForm(MonthForm):
    """What the month was, in the coordinator's words. The county reads it."""

    summary = forms.CharField(
        label=_("Sammanfattning"),
        required=False,
        max_length=FLOOD,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("En eller två meningar. Länsstyrelsen läser dem. Skriv inga namn och inga tal under fem."),
    )


class ReturnForm(MonthForm):
    """Why the steering group does not approve."""

    question = forms.CharField(
        label=_("Vad behöver ändras eller förklaras?"),
        required=False,
        max_length=FLOOD,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("EST-samordnaren läser frågan och sammanställer en ny version."),
    )
