"""A photo of what was seen. It stays with the organisation, as the note does: nobody shares it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from tryggve.cycle.incidents.actions.register import keeping_raw, reachable
from tryggve.cycle.incidents.models import IncidentPhoto
from tryggve.cycle.incidents.photo_files import CleanPhoto, cleaned
from tryggve.cycle.incidents.rules import CannotMove
from tryggve.cycle.incidents.shapes import ReviewState
from tryggve.foundation.audit.trail import action
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

MOST = 2


def add_photo(*, public_id: str, sent: bytes, by: Viewer, now: datetime) -> IncidentPhoto:
    """Keep a photo of an incident of one's own. The same file again is the same photo, and no new line."""
    by.require("incident.register")
    digest = hashlib.sha256(sent).hexdigest()
    drawn = cleaned(sent)
    with acting_as(by):
        # The incident is locked: two attempts at once come one after the other.
        incident = reachable(by, public_id)
        saved = IncidentPhoto.objects.seen_by(by).filter(incident=incident, digest=digest).first()
        if saved is not None:
            return saved
        return _add(public_id=public_id, drawn=drawn, digest=digest, by=by, now=now)


@action("incident.photo_added", right="incident.register")
def _add(*, public_id: str, drawn: CleanPhoto, digest: str, by: Viewer, now: datetime) -> IncidentPhoto:
    incident = reachable(by, public_id)
    keeping_raw(by)
    if incident.review_state == ReviewState.DELETED:
        raise CannotMove(_("Händelsen är borttagen. Den kan inte få något foto. Spara en ny händelse om det behövs."))
    if IncidentPhoto.objects.seen_by(by).filter(incident=incident).count() >= MOST:
        raise CannotMove(
            _("Händelsen har redan {most} foton. Det här blev ett för mycket. Skicka det med en ny händelse."),
            most=MOST,
        )
    return IncidentPhoto.objects.create(
        municipality_id=incident.municipality_id,
        organisation_id=incident.organisation_id,
        incident=incident,
        image=drawn.image,
        width=drawn.width,
        height=drawn.height,
        digest=digest,
        added_at=now,
    )
