"""What the telephone is told: who it is, what one can choose, and how far what it sent has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.incidents.shapes import ReviewState, first_categories
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.edges.phone.door import LARGEST_PHOTO, Call
from tryggve.edges.phone.models import HandOver, HandOverState
from tryggve.foundation.geography.models import Place
from tryggve.foundation.geography.queries import places
from tryggve.foundation.people.models import DevicePerson
from tryggve.foundation.reference.models import FaultDesk
from tryggve.foundation.reference.queries import categories, category_names, fault_desks
from tryggve.foundation.reference.shapes import CategoryView
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

UNDO_MINUTES = 10
_STATES = {
    ReviewState.NEW: "coordinator",
    ReviewState.APPROVED: "coordinator",
    ReviewState.RETURNED: "returned",
    ReviewState.LEFT_OUT: "left_out",
    # Merged is with the coordinator still: what it was merged into is what is shared.
    ReviewState.MERGED: "coordinator",
    ReviewState.DELETED: "withdrawn",
}


def start(call: Call) -> dict[str, Any]:
    """All that the app needs to work without a network. Lists only: nothing that anybody has reported."""
    holder = call.holder
    user = holder.current(call.now)
    viewer = holder.viewer_of(user or holder.users[0])
    with acting_as(viewer, only_reads=True):
        return {
            "device": {
                "name": holder.device.name,
                "organisation": holder.organisation.name,
                "municipality": holder.municipality.name,
                "is_practice": holder.municipality.is_practice,
            },
            "persons": [_person(each) for each in holder.users],
            "needs_pin": holder.needs_pin,
            "person": _person(user) if user else None,
            "categories": _categories(viewer, call.now),
            "places": _places(viewer, call.now, is_chosen=user is not None),
            "handover": {each.category_code: _desk(each) for each in fault_desks(viewer)},
            "photo": {"allowed": True, "max_bytes": LARGEST_PHOTO},
            "undo_minutes": UNDO_MINUTES,
            "language": get_language(),
            "now": call.now.isoformat(),
        }


def _person(user: DevicePerson) -> dict[str, str]:
    return {"key": user.public_id, "name": user.user.name}


def _categories(viewer: Viewer, now: datetime) -> dict[str, Any]:
    known = categories(viewer, language=get_language() or "sv")
    by_code = {each.code: each for each in known}
    groups: dict[str, list[CategoryView]] = {}
    for each in known:
        groups.setdefault(each.group, []).append(each)
    return {
        "own": [
            _category(by_code[code]) for code in first_categories(by_code, incidents.recent_categories(viewer, now))
        ],
        "all": [
            {"group": letter, "name": found[0].group_name, "categories": [_category(each) for each in found]}
            for letter, found in groups.items()
        ],
    }


def _category(view: CategoryView) -> dict[str, str]:
    return {"code": view.code, "name": view.name, "icon": view.icon, "group": view.group}


def _places(viewer: Viewer, now: datetime, *, is_chosen: bool) -> dict[str, Any]:
    """Where somebody has been is their own: it is told when it is known who asks."""
    return {
        "recent": [_place(each) for each in incidents.recent_places(viewer, now)] if is_chosen else [],
        "favourites": [_place(each) for each in incidents.favourite_places(viewer, now)],
        "all": [_place(each) for each in places(viewer)],
    }


def _place(row: Place) -> dict[str, Any]:
    return {"key": row.public_id, "name": row.name, "lat": row.lat, "lon": row.lon, "place_type": row.place_type}


def _desk(row: FaultDesk) -> dict[str, Any]:
    return {"label": row.label, "url": row.url or None, "can_send": row.can_send}


def handed_over(row: HandOver, desk: FaultDesk | None) -> dict[str, Any]:
    """How far a fault has come. "Waiting" is not "sent": the receiver has not answered yet."""
    text = {
        HandOverState.WAITING: _("Felet är på väg till felanmälan. Vi har inte fått svar än."),
        HandOverState.SENT: _("Felanmälan har tagit emot felet."),
        HandOverState.FAILED: _("Felet kom inte fram. Försök igen, eller spara det som händelse."),
    }
    return {
        "submission_key": row.submission_key,
        "state": row.hand_over_state,
        "text": text[HandOverState(row.hand_over_state)],
        "label": desk.label if desk else "",
        "url": (desk.url or None) if desk else None,
        "reference": row.reference,
    }


# -- What came of it -------------------------------------------------------------------------
def receipt(viewer: Viewer, row: Any) -> dict[str, Any]:
    """That the server has it, and how it stands. The same for each attempt to send it."""
    told = {
        "public_id": row.public_id,
        "submission_key": row.submission_key,
        "state": _state(row, weekly_reports.shared_weeks(viewer, [row.public_id]).get(row.public_id)),
        "registered_at": row.registered_at.isoformat(),
        "undo_until": incidents.undo_until(row).isoformat(),
    }
    if row.clock_corrected_s:
        told["warning"] = _clock_words(row.clock_corrected_s)
        told["occurred_from"] = row.occurred_from.isoformat()
    return told


def headings(viewer: Viewer, client_id: str, now: datetime) -> list[dict[str, Any]]:
    """What the viewer has sent from this telephone in seven days: headings and states, newest first."""
    rows = incidents.sent_by(viewer, client_id, now)
    shared = weekly_reports.shared_weeks(viewer, [row.public_id for row in rows])
    names = category_names(viewer, language=get_language() or "sv")
    return [_heading(row, shared.get(row.public_id), names) for row in rows]


def _heading(row: Any, shared: SharedView | None, names: dict[str, str]) -> dict[str, Any]:
    state = _state(row, shared)
    is_gone = state == "withdrawn"
    return {
        "submission_key": row.submission_key,
        "public_id": row.public_id,
        "state": state,
        "category": "" if is_gone else names.get(row.sub_category_code or row.category_code, row.category_code),
        "place": row.place.name if row.place else "",
        "occurred_from": row.occurred_from.isoformat(),
        "registered_at": row.registered_at.isoformat(),
        "what_came": _what_came(row, shared),
        "question": row.review_comment if state == "returned" else "",
    }


def _state(row: Any, shared: SharedView | None) -> str:
    if row.review_state == ReviewState.DELETED:
        return "withdrawn"
    return "shared" if shared is not None else _STATES[ReviewState(row.review_state)]


def _what_came(row: Any, shared: SharedView | None) -> str:
    """No more than is true: what the group does with it is told where one is logged in."""
    if shared is not None and row.review_state != ReviewState.DELETED:
        return _("Delad i vecka %(week)s.") % {"week": Week.parse(shared.week).number}
    return {
        ReviewState.APPROVED: _("Godkänd. Delas med veckorapporten."),
        ReviewState.LEFT_OUT: _("Togs inte med i veckorapporten."),
        ReviewState.MERGED: _("Ihopslagen med en annan om samma sak."),
    }.get(ReviewState(row.review_state), "")


def _clock_words(seconds: int) -> str:
    minutes = round(abs(seconds) / 60)
    hours = round(abs(seconds) / 3600)
    span = (
        ngettext("%(n)s minut", "%(n)s minuter", minutes) % {"n": minutes}
        if minutes < 120
        else ngettext("%(n)s timme", "%(n)s timmar", hours) % {"n": hours}
    )
    return _("Telefonens klocka gick fel med %(span)s. Vi har rättat tiden. Ställ klockan rätt.") % {"span": span}
