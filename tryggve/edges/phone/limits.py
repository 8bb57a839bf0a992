"""How often may one telephone call? Never how often one address: a whole town hall is one address."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple


class Limit(NamedTuple):
    """So many calls within a time."""

    name: str
    most: int
    within: timedelta


READING = Limit("reading", 600, timedelta(minutes=10))
#: A queue of days is sent in one go when the network is back, each maybe more than once.
WRITING = Limit("writing", 6000, timedelta(minutes=10))
CHOOSING = Limit("choosing", 60, timedelta(minutes=10))
PHOTOS = Limit("photos", 300, timedelta(minutes=10))
HANDING_OVER = Limit("handing_over", 60, timedelta(minutes=10))
#: New incidents are counted in the database: what is registered must be read by somebody.
NEW_AN_HOUR = 1000
#: Telephones remembered in this process; more than a county has.
_MOST_REMEMBERED = 20_000

_calls: dict[tuple[str, str], deque[datetime]] = {}
_lock = Lock()


def seconds_to_wait(limit: Limit, device: str, now: datetime) -> int:
    """0 and the call is counted; or after how many seconds there is room for the next one.

    Counted in each process by itself. A limit is a fence, not a ledger: with several processes it is
    so many times wider, and nothing has to be written down at every call.
    """
    with _lock:
        if len(_calls) > _MOST_REMEMBERED:
            _calls.clear()
        calls = _calls.setdefault((limit.name, device), deque())
        while calls and calls[0] <= now - limit.within:
            calls.popleft()
        if len(calls) >= limit.most:
            return int((calls[0] + limit.within - now).total_seconds()) + 1
        calls.append(now)
        return 0
