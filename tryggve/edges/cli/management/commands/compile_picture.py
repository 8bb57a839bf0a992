"""Compile a week's situation picture."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.cycle.situation_pictures.queries import picture
from tryggve.edges.cli.errand import Errand
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.queries import municipality_by_slug
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week


class Command(Errand):
    """One municipality, one week; a new version when something has changed."""

    question = "Compiles a week's situation picture from what has been shared, and freezes it."

    def arguments(self, parser: CommandParser) -> None:
        """Which municipality and week."""
        parser.add_argument("--municipality", required=True, help="slug, such as falun")
        parser.add_argument("--week", required=True, help="ISO week such as 2026-W37")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """What was compiled."""
        viewer = system_viewer(municipality_by_slug(options["municipality"]))
        row = compile_picture(week=Week.parse(options["week"]), by=viewer, now=now)
        with acting_as(viewer):
            made = picture(viewer, row.public_id)
        return {
            "week": made.week,
            "version": made.version,
            "answer": made.answer,
            "totals": made.body["totals"],
            "changes": list(made.changes),
            "hash": made.body_hash,
        }
