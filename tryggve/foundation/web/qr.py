"""An address as a picture that a telephone reads."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """The address as inline SVG, dark on white in both themes.

    Drawn into the page here and now: a picture at an address of its own would have the secret in that address.
    """
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=2, light="white", svgclass="qr", lineclass=None)
    return mark_safe(drawn)
