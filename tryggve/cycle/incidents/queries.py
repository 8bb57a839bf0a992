"""Reading raw incidents: the viewer's own organisation's, and of those a reporter's own for a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from django.db.models import Count, Q

from tryggve.cycle.incidents import rules
from tryggve.cycle.incidents.models import Incident, IncidentPhoto, ReferenceNote
from tryggve.cycle.incidents.shapes import ApprovedIncident, ReviewState, TraceLine
from tryggve.foundation.audit import trail
from tryggve.foundation.geography.coordinates import distance_m
from tryggve.foundation.geography.models import Place
from tryggve.foundation.geography.queries import places
from tryggve.foundation.people.models import RepresentedMember
from tryggve.foundation.people.queries import names_of, represented_members
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.errors import NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

#: Two of one category group, this near in place and time, may be one: the coordinator decides.
SAME_WITHIN_M = 50
SAME_WITHIN = timedelta(hours=6)
_LATELY = timedelta(days=90)
_LATEST = 60
#: What the trail's events are called on the page.
EVENT_WORDS = {
    "incident.registered": _("Registrerad"),
    "incident.text_kept": _("Text påbörjad"),
    "incident.approved": _("Godkänd"),
    "incident.returned": _("Skickad tillbaka med en fråga"),
    "incident.left_out": _("Togs inte med"),
    "incident.merged": _("Slogs ihop med en annan"),
    "incident.corrected": _("Rättad"),
    "incident.deleted": _("Borttagen"),
    "incident.photo_added": _("Fick ett foto"),
    "incident.withdrawn": _("Ångrad av rapportören"),
    "incident.recorded": _("Läst in från källan"),
}
#: SQLite takes at most some hundred values in one question.
_ROWS_A_TIME = 500


def home(viewer: Viewer) -> tuple[int, int]:
    """The municipality and the organisation that the viewer works in; NotFound for one who has none."""
    if viewer.municipality_id is None or viewer.organisation_id is None:
        raise NotFound
    return viewer.municipality_id, viewer.organisation_id


def incidents(viewer: Viewer) -> SeenQuerySet[Incident]:
    """The organisation's incidents, with what a page shows of them; the deleted ones too."""
    return (
        Incident.objects.seen_by(viewer)
        .select_related("place", "area", "on_behalf_of", "reporter", "merged_into")
        .defer("area__geometry")
    )


def incident(viewer: Viewer, public_id: str) -> Incident:
    """One of the organisation's incidents for a reviewer; a reporter's own for seven days; else NotFound."""
    found: Incident = incidents(viewer).one(public_id=public_id)
    if viewer.may("incident.review") or (found.reporter_id is not None and found.reporter_id == viewer.user_id):
        return found
    raise NotFound


_STAMPED = (
    "category_code",
    "sub_category_code",
    "occurred_from",
    "occurred_to",
    "place_id",
    "lat",
    "lon",
    "certainty",
    "nature",
    "police_reported",
    "note",
)


def stamp(row: Incident) -> str:
    """What the incident says, as one mark: a page carries it, so that a change in between is noticed.

    Half of it is the text to share, which is kept while it is written.
    """
    said = rules.digest({name: str(getattr(row, name)) for name in _STAMPED})
    return rules.joined_stamp(said, rules.digest({"text": row.shared_text}))


def is_as_seen(row: Incident, seen: str, text: str) -> bool:
    """Whether the incident stands as a page showed it, or its text is already the one that is now said.

    The box keeps what is written while a button is pressed, so the two may meet here.
    """
    return rules.stamps_agree(seen, stamp(row), is_same_text=text == row.shared_text)


def own_incident(viewer: Viewer, public_id: str, now: datetime) -> Incident:
    """One that the viewer registered during the last seven days."""
    found: Incident = _own(viewer, now).one(public_id=public_id)
    return found


def own_recent(viewer: Viewer, now: datetime) -> list[Incident]:
    """What the viewer registered during the last seven days, newest first."""
    return list(_own(viewer, now).exclude(review_state=ReviewState.DELETED).order_by("-registered_at", "-id"))


def _own(viewer: Viewer, now: datetime) -> SeenQuerySet[Incident]:
    if viewer.user_id is None:
        raise NotFound
    return incidents(viewer).filter(reporter_id=viewer.user_id, registered_at__gt=now - rules.OWN_FOR)


def to_review(viewer: Viewer) -> list[Incident]:
    """What the organisation's coordinator has not said anything about, oldest first; answers to questions last."""
    viewer.require("incident.review")
    waiting = incidents(viewer).filter(review_state__in=[ReviewState.NEW, ReviewState.RETURNED])
    return sorted(waiting, key=lambda row: (row.review_state != ReviewState.NEW, row.occurred_from, row.pk))


def waiting(viewer: Viewer) -> int:
    """How many wait for the coordinator."""
    return Incident.objects.seen_by(viewer).filter(review_state=ReviewState.NEW).count()


