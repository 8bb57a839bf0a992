"""Disposals, done by the worker. Each may run twice: what is done is not done again."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from tryggve.edges.keeping.actions import DISPOSE
from tryggve.edges.keeping.disposal import carry_out
from tryggve.foundation.queue.jobs import Progress, job
from tryggve.foundation.tenancy.models import Municipality
from tryggve.kernel.viewer import Viewer


@job(DISPOSE)
def dispose(*, run: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """A trial, or a disposal, in every organisation's own name."""
    carry_out(run, Municipality.objects.get(pk=by.home_id), now=now, progress=progress)
    return reverse("keeping:run", args=[run])
