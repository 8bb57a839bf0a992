"""What returns by itself: the week is opened, the outside sources shared, the trail checked.

Functions of `now`; the worker calls them through the queue's tick, the command line by hand.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tryggve.cycle.weekly_reports.actions import open_week, share_outside_week
from tryggve.foundation.audit.trail import verify
from tryggve.foundation.people.queries import organisations, system_viewer
from tryggve.foundation.queue.reaper import Rhythm
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import Week

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENS_AT = time(6, 0)
logger = logging.getLogger("tryggve.jobs")


def next_monday_morning(after: datetime) -> datetime:
    """The next Monday 06.00 in Sweden, summer or winter time."""
    local = after.astimezone(STOCKHOLM)
    monday = local.date() + timedelta(days=(7 - local.weekday()) % 7)
    moment = datetime.combine(monday, OPENS_AT, STOCKHOLM)
    if moment <= local:
        moment = datetime.combine(monday + timedelta(days=7), OPENS_AT, STOCKHOLM)
    return moment.astimezone(UTC)


def next_night(after: datetime) -> datetime:
    """The next 02.30 in Sweden."""
    local = after.astimezone(STOCKHOLM)
    moment = datetime.combine(local.date(), time(2, 30), STOCKHOLM)
    if moment <= local:
        moment = datetime.combine(local.date() + timedelta(days=1), time(2, 30), STOCKHOLM)
    return moment.astimezone(UTC)


def open_last_week(now: datetime) -> None:
    """Open every municipality's reports for the week that has ended, and share the outside sources."""
    week = Week.of(now) - 1
    for municipality in Municipality.objects.all():
        viewer = system_viewer(municipality)
        open_week(week=week, by=viewer, now=now)
        share_outside_sources(municipality, week, now)


def share_outside_sources(municipality: Municipality, week: Week, now: datetime) -> None:
    """Share what the municipality's outside sources hold for a week; nothing new is not a fault."""
    viewer = system_viewer(municipality)
    with acting_as(viewer):
        sources = [each for each in organisations(viewer) if each.is_outside_source and each.is_active]
    for source in sources:
        try:
            share_outside_week(week=week, by=system_viewer(municipality, source), now=now)
        except DomainError as refusal:
            logger.info("outside source %s: %s", source.public_id, type(refusal).__name__)


def check_trails(now: datetime) -> None:
    """Walk every municipality's trail; a broken one is an error in the log (and in "4 of 4", a mail)."""
    for municipality in Municipality.objects.all():
        verdict = verify(system_viewer(municipality))
        if not verdict.holds:
            logger.error("audit trail of %s broken at %s: %s", municipality.slug, verdict.broken_at, verdict.reason)


RHYTHMS = [
    Rhythm("open_last_week", next_monday_morning, open_last_week),
    Rhythm("check_trails", next_night, check_trails),
]
