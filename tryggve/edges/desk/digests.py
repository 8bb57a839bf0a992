"""What is each person mailed, and when is there nothing to say?

Each letter is written for one person in one place, with what that person may read: counts, days and
states, the worst first, only what asks something of the reader. Nothing to do is no letter. Never a
place, a name, or a word of what was reported; one plain link, without a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.meetings import queries as meetings
from tryggve.cycle.situation_pictures import queries as situation_pictures
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import ReportState
from tryggve.edges.desk.own_reports import own_reports
from tryggve.edges.desk.parts.desk import Desk
from tryggve.edges.desk.what_came import Reached
from tryggve.foundation.notify.rules import Letter, Topic
from tryggve.foundation.people.queries import own_organisation, people_at_work
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web.formats import clock, day
from tryggve.kernel.weeks import STOCKHOLM, Week

if TYPE_CHECKING:
    from tryggve.cycle.weekly_reports.models import WeeklyReport

_A_WEEK = timedelta(days=7)
_FRIDAY, _THURSDAY = 4, 3
#: The hour at which letters of the morning are written, and that the week of the feedback is cut at.
MORNING = time(7, 30)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in one letter, before it is known who gets it."""

    topic: Topic
    about: str
    subject: str
    lines: Sequence[str]
    expires_at: datetime


Writer = Callable[[Desk], Written | None]


def letters(kind: str, municipality: Municipality, now: datetime) -> list[Letter]:
    """The letters of one kind for everybody in a municipality whom it concerns."""
    found: list[Letter] = []
    for user, viewer in people_at_work(municipality):
        with acting_as(viewer, only_reads=True), translation.override(user.language):
            written = WRITERS[kind](Desk(viewer, now))
            if written is not None:
                found.append(_letter(user.pk, written, viewer.organisation_public_id, is_practice=viewer.is_practice))
    return found


def _letter(user_id: int, written: Written, organisation: str, *, is_practice: bool) -> Letter:
    parts = [
        *([_("Övningsdata.")] if is_practice else []),
        "\n".join(written.lines),
        _("Logga in: %(address)s") % {"address": f"{settings.ADDRESS}{reverse('entrance:login')}"},
        _("Det går inte att svara på det här mejlet. I menyn, under Mejl och kalender, väljer du vilka mejl du får."),
    ]
    return Letter(
        user_id=user_id,
        topic=written.topic,
        dedupe_key=f"{written.about}:{organisation}",
        subject=f"Tryggve: {written.subject}",
        text="\n\n".join(parts) + "\n",
        expires_at=written.expires_at,
    )


# -- The organisation's Monday -----------------------------------------------------------------
def _open_report(desk: Desk) -> WeeklyReport | None:
    """The organisation's report that nobody has seen yet, if the viewer is the one to share it."""
    if not desk.viewer.may("weekly_report.share") or desk.viewer.organisation_id is None:
        return None
    report = weekly_reports.own_in_week(desk.viewer, desk.week)
    return report if report and report.version == 1 and report.report_state == ReportState.OPEN else None


def report_is_due(desk: Desk) -> Written | None:
    """Monday morning: what is left to review, and that the report is due at noon."""
    report = _open_report(desk)
    if report is None or report.due_at.astimezone(STOCKHOLM).date() != desk.today:
        return None
    lines = [_("Veckorapporten för vecka %(week)s ska delas i dag före klockan 12.") % {"week": desk.week.number}]
    keeps_raw = own_organisation(desk.viewer).keeps_raw
    waiting = incidents.waiting_before(desk.viewer, desk.week.end_at) if keeps_raw else 0
    if waiting:
        lines.insert(
            0,
            ngettext("En händelse väntar på granskning.", "%(n)s händelser väntar på granskning.", waiting)
            % {"n": waiting},
        )
    return Written(
        topic=Topic.WEEK,
        about=f"report:{report.period_start_date}",
        subject=_("vecka %(week)s ska delas i dag") % {"week": desk.week.number},
        lines=lines,
        expires_at=report.due_at,
    )


