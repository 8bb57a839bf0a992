"""A municipality's archive, read into an empty installation."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import UNREADABLE, Errand
from tryggve.edges.keeping.taking_in import take_in


class Command(Errand):
    """All of it or nothing. Exit code 1 when the archive is refused."""

    question = "Reads the archive of a municipality into an installation that is empty."

    def arguments(self, parser: CommandParser) -> None:
        """Which archive."""
        parser.add_argument("archive", type=Path, help="what take_out_municipality wrote")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """How many rows of each table."""
        if not options["archive"].is_file():
            return {"refused": f"There is no such file. Got {options['archive']}.", "exit_code": UNREADABLE}
        return take_in(options["archive"], now=now)
