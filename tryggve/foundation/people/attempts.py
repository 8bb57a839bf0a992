"""How often may somebody guess at one account? Counted by account, never by address.

A town hall is one address: whoever guesses from it must not shut out its people. A browser that the account
has been used in is counted by itself, so that a stranger's guesses do not make its owner wait.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from tryggve.foundation.people.models import AttemptCount
from tryggve.foundation.people.rules import GUESSES_FORGOTTEN, delay_after


def _hash(account: str, browser: str) -> str:
    return sha256(f"{account.strip().casefold()}|{browser}".encode()).hexdigest()


def begin(account: str, now: datetime, browser: str = "") -> timedelta:
    """Count an attempt before it is tried. Returns how long to wait; nothing means: go on.

    Counted first and forgiven afterwards (`succeeded`), so that many guesses at once are not one.
    """
    with transaction.atomic():
        row, _made = AttemptCount.objects.select_for_update().get_or_create(
            account_hash=_hash(account, browser), defaults={"last_at": now}
        )
        if row.waits_until is not None and row.waits_until > now:
            return row.waits_until - now
        row.failures = 1 if now - row.last_at > GUESSES_FORGOTTEN else row.failures + 1
        wait = delay_after(row.failures)
        row.last_at, row.waits_until = now, now + wait if wait else None
        row.save(update_fields=["failures", "last_at", "waits_until"])
    return timedelta(0)


def succeeded(account: str, browser: str = "") -> None:
    """The guess was right: forget those before."""
    AttemptCount.objects.filter(account_hash=_hash(account, browser)).delete()
