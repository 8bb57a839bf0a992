"""Everything of a municipality, in one archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import Errand
from tryggve.edges.keeping.taking_out import take_out
from tryggve.foundation.tenancy.queries import municipality_by_slug


class Command(Errand):
    """An archive to move, or to keep. It is as secret as the database."""

    question = "Takes out everything of a municipality, to be read into an empty installation of the same version."

    def arguments(self, parser: CommandParser) -> None:
        """Which municipality, and where to."""
        parser.add_argument("--municipality", required=True, help="slug")
        parser.add_argument("--out", type=Path, required=True, help="the archive to write (.zip)")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """How many rows of each table."""
        manifest = take_out(municipality_by_slug(options["municipality"]), options["out"], now=now)
        options["out"].chmod(0o600)
        rows = {name.split("/")[1][:-6]: each["rows"] for name, each in manifest["files"].items() if each["rows"]}
        return {"written": str(options["out"]), "rows": rows, "total": sum(rows.values())}
