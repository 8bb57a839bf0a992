"""Whom and what may an incident be narrowed to?"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from tryggve.edges.papers.models import AccessibilityReport
from tryggve.edges.papers.rules import Question
from tryggve.foundation.audit import reading
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.models import Device, Membership
from tryggve.foundation.people.queries import house_viewer, names_of, organisations
from tryggve.foundation.tenancy.models import Municipality
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer

_SHOWN = 200
Choices = list[tuple[str, str]]


def organisation_choices(viewer: Viewer) -> Choices:
    """The municipality's organisations, by name."""
    return list(organisations(viewer).values_list("public_id", "name"))


def person_choices(viewer: Viewer) -> Choices:
    """Everybody who has or has had a role here, by name."""
    held = Membership.objects.filter(municipality_id=viewer.home_id)
    names = names_of(set(held.values_list("user__public_id", flat=True)))
    return sorted(
        ((key, name or "borttagen person") for key, name in names.items()), key=lambda each: each[1].casefold()
    )


def device_choices(viewer: Viewer) -> Choices:
    """Every telephone there is or has been, by its organisation and name."""
    found = Device.objects.seen_by(viewer).select_related("organisation").order_by("organisation__name", "name")
    return [(each.public_id, f"{each.organisation.name}: {each.name}") for each in found]


def log_ins_of(municipality: Municipality, question: Question) -> tuple[AuditEntry, ...]:
    """The house's lines of those who work here: log-ins, second factors. Only whoever runs the house asks for them."""
    held = Membership.objects.filter(municipality=municipality, created_at__lt=question.until)
    held = held.filter(Q(ended_at=None) | Q(ended_at__gte=question.since))
    if question.person:
        held = held.filter(user__public_id=question.person)
    if question.organisation:
        held = held.filter(organisation_key=question.organisation)
    actors = set(held.values_list("user__public_id", flat=True))
    house = house_viewer()
    with acting_as(house, only_reads=True):
        lines = reading.between(AuditEntry.objects.seen_by(house), question.since, question.until)
        return tuple(lines.filter(actor__in=actors).order_by("sequence"))


def barriers(viewer: Viewer) -> list[AccessibilityReport]:
    """What people have said that they cannot use: without an answer first, then the latest."""
    found = AccessibilityReport.objects.seen_by(viewer).select_related("answered_by")
    return list(found.order_by(F("answered_at").desc(nulls_first=True), "-sent_at", "-id")[:_SHOWN])


def barriers_since(viewer: Viewer, moment: datetime) -> int:
    """How many have come since then."""
    return AccessibilityReport.objects.seen_by(viewer).filter(sent_at__gt=moment).count()


def barriers_waiting(viewer: Viewer) -> int:
    """How many have no answer."""
    return AccessibilityReport.objects.seen_by(viewer).filter(answered_at=None).count()
