"""Fetch a file that the operator named, without becoming somebody else's tool.

Only https; the address is looked up first, every answer must be a public one, and the connection
goes to the address that was checked. No redirect is followed. The police's rules (own User-Agent,
10 s between calls, 60 an hour, 1,440 a day) are kept by a stamp of the last calls.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from tryggve.edges.intake.reading import LARGEST_FILE
from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

USER_AGENT = "Tryggve/1 (EST; open source; import of public events)"
TIMEOUT_S = 15.0
LONGEST_FETCH_S = 60.0
_CHUNK = 65536
_HTTPS_PORT = 443
LEAST_BETWEEN = timedelta(seconds=10)
RATES = ((timedelta(hours=1), 60), (timedelta(days=1), 1440))


class CannotFetch(DomainError):
    """The address may not be used, or did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Source:
    """A checked address: the host as named, the IP address to connect to, the rest of the URL."""

    host: str
    port: int
    ip_address: str
    target: str


Resolver = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """Every address that the name leads to."""
    return [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def checked(url: str, resolver: Resolver = resolve) -> Source:
    """Raise CannotFetch unless `url` is https and leads only to public addresses."""
    parts = _split(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or not host or parts.username is not None or parts.password is not None:
        raise CannotFetch(_("Adressen går inte att använda. Den ska börja med https:// och sakna lösenord. Rätta den."))
    port = parts.port or _HTTPS_PORT
    try:
        answers = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise CannotFetch(
            _("Servern hittas inte. Namnet {host} gav inget svar. Kontrollera adressen och nätverket."), host=host
        ) from error
    if not answers or not all(_is_public(answer) for answer in answers):
        raise CannotFetch(
            _("Adressen går inte att använda. {host} leder till ett internt nät. Ange en adress på internet."),
            host=host,
        )
    path = parts.path or "/"
    return Source(host, port, answers[0], f"{path}?{parts.query}" if parts.query else path)


def _split(url: str) -> SplitResult:
    refusal = CannotFetch(_("Adressen går inte att tolka. Den har tecken som inte hör hemma där. Kopiera den på nytt."))
    if not url.isascii() or not url.isprintable() or " " in url:
        raise refusal
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when the port is no number
    except ValueError as error:
        raise refusal from error
    return parts


def _is_public(written: str) -> bool:
    address = ipaddress.ip_address(written.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is not None:
            return _is_public(str(inner))
        if address in ipaddress.ip_network("64:ff9b::/96"):
            return _is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address.is_global and not address.is_multicast


class _PinnedConnection(http.client.HTTPSConnection):
    """Connects to the address that was checked; the certificate must be for the host that was named."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._context_to_use = ssl.create_default_context()
        super().__init__(source.host, source.port, timeout=TIMEOUT_S, context=self._context_to_use)

    def connect(self) -> None:
        plain = socket.create_connection((self._source.ip_address, self._source.port), TIMEOUT_S)
        self.sock = self._context_to_use.wrap_socket(plain, server_hostname=self._source.host)


def fetch(
    url: str,
    *,
    resolver: Resolver = resolve,
    connect: Callable[[Source], http.client.HTTPSConnection] = _PinnedConnection,
) -> bytes:
    """The file at `url`. Raises CannotFetch with a sentence for every way it can fail."""
    source = checked(url, resolver)
    deadline = time.monotonic() + LONGEST_FETCH_S
    connection = connect(source)
    try:
        connection.request("GET", source.target, headers={"User-Agent": USER_AGENT, "Accept": "application/json"})
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            raise CannotFetch(
                _(
                    "Servern lämnade ingen fil. {host} svarade med kod {code}; omdirigering följs inte. "
                    "Kontrollera adressen eller försök senare."
                ),
                host=source.host,
                code=answer.status,
            )
        return _limited(answer, source.host, deadline)
    except (OSError, http.client.HTTPException) as error:
        raise CannotFetch(
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
            raise CannotFetch(
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
    """Note a call in the stamp file. Raises CannotFetch when the source's rules say wait."""
    calls = [call for call in _stamped(stamp) if call <= now]
    allowed = next_allowed(calls, now)
    if allowed > now:
        raise CannotFetch(
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
