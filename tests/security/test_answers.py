"""What every answer says and does not say, whoever asks and however: headers, cookies, methods, ways out."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import pytest
from django.conf import settings as configured
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tests.privacy.addresses import OPEN, READ, addresses
from tests.privacy.world import OWN_NAMES, SECRET, Falun, client_of, who_may
from tryggve.testing.story import AFTER_WEEK

ELSEWHERE = [
    "https://elsewhere.example/", "//elsewhere.example/", "///elsewhere.example", "/\\elsewhere.example",
    "\\\\elsewhere.example", "http:elsewhere.example", "https:///elsewhere.example", "javascript:alert(1)",
    "data:text/html,x", "/\t/elsewhere.example", "\x00//elsewhere.example", "https://testserver@elsewhere.example/",
    "https://testserver.elsewhere.example/", "//elsewhere.example\\@testserver/", "ftp://elsewhere.example",
    "http://elsewhere.example#testserver", "http://elsewhere.example?testserver", "%2f%2felsewhere.example",
    "//%65lsewhere.example", "https://elsewhere.example%2f@testserver/",
]  # fmt: skip
STRAY = (
    ".git/config", ".git/HEAD", ".env", "config/settings.py", "manage.py", "admin/", "debug/", "__debug__/", "static/",
    "static/web/", "static/../config/settings.py", "static/%2e%2e/config/settings.py", "media/", "var/tryggve.sqlite3",
    "tryggve.sqlite3", "server-status", "phpinfo.php", "metrics", "swagger.json", "openapi.yaml", "docs/", "backup.zip",
)  # fmt: skip
BREAKS = ("\n", "\r", "\r\n", "\u2028", "\x0b", "\x0c", "\x85", "%0a", "%0d%0a", "\x1b[31m")


@pytest.fixture
def answers(furnished: Falun, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Any]]:
    """Every page and file, by the first who may open it; and what is open to everybody."""
    monkeypatch.setattr(timezone, "now", lambda: AFTER_WEEK + timedelta(days=2))

    def each() -> Iterator[tuple[str, Any]]:
        for address in addresses():
            if address.name in READ and not address.name.startswith("phone:"):
                who = next(who_may(furnished.cast, address), "elin")
                yield address.name, client_of(furnished.cast, who).get(address.path(furnished.keys))
            elif address.name in OPEN and not address.example and address.name != "entrance:logout":
                with suppress(NoReverseMatch):  # an address with a secret in it has tests of its own
                    yield address.name, Client().get(reverse(address.name))

    return each()


def _faults_of(response: Any) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    faults = [each for each in ("unsafe-inline", "unsafe-eval", "http:", "*") if each in policy]
    faults += [
        f"lacks {each}"
        for each in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")
        if each not in policy
    ]
    wanted = {
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    faults += [
        f"{name} is {response.headers.get(name)}"
        for name, value in wanted.items()
        if response.headers.get(name) != value
    ]
    kind = response.headers.get("Content-Type", "")
    if (
        kind.startswith(("text/", "application/json"))
        and kind.startswith("text/")
        and "charset=utf-8" not in kind.lower()
    ):
        faults.append(f"no charset: {kind}")
    if "public" in response.headers.get("Cache-Control", "public"):
        faults.append("may be kept by others")
    return faults + [f"{name} allows everybody" for name in response.headers if name == "Access-Control-Allow-Origin"]


def test_every_answer_carries_the_same_fences_and_no_line_of_the_log_what_it_holds(
    answers: Iterator[tuple[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        seen = {name: _faults_of(response) for name, response in answers}

    assert {name: faults for name, faults in seen.items() if faults} == {}
    assert len(seen) > 80
    told = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert [each for each in (SECRET, *OWN_NAMES) if each in told] == []


@pytest.mark.django_db
def test_a_page_that_is_not_there_carries_them_too(client: Client) -> None:
    answer = client.get("/finns-inte/")

    assert answer.status_code == 404
    assert _faults_of(answer) == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", STRAY)
def test_nothing_lies_about(client: Client, path: str) -> None:
    assert client.get(f"/{path}").status_code in {404, 302, 400}
    assert client.get(f"/{path}", follow=True).status_code in {404, 400}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "DEBUG"])
def test_a_strange_method_does_nothing(furnished: Falun, method: str) -> None:
    answer = client_of(furnished.cast, "sixten").generic(method, "/handelser/granska/")

    assert answer.status_code in {400, 405, 501}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ELSEWHERE)
@pytest.mark.parametrize("way", ["/tema/", "/sprak/", "/logga-in/"])
def test_no_form_leads_out_of_the_house(client: Client, address: str, way: str) -> None:
    body = {"theme": "dark", "language": "en", "next": address, "email": "x@exempel.se", "password": "x"}
    answer = client.post(way, body, headers={"referer": address if "\x00" not in address else ""})

    # As a browser reads it: a backslash is a slash.
    leads_to = urljoin(f"http://testserver{way}", answer.headers.get("Location", "/").replace("\\", "/"))
    assert leads_to.startswith("http://testserver/")


@pytest.mark.django_db
def test_who_asks_does_not_say_where_they_come_from(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    told = {
        "X-Forwarded-Host": "elsewhere.example", "X-Forwarded-For": "10.0.0.1", "X-Forwarded-Proto": "https",
        "Forwarded": "host=elsewhere.example;proto=https", "X-Real-IP": "10.0.0.1", "X-Original-URL": "/installningar/",
        "X-Rewrite-URL": "/installningar/", "X-HTTP-Method-Override": "DELETE",
    }  # fmt: skip
    plain, spoofed = client.get("/logga-in/"), client.get("/logga-in/", headers=told)

    assert spoofed.status_code == plain.status_code == 200
    assert "elsewhere" not in spoofed.content.decode()
    assert not spoofed.wsgi_request.is_secure()
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_behind_tls_a_form_of_our_own_is_taken_and_anothers_is_not(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    wsgi = importlib.import_module("config.wsgi")
    seen: list[str] = []

    def house(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.append(environ["wsgi.url_scheme"])
        return []

    monkeypatch.setattr(wsgi, "_house", house)

    settings.HTTPS = True
    wsgi.application({"wsgi.url_scheme": "http"}, lambda *_: None)
    settings.HTTPS = False
    wsgi.application({"wsgi.url_scheme": "http", "HTTP_X_FORWARDED_PROTO": "https"}, lambda *_: None)

    assert seen == ["https", "http"]


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_and_told_why(furnished: Falun) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = client_of(furnished.cast, "sixten").cookies

    answer = client.post("/handelser/ny/", {"category": "F3"}, headers={"origin": "https://elsewhere.example"})

    assert answer.status_code == 403


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client: Client) -> None:
    client.get("/logga-in/")
    mark = client.cookies[configured.CSRF_COOKIE_NAME]

    assert (mark["httponly"], mark["samesite"], mark["domain"]) == (True, "Lax", "")
    assert (configured.SESSION_COOKIE_HTTPONLY, configured.SESSION_COOKIE_SAMESITE) == (True, "Lax")
    assert configured.SESSION_COOKIE_DOMAIN is configured.CSRF_COOKIE_DOMAIN is None


@pytest.mark.parametrize("character", BREAKS)
@pytest.mark.parametrize("where", ["path", "query", "agent"])
@pytest.mark.django_db
def test_a_line_of_the_log_is_one_line(
    client: Client, caplog: pytest.LogCaptureFixture, character: str, where: str
) -> None:
    forged = f"x{character}2026-01-01 ERROR forged"
    path = {"path": f"/finns-inte/{forged}/"}.get(where, "/finns-inte/")
    with caplog.at_level(logging.WARNING, logger="django.request"):
        client.get(
            path, {"q": forged} if where == "query" else {}, headers={"user-agent": forged} if where == "agent" else {}
        )

    lines = [logging.Formatter("%(message)s").format(record) for record in caplog.records]
    assert lines
    assert all(len(line.splitlines()) == 1 and "\x1b" not in line for line in lines)


@pytest.mark.parametrize("character", ["\n", "\r", "\r\n", "\n\n"])
@pytest.mark.parametrize("field", ["subject", "to", "from_email", "reply_to", "cc"])
def test_a_mails_head_takes_no_second_line(character: str, field: str) -> None:
    forged = f"x@exempel.se{character}Bcc: y@elsewhere.example"
    given: dict[str, Any] = {"subject": "x", "body": "x", "from_email": "a@exempel.se", "to": ["b@exempel.se"]}
    given[field] = forged if field in {"subject", "from_email"} else [forged]

    with pytest.raises(ValueError, match="newlines"):
        EmailMessage(**given).message().as_string()
