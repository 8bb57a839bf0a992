"""Between the meetings: asking why, doing something about it, and looking back whether it helped."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from tryggve.cycle.cause_analyses.actions import add_evidence, add_hypothesis, settle_cause, start_analysis
from tryggve.cycle.cause_analyses.queries import analysis_of_priority, waiting_for_analysis
from tryggve.cycle.evaluations.actions import evaluate_measure
from tryggve.cycle.evaluations.queries import waiting as waiting_for_evaluation
from tryggve.cycle.measures.actions import plan_measure, start_measure, update_measure
from tryggve.cycle.measures.queries import measures
from tryggve.cycle.measures.shapes import EvidenceGrade, MeasureDraft, MeasureKind, Term
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.demo.chance import one_of
from tryggve.demo.county import DATA
from tryggve.demo.happenings import Year
from tryggve.demo.rhythms import local
from tryggve.demo.town import Town
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week

_EVERY = 6
_LESSONS = (
    "Vi började räkna i tid den här gången.",
    "Bestäm vem som gör vad redan på mötet.",
    "Ta med dem som arbetar på platsen från början.",
    "Välj längre tid att räkna på där det händer lite.",
)


@dataclass(frozen=True, slots=True)
class Clue:
    """A piece of evidence and how it bears on each hypothesis, in their order."""

    text: str
    provenance: str
    weights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An analysis as the group writes it. `chosen` is the hypothesis it acts on."""

    question: str
    everybody_says: str
    hypotheses: tuple[tuple[str, str], ...]
    evidence: tuple[Clue, ...]
    chosen: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """A measure as the group plans it; dates by week."""

    title: str
    description: str
    kind: str
    term: str
    grade: str
    grade_reason: str
    owner: str
    first: Week
    last: Week
    window_weeks: int
    hoped_percent: int
    hours: int
    kronor: int
    participants: tuple[str, ...] = ()
    comparison_area: str = ""
    category_codes: tuple[str, ...] = ()


