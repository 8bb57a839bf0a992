"""A telephone: what it is called, and who reports from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.people.devices import possible_users
from tryggve.kernel.viewer import Viewer


class DeviceForm(forms.Form):
    """One person, or several who share it."""

    name = forms.CharField(
        label=_("Telefonens namn"),
        max_length=60,
        help_text=_("Så att du känner igen den, till exempel Bovärdarnas telefon."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv ett namn. Fältet är tomt.")},
    )
    users = forms.MultipleChoiceField(
        label=_("Vem använder den?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Väljer du flera får var och en en egen kod."),
        error_messages={"required": _("Välj minst en person. Ingen är vald.")},
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].choices = [  # type: ignore[attr-defined]
            (user.public_id, user.name) for user in possible_users(viewer)
        ]
