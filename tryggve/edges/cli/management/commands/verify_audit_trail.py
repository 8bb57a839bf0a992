"""Walk the audit trail from its first line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import DONE, REFUSED, Errand
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.queries import county_system_viewer, system_viewer
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.queries import municipality_by_slug


class Command(Errand):
    """All municipalities and counties, or one. Exit code 1 when a chain does not hold."""

    question = "Checks that no line of the audit trail has been changed, removed or added."

    def arguments(self, parser: CommandParser) -> None:
        """Which municipality."""
        parser.add_argument("--municipality", help="slug; all municipalities and counties by default")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """Each chain with its number of lines, and where it breaks."""
        if options["municipality"]:
            viewers = {options["municipality"]: system_viewer(municipality_by_slug(options["municipality"]))}
        else:
            viewers = {town.slug: system_viewer(town) for town in Municipality.objects.all()}
            viewers |= {f"county {county.slug}": county_system_viewer(county) for county in County.objects.all()}
        chains = {}
        for name, viewer in viewers.items():
            verdict = verify(viewer)
            chains[name] = {
                "entries": verdict.entries,
                "holds": verdict.holds,
                "broken_at": verdict.broken_at,
                "reason": verdict.reason,
            }
        holds = all(chain["holds"] for chain in chains.values())
        return {"holds": holds, "chains": chains, "exit_code": DONE if holds else REFUSED}