def waiting_before(viewer: Viewer, before: datetime) -> int:
    """How many that happened before a moment are neither approved nor left out."""
    states = [ReviewState.NEW, ReviewState.RETURNED]
    return Incident.objects.seen_by(viewer).filter(review_state__in=states, occurred_from__lt=before).count()


def reviewed_since(viewer: Viewer, since: datetime) -> list[Incident]:
    """What has been decided about, for those that happened since a moment, newest first."""
    viewer.require("incident.review")
    states = [ReviewState.APPROVED, ReviewState.LEFT_OUT, ReviewState.MERGED]
    found = incidents(viewer).filter(review_state__in=states, occurred_from__gte=since)
    return list(found.order_by("-occurred_from", "-id")[:200])


def merge_targets(viewer: Viewer, row: Incident) -> list[Incident]:
    """Those it can be merged into: living ones of the two weeks around it, the nearest in time first."""
    around = timedelta(days=14)
    near = incidents(viewer).filter(
        review_state__in=[ReviewState.NEW, ReviewState.RETURNED, ReviewState.APPROVED],
        occurred_from__range=(row.occurred_from - around, row.occurred_from + around),
    )
    others = [other for other in near if other.pk != row.pk]
    return sorted(others, key=lambda other: (not looks_same(row, other), abs(other.occurred_from - row.occurred_from)))[
        :20
    ]


def likely_same(viewer: Viewer, rows: Iterable[Incident]) -> dict[str, list[Incident]]:
    """For each, the organisation's others that may be the same thing. One query, however many."""
    rows = list(rows)
    if not rows:
        return {}
    first = min(row.occurred_from for row in rows) - SAME_WITHIN
    last = max(row.occurred_to for row in rows) + SAME_WITHIN
    pool = list(
        incidents(viewer).filter(
            review_state__in=[ReviewState.NEW, ReviewState.RETURNED, ReviewState.APPROVED],
            occurred_from__lte=last,
            occurred_to__gte=first,
        )
    )
    return {row.public_id: [other for other in pool if other.pk != row.pk and looks_same(row, other)] for row in rows}


def looks_same(one: Incident, other: Incident) -> bool:
    """Same category group, at most 50 metres and six hours apart."""
    if one.category_code[:1] != other.category_code[:1]:
        return False
    if one.occurred_from - other.occurred_to > SAME_WITHIN or other.occurred_from - one.occurred_to > SAME_WITHIN:
        return False
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return False
    return distance_m(one.lat, one.lon, other.lat, other.lon) <= SAME_WITHIN_M


def approved(
    viewer: Viewer, *, before: datetime, since: datetime | None = None, without: Collection[int] = ()
) -> list[ApprovedIncident]:
    """The organisation's approved incidents that happened before a moment, except those of the given rows.

    The keys are read first: after a year nearly all are shared, and only the few that are not are
    worth whole rows.
    """
    found = Incident.objects.seen_by(viewer).filter(review_state=ReviewState.APPROVED, occurred_from__lt=before)
    if since is not None:
        found = found.filter(occurred_from__gte=since)
    wanted = sorted(set(found.order_by().values_list("pk", flat=True)) - set(without))
    rows = [
        row
        for start in range(0, len(wanted), _ROWS_A_TIME)
        for row in found.filter(pk__in=wanted[start : start + _ROWS_A_TIME])
        .select_related("place", "on_behalf_of")
        .order_by()
    ]
    return [_approved(row) for row in sorted(rows, key=lambda row: (row.occurred_from, row.pk))]


def _approved(row: Incident) -> ApprovedIncident:
    return ApprovedIncident(
        row=row.pk,
        key=row.public_id,
        category_code=row.category_code,
        sub_category_code=row.sub_category_code,
        occurred_from=row.occurred_from,
        occurred_to=row.occurred_to,
        time_precision=row.time_precision,
        place_name=row.place.name if row.place else "",
        place_type=row.place_type,
        lat=row.lat,
        lon=row.lon,
        coord_precision=row.coord_precision,
        certainty=row.certainty,
        nature=row.nature,
        police_reported=row.police_reported,
        shared_text=row.shared_text,
        member=row.on_behalf_of.public_id if row.on_behalf_of else "",
        member_name=row.on_behalf_of.shown_name if row.on_behalf_of else "",
        corrected_at=row.corrected_at,
    )


def changed_rows(viewer: Viewer, rows: Collection[int]) -> dict[int, tuple[str, datetime | None]]:
    """Row → (review state, corrected at): for those who must see whether what they shared still holds."""
    found = Incident.objects.seen_by(viewer).filter(pk__in=rows).values_list("pk", "review_state", "corrected_at")
    return {pk: (state, corrected_at) for pk, state, corrected_at in found}


def keys_of(viewer: Viewer, rows: Collection[int]) -> dict[int, str]:
    """Row → public id, for links back to the organisation's own pages."""
    return dict(Incident.objects.seen_by(viewer).filter(pk__in=rows).values_list("pk", "public_id"))


