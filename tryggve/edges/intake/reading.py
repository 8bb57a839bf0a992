"""What does a file of events hold? Bytes in, rows out; everything strange gets a sentence."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

LARGEST_FILE = 50_000_000
LARGEST_UNPACKED = 200_000_000
_GZIP = b"\x1f\x8b"
_ANY_GZIP_HEADER = 47


class CannotRead(DomainError):
    """The file as a whole cannot be used. Nothing of it has been imported."""


def read_file(path: Path) -> bytes:
    """The file's bytes. Raises CannotRead when it is absent, too large or unreadable."""
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(size)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise CannotRead(
            _("Filen går inte att läsa. Vi försökte med {name}. Kontrollera att den finns och att du får läsa den."),
            name=path.name or str(path),
        ) from error


def rows_of(content: bytes) -> list[object]:
    """The rows of a JSON list, packed with gzip or not. Raises CannotRead."""
    if len(content) > LARGEST_FILE:
        raise _too_large(len(content))
    if content.startswith(_GZIP):
        content = _unpacked(content)
    if not content.strip():
        raise CannotRead(
            _("Filen är tom. Vi väntade oss en lista med händelser i JSON. Hämta filen på nytt och försök igen.")
        )
    return _list_in(_decoded(content))


def _unpacked(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(_ANY_GZIP_HEADER)
    try:
        unpacked = unpacker.decompress(content, LARGEST_UNPACKED)
        whole = unpacker.eof or not unpacker.unconsumed_tail
    except zlib.error as error:
        raise _broken_archive() from error
    if not whole:
        raise _too_large(LARGEST_UNPACKED)
    if not unpacker.eof:
        raise _broken_archive()
    return unpacked


def _decoded(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CannotRead(
            _(
                "Filen är inte skriven i UTF-8. Byte {position} går inte att tolka. "
                "Spara den som UTF-8 och försök igen."
            ),
            position=error.start + 1,
        ) from error
    except json.JSONDecodeError as error:
        raise CannotRead(
            _(
                "Filen är inte giltig JSON. Det tar stopp på rad {line}, tecken {column}. "
                "Hämta filen på nytt från källan och försök igen."
            ),
            line=error.lineno,
            column=error.colno,
        ) from error
    except (RecursionError, ValueError) as error:
        raise CannotRead(
            _(
                "Filen är inte en lista med händelser. Den är JSON av ett slag som vi inte kan läsa. "
                "Hämta filen på nytt från källan och försök igen."
            )
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


def _too_large(size: int) -> CannotRead:
    return CannotRead(
        _("Filen är för stor. Vi fick minst {megabytes} MB. Dela upp den i mindre delar och importera en i taget."),
        megabytes=size // 1_000_000,
    )


def _broken_archive() -> CannotRead:
    return CannotRead(
        _(
            "Den packade filen (gzip) är trasig. Den tar slut eller ändras på vägen. "
            "Hämta eller kopiera den på nytt och försök igen."
        )
    )