def report_is_late(desk: Desk) -> Written | None:
    """Monday at one, once: the report was due at noon and is not shared."""
    report = _open_report(desk)
    if report is None or not report.due_at <= desk.now < report.due_at + timedelta(days=1):
        return None
    week = {"week": desk.week.number}
    return Written(
        topic=Topic.REMINDER,
        about=f"late:{report.period_start_date}",
        subject=_("vecka %(week)s är inte delad") % week,
        lines=[
            _("Veckorapporten för vecka %(week)s skulle ha delats klockan 12.") % week,
            _("Det går bra att dela den nu. Finns det inget att rapportera, så dela det."),
        ],
        expires_at=report.due_at + timedelta(days=1),
    )


# -- The EST coordinator's Tuesday --------------------------------------------------------------
def who_has_shared(desk: Desk) -> Written | None:
    """Tuesday morning: how many have not answered, or that the picture can be compiled."""
    if not desk.viewer.may("picture.compile") or not desk.answers:
        return None
    first = weekly_reports.first_week(desk.viewer)
    if first is None or desk.week < first:
        return None
    is_ready = desk.picture is not None and desk.picture.is_ready
    if not desk.silent and is_ready:
        return None
    week = {"week": desk.week.number, "m": len(desk.answers), "n": len(desk.answers) - len(desk.silent)}
    lines = []
    if desk.silent:
        silent = len(desk.silent)
        lines.append(
            ngettext("En har inte svarat för vecka %(week)s.", "%(n)s har inte svarat för vecka %(week)s.", silent)
            % {"week": desk.week.number, "n": silent}
        )
    lines.append(_("%(n)s av %(m)s har delat vecka %(week)s.") % week)
    if not is_ready:
        lines.append(_("Lägesbilden väntar på dig."))
    return Written(
        topic=Topic.WEEK,
        about=f"shared:{desk.week}",
        subject=_("%(n)s av %(m)s har delat vecka %(week)s") % week,
        lines=lines,
        expires_at=_morning_of(desk, days=1),
    )


# -- Those who meet ------------------------------------------------------------------------------
def meeting_is_near(desk: Desk) -> Written | None:
    """A workday's morning: a meeting before the next workday's end; on Thursdays one in the coming week."""
    if not (desk.viewer.may("meeting.read") and desk.viewer.may("priority.propose")):
        return None
    coming = [
        each
        for each in meetings.headings(desk.viewer, limit=10)
        if not each.is_closed and desk.now < each.held_at < _told_until(desk)
    ]
    if not coming:
        return None
    first = min(coming, key=lambda each: each.held_at)
    when = {"day": day(first.held_at), "clock": clock(first.held_at)}
    week = {"week": Week.parse(first.week).number}
    picture = situation_pictures.versions(desk.viewer, first.week) if desk.viewer.may("picture.read") else []
    is_ready = bool(picture) and picture[0].is_ready
    words = (
        _("Lägesbilden för vecka %(week)s är klar. Läs den före mötet.")
        if is_ready
        else _("Lägesbilden för vecka %(week)s är inte klar än.")
    )
    return Written(
        topic=Topic.WEEK,
        about=f"meeting:{first.key}",
        subject=_("EST-möte %(day)s kl. %(clock)s") % when,
        lines=[_("EST-gruppen möts %(day)s kl. %(clock)s.") % when, words % week],
        expires_at=first.held_at,
    )


def _told_until(desk: Desk) -> datetime:
    """The end of the next workday; on Thursdays a week ahead."""
    days = {_THURSDAY: 7, _FRIDAY: 3}.get(desk.today.weekday(), 1)
    return _morning_of(desk, days=days + 1, at=time())