def rows_of(viewer: Viewer, keys: Collection[str]) -> dict[str, int]:
    """Public id → row."""
    return dict(Incident.objects.seen_by(viewer).filter(public_id__in=keys).values_list("public_id", "pk"))


def counts_by_member(viewer: Viewer, started: datetime, ended: datetime) -> dict[str, int]:
    """Represented member → how many incidents were registered for them, deleted ones aside."""
    found = (
        Incident.objects.seen_by(viewer)
        .filter(on_behalf_of__isnull=False, occurred_from__gte=started, occurred_from__lt=ended)
        .exclude(review_state__in=[ReviewState.DELETED, ReviewState.MERGED])
        .values("on_behalf_of__public_id")
        .annotate(n=Count("pk"))
        .order_by()
    )
    return {row["on_behalf_of__public_id"]: row["n"] for row in found}


def recent_categories(viewer: Viewer, now: datetime) -> list[str]:
    """The codes the organisation has used lately, the most used first."""
    codes = (
        Incident.objects.seen_by(viewer)
        .filter(registered_at__gt=now - _LATELY)
        .order_by("-registered_at")
        .values_list("category_code", flat=True)[:_LATEST]
    )
    return [code for code, _count in Counter(codes).most_common()]


def recent_places(viewer: Viewer, now: datetime, *, n: int = 3) -> list[Place]:
    """The places the viewer has reported from lately, the latest first; in use only."""
    if viewer.user_id is None:
        return []
    rows = (
        Incident.objects.seen_by(viewer)
        .filter(reporter_id=viewer.user_id, place__isnull=False, place__is_active=True, registered_at__gt=now - _LATELY)
        .select_related("place")
        .order_by("-registered_at", "-id")[:_LATEST]
    )
    places = {row.place.pk: row.place for row in rows if row.place is not None}
    return list(places.values())[:n]


def favourite_places(viewer: Viewer, now: datetime, *, n: int = 6) -> list[Place]:
    """The places the organisation has reported from most, in use only."""
    counted = (
        Incident.objects.seen_by(viewer)
        .filter(place__is_active=True, registered_at__gt=now - _LATELY)
        .order_by()
        .values_list("place_id")
        .annotate(times=Count("pk"))
        .order_by("-times", "place_id")[:n]
    )
    keys = [key for key, _times in counted]
    found = {place.pk: place for place in places(viewer).filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def sent_by(viewer: Viewer, client_id: str, now: datetime) -> list[Incident]:
    """What the viewer sent from one telephone during the last seven days, newest first.

    What was taken away again has no reporter and no content left: it is listed by its keys alone,
    whoever of the telephone's users took it away.
    """
    if viewer.user_id is None:
        raise NotFound
    seen = incidents(viewer).filter(client_id=client_id, registered_at__gt=now - rules.OWN_FOR)
    own = seen.filter(Q(reporter_id=viewer.user_id) | Q(review_state=ReviewState.DELETED))
    return list(own.order_by("-registered_at", "-id"))


def submitted(viewer: Viewer, client_id: str, key: str) -> Incident | None:
    """What one telephone saved under one key, whoever of the organisation asks."""
    return incidents(viewer).filter(client_id=client_id, submission_key=key).first()


def photos(viewer: Viewer, row: Incident) -> list[IncidentPhoto]:
    """The photos of an incident, without the pictures themselves, the first first."""
    return list(IncidentPhoto.objects.seen_by(viewer).filter(incident=row).defer("image").order_by("id"))


def photo(viewer: Viewer, public_id: str) -> IncidentPhoto:
    """One photo of the organisation's, for a reviewer; else NotFound."""
    viewer.require("incident.review")
    return IncidentPhoto.objects.seen_by(viewer).one(public_id=public_id)


def undo_until(row: Incident) -> datetime:
    """Until when its reporter may take it back."""
    return row.registered_at + rules.UNDO_WITHIN


def sent_since(viewer: Viewer, client_id: str, since: datetime) -> int:
    """How much one telephone has sent: its limit."""
    return Incident.objects.seen_by(viewer).filter(client_id=client_id, registered_at__gt=since).count()


def members(viewer: Viewer) -> list[RepresentedMember]:
    """Those the organisation speaks for, to choose from."""
    return list(represented_members(viewer))


def trace(viewer: Viewer, row: Incident) -> list[TraceLine]:
    """Who did what and when, oldest first, from the audit trail."""
    entries = trail.entries_about(viewer, row)
    names = names_of({entry.actor for entry in entries})
    return [
        TraceLine(
            at=datetime.fromtimestamp(entry.at_us / 1_000_000, tz=UTC),
            who=names.get(entry.actor, "Tryggve"),
            event=entry.event,
            what=EVENT_WORDS.get(entry.event, entry.event),
        )
        for entry in entries
    ]


def reference_notes(viewer: Viewer, started: datetime, ended: datetime) -> list[ReferenceNote]:
    """What outside sources say about the whole county during a time."""
    return list(ReferenceNote.objects.seen_by(viewer).filter(occurred_from__lt=ended, occurred_to__gte=started))
