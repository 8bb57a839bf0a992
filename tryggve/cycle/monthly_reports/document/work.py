"""What the group did in the month: priorities with their causes, measures, evaluations, lead time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tryggve.cycle.cause_analyses.queries import analysis_of_priority
from tryggve.cycle.cause_analyses.shapes import AnalysisView
from tryggve.cycle.evaluations.queries import evaluations, follow_ups
from tryggve.cycle.evaluations.shapes import OUTCOME_NAMES, EvaluationView
from tryggve.cycle.measures.queries import lead_times, measures
from tryggve.cycle.measures.shapes import KIND_NAMES, LeadTime, MeasureState, MeasureView
from tryggve.cycle.meetings.queries import priorities
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.monthly_reports import rules
from tryggve.foundation.privacy.guard import masked
from tryggve.foundation.render.words import MONTHS, day
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth, Week

_STATES = {
    MeasureState.PLANNED: "planned",
    MeasureState.STARTED: "running",
    MeasureState.HINDERED: "running",
    MeasureState.DONE: "done",
    MeasureState.CANCELLED: "stopped",
}
_STATE_WORDS = {"planned": "planerad", "running": "pågår", "done": "klar", "stopped": "avbruten"}
#: What the county reads instead of the counts before and after, which are a third cut of the same incidents.
_COUNTY_SENTENCE = "Jämfört med ett liknande område, efter en plan som frystes innan åtgärden började."


@dataclass
class Words:
    """Free texts that people have typed, collected while the body is put together."""

    texts: dict[str, str] = field(default_factory=dict)

    def keep(self, key: str, text: str) -> Any:
        """The mark that stands in the body in the text's place; nothing for an empty text."""
        if not text:
            return ""
        self.texts[key] = text
        return {"$text": key}

    def keep_for_county(self, key: str, text: str) -> Any:
        """The same with identifiers of persons taken out."""
        clean = masked(text)
        return self.keep(key, text) if clean == text else self.keep(f"{key}.county", clean)


