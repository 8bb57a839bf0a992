"""Walk the audit trail from its first line, and hold it against what was anchored outside."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from tryggve.edges.cli.errand import DONE, REFUSED, UNREADABLE, Errand
from tryggve.edges.jobs.trails import Book, anchor, books
from tryggve.foundation.audit.anchors import read
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.queries import municipality_by_slug


class Command(Errand):
    """Every chain there is, or one municipality's. Exit code 1 when a chain, or the anchors, do not hold."""

    question = "Checks that no line of the audit trail has been changed, removed or added."

    def arguments(self, parser: CommandParser) -> None:
        """Which municipality, which anchors, and whether to anchor now."""
        parser.add_argument("--municipality", help="slug; every chain by default, the house's own as well")
        parser.add_argument("--anchors", type=Path, help="a file of anchors (a saved mail); the folder's by default")
        parser.add_argument("--anchor", action="store_true", help="anchor what holds, now")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """Each chain with its number of lines, and which line is the first that does not hold."""
        if options["anchors"] and not options["anchors"].exists():
            return {"refused": f"There is no such file. Got {options['anchors']}.", "exit_code": UNREADABLE}
        anchors = read(options["anchors"] or settings.ANCHORS)
        if options["municipality"]:
            town = municipality_by_slug(options["municipality"])
            found = [Book(town.slug, system_viewer(town), town)]
        else:
            found = books()
        verdicts = {book.name: verify(book.viewer, anchors) for book in found}
        if options["anchor"]:
            anchor([each for each in verdicts.values() if each.holds], now=now)
        holds = all(each.holds for each in verdicts.values()) and anchors.broken_line is None
        return {
            "holds": holds,
            "anchors": {"found": len(anchors.found), "broken_line": anchors.broken_line},
            "chains": {
                name: {
                    "entries": each.entries,
                    "holds": each.holds,
                    "broken_at": each.broken_at,
                    "reason": each.reason,
                    "what": _(each.words) if each.words else "",
                    "anchored_until": each.held_until,
                }
                for name, each in verdicts.items()
            },
            "exit_code": DONE if holds else REFUSED,
        }
