"""From when do those who share log in by two steps in a municipality?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import Errand
from tryggve.foundation.people.actions import set_second_factor_day
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.queries import municipality_by_slug


class Command(Errand):
    """One municipality, one day."""

    question = "Sets the day from which people who share, approve, send or invite need a second factor."

    def arguments(self, parser: CommandParser) -> None:
        """Which municipality and day."""
        parser.add_argument("--municipality", required=True, help="slug, such as falun")
        day = parser.add_mutually_exclusive_group(required=True)
        day.add_argument("--from", dest="day", type=date.fromisoformat, help="the first day, such as 2027-01-11")
        day.add_argument("--never", action="store_true", help="a password is enough again")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """What holds now."""
        municipality = municipality_by_slug(options["municipality"])
        changed = set_second_factor_day(
            municipality=municipality, day=options["day"], by=system_viewer(municipality), now=now
        )
        return {"municipality": changed.slug, "from": str(changed.second_factor_from or "never")}
