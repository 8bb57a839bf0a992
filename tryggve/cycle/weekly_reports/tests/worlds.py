"""Small worlds for the tests of this room: an incident registered, approved, shared."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tryggve.cycle.incidents.actions import approve_incident, register_incident
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.shapes import IncidentDraft, TimePrecision
from tryggve.cycle.weekly_reports.actions import open_week, share_report, write_judgement
from tryggve.cycle.weekly_reports.models import WeeklyReport
from tryggve.foundation.people.queries import system_viewer
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import NOW, Cast

W36 = Week(2026, 36)
W37 = Week(2026, 37)
#: Monday of week 38, an hour before noon in Sweden: in time for week 37.
MONDAY = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)


def draft(at: datetime = NOW - timedelta(hours=3), **changes: Any) -> IncidentDraft:
    """Nedskräpning, seen at a time known to the minute."""
    said: dict[str, Any] = {"category_code": "F3", "time_precision": TimePrecision.MINUTE} | changes
    return IncidentDraft(
        occurred_from=at,
        occurred_to=changes.get("occurred_to", at),
        **{key: value for key, value in said.items() if key != "occurred_to"},
    )


def registered(by: Viewer, *, now: datetime = NOW, **changes: Any) -> Incident:
    """A saved incident."""
    changes.setdefault("at", now - timedelta(hours=3))
    return register_incident(draft=draft(**changes), by=by, now=now)


def approved(by: Viewer, *, now: datetime = NOW, text: str = "", **changes: Any) -> Incident:
    """A saved incident that the coordinator has taken with."""
    incident = registered(by, now=now, **changes)
    return approve_incident(public_id=incident.public_id, shared_text=text, by=by, now=now)


def opened(cast: Cast, organisation: str, week: Week = W37, *, now: datetime = MONDAY) -> WeeklyReport:
    """The organisation's report of the week."""
    town = cast.borlange if organisation in {"tunabyggen", "est_borlange"} else cast.falun
    reports = open_week(week=week, by=system_viewer(town), now=now)
    return next(report for report in reports if report.organisation_id == cast.organisations[organisation].pk)


def shared(by: Viewer, report: WeeklyReport, *, now: datetime = MONDAY, judgement: str = "yellow") -> WeeklyReport:
    """The report with a judgement, shared."""
    write_judgement(public_id=report.public_id, judgement=judgement, judgement_text="Som väntat.", by=by, now=now)
    return share_report(public_id=report.public_id, by=by, now=now)
