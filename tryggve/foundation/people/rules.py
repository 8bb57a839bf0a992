"""Who may hand out which role, and what an invitation is worth. No database, no framework."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from tryggve.foundation.people.access import Role
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

INVITATION_LASTS = timedelta(days=7)
#: Characters of entropy behind an invitation: 256 bits, twice what ASVS 11.5.1 asks.
TOKEN_BYTES = 32


def swedish_date(moment: datetime) -> date:
    """The day it is in Sweden."""
    return moment.astimezone(STOCKHOLM).date()


def new_token() -> str:
    """A secret for one invitation. It is sent and never kept."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of an invitation. Plain SHA-256 is enough for a secret that nobody can guess."""
    return sha256(token.encode()).hexdigest()


def may_give(giver: Viewer, role: Role) -> bool:
    """Whether the giver may hand the role to somebody else.

    An organisation's coordinator hands out the organisation's own roles, and none with a right
    they lack themselves. The administrator hands out the municipality's. The county's come from
    the command line.
    """
    if not role.assignable or (role.practice_only and not giver.is_practice):
        return False
    if giver.municipality_id is None:
        return role.given_by == "county" and giver.is_system
    if role.given_by == "county":
        return False
    if giver.may("person.invite_any"):
        return True
    return giver.may("person.invite") and role.given_by == "organisation" and role.rights <= giver.rights


def next_alias(taken: set[str], word: str) -> str:
    """Medlem A, Medlem B, … Medlem Z, Medlem 27: the first that is free."""
    number = 0
    while True:
        alias = f"{word} {chr(ord('A') + number)}" if number < 26 else f"{word} {number + 1}"
        if alias not in taken:
            return alias
        number += 1
