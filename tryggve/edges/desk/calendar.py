"""What stands in a person's calendar: days and what to do, and nothing of what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from tryggve.cycle.evaluations import queries as evaluations
from tryggve.cycle.measures import queries as measures
from tryggve.cycle.meetings import queries as meetings
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week

_WEEKS_BACK = 2
_WEEKS_AHEAD = 8
_DAYS_BACK = timedelta(days=30)
_A_MEETING = timedelta(hours=1)
_BEFORE_DUE = timedelta(minutes=30)
_MOST_MEETINGS = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a moment with an end, or a whole day."""

    key: str
    title: str
    starts: datetime | date
    ends: datetime | date


def entries(viewer: Viewer, now: datetime) -> list[Entry]:
    """What one person has to do in one place."""
    found = [*_reports(viewer, now), *_meetings(viewer, now), *_measures(viewer, now), *_evaluations(viewer, now)]
    return sorted(found, key=lambda each: (str(each.starts), each.key))


def _reports(viewer: Viewer, now: datetime) -> list[Entry]:
    if not viewer.may("weekly_report.share") or viewer.organisation_id is None:
        return []
    this_week = Week.of(now)
    weeks = Week.range(this_week - _WEEKS_BACK, this_week + _WEEKS_AHEAD)
    periods = dict.fromkeys(weekly_reports.period_for(viewer, week) for week in weeks)
    return [
        Entry(
            key=f"report-{period.last_week}-{viewer.organisation_public_id}",
            title=_("Veckorapport v. %(week)s ska delas") % {"week": period.last_week.number},
            starts=weekly_reports.deadline(period) - _BEFORE_DUE,
            ends=weekly_reports.deadline(period),
        )
        for period in periods
    ]


def _meetings(viewer: Viewer, now: datetime) -> list[Entry]:
    if not (viewer.may("meeting.read") and viewer.may("priority.propose")):
        return []
    return [
        Entry(f"meeting-{each.key}", _("EST-möte"), each.held_at, each.held_at + _A_MEETING)
        for each in meetings.headings(viewer, _MOST_MEETINGS)
        if each.held_at > now - _DAYS_BACK
    ]


def _measures(viewer: Viewer, now: datetime) -> list[Entry]:
    if not viewer.may("measure.update_own"):
        return []
    since = _day(now) - _DAYS_BACK
    return [
        _whole_day(f"measure-{each.key}", _("Åtgärd: ska vara klar"), each.end_date)
        for each in measures.for_owner(viewer)
        if each.is_running and each.end_date >= since
    ]


def _evaluations(viewer: Viewer, now: datetime) -> list[Entry]:
    if not viewer.may("evaluation.write"):
        return []
    today = _day(now)
    waiting = [*evaluations.waiting(viewer, today), *evaluations.coming(viewer, today)]
    return [
        _whole_day(f"evaluation-{each.key}", _("Åtgärd: dags att följa upp"), each.plan.evaluation_date)
        for each in waiting
    ]


def _day(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def _whole_day(key: str, title: str, day: date) -> Entry:
    return Entry(key, title, day, day + timedelta(days=1))


def as_ical(found: list[Entry], now: datetime) -> bytes:
    """The entries as a calendar file. All day the same bytes while nothing changes: programmes need not read."""
    calendar = Calendar()
    calendar.add("prodid", "-//Tryggve//Tryggve//SV")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Tryggve")
    calendar.add("x-published-ttl", "PT3H")
    stamp = datetime.combine(_day(now), time(), STOCKHOLM)
    for each in {each.key: each for each in found}.values():
        event = Event()
        event.add("uid", f"{each.key}@tryggve")
        event.add("dtstamp", stamp)
        event.add("summary", each.title)
        event.add("dtstart", _utc(each.starts))
        event.add("dtend", _utc(each.ends))
        event.add("url", f"{settings.ADDRESS}/logga-in/")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _utc(moment: datetime | date) -> datetime | date:
    """A moment in UTC: the file then needs no table of summer times."""
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment
