"""The county is left in the middle of its work: something to do for everybody, this week."""

from __future__ import annotations

from datetime import datetime, timedelta

from tryggve.cycle.incidents.actions import approve_incident, register_incident, return_incident
from tryggve.cycle.meetings.actions import open_meeting, propose_priority
from tryggve.cycle.meetings.queries import previous_priorities
from tryggve.cycle.situation_pictures.queries import latest_picture
from tryggve.demo.happenings import Seen, what_happens
from tryggve.demo.player import Player
from tryggve.demo.rhythms import local
from tryggve.demo.work import group_of, templates, usual_question
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import STOCKHOLM

#: Whose reports for the last full week are still open.
LEFT_OPEN = {
    "falun": frozenset({"kopparstaden", "stadsrum", "polisen"}),
    "borlange": frozenset({"tunabyggen", "kultur"}),
    "ludvika": frozenset({"ludvikahem"}),
}
_QUESTION = "Var det i det norra eller det södra trapphuset?"


def leave_things_to_do(player: Player) -> None:
    """New incidents to review, a meeting to hold, an analysis to finish. The rest is open already."""
    _this_week(player)
    _next_meeting(player)
    _open_analysis(player)


def _this_week(player: Player) -> None:
    """What has happened since: most of it waits for its coordinator."""
    town, year = player.town, player.year
    random = year.chance.of(town.facts.slug, "today")
    waiting = 0
    for seen in what_happens(town, year, year.until + 1):
        registered = _registered_at(seen)
        if registered > year.now or not player.reporters.keeps_raw(seen.party):
            continue
        draft = player.reporters.draft_of(seen, random)
        reporter = player.reporters.reporter_of(seen.party, random)
        coordinator = town.coordinators[seen.party]
        incident = register_incident(draft=draft, by=reporter, now=registered)
        is_home = coordinator.organisation_id == town.by_role["reporter"].organisation_id
        if is_home:
            waiting += 1
            if waiting == 1:
                return_incident(public_id=incident.public_id, question=_QUESTION, by=coordinator, now=registered)
        elif random.random() < 0.6:
            approve_incident(public_id=incident.public_id, by=coordinator, now=year.at(registered + timedelta(hours=3)))


def _registered_at(seen: Seen) -> datetime:
    return seen.started + timedelta(hours=15) if seen.precision == "day" else seen.ended + timedelta(minutes=20)


def _next_meeting(player: Player) -> None:
    """The meeting about the last full week is called, and Mona has proposed one area for it."""
    town, year = player.town, player.year
    week = year.until
    olle, mona = town.by_role["meeting_chair"], town.by_role["meeting_member"]
    with acting_as(olle):
        picture = latest_picture(olle, str(week))
        if picture is None:
            return
        held_at = local(week, 10, 13)
        while held_at < year.now + timedelta(hours=12):
            held_at += timedelta(days=1)
        meeting = open_meeting(week=week, held_at=held_at, place=town.facts.meets_at, by=olle, now=year.now)
        for topic in player.group.topics(week, [])[:1]:
            propose_priority(
                meeting=meeting.public_id,
                area=topic.area,
                subject=topic.subject,
                category_codes=topic.category_codes,
                reason=topic.reason,
                owner=town.organisations["est"],
                by=mona,
                now=year.now,
            )


def _open_analysis(player: Player) -> None:
    """The first of last time's areas that nobody has asked about has its evidence, but no choice yet."""
    mona = player.town.by_role["meeting_member"]
    with acting_as(mona):
        for about in previous_priorities(mona, str(player.year.until)):
            told = templates().get(group_of(about))
            if told is not None and not player.work.analysed(about.key):
                now = min(player.year.now, local(player.year.until, 8, 9)).astimezone(STOCKHOLM)
                player.work.ask(about.key, usual_question(told), now=now, settles=False)
                return
