"""One year in the practice county, week after week, through the same doors as everybody uses."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from tryggve.cycle.monthly_reports.actions import approve_month, compile_month, send_month
from tryggve.cycle.weekly_reports.actions import open_week
from tryggve.demo import truths
from tryggve.demo.chance import Chance, seeded
from tryggve.demo.ground import lay_up
from tryggve.demo.happenings import Year, what_happens
from tryggve.demo.meetings import Topic
from tryggve.demo.player import Player, player_of
from tryggve.demo.rhythms import local
from tryggve.demo.today import LEFT_OPEN, leave_things_to_do
from tryggve.demo.town import Town
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.weeks import ReportMonth, Week

Progress = Callable[[int, int, str], None]
ALL = ("falun", "borlange", "ludvika")
#: A late report now and then gives the picture a new version.
_RECOMPILED = 0.12
#: The last week whose meeting leads to a new measure: it has begun when the county is left.
_LAST_NEW = -3
_ROWS_BETWEEN_COLLECTIONS = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to make."""

    until: Week
    now: datetime
    seed: int = 2018
    n_weeks: int = 52
    slugs: tuple[str, ...] = ALL
    truths: bool = True
    #: Only the parties and meetings that the planted truths need: for tests.
    is_lean: bool = False

    @property
    def moment(self) -> datetime:
        """When the county is left: now, or half a day before the end of the week after the last full one."""
        return min(self.now, (self.until + 1).end_at - timedelta(hours=12))


def play(wanted: Wanted, progress: Progress | None = None) -> list[Town]:
    """Make the county and its year. Returns the municipalities as they stand."""
    chance = Chance(wanted.seed)
    year = Year(wanted.until, wanted.n_weeks, chance, wanted.moment, wanted.truths, wanted.is_lean)
    with seeded(chance), _seldom_collected():
        with transaction.atomic():
            _county, towns = lay_up(wanted.slugs, truths.PARTIES if wanted.is_lean else frozenset())
        players = [player_of(town, year) for town in towns]
        for number, week in enumerate(year.weeks, start=1):
            with transaction.atomic():
                for player in players:
                    play_week(player, week)
            if progress is not None:
                progress(number, wanted.n_weeks, str(week))
        with transaction.atomic():
            for player in players:
                leave_things_to_do(player)
    return towns


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Thousands of rows live through a week and die together: looking for cycles among them costs a tenth."""
    usual = gc.get_threshold()
    gc.set_threshold(_ROWS_BETWEEN_COLLECTIONS, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def play_week(player: Player, week: Week) -> None:
    """A week happens, is reported, compiled, met about and worked on. The last week is left half done."""
    town, year, reporters = player.town, player.year, player.reporters
    random = year.chance.of(town.facts.slug, week, "register")
    seen = [each for each in what_happens(town, year, week) if each.ended <= year.now]
    registered, player_late = reporters.register(seen, random)
    player.lines += [each for each in seen if not reporters.keeps_raw(each.party)]
    player.told_late += player_late
    open_week(week=week, by=town.system, now=local(week, 7, 6))
    if town.period(week).last_week != week:
        return
    is_last = week == year.until
    leave_open = LEFT_OPEN[town.facts.slug] if is_last else frozenset()
    late = reporters.share_all(week, player.lines, leave_open=leave_open)
    planned = player.planted.topics(week) if player.planted else []
    is_quiet = year.is_lean and not planned and year.age(week) < -2
    for each in town.period(week):
        if each in year.weeks and not is_quiet:
            player.group.compile(each, now=local(week, 7, 13), is_first=not is_last)
    if is_last:
        return
    _late_ones(player, week, late)
    if not year.is_lean and reporters.correct_something(week, registered):
        player.group.compile(week, now=local(week, 8, 11), is_first=False)
    player.lines.clear()
    if is_quiet:
        player.work.look_back(now=local(week, 10, 10))
        player.work.carry_on(week)
        return
    _meet(player, week, planned)
    if not year.is_lean:
        _months(player, week)


def _late_ones(player: Player, week: Week, late: list[str]) -> None:
    """On Tuesday those who are late share, and some told of a thing after the report had gone."""
    random = player.year.chance.of(player.town.facts.slug, week, "late")
    for key in late:
        now = local(week, 8, 9 + random.randrange(3), random.randrange(60))
        player.reporters.share(player.town.parties[key], week, player.lines, now=now)
    if late and random.random() < _RECOMPILED and not player.year.is_lean:
        player.group.compile(week, now=local(week, 8, 15), is_first=False)
    for seen in player.told_late:
        player.reporters.register_one(seen, random, now=local(week, 9, 8 + random.randrange(8), random.randrange(60)))
    player.told_late.clear()


def _meet(player: Player, week: Week, planned: list[Topic]) -> None:
    """Thursday: follow up, meet, and work on. What is due is evaluated in the morning."""
    year, work = player.year, player.work
    player.group.follow_up(week, now=local(week, 10, 9))
    is_near_the_end = year.age(week) >= -3
    work.look_back(now=local(week, 10, 10), leave=1 if is_near_the_end and not year.is_lean else 0)
    confirmed = player.group.meet(week, planned)
    now = local(week, 11, 9)
    if player.planted:
        player.planted.after_meeting(week, confirmed, now=now)
    if year.age(week) <= _LAST_NEW and not year.is_lean:
        held_on_to = {topic.area for topic in planned}
        free = [each for each in confirmed if each.area not in held_on_to]
        work.the_usual(week, free, now=now, is_certain=year.age(week) == _LAST_NEW)
    work.carry_on(week)


def _months(player: Player, week: Week) -> None:
    """When a month's last week has been met about: compiled, approved by another, sent. The last waits in Falun."""
    covered = [each for each in player.town.period(week) if each in player.year.weeks]
    for month in sorted({ReportMonth.of(each) for each in covered}):
        if month.last_week in covered:
            _month(player, week, month)


def _month(player: Player, week: Week, month: ReportMonth) -> None:
    town = player.town
    elin, stina = town.by_role["est_coordinator"], town.by_role["steering_group"]
    now = local(week, 11, 10)
    with acting_as(elin):
        report = compile_month(month=month, summary=_summary(player, month), by=elin, now=now)
        if town.facts.slug == "falun" and month.next.last_week >= player.year.until:
            return
        approve_month(public_id=report.public_id, by=stina, now=now + timedelta(hours=3))
        send_month(public_id=report.public_id, by=elin, now=now + timedelta(hours=4))


def _summary(player: Player, month: ReportMonth) -> str:
    random = player.year.chance.of(player.town.facts.slug, month, "summary")
    return random.choice(
        (
            "Månaden var i stort som vanligt. Gruppen höll fast vid sina områden.",
            "Fler parter än förut rapporterade i tid. Det gör bilden säkrare.",
            "Två områden tog mest tid. Åtgärderna följs upp nästa månad.",
            "Lugnare i centrum, mer i bostadsområdena.",
        )
    )
