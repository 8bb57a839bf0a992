"""The telephone's interface: what it may choose, who uses it, and what it sends. JSON in and out."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, JsonResponse

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.incidents.actions import AlreadySaved, CannotMove, register_incident, withdraw_incident
from tryggve.edges.phone import answers
from tryggve.edges.phone.door import Call, Refused, phone
from tryggve.edges.phone.limits import CHOOSING, NEW_AN_HOUR, READING, WRITING
from tryggve.edges.phone.reading import Sent, read_sent, read_text
from tryggve.foundation.people.actions import CannotChoose, choose_person
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.kernel.viewer import Viewer

_HOUR = timedelta(hours=1)
CREATED = 201


@phone("GET", limit=READING)
def start(call: Call) -> HttpResponse:
    """What the app keeps, to work without a network."""
    return JsonResponse(answers.start(call))


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
    with acting_as(viewer):
        _check_room(call, viewer, sent)
        try:
            row = register_incident(
                draft=sent.corrected, submission=sent.submission(call.client_id), by=viewer, now=call.now
            )
        except AlreadySaved as refusal:
            raise Refused("other_body", text=refusal_text(refusal)) from None
        is_new = row.registered_at == call.now
        return JsonResponse(answers.receipt(viewer, row), status=CREATED if is_new else 200)


def _check_room(call: Call, viewer: Viewer, sent: Sent) -> None:
    """What is saved already is answered however much was sent: only what is new takes room."""
    is_full = incidents.sent_since(viewer, call.client_id, call.now - _HOUR) >= NEW_AN_HOUR
    if is_full and incidents.submitted(viewer, call.client_id, sent.key) is None:
        raise Refused("too_many", seconds=60)


@phone("POST", limit=WRITING)
def withdraw(call: Call, submission_key: str) -> HttpResponse:
    """Undo, within ten minutes. Undone twice is undone."""
    viewer = call.viewer(read_text(call.body, "person_key", 22))
    with acting_as(viewer):
        row = incidents.submitted(viewer, call.client_id, submission_key)
        if row is None:
            raise Refused("not_found")
        state = answers.receipt(viewer, row)["state"]
        if state != "withdrawn":
            try:
                withdraw_incident(public_id=row.public_id, by=viewer, now=call.now)
            except CannotMove as refusal:
                raise Refused("too_late", text=refusal_text(refusal)) from None
        return JsonResponse({"submission_key": submission_key, "public_id": row.public_id, "state": "withdrawn"})
