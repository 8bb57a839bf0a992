"""One meeting on one page, in the order of its hour: its record, as it is being written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.meetings import queries, rules
from tryggve.cycle.meetings.forms import (
    AttendanceForm,
    CloseForm,
    DecisionForm,
    MoveForm,
    NotesForm,
    OwnerForm,
    ProposalForm,
)
from tryggve.cycle.meetings.shapes import MeetingView, PriorityState, PriorityView
from tryggve.cycle.situation_pictures.queries import latest_picture
from tryggve.cycle.situation_pictures.shapes import READS_EXACT, CandidateView
from tryggve.foundation.geography.queries import areas_in_force
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.queries import parties
from tryggve.foundation.reference.queries import categories, category_names
from tryggve.foundation.web.views import page
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week

PANES = 3


@dataclass(frozen=True, slots=True)
class Card:
    """A chosen area with what may be done with it."""

    priority: PriorityView
    categories: tuple[str, ...]
    is_confirmed: bool
    may_second: bool
    owner_form: OwnerForm


@dataclass(frozen=True, slots=True)
class Choice:
    """An area that stands out, and whether it has been chosen."""

    number: int
    candidate: CandidateView
    rank: int | None


@signed_in("meeting.read")
def agenda(request: HouseRequest, public_id: str) -> HttpResponse:
    """The meeting as a page: last week, the picture, the choice, decisions, who came, the end."""
    return agenda_page(request, public_id)


def agenda_page(
    request: HouseRequest, public_id: str, bound: dict[str, MoveForm] | None = None, status: int = 200
) -> HttpResponse:
    """The page, with the form that was refused as it was typed."""
    viewer = request.viewer
    meeting = queries.meeting(viewer, public_id)
    context = _shared(viewer, meeting) | {"forms": _forms(viewer, meeting) | (bound or {}), "refused": bound or {}}
    context["cards"] = _cards(viewer, meeting, bound or {})
    return page(request, "meetings/agenda.html", context, status)


def _shared(viewer: Viewer, meeting: MeetingView) -> dict[str, Any]:
    body = queries.picture_body(viewer, meeting.key)
    newest = None if meeting.is_closed or not viewer.may(READS_EXACT) else latest_picture(viewer, meeting.week)
    return {
        "meeting": meeting,
        "week": Week.parse(meeting.week),
        "outcomes": queries.previous_outcomes(viewer, meeting.week),
        "picture": body,
        "newer_picture": newest if newest and newest.version > meeting.picture_version else None,
        "choices": _choices(meeting, queries.candidates_of(body)),
        "heading": _heading(meeting),
        "panes": _panes(meeting),
        "capacity": rules.number_word(meeting.capacity),
        "is_full": len(meeting.chosen) >= meeting.capacity,
        "may_plan": viewer.may("meeting.plan") and not meeting.is_closed,
        "may_propose": viewer.may("priority.propose") and not meeting.is_closed,
        "may_confirm": viewer.may("priority.confirm") and not meeting.is_closed and bool(meeting.proposed),
        "own_alone": [
            each.area_name
            for each in meeting.proposed
            if each.proposed_by == viewer.actor and not each.seconded_by_name
        ],
        "declined": [each for each in meeting.priorities if each.priority_state == PriorityState.DECLINED],
    }


def _choices(meeting: MeetingView, candidates: list[CandidateView]) -> list[Choice]:
    """The candidates, each with its place when it has been chosen."""
    chosen = [queries.choice_of(meeting, each) for each in candidates]
    return [
        Choice(number, each, found.rank if found else None)
        for number, (each, found) in enumerate(zip(candidates, chosen, strict=True), start=1)
    ]


def _heading(meeting: MeetingView) -> str:
    waiting, confirmed = len(meeting.proposed), len(meeting.confirmed)
    if waiting:
        return ngettext("Ett område väntar på ordföranden", "{word} områden väntar på ordföranden", waiting).format(
            word=_(rules.number_word(waiting)).capitalize()
        )
    if confirmed:
        names = [each.area_name for each in meeting.confirmed]
        several = _("{first} och {last}").format(first=", ".join(names[:-1]), last=names[-1])
        return _("Veckans områden: {names}").format(names=several if confirmed > 1 else names[0])
    if meeting.is_closed:
        return _("Gruppen valde inget område den här veckan")
    return _("Välj högst {word} områden").format(word=_(rules.number_word(meeting.capacity)))


def _panes(meeting: MeetingView) -> list[dict[str, Any]]:
    """Three panes: lit when the chair has confirmed. [] when the agreement says another number than three."""
    if meeting.capacity != PANES:
        return []
    panes = [
        {
            "title": each.area_name,
            "text": _pane_text(each),
            "lit": each.priority_state == PriorityState.CONFIRMED,
        }
        for each in meeting.chosen
    ]
    empty = {"title": _("Ledig plats"), "text": "", "lit": False}
    return [*panes, *[empty] * (PANES - len(panes))][:PANES]


def _pane_text(each: PriorityView) -> str:
    if each.priority_state != PriorityState.CONFIRMED:
        return _("Väntar på ordföranden")
    return _("Ägare: {name}").format(name=each.owner_name) if each.owner_name else _("Ingen ägare än")


def owner_choices(viewer: Viewer, meeting: MeetingView) -> list[tuple[str, str]]:
    """The parties on the day of the meeting."""
    held_on = meeting.held_at.astimezone(STOCKHOLM).date()
    return [(each.public_id, each.name) for each in parties(viewer, held_on)]


def proposal_form(viewer: Viewer, meeting: MeetingView, data: Any = None) -> ProposalForm:
    """The form for an area proposed freely."""
    held_on = meeting.held_at.astimezone(STOCKHOLM).date()
    return ProposalForm(
        data,
        auto_id="propose_%s",
        areas=[(each.public_id, each.name) for each in areas_in_force(viewer, held_on)],
        codes=[(each.code, f"{each.code} {each.name}") for each in categories(viewer) if each.is_counted],
        owners=owner_choices(viewer, meeting),
    )


def _forms(viewer: Viewer, meeting: MeetingView) -> dict[str, MoveForm]:
    return {
        "propose": proposal_form(viewer, meeting),
        "decide": DecisionForm(auto_id="decide_%s", owners=owner_choices(viewer, meeting)),
        "notes": NotesForm(auto_id="notes_%s", initial={"other_notes": meeting.other_notes}),
        "attendance": AttendanceForm(auto_id="attendance_%s", lines=meeting.attendance),
        "close": CloseForm(auto_id="close_%s"),
    }


def _cards(viewer: Viewer, meeting: MeetingView, bound: dict[str, MoveForm]) -> list[Card]:
    names, owners = category_names(viewer), owner_choices(viewer, meeting)
    cards = []
    for each in meeting.chosen:
        given = bound.get(f"owner_{each.key}")
        blank = OwnerForm(auto_id=f"owner_{each.key}_%s", owners=owners, initial={"owner": each.owner})
        is_waiting = each.priority_state == PriorityState.PROPOSED
        cards.append(
            Card(
                priority=each,
                categories=tuple(names.get(code, code) for code in each.category_codes),
                is_confirmed=not is_waiting,
                may_second=is_waiting and each.proposed_by != viewer.actor and not each.seconded_by_name,
                owner_form=given if isinstance(given, OwnerForm) else blank,
            )
        )
    return cards
