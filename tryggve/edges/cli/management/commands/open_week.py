"""Open a week's reports by hand; the worker does it every Monday at six."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from tryggve.cycle.weekly_reports.actions import open_week
from tryggve.edges.cli.errand import Errand
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.queries import municipality_by_slug
from tryggve.kernel.weeks import Week


class Command(Errand):
    """One municipality, one week."""

    question = "Opens the weekly reports of every party in a municipality. Safe to run again."

    def arguments(self, parser: CommandParser) -> None:
        """Which municipality and week."""
        parser.add_argument("--municipality", required=True, help="slug, such as falun")
        parser.add_argument("--week", help="ISO week such as 2026-W37; the week that has just ended by default")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """How many reports there are now."""
        week = Week.parse(options["week"]) if options["week"] else Week.of(now) - 1
        viewer = system_viewer(municipality_by_slug(options["municipality"]))
        reports = open_week(week=week, by=viewer, now=now)
        return {"week": str(week), "reports": len(reports)}
