"""Who saw, shared, took out and changed what since when: an incident pack in a folder or a zip file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import Errand
from tryggve.edges.papers.actions import ask_after_incident
from tryggve.edges.papers.packing import files_of, write
from tryggve.edges.papers.queries import device_choices, log_ins_of, organisation_choices
from tryggve.edges.papers.rules import Question
from tryggve.foundation.people.directory import account
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.queries import municipality_by_slug
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM


def _moment(text: str) -> datetime:
    """ISO 8601; Swedish time when it names no zone."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=STOCKHOLM)


class Command(Errand):
    """Made from the trail alone, with the log-ins of those who work there. The question stands in the trail."""

    question = "Takes out who saw, shared, took out and changed what since when, with drafts of the two notices."

    def arguments(self, parser: CommandParser) -> None:
        """Where, since when, and what to narrow it to."""
        parser.add_argument("--municipality", required=True, help="slug")
        parser.add_argument("--since", required=True, type=_moment, help="such as 2026-09-01 or 2026-09-01T08:00")
        parser.add_argument("--until", type=_moment, help="now by default")
        parser.add_argument("--discovered", type=_moment, help="when it was found out: the 72 hours run from then")
        parser.add_argument("--user", help="only this person, by e-mail address")
        parser.add_argument("--device", help="only this telephone and its users, by name or key")
        parser.add_argument("--organisation", help="only this organisation, by name or key")
        parser.add_argument("--out", required=True, type=Path, help="the folder to make, or a file ending in .zip")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """Where it was written, and what it comes to."""
        town = municipality_by_slug(options["municipality"])
        viewer = system_viewer(town)
        question = _question(viewer, options, now)
        log_ins = () if question.device else log_ins_of(town, question)
        pack = ask_after_incident(question=question, log_ins=log_ins, by=viewer, now=now)
        write(files_of(pack), options["out"])
        return {
            "written": str(options["out"]),
            "lines": len(pack.lines),
            "people": pack.accounts_acting,
            "organisations_to_tell": [each.name for each in pack.told],
            "trail_holds": pack.verdict.holds,
        }


def _question(viewer: Viewer, options: dict[str, Any], now: datetime) -> Question:
    with acting_as(viewer, only_reads=True):
        return Question(
            since=options["since"],
            until=options["until"] or now,
            discovered=options["discovered"],
            person=_person(options["user"]),
            device=_named(options["device"], device_choices(viewer)),
            organisation=_named(options["organisation"], organisation_choices(viewer)),
        )


def _person(email: str | None) -> str:
    if not email:
        return ""
    found = account(email)
    if found is None:
        raise NotFound
    return found.public_id


def _named(wanted: str | None, choices: list[tuple[str, str]]) -> str:
    """The key of what is called so; NotFound when nothing or more than one is."""
    if not wanted:
        return ""
    found = [key for key, name in choices if wanted in (key, name, name.rpartition(": ")[2])]
    if len(found) != 1:
        raise NotFound
    return found[0]
