"""What files held is taken away after a day, in every organisation, whether they were read in or not."""

from __future__ import annotations

from datetime import datetime, timedelta

from tryggve.edges.intake.pages.actions import dispose, has_overdue
from tryggve.foundation.people.queries import organisations, system_viewer
from tryggve.foundation.queue.reaper import Rhythm
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as

_EVERY = timedelta(minutes=15)


def dispose_everywhere(now: datetime) -> None:
    """Each organisation's own, in its own name: nobody else reaches the rows."""
    for municipality in Municipality.objects.all():
        viewer = system_viewer(municipality)
        with acting_as(viewer):
            found = list(organisations(viewer))
        for organisation in found:
            owner = system_viewer(municipality, organisation)
            if has_overdue(owner, now):
                dispose(by=owner, now=now)


DISPOSAL = Rhythm("intake.dispose", lambda after: after + _EVERY, dispose_everywhere)
