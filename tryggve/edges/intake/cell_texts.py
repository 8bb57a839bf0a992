"""What does a cell say as a text, and which cells say nothing? Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from tryggve.edges.intake.shapes import Cell

_NOTHING = frozenset(
    {
        "#n/a", "#saknas!", "#ref!", "#värde!", "#value!", "#name?", "#namn?", "#div/0!", "null", "none", "nan", "-",
        "–", "—", "n/a", "saknas", "okänd", "okänt", "okänd plats", "?", "vet ej", "ej angivet", "ej angiven",
    }
)  # fmt: skip
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def kept(cell: Cell, *, but_errors: bool = True) -> Cell:
    """The cell, or None for what stands for nothing: blanks, errors of a spreadsheet, a lone dash."""
    if isinstance(cell, str):
        text = cell.replace("\u00a0", " ").strip()
        if not text or (but_errors and text.casefold() in _NOTHING):
            return None
    return cell


def text_of(cell: Cell) -> str:
    """The cell as a text; nothing for an empty one."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return str(cell)


def cleaned(text: str) -> str:
    """Without the characters that no text should hold."""
    return CONTROL.sub("", text)


def joined_texts(cells: Sequence[Cell], between: str) -> str:
    """The cells' texts beside each other, each of them once."""
    parts = [cleaned(text_of(cell)).strip() for cell in cells if cell is not None]
    return between.join(dict.fromkeys(part for part in parts if part))


def folded(text: str) -> str:
    """For comparing: one blank between words, and no capitals."""
    return " ".join(text.split()).casefold()
