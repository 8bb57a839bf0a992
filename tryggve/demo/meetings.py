"""The EST group's week: the picture on Monday, the meeting on Thursday."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tryggve.cycle.evaluations.actions import follow_up_priority
from tryggve.cycle.meetings.actions import (
    add_decision,
    close_meeting,
    confirm_priorities,
    open_meeting,
    propose_priority,
    record_attendance,
)
from tryggve.cycle.meetings.queries import previous_priorities, priorities
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.situation_pictures.actions import compile_picture, link_reports, mark_ready
from tryggve.cycle.situation_pictures.queries import candidates, latest_picture, proposals, reports
from tryggve.demo.chance import one_of
from tryggve.demo.happenings import Year
from tryggve.demo.rhythms import local
from tryggve.demo.town import Town
from tryggve.foundation.reference.queries import group_names, stable_names
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import STOCKHOLM, Week

MOST = 3
LETTERS = "ABCDEFG"
_ABSENT = 0.12
_NOT_AGAIN = 6
#: Who came was not noted at the first meetings.
_ATTENDANCE_NOTED = 20
_DECISIONS = (
    "Bovärdar och fältgruppen går en gemensam runda på fredag.",
    "Belysningen ses över före nästa möte.",
    "Samordnaren stämmer av med skolan och återkommer.",
    "Polisen lägger extra passager kvällstid.",
    "Städning och röjning beställs den här veckan.",
    "Vi avvaktar en vecka och ser om det håller i sig.",
)
_DONE = (
    ("yes", "Gjort som bestämt."),
    ("yes", "Rundan gicks på fredagen."),
    ("partly", "Halva gjort, resten nästa vecka."),
    ("no", "Hanns inte med."),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """An area to take up, as it is said at the meeting."""

    area: str
    subject: str
    category_codes: tuple[str, ...]
    reason: str
    owner: str = "est"


@dataclass(slots=True)
class Group:
    """The EST group of one municipality, week after week."""

    town: Town
    year: Year

    def compile(self, week: Week, *, now: datetime, is_first: bool = True) -> None:
        """Link what is the same and compile; a week to which nothing was added needs no new version."""
        elin = self.town.by_role["est_coordinator"]
        now = self.year.at(now)
        with acting_as(elin):
            if is_first:
                self._link(week, now)
            try:
                picture = compile_picture(week=week, by=elin, now=now)
            except DomainError:
                return
            mark_ready(public_id=picture.public_id, by=elin, now=now)

    def _link(self, week: Week, now: datetime) -> None:
        """Reports of the same place and minute are the same thing."""
        elin = self.town.by_role["est_coordinator"]
        for proposal in proposals(elin, str(week)):
            minutes = {each.occurred_from for each in proposal.reports}
            if proposal.metres == 0 and len(minutes) == 1 and not proposal.occurrence:
                link_reports(keys=[each.key for each in proposal.reports], by=elin, now=now)

    # -- The meeting -------------------------------------------------------------------------
    def follow_up(self, week: Week, *, now: datetime) -> None:
        """Say of last time's areas whether it was done and how it went."""
        mona = self.town.by_role["meeting_member"]
        random = self.year.chance.of(self.town.facts.slug, week, "follow up")
        with acting_as(mona):
            body = self._body(week)
            for chosen in previous_priorities(mona, str(week)):
                done, text = one_of(random, _DONE)
                follow_up_priority(
                    priority=chosen.key,
                    done=done,
                    outcome=self._outcome(chosen, body),
                    text=text,
                    by=mona,
                    now=self.year.at(now),
                )

    def _body(self, week: Week) -> dict[str, Any]:
        picture = latest_picture(self.town.by_role["meeting_member"], str(week))
        return picture.body if picture else {"areas": []}

    def _outcome(self, chosen: PriorityView, body: dict[str, Any]) -> str:
        row = next((row for row in body["areas"] if row["key"] == chosen.area), None)
        if row is None or not isinstance(row["count"], int):
            return "cannot_tell"
        values = [value for value in row["series"]["values"][-2:] if value is not None]
        if len(values) < 2 or values[0] == values[1]:
            return "unchanged"
        return "better" if values[1] < values[0] else "worse"

    def meet(self, week: Week, planned: list[Topic]) -> list[PriorityView]:
        """Hold the meeting and freeze its minutes; returns what was confirmed."""
        random = self.year.chance.of(self.town.facts.slug, week, "meeting")
        olle, mona = self.town.by_role["meeting_chair"], self.town.by_role["meeting_member"]
        held_at = local(week, 10, 13)
        with acting_as(olle):
            meeting = open_meeting(week=week, held_at=held_at, place=self.town.facts.meets_at, by=olle, now=held_at)
            is_noted = self.year.age(week) >= -_ATTENDANCE_NOTED
            for party, organisation in self.town.organisations.items() if is_noted else ():
                came = random.random() > _ABSENT
                record_attendance(
                    meeting=meeting.public_id,
                    organisation=organisation,
                    is_present=came,
                    attendee_name=self.town.coordinators[party].name if came else "",
                    by=olle,
                    now=held_at,
                )
            now = held_at + timedelta(minutes=35)
            for topic in self.topics(week, planned):
                propose_priority(
                    meeting=meeting.public_id,
                    area=topic.area,
                    subject=topic.subject,
                    category_codes=topic.category_codes,
                    reason=topic.reason,
                    owner=self.town.organisations[topic.owner],
                    by=mona,
                    now=now,
                )
            confirm_priorities(meeting=meeting.public_id, by=olle, now=now + timedelta(minutes=5))
            add_decision(
                meeting=meeting.public_id,
                text=one_of(random, _DECISIONS),
                owner=self.town.organisations["est"],
                due_date=(held_at + timedelta(days=7)).astimezone(STOCKHOLM).date(),
                by=olle,
                now=now + timedelta(minutes=10),
            )
            close_meeting(meeting=meeting.public_id, by=olle, now=now + timedelta(minutes=20))
            return [*previous_priorities(olle, str(week + 1))]

    def topics(self, week: Week, planned: list[Topic]) -> list[Topic]:
        """What is planned, then what stands out, then where much happened and nobody looked lately: three in all."""
        mona = self.town.by_role["meeting_member"]
        chosen = [
            *planned,
            *(Topic(each.area, each.subject, each.category_codes, each.reason) for each in candidates(mona, str(week))),
            *self._much_happened(week),
        ]
        by_area = {topic.area: topic for topic in reversed(chosen)}
        kept = [by_area[area] for area in dict.fromkeys(topic.area for topic in chosen)]
        wanted = max(len(planned), MOST - 1 if week.number % 3 == 0 else MOST)
        return kept[: min(MOST, wanted)]

    def _much_happened(self, week: Week) -> list[Topic]:
        """Pairs of area and group with most this week, those the group has had lately last."""
        mona = self.town.by_role["meeting_member"]
        counts: Counter[tuple[str, str]] = Counter()
        for report in reports(mona, [str(week)]):
            if report.area and report.category_code[0] in LETTERS:
                counts[report.area, report.category_code[0]] += report.count
        lately = {
            (each.area, each.category_codes[0][0])
            for each in priorities(mona, weeks=[str(week - back) for back in range(1, _NOT_AGAIN + 1)])
            if each.category_codes
        }
        ordered = sorted(counts, key=lambda pair: (pair in lately, -counts[pair], pair))
        names = group_names()
        return [
            Topic(
                area,
                names[letter],
                tuple(code for code in stable_names() if code[0] == letter),
                f"{counts[area, letter]} händelser i veckan, bland de flesta i kommunen.",
            )
            for area, letter in ordered[: MOST + 2]
        ]
