"""What returns by itself: the week is opened, the outside sources shared, letters written and sent, the trail checked.

Functions of `now`; the worker calls them through the queue's tick, the command line by hand.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tryggve.cycle.weekly_reports.actions import open_week, share_outside_week
from tryggve.edges.desk.digests import MORNING
from tryggve.edges.intake.pages.disposal import DISPOSAL
from tryggve.edges.jobs.trails import check_trails
from tryggve.edges.keeping.housekeeping import tidy_up
from tryggve.foundation.notify.queries import has_due
from tryggve.foundation.notify.sending import order_sending
from tryggve.foundation.people.queries import organisations, system_viewer
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.queue.reaper import Rhythm
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import Week

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OPENS_AT = time(6, 0)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
logger = logging.getLogger("tryggve.jobs")


def at_the_clock(moment: time, *weekdays: int) -> Callable[[datetime], datetime]:
    """The next time Swedish clocks show this on one of the weekdays (0 is Monday), summer or winter; none: any day."""

    def next_after(after: datetime) -> datetime:
        today = after.astimezone(STOCKHOLM).date()
        days = (today + timedelta(days=ahead) for ahead in range(8))
        moments = (
            datetime.combine(day, moment, STOCKHOLM) for day in days if not weekdays or day.weekday() in weekdays
        )
        return next(each.astimezone(UTC) for each in moments if each > after)

    return next_after


next_monday_morning = at_the_clock(OPENS_AT, MONDAY)
next_night = at_the_clock(time(2, 30))


def next_minute(after: datetime) -> datetime:
    """A minute later."""
    return after + timedelta(minutes=1)


def open_last_week(now: datetime) -> None:
    """Open every municipality's reports for the week that has ended, and share the outside sources."""
    week = Week.of(now) - 1
    for municipality in Municipality.objects.all():
        viewer = system_viewer(municipality)
        try:
            open_week(week=week, by=viewer, now=now)
        except DomainError as refusal:
            # A municipality that is not ready must not keep the others waiting.
            logger.info("week of %s not opened: %s", municipality.slug, type(refusal).__name__)
            continue
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


def have_written(kind: str) -> Callable[[datetime], None]:
    """Have the worker write the letters of one kind in every municipality.

    The tick only asks: it holds a transaction, and letters read much and are sent slowly.
    """

    def order(now: datetime) -> None:
        for municipality in Municipality.objects.all():
            enqueue("desk.write_letters", by=system_viewer(municipality), now=now, kind=kind)

    return order


def send_mails(now: datetime) -> None:
    """Have the worker send what waits, where anything does."""
    for municipality in Municipality.objects.all():
        viewer = system_viewer(municipality)
        with acting_as(viewer):
            is_due = has_due(viewer, now)
        if is_due:
            order_sending(by=viewer, now=now)


_WORKDAYS = (MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY)
RHYTHMS = [
    DISPOSAL,
    Rhythm("open_last_week", next_monday_morning, open_last_week),
    Rhythm("check_trails", next_night, check_trails),
    Rhythm("tidy_up", at_the_clock(time(3, 30)), tidy_up),
    Rhythm("report_is_due", at_the_clock(MORNING, MONDAY), have_written("report_is_due")),
    Rhythm("report_is_late", at_the_clock(time(13), MONDAY), have_written("report_is_late")),
    Rhythm("who_has_shared", at_the_clock(MORNING, TUESDAY), have_written("who_has_shared")),
    Rhythm("meeting_is_near", at_the_clock(MORNING, *_WORKDAYS), have_written("meeting_is_near")),
    Rhythm("measures_are_due", at_the_clock(MORNING, THURSDAY), have_written("measures_are_due")),
    Rhythm("what_became", at_the_clock(MORNING, FRIDAY), have_written("what_became")),
    Rhythm("send_mails", next_minute, send_mails),
]
