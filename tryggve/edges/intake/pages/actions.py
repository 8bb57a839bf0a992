"""What a coordinator does with a file: send it, choose how it is read, read it in, stop, be done with it.

The worker's own moves are in `work.py`. Whoever moves a run on says from where: of two at the same
moment one wins, and the other is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from tryggve.edges.intake.pages import queries, reader, rules
from tryggve.edges.intake.pages.models import FileSource, ImportFile, ImportRow, ImportRun, RunState
from tryggve.edges.intake.pages.rules import CannotMove, CannotUpload, NameMissing
from tryggve.edges.intake.pages.shapes import Seen
from tryggve.edges.intake.shapes import FileMapping, Meaning
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.queries import own_organisation
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

RUNS_KEPT_FOR = timedelta(days=90)
CHOOSING = (RunState.READ, RunState.CHECKED)
#: What the worker is asked for when a run has been moved on.
_WORK = {
    RunState.READING: "intake.read",
    RunState.CHECKING: "intake.check",
    RunState.COMMITTING: "intake.commit",
}
_ONE_MEGABYTE = 1_000_000


@action("import.begun", right=queries.RIGHT)
def begin_import(*, file_name: str, content: bytes, size: int, by: Viewer, now: datetime) -> ImportRun:
    """Take the file in, and ask the worker to look at it."""
    organisation = own_organisation(by)
    if not organisation.keeps_raw:
        raise CannotUpload(
            _(
                "{organisation} sparar inga egna händelser i Tryggve. Ni delar bara sammanfattningar. "
                "Skriv en rad i veckorapporten i stället."
            ),
            organisation=organisation.name,
        )
    if not content:
        raise CannotUpload(_("Filen är tom. Vi fick 0 byte. Välj en fil som har rader."), field="file")
    if max(size, len(content)) > reader.LARGEST_UPLOAD:
        raise CannotUpload(
            _("Filen är för stor. Den är {size} megabyte. Dela den, så att varje del är högst {most}."),
            field="file",
            size=round(size / _ONE_MEGABYTE, 1),
            most=reader.LARGEST_UPLOAD // _ONE_MEGABYTE,
        )
    run = ImportRun.objects.create(
        municipality_id=by.home_id,
        organisation=organisation,
        file_name=rules.shown_file_name(file_name),
        file_size=len(content),
        uploaded_at=now,
    )
    ImportFile.objects.create(municipality_id=run.municipality_id, organisation=organisation, run=run, content=content)
    _hand_over(run, by, now)
    with_codes(size=size)
    return run


def _hand_over(run: ImportRun, by: Viewer, now: datetime) -> None:
    run.job = enqueue(_WORK[RunState(run.run_state)], by=by, now=now, run=run.public_id).public_id
    run.save(update_fields=["job"])


def _moved(by: Viewer, public_id: str, *, to: RunState, sent_from: Iterable[RunState], **changes: Any) -> ImportRun:
    """Move a run on from one of these states; CannotMove when somebody was there before."""
    mine = ImportRun.objects.seen_by(by).filter(public_id=public_id)
    if not mine.filter(run_state__in=list(sent_from)).update(run_state=to, **changes):
        found: ImportRun = mine.one()
        raise _too_late(found)
    moved: ImportRun = mine.select_related("source").one()
    return moved


def _too_late(run: ImportRun) -> CannotMove:
    if run.run_state == RunState.COMMITTED:
        return CannotMove(_("Filen är redan inläst. Händelserna finns i granskningen. Ta bort dem där om de är fel."))
    if run.run_state in queries.ENDED:
        return CannotMove(_("Filen finns inte kvar. Den är avbruten eller äldre än ett dygn. Välj filen igen."))
    return CannotMove(_("Filen är på väg någon annanstans. Någon annan tryckte före dig. Ladda om sidan."))


def read_again(*, public_id: str, mapping: FileMapping, by: Viewer, now: datetime) -> ImportRun:
    """Look at the file once more, with another sheet or another heading row."""
    return _ask(public_id, RunState.READING, by, now, mapping=mapping.as_json())


def check_rows(
    *, public_id: str, mapping: FileMapping, source: FileSource | None = None, by: Viewer, now: datetime
) -> ImportRun:
    """Ask for what every row becomes. Writes no incident."""
    return _ask(public_id, RunState.CHECKING, by, now, mapping=mapping.as_json(), source=source)


def start_commit(*, public_id: str, by: Viewer, now: datetime) -> ImportRun:
    """Ask the worker to read the rows in, as they were shown."""
    return _ask(public_id, RunState.COMMITTING, by, now)


def _ask(public_id: str, to: RunState, by: Viewer, now: datetime, **changes: Any) -> ImportRun:
    by.require(queries.RIGHT)
    sent_from = (RunState.CHECKED,) if to == RunState.COMMITTING else CHOOSING
    with acting_as(by):
        run = queries.run_of(by, public_id)
        if run.run_state in sent_from and not queries.has_contents(run, now):
            raise _too_late(ImportRun(run_state=RunState.EXPIRED))
        run = _moved(by, public_id, to=to, sent_from=sent_from, has_changed=False, refusal="", **changes)
        _hand_over(run, by, now)
        return run


@action("import.cancelled", right=queries.RIGHT)
def cancel_import(*, public_id: str, by: Viewer, now: datetime) -> ImportRun:
    """Stop, and take the file away. What was about to be read in is not: the worker writes all or nothing."""
    living = [state for state in RunState if state not in queries.ENDED]
    run = _moved(by, public_id, to=RunState.CANCELLED, sent_from=living, ended_at=now)
    empty(run, by)
    return run


def empty(run: ImportRun, by: Viewer, *, rows_too: bool = True) -> None:
    """Take away what the file held: the bytes, and its rows."""
    ImportFile.objects.seen_by(by).filter(run=run).delete()
    if rows_too:
        ImportRow.objects.seen_by(by).filter(run=run).delete()
        ImportRun.objects.seen_by(by).filter(pk=run.pk).update(seen_in_file={})


@action("import.disposed", right=queries.RIGHT)
def dispose(*, by: Viewer, now: datetime) -> list[ImportRun]:
    """Take away what files held a day ago, and the runs themselves after ninety days."""
    runs = list(_overdue(by, now))
    for run in runs:
        if run.run_state not in queries.ENDED:
            run.run_state, run.ended_at = RunState.EXPIRED, now
            run.save(update_fields=["run_state", "ended_at"])
        empty(run, by)
    ImportRun.objects.seen_by(by).filter(uploaded_at__lt=now - RUNS_KEPT_FOR).delete()
    return runs


def _overdue(by: Viewer, now: datetime) -> Iterable[ImportRun]:
    old = ImportRun.objects.seen_by(by).filter(uploaded_at__lte=now - queries.KEPT_FOR)
    return old.exclude(seen_in_file={}, run_state__in=list(queries.ENDED))


def has_overdue(by: Viewer, now: datetime) -> bool:
    """Whether there is anything to dispose of, so that an idle night writes no line in the trail."""
    with acting_as(by):
        expired = ImportRun.objects.seen_by(by).filter(uploaded_at__lt=now - RUNS_KEPT_FOR).exists()
        return expired or bool(list(_overdue(by, now)))


@action("file_source.remembered", right=queries.RIGHT)
def remember_source(*, name: str, seen: Seen, mapping: FileMapping, by: Viewer, now: datetime) -> FileSource:
    """Next time a file has these headings it is read like this. Our own column of reasons is no heading."""
    ours = [column for column in seen.all_columns if not rules.is_why(column.heading)]
    columns = {place: mapping.columns.get(column.index, str(Meaning.OUT)) for place, column in enumerate(ours)}
    said = {
        "name": _name(name),
        "headings": [column.heading for column in ours],
        "mapping": FileMapping(crs=mapping.crs, columns=columns).as_json(),
        "used_at": now,
    }
    found, _created = FileSource.objects.seen_by(by).update_or_create(
        municipality_id=by.home_id,
        organisation=own_organisation(by),
        fingerprint=rules.fingerprint(seen.headings),
        defaults=said,
        create_defaults={**said, "remembered_at": now},
    )
    return found


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name:
        raise NameMissing(_("Namnet saknas. Vi fick en tom ruta. Skriv vad ni kallar filen."), field="name")
    return name[: rules.LONGEST_NAME]


@action("file_source.renamed", right=queries.RIGHT)
def rename_source(*, public_id: str, name: str, by: Viewer, now: datetime) -> FileSource:
    """Call it something else."""
    found: FileSource = FileSource.objects.seen_by(by).one(public_id=public_id)
    found.name = _name(name)
    found.save(update_fields=["name"])
    return found


@action("file_source.removed", right=queries.RIGHT)
def remove_source(*, public_id: str, by: Viewer, now: datetime) -> None:
    """Forget it. What has been read in stays."""
    found = FileSource.objects.seen_by(by).filter(public_id=public_id)
    if not found.exists():
        raise NotFound
    found.delete()
    with_codes(file_source=public_id)
