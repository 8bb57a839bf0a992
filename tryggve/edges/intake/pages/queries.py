"""What has been uploaded here, what became of its rows, and how files are read. The organisation's own."""

from __future__ import annotations

from datetime import datetime, timedelta

from tryggve.edges.intake.pages.models import FileSource, ImportRow, ImportRun, RunState
from tryggve.foundation.queue.jobs import find
from tryggve.foundation.queue.models import Job
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer

RIGHT = "incident.import"
#: What a file held is kept no longer than this, read in or not.
KEPT_FOR = timedelta(hours=24)
#: The worker has it: the page shows how far it has come.
WORKING = frozenset({RunState.READING, RunState.CHECKING, RunState.COMMITTING})
#: Nothing more will happen with it.
ENDED = frozenset({RunState.COMMITTED, RunState.REFUSED, RunState.CANCELLED, RunState.EXPIRED})
_LATEST = 8


def run_of(viewer: Viewer, public_id: str) -> ImportRun:
    """One of the organisation's, or NotFound."""
    viewer.require(RIGHT)
    found: ImportRun = ImportRun.objects.seen_by(viewer).select_related("source").one(public_id=public_id)
    return found


def latest_runs(viewer: Viewer) -> list[ImportRun]:
    """The organisation's latest, newest first."""
    viewer.require(RIGHT)
    return list(ImportRun.objects.seen_by(viewer)[:_LATEST])


def has_contents(run: ImportRun, now: datetime) -> bool:
    """Whether what the file held may still be shown."""
    return run.run_state != RunState.EXPIRED and now - run.uploaded_at < KEPT_FOR


def job_of(viewer: Viewer, run: ImportRun) -> Job | None:
    """The work that was last asked for; None before the first and when it has been cleared away."""
    if not run.job:
        return None
    try:
        return find(viewer, run.job)
    except NotFound:
        return None


def rows_of(viewer: Viewer, run: ImportRun, verdict: str = "") -> SeenQuerySet[ImportRow]:
    """The file's rows in its own order, all or those of one verdict."""
    found = ImportRow.objects.seen_by(viewer).filter(run=run)
    return found.filter(verdict=verdict) if verdict else found


def sources(viewer: Viewer) -> list[FileSource]:
    """The remembered ways of reading, by name."""
    viewer.require(RIGHT)
    return list(FileSource.objects.seen_by(viewer))


def source(viewer: Viewer, public_id: str) -> FileSource:
    """One of them, or NotFound."""
    viewer.require(RIGHT)
    found: FileSource = FileSource.objects.seen_by(viewer).one(public_id=public_id)
    return found


def source_of(viewer: Viewer, fingerprint: str) -> FileSource | None:
    """The one for files with these headings."""
    return FileSource.objects.seen_by(viewer).filter(fingerprint=fingerprint).first()
