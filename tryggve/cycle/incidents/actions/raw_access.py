"""Opening an organisation's incidents in an emergency: two people, a reason, an hour, and a letter about it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import translation
from django.utils.translation import gettext

from tryggve.cycle.incidents import raw_access, rules
from tryggve.cycle.incidents.models import Incident, RawAccess
from tryggve.cycle.incidents.rules import CannotOpen
from tryggve.cycle.incidents.shapes import RawAccessState
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.notify import outbox
from tryggve.foundation.notify.rules import Letter, Topic
from tryggve.foundation.people.directory import coordinators_of
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import organisation as organisation_by_key
from tryggve.foundation.privacy import known_places
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

_LETTER_HOLDS = timedelta(days=7)


@action("raw_access.asked", right="raw_access.ask")
def ask_raw_access(*, organisation: str, reason: str, by: Viewer, now: datetime) -> RawAccess:
    """Ask to read an organisation's incidents. Nothing opens until somebody else agrees."""
    if by.user_id is None:
        raise NotFound
    owner = organisation_by_key(by, organisation)
    if not owner.keeps_raw or owner.is_outside_source:
        raise CannotOpen(
            _("{organisation} har inga egna händelser i Tryggve. Det finns inget att öppna. Välj en annan."),
            field="organisation",
            organisation=owner.name,
        )
    why = rules.checked_reason(reason)
    known_places.refuse(why, "reason", by=by)
    mine = RawAccess.objects.seen_by(by).filter(asker_id=by.user_id, organisation=owner)
    living = {RawAccessState.ASKED, RawAccessState.OPEN}
    if any(raw_access.state_of(row, now) in living for row in mine):
        raise CannotOpen(
            _("Du har redan bett om det. Begäran väntar eller är öppen. Vänta på svar, eller stäng den först."),
            field="organisation",
        )
    with_codes(organisation=owner.public_id)
    return RawAccess.objects.create(
        municipality_id=by.home_id, organisation=owner, asker_id=by.user_id, reason=why, asked_at=now
    )


def _locked(by: Viewer, public_id: str) -> RawAccess:
    found: RawAccess = raw_access.accesses(by).select_for_update(of=("self",)).one(public_id=public_id)
    return found


@action("raw_access.opened", right="raw_access.approve")
def approve_raw_access(*, public_id: str, by: Viewer, now: datetime) -> RawAccess:
    """Agree to what somebody else has asked for. The organisation's coordinators are told at once."""
    found = _locked(by, public_id)
    if by.user_id is None or found.asker_id is None or found.asker_id == by.user_id:
        raise CannotOpen(_("Du kan inte godkänna det du själv har bett om. Det krävs två personer. Be en kollega."))
    if raw_access.state_of(found, now) != RawAccessState.ASKED:
        raise CannotOpen(_("Begäran gäller inte längre. Den är besvarad eller äldre än ett dygn. Be om den på nytt."))
    found.approver_id, found.opened_at = by.user_id, now
    found.save(update_fields=["approver", "opened_at"])
    outbox.put(_letters(found, now), by=by, now=now)
    with_codes(organisation=found.organisation.public_id, asker=found.asker.public_id if found.asker else "")
    return found


@action("raw_access.closed", right=None)
def close_raw_access(*, public_id: str, by: Viewer, now: datetime) -> RawAccess:
    """Say no to a request, or end what is open: whoever asked, whoever approves, or the organisation itself."""
    found = _locked(by, public_id)
    if not raw_access.may_close(by, found):
        raise NotFound
    if raw_access.state_of(found, now) not in {RawAccessState.ASKED, RawAccessState.OPEN}:
        raise CannotOpen(_("Den är redan stängd. Ingen kan läsa något längre. Du behöver inte göra något."))
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    with_codes(organisation=found.organisation.public_id)
    return found


def read_raw_access(*, public_id: str, by: Viewer, now: datetime) -> tuple[RawAccess, list[Incident]]:
    """What is open to the viewer now. Each look is a line in the trail, written before anything is shown."""
    with acting_as(by):
        access = _note_reading(public_id=public_id, by=by, now=now)
        return access, raw_access.opened_incidents(by, access, now)


@action("raw_access.read", right="raw_access.ask")
def _note_reading(*, public_id: str, by: Viewer, now: datetime) -> RawAccess:
    access = raw_access.open_access(by, public_id, now)
    with_codes(organisation=access.organisation.public_id)
    return access


def _letters(access: RawAccess, now: datetime) -> list[Letter]:
    """To each coordinator of the organisation: that it happened, and where it is listed. Nothing of what is read."""
    return [
        Letter(
            user_id=user.pk,
            topic=Topic.ACCESS,
            dedupe_key=f"raw-access:{access.public_id}",
            subject=_subject(user),
            text=_text(user),
            expires_at=now + _LETTER_HOLDS,
        )
        for user in coordinators_of(access.organisation_id)
    ]


def _subject(user: User) -> str:
    with translation.override(user.language):
        return gettext("Tryggve: någon har öppnat era händelser")


def _text(user: User) -> str:
    with translation.override(user.language):
        return "\n\n".join(
            (
                gettext("En person utanför er organisation kan läsa era händelser i högst 60 minuter."),
                gettext("Två personer har kommit överens om det och skrivit ett skäl."),
                gettext("Logga in och öppna Nödöppning i menyn. Där ser ni vem, varför och hur länge."),
                gettext("Ni kan stänga den där på en gång."),
            )
        )
