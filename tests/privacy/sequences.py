"""Random sequences of what people do, and what one who stands outside sees after them.

Falun's people act between the stranger's own steps. Each step has a moment and public ids of its own,
so that a sequence without Falun's steps is the same sequence and not a shorter one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from tryggve.cycle.incidents.actions import (
    approve_incident,
    delete_incident,
    leave_out_incident,
    return_incident,
)
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.meetings import actions as meetings
from tryggve.cycle.monthly_reports.actions import compile_month
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.cycle.weekly_reports.actions import write_judgement
from tryggve.foundation.geography.actions import add_place, deactivate_place, rename_area
from tryggve.foundation.people.actions import add_member, invite_device, invite_person
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.reference.actions import add_sub_category, hide_category, rename_category
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.ids import use_generator
from tryggve.kernel.weeks import ReportMonth
from tryggve.testing.cast import Cast
from tryggve.testing.story import (
    AFTER_WEEK,
    WEEK,
    a_summary_line,
    an_incident,
    nothing_to_report,
    report_of,
    share_week,
)

Step = Callable[[Cast, random.Random, datetime], object]
#: Nobody but its writer may meet this.
WRITTEN = "Skrivet av andra"
#: The stranger comes when all is done.
VISITED_AT = AFTER_WEEK + timedelta(days=2)
N_STEPS = 6
CODES = ("A1", "A4", "B2", "C1", "C4", "D2", "E1")
RAW_REPORTERS = ("rakel", "sixten")


@contextmanager
def ids_of(step: str) -> Iterator[None]:
    """Public ids that tell their step and nothing of what went before it."""
    numbers = count()
    with use_generator(lambda: f"{step}-{next(numbers):04d}".rjust(22, "0")):
        yield


# -- What Falun's people do ---------------------------------------------------------------------------
def _register(cast: Cast, chance: random.Random, now: datetime) -> object:
    return an_incident(
        cast, chance.choice((*RAW_REPORTERS, "kerstin")), category=chance.choice(CODES),
        place=chance.choice(("", "knutpunkten", "bojsenburg")), hours_in=chance.uniform(1, 160),
        note=WRITTEN, shared_text=f"{WRITTEN}.", approve=chance.random() < 0.6,
    )  # fmt: skip


def _register_raw(cast: Cast, chance: random.Random, now: datetime) -> object:
    return an_incident(
        cast, chance.choice(RAW_REPORTERS), category=chance.choice(CODES), hours_in=chance.uniform(1, 160),
        note=WRITTEN, shared_text=f"{WRITTEN}.", approve=chance.random() < 0.5,
    )  # fmt: skip


def _review(cast: Cast, chance: random.Random, now: datetime) -> object:
    with acting_as(cast.sixten):
        waiting = list(Incident.objects.seen_by(cast.sixten).order_by("public_id").values_list("public_id", flat=True))
    if not waiting:
        return None
    key, by = chance.choice(waiting), cast.sixten
    return chance.choice(
        (
            lambda: approve_incident(public_id=key, by=by, now=now),
            lambda: return_incident(public_id=key, question=f"{WRITTEN}?", by=by, now=now),
            lambda: leave_out_incident(public_id=key, by=by, now=now),
            lambda: delete_incident(public_id=key, by=by, now=now),
        )
    )()


def _judge(cast: Cast, chance: random.Random, now: datetime) -> object:
    report = report_of(cast, "sixten")
    return write_judgement(
        public_id=report.public_id, judgement=chance.choice(("green", "yellow", "red")), judgement_text=WRITTEN,
        risk_signals=WRITTEN, needs=WRITTEN, by=cast.sixten, now=now,
    )  # fmt: skip


def _share(cast: Cast, chance: random.Random, now: datetime) -> object:
    return share_week(cast, chance.choice(("sixten", "kerstin")), now=now)


def _share_nothing(cast: Cast, chance: random.Random, now: datetime) -> object:
    return nothing_to_report(cast, chance.choice(("sixten", "kerstin", "petra")), now=now)


def _summarise(cast: Cast, chance: random.Random, now: datetime) -> object:
    return a_summary_line(
        cast, "petra", area=chance.choice(("knutpunkten", "norslund")), category=chance.choice(CODES),
        count=chance.randint(1, 9),
    )  # fmt: skip


def _compile(cast: Cast, chance: random.Random, now: datetime) -> object:
    return compile_picture(week=WEEK, by=cast.elin, now=now)


def _meet(cast: Cast, chance: random.Random, now: datetime) -> object:
    meeting = meetings.open_meeting(week=WEEK, held_at=now, place=WRITTEN, by=cast.elin, now=now)
    priority = meetings.propose_priority(
        meeting=meeting.public_id, area=cast.areas["knutpunkten"].public_id, subject=WRITTEN,
        category_codes=[chance.choice(CODES)], reason=WRITTEN, owner="", by=cast.elin, now=now,
    )  # fmt: skip
    meetings.add_decision(meeting=meeting.public_id, text=WRITTEN, by=cast.elin, now=now)
    if chance.random() < 0.5:
        meetings.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=now)
    return priority


def _month(cast: Cast, chance: random.Random, now: datetime) -> object:
    """Compiled and not sent: what is sent is for the county to read."""
    return compile_month(month=ReportMonth.of(WEEK), summary=WRITTEN, by=cast.elin, now=now)


def _settings(cast: Cast, chance: random.Random, now: datetime) -> object:
    by, code = cast.elin, chance.choice(CODES)
    return chance.choice(
        (
            lambda: rename_category(code=code, name=f"{WRITTEN} {code}", by=by, now=now),
            lambda: hide_category(code=code, by=by, now=now),
            lambda: add_sub_category(parent_code=code, name=WRITTEN, by=by, now=now),
            lambda: add_place(name=WRITTEN, lat=60.6, lon=15.6, place_type="square", by=by, now=now),
            lambda: deactivate_place(place_public_id=cast.places["norslund"].public_id, by=by, now=now),
            lambda: rename_area(area_public_id=cast.areas["norslund"].public_id, name=WRITTEN, by=by, now=now),
        )
    )()


def _people(cast: Cast, chance: random.Random, now: datetime) -> object:
    own = cast.organisations["kopparstaden"].public_id
    return chance.choice(
        (
            lambda: invite_person(
                email=f"ny.{chance.randint(1, 99)}@exempel.se", name=WRITTEN, roles=["reporter"], organisation=own,
                by=cast.sixten, now=now,
            ),
            lambda: invite_device(name=WRITTEN, users=[cast.users["rakel"].public_id], by=cast.sixten, now=now),
            lambda: add_member(
                organisation=cast.organisations["centrala_stadsrum"].public_id, name=WRITTEN, alias="Butik Z",
                may_be_named=False, by=cast.kerstin, now=now,
            ),
        )
    )()  # fmt: skip


def _order(cast: Cast, chance: random.Random, now: datetime) -> object:
    return enqueue("situation_pictures.compile", by=cast.elin, now=now, week=str(WEEK))


#: What the neighbouring municipality does, and what one organisation does that is still its own.
OTHERS: tuple[Step, ...] = (
    _register, _register, _register, _review, _judge, _share, _share_nothing, _summarise, _compile, _meet, _month,
    _settings, _people, _order,
)  # fmt: skip
RAW: tuple[Step, ...] = (_register_raw, _register_raw, _review, _judge)


# -- What the stranger does between ------------------------------------------------------------------
def _own_incident(cast: Cast, chance: random.Random, now: datetime) -> object:
    return an_incident(cast, "frida", category="C4", place="tjarna", hours_in=30, note="Eget", shared_text="Eget.")


def _own_report(cast: Cast, chance: random.Random, now: datetime) -> object:
    return share_week(cast, "frida", now=now)


def _own_picture(cast: Cast, chance: random.Random, now: datetime) -> object:
    return compile_picture(week=WEEK, by=cast.bo, now=now)


OWN: tuple[tuple[Step, ...], ...] = ((), (_own_incident,), (_own_incident, _own_report), (_own_incident, _own_picture))


@dataclass(frozen=True, slots=True)
class Sequence:
    """Which of the stranger's programmes runs, and with what seed the others act between."""

    seed: int
    own: int
    others: tuple[Step, ...]

    def run(self, cast: Cast, *, with_others: bool) -> int:
        """Do the steps, at their moments and with their ids. How many of the others' steps were taken."""
        chance, taken = random.Random(self.seed), 0
        own = dict(zip(range(1, N_STEPS, 2), OWN[self.own], strict=False))
        for step in range(N_STEPS):
            now = AFTER_WEEK + timedelta(hours=step)
            if with_others:
                with ids_of(f"andras-{step}"):
                    taken += _try(chance.choice(self.others), cast, chance, now)
            if step in own:
                with ids_of(f"egna-{step}"):
                    _try(own[step], cast, random.Random(step), now)
        return taken


def _try(step: Step, cast: Cast, chance: random.Random, now: datetime) -> int:
    """A step that the rules refuse is no step."""
    try:
        return 0 if step(cast, chance, now) is None else 1
    except DomainError:
        return 0
