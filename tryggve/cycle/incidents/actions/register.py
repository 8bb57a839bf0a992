"""Registering an incident once, and mending it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError

from tryggve.cycle.incidents import queries, rules
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.rules import CannotMove
from tryggve.cycle.incidents.shapes import CoordPrecision, IncidentDraft, ReviewState, Submission
from tryggve.foundation.audit.trail import action
from tryggve.foundation.geography.models import Area, Place
from tryggve.foundation.geography.queries import area_at, place_by_public_id
from tryggve.foundation.people.models import Organisation, RepresentedMember
from tryggve.foundation.people.queries import own_organisation, represented_members
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy import known_places
from tryggve.foundation.privacy.answers import Answers
from tryggve.foundation.reference.queries import usable_codes
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound
from tryggve.kernel.ids import new_public_id
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

#: Submissions that name no device: the server made the key.
SERVER = "server"


class KeepsNoRaw(DomainError):
    """A summary_only organisation was about to keep raw text here."""

    def __init__(self, organisation: str) -> None:
        super().__init__(
            _(
                "{organisation} sparar inga egna händelser i Tryggve. Ni delar bara sammanfattningar. "
                "Skriv en rad i veckorapporten i stället."
            ),
            organisation=organisation,
        )


class AlreadySaved(DomainError):
    """The same submission came again with another content."""

    def __init__(self, incident: Incident) -> None:
        self.public_id = incident.public_id
        super().__init__(
            _(
                "Händelsen är redan sparad, men med annat innehåll. Den sparades {moment}. "
                "Rätta den som är sparad, eller spara den här som en ny."
            ),
            moment=rules.said(incident.registered_at),
        )


@dataclass(frozen=True, slots=True)
class _Where:
    """Where it was, with the area worked out."""

    place: Place | None
    place_type: str
    lat: float | None
    lon: float | None
    precision: CoordPrecision
    area: Area | None


def register_incident(
    *, draft: IncidentDraft, submission: Submission | None = None, by: Viewer, now: datetime
) -> Incident:
    """Save what a reporter saw. The same submission again gives the same incident and no new line.

    Two requests at once cannot both win: the table's own constraint decides, and the loser reads
    what the winner wrote.
    """
    by.require("incident.register")
    with acting_as(by):
        saved = saved_before(submission, draft, by)
        if saved is not None:
            return saved
        try:
            return _register(draft=draft, submission=submission, by=by, now=now)
        except IntegrityError:
            saved = saved_before(submission, draft, by)
            if saved is None:
                raise
            return saved


def saved_before(submission: Submission | None, draft: IncidentDraft, by: Viewer) -> Incident | None:
    """What an earlier attempt saved; AlreadySaved when it said something else."""
    if submission is None:
        return None
    found = Incident.objects.seen_by(by).filter(client_id=submission.client_id, submission_key=submission.key).first()
    if found is not None and found.fingerprint != rules.fingerprint(submission.sent or draft):
        raise AlreadySaved(found)
    return found


@action("incident.registered", right="incident.register")
def _register(*, draft: IncidentDraft, submission: Submission | None, by: Viewer, now: datetime) -> Incident:
    organisation = keeping_raw(by)
    municipality_id, _organisation_id = queries.home(by)
    public_id = new_public_id()
    sent = submission or Submission(SERVER, public_id)
    return Incident.objects.create(
        municipality_id=municipality_id,
        organisation=organisation,
        public_id=public_id,
        reporter_id=by.user_id,
        registered_at=now,
        client_id=sent.client_id,
        submission_key=sent.key,
        fingerprint=rules.fingerprint(sent.sent or draft),
        clock_corrected_s=_clock_corrected_s(sent.sent, draft),
        **_said(draft, by, now, oldest=rules.OLDEST),
    )


def keeping_raw(by: Viewer) -> Organisation:
    """The viewer's organisation, or KeepsNoRaw: also where it kept raw data until somebody changed that."""
    organisation = own_organisation(by)
    if not organisation.keeps_raw:
        raise KeepsNoRaw(organisation.name)
    return organisation


def _clock_corrected_s(sent: IncidentDraft | None, draft: IncidentDraft) -> int:
    """By how much the reporter's telephone was wrong; kept, since the coordinator may want to ask."""
    return round((draft.occurred_from - sent.occurred_from).total_seconds()) if sent else 0


def _said(draft: IncidentDraft, by: Viewer, now: datetime, *, oldest: timedelta | None) -> dict[str, Any]:
    """The draft as columns, once it has been checked."""
    codes = usable_codes(by, [code for code in (draft.category_code, draft.sub_category_code) if code])
    rules.check_draft(draft, now=now, codes=codes, oldest=oldest)
    known_places.refuse(draft.shared_text, "shared_text", by=by)
    where = _where(draft, by)
    return {
        "on_behalf_of": _member(draft.member, by),
        "category_code": draft.category_code,
        "sub_category_code": draft.sub_category_code,
        "occurred_from": draft.occurred_from,
        "occurred_to": draft.occurred_to,
        "time_precision": draft.time_precision,
        "place": where.place,
        "place_type": where.place_type,
        "lat": where.lat,
        "lon": where.lon,
        "coord_precision": where.precision,
        "area": where.area,
        "certainty": draft.certainty,
        "nature": draft.nature,
        "police_reported": draft.police_reported,
        "note": draft.note,
        "shared_text": draft.shared_text,
    }