@dataclass(frozen=True, slots=True)
class Work:
    """The parts of the document that tell what was done, for the municipality and for the county."""

    priorities: list[dict[str, Any]]
    measures: list[dict[str, Any]]
    evaluations: list[dict[str, Any]]
    lead_time: dict[str, Any] | None
    unknowns: list[str]
    county_priorities: list[dict[str, Any]]
    county_measures: list[dict[str, Any]]
    county_evaluations: list[dict[str, Any]]
    county_lead_time: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One prioritised area, over all weeks of the month that it was chosen in."""

    area_name: str
    weeks: tuple[str, ...]
    analysis: AnalysisView | None
    measures: tuple[MeasureView, ...]
    verdict: str | None
    note: str

    @property
    def first_evaluation(self) -> date | None:
        """When the first of its measures is read."""
        days = [each.plan.evaluation_date for each in self.measures if each.measure_state != MeasureState.CANCELLED]
        return min(days, default=None)


def work_of_month(viewer: Viewer, month: ReportMonth, words: Words) -> Work:
    """Read what was chosen, planned and evaluated. Typed texts go into `words`."""
    every = measures(viewer)
    judged = evaluations(viewer)
    chosen = _chosen(viewer, month, every, judged)
    going_on = [each for each in every if _goes_on(each, month)]
    read = [each for each in judged if month.start_at <= each.evaluated_at < month.end_at]
    lead_time = lead_times(viewer, weeks=list(month.weeks))
    return Work(
        priorities=[_priority(each, n, words) for n, each in enumerate(chosen, 1)],
        measures=[_measure(each, words.keep(f"measure.{each.key}", each.title)) for each in going_on],
        evaluations=[_evaluation(each, words) for each in read],
        lead_time=_lead_time(lead_time),
        unknowns=_unknowns(chosen),
        county_priorities=[_county_priority(each, n, words) for n, each in enumerate(chosen, 1)],
        county_measures=[_county_measure(each, words) for each in going_on],
        county_evaluations=[_county_evaluation(each, words) for each in read],
        county_lead_time=_lead_time(lead_time) if lead_time.n >= rules.SMALLEST_SHOWN else None,
    )


# -- Prioritised areas ------------------------------------------------------------------------------
def _chosen(
    viewer: Viewer, month: ReportMonth, every: Sequence[MeasureView], judged: Sequence[EvaluationView]
) -> list[Chosen]:
    found: dict[tuple[str, str], list[PriorityView]] = {}
    for each in priorities(viewer, state="confirmed", weeks=[str(week) for week in month.weeks]):
        found.setdefault((each.area, each.subject), []).append(each)
    together = [_of_area(viewer, same, every, judged) for same in found.values()]
    return sorted(together, key=lambda each: (-len(each.weeks), each.area_name))


def _of_area(
    viewer: Viewer, same: Sequence[PriorityView], every: Sequence[MeasureView], judged: Sequence[EvaluationView]
) -> Chosen:
    keys = [each.key for each in same]
    analyses = [each for each in (analysis_of_priority(viewer, key) for key in keys) if each is not None]
    own = tuple(each for each in every if each.priority in keys)
    verdicts = [each for each in judged if each.measure in {one.key for one in own}]
    latest = max(verdicts, key=lambda each: each.evaluated_at, default=None)
    followed = follow_ups(viewer, keys)
    newest = max(followed.values(), key=lambda each: each.written_at, default=None)
    return Chosen(
        area_name=same[0].area_name,
        weeks=tuple(each.week for each in same),
        analysis=analyses[0] if analyses else None,
        measures=own,
        verdict=str(latest.verdict) if latest else None,
        note=OUTCOME_NAMES[newest.outcome].lower() if newest and latest is None else "",
    )


def _cause_state(each: Chosen) -> str:
    if each.analysis is None:
        return "ingen analys än"
    return "vald" if each.analysis.chosen_view else rules.tried(len(each.analysis.hypotheses))


def _verdict_note(each: Chosen) -> str:
    if each.verdict is not None:
        return ""
    read_on = each.first_evaluation
    if read_on is None:
        return each.note or "inget att läsa av"
    later = f"läses av vecka {Week.of(read_on).number}"
    return f"{each.note}, {later}" if each.note else later


def _priority(each: Chosen, n: int, words: Words) -> dict[str, Any]:
    settled = each.analysis.chosen_view if each.analysis else None
    done = ", ".join(f"{one.title} ({_STATE_WORDS[_STATES[one.measure_state]]})" for one in each.measures)
    return {
        "area": each.area_name,
        "weeks": rules.week_span(each.weeks),
        "cause": words.keep(f"priority.{n}.cause", settled.title) if settled else _cause_state(each),
        "measure": words.keep(f"priority.{n}.measure", done) if done else "ingen än",
        "verdict": each.verdict,
        "verdict_note": _verdict_note(each),
    }


def _county_priority(each: Chosen, n: int, words: Words) -> dict[str, Any]:
    own = _priority(each, n, words)
    titles = ", ".join(f"{one.title} ({_STATE_WORDS[_STATES[one.measure_state]]})" for one in each.measures)
    measure = words.keep_for_county(f"priority.{n}.measure", titles) if titles else "ingen än"
    return own | {"cause": _cause_state(each), "measure": measure}


def _unknowns(chosen: Sequence[Chosen]) -> list[str]:
    """One line for all the areas nobody knows the cause of: a line each would drown what else is not known."""
    said: list[str] = []
    unexplained: dict[str, None] = {}
    for each in chosen:
        if each.analysis is None or each.analysis.chosen_view is None:
            unexplained[each.area_name] = None
        elif each.verdict is None and each.first_evaluation is not None:
            week = Week.of(each.first_evaluation).number
            said.append(f"Om åtgärden i {each.area_name} hjälper. Läses av vecka {week}.")
    if unexplained:
        *others, last = unexplained
        named = f"{', '.join(others)} och {last}" if others else last
        said.append(f"Vad som ligger bakom läget i {named}.")
    return said


# -- Measures, evaluations, lead time -----------------------------------------------------------------
def _goes_on(each: MeasureView, month: ReportMonth) -> bool:
    first, last = month.first_week.monday, month.last_week.sunday
    ended = each.finished_at.date() if each.finished_at else None
    if ended is not None and ended < first:
        return False
    return each.start_date <= last and (each.is_running or each.end_date >= first or ended is not None)


def _measure(each: MeasureView, title: Any) -> dict[str, Any]:
    return {
        "title": title,
        "area": each.area_name,
        "kind": KIND_NAMES[each.kind],
        "owner": each.owner_name,
        "state": _STATES[each.measure_state],
        "dates": _dates(each.start_date, each.end_date),
        "knowledge": str(each.grade),
        "hours": each.hours,
        "kronor": each.kronor,
    }


def _county_measure(each: MeasureView, words: Words) -> dict[str, Any]:
    """Without its owner: what is published names no organisation."""
    return _measure(each, words.keep_for_county(f"measure.{each.key}", each.title)) | {"owner": "–"}


def _dates(first: date, last: date) -> str:
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]}–{day(last)}"
    return f"{day(first)}–{day(last)}"


def _evaluation(each: EvaluationView, words: Words) -> dict[str, Any]:
    return {
        "title": words.keep(f"measure.{each.measure}", each.measure_title),
        "area": each.area_name,
        "verdict": str(each.verdict),
        "sentence": each.sentence,
        "ratio": each.ratio,
        "low": each.low,
        "high": each.high,
    }


def _county_evaluation(each: EvaluationView, words: Words) -> dict[str, Any]:
    title = words.keep_for_county(f"measure.{each.measure}", each.measure_title)
    hidden = {"sentence": _COUNTY_SENTENCE, "ratio": None, "low": None, "high": None}
    return _evaluation(each, words) | {"title": title} | hidden


def _lead_time(found: LeadTime) -> dict[str, Any] | None:
    if found.total.median_days is None:
        return None
    known = [(name, part.median_days) for name, part in found.parts if part.median_days is not None]
    parts = [{"label": name, "days": round(days, 1)} for name, days in known]
    return {"parts": parts, "total": round(found.total.median_days, 1), "n": found.total.n}
