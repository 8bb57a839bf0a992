"""Tabler outline icons (MIT), inlined from the sprite that the front-end build writes."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

SPRITE: Final = Path(__file__).parent / "static" / "web" / "dist" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="(?P<name>[a-z0-9-]+)"[^>]*>(?P<inner>.*?)</symbol>', re.DOTALL)


@lru_cache(maxsize=1)
def drawings() -> dict[str, str]:
    """Every icon of the sprite. None before the front end is built: words stand beside each icon."""
    if not SPRITE.exists():
        return {}
    return {match["name"]: match["inner"] for match in _SYMBOL.finditer(SPRITE.read_text(encoding="utf-8"))}


def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon. With a label it stands alone and says its name; otherwise it is hidden from readers."""
    drawing = mark_safe(drawings().get(name, ""))
    classes = f"ic {css}".strip()
    if label:
        return format_html(
            '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', classes, label, drawing
        )
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, drawing)
