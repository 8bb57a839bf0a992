"""Import incidents from a file: an organisation's own list, or the police's open events."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from tryggve.edges.cli.errand import DONE, REFUSED, UNREADABLE, Errand
from tryggve.edges.intake.import_polisen import import_events, read_source
from tryggve.edges.intake.importing import commit_plan, plan_of, viewer_of
from tryggve.edges.intake.reading import CannotRead, read_contents, read_file
from tryggve.edges.intake.shapes import FileMapping, ImportPlan, RowVerdict
from tryggve.foundation.tenancy.queries import county_by_slug, municipality_by_slug
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

SOURCES = ("polisen_events",)
CALLS = "intake-calls.json"


class CannotCall(DomainError):
    """The arguments do not say whose the file is."""


class Command(Errand):
    """A file of incidents for one organisation; or the police's open events for a county."""

    question = (
        "Imports incidents from a file for one organisation (--municipality, --organisation), or the police's "
        "public events for a county (--source, --county). The same file again changes nothing."
    )

    def arguments(self, parser: CommandParser) -> None:
        """What to read, and whose it is."""
        parser.add_argument("source_file", metavar="FILE_OR_URL", help="xlsx, CSV, GeoJSON, Open311 or other JSON")
        parser.add_argument("--municipality", default="", help="slug, such as falun")
        parser.add_argument("--organisation", default="", help="its name, such as Kopparstaden")
        parser.add_argument(
            "--crs", default="", help="reference system, such as EPSG:3006; else found from the numbers"
        )
        parser.add_argument("--sheet", default="", help="the sheet of a workbook; else the one that fits best")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--source", default="", choices=("", *SOURCES), help="the police's events, file or https")
        parser.add_argument("--county", default="", help="slug, such as dalarna; with --source")

    def run(self, *, now: datetime, **options: Any) -> dict[str, Any]:
        """What was read and what came of it. Exit code 2 when the file as a whole is refused."""
        try:
            if options["source"]:
                return self._police(options["source_file"], options["county"], now)
            return self._file(options, now)
        except CannotRead as refusal:
            return {"refused": str(refusal), "exit_code": UNREADABLE}

    def _file(self, options: dict[str, Any], now: datetime) -> dict[str, Any]:
        if not options["municipality"] or not options["organisation"]:
            raise CannotCall(
                _(
                    "Det framgår inte vems filen är. Vi saknar kommun eller organisation. "
                    "Ange --municipality och --organisation."
                )
            )
        by = viewer_of(municipality_by_slug(options["municipality"]), options["organisation"])
        contents = read_contents(read_file(Path(options["source_file"])))
        plan = plan_of(
            contents,
            by=by,
            now=now,
            mapping=FileMapping(sheet=options["sheet"], crs=options["crs"]),
            progress=self._tick,
        )
        answer: dict[str, Any] = {"dry_run": bool(options["dry_run"]), "kind": str(plan.kind)} | plan.counts
        if not options["dry_run"]:
            done = commit_plan(plan=plan, by=by, now=now, progress=self._tick)
            answer |= {"written": done.written, "zero_reports": done.zero_reports, "lines": done.lines}
        return answer | {"mapping": _said_mapping(plan), "rows": [_said(row) for row in plan.rows]}

    def _police(self, source: str, county: str, now: datetime) -> dict[str, Any]:
        file = read_source(source, stamp=settings.VAR / CALLS, now=now)
        result = import_events(file, county_by_slug(county), now=now, progress=self._tick)
        return result.as_json() | {"exit_code": REFUSED if any(each.is_dropped for each in result.problems) else DONE}

    def _tick(self, done: int, total: int, where: str) -> None:
        self.say(f"{done} of {total}: {where}" if where else f"{done} of {total}")


def _said_mapping(plan: ImportPlan) -> dict[str, Any]:
    columns = [{"heading": column.heading, "meaning": str(column.meaning)} for column in plan.columns]
    return plan.mapping.as_json() | {"columns": columns}


def _said(row: RowVerdict) -> dict[str, Any]:
    becomes = row.becomes
    said = {"row": row.row, "verdict": str(row.verdict), "reasons": list(row.reasons), "warnings": list(row.warnings)}
    if row.duplicate_of is not None:
        said["duplicate_of"] = row.duplicate_of
    return said | {
        "occurred_from": becomes.occurred_from.isoformat() if becomes else None,
        "occurred_to": becomes.occurred_to.isoformat() if becomes else None,
        "time_precision": becomes.time_precision if becomes else None,
        "category": becomes.category if becomes else None,
        "place": becomes.place if becomes else None,
        "lat": becomes.lat if becomes else None,
        "lon": becomes.lon if becomes else None,
        "coord_precision": becomes.coord_precision if becomes else None,
        "external_id": becomes.external_id if becomes else None,
    }
