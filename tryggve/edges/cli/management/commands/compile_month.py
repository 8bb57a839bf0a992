"""Compile a month's report."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from tryggve.cycle.monthly_reports.actions import compile_month
from tryggve.edges.cli.errand import Errand
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.queries import municipality_by_slug
from tryggve.kernel.weeks import ReportMonth


class Command(Errand):
    """One municipality, one month. Approving and sending are for people."""

    question = "Compiles a month's report from the frozen pictures. A person approves it afterwards."

    def arguments(self, parser: CommandParser) -> None:
        """Which municipality and month."""
        parser.add_argument("--municipality", required=True, help="slug, such as falun")
        parser.add_argument("--month", required=True, help="month such as 2026-09")
        parser.add_argument("--summary", default="", help="one or two sentences on the month")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """What was compiled."""
        viewer = system_viewer(municipality_by_slug(options["municipality"]))
        month = ReportMonth.parse(options["month"])
        report = compile_month(month=month, summary=options["summary"], by=viewer, now=now)
        return {"month": report.month, "version": report.version, "stage": report.stage}
