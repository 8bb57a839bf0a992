"""Who may hand out which role, and what an invitation is worth. No database, no framework."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import date, datetime, timedelta
from hashlib import sha256

from tryggve.foundation.people.access import Role
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

INVITATION_LASTS = timedelta(days=7)
#: Random bytes of every secret we give out: 256 bits, twice what ASVS 11.5.1 asks.
TOKEN_BYTES = 32

#: A telephone's code is shown on a screen and read by the telephone beside it.
CODE_LASTS = timedelta(minutes=15)
PIN_LENGTH = 4
#: So many wrong PINs in a row are forgiven; after that each costs a wait, twice as long as the one before.
FREE_GUESSES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=24)

#: So many wrong passwords in a row are forgiven; then each costs a wait, twice as long as the one before. Never
#: longer than a quarter of an hour: whoever guesses at somebody's account must not shut them out for a day.
FREE_PASSWORDS = 5
FIRST_DELAY = timedelta(seconds=15)
LONGEST_DELAY = timedelta(minutes=15)
#: After so long without a guess the count begins anew.
GUESSES_FORGOTTEN = timedelta(days=1)
#: Between the first step of a log-in and the second.
STEP_LASTS = timedelta(minutes=10)
#: What changes how one logs in asks for the password again after this long.
CONFIRMED_FOR = timedelta(minutes=15)


def swedish_date(moment: datetime) -> date:
    """The day it is in Sweden."""
    return moment.astimezone(STOCKHOLM).date()


def new_token() -> str:
    """A secret to give out: an invitation's, a telephone's, a link's, a calendar's. It is sent and never kept."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a secret. Plain SHA-256 is enough for a secret that nobody can guess."""
    return sha256(token.encode()).hexdigest()


def new_pin(taken: Collection[str]) -> str:
    """A PIN that nobody else of the same telephone has."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"
        if pin not in taken:
            return pin


def wait_after(wrong_pins: int) -> timedelta:
    """How long to wait after so many wrong PINs in a row: nothing, then 1, 2, 4 … minutes."""
    if wrong_pins < FREE_GUESSES:
        return timedelta(0)
    doubled: int = 2 ** min(wrong_pins - FREE_GUESSES, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def delay_after(failures: int) -> timedelta:
    """How long an account waits after so many wrong answers in a row: nothing, then 15, 30, 60 … seconds."""
    if failures < FREE_PASSWORDS:
        return timedelta(0)
    doubled: int = 2 ** min(failures - FREE_PASSWORDS, 20)
    return min(FIRST_DELAY * doubled, LONGEST_DELAY)


def browser_in_words(user_agent: str) -> str:
    """ "Firefox, Windows": what a person recognises their own browser by. Never the whole line it sends."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system)))


# Asked in this order: Edge also says Chrome, and Chrome also says Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


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
