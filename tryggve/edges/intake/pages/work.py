"""What the worker does with a file: looks at it, tries every row, reads them in. Each may run twice.

Looking and trying hold no transaction, so that the page can follow and somebody can stop it. Reading in
tries the rows anew, compares with what was shown, and writes everything in one transaction.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse

from tryggve.edges.intake.pages import queries, reader, rules
from tryggve.edges.intake.pages.actions import empty
from tryggve.edges.intake.pages.models import FileSource, ImportFile, ImportRow, ImportRun, RunState
from tryggve.edges.intake.pages.reader import Tried
from tryggve.edges.intake.pages.shapes import Seen
from tryggve.edges.intake.shapes import FileMapping, Meaning
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.queue.jobs import Progress, job
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.viewer import Viewer

_ROWS_A_TIME = 500


class Stopped(Exception):
    """Somebody cancelled the run, or another worker has taken it further."""


@job("intake.read", right="incident.import")
def read_file(*, run: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """Look at the top of the file. One that is recognised is tried at once."""
    try:
        found, content = _with_content(by, run, RunState.READING)
        chosen = FileMapping.of(found.mapping) if found.mapping else None
        seen, mapping = reader.look(content, chosen, by, now)
        source = None if chosen and chosen.columns else _recognised(by, seen)
        is_known = source is not None and chosen is None
        _keep(
            by,
            run,
            RunState.READING,
            run_state=RunState.CHECKING if is_known else RunState.READ,
            seen_in_file=seen.as_json(),
            mapping=(_as_remembered(source, seen, mapping) if source else mapping).as_json(),
            source=source,
        )
        if is_known:
            _try(by, run, now, progress)
    except Stopped:
        pass
    except DomainError as refusal:
        _refuse(by, run, refusal, now)
    return reverse("intake:run", args=[run])


@job("intake.check", right="incident.import")
def check_file(*, run: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """Try every row: what would it become?"""
    try:
        _try(by, run, now, progress)
    except Stopped:
        pass
    except DomainError as refusal:
        _refuse(by, run, refusal, now)
    return reverse("intake:run", args=[run])


@job("intake.commit", right="incident.import")
def commit_file(*, run: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """Read in what was shown. Where something has changed meanwhile it is shown again instead."""
    try:
        found, content = _with_content(by, run, RunState.COMMITTING)
        told = _told(by, run, RunState.COMMITTING, progress)
        tried = reader.try_rows(content, FileMapping.of(found.mapping), by, now, told)
        if tried.plan.digest != found.plan_hash:
            _keep_rows(by, run, RunState.COMMITTING, tried, has_changed=True)
        else:
            commit_rows(public_id=run, tried=tried, by=by, now=now)
    except Stopped:
        pass
    except DomainError as refusal:
        _refuse(by, run, refusal, now)
    return reverse("intake:run", args=[run])


def _try(by: Viewer, run: str, now: datetime, progress: Progress) -> None:
    found, content = _with_content(by, run, RunState.CHECKING)
    told = _told(by, run, RunState.CHECKING, progress)
    tried = reader.try_rows(content, FileMapping.of(found.mapping), by, now, told)
    _keep_rows(by, run, RunState.CHECKING, tried)


@action("import.committed", right=queries.RIGHT)
def commit_rows(*, public_id: str, tried: Tried, by: Viewer, now: datetime) -> ImportRun:
    """All rows and the run's own state, in one transaction. Whoever cancels meanwhile waits, and is told."""
    mine = ImportRun.objects.seen_by(by).select_for_update().filter(public_id=public_id)
    run = mine.filter(run_state=RunState.COMMITTING).first()
    if run is None:
        raise Stopped
    n = reader.commit(tried, by, now)
    run.run_state, run.ended_at = RunState.COMMITTED, now
    run.counts = {**tried.counts, "committed": n}
    run.save(update_fields=["run_state", "ended_at", "counts"])
    empty(run, by, rows_too=False)
    with_codes(committed=n, **{verdict: tried.counts[verdict] for verdict in ("error", "duplicate", "ignored")})
    return run


