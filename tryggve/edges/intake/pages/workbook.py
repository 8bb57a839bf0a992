"""The rows that could not be read in, as a workbook to mend and send again.

Every cell keeps its type. Text is always written as text: a cell that begins with = + - @ opens as
those characters and never as a formula or a link.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import xlsxwriter

LONGEST_CELL = 32_000
_WIDEST = 40
_NARROWEST = 10
#: A workbook keeps fifteen digits: a longer number, such as an id, is kept whole as text.
_MOST_DIGITS = 15
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


@dataclass(frozen=True, slots=True)
class FailedRow:
    """One row as it stood, and why it was not read in."""

    why: str
    cells: Sequence[Any]


def failed_rows_book(headings: Sequence[str], rows: Iterable[FailedRow], *, why_heading: str, sheet_name: str) -> bytes:
    """The workbook: why, then the file's own columns under their own headings."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    sheet = book.add_worksheet(sheet_name[:31])
    formats = {
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "why": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": "#FBEBDD"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
        "clock": book.add_format({"num_format": "hh:mm", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
    }
    titles = [why_heading, *headings]
    widths = [_WIDEST, *(min(_WIDEST, max(_NARROWEST, len(title) + 2)) for title in headings)]
    for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title[:LONGEST_CELL], formats["heading"])
    last = 0
    for last, row in enumerate(rows, 1):
        sheet.write_string(last, 0, row.why[:LONGEST_CELL], formats["why"])
        for column, value in enumerate(row.cells, 1):
            _write(sheet, last, column, value, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), len(titles) - 1)
    book.close()
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and abs(value) < 10**_MOST_DIGITS:
        sheet.write_number(row, column, value, formats["number"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats["day"])
    elif isinstance(value, time):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["clock"])
    else:
        sheet.write_string(row, column, str(value)[:LONGEST_CELL], formats["text"])
