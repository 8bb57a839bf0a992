"""Fetching goes to public addresses over https, is bounded, and keeps the source's rules. No network."""

from __future__ import annotations

import http.client
import io
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from tryggve.edges.intake import fetching
from tryggve.edges.intake.fetching import fetch, next_allowed, stamp_call
from tryggve.foundation.web.outward import CannotReach, Resolver, Source, checked

NOW = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)
PUBLIC = "93.184.216.34"


def to_public(_host: str, _port: int) -> list[str]:
    return [PUBLIC]


def leading_to(answers: list[str]) -> Resolver:
    return lambda _host, _port: answers


def no_lookup(_host: str, _port: int) -> list[str]:
    raise AssertionError("no name may be looked up for this address")


@pytest.mark.parametrize(
    "url",
    [
        "http://polisen.se/api", "ftp://polisen.se/api", "file:///etc/passwd", "polisen.se/api", "", "https://",
        "https://a:b@polisen.se/", "https://polisen.se:abc/", "https://polisen.se:99999/", "https://[::1/",
        "https://polisen.se/\r\nX: y", "https://po lisen.se/", "https://pölisen.se/",
    ],
)  # fmt: skip
def test_only_a_plain_https_address_is_used(url: str) -> None:
    with pytest.raises(CannotReach):
        checked(url, no_lookup)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_an_address_that_leads_inwards_is_refused_even_beside_a_public_one(address: str) -> None:
    for answers in ([address], [PUBLIC, address]):
        with pytest.raises(CannotReach, match="internt nät"):
            checked("https://polisen.exempel/api", leading_to(answers))


def test_a_name_that_does_not_exist_gets_a_sentence() -> None:
    def nothing(_host: str, _port: int) -> list[str]:
        raise OSError

    with pytest.raises(CannotReach, match="hittas inte"):
        checked("https://polisen.exempel/api", nothing)


class Answer(http.client.HTTPConnection):
    """A server that answers as told, without a socket."""

    def __init__(self, status: int, body: bytes = b"") -> None:
        self.status, self.body = status, io.BytesIO(body)
        self.asked: dict[str, str] = {}

    def request(self, method: str, url: str, *_args: Any, **rest: Any) -> None:
        self.asked = {"method": method, "url": url, **rest["headers"]}

    def getresponse(self) -> Any:
        return self

    def read1(self, amount: int) -> bytes:
        return self.body.read(amount)

    def close(self) -> None:
        pass


def ask(server: Answer) -> bytes:
    return fetch(
        "https://polisen.exempel/api/events?locationname=Falun",
        resolver=to_public,
        connect=lambda _source: cast("http.client.HTTPSConnection", server),
    )


def test_the_file_is_fetched_in_our_own_name_from_the_address_that_was_checked() -> None:
    seen: list[Source] = []
    server = Answer(200, b"[]")

    def connect(source: Source) -> http.client.HTTPSConnection:
        seen.append(source)
        return cast("http.client.HTTPSConnection", server)

    content = fetch("https://polisen.exempel/api/events?locationname=Falun", resolver=to_public, connect=connect)

    assert content == b"[]"
    assert seen == [Source("polisen.exempel", 443, PUBLIC, "/api/events?locationname=Falun")]
    assert server.asked["User-Agent"].startswith("Tryggve")
    assert server.asked["url"] == "/api/events?locationname=Falun"


@pytest.mark.parametrize("status", [301, 302, 304, 403, 429, 500])
def test_a_redirect_or_an_error_is_not_followed(status: int) -> None:
    with pytest.raises(CannotReach, match=str(status)):
        ask(Answer(status))


def test_too_much_and_too_slow_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST_FILE", 10)
    with pytest.raises(CannotReach, match="för stor"):
        ask(Answer(200, b"x" * 11))

    ticks = itertools.count(0, 1000)
    monkeypatch.setattr("tryggve.edges.intake.fetching.time.monotonic", lambda: next(ticks))
    with pytest.raises(CannotReach, match="för lång tid"):
        ask(Answer(200, b"x"))


def test_calls_keep_ten_seconds_and_sixty_an_hour_apart() -> None:
    assert next_allowed([], NOW) == NOW
    assert next_allowed([NOW - timedelta(seconds=4)], NOW) == NOW + timedelta(seconds=6)
    busy = [NOW - timedelta(minutes=59) + timedelta(seconds=30 * number) for number in range(60)]
    assert next_allowed(busy, NOW) == busy[0] + timedelta(hours=1)


def test_the_stamp_remembers_between_runs_and_survives_nonsense(tmp_path: Path) -> None:
    stamp = tmp_path / "var/polisen.json"

    stamp_call(stamp, now=NOW)
    with pytest.raises(CannotReach, match=r"1[01] sekunder"):
        stamp_call(stamp, now=NOW)
    stamp_call(stamp, now=NOW + timedelta(seconds=10))

    for nonsense in ("{", "[1]", '["2026-09-08T10:00:00"]', "null"):
        stamp.write_text(nonsense)
        stamp_call(stamp, now=NOW)
