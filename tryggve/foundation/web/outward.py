"""Reach an address that somebody named, without becoming somebody else's tool.

Only https; the address is looked up first, every answer must be a public one, and the connection
goes to the address that was checked. No redirect is followed. Whoever fetches or sends asks here.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlencode, urlsplit

from tryggve.kernel.errors import DomainError
from tryggve.kernel.text import mark as _

TIMEOUT_S = 15.0
USER_AGENT = "Tryggve/1 (EST; open source)"
_HTTPS_PORT = 443
_CHUNK = 65536
LARGEST_ANSWER = 256 * 1024
LONGEST_ANSWER_S = 30.0


class CannotReach(DomainError):
    """The address may not be used, or did not answer as it should."""


@dataclass(frozen=True, slots=True)
class Source:
    """A checked address: the host as named, the IP address to connect to, the rest of the URL."""

    host: str
    port: int
    ip_address: str
    target: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes


Resolver = Callable[[str, int], list[str]]
Connect = Callable[[Source], http.client.HTTPConnection]


def resolve(host: str, port: int) -> list[str]:
    """Every address that the name leads to."""
    return [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def checked(url: str, resolver: Resolver = resolve) -> Source:
    """Raise CannotReach unless `url` is https and leads only to public addresses."""
    parts = split(url)
    host = (parts.hostname or "").rstrip(".")
    port = parts.port or _HTTPS_PORT
    try:
        answers = resolver(host, port)
    except (OSError, UnicodeError) as error:
        raise CannotReach(
            _("Servern hittas inte. Namnet {host} gav inget svar. Kontrollera adressen och nätverket."), host=host
        ) from error
    if not answers or not all(_is_public(answer) for answer in answers):
        raise CannotReach(
            _("Adressen går inte att använda. {host} leder till ett internt nät. Ange en adress på internet."),
            host=host,
        )
    path = parts.path or "/"
    return Source(host, port, answers[0], f"{path}?{parts.query}" if parts.query else path)


def split(url: str) -> SplitResult:
    """The parts of a plain https address, before anything is looked up. Raises CannotReach for any other."""
    refusal = CannotReach(_("Adressen går inte att tolka. Den har tecken som inte hör hemma där. Kopiera den på nytt."))
    if not url.isascii() or not url.isprintable() or " " in url:
        raise refusal
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises when the port is no number
    except ValueError as error:
        raise refusal from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or not host or parts.username is not None or parts.password is not None:
        raise CannotReach(_("Adressen går inte att använda. Den ska börja med https:// och sakna lösenord. Rätta den."))
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


class PinnedConnection(http.client.HTTPSConnection):
    """Connects to the address that was checked; the certificate must be for the host that was named."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._context_to_use = ssl.create_default_context()
        super().__init__(source.host, source.port, timeout=TIMEOUT_S, context=self._context_to_use)

    def connect(self) -> None:
        plain = socket.create_connection((self._source.ip_address, self._source.port), TIMEOUT_S)
        self.sock = self._context_to_use.wrap_socket(plain, server_hostname=self._source.host)


def post_form(
    url: str, fields: Mapping[str, str], *, resolver: Resolver = resolve, connect: Connect = PinnedConnection
) -> Answer:
    """Send a form, and give what came back, whatever its status. Raises CannotReach when nobody answered."""
    source = checked(url, resolver)
    deadline = time.monotonic() + LONGEST_ANSWER_S
    connection = connect(source)
    headers = {
        "User-Agent": USER_AGENT,
        "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    try:
        connection.request("POST", source.target, body=urlencode(fields), headers=headers)
        answer = connection.getresponse()
        received = bytearray()
        while chunk := answer.read1(_CHUNK):
            received += chunk
            if len(received) > LARGEST_ANSWER or time.monotonic() > deadline:
                raise TimeoutError
        return Answer(answer.status, bytes(received))
    except (OSError, http.client.HTTPException) as error:
        raise CannotReach(
            _("Servern svarade inte. Förbindelsen med {host} bröts eller tog för lång tid. Försök igen senare."),
            host=source.host,
        ) from error
    finally:
        connection.close()
