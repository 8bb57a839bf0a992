"""The organisations' week: registering, approving, writing, sharing, on time, late or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from tryggve.cycle.incidents.actions import approve_incident, correct_incident, register_incident
from tryggve.cycle.incidents.shapes import Certainty, IncidentDraft, Nature, PoliceReported, TimePrecision
from tryggve.cycle.weekly_reports.actions import (
    add_summary_line,
    answer_for_member,
    correct_report,
    open_week,
    share_nothing,
    share_report,
    write_judgement,
)
from tryggve.cycle.weekly_reports.queries import own_in_week
from tryggve.cycle.weekly_reports.shapes import SummaryDraft
from tryggve.demo import truths
from tryggve.demo.chance import one_of
from tryggve.demo.county import PartyFacts
from tryggve.demo.happenings import Seen, Year
from tryggve.demo.rhythms import local
from tryggve.demo.town import Town
from tryggve.foundation.people.models import SUMMARY_ONLY_KINDS
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

if TYPE_CHECKING:
    from tryggve.cycle.weekly_reports.models import WeeklyReport

_REGISTERED_LATE = 0.04
_FOR_MEMBER = {"Butik": 0.8, "Hyresvärd": 0.2}
_SILENT_OF_LATE = 0.35
_CORRECTS = 0.06
#: The answers of members were not noted one by one in the first months.
_ANSWERS_NOTED = 12
_WAYS = ("telefon", "mejl", "möte")
_GREEN = ("", "", "Lugn vecka.", "Som vanligt.", "Inget utöver det vanliga.")
_YELLOW = (
    "Mer än vanligt den här veckan.",
    "Fler händelser än vi brukar ha.",
    "Personalen märker att det är stökigare.",
)
_RED = ("Mycket mer än vanligt. Vi behöver ta upp det på mötet.", "Vi klarar inte det här ensamma.")
_RISKS = (
    "Lov nästa vecka. Fler ute på kvällarna.",
    "Match på lördag, många resande.",
    "Marknad i centrum till helgen.",
    "Skolavslutningar väntar.",
    "Mörkare kvällar gör gångvägarna ödsligare.",
)
_NEEDS = (
    "Vi vill ha sällskap av fältgruppen på fredag.",
    "Vi behöver bättre ljus vid entrén.",
    "Någon behöver se över låsen.",
)


@dataclass(frozen=True, slots=True)
class Registered:
    """A raw incident that was registered, and from what."""

    key: str
    seen: Seen
    draft: IncidentDraft


@dataclass(slots=True)
class Reporters:
    """The organisations of one municipality, week after week."""

    town: Town
    year: Year

    def keeps_raw(self, party: str) -> bool:
        """Whether the party registers incidents, or writes lines."""
        return self.town.parties[party].kind not in SUMMARY_ONLY_KINDS

    def register(self, seen: Sequence[Seen], random: Random) -> tuple[list[Registered], list[Seen]]:
        """Register and approve what raw parties saw; returns those, and what is told after the report."""
        done: list[Registered] = []
        late: list[Seen] = []
        for each in seen:
            if not self.keeps_raw(each.party):
                continue
            if random.random() < _REGISTERED_LATE:
                late.append(each)
            else:
                done.append(self.register_one(each, random))
        return done, late

    def register_one(self, seen: Seen, random: Random, *, now: datetime | None = None) -> Registered:
        """Register and approve one."""
        draft = self.draft_of(seen, random)
        coordinator = self.town.coordinators[seen.party]
        registered = now or _soon(seen, random)
        incident = register_incident(draft=draft, by=self.reporter_of(seen.party, random), now=registered)
        approved = min(registered + timedelta(minutes=random.randrange(5, 500)), local(Week.of(seen.started), 7, 8, 55))
        approved = max(registered, approved)
        approve_incident(public_id=incident.public_id, by=coordinator, now=self.year.at(approved))
        self.town.unshared[seen.party] += 1
        return Registered(incident.public_id, seen, draft)

    def reporter_of(self, party: str, random: Random) -> Viewer:
        """The party's own reporter for most of it, where there is one; else its coordinator."""
        coordinator = self.town.coordinators[party]
        reporter = self.town.by_role["reporter"]
        is_theirs = reporter.organisation_id == coordinator.organisation_id
        return reporter if is_theirs and random.random() < 0.7 else coordinator

    def draft_of(self, seen: Seen, random: Random) -> IncidentDraft:
        """What the reporter types."""
        members = self.town.members[seen.party]
        facts = self.town.parties[seen.party]
        speaks = bool(members) and random.random() < _FOR_MEMBER[facts.members]
        return IncidentDraft(
            category_code=seen.category,
            occurred_from=seen.started,
            occurred_to=seen.ended,
            time_precision=TimePrecision(seen.precision),
            place=seen.spot.place,
            lat=seen.spot.lat,
            lon=seen.spot.lon,
            place_type=seen.spot.place_type,
            certainty=Certainty(seen.certainty),
            nature=Nature(seen.nature),
            police_reported=PoliceReported(seen.police_reported),
            note="",
            shared_text=seen.text,
            member=one_of(random, members).public_id if speaks else "",
        )

    # -- The report --------------------------------------------------------------------------
    def open(self, week: Week) -> None:
        """Monday at six the reports are there."""
        open_week(week=week, by=self.town.system, now=local(week, 7, 6))

    def share_all(self, week: Week, lines: Sequence[Seen], *, leave_open: frozenset[str] = frozenset()) -> list[str]:
        """Everybody shares the period that ends with the week; returns those who do it after noon."""
        late: list[str] = []
        for party in self.town.parties.values():
            random = self.year.chance.of(self.town.facts.slug, week, "share", party.key)
            is_on_time = random.random() < party.on_time
            is_silent = self.is_silent(party.key, week) or (not is_on_time and random.random() < _SILENT_OF_LATE)
            if is_silent or party.key in leave_open:
                continue
            if not is_on_time:
                late.append(party.key)
                continue
            self.share(party, week, lines, now=local(week, 7, 9 + random.randrange(3), random.randrange(60)))
        return late

    def is_silent(self, party: str, week: Week) -> bool:
        """The party that stopped reporting."""
        is_planted = self.town.facts.slug == truths.SILENT_MUNICIPALITY and party == truths.SILENT_PARTY
        return self.year.truths and is_planted and self.year.age(week) >= truths.SILENT_FROM

    def share(self, party: PartyFacts, week: Week, lines: Sequence[Seen], *, now: datetime) -> None:
        """Write the judgement and share; or sign that there is nothing."""
        random = self.year.chance.of(self.town.facts.slug, week, "words", party.key)
        viewer = self.town.coordinators[party.key]
        now = self.year.at(now)
        with acting_as(viewer):
            report = own_in_week(viewer, week)
            if report is None:
                raise NotFound
            self.members_answer(party, week, random, now=now)
            own = [seen for seen in lines if seen.party == party.key]
            for seen in own:
                add_summary_line(public_id=report.public_id, draft=self._line(seen), by=viewer, now=now)
            n = len(own) + self.town.unshared.pop(party.key, 0)
            if n == 0:
                share_nothing(public_id=report.public_id, by=viewer, now=now)
                return
            self.judge(report, party, n, random, now=now)
            share_report(public_id=report.public_id, by=viewer, now=now)

    def judge(self, report: WeeklyReport, party: PartyFacts, n: int, random: Random, *, now: datetime) -> None:
        """The colour and a line."""
        ratio = n / max(1.5, party.weekly * len(report.weeks))
        colour, words = ("green", _GREEN) if ratio < 1.8 else ("yellow", _YELLOW) if ratio < 3 else ("red", _RED)
        write_judgement(
            public_id=report.public_id,
            judgement=colour,
            judgement_text=one_of(random, words),
            risk_signals=one_of(random, _RISKS) if random.random() < 0.12 else "",
            needs=one_of(random, _NEEDS) if colour != "green" and random.random() < 0.4 else "",
            by=self.town.coordinators[party.key],
            now=now,
        )

    def members_answer(self, party: PartyFacts, week: Week, random: Random, *, now: datetime) -> None:
        """Those the party speaks for: most say that there is nothing, some do not answer. Noted lately only."""
        if self.year.age(week) < -_ANSWERS_NOTED:
            return
        for member in self.town.members[party.key]:
            if random.random() < 0.7:
                answer_for_member(
                    member=member.public_id,
                    answer="nothing" if random.random() < 0.8 else "given",
                    week=week,
                    via=one_of(random, _WAYS),
                    by=self.town.coordinators[party.key],
                    now=now,
                )

    def _line(self, seen: Seen) -> SummaryDraft:
        return SummaryDraft(
            category_code=seen.category,
            occurred_from=seen.started,
            occurred_to=seen.ended,
            time_precision=seen.precision,
            area="" if seen.spot.place else self.town.areas[seen.spot.area].key,
            place=seen.spot.place,
            count=seen.count,
            certainty=seen.certainty,
            nature=seen.nature,
            police_reported=seen.police_reported,
            text=seen.text,
        )

    # -- Afterwards --------------------------------------------------------------------------
    def correct_something(self, week: Week, registered: Sequence[Registered]) -> bool:
        """Now and then what was shared was wrong: the incident is mended and the report shared anew."""
        random = self.year.chance.of(self.town.facts.slug, week, "correct")
        own = [each for each in registered if each.seen.spot.place and each.seen.category != truths.FIRES_CATEGORY]
        if not own or random.random() > _CORRECTS:
            return False
        wrong = one_of(random, own)
        viewer = self.town.coordinators[wrong.seen.party]
        now = self.year.at(local(week, 8, 10, random.randrange(60)))
        with acting_as(viewer):
            report = own_in_week(viewer, week)
            if report is None or report.shared_at is None or report.shared_at > now:
                return False
            draft = replace(
                wrong.draft,
                certainty=Certainty.HEARD,
                shared_text=f"{wrong.draft.shared_text} Rättat: uppgiften är hörd, inte sedd.",
            )
            correct_incident(public_id=wrong.key, draft=draft, by=viewer, now=now)
            version = correct_report(
                public_id=report.public_id, reason="En uppgift var hörd och inte sedd.", by=viewer, now=now
            )
            share_report(public_id=version.public_id, by=viewer, now=now)
        return True


def _soon(seen: Seen, random: Random) -> datetime:
    """When somebody gets to register it: soon, or in the afternoon of a day that is only known as a day."""
    if seen.precision == "day":
        return seen.started + timedelta(hours=15, minutes=random.randrange(60))
    return seen.ended + timedelta(minutes=random.randrange(10, 120))
