"""Small worlds for the tests of this room."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tryggve.cycle.incidents.actions import register_incident
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.shapes import IncidentDraft, TimePrecision
from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW


def draft(at: datetime = NOW - timedelta(hours=3), **changes: Any) -> IncidentDraft:
    """Nedskräpning, seen at a time known to the minute."""
    said: dict[str, Any] = {
        "category_code": "F3",
        "occurred_from": at,
        "occurred_to": at,
        "time_precision": TimePrecision.MINUTE,
    }
    return IncidentDraft(**(said | changes))


def registered(by: Viewer, *, now: datetime = NOW, **changes: Any) -> Incident:
    """A saved incident."""
    return register_incident(draft=draft(**changes), by=by, now=now)


def reread(viewer: Viewer, incident: Incident) -> Incident:
    """As it stands now."""
    with acting_as(viewer):
        found: Incident = Incident.objects.seen_by(viewer).one(pk=incident.pk)
        return found


def events(viewer: Viewer, incident: Incident) -> list[str]:
    """What the trail says about it."""
    with acting_as(viewer):
        return [entry.event for entry in entries_about(viewer, incident)]