def _where(draft: IncidentDraft, by: Viewer) -> _Where:
    """A named place, a point, or "vet ej". Place never blocks."""
    on_date = draft.occurred_from.astimezone(STOCKHOLM).date()
    if draft.place:
        try:
            place = place_by_public_id(by, draft.place)
        except NotFound:
            raise rules.CannotRegister(
                _("Platsen finns inte i listan. Vi fick {place}. Välj en annan plats, eller vet ej."),
                field="place",
                place=draft.place[:22],
            ) from None
        area = area_at(by, place.lat, place.lon, on_date)
        return _Where(place, draft.place_type or place.place_type, place.lat, place.lon, CoordPrecision.PLACE, area)
    if draft.lat is not None and draft.lon is not None:
        area = area_at(by, draft.lat, draft.lon, on_date)
        return _Where(None, draft.place_type, draft.lat, draft.lon, CoordPrecision.EXACT, area)
    return _Where(None, draft.place_type, None, None, CoordPrecision.UNKNOWN, None)


def _member(public_id: str, by: Viewer) -> RepresentedMember | None:
    if not public_id:
        return None
    found = represented_members(by).filter(public_id=public_id).first()
    if found is None:
        raise rules.CannotRegister(
            _("Ni talar inte för den medlemmen. Vi fick {member}. Välj en medlem i listan, eller ingen."),
            field="member",
            member=public_id[:22],
        )
    return found


def reachable(by: Viewer, public_id: str) -> Incident:
    """The organisation's incident for a reviewer, a reporter's own, or NotFound."""
    found: Incident = Incident.objects.seen_by(by).select_for_update(of=("self",)).one(public_id=public_id)
    is_own = found.reporter_id is not None and found.reporter_id == by.user_id
    if not by.may("incident.review") and not is_own:
        raise NotFound
    return found


def check_seen(incident: Incident, seen: str | None, text: str) -> None:
    """Raise ChangedMeanwhile unless the incident stands as the page showed it. None: no page was shown."""
    if seen is not None and not queries.is_as_seen(incident, seen, text):
        raise rules.ChangedMeanwhile


@action("incident.corrected", right=None)
def correct_incident(
    *,
    public_id: str,
    draft: IncidentDraft,
    seen: str | None = None,
    answers: Answers = marks.NONE,
    by: Viewer,
    now: datetime,
) -> Incident:
    """Mend what is wrong. A reviewer any of the organisation's; a reporter their own until it is taken.

    `seen` is the stamp of what the page showed: what somebody has changed since is not written over.
    """
    if not by.may("incident.review") and not by.may("incident.register"):
        raise NotAllowed("incident.review")
    incident = reachable(by, public_id)
    keeping_raw(by)
    check_seen(incident, seen, draft.shared_text)
    rules.check_correctable(incident.review_state, is_reviewer=by.may("incident.review"))
    said = _said(draft, by, now, oldest=None)
    if draft.shared_text != incident.shared_text:
        marks.settle(
            about=public_id,
            field="shared_text",
            text=draft.shared_text,
            was=incident.shared_text,
            answers=answers,
            by=by,
            now=now,
        )
    for name, value in said.items():
        setattr(incident, name, value)
    if incident.review_state == ReviewState.APPROVED:
        incident.corrected_at = now
    if incident.review_state == ReviewState.RETURNED:
        incident.review_state = ReviewState.NEW
    incident.save()
    return incident


@action("incident.withdrawn", right="incident.register")
def withdraw_incident(*, public_id: str, by: Viewer, now: datetime) -> Incident:
    """A reporter takes back what was saved by mistake, within ten minutes."""
    incident = reachable(by, public_id)
    if incident.reporter_id != by.user_id:
        raise NotFound
    if incident.review_state != ReviewState.NEW or now - incident.registered_at > rules.UNDO_WITHIN:
        raise CannotMove(
            _("Det går inte att ångra längre. Händelsen sparades {moment}. Be din samordnare ta bort den."),
            moment=rules.said(incident.registered_at),
        )
    blank(incident)
    incident.save()
    return incident


def blank(incident: Incident) -> None:
    """Take away all that was said and shown. What is left is that something was deleted."""
    incident.photos.all().delete()
    incident.review_state = ReviewState.DELETED
    incident.note = incident.shared_text = incident.review_comment = incident.external_url = ""
    incident.place = incident.area = incident.reporter = incident.on_behalf_of = None
    incident.lat = incident.lon = None
    incident.place_type = ""
    incident.coord_precision = CoordPrecision.UNKNOWN
