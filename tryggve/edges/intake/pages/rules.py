"""What may be done with a file on its way in, and when is a file of a kind we have met before? Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePath

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

#: The first column of the workbook with rows to mend. A file that comes back is read without it.
WHY_HEADINGS = (_("Varför raden inte lästes in"), "Why the row was not imported")
LONGEST_NAME = 120
LONGEST_FILE_NAME = 120


class CannotUpload(DomainError):
    """The file is not taken in."""


class CannotMove(DomainError):
    """The file is not where this can be done with it."""


class NameMissing(DomainError):
    """A remembered file needs a name."""


def heading_key(heading: str) -> str:
    """A heading without what makes no difference: case, spaces, the form of its letters."""
    return " ".join(unicodedata.normalize("NFC", heading).split()).casefold()


def is_why(heading: str) -> bool:
    """Whether it is the reason column that we put there ourselves."""
    return heading_key(heading) in {heading_key(ours) for ours in WHY_HEADINGS}


def fingerprint(headings: Sequence[str]) -> str:
    """The same for files with the same headings in the same order, whatever their names and rows."""
    keys = [heading_key(heading) for heading in headings if not is_why(heading)]
    while keys and not keys[-1]:
        keys.pop()
    return hashlib.sha256("\x1f".join(keys).encode()).hexdigest()


def shown_file_name(name: str) -> str:
    """The file's own name without folders and without what cannot be shown."""
    bare = PurePath(name.replace("\\", "/")).name
    seen = "".join(each for each in bare if unicodedata.category(each)[0] != "C")
    return seen[:LONGEST_FILE_NAME] or "fil"


def name_of_source(file_name: str) -> str:
    """What a source may be called: the file's name without its ending, dates and numbers."""
    stem = PurePath(file_name).stem
    words = re.sub(r"[\d_.,()-]+", " ", stem).split()
    name = " ".join(word for word in words if len(word) > 1) or stem
    return (name[:1].upper() + name[1:])[:LONGEST_NAME]
