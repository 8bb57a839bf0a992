"""Writing SVG safely: numbers become short text, everything else is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
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
    pairs = (
        (
            key.rstrip("_").replace("_", "-"),
            value if isinstance(value, str) else short(float(value)),
        )
        for key, value in attributes.items()
    )
    inside = format_html_join("", ' {}="{}"', pairs)
    return format_html("<{0}{1}>{2}</{0}>", mark_safe(name), inside, content)


def join(parts: Iterable[str]) -> SafeString:
    """Elements after each other."""
    return format_html_join("", "{}", ((part,) for part in parts))
