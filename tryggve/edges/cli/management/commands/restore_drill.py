"""Look a restored copy over, and say what was found. Exit code 1 when anything is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from tryggve.edges.cli.drill.findings import Finding, by_the_code, by_the_notes, lost_seconds
from tryggve.edges.cli.drill.notes import Note, SeesNotAll, name_moment, take
from tryggve.edges.cli.drill.trials import Walked, by_the_application, demands
from tryggve.edges.cli.errand import DONE, REFUSED, UNREADABLE, Errand
from tryggve.foundation.audit.anchors import read

#: SECURITY 8.2, F9.
MOST_LOST_S = 300.0
MOST_TAKEN_S = 1800.0


class Command(Errand):
    """Two questions: `--note` what stands in a server now; without it, whether the server is a true copy."""

    question = "Says whether a restored database is whole: rows, trail, locks, roles, rights, version, log-in and time."

    def arguments(self, parser: CommandParser) -> None:
        """Which server, what to hold it against, and the limits."""
        parser.add_argument(
            "--server",
            required=True,
            help='where the server is, such as "host=/var/run/postgresql port=5432"; as the superuser, unless it says',
        )
        parser.add_argument("--note", type=Path, help="write down what stands there, in this file, and no more")
        parser.add_argument("--moment", help="with --note: name this moment, so that it can be restored to")
        parser.add_argument("--note-after", type=Path, help="with --moment: the same again, after it was named")
        parser.add_argument(
            "--against", type=Path, action="append", default=[], help="a note of the original; may be given twice"
        )
        parser.add_argument("--anchors", type=Path, help="a file of anchors (a saved mail); the folder's by default")
        parser.add_argument("--since", type=float, help="when the restoring began, in seconds since 1970")
        parser.add_argument("--most-lost", type=float, default=MOST_LOST_S, help="seconds; 300 by default")
        parser.add_argument("--most-taken", type=float, default=MOST_TAKEN_S, help="seconds; 1800 by default")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """Note, or judge."""
        if connection.vendor != "postgresql":
            return _off(f"Only a copy of PostgreSQL is looked over. Got {connection.vendor}. Set TRYGGVE_DATABASE_URL.")
        database = str(connection.settings_dict["NAME"])
        try:
            there = take(options["server"], database, now=now)
            notes = [Note.read(file) for file in options["against"]]
        except SeesNotAll:
            return _off("A role that is held by row-level security cannot count. Run it as the superuser.")
        except psycopg.Error as fault:
            return _off(f"The server does not answer. Got: {str(fault).strip()}. Look at --server and at its log.")
        except (OSError, ValueError, KeyError, TypeError) as fault:
            return _off(f"A note cannot be read. Got {fault!r}. Make it anew with --note.")
        if options["note"]:
            return _noted(there, database, now=now, options=options)
        return _judged(there, notes, now=now, options=options)

    def _print(self, answer: dict[str, Any], *, as_json: bool) -> None:
        """In plain text the findings come last, a line each."""
        findings = [] if as_json else answer.pop("findings", [])
        super()._print(answer, as_json=as_json)
        for each in findings:
            self.stdout.write(f"FOUND {each['what']}: {each['where']}: {each['words']}")


def _off(words: str) -> dict[str, Any]:
    return {"refused": words, "exit_code": UNREADABLE}


def _size(note: Note) -> dict[str, Any]:
    return {"tables": len(note.rows), "rows": sum(note.rows.values())}


def _noted(there: Note, database: str, *, now: datetime, options: dict[str, Any]) -> dict[str, Any]:
    there.write(options["note"])
    if options["moment"]:
        name_moment(options["server"], database, options["moment"])
    if options["note_after"]:
        take(options["server"], database, now=now).write(options["note_after"])
    return {"noted": str(options["note"]), "moment": options["moment"], **_size(there)}


def _judged(there: Note, notes: list[Note], *, now: datetime, options: dict[str, Any]) -> dict[str, Any]:
    walked = Walked()
    findings = list(by_the_code(there, demands()))
    if notes:
        findings += by_the_notes(there, notes, most_lost_s=options["most_lost"])
    _turn_to(options["server"])
    findings += by_the_application(read(options["anchors"] or settings.ANCHORS), walked, now=now)
    taken = datetime.now(UTC).timestamp() - options["since"] if options["since"] else None
    if taken is not None and taken > options["most_taken"]:
        words = f"{taken:.0f} s; {options['most_taken']:.0f} s is the most"
        findings.append(Finding("too_slow", "restore", words))
    unique = {(each.what, each.where): each for each in findings}
    newest = None if there.newest_us is None else datetime.fromtimestamp(there.newest_us / 1e6, UTC)
    return {
        "holds": not findings,
        **_size(there),
        "held_against": [note.at for note in notes],
        "chains": walked.chains,
        "lines_of_the_trail": walked.lines,
        "newest_line": newest.isoformat() if newest else None,
        "age_s": round((now - newest).total_seconds(), 1) if newest else None,
        "lost_s": lost_seconds(there, notes),
        "taken_s": None if taken is None else round(taken, 1),
        "findings": [{"what": each.what, "where": each.where, "words": each.words} for each in unique.values()],
        "exit_code": REFUSED if findings else DONE,
    }


def _turn_to(server: str) -> None:
    """From here on the application's own connection goes to the copy, with the application's own password."""
    said = conninfo_to_dict(server)
    connection.close()
    connection.settings_dict.update(HOST=str(said.get("host", "")), PORT=str(said.get("port", "5432")))
