"""A category's own name here, and a finer one below it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.reference.rules import LONGEST_NAME


class SharedNameForm(forms.Form):
    """The municipality's name; empty gives back the shared one."""

    name = forms.CharField(
        label=_("Eget namn"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Lämna tomt för det gemensamma namnet. Länet räknar ändå på koden."),
    )


class SubCategoryForm(forms.Form):
    """A finer one."""

    name = forms.CharField(
        label=_("Namn på underkategorin"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Skriv ett namn. Fältet är tomt.")},
    )
