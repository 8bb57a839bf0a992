"""Disposals, extracts and erasures, done by the worker. Each may run twice: what is done is not done again."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from tryggve.edges.keeping import people_data, queries
from tryggve.edges.keeping.actions import DISPOSE, ERASE, EXTRACT
from tryggve.edges.keeping.disposal import carry_out
from tryggve.edges.keeping.models import PersonExtract
from tryggve.foundation.audit.trail import record
from tryggve.foundation.people.models import User
from tryggve.foundation.queue.jobs import Progress, job
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer


@job(DISPOSE, right="disposal.order")
def dispose(*, run: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """A trial, or a disposal, in every organisation's own name."""
    carry_out(run, Municipality.objects.get(pk=by.home_id), now=now, progress=progress)
    return reverse("keeping:run", args=[run])


@job(EXTRACT, right="person.data")
def gather(*, extract: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """What there is about somebody, in the asker's municipality."""
    home = Municipality.objects.get(pk=by.home_id)
    with acting_as(by):
        row = queries.extract(by, extract)
    progress(0, 1)
    content = people_data.extract(row.person, [home])
    with acting_as(by):
        found = PersonExtract.objects.seen_by(by).filter(pk=row.pk, finished_at=None)
        if found.update(content=content, finished_at=now):
            record(by=by, event="person.extracted", now=now, subject=row.person)
    progress(1, 1)
    return reverse("keeping:extract", args=[extract])


@job(ERASE, right="person.data")
def erase(
    *,
    person: str,
    decision: str,
    by: Viewer,  # noqa: ARG001
    now: datetime,
    progress: Progress,
) -> str:
    """Blank somebody who has left."""
    user = User.objects.get(public_id=person)
    progress(0, 1)
    if user.name:  # the job may run twice
        people_data.erase(user, decision=decision, now=now)
    progress(1, 1)
    return reverse("administration:people")
