"""The telephone's interface: what it may choose, who uses it, and what it sends. JSON in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.incidents.actions import (
    AlreadySaved,
    CannotMove,
    add_photo,
    register_incident,
    saved_before,
    withdraw_incident,
)
from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.edges.phone import answers
from tryggve.edges.phone.door import LARGEST_PHOTO, Call, Refused, phone
from tryggve.edges.phone.handover import AlreadyHandedOver, Fault, hand_over
from tryggve.edges.phone.limits import CHOOSING, HANDING_OVER, NEW_AN_HOUR, PHOTOS, READING, WRITING
from tryggve.edges.phone.models import HandOverState
from tryggve.edges.phone.reading import digest, read_key, read_number, read_sent, read_text, wrong
from tryggve.foundation.geography.models import Place
from tryggve.foundation.geography.queries import areas_geojson, place_by_public_id
from tryggve.foundation.people.actions import CannotChoose, choose_person
from tryggve.foundation.reference.queries import fault_desks
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

_HOUR = timedelta(hours=1)
CREATED = 201
ACCEPTED = 202
MOST_PHOTOS = 2


@phone("GET", limit=READING)
def start(call: Call) -> HttpResponse:
    """What the app keeps, to work without a network."""
    return JsonResponse(answers.start(call))


@phone("GET", limit=READING)
def areas(call: Call) -> HttpResponse:
    """The municipality's areas, to point in: shapes and names, the same for everybody in it."""
    viewer = call.holder.own_viewer()
    with acting_as(viewer, only_reads=True):
        return JsonResponse(areas_geojson(viewer, call.now.astimezone(STOCKHOLM).date()))


@phone("POST", limit=CHOOSING)
def person(call: Call) -> HttpResponse:
    """Somebody takes a shared telephone."""
    key, pin = read_text(call.body, "key", 22), read_text(call.body, "pin", 12)
    if call.holder.user(key) is None:
        raise Refused("person")
    try:
        chosen = choose_person(device=call.holder, user=key, pin=pin, now=call.now)
    except CannotChoose as refusal:
        code = "too_many" if refusal.seconds else "wrong_pin"
        raise Refused(code, text=refusal_text(refusal), seconds=refusal.seconds) from None
    return JsonResponse({"person": {"key": chosen.public_id, "name": chosen.user.name}})


@phone("GET", "POST", limit=WRITING)
def incident_list(call: Call) -> HttpResponse:
    """One's own headings of a week; or a new incident."""
    if call.request.method == "GET":
        viewer = call.viewer()
        with acting_as(viewer, only_reads=True):
            return JsonResponse(answers.headings(viewer, call.client_id, call.now), safe=False)
    sent = read_sent(call.body, call.now)
    viewer = call.viewer(sent.person)
    submission = sent.submission(call.client_id)
    try:
        # Most of what comes twice is here already. It is answered without asking for the right to write, which on
        # SQLite there is one of: a queue that is sent anew never stands in the way of what is new.
        with acting_as(viewer, only_reads=True):
            row = saved_before(submission, sent.corrected, viewer)
            if row is None:
                _check_room(call, viewer)
        if row is None:
            row = register_incident(draft=sent.corrected, submission=submission, by=viewer, now=call.now)
    except AlreadySaved as refusal:
        raise Refused("other_body", text=refusal_text(refusal)) from None
    with acting_as(viewer, only_reads=True):
        is_new = row.registered_at == call.now
        return JsonResponse(answers.receipt(viewer, row), status=CREATED if is_new else 200)


def _check_room(call: Call, viewer: Viewer) -> None:
    """Only what is new takes room: what is saved already is answered however much was sent."""
    if incidents.sent_since(viewer, call.client_id, call.now - _HOUR) >= NEW_AN_HOUR:
        raise Refused("too_many", seconds=60)


@phone("POST", limit=WRITING)
def withdraw(call: Call, submission_key: str) -> HttpResponse:
    """Undo, within ten minutes. Undone twice is undone."""
    row = _submitted(call, submission_key)
    if row.review_state != ReviewState.DELETED:
        try:
            withdraw_incident(public_id=row.public_id, by=_sender(call, row), now=call.now)
        except CannotMove as refusal:
            raise Refused("too_late", text=refusal_text(refusal)) from None
    return JsonResponse({"submission_key": submission_key, "public_id": row.public_id, "state": "withdrawn"})


@phone("POST", limit=PHOTOS, is_form=True)
def photo(call: Call, submission_key: str) -> HttpResponse:
    """One or two photos of an incident that is here already. The same photo again is the same photo."""
    sent = call.request.FILES.getlist("photo")
    if not 1 <= len(sent) <= MOST_PHOTOS:
        raise Refused("unreadable")
    if any((each.size or 0) > LARGEST_PHOTO for each in sent):
        raise Refused("too_large")
    row = _submitted(call, submission_key)
    viewer = _sender(call, row)
    kept = [add_photo(public_id=row.public_id, sent=each.read(), by=viewer, now=call.now) for each in sent]
    is_new = any(each.added_at == call.now for each in kept)
    body = {"submission_key": submission_key, "public_id": row.public_id, "photos": len(kept)}
    return JsonResponse(body, status=CREATED if is_new else 200)


def _submitted(call: Call, key: str) -> Any:
    """What this telephone sent under the key, whoever held it then."""
    viewer = call.holder.own_viewer()
    with acting_as(viewer, only_reads=True):
        row = incidents.submitted(viewer, call.client_id, key)
    if row is None:
        raise Refused("not_found")
    return row


def _sender(call: Call, row: Any) -> Viewer:
    """Whoever sent it, though a colleague may hold the telephone now: an undo and a photo are theirs too."""
    for user in call.holder.users:
        if user.user_id == row.reporter_id:
            return call.viewer(user.public_id)
    raise Refused("not_found")


def _place(viewer: Viewer, key: str) -> Place:
    try:
        return place_by_public_id(viewer, key)
    except NotFound:
        raise wrong("place") from None


@phone("POST", limit=HANDING_OVER)
def handover(call: Call) -> HttpResponse:
    """A pure fault goes to those who mend it. The same key again tells how it went."""
    viewer = call.viewer(read_text(call.body, "person_key", 22))
    with acting_as(viewer):
        try:
            row = hand_over(fault=_fault(call, viewer), by=viewer, now=call.now)
        except AlreadyHandedOver as refusal:
            raise Refused("other_body", text=refusal_text(refusal)) from None
        desk = next((each for each in fault_desks(viewer) if each.category_code == row.category_code), None)
        status = ACCEPTED if row.hand_over_state == HandOverState.WAITING else 200
        return JsonResponse(answers.handed_over(row, desk), status=status)


def _fault(call: Call, viewer: Viewer) -> Fault:
    """A fault as it was sent: with a draft, or with a code and a point. A named place stands for its point."""
    said = call.body["draft"] if isinstance(call.body.get("draft"), dict) else call.body
    code = read_text(said, "category_code") or read_text(said, "code", 8)
    lat, lon, place = read_number(said, "lat"), read_number(said, "lon"), read_text(said, "place")
    note = read_text(said, "note").strip()
    if place:
        named = _place(viewer, place)
        lat, lon, note = named.lat, named.lon, "\n".join(filter(None, [named.name, note]))
    sent = {"code": code, "lat": lat, "lon": lon, "note": note}
    return Fault(code, lat, lon, note, call.client_id, read_key(call.body), digest(sent))
