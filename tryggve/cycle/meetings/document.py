"""The minutes as a document: what was known, chosen and decided, ready to be frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tryggve.cycle.meetings.models import Meeting
from tryggve.cycle.meetings.queries import candidates_of, meeting, picture_body
from tryggve.cycle.meetings.shapes import MeetingView, OutcomeView, PriorityView
from tryggve.cycle.situation_pictures.queries import weekly_counts
from tryggve.cycle.situation_pictures.shapes import CandidateView
from tryggve.foundation.people.models import User
from tryggve.foundation.render.words import clock, day, swedish_date, week_dates, weekday_day
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be frozen."""

    body: dict[str, Any]
    texts: dict[str, str]
    parameters: dict[str, Any]


@dataclass(slots=True)
class _Texts:
    """Words that people typed, kept beside the body so that each can be removed by decision."""

    words: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, text: str) -> dict[str, str] | str:
        """A reference to the text, or nothing when there is none."""
        if not text:
            return ""
        self.words[key] = text
        return {"$text": key}


def minutes_document(
    viewer: Viewer, row: Meeting, outcomes: Sequence[OutcomeView], *, next_meeting: datetime | None = None
) -> Draft:
    """The minutes of a meeting as it stands. Names of persons enter as texts: they can be removed."""
    view, week = meeting(viewer, row.public_id), Week.parse(row.week)
    texts = _Texts()
    chair = _confirmer(row)
    body = {
        "municipality": viewer.municipality_name,
        "audience": "till EST-gruppen",
        "period": {"key": row.week, "label": f"vecka {week.number}", "dates": week_dates(week)},
        "answer": _answer(view),
        "lead": _lead(view),
        "meeting": {
            "date": weekday_day(swedish_date(row.held_at)),
            "time": clock(row.held_at),
            "place": row.place or "plats ej angiven",
            "chair": texts.put("chair", chair) or "ej angiven",
            "secretary": texts.put("secretary", viewer.name) or "ej angiven",
        },
        "attendance": [
            {
                "party": each.organisation_name,
                "name": texts.put(f"attendance.{each.organisation}", each.attendee_name),
                "present": each.is_present,
                "note": "",
            }
            for each in view.attendance
            if each.is_noted
        ],
        "previous": [_previous(each, texts) for each in outcomes],
        "priorities": _priorities(viewer, view, texts),
        "capacity": view.capacity,
        "decisions": [
            {
                "text": texts.put(f"decision.{each.key}", each.text),
                "owner": each.owner_name,
                "due": day(each.due_date) if each.due_date else "",
            }
            for each in view.decisions
        ],
        "other": texts.put("other", view.other_notes),
        "next_meeting": f"{weekday_day(swedish_date(next_meeting))} {clock(next_meeting)}" if next_meeting else "",
        "confirmed": _confirmed(view, texts, chair),
        "based_on": _based_on(row, week),
    }
    return Draft(body, texts.words, {"capacity": view.capacity, "week": row.week})


def _confirmer(row: Meeting) -> str:
    confirmer_id = row.priorities.filter(priority_state="confirmed").values_list("confirmed_by", flat=True).first()
    confirmer = User.objects.filter(pk=confirmer_id).first() if confirmer_id else None
    return confirmer.name if confirmer else ""


def _answer(view: MeetingView) -> str:
    names = [each.area_name for each in view.confirmed]
    if not names:
        return "Gruppen valde inget område den här veckan"
    if len(names) == 1:
        return f"Veckans område är {names[0]}"
    return f"Veckans områden är {', '.join(names[:-1])} och {names[-1]}"


def _lead(view: MeetingView) -> str:
    present = sum(each.is_present for each in view.attendance)
    count = len(view.decisions)
    decided = "Inget beslut fattades." if count == 0 else "Ett beslut." if count == 1 else f"{count} beslut."
    unnoted = [each.organisation_name for each in view.attendance if not each.is_noted]
    if unnoted:
        return f"{present} av {len(view.attendance)} parter antecknades som närvarande. {decided}"
    return f"{present} av {len(view.attendance)} parter var med. {decided}"


def _previous(outcome: OutcomeView, texts: _Texts) -> dict[str, Any]:
    return {
        "area": outcome.area_name,
        "subject": texts.put(f"previous.{outcome.priority}.subject", outcome.subject),
        "outcome": texts.put(f"previous.{outcome.priority}.outcome", outcome.outcome) or "Inte uppföljt än.",
        "done": outcome.done or None,
        "verdict": outcome.verdict or None,
    }


def _priorities(viewer: Viewer, view: MeetingView, texts: _Texts) -> list[dict[str, Any]]:
    candidates = candidates_of(picture_body(viewer, view.key))
    return [
        {
            "rank": each.rank,
            "area": each.area_name,
            "subject": texts.put(f"priority.{each.key}.subject", each.subject),
            "reason": texts.put(f"priority.{each.key}.reason", each.reason),
            "owner": each.owner_name or None,
            **_figures(viewer, each, candidates),
        }
        for each in view.confirmed
    ]


def _figures(viewer: Viewer, chosen: PriorityView, candidates: Sequence[CandidateView]) -> dict[str, Any]:
    """The picture's own figure when the area came from it; else the week's count of the same categories."""
    for each in candidates:
        if each.area == chosen.area and each.category_codes == chosen.category_codes:
            known = each.usual_low is not None and each.usual_high is not None
            usual = {"low": each.usual_low, "high": each.usual_high} if known else None
            return {"count": each.count, "usual": usual}
    counts = weekly_counts(viewer, [chosen.week], area=chosen.area, category_codes=list(chosen.category_codes) or None)
    return {"count": {"nothing": "not_shared"} if counts[0] is None else counts[0], "usual": None}


def _confirmed(view: MeetingView, texts: _Texts, chair: str) -> dict[str, Any] | None:
    at = max((each.confirmed_at for each in view.confirmed if each.confirmed_at), default=None)
    if at is None:
        return None
    return {
        "by": texts.put("confirmed.by", chair) or "ordföranden",
        "role": "ordförande",
        "at": f"{day(swedish_date(at))} {clock(at)}",
    }


def _based_on(row: Meeting, week: Week) -> dict[str, str] | None:
    edition = row.picture_edition
    if edition is None:
        return None
    return {"label": f"Lägesbild vecka {week.number}, version {edition.version}", "hash": edition.body_hash}
