"""A table for a spreadsheet: as Swedish Excel reads it, and with nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

#: What makes a spreadsheet take a cell for a formula, in their full-width forms too (OWASP, CSV injection).
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_file(rows: Iterable[Sequence[int | float | str]]) -> bytes:
    """Semicolons and a byte order mark. A text that looks like a formula gets an apostrophe before it."""
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows([[_cell(each) for each in row] for row in rows])
    return written.getvalue().encode("utf-8-sig")


def _cell(value: float | str) -> float | str:
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(_BEGINS_A_FORMULA) else value
