"""Those an organisation speaks for: private landlords, shops. They need no account."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.people import queries
from tryggve.foundation.people.models import Organisation, RepresentedMember
from tryggve.foundation.people.rules import next_alias
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer

LONGEST_NAME = 120
LONGEST_ALIAS = 60


class CannotChangeMember(DomainError):
    """The member cannot be written like this."""


@action("member.added", right="member.update")
def add_member(  # noqa: PLR0913 - what is known of a member
    *,
    organisation: str,
    name: str,
    alias: str = "",
    may_be_named: bool = False,
    contact_email: str = "",
    by: Viewer,
    now: datetime,
) -> RepresentedMember:
    """Add somebody the organisation speaks for. Without an alias the next letter is taken."""
    speaker = _spoken_for_by(queries.organisation(by, organisation), by)
    member = RepresentedMember.objects.create(
        municipality_id=by.home_id,
        organisation=speaker,
        name=_checked_name(name),
        alias=_checked_alias(alias, speaker, by),
        may_be_named=may_be_named,
        contact_email=_checked_contact(contact_email),
    )
    with_codes(organisation=speaker.public_id, named=may_be_named)
    return member


@action("member.updated", right="member.update")
def update_member(  # noqa: PLR0913 - what is known of a member
    *,
    member: str,
    name: str,
    alias: str,
    may_be_named: bool,
    contact_email: str | None = None,
    by: Viewer,
    now: datetime,
) -> RepresentedMember:
    """Change what the member is called, whether it agreed to be named, and where it is reminded.

    Without `contact_email` the address stays as it is; "" takes it away.
    """
    found = _member(member, by)
    found.name = _checked_name(name)
    found.alias = _checked_alias(alias, found.organisation, by, but=found)
    found.may_be_named = may_be_named
    if contact_email is not None:
        found.contact_email = _checked_contact(contact_email)
    found.save(update_fields=["name", "alias", "may_be_named", "contact_email"])
    with_codes(named=may_be_named)
    return found


@action("member.deactivated", right="member.update")
def deactivate_member(*, member: str, by: Viewer, now: datetime) -> RepresentedMember:
    """Stop speaking for it. What was reported on its behalf stays."""
    return _set_active(_member(member, by), is_active=False)


@action("member.activated", right="member.update")
def activate_member(*, member: str, by: Viewer, now: datetime) -> RepresentedMember:
    """Speak for it again."""
    return _set_active(_member(member, by), is_active=True)


def _set_active(member: RepresentedMember, *, is_active: bool) -> RepresentedMember:
    member.is_active = is_active
    member.save(update_fields=["is_active"])
    return member


def _member(key: str, by: Viewer) -> RepresentedMember:
    member = queries.represented_member(by, key)
    _spoken_for_by(member.organisation, by)
    return member


def _spoken_for_by(speaker: Organisation, by: Viewer) -> Organisation:
    if speaker.pk != by.organisation_id and not by.may("organisation.update"):
        raise NotFound
    return speaker


def _checked_name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 1 <= len(tidy) <= LONGEST_NAME:
        raise CannotChangeMember(
            _("Namnet har fel längd. Det är {length} tecken. Skriv 1 till {longest} tecken."),
            field="name",
            length=len(tidy),
            longest=LONGEST_NAME,
        )
    return tidy


def _checked_contact(email: str) -> str:
    address = email.strip().lower()
    try:
        if address:
            validate_email(address)
    except ValidationError:
        raise CannotChangeMember(
            _("E-postadressen går inte att använda. Du skrev ”{email}”. Skriv den som namn@exempel.se."),
            field="contact_email",
            email=address[:80],
        ) from None
    return address


def _checked_alias(alias: str, speaker: Organisation, by: Viewer, but: RepresentedMember | None = None) -> str:
    others = [each for each in queries.members_of(by, speaker) if but is None or each.pk != but.pk]
    taken = {each.alias.casefold() for each in others}
    tidy = " ".join(alias.split())
    if not tidy:
        return next_alias({each.alias for each in others}, "Medlem")
    if len(tidy) > LONGEST_ALIAS or tidy.casefold() in taken:
        raise CannotChangeMember(
            _("Beteckningen går inte att använda. ”{alias}” är upptagen eller för lång. Välj en annan kort."),
            field="alias",
            alias=tidy[:LONGEST_ALIAS],
        )
    return tidy
