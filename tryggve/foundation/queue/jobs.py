"""Where a step hands work to the worker, by registered name.

The queue itself is django-tasks-db: in the same database and the same transaction as what asked
for it, so work that was rolled back is never run. It has no reaper: `reaper.py` is ours. A job may
run twice after a crash; every job is therefore idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone
from django_tasks import task

from tryggve.foundation.queue.models import Job, JobState
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.viewer import Viewer


class Progress(Protocol):
    """Tell how far the work has come; shown on the job's page."""

    def __call__(self, done: int, total: int, text: str = "") -> None: ...


#: A job takes by=, now=, progress= and its own JSON arguments; it returns the address of what it
#: made (shown when done), or "".
JobFunction = Callable[..., str]

JOBS: dict[str, JobFunction] = {}
#: Which right whoever ordered it must hold when it runs; "" for what the house orders for itself. As in access.toml.
JOB_RIGHTS: dict[str, str] = {}


class UnknownJob(Exception):
    """A name that nobody registered. A bug, or an older worker."""


def job(name: str, *, right: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the job of that name. Without the right it is refused: the page's door was another's."""

    def register(function: JobFunction) -> JobFunction:
        JOBS[name] = function
        JOB_RIGHTS[name] = right
        return function

    return register


def enqueue(name: str, *, by: Viewer, now: datetime, **arguments: Any) -> Job:
    """Ask the worker for a job, in the caller's transaction."""
    if name not in JOBS:
        message = f"No such job. Got {name!r}. Registered are {sorted(JOBS)}."
        raise UnknownJob(message)
    with acting_as(by):
        row = Job.objects.create(
            municipality_id=by.municipality_id,
            county_id=by.county_id,
            name=name,
            arguments=arguments,
            enqueued_at=now,
        )
        run_job.enqueue(public_id=row.public_id, viewer=_to_json(by))
        return row


def find(viewer: Viewer, public_id: str) -> Job:
    """One of the viewer's own jobs, or NotFound."""
    return Job.objects.seen_by(viewer).one(public_id=public_id)


def _to_json(viewer: Viewer) -> dict[str, Any]:
    values = asdict(viewer)
    return values | {"name": "", "roles": sorted(viewer.roles), "rights": sorted(viewer.rights)}


def _from_json(values: dict[str, Any]) -> Viewer:
    return Viewer(**(values | {"roles": frozenset(values["roles"]), "rights": frozenset(values["rights"])}))


def _update(viewer: Viewer, public_id: str, **fields: Any) -> None:
    with acting_as(viewer):
        Job.objects.seen_by(viewer).filter(public_id=public_id).update(**fields)


def give_up(*, public_id: str, viewer: dict[str, Any], now: datetime) -> None:
    """The job was lost with its worker too many times: its page says that it did not end."""
    _update(_from_json(viewer), public_id, job_state=JobState.FAILED, finished_at=now)


@task()
def run_job(public_id: str, viewer: dict[str, Any]) -> None:
    """Run one job as the viewer who asked for it. A refusal is kept as the job's answer."""
    by = _from_json(viewer)
    with acting_as(by):
        row = find(by, public_id)
        if row.job_state in (JobState.DONE, JobState.FAILED):
            return
    _update(by, public_id, job_state=JobState.RUNNING)

    def progress(done: int, total: int, text: str = "") -> None:
        _update(by, public_id, done=done, total=total, step_text=text[:200])

    try:
        if JOB_RIGHTS[row.name]:
            by.require(JOB_RIGHTS[row.name])
        url = JOBS[row.name](by=by, now=timezone.now(), progress=progress, **row.arguments)
    except DomainError as refusal:
        _update(by, public_id, job_state=JobState.FAILED, refusal=str(refusal), finished_at=timezone.now())
        return
    except Exception:
        # A bug: the log gets the trace, and the page must not say for ever that work goes on.
        _update(by, public_id, job_state=JobState.FAILED, finished_at=timezone.now())
        raise
    _update(by, public_id, job_state=JobState.DONE, result_url=url, finished_at=timezone.now())