# -- Whoever owns a measure ------------------------------------------------------------------------
def measures_are_due(desk: Desk) -> Written | None:
    """Thursday morning: own measures that are late, due within a week, or should have begun; and what to read off."""
    running = [each for each in desk.own_measures if each.is_running]
    late = sum(each.end_date < desk.today for each in running)
    due = sum(desk.today <= each.end_date <= desk.today + _A_WEEK for each in running)
    unbegun = sum(each.is_planned and each.start_date <= desk.today for each in desk.own_measures)
    to_read = len(desk.due_measures) if desk.viewer.may("picture.compile") else 0
    said = [
        (late, ngettext("En av dina åtgärder är sen.", "%(n)s av dina åtgärder är sena.", late)),
        (due, ngettext("En åtgärd ska vara klar inom en vecka.", "%(n)s åtgärder ska vara klara inom en vecka.", due)),
        (
            unbegun,
            ngettext("En åtgärd skulle ha börjat.", "%(n)s åtgärder skulle ha börjat.", unbegun),
        ),
        (to_read, ngettext("En åtgärd är dags att följa upp.", "%(n)s åtgärder är dags att följa upp.", to_read)),
    ]
    lines = [words % {"n": n} for n, words in said if n]
    if not lines:
        return None
    n = late + due + unbegun + to_read
    return Written(
        topic=Topic.REMINDER,
        about=f"measures:{desk.this_week}",
        subject=ngettext("en åtgärd väntar på dig", "%(n)s åtgärder väntar på dig", n) % {"n": n},
        lines=lines,
        expires_at=_morning_of(desk, days=1),
    )


# -- Those who report ------------------------------------------------------------------------------
def what_became(desk: Desk) -> Written | None:
    """Friday morning: how many of the own reports have come a step further since last Friday."""
    if not desk.viewer.may("incident.read_own") or desk.viewer.user_id is None:
        return None
    until = _last_friday(desk.now)
    since = _at(until.astimezone(STOCKHOLM).date() - _A_WEEK, MORNING)
    trails = [each.trail for each in own_reports(desk.viewer, until)]
    n = {step: sum(step in each.told and since < each.told[step] <= until for each in trails) for step in Reached}
    unsure = sum(
        since < each.told.get(Reached.OUTCOME, since) <= until and str(each.verdict or each.went) == "cannot_tell"
        for each in trails
    )
    said = [
        (
            n[Reached.OUTCOME],
            ngettext(
                "En har fått ett svar på hur det gick.", "%(n)s har fått ett svar på hur det gick.", n[Reached.OUTCOME]
            ),
        ),
        (
            unsure,
            ngettext("För en av dem kan det inte avgöras ännu.", "För %(n)s av dem kan det inte avgöras ännu.", unsure),
        ),
        (n[Reached.MEASURE], ngettext("En har gett en åtgärd.", "%(n)s har gett en åtgärd.", n[Reached.MEASURE])),
        (
            n[Reached.CHOSEN],
            ngettext(
                "En var med när gruppen valde område.", "%(n)s var med när gruppen valde område.", n[Reached.CHOSEN]
            ),
        ),
        (
            n[Reached.IN_PICTURE],
            ngettext("En kom med i lägesbilden.", "%(n)s kom med i lägesbilden.", n[Reached.IN_PICTURE]),
        ),
    ]
    lines = [words % {"n": count} for count, words in said if count]
    if not lines:
        return None
    return Written(
        topic=Topic.FEEDBACK,
        about=f"became:{Week.of(until)}",
        subject=_("det här blev det av det du har rapporterat"),
        lines=[_("Av det du har rapporterat, sedan förra fredagen:"), *lines],
        expires_at=until + timedelta(days=3),
    )


def _last_friday(now: datetime) -> datetime:
    """The latest Friday morning that has been."""
    local = now.astimezone(STOCKHOLM)
    friday = local.date() - timedelta(days=(local.weekday() - _FRIDAY) % 7)
    moment = _at(friday, MORNING)
    return moment if moment <= now else _at(friday - _A_WEEK, MORNING)


def _morning_of(desk: Desk, *, days: int, at: time = MORNING) -> datetime:
    return _at(desk.today + timedelta(days=days), at)


def _at(on: date, at: time) -> datetime:
    return datetime.combine(on, at, STOCKHOLM)


WRITERS: dict[str, Writer] = {
    "report_is_due": report_is_due,
    "report_is_late": report_is_late,
    "who_has_shared": who_has_shared,
    "meeting_is_near": meeting_is_near,
    "measures_are_due": measures_are_due,
    "what_became": what_became,
}
