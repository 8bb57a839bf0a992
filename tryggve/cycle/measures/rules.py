"""What a measure must have, how its plan is judged, and who its neighbours are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from tryggve.cycle.measures.shapes import (
    Direction,
    JudgementPlan,
    LeadPart,
    LeadTime,
    MeasureDraft,
    MeasureState,
)
from tryggve.cycle.situation_pictures.shapes import Report
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.weeks import Week

LONGEST_TITLE = 120
LONGEST_LINE = 280
LONGEST_TEXT = 2000
FEWEST_WEEKS, MOST_WEEKS = 4, 52
#: A ring of more areas than this drowns what has moved in what is merely there.
MOST_NEARBY = 6
#: Weeks by which areas are likened to each other.
HISTORY_WEEKS = 26
BLOCK_WEEKS = 4
SECONDS_A_DAY = 86_400


class CannotPlan(DomainError):
    """The measure cannot be planned as it is written."""


class HypothesisMissing(CannotPlan):
    """A measure that answers no explanation is a guess."""


class CannotStart(DomainError):
    """The measure cannot start now."""


class PlanIsFrozen(DomainError):
    """The plan was locked when the measure started and is not changed afterwards."""


class CannotUpdate(DomainError):
    """This cannot be said about the measure."""


class NotTheOwner(DomainError):
    """Only the owner, and those who plan measures, say how it goes."""


# -- The draft ------------------------------------------------------------------------------
def check_draft(draft: MeasureDraft) -> None:
    """Raise CannotPlan for what no measure may lack."""
    if not draft.title.strip():
        raise CannotPlan(_("Åtgärden saknar namn. Vi fick en tom rad. Skriv vad ni gör."), field="title")
    _check_length(draft.title, LONGEST_TITLE, "title")
    _check_length(draft.description, LONGEST_TEXT, "description")
    _check_length(draft.grade_reason, LONGEST_TEXT, "grade_reason")
    if not draft.grade_reason.strip():
        raise CannotPlan(
            _("Skälet saknas. Vi fick en tom ruta. Skriv varför ni tror att åtgärden hjälper."), field="grade_reason"
        )
    if not draft.hypothesis:
        raise HypothesisMissing(
            _("Åtgärden svarar inte mot någon förklaring. Vi fick inget val. Välj den förklaring ni vill påverka."),
            field="hypothesis",
        )
    if draft.end_date < draft.start_date:
        raise CannotPlan(
            _("Åtgärden slutar innan den börjar. Vi fick {start} till {end}. Ändra ett av datumen."),
            field="end_date",
            start=draft.start_date.isoformat(),
            end=draft.end_date.isoformat(),
        )
    _check_judgement(draft)


def _check_length(text: str, longest: int, field: str) -> None:
    if len(text) > longest:
        raise CannotPlan(
            _("Texten är för lång. Vi fick {n} tecken och tar emot {longest}. Korta den."),
            field=field,
            n=len(text),
            longest=longest,
        )


def _check_judgement(draft: MeasureDraft) -> None:
    if not FEWEST_WEEKS <= draft.window_weeks <= MOST_WEEKS:
        raise CannotPlan(
            _("Så många veckor går inte att jämföra. Vi fick {n}. Välj mellan {fewest} och {most} veckor."),
            field="window_weeks",
            n=draft.window_weeks,
            fewest=FEWEST_WEEKS,
            most=MOST_WEEKS,
        )
    highest = 100 if draft.direction == Direction.LOWER else 300
    if not 1 <= draft.hoped_percent <= highest:
        raise CannotPlan(
            _("Förändringen ni hoppas på går inte. Vi fick {n} procent. Skriv ett tal från 1 till {highest}."),
            field="hoped_percent",
            n=draft.hoped_percent,
            highest=highest,
        )
    earliest = earliest_evaluation(draft.end_date, draft.window_weeks)
    if draft.evaluation_date is not None and draft.evaluation_date < earliest:
        raise CannotPlan(
            _("Avläsningen kommer för tidigt. Vi fick {got}. Tidigast går {earliest}, när alla veckor efter har gått."),
            field="evaluation_date",
            got=draft.evaluation_date.isoformat(),
            earliest=earliest.isoformat(),
        )


def check_areas(area: str, comparison: str) -> None:
    """The comparison must be somewhere else."""
    if area == comparison:
        raise CannotPlan(
            _("Området kan inte jämföras med sig självt. Vi fick samma två gånger. Välj ett annat att jämföra med."),
            field="comparison_area",
        )


# -- Time -----------------------------------------------------------------------------------
def earliest_evaluation(end_date: date, window_weeks: int) -> date:
    """The Monday after the last whole week of the window that follows the end."""
    return (Week.of(end_date) + window_weeks + 1).monday


def weeks_before(plan: JudgementPlan) -> tuple[str, ...]:
    """The whole weeks before the week of the start, oldest first."""
    first = Week.of(plan.start_date) - plan.window_weeks
    return tuple(str(first + n) for n in range(plan.window_weeks))


def weeks_after(plan: JudgementPlan) -> tuple[str, ...]:
    """The whole weeks after the week of the end, oldest first."""
    first = Week.of(plan.end_date) + 1
    return tuple(str(first + n) for n in range(plan.window_weeks))


# -- The plan -------------------------------------------------------------------------------
def plan_body(measure: str, hypothesis: str, plan: JudgementPlan) -> dict[str, Any]:
    """What is hashed when the measure starts: everything that decides the verdict."""
    return {
        "measure": measure,
        "hypothesis": hypothesis,
        "category_codes": sorted(plan.category_codes),
        "area": plan.area,
        "comparison_area": plan.comparison_area,
        "nearby": sorted(plan.nearby),
        "nearby_comparison": sorted(plan.nearby_comparison),
        "window_weeks": plan.window_weeks,
        "direction": str(plan.direction),
        "hoped_percent": plan.hoped_percent,
        "start_date": plan.start_date.isoformat(),
        "end_date": plan.end_date.isoformat(),
        "evaluation_date": plan.evaluation_date.isoformat(),
    }


def check_open(measure_state: str, frozen_at: datetime | None) -> None:
    """Raise PlanIsFrozen unless the plan may still be changed."""
    if frozen_at is not None or measure_state != MeasureState.PLANNED:
        raise PlanIsFrozen(
            _(
                "Planen är låst sedan åtgärden startade. Vi fick ett försök att ändra den. "
                "Avbryt åtgärden och planera en ny om något blev fel."
            )
        )


def check_start(measure_state: str, end_date: date, today: date) -> None:
    """Raise CannotStart unless it is planned and still has time left."""
    if measure_state != MeasureState.PLANNED:
        raise CannotStart(_("Åtgärden är redan igång. Vi fick ett nytt försök att starta. Rapportera läget i stället."))
    if today > end_date:
        raise CannotStart(
            _("Åtgärden skulle redan ha varit klar. Vi fick sista dag {end}. Ändra datumen i planen och starta sedan."),
            end=end_date.isoformat(),
        )


#: What the owner may say, by what is true now.
MOVES: Mapping[str, frozenset[str]] = {
    MeasureState.PLANNED: frozenset({MeasureState.HINDERED, MeasureState.CANCELLED}),
    MeasureState.STARTED: frozenset(
        {MeasureState.STARTED, MeasureState.DONE, MeasureState.HINDERED, MeasureState.CANCELLED}
    ),
    MeasureState.HINDERED: frozenset(
        {MeasureState.STARTED, MeasureState.DONE, MeasureState.HINDERED, MeasureState.CANCELLED}
    ),
    MeasureState.DONE: frozenset({MeasureState.STARTED, MeasureState.DONE}),
    MeasureState.CANCELLED: frozenset(),
}


def check_update(now_state: str, *, is_frozen: bool, to_state: str, text: str) -> None:
    """Raise CannotUpdate for what cannot follow, or for an obstacle without a word about it."""
    may = MOVES[now_state] if is_frozen or now_state == MeasureState.PLANNED else MOVES[MeasureState.PLANNED]
    if to_state not in may:
        raise CannotUpdate(
            _("Läget går inte att ändra så. Vi fick {to} efter {from_state}. Starta först, eller välj ett annat läge."),
            field="measure_state",
            to=to_state,
            from_state=now_state,
        )
    if to_state in (MeasureState.HINDERED, MeasureState.CANCELLED) and not text.strip():
        raise CannotUpdate(_("Hindret saknar ord. Vi fick en tom rad. Skriv vad som hindrar."), field="text")
    if len(text) > LONGEST_LINE:
        raise CannotUpdate(
            _("Raden är för lång. Vi fick {n} tecken och tar emot {longest}. Korta den."),
            field="text",
            n=len(text),
            longest=LONGEST_LINE,
        )


# -- Counting, likeness, neighbours -----------------------------------------------------------
Counts = list[int | None]


def counts_by_area(
    reports: Iterable[Report], weeks: Sequence[str], answered: Sequence[bool], codes: Iterable[str]
) -> dict[str, Counts]:
    """Occurrences per area and week. An area without any has no entry; see `none_seen`."""
    column = {week: index for index, week in enumerate(weeks)}
    wanted = {code.partition(".")[0] for code in codes}
    counts: dict[str, Counts] = {}
    for first, number in _occurrences(reports):
        if first.week not in column or first.category_code.partition(".")[0] not in wanted:
            continue
        row = counts.setdefault(first.area, none_seen(answered))
        index = column[first.week]
        row[index] = (row[index] or 0) + number if answered[index] else None
    return counts


def none_seen(answered: Sequence[bool]) -> Counts:
    """Zero in the weeks that somebody answered, nothing known in the others."""
    return [0 if known else None for known in answered]


def _occurrences(reports: Iterable[Report]) -> list[tuple[Report, int]]:
    """Each occurrence once: the earliest report, and the largest number any report gives."""
    alone: list[tuple[Report, int]] = []
    linked: dict[str, list[Report]] = {}
    for report in reports:
        if report.occurrence:
            linked.setdefault(report.occurrence, []).append(report)
        else:
            alone.append((report, report.count))
    for group in linked.values():
        first = min(group, key=lambda each: (each.occurred_from, each.key))
        alone.append((first, max(each.count for each in group)))
    return alone


def likeness(own: Sequence[int | None], other: Sequence[int | None]) -> float:
    """1 when the months were the same, 0 when they shared nothing (Bray–Curtis on blocks of four weeks)."""
    pairs = list(zip(_blocks(own), _blocks(other), strict=True))
    total = sum(left + right for left, right in pairs)
    return 1 - sum(abs(left - right) for left, right in pairs) / total if total else 0.0


def _blocks(counts: Sequence[int | None]) -> list[int]:
    return [sum(each or 0 for each in counts[at : at + BLOCK_WEEKS]) for at in range(0, len(counts), BLOCK_WEEKS)]


def most_alike(own: Counts, others: Mapping[str, Counts]) -> list[tuple[str, float]]:
    """The others, the most alike first; keys decide between equals, so that the answer is always the same."""
    alike = [(key, likeness(own, counts)) for key, counts in others.items()]
    return sorted(alike, key=lambda pair: (-pair[1], pair[0]))


@dataclass(frozen=True, slots=True)
class Ground:
    """An area as ground: its corners, and its middle in (lat, lon)."""

    key: str
    name: str
    corners: frozenset[tuple[float, float]]
    lat: float
    lon: float


def corners(geometry: Mapping[str, Any]) -> frozenset[tuple[float, float]]:
    """The corners of a polygon or several, to about a metre."""
    found: set[tuple[float, float]] = set()

    def walk(part: Any) -> None:
        if part and isinstance(part[0], int | float):
            found.add((round(part[0], 5), round(part[1], 5)))
            return
        for inner in part:
            walk(inner)

    walk(geometry.get("coordinates", []))
    return frozenset(found)


def neighbours(area: str, grounds: Sequence[Ground]) -> list[Ground]:
    """Areas that share a border (two corners or more), the nearest first, at most six."""
    own = next((each for each in grounds if each.key == area), None)
    if own is None:
        return []
    touching = [each for each in grounds if each.key != area and len(each.corners & own.corners) > 1]

    def away(other: Ground) -> float:
        # Half the length of a degree of longitude: right enough in Sweden to tell near from far.
        return (other.lat - own.lat) ** 2 + ((other.lon - own.lon) / 2) ** 2

    return sorted(touching, key=lambda each: (away(each), each.name))[:MOST_NEARBY]


# -- Lead time ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Chain:
    """One prioritised area: when it happened, was shared, was chosen, and was acted on."""

    occurred: datetime | None
    shared: datetime | None
    chosen: datetime | None
    started: datetime | None


def middle(moments: Iterable[datetime]) -> datetime | None:
    """The median moment; None of nothing."""
    ordered = sorted(moments)
    if not ordered:
        return None
    lower, upper = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return lower + (upper - lower) / 2


def lead_time(chains: Sequence[Chain]) -> LeadTime:
    """Medians over the areas in which both ends are known."""
    return LeadTime(
        n=len(chains),
        event_to_shared=_part([(each.occurred, each.shared) for each in chains]),
        shared_to_priority=_part([(each.shared, each.chosen) for each in chains]),
        priority_to_measure=_part([(each.chosen, each.started) for each in chains]),
        total=_part([(each.occurred, each.started) for each in chains]),
    )


def _part(ends: Iterable[tuple[datetime | None, datetime | None]]) -> LeadPart:
    days = [(last - first) / timedelta(seconds=SECONDS_A_DAY) for first, last in ends if first and last]
    return LeadPart(round(median(days), 1) if days else None, len(days))
