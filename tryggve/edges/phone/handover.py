"""Hand a pure fault over to those who mend it, once, instead of registering it here as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from tryggve.cycle.incidents.queries import home
from tryggve.edges.phone import open311
from tryggve.edges.phone.models import HandOver, HandOverState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.privacy import guard
from tryggve.foundation.queue.jobs import Progress, enqueue, job
from tryggve.foundation.reference.models import FaultDesk
from tryggve.foundation.reference.queries import fault_desk
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web import outward
from tryggve.foundation.web.outward import CannotReach
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

SEND = "phone.hand_over"
LONGEST_NOTE = 2000


class CannotHandOver(DomainError):
    """Nobody here takes faults of that kind, or what was said does not do."""


class AlreadyHandedOver(DomainError):
    """The same key came again with another content."""

    def __init__(self) -> None:
        super().__init__(
            _("Felet är redan överlämnat, men med annat innehåll. Det första gäller. Lämna över det här som ett nytt.")
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """A pure fault, as a telephone tells it."""

    code: str
    lat: float | None
    lon: float | None
    note: str
    client_id: str
    key: str
    fingerprint: str


def hand_over(*, fault: Fault, by: Viewer, now: datetime) -> HandOver:
    """Hand over a fault, and order its sending. The same key again tells how it went; a failed one is tried anew."""
    by.require("incident.register")
    with acting_as(by):
        saved = _saved(fault, by)
        if saved is None:
            try:
                return _ask(fault=fault, by=by, now=now)
            except IntegrityError:
                saved = _saved(fault, by)
                if saved is None:
                    raise
        if saved.hand_over_state == HandOverState.FAILED:
            return _ask_again(saved=saved, by=by, now=now)
        return saved


def _saved(fault: Fault, by: Viewer) -> HandOver | None:
    found: HandOver | None = (
        HandOver.objects.seen_by(by)
        .select_for_update(of=("self",))
        .filter(client_id=fault.client_id, submission_key=fault.key)
        .first()
    )
    if found is not None and found.fingerprint != fault.fingerprint:
        raise AlreadyHandedOver
    return found


@action("hand_over.asked", right="incident.register")
def _ask(*, fault: Fault, by: Viewer, now: datetime) -> HandOver:
    desk = _desk(fault.code, by)
    if len(fault.note) > LONGEST_NOTE:
        raise CannotHandOver(
            _("Texten är för lång. Vi fick {n} tecken och tar emot {longest}. Korta den."),
            field="note",
            n=len(fault.note),
            longest=LONGEST_NOTE,
        )
    if fault.lat is None or fault.lon is None:
        raise CannotHandOver(
            _("Platsen saknas. Den som lagar måste veta var felet är. Välj en plats i listan, eller slå på position."),
            field="place",
        )
    # It leaves the house: what points at a person is stopped here, as when something is shared.
    guard.refuse(fault.note, "note")
    municipality_id, organisation_id = home(by)
    row = HandOver.objects.create(
        municipality_id=municipality_id,
        organisation_id=organisation_id,
        category_code=desk.category_code,
        lat=fault.lat,
        lon=fault.lon,
        note=fault.note,
        asked_at=now,
        client_id=fault.client_id,
        submission_key=fault.key,
        fingerprint=fault.fingerprint,
    )
    with_codes(category=desk.category_code)
    enqueue(SEND, by=by, now=now, fault=row.public_id)
    return row


@action("hand_over.asked_again", right="incident.register")
def _ask_again(*, saved: HandOver, by: Viewer, now: datetime) -> HandOver:
    _desk(saved.category_code, by)
    saved.hand_over_state = HandOverState.WAITING
    saved.save(update_fields=["hand_over_state"])
    enqueue(SEND, by=by, now=now, fault=saved.public_id)
    return saved


def _desk(code: str, by: Viewer) -> FaultDesk:
    try:
        desk = fault_desk(by, code)
    except NotFound:
        desk = None
    if desk is None or not desk.can_send:
        raise CannotHandOver(
            _("Sådana fel går inte att skicka härifrån. Kommunen har ingen adress för {code}. Spara det som händelse."),
            field="category_code",
            code=code[:8] or "–",
        )
    return desk


@job(SEND, right="incident.register")
def send(*, fault: str, by: Viewer, now: datetime, progress: Progress) -> str:
    """Send a fault, unless it is sent already.

    The service knows no key of ours: were the worker lost between its answer and our writing it down,
    the fault would be told twice. That is an annoyance; to tell it never, and say that it was told,
    would be worse.
    """
    progress(0, 1, _("Skickar till felanmälan"))
    with acting_as(by):
        row = HandOver.objects.seen_by(by).one(public_id=fault)
        if row.hand_over_state == HandOverState.SENT:
            return ""
        desk = _desk(row.category_code, by)
    try:
        # Outside any transaction: another's server must not hold our locks while it thinks.
        reference = open311.send(row, desk, resolver=outward.resolve, connect=outward.PinnedConnection)
    except CannotReach:
        _note_answer(row=row, state=HandOverState.FAILED, reference="", by=by, now=now)
        raise
    _note_answer(row=row, state=HandOverState.SENT, reference=reference, by=by, now=now)
    progress(1, 1)
    return ""


@action("hand_over.answered", right="incident.register")
def _note_answer(*, row: HandOver, state: HandOverState, reference: str, by: Viewer, now: datetime) -> HandOver:  # noqa: ARG001
    row.hand_over_state, row.reference, row.answered_at = state, reference, now
    row.save(update_fields=["hand_over_state", "reference", "answered_at"])
    with_codes(state=str(state))
    return row
