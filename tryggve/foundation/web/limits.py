"""How often may one telephone, or one secret address, ask? Never how often one network: a town hall is one address."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from django.core.cache import cache


class Limit(NamedTuple):
    """So many calls within each stretch of time."""

    name: str
    most: int
    within: timedelta


def seconds_to_wait(limit: Limit, who: str, now: datetime) -> int:
    """0 and the call is counted; or after how many seconds there is room again.

    Counted in Django's cache, so in each process by itself where that is the process's memory. A limit is a
    fence, not a ledger: with several processes it is so many times wider, and nothing is written at every call.
    """
    length = limit.within.total_seconds()
    stretch, into = divmod(now.timestamp(), length)
    key = f"limit:{limit.name}:{who}:{stretch:.0f}"
    cache.add(key, 0, ceil(length))
    try:
        count = cache.incr(key)
    except ValueError:
        # Pushed out by others between the two: begin anew.
        cache.set(key, 1, ceil(length))
        count = 1
    return 0 if count <= limit.most else ceil(length - into)