@cache
def templates() -> dict[str, Any]:
    """What is usually asked and done, by category group."""
    return tomllib.loads((DATA / "analyses.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class Work:
    """What one municipality's group does between its meetings."""

    town: Town
    year: Year
    running: dict[str, Doing] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def _mona(self) -> Viewer:
        return self.town.by_role["meeting_member"]

    # -- Why ---------------------------------------------------------------------------------
    def ask(self, priority: str, asked: Question, *, now: datetime, settles: bool = True) -> str:
        """Write the analysis; returns the chosen hypothesis' key, or "" while nothing is chosen."""
        mona = self._mona
        with acting_as(mona):
            analysis = start_analysis(
                priority=priority, question=asked.question, everybody_says=asked.everybody_says, by=mona, now=now
            )
            keys = [
                add_hypothesis(
                    analysis=analysis.public_id, title=title, would_show=would_show, by=mona, now=now
                ).public_id
                for title, would_show in asked.hypotheses
            ]
            for number, clue in enumerate(asked.evidence, start=1):
                add_evidence(
                    analysis=analysis.public_id,
                    text=clue.text,
                    provenance=clue.provenance,
                    weights=dict(zip(keys, clue.weights, strict=True)),
                    by=mona,
                    now=now + timedelta(minutes=number),
                )
            if not settles:
                return ""
            settle_cause(
                analysis=analysis.public_id,
                hypothesis=keys[asked.chosen],
                reason=asked.reason,
                by=mona,
                now=now + timedelta(minutes=15),
            )
        return keys[asked.chosen]

    # -- What --------------------------------------------------------------------------------
    def plan(self, about: PriorityView, hypothesis: str, doing: Doing, *, now: datetime) -> str:
        """Plan it; it starts in its first week."""
        mona = self._mona
        owner = self.town.coordinators[doing.owner]
        draft = MeasureDraft(
            title=doing.title,
            kind=MeasureKind(doing.kind),
            term=Term(doing.term),
            grade=EvidenceGrade(doing.grade),
            grade_reason=doing.grade_reason,
            priority=about.key,
            hypothesis=hypothesis,
            owner_organisation=self.town.organisations[doing.owner],
            owner=owner.actor,
            start_date=doing.first.monday + timedelta(days=1),
            end_date=doing.last.monday + timedelta(days=4),
            description=doing.description,
            participants=tuple(self.town.organisations[party] for party in doing.participants),
            hours=doing.hours,
            kronor=doing.kronor,
            category_codes=doing.category_codes,
            comparison_area=doing.comparison_area,
            window_weeks=doing.window_weeks,
            hoped_percent=doing.hoped_percent,
        )
        measure = plan_measure(draft=draft, by=mona, now=now)
        self.running[measure.public_id] = doing
        return measure.public_id

    def carry_on(self, week: Week) -> None:
        """Start what begins next week, and say what is done when its last week has gone."""
        mona = self._mona
        with acting_as(mona):
            waiting = {each.key: each for each in measures(mona, states=["planned", "started"])}
            for key, doing in list(self.running.items()):
                if key not in waiting:
                    self.running.pop(key)
                elif waiting[key].measure_state == "planned" and week + 1 >= doing.first:
                    now = local(week, 8, 14)
                    if now <= self.year.now:
                        start_measure(public_id=key, by=mona, now=now)
                elif waiting[key].measure_state == "started" and week >= doing.last:
                    self._finish(key, now=self.year.at(local(week, 7, 10, 30)))

    def _finish(self, key: str, *, now: datetime) -> None:
        update_measure(public_id=key, measure_state="done", text="Klart som planerat.", by=self._mona, now=now)
        self.running.pop(key)

    # -- Did it help -------------------------------------------------------------------------
    def look_back(self, *, now: datetime, leave: int = 0) -> None:
        """Evaluate what is due, but for the last ones when some are left for somebody to do."""
        mona = self._mona
        random = self.year.chance.of(self.town.facts.slug, now.date(), "lesson")
        if now > self.year.now:
            return
        with acting_as(mona):
            due = sorted(
                waiting_for_evaluation(mona, now.astimezone(STOCKHOLM).date()), key=lambda each: each.planned_at
            )
            for measure in due[: max(0, len(due) - leave)]:
                evaluate_measure(
                    measure=measure.key,
                    carried_out="yes" if measure.measure_state == "done" else "partly",
                    lesson=one_of(random, _LESSONS),
                    by=mona,
                    now=now,
                )

    # -- The usual ----------------------------------------------------------------------------
    def the_usual(
        self, week: Week, confirmed: Sequence[PriorityView], *, now: datetime, is_certain: bool = False
    ) -> None:
        """Every sixth week or so one of the confirmed areas gets its analysis and its measure: what was asked least."""
        is_time = is_certain or week.number % _EVERY == len(self.town.facts.slug) % _EVERY
        if not is_time:
            return
        with acting_as(self._mona):
            waiting = {each.key for each in waiting_for_analysis(self._mona)}
            usual = [each for each in confirmed if each.key in waiting and group_of(each) in templates()]
            if not usual:
                return
            about = min(usual, key=lambda each: (self.asked[group_of(each)], each.rank))
            self.asked[group_of(about)] += 1
            told = templates()[group_of(about)]
            hypothesis = self.ask(about.key, usual_question(told), now=now)
            self.plan(about, hypothesis, self._usual_measure(told, week), now=now + timedelta(hours=1))

    def _usual_measure(self, told: dict[str, Any], week: Week) -> Doing:
        owner = next(party for party in told["owner"] if party in self.town.parties)
        return Doing(
            title=told["title"],
            description=told["description"],
            kind=told["kind"],
            term="short",
            grade=told["grade"],
            grade_reason=told["grade_reason"],
            owner=owner,
            first=week + 2,
            last=week + 4,
            window_weeks=6,
            hoped_percent=40,
            hours=told["hours"],
            kronor=told["kronor"],
            participants=("polisen",),
        )

    def analysed(self, priority: str) -> bool:
        """Whether the area has its analysis."""
        return analysis_of_priority(self._mona, priority) is not None


def group_of(about: PriorityView) -> str:
    """The letter of what the area was chosen for, or ""."""
    return about.category_codes[0][0] if about.category_codes else ""


def usual_question(told: dict[str, Any]) -> Question:
    """A template as a question."""
    return Question(
        question=told["question"],
        everybody_says=told["everybody_says"],
        hypotheses=tuple(zip(told["hypotheses"], told["would_show"], strict=True)),
        evidence=tuple(Clue(each["text"], each["provenance"], tuple(each["weights"])) for each in told["evidence"]),
    )
