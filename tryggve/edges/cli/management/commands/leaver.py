"""Shut a leaver out of everything, in every municipality, with one command."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import Errand
from tryggve.foundation.people.actions import leave_everywhere
from tryggve.foundation.people.queries import house_viewer


class Command(Errand):
    """One person."""

    question = "Ends every role, session, telephone, calendar, passkey and link of a person, at once and everywhere."

    def arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("email", help="the e-mail by which the person is known here")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """The person's opaque id, as the trail has it."""
        left = leave_everywhere(email=options["email"], by=house_viewer(), now=now)
        return {"left": left.public_id, "active": left.is_active}
