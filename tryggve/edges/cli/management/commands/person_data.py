"""What there is about somebody with an account, in every municipality; or blanking it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import Errand
from tryggve.edges.keeping import people_data
from tryggve.foundation.audit.trail import record
from tryggve.foundation.people.directory import account
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound


class Command(Errand):
    """An extract as a JSON file, or an erasure by a decision. Exit code 1 when it is refused."""

    question = "Takes out everything that points at a person, or blanks their name and address everywhere."

    def arguments(self, parser: CommandParser) -> None:
        """Who, and which of the two."""
        parser.add_argument("--email", required=True, help="the person's e-mail address")
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--out", type=Path, help="write an extract to this file")
        what.add_argument("--erase", metavar="DECISION", help="erase, by the decision of this reference")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """How much was found, or taken away."""
        user = account(options["email"])
        if user is None:
            raise NotFound
        if options["erase"]:
            return {"erased": people_data.erase(user, decision=options["erase"], now=now)}
        homes = people_data.homes_of(user)
        found = people_data.extract(user, homes)
        with acting_as(house_viewer()):
            record(by=house_viewer(), event="person.extracted", now=now, subject=user)
        options["out"].write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
        return {"written": str(options["out"]), "municipalities": [home.slug for home in homes]}
