"""A week in few words: what somebody saw, what somebody shared. Through the same actions as people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tryggve.cycle.incidents.actions import approve_incident, register_incident
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.shapes import Certainty, IncidentDraft, Nature, TimePrecision
from tryggve.cycle.weekly_reports.actions import (
    add_summary_line,
    open_week,
    share_nothing,
    share_report,
    write_judgement,
)
from tryggve.cycle.weekly_reports.models import SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.queries import own_in_week
from tryggve.cycle.weekly_reports.shapes import SummaryDraft
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast

#: The week that the story is about, and the Monday morning after it.
WEEK = Week.parse("2026-W37")
AFTER_WEEK = WEEK.end_at + timedelta(hours=9)
#: Who approves and shares for the reporter's organisation.
COORDINATORS = {"rakel": "sixten", "sixten": "sixten", "kerstin": "kerstin", "frida": "frida"}


def an_incident(  # noqa: PLR0913 - a story names what it needs
    cast: Cast,
    who: str,
    *,
    category: str = "C4",
    place: str = "",
    week: Week = WEEK,
    hours_in: float = 68.0,
    note: str = "",
    shared_text: str = "",
    approve: bool = True,
    **changes: Any,
) -> Incident:
    """Somebody saw something `hours_in` hours after the week began; approved unless told otherwise."""
    moment = week.start_at + timedelta(hours=hours_in)
    draft = IncidentDraft(
        category_code=category,
        occurred_from=moment,
        occurred_to=moment,
        time_precision=TimePrecision.MINUTE,
        place=cast.places[place].public_id if place else "",
        certainty=Certainty.SEEN,
        nature=Nature.CRIME,
        note=note,
        shared_text=shared_text,
        **changes,
    )
    now = moment + timedelta(minutes=5)
    incident = register_incident(draft=draft, by=cast.viewers[who], now=now)
    if approve:
        approve_incident(public_id=incident.public_id, by=cast.viewers[COORDINATORS[who]], now=now)
    return incident


def report_of(cast: Cast, who: str, week: Week = WEEK, now: datetime | None = None) -> WeeklyReport:
    """The open report of somebody's organisation, opened for everybody if it is not yet."""
    viewer = cast.viewers[who]
    town = cast.falun if viewer.municipality_id == cast.falun.pk else cast.borlange
    open_week(week=week, by=system_viewer(town), now=now or week.end_at + timedelta(hours=6))
    with acting_as(viewer):
        report = own_in_week(viewer, week)
    assert report is not None
    return report


def share_week(cast: Cast, who: str, week: Week = WEEK, now: datetime | None = None) -> WeeklyReport:
    """Somebody shares their organisation's week, on Monday morning unless told otherwise."""
    moment = now or week.end_at + timedelta(hours=8)
    report = report_of(cast, who, week)
    write_judgement(
        public_id=report.public_id,
        judgement="green",
        judgement_text="",
        risk_signals="",
        needs="",
        by=cast.viewers[who],
        now=moment,
    )
    return share_report(public_id=report.public_id, by=cast.viewers[who], now=moment)


def nothing_to_report(cast: Cast, who: str, week: Week = WEEK, now: datetime | None = None) -> WeeklyReport:
    """Somebody signs that there is nothing to report."""
    moment = now or week.end_at + timedelta(hours=8)
    report = report_of(cast, who, week)
    return share_nothing(public_id=report.public_id, by=cast.viewers[who], now=moment)


def a_summary_line(
    cast: Cast, who: str, *, area: str, category: str = "D2", count: int = 1, week: Week = WEEK
) -> SummaryLine:
    """Somebody whose organisation keeps no raw incidents writes a line."""
    report = report_of(cast, who, week)
    moment = week.start_at + timedelta(hours=50)
    draft = SummaryDraft(
        category_code=category,
        occurred_from=moment,
        occurred_to=moment + timedelta(hours=8),
        time_precision=TimePrecision.INTERVAL,
        area=cast.areas[area].public_id,
        count=count,
    )
    return add_summary_line(public_id=report.public_id, draft=draft, by=cast.viewers[who], now=report.opened_at)
