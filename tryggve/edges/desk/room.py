"""The meeting room: everything the group needs for its hour, from several steps, one part at a time on the wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tryggve.cycle.evaluations import queries as evaluations
from tryggve.cycle.evaluations.shapes import CARRIED_OUT_NAMES, OUTCOME_NAMES, EvaluationView
from tryggve.cycle.measures.shapes import STATE_NAMES, MeasureView
from tryggve.cycle.meetings import queries as meetings
from tryggve.cycle.meetings.shapes import MeetingView, PriorityState, PriorityView
from tryggve.cycle.situation_pictures import queries as situation_pictures
from tryggve.cycle.situation_pictures.shapes import COUNTS_ELSEWHERE, READS_EXACT, CandidateView
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.edges.desk.forms import (
    DecisionForm,
    FollowUpForm,
    NotesForm,
    OwnerForm,
    PresentForm,
    ProposalForm,
    RoomForm,
)
from tryggve.edges.desk.parts.desk import ANSWERED, Desk, address
from tryggve.foundation.geography.queries import areas_in_force
from tryggve.foundation.people.queries import parties
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week

#: The hour, in its order, as each part is called in the address.
PARTS = ("forra", "laget", "valj", "orsak", "atgard", "las-upp")
_MOST_DEVIATIONS = 3

#: A form that was refused, by its errand and what it is about: ("agare", priority key).
Refused = Mapping[tuple[str, str], RoomForm]


@dataclass(frozen=True, slots=True)
class Choice:
    """An area on the wall, its number there, how much it stands out, and what is chosen of it."""

    number: int
    area_name: str
    subject: str
    candidate: CandidateView | None
    chosen: dict[str, Any] | None


class Room:
    """One meeting as it stands now, for one viewer."""

    def __init__(self, viewer: Viewer, public_id: str, now: datetime, refused: Refused | None = None) -> None:
        self.viewer = viewer
        self.meeting = meetings.meeting(viewer, public_id)
        self.desk = Desk(viewer, now)
        self.refused = refused or {}
        self.week = Week.parse(self.meeting.week)
        self.held_on = self.meeting.held_at.astimezone(STOCKHOLM).date()
        self.body = meetings.picture_body(viewer, public_id)

    def context(self, part: str) -> dict[str, Any]:
        """All that one part shows; the first part, or the last of a closed meeting, when nobody says which."""
        if part not in PARTS:
            part = PARTS[-1] if self.meeting.is_closed else PARTS[0]
        here = PARTS.index(part)
        shown = (self._last_week, self._picture, self._choosing, self._why, self._what, self._end)[here]
        return {
            "meeting": self.meeting,
            "week": self.week,
            "part": part,
            "agenda": list(zip(PARTS, self._agenda_names(), strict=True)),
            "previous_part": PARTS[here - 1] if here else "",
            "next_part": PARTS[here + 1] if here + 1 < len(PARTS) else "",
            "refused": list(self.refused.values()),
            **self._may(),
            **shown(),
        }

    def candidate(self, number: str) -> CandidateView | None:
        """The area with this number on the wall."""
        found = meetings.candidates_of(self.body)
        return found[int(number) - 1] if number.isdecimal() and 1 <= int(number) <= len(found) else None

    # -- What is typed ------------------------------------------------------------------------
    def form(self, errand: str, about: str = "", data: Any = None) -> RoomForm:
        """The form of an errand: as it was refused, with what was posted, or blank."""
        if data is None and (errand, about) in self.refused:
            return self.refused[errand, about]
        label = f"{errand}-{about}_%s" if about else f"{errand}_%s"
        if errand == "narvaro":
            here = [each.organisation for each in self.meeting.attendance if each.is_present]
            everyone = [(each.organisation, each.organisation_name) for each in self.meeting.attendance]
            return PresentForm(data, auto_id=label, parties=everyone, initial={"present": here})
        if errand == "foresla":
            areas = [(each.public_id, each.name) for each in areas_in_force(self.viewer, self.held_on)]
            return ProposalForm(data, auto_id=label, areas=areas)
        if errand == "agare":
            owner = next((each.owner for each in self.meeting.priorities if each.key == about), "")
            return OwnerForm(data, auto_id=label, owners=self._owners(), initial={"owner": owner})
        if errand == "beslut":
            return DecisionForm(data, auto_id=label, owners=self._owners())
        if errand == "ovrigt":
            return NotesForm(data, auto_id=label, initial={"other_notes": self.meeting.other_notes})
        return FollowUpForm(data, auto_id=label) if errand == "uppfoljning" else RoomForm(data, auto_id=label)

    def _owners(self) -> list[tuple[str, str]]:
        if not hasattr(self, "_parties"):
            self._parties = [(each.public_id, each.name) for each in parties(self.viewer, self.held_on)]
        return self._parties

    def _may(self) -> dict[str, bool]:
        is_open = not self.meeting.is_closed
        return {
            "may_plan": is_open and self.viewer.may("meeting.plan"),
            "may_propose": is_open and self.viewer.may("priority.propose"),
            "may_confirm": is_open and self.viewer.may("priority.confirm") and bool(self.meeting.proposed),
            "may_follow_up": self.viewer.may("evaluation.write"),
            "may_analyse": self.viewer.may("cause_analysis.write"),
            "may_measure": self.viewer.may("measure.write"),
        }

    # -- The parts of the hour ------------------------------------------------------------------
    def _agenda_names(self) -> tuple[str, ...]:
        return (_("Förra veckan"), _("Läget"), _("Välj"), _("Orsak"), _("Åtgärd"), _("Läs upp"))

    def _last_week(self) -> dict[str, Any]:
        chosen = meetings.previous_priorities(self.viewer, self.meeting.week)
        told = evaluations.follow_ups(self.viewer, [each.key for each in chosen]) if chosen else {}
        verdicts = {each.measure: each for each in self.desk.evaluations}
        return {
            "heading": _("Hur gick det med förra veckans områden?") if chosen else _("Det här är gruppens första möte"),
            "previous": [self._previous(each, told, verdicts) for each in chosen],
        }

    def _previous(
        self, priority: PriorityView, told: Mapping[str, Any], verdicts: Mapping[str, EvaluationView]
    ) -> dict[str, Any]:
        said = told.get(priority.key)
        return {
            "priority": priority,
            "measures": [
                {
                    "title": each.title,
                    "state": _(STATE_NAMES[each.measure_state]),
                    "owner": each.owner_name,
                    "url": address("measures:detail", each.key),
                    "verdict": verdicts[each.key].verdict if each.key in verdicts else "",
                }
                for each in self._measures_of(priority)
            ],
            "done": _(CARRIED_OUT_NAMES[said.done]) if said else "",
            "outcome": _(OUTCOME_NAMES[said.outcome]) if said else "",
            "text": said.text if said else "",
            "form": None if said else self.form("uppfoljning", priority.key),
            "is_refused": ("uppfoljning", priority.key) in self.refused,
        }

    def _measures_of(self, priority: PriorityView) -> list[MeasureView]:
        return [each for each in self.desk.measures if each.priority == priority.key]

    def _picture(self) -> dict[str, Any]:
        answers = weekly_reports.answers(self.viewer, [self.meeting.week], now=self.desk.now)
        newest = None if self.meeting.is_closed else situation_pictures.latest_picture(self.viewer, self.meeting.week)
        return {
            "heading": self._picture_heading(),
            "picture": self.body,
            "deviations": self.body.get("deviations", [])[:_MOST_DEVIATIONS],
            "silent": [each.organisation_name for each in answers if each.answer == "silent"],
            "n_answered": sum(each.answer in ANSWERED for each in answers),
            "n_expected": sum(each.answer != "not_expected" for each in answers),
            "newer": newest if newest and newest.version > self.meeting.picture_version else None,
            "present_form": self.form("narvaro"),
            "n_present": sum(each.is_present for each in self.meeting.attendance),
        }

    def _picture_heading(self) -> str:
        if not self.viewer.may(READS_EXACT):
            return _(COUNTS_ELSEWHERE)
        return self.body.get("answer") or _("Mötet har ingen lägesbild")

    def _choosing(self) -> dict[str, Any]:
        left = max(0, self.meeting.capacity - len(self.meeting.chosen))
        choices = self._choices()
        return {
            "heading": self._choice_heading(left),
            "choices": choices,
            "free_numbers": [each.number for each in choices if not each.chosen],
            "left": left,
            "panes": _chosen_panes(self.meeting),
            "proposal_form": self.form("foresla"),
            "is_proposal_refused": ("foresla", "") in self.refused,
        }

    def _choice_heading(self, left: int) -> str:
        if self.meeting.is_closed:
            return _("Mötet om vecka %(week)s är avslutat") % {"week": self.week.number}
        if left:
            return _("Vilka områden väljer vi? Högst %(n)s") % {"n": self.meeting.capacity}
        if self.meeting.proposed:
            return _("Alla områden är föreslagna. Ordföranden bekräftar.")
        return _("Områdena är valda. Vem gör vad?")

    def _choices(self) -> list[Choice]:
        """The areas that stand out, and after them what the group has thought of itself."""
        candidates = meetings.candidates_of(self.body)
        found = [(each, meetings.choice_of(self.meeting, each)) for each in candidates]
        taken = {priority.key for _candidate, priority in found if priority}
        rows = [
            Choice(number, each.area_name, each.subject, each, self._chosen(priority) if priority else None)
            for number, (each, priority) in enumerate(found, start=1)
        ]
        others = [each for each in self.meeting.chosen if each.key not in taken]
        return rows + [
            Choice(number, each.area_name, each.subject, None, self._chosen(each))
            for number, each in enumerate(others, start=len(rows) + 1)
        ]

    def _chosen(self, priority: PriorityView) -> dict[str, Any]:
        is_waiting = priority.priority_state == PriorityState.PROPOSED
        is_own = priority.proposed_by == self.viewer.actor
        return {
            "priority": priority,
            "is_waiting": is_waiting,
            "may_second": is_waiting and not priority.seconded_by_name and not is_own,
            "owner_form": self.form("agare", priority.key),
            "is_refused": ("agare", priority.key) in self.refused,
        }

    def _why(self) -> dict[str, Any]:
        by_priority = {each.priority: each for each in self.desk.analyses}
        causes = [
            {
                "priority": each,
                "analysis": by_priority.get(each.key),
                "url": address("cause_analyses:board", by_priority[each.key].key)
                if each.key in by_priority
                else address("cause_analyses:of_priority", each.key),
            }
            for each in self.meeting.confirmed
        ]
        return {"heading": _("Varför händer det där?"), "causes": causes}

    def _what(self) -> dict[str, Any]:
        plans = [
            {
                "priority": each,
                "measures": [
                    {
                        "measure": measure,
                        "state": _(STATE_NAMES[measure.measure_state]),
                        "url": address("measures:detail", measure.key),
                    }
                    for measure in self._measures_of(each)
                ],
                "new_url": f"{address('measures:new')}?prioritering={each.key}",
            }
            for each in self.meeting.confirmed
        ]
        return {
            "heading": _("Vem gör vad, och till när?"),
            "plans": plans,
            "decision_form": self.form("beslut"),
            "is_decision_refused": ("beslut", "") in self.refused,
        }

    def _end(self) -> dict[str, Any]:
        closed = _("Mötet om vecka %(week)s är avslutat") % {"week": self.week.number}
        return {
            "heading": closed if self.meeting.is_closed else _("Läs upp: är vi överens?"),
            "notes_form": self.form("ovrigt"),
            "is_ready_to_close": bool(self.meeting.confirmed) and not self.meeting.proposed,
        }


def _chosen_panes(meeting: MeetingView) -> list[dict[str, Any]]:
    """A pane is lit when the chair has confirmed the area and it has an owner."""
    found: list[dict[str, Any]] = [
        {"title": each.area_name, "text": _pane_words(each), "lit": _is_promised(each), "url": ""}
        for each in meeting.chosen
    ]
    empty = {"title": _("Ledig plats"), "text": "", "lit": False, "url": ""}
    return found + [empty] * (meeting.capacity - len(found))


def _is_promised(priority: PriorityView) -> bool:
    return priority.priority_state == PriorityState.CONFIRMED and bool(priority.owner)


def _pane_words(priority: PriorityView) -> str:
    if priority.priority_state != PriorityState.CONFIRMED:
        return _("Väntar på ordföranden")
    if not priority.owner_name:
        return _("Välj en ägare, då tänds ljuset")
    return _("Ägare: %(name)s") % {"name": priority.owner_name}