def _with_content(by: Viewer, public_id: str, state: RunState) -> tuple[ImportRun, bytes]:
    """The run and its bytes; Stopped when it is no longer where this work begins."""
    with acting_as(by, only_reads=True):
        run = ImportRun.objects.seen_by(by).filter(public_id=public_id, run_state=state).first()
        file = ImportFile.objects.seen_by(by).filter(run=run).first() if run else None
        if run is None or file is None:
            raise Stopped
        return run, bytes(file.content)


def _told(by: Viewer, public_id: str, state: RunState, progress: Progress) -> Progress:
    """Progress that also asks whether anybody has stopped the work."""

    def told(done: int, total: int, text: str = "") -> None:
        with acting_as(by, only_reads=True):
            if not ImportRun.objects.seen_by(by).filter(public_id=public_id, run_state=state).exists():
                raise Stopped
        progress(done, total, text)

    return told


def _keep(by: Viewer, public_id: str, state: RunState, **changes: Any) -> ImportRun:
    """Write the run's fields if it is still there; in a transaction of its own or the caller's."""
    with acting_as(by):
        mine = ImportRun.objects.seen_by(by).filter(public_id=public_id)
        if not mine.filter(run_state=state).update(**changes):
            raise Stopped
        found: ImportRun = mine.one()
        return found


def _keep_rows(by: Viewer, public_id: str, state: RunState, tried: Tried, *, has_changed: bool = False) -> None:
    with acting_as(by):
        run = _keep(
            by,
            public_id,
            state,
            run_state=RunState.CHECKED,
            counts=tried.counts,
            plan_hash=tried.plan.digest,
            has_changed=has_changed,
        )
        ImportRow.objects.seen_by(by).filter(run=run).delete()
        ImportRow.objects.bulk_create(
            (
                ImportRow(
                    municipality_id=run.municipality_id,
                    organisation_id=run.organisation_id,
                    run=run,
                    position=position,
                    row_number=row.number,
                    verdict=row.verdict,
                    reasons=list(row.reasons),
                    warnings=list(row.warnings),
                    becomes=dict(row.becomes),
                    cells=list(row.cells),
                )
                for position, row in enumerate(tried.rows)
            ),
            batch_size=_ROWS_A_TIME,
        )


def _recognised(by: Viewer, seen: Seen) -> FileSource | None:
    if not seen.columns:
        return None
    with acting_as(by, only_reads=True):
        return queries.source_of(by, rules.fingerprint(seen.headings))


def _as_remembered(source: FileSource, seen: Seen, proposed: FileMapping) -> FileMapping:
    """The remembered meanings under today's headings; sheet and heading row are those of this file."""
    remembered, out = FileMapping.of(source.mapping), str(Meaning.OUT)
    ours = [column for column in seen.all_columns if not rules.is_why(column.heading)]
    columns = {column.index: out for column in seen.all_columns}
    columns |= {column.index: remembered.columns.get(place, out) for place, column in enumerate(ours)}
    return FileMapping(proposed.sheet, proposed.heading_row, remembered.crs, columns)


def _refuse(by: Viewer, public_id: str, refusal: DomainError, now: datetime) -> None:
    """Keep the refusal for the page. A file that has been read stays, so that it can be read in another way."""
    with acting_as(by):
        run = ImportRun.objects.seen_by(by).filter(public_id=public_id, run_state__in=list(queries.WORKING)).first()
        if run is None:
            return
        is_readable = bool(run.seen_in_file)
        run.run_state, run.ended_at = (RunState.READ, None) if is_readable else (RunState.REFUSED, now)
        run.refusal, run.refusal_values = refusal.template, {name: str(value) for name, value in refusal.values.items()}
        run.save(update_fields=["run_state", "ended_at", "refusal", "refusal_values"])
        if not is_readable:
            empty(run, by)
