"""Fetch a file that the operator named, without becoming somebody else's tool.

The address is checked where all that reach outwards ask (`foundation/web/outward.py`). The police's
rules (own User-Agent, 10 s between calls, 60 an hour, 1,440 a day) are kept by a stamp of the last calls.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from tryggve.edges.intake.reading import LARGEST_FILE
from tryggve.foundation.web.outward import CannotReach, PinnedConnection, Resolver, Source, checked, resolve
from tryggve.kernel.text import mark as _

USER_AGENT = "Tryggve/1 (EST; open source; import of public events)"
LONGEST_FETCH_S = 60.0
_CHUNK = 65536
LEAST_BETWEEN = timedelta(seconds=10)
RATES = ((timedelta(hours=1), 60), (timedelta(days=1), 1440))


def fetch(
    url: str,
    *,
    resolver: Resolver = resolve,
    connect: Callable[[Source], http.client.HTTPSConnection] = PinnedConnection,
) -> bytes:
    """The file at `url`. Raises CannotReach with a sentence for every way it can fail."""
    source = checked(url, resolver)
    deadline = time.monotonic() + LONGEST_FETCH_S
    connection = connect(source)
    try:
        connection.request("GET", source.target, headers={"User-Agent": USER_AGENT, "Accept": "application/json"})
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            raise CannotReach(
                _(
                    "Servern lämnade ingen fil. {host} svarade med kod {code}; omdirigering följs inte. "
                    "Kontrollera adressen eller försök senare."
                ),
                host=source.host,
                code=answer.status,
            )
        return _limited(answer, source.host, deadline)
    except (OSError, http.client.HTTPException) as error:
        raise CannotReach(
            _("Filen gick inte att hämta. Förbindelsen med {host} bröts eller tog för lång tid. Försök igen senare."),
            host=source.host,
        ) from error
    finally:
        connection.close()


def _limited(answer: http.client.HTTPResponse, host: str, deadline: float) -> bytes:
    received = bytearray()
    while chunk := answer.read1(_CHUNK):
        received += chunk
        if len(received) > LARGEST_FILE:
            raise CannotReach(
                _("Filen är för stor. {host} skickade mer än {megabytes} MB. Hämta en mindre del och importera den."),
                host=host,
                megabytes=LARGEST_FILE // 1_000_000,
            )
        if time.monotonic() > deadline:
            raise TimeoutError
    return bytes(received)


def next_allowed(calls: list[datetime], now: datetime) -> datetime:
    """When the next call may be made, by the rules of the source. `calls` in any order."""
    allowed = max([now, *(call + LEAST_BETWEEN for call in calls)])
    for span, most in RATES:
        within = sorted(call for call in calls if call > now - span)
        if len(within) >= most:
            allowed = max(allowed, within[-most] + span)
    return allowed


def stamp_call(stamp: Path, *, now: datetime) -> None:
    """Note a call in the stamp file. Raises CannotReach when the source's rules say wait."""
    calls = [call for call in _stamped(stamp) if call <= now]
    allowed = next_allowed(calls, now)
    if allowed > now:
        raise CannotReach(
            _("Det är för tidigt att hämta igen. Källan kräver en paus. Vänta {seconds} sekunder och försök igen."),
            seconds=int((allowed - now).total_seconds()) + 1,
        )
    kept = [call for call in calls if call > now - RATES[-1][0]]
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(json.dumps([call.isoformat() for call in [*kept, now]]), encoding="utf-8")


def _stamped(stamp: Path) -> list[datetime]:
    try:
        calls = [datetime.fromisoformat(text) for text in json.loads(stamp.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
    return [call for call in calls if call.tzinfo is not None]
