"""How does a file without a framework say that a text is for people?"""

from __future__ import annotations


def mark(text: str) -> str:
    """Mark a Swedish text for the catalogue; it is translated where it is shown.

    Import it as `_`, so that the extraction of texts finds the call.
    """
    return text
