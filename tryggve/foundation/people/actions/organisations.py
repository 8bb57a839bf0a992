"""Which organisations take part, and how they work here."""

from __future__ import annotations

from datetime import date, datetime

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import queries
from tryggve.foundation.people.actions.roles import end_everything_at
from tryggve.foundation.people.models import (
    SUMMARY_ONLY_KINDS,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationMode,
    Party,
)
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.people.shapes import OrganisationDraft
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

LONGEST_NAME = 120


class CannotChangeOrganisation(DomainError):
    """The organisation cannot be written, or not leave, like this."""


@action("organisation.added", right="organisation.update")
def add_organisation(*, draft: OrganisationDraft, joined_date: date, by: Viewer, now: datetime) -> Organisation:
    """Let an organisation take part from a date. Police, schools and others share summaries only."""
    kind = _checked_kind(draft.kind)
    organisation = Organisation.objects.create(
        municipality_id=by.home_id,
        name=_checked_name(draft.name, by),
        kind=kind,
        mode=_checked_mode(draft.mode, kind),
        joined_date=joined_date,
        party=_party(draft, by),
    )
    with_codes(kind=kind, mode=organisation.mode)
    return organisation


@action("organisation.updated", right="organisation.update")
def update_organisation(*, organisation: str, draft: OrganisationDraft, by: Viewer, now: datetime) -> Organisation:
    """Rename it, or change its kind or way of working. What was shared stays as it was."""
    found = queries.organisation(by, organisation)
    found.name = _checked_name(draft.name, by, but=found)
    found.kind = _checked_kind(draft.kind)
    found.mode = _checked_mode(draft.mode, found.kind)
    found.party = found.party if found.party_id and draft.is_county_wide else _party(draft, by)
    found.save(update_fields=["name", "kind", "mode", "party"])
    Membership.objects.filter(organisation=found).update(organisation_name=found.name)
    with_codes(kind=found.kind, mode=found.mode)
    return found


@action("organisation.ended", right="organisation.update")
def end_organisation(*, organisation: str, left_date: date, by: Viewer, now: datetime) -> Organisation:
    """It no longer takes part: nothing is expected after the date, and its people lose their roles."""
    found = queries.organisation(by, organisation)
    _refuse_to_end(found, left_date, by, swedish_date(now))
    found.is_active, found.left_date = False, left_date
    found.save(update_fields=["is_active", "left_date"])
    with_codes(roles_ended=end_everything_at(found, now))
    return found


@action("organisation.resumed", right="organisation.update")
def resume_organisation(*, organisation: str, by: Viewer, now: datetime) -> Organisation:
    """It takes part again, as if it had never left. Its people are invited again one by one."""
    found = queries.organisation(by, organisation)
    found.is_active, found.left_date = True, None
    found.save(update_fields=["is_active", "left_date"])
    return found


def _refuse_to_end(found: Organisation, left_date: date, by: Viewer, today: date) -> None:
    if found.pk == by.organisation_id:
        raise CannotChangeOrganisation(
            _("Du kan inte avsluta din egen organisation. Då stängs du själv ute. Be kommunens administratör.")
        )
    if not found.is_active:
        raise CannotChangeOrganisation(
            _("{name} deltar inte längre. Den är redan avslutad. Du behöver inte göra något."), name=found.name
        )
    if not found.joined_date <= left_date <= today:
        raise CannotChangeOrganisation(
            _("Datumet går inte att använda. Du valde {date}. Välj en dag från {joined} till i dag."),
            field="left_date",
            date=left_date.isoformat(),
            joined=found.joined_date.isoformat(),
        )


def _checked_name(name: str, by: Viewer, but: Organisation | None = None) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise CannotChangeOrganisation(
            _("Namnet har fel längd. Det är {length} tecken. Skriv 1 till {longest} tecken."),
            field="name",
            length=len(tidy),
            longest=LONGEST_NAME,
        )
    others = queries.organisations(by).exclude(pk=but.pk if but else 0)
    if tidy.casefold() in {other.casefold() for other in others.values_list("name", flat=True)}:
        raise CannotChangeOrganisation(
            _("Det finns redan en organisation med det namnet. Du skrev ”{name}”. Öppna den, eller välj ett annat."),
            field="name",
            name=tidy,
        )
    return tidy


def _checked_kind(kind: str) -> str:
    if kind not in OrganisationKind.values:
        raise CannotChangeOrganisation(
            _("Slaget finns inte. Du valde ”{kind}”. Välj ett i listan."), field="kind", kind=kind[:20]
        )
    return kind


def _checked_mode(mode: str, kind: str) -> str:
    if mode in OrganisationMode.values:
        return mode
    if mode:
        raise CannotChangeOrganisation(
            _("Arbetssättet finns inte. Du valde ”{mode}”. Välj ett i listan."), field="mode", mode=mode[:20]
        )
    return OrganisationMode.SUMMARY_ONLY if kind in SUMMARY_ONLY_KINDS else OrganisationMode.RAW


def _party(draft: OrganisationDraft, by: Viewer) -> Party | None:
    """One party for the same name in the whole county."""
    if not draft.is_county_wide:
        return None
    name = " ".join(draft.name.split())
    found = Party.objects.seen_by(by).filter(name__iexact=name).first()
    if found is not None or by.county_id is None:
        return found
    return Party.objects.create(county_id=by.county_id, name=name)
