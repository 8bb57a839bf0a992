"""Inviting a person, and giving a role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tryggve.foundation.people.directory import roles_to_give
from tryggve.foundation.people.queries import organisations
from tryggve.kernel.viewer import Viewer


class RoleForm(forms.Form):
    """Which roles, and for the administrator: in which organisation."""

    roles = forms.MultipleChoiceField(
        label=_("Roll"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Välj minst en roll. Ingen är vald.")},
    )
    organisation = forms.ChoiceField(
        label=_("Organisation"), error_messages={"required": _("Välj en organisation. Ingen är vald.")}
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (role.code, format_html("<b>{}</b><small>{}</small>", role.label(language), role.line(language)))
            for role in roles_to_give(viewer)
        ]
        self._choose_organisation(viewer)

    def _choose_organisation(self, viewer: Viewer) -> None:
        if not viewer.may("person.invite_any"):
            del self.fields["organisation"]
            return
        here = [each for each in organisations(viewer).filter(is_active=True) if not each.is_outside_source]
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("Välj organisation")),
            *((each.public_id, each.name) for each in here),
        ]

    def organisation_key(self, viewer: Viewer) -> str:
        """The one chosen, or the viewer's own."""
        return str(self.cleaned_data.get("organisation") or viewer.organisation_public_id)


class InviteForm(RoleForm):
    """A person's name and e-mail, and what they shall do."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Skriv personens namn. Fältet är tomt.")},
    )
    email = forms.EmailField(
        label=_("E-post i arbetet"),
        help_text=_("Inbjudan skickas hit."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Skriv en e-postadress. Fältet är tomt."),
            "invalid": _("E-postadressen har fel form. Skriv den som namn@exempel.se."),
        },
    )
    field_order = ("name", "email", "organisation", "roles")
