"""Mark personal data in the lines of a file, for a scorer or for a look at a municipality's own texts."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import UNREADABLE, Errand
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.privacy import guard
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.tenancy.queries import municipality_by_slug
from tryggve.foundation.tenancy.scope import acting_as


class CannotReadLine(Exception):
    """A line that is not a text with an id. The sentence never holds the text."""


class Command(Errand):
    """Read {"id", "text"}, write {"id", "spans": [{"start", "end", "label", "action"}]}; nothing is kept or sent."""

    question = "Marks what points at a person in each line of a file, as the pages do."

    def arguments(self, parser: CommandParser) -> None:
        """What to read, where to write, and whose places are known."""
        parser.add_argument("--jsonl", type=Path, required=True, metavar="IN", help='lines of {"id", "text"}')
        parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="where the marks are written")
        parser.add_argument("--municipality", default="", help="slug; its own places and organisations are not marked")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """How many lines and marks. Nothing is written when a line cannot be read."""
        gazetteer = None
        if options["municipality"]:
            viewer = system_viewer(municipality_by_slug(options["municipality"]))
            with acting_as(viewer):
                gazetteer = gazetteer_of(viewer)
        try:
            reports = _reports(options["jsonl"])
        except CannotReadLine as refusal:
            return {"refused": str(refusal), "exit_code": UNREADABLE}
        found = [(name, guard.find(text, gazetteer=gazetteer)) for name, text in reports]
        lines = [json.dumps({"id": name, "spans": [_span(mark) for mark in marks]}) for name, marks in found]
        try:
            options["out"].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        except OSError as fault:
            refused = f"The marks cannot be written. Got {options['out']}: {fault.strerror}. Choose another --out."
            return {"refused": refused, "exit_code": UNREADABLE}
        marks = [mark for _name, marks in found for mark in marks]
        return {"reports": len(found), "marks": len(marks), "blocking": sum(mark.blocks for mark in marks)}


def _reports(path: Path) -> list[tuple[Any, str]]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as fault:
        raise CannotReadLine(
            f"The file cannot be read. Got {path}: {fault.strerror}. Give --jsonl a file that exists."
        ) from fault
    return [_report(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def _report(line: bytes, number: int) -> tuple[Any, str]:
    try:
        report = json.loads(line.decode("utf-8-sig"))
    except ValueError as fault:
        raise CannotReadLine(
            f"Line {number} is not JSON. Got {len(line)} bytes. Write one object on each line, in UTF-8."
        ) from fault
    if not isinstance(report, dict) or not isinstance(report.get("text"), str) or "id" not in report:
        got = ", ".join(sorted(map(str, report))) if isinstance(report, dict) else type(report).__name__
        raise CannotReadLine(
            f'Line {number} is no report. Got {got or "no field"}. Write {{"id": ..., "text": "..."}} on each line.'
        )
    return report["id"], report["text"]


def _span(mark: guard.Mark) -> dict[str, Any]:
    return {"start": mark.start, "end": mark.end, "label": mark.kind.label, "action": mark.action.value}
