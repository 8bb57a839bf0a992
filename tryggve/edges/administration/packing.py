"""How does an uploaded file wait in the page between preview and confirmation?

Packed into a hidden field: the server keeps nothing of a file that nobody confirmed. It is checked
anew when it comes back, as if it were new.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: Bytes of the file itself. A county's statistical areas are 2.5 million.
MOST_BYTES = 10_000_000


class CannotReadFile(DomainError):
    """The file is too large, or is not JSON."""


def read_json(content: bytes) -> Any:
    """The file's JSON; raises CannotReadFile."""
    if len(content) > MOST_BYTES:
        raise CannotReadFile(
            _("Filen är för stor. Den är {size} megabyte. Förenkla gränserna, så att den blir högst {most}."),
            field="file",
            size=round(len(content) / 1e6, 1),
            most=MOST_BYTES // 1_000_000,
        )
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise CannotReadFile(
            _("Filen går inte att läsa. Den är inte JSON. Spara områdena som GeoJSON, och välj filen igen."),
            field="file",
        ) from None


def pack(content: bytes) -> str:
    """The file as text for a hidden field."""
    return base64.b64encode(zlib.compress(content, 6)).decode()


def unpack(text: str) -> bytes:
    """The file again; never more than MOST_BYTES of it, whatever was sent."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text, validate=True), MOST_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise CannotReadFile(
            _("Filen följde inte med. Sidan kan ha väntat för länge. Välj filen igen."), field="file"
        ) from None
