"""Who did what here? The trail as those may read it whom it is about: a person, an organisation, a municipality."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from tryggve.foundation.audit.chain import microseconds
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.foundation.tenancy.scope import check_scope
from tryggve.kernel.viewer import Viewer

HOUSE = "house"


class Reach(StrEnum):
    """Whose lines are shown."""

    OWN = "own"
    ORGANISATION = "organisation"
    MUNICIPALITY = "municipality"


def lines(viewer: Viewer, reach: Reach, *, of_theirs: Collection[str] = ()) -> SeenQuerySet[AuditEntry]:
    """The lines within reach, newest first. Whoever calls has asked for the right.

    An organisation's: what its people did, and what others did with what is theirs: `of_theirs` are the keys of its
    things, and some lines name the organisation. A person's: their own, with their log-ins, which are the house's.
    """
    if reach == Reach.OWN:
        check_scope(viewer)
        here = AuditEntry.seen_filter(viewer) | Q(chain=HOUSE)
        mine: SeenQuerySet[AuditEntry] = AuditEntry.objects.get_queryset().filter(here, actor=viewer.actor)
        mine._seen = True
        return mine.order_by("-at_us", "-sequence")
    found = AuditEntry.objects.seen_by(viewer).order_by("-at_us", "-sequence")
    if reach == Reach.MUNICIPALITY:
        return found
    key = viewer.organisation_public_id
    if not key:
        return found.none()
    theirs = Q(organisation=key) | Q(codes__organisation=key) | Q(subject=key)
    return found.filter(theirs | Q(subject__in=list(of_theirs)) if of_theirs else theirs)


def between(found: SeenQuerySet[AuditEntry], start: datetime, end: datetime) -> SeenQuerySet[AuditEntry]:
    """Of these, the ones from `start` until `end`."""
    return found.filter(at_us__gte=microseconds(start), at_us__lt=microseconds(end))


def of_kind(found: SeenQuerySet[AuditEntry], prefixes: Collection[str]) -> SeenQuerySet[AuditEntry]:
    """Of these, the ones whose event begins with one of the words."""
    wanted = Q()
    for prefix in prefixes:
        wanted |= Q(event__startswith=prefix)
    return found.filter(wanted)


def last(viewer: Viewer, event: str) -> AuditEntry | None:
    """The latest line of an event in the viewer's own chain."""
    return AuditEntry.objects.seen_by(viewer).filter(event=event).order_by("-sequence").first()
