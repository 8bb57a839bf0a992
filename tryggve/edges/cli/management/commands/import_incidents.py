"""Import events from an outside source, from a file or an address."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import DONE, REFUSED, UNREADABLE, Errand
from tryggve.edges.intake.import_polisen import import_events, read_source
from tryggve.edges.intake.reading import CannotRead
from tryggve.foundation.tenancy.queries import county_by_slug

SOURCES = ("polisen_events",)
CALLS = "intake-calls.json"


class Command(Errand):
    """The police's open events: municipalities' incidents and the county's notes."""

    question = "Imports the police's public events. The same file again changes nothing."

    def arguments(self, parser: CommandParser) -> None:
        """What to read, in which form, for which county."""
        parser.add_argument("source_file", metavar="FILE_OR_URL", help="JSON, packed with gzip or not, or https://…")
        parser.add_argument("--source", required=True, choices=SOURCES, help="the form of the file")
        parser.add_argument("--county", required=True, help="slug, such as dalarna")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """What was read and what came of it. Exit code 1 when rows had to be left out."""
        county = county_by_slug(options["county"])
        try:
            file = read_source(options["source_file"], stamp=settings.VAR / CALLS, now=now)
        except CannotRead as refusal:
            return {"refused": str(refusal), "exit_code": UNREADABLE}
        result = import_events(file, county, now=now, progress=self._tick)
        return result.as_json() | {"exit_code": REFUSED if any(each.is_dropped for each in result.problems) else DONE}

    def _tick(self, done: int, total: int, where: str) -> None:
        self.say(f"{done} of {total}: {where}")
