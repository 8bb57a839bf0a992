"""What an outside source has published: kept as the source's own, never as anybody's report."""

from __future__ import annotations

from datetime import UTC, datetime

from tryggve.cycle.incidents import queries, rules
from tryggve.cycle.incidents.models import Incident, ReferenceNote
from tryggve.cycle.incidents.shapes import Certainty, CoordPrecision, Nature, PoliceReported, ReviewState
from tryggve.foundation.audit.trail import action
from tryggve.foundation.privacy import guard
from tryggve.foundation.reference.queries import stable_category
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer

POLICE_EVENTS = "polisen_events"
_EVENT_FIELDS = (
    "category_code",
    "occurred_from",
    "occurred_to",
    "time_precision",
    "lat",
    "lon",
    "coord_precision",
    "nature",
    "shared_text",
    "external_url",
    "fingerprint",
    "corrected_at",
)


def record_outside_event(  # noqa: PLR0913 - what a source publishes about one event
    *,
    external_id: str,
    category_code: str,
    occurred_from: datetime,
    occurred_to: datetime,
    time_precision: str,
    lat: float | None,
    lon: float | None,
    text: str,
    url: str,
    by: Viewer,
    now: datetime,
) -> tuple[Incident, str]:
    """Keep an event once: "created", "updated" when the source has changed it, else "unchanged".

    The point is the municipality's centre, so it gives no area. The text passes the guard with a
    word in brackets for what would point at a person. It is approved by being public already.
    """
    by.require("incident.import")
    nature = Nature(stable_category(category_code).nature)
    said = {
        "category_code": category_code,
        "occurred_from": occurred_from.astimezone(UTC),
        "occurred_to": occurred_to.astimezone(UTC),
        "time_precision": str(time_precision),
        "lat": lat,
        "lon": lon,
        "coord_precision": CoordPrecision.MUNICIPALITY_CENTRE if lat is not None else CoordPrecision.UNKNOWN,
        "nature": nature,
        "shared_text": guard.masked(text)[: rules.LONGEST_SHARED_TEXT],
        "external_url": url,
    }
    stamp = rules.digest({name: str(value) for name, value in said.items()})
    with acting_as(by):
        found = Incident.objects.seen_by(by).filter(source=POLICE_EVENTS, external_id=external_id).first()
        if found is not None and found.fingerprint == stamp:
            return found, "unchanged"
        row = found or _new(external_id, by, now)
        for name, value in said.items():
            setattr(row, name, value)
        row.fingerprint = stamp
        if found is not None:
            row.corrected_at = now
        return _record(row=row, by=by, now=now), "created" if found is None else "updated"


def _new(external_id: str, by: Viewer, now: datetime) -> Incident:
    municipality_id, organisation_id = queries.home(by)
    return Incident(
        municipality_id=municipality_id,
        organisation_id=organisation_id,
        source=POLICE_EVENTS,
        external_id=external_id,
        client_id=POLICE_EVENTS,
        submission_key=external_id,
        certainty=Certainty.HEARD,
        police_reported=PoliceReported.YES,
        review_state=ReviewState.APPROVED,
        registered_at=now,
        approved_at=now,
    )


@action("incident.recorded", right="incident.import")
def _record(*, row: Incident, by: Viewer, now: datetime) -> Incident:
    row.save(update_fields=None if row._state.adding else _EVENT_FIELDS)
    return row


def note_reference(  # noqa: PLR0913 - what a source publishes about the county
    *,
    external_id: str,
    kind: str,
    text: str,
    occurred_from: datetime,
    occurred_to: datetime,
    url: str,
    by: Viewer,
    now: datetime,
) -> tuple[ReferenceNote, str]:
    """Keep what is said about the whole county, or about a night: a note, not an incident."""
    by.require("incident.import")
    said = {
        "kind": kind,
        "text": guard.masked(text),
        "occurred_from": occurred_from.astimezone(UTC),
        "occurred_to": occurred_to.astimezone(UTC),
        "url": url,
    }
    with acting_as(by):
        found = ReferenceNote.objects.seen_by(by).filter(source=POLICE_EVENTS, external_id=external_id).first()
        if found is not None and all(getattr(found, name) == value for name, value in said.items()):
            return found, "unchanged"
        note = found or ReferenceNote(county_id=_county(by), source=POLICE_EVENTS, external_id=external_id)
        for name, value in said.items():
            setattr(note, name, value)
        return _note(note=note, by=by, now=now), "created" if found is None else "updated"


def _county(by: Viewer) -> int:
    if by.county_id is None:
        raise NotFound
    return by.county_id


@action("reference_note.recorded", right="incident.import")
def _note(*, note: ReferenceNote, by: Viewer, now: datetime) -> ReferenceNote:
    note.save()
    return note
