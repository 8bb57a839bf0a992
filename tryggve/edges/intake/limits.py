"""How large may a file be, in every direction? Stated once; and the refusal of a whole file."""

from __future__ import annotations

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: Bytes of a file of incidents. The police's events have their own limit in `reading`.
LARGEST_UPLOAD = 20_000_000
#: Bytes of all parts of a workbook when unpacked.
LARGEST_WORKBOOK = 40_000_000
MOST_PARTS = 500
MOST_SHEETS = 60
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
#: Characters in a line of a text file, and in a cell.
LONGEST_LINE = 100_000
LONGEST_CELL = 10_000
#: Physical lines that one record of a CSV file may span: more means a quote that was never closed.
MOST_LINES_A_RECORD = 50
#: Brackets and commas of a JSON file, and how deep it may go.
MOST_BRACKETS = 700_000
MOST_COMMAS = 2_500_000
DEEPEST = 30


class CannotRead(DomainError):
    """The file as a whole cannot be used. Nothing of it has been imported."""


def too_many(what: str, got: int, most: int) -> CannotRead:
    """More than we read, with the limit named. `what` is Swedish and plural."""
    return CannotRead(
        _("Filen har för många {what}. Vi fick minst {got} och läser högst {most}. Dela upp den i mindre delar."),
        what=what,
        got=got,
        most=most,
    )


def too_large(size: int, most: int) -> CannotRead:
    """More bytes than we read, packed or unpacked."""
    return CannotRead(
        _(
            "Filen är för stor. Vi fick minst {megabytes} MB och läser högst {most} MB. "
            "Dela upp den i mindre delar och importera en i taget."
        ),
        megabytes=-(-size // 1_000_000),
        most=most // 1_000_000,
    )
