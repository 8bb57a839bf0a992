"""What is typed at the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_PASSWORD = 256


class LoginForm(forms.Form):
    """E-mail and password. A fault clears the password and keeps the e-mail."""

    email = forms.EmailField(
        label=gettext_lazy("E-post"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Skriv din e-postadress. Fältet är tomt. Det är den som inbjudan kom till."),
            "invalid": gettext_lazy("E-postadressen har fel form. Skriv den som namn@exempel.se."),
        },
    )
    password = forms.CharField(
        label=gettext_lazy("Lösenord"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Skriv ditt lösenord. Fältet är tomt.")},
    )


class PasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=gettext_lazy("Välj ett lösenord"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Välj ett lösenord. Fältet är tomt.")},
    )
    again = forms.CharField(
        label=gettext_lazy("Skriv lösenordet en gång till"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Skriv lösenordet en gång till. Fältet är tomt.")},
    )

    def clean(self) -> dict[str, Any]:
        """The same both times."""
        typed: dict[str, Any] = super().clean() or {}
        first, second = typed.get("password"), typed.get("again")
        if first and second and first != second:
            self.add_error("again", _("Lösenorden är inte lika. Skriv samma lösenord i båda fälten."))
        return typed


class CodeForm(forms.Form):
    """A code of six digits, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Kod"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Skriv koden. Fältet är tomt. Appen visar sex siffror.")},
    )


class ConfirmForm(forms.Form):
    """The password once more; the app's code for somebody who has no password."""

    secret = forms.CharField(
        max_length=LONGEST_PASSWORD,
        strip=False,
        error_messages={"required": gettext_lazy("Fältet är tomt. Skriv det du loggar in med.")},
    )

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["secret"]
        field.label = _("Lösenord") if has_password else _("Kod från appen")
        hint = "current-password" if has_password else "one-time-code"
        field.widget = forms.PasswordInput(attrs={"autocomplete": hint})
