"""Writing SVG safely: numbers become short text, everything else is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Attribute = str | int | float


def short(value: float) -> str:
    """At most two decimals, and no trailing zeroes."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def percent(share: float) -> str:
    """A share of the width: figures keep their text size on every screen."""
    return f"{short(share * 100)}%"


def tag(name: str, content: str = "", /, **attributes: Attribute) -> SafeString:
    """One element. `class_` is class; an underscore inside a name is a hyphen."""
    shown = {
        key: conditional_escape(value) if isinstance(value, str) else short(value) for key, value in attributes.items()
    }
    inside = "".join(f' {key.rstrip("_").replace("_", "-")}="{value}"' for key, value in shown.items())
    return mark_safe(f"<{name}{inside}>{conditional_escape(content)}</{name}>")


def join(parts: Iterable[str]) -> SafeString:
    """Elements after each other."""
    return mark_safe("".join(map(conditional_escape, parts)))
