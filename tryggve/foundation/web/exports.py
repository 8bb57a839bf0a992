"""May this leave the house as a file, and who took it out? The one way out for every file.

Taking out is asked for by class of data and format (access.toml), and told in the trail with the
class, the format, how many rows, and what was chosen. A page that is looked at is no export; neither
is a photo on a page, since it is the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.http import HttpResponse

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.matrix import export_right
from tryggve.kernel.viewer import Viewer

MEDIA_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: What a browser shows; the others are saved.
SHOWN: Final = frozenset({"html", "ics", "pdf"})


@dataclass(frozen=True, slots=True)
class Export:
    """A file that is about to leave. `chosen` is what it was narrowed to: codes, never content."""

    data_class: str
    file_format: str
    name: str
    rows: int
    chosen: Mapping[str, object] = field(default_factory=dict)

    @property
    def right(self) -> str:
        """What it takes."""
        return export_right(self.data_class, self.file_format)


def rows_in(value: Any) -> int:
    """How many rows a document's body holds: the records in its lists, at every depth."""
    if isinstance(value, dict):
        return sum(rows_in(part) for part in value.values())
    if isinstance(value, list | tuple):
        return sum(isinstance(part, dict) + rows_in(part) for part in value)
    return 0


@action("file.taken_out", right=None)
def take_out(*, what: Export, subject: models.Model | None, by: Viewer, now: datetime) -> models.Model | None:  # noqa: ARG001
    """Ask for the right of the class and format, and write the line. Raises NotAllowed."""
    by.require(what.right)
    chosen = [f"{name}={value}"[:64] for name, value in what.chosen.items()]
    with_codes(data_class=what.data_class, file_format=what.file_format, rows=what.rows, chosen=chosen)
    return subject


def ask(data_class: str, file_format: str, viewer: Viewer) -> None:
    """Before anything is looked for: whoever may not have the file learns nothing of what there is."""
    viewer.require(export_right(data_class, file_format))


def hand_out(
    what: Export, make: Callable[[], bytes], *, by: Viewer, now: datetime, subject: models.Model | None = None
) -> HttpResponse:
    """The file as an answer. It is made only for those who may have it."""
    by.require(what.right)
    content = make()
    take_out(what=what, subject=subject, by=by, now=now)
    return as_file(what, content)


def as_file(what: Export, content: bytes) -> HttpResponse:
    """The answer itself; who calls this has called `take_out`."""
    disposition = "inline" if what.file_format in SHOWN else "attachment"
    return HttpResponse(
        content,
        content_type=MEDIA_TYPES[what.file_format],
        headers={"Content-Disposition": f'{disposition}; filename="{what.name}"'},
    )
