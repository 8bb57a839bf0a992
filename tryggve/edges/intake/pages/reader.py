"""The pages' way to the engine: bytes in, what can be shown and kept out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tryggve.edges.intake.category_words import ZERO
from tryggve.edges.intake.importing import commit_plan, setting_of
from tryggve.edges.intake.limits import LARGEST_UPLOAD
from tryggve.edges.intake.pages.rules import is_why
from tryggve.edges.intake.pages.shapes import Seen, kept_cells, whole_mapping
from tryggve.edges.intake.planning import plan_import
from tryggve.edges.intake.proposing import propose
from tryggve.edges.intake.reading import read_contents
from tryggve.edges.intake.shapes import (
    Becomes,
    FileMapping,
    ImportPlan,
    Meaning,
    Progress,
    RowVerdict,
    Setting,
    Sheet,
    Verdict,
)
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

__all__ = ["ACCEPTED", "LARGEST_UPLOAD", "Tried", "commit", "look", "try_rows"]

#: What the file chooser offers; what a file is, is read from its content.
ACCEPTED = ".xlsx,.csv,.tsv,.txt,.geojson,.json"


@dataclass(frozen=True, slots=True)
class TriedRow:
    """One row, and what it becomes, as a table can keep it. A refused row keeps its cells, to be mended."""

    number: int
    verdict: str
    reasons: Sequence[str]
    warnings: Sequence[str]
    becomes: Mapping[str, Any]
    cells: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan, row by row. `counts`: each verdict, and `nothing` of the good ones that are no incidents."""

    plan: ImportPlan
    rows: Sequence[TriedRow]
    counts: Mapping[str, int]


def look(content: bytes, mapping: FileMapping | None, by: Viewer, now: datetime) -> tuple[Seen, FileMapping]:
    """The top of the file, and how it would be read. Raises CannotRead."""
    contents = read_contents(content)
    proposal = propose(contents, _setting(by, now), mapping)
    ours = {column.index: str(Meaning.OUT) for column in proposal.columns if is_why(column.heading)}
    columns = (replace(one, meaning=ours.get(one.index, one.meaning)) for one in proposal.columns)
    whole = whole_mapping(proposal)
    return (
        Seen.at_first(contents, replace(proposal, columns=tuple(columns))),
        replace(whole, columns={**whole.columns, **ours}),
    )


def try_rows(content: bytes, mapping: FileMapping, by: Viewer, now: datetime, told: Progress) -> Tried:
    """What every row becomes. Raises CannotRead, and whatever `told` raises to stop it."""
    contents = read_contents(content)
    plan = plan_import(contents, mapping=mapping, setting=_setting(by, now), now=now, progress=told)
    sheet = contents.sheet(plan.mapping.sheet) or Sheet("", ())
    written = {row.number: row.cells for row in sheet.rows}
    rows = [_row(one, plan, written) for one in plan.rows]
    counts = {str(verdict): len(plan.of(verdict)) for verdict in Verdict}
    nothing = sum(1 for one in plan.rows if one.becomes and one.becomes.category == ZERO)
    return Tried(plan, rows, counts | {"nothing": nothing})


def commit(tried: Tried, by: Viewer, now: datetime) -> int:
    """Write all of it, in the caller's transaction. Returns how many incidents there are."""
    return commit_plan(plan=tried.plan, by=by, now=now, progress=None).written


def _setting(by: Viewer, now: datetime) -> Setting:
    with acting_as(by, only_reads=True):
        return setting_of(by, on_date=now.astimezone(STOCKHOLM).date())


def _row(one: RowVerdict, plan: ImportPlan, written: Mapping[int, Sequence[Any]]) -> TriedRow:
    becomes = _plain(one.becomes) if one.becomes else {}
    if one.duplicate_of is not None:
        becomes["same_as"] = one.duplicate_of
    cells = (
        kept_cells(written.get(one.row, one.cells), plan.columns, plan.mapping.columns)
        if one.verdict is Verdict.ERROR
        else []
    )
    return TriedRow(one.row, str(one.verdict), one.reasons, one.warnings, becomes, cells)


def _plain(becomes: Becomes) -> dict[str, Any]:
    """What is shown of it; times as text."""
    return {
        "occurred_from": becomes.occurred_from.isoformat(),
        "occurred_to": becomes.occurred_to.isoformat(),
        "time_precision": str(becomes.time_precision),
        "category": becomes.sub_category or becomes.category,
        "place": becomes.place,
        "text": becomes.text,
        "coord_precision": str(becomes.coord_precision),
    }
