"""Laying up a county, and a municipality with what it needs to begin. Done from the command line."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people.actions.agreements import sign_agreement
from tryggve.foundation.people.actions.invitations import invite_person
from tryggve.foundation.people.actions.organisations import add_organisation
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.people.shapes import (
    AgreementDraft,
    Founded,
    MunicipalityDraft,
    OrganisationDraft,
    PartyDraft,
)
from tryggve.foundation.tenancy.models import County, Municipality
from tryggve.foundation.tenancy.queries import county_by_slug
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer


class CannotFound(DomainError):
    """The county or the municipality is already there, or its code is wrong."""


@action("county.created", right="municipality.create")
def create_county(*, code: str, name: str, board_name: str, slug: str, by: Viewer, now: datetime) -> County:
    """A county whose board can follow its municipalities. `by` is the house's viewer."""
    _check_code(code, 2, _("Länskoden har fel form. Vi fick ”{code}”. Skriv två siffror, till exempel 20."))
    if County.objects.filter(code=code).exists() or County.objects.filter(slug=slug).exists():
        raise CannotFound(_("Länet finns redan. Vi fick koden {code}. Välj ett annat."), field="code", code=code)
    with_codes(county=code)
    return County.objects.create(code=code, name=name, board_name=board_name, slug=slug)


def create_municipality(*, draft: MunicipalityDraft, county: str, by: Viewer, now: datetime) -> Founded:
    """A municipality with its EST organisation, an agreement and its first administrator invited.

    All or nothing. The house lays up the municipality; the rest is done in its own name.
    """
    with transaction.atomic():
        municipality = _register_municipality(draft=draft, county=county, by=by, now=now)
        system = system_viewer(municipality)
        today = swedish_date(now)
        organisation = add_organisation(
            draft=OrganisationDraft(name=draft.est_organisation, kind="department"),
            joined_date=today,
            by=system,
            now=now,
        )
        sign_agreement(
            draft=AgreementDraft(signed_date=today, valid_from=today, parties=(PartyDraft(organisation.public_id),)),
            by=system,
            now=now,
        )
        admin = invite_person(
            email=draft.admin_email,
            name=draft.admin_name,
            roles=["tenant_admin"],
            organisation=organisation.public_id,
            by=system,
            now=now,
        )
    return Founded(municipality, organisation, admin)


@action("municipality.created", right="municipality.create")
def _register_municipality(*, draft: MunicipalityDraft, county: str, by: Viewer, now: datetime) -> Municipality:
    found = county_by_slug(county)
    _check_code(draft.code, 4, _("Kommunkoden har fel form. Vi fick ”{code}”. Skriv fyra siffror, till exempel 2080."))
    if not draft.code.startswith(found.code):
        raise CannotFound(
            _("Kommunen hör inte till länet. Koden {code} börjar inte med {county}. Välj rätt län."),
            field="code",
            code=draft.code,
            county=found.code,
        )
    taken = Municipality.objects.filter(code=draft.code) | Municipality.objects.filter(slug=draft.slug)
    if taken.exists():
        raise CannotFound(
            _("Kommunen finns redan. Vi fick {name}, kod {code}. Öppna den som finns."),
            field="code",
            name=draft.name,
            code=draft.code,
        )
    with_codes(municipality=draft.code, practice=draft.is_practice)
    return Municipality.objects.create(
        county=found,
        code=draft.code,
        name=draft.name,
        slug=draft.slug,
        is_practice=draft.is_practice,
        second_factor_from=None if draft.is_practice else swedish_date(now),
        centre_lat=draft.centre[0],
        centre_lon=draft.centre[1],
    )


def _check_code(code: str, length: int, text: str) -> None:
    if len(code) != length or not code.isdigit():
        raise CannotFound(text, field="code", code=code[:10])
