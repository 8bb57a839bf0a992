"""What does a file hold? Bytes in, rows out; everything strange gets a sentence.

What a file is, is read from its content and never from its name.
"""

from __future__ import annotations

import zlib
from pathlib import Path

from tryggve.edges.intake.delimited import read_delimited
from tryggve.edges.intake.limits import LARGEST_UPLOAD, CannotRead, too_large
from tryggve.edges.intake.objects import parsed_json, read_objects
from tryggve.edges.intake.shapes import Contents
from tryggve.edges.intake.workbooks import read_workbook
from tryggve.kernel.text import mark as _

__all__ = ["LARGEST_FILE", "CannotRead", "read_contents", "read_file", "rows_of"]

LARGEST_FILE = 50_000_000
LARGEST_UNPACKED = 200_000_000
_GZIP = b"\x1f\x8b"
_ANY_GZIP_HEADER = 47


#: How other kinds of files begin. The words stand in a sentence: "Vi fick …".
_OTHERS = (
    (b"%PDF", "en PDF"),
    (b"\xd0\xcf\x11\xe0", "en äldre eller lösenordsskyddad Officefil"),
    (b"\x89PNG", "en bild"),
    (b"\xff\xd8\xff", "en bild"),
    (b"GIF8", "en bild"),
    (b"Rar!", "ett arkiv"),
    (b"7z\xbc\xaf", "ett arkiv"),
    (b"BZh", "ett arkiv"),
    (b"\xfd7zXZ", "ett arkiv"),
    (b"MZ", "ett program"),
    (b"\x7fELF", "ett program"),
    (b"SQLite format 3", "en databas"),
    (b"{\\rtf", "ett RTF-dokument"),
)
_MARKS = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"


def read_contents(content: bytes) -> Contents:
    """What the file holds: a workbook, a text table or JSON. Raises CannotRead with a sentence."""
    if len(content) > LARGEST_UPLOAD:
        raise too_large(len(content), LARGEST_UPLOAD)
    if content.startswith(_GZIP):
        content = _unpacked(content, LARGEST_UPLOAD)
    begins = content[:400].lstrip(_MARKS)
    if not content.strip(_MARKS):
        raise CannotRead(
            _("Filen är tom. Vi fick {size} byte utan rader. Välj en fil som har rader."), size=len(content)
        )
    if content.startswith(b"PK"):
        return read_workbook(content)
    other = next((word for mark, word in _OTHERS if content.startswith(mark)), "")
    if (
        not other
        and begins[:1] == b"<"
        and (b"?xml" in begins[:80] or b"<!" in begins[:80] or b"html" in begins.lower())
    ):
        other = "XML eller en webbsida"
    if other:
        raise CannotRead(
            _(
                "Filen går inte att läsa. Vi fick {what}. "
                "Spara den som Excel (.xlsx), CSV eller GeoJSON och försök igen."
            ),
            what=other,
        )
    if begins[:1] in (b"{", b"["):
        return read_objects(content)
    return read_delimited(content)


def read_file(path: Path) -> bytes:
    """The file's bytes. Raises CannotRead when it is absent, too large or unreadable."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise too_large(size, LARGEST_FILE)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise CannotRead(
            _("Filen går inte att läsa. Vi försökte med {name}. Kontrollera att den finns och att du får läsa den."),
            name=path.name or str(path),
        ) from error


def rows_of(content: bytes) -> list[object]:
    """The rows of a JSON list, packed with gzip or not. Raises CannotRead."""
    if len(content) > LARGEST_FILE:
        raise too_large(len(content), LARGEST_FILE)
    if content.startswith(_GZIP):
        content = _unpacked(content, LARGEST_UNPACKED)
    if not content.strip():
        raise CannotRead(
            _("Filen är tom. Vi väntade oss en lista med händelser i JSON. Hämta filen på nytt och försök igen.")
        )
    return _list_in(_decoded(content))


def _unpacked(content: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj(_ANY_GZIP_HEADER)
    try:
        unpacked = unpacker.decompress(content, most)
        whole = unpacker.eof or not unpacker.unconsumed_tail
    except zlib.error as error:
        raise _broken_archive() from error
    if not whole:
        raise too_large(most, most)
    if not unpacker.eof:
        raise _broken_archive()
    return unpacked


def _decoded(content: bytes) -> object:
    try:
        return parsed_json(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CannotRead(
            _(
                "Filen är inte skriven i UTF-8. Byte {position} går inte att tolka. "
                "Spara den som UTF-8 och försök igen."
            ),
            position=error.start + 1,
        ) from error


def _list_in(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        keys = ", ".join(str(key)[:40] for key in list(value)[:5]) or "inga"
        raise CannotRead(
            _(
                "Filen är inte en lista med händelser. Vi fick ett objekt med nycklarna {keys}: "
                "källan kan ha svarat med ett fel. Vänta en stund och hämta filen på nytt."
            ),
            keys=keys,
        )
    raise CannotRead(
        _(
            "Filen är inte en lista med händelser. Vi fick ett ensamt värde. "
            "Hämta filen på nytt från källan och försök igen."
        )
    )


def _broken_archive() -> CannotRead:
    return CannotRead(
        _(
            "Den packade filen (gzip) är trasig. Den tar slut eller ändras på vägen. "
            "Hämta eller kopiera den på nytt och försök igen."
        )
    )
