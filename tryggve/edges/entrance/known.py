"""Has this account been used in this browser before? A signed cookie, which says nothing of whose it is.

A browser that has is counted by itself when passwords are guessed at (people/attempts.py). It opens nothing.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "tryggve_known"
MOST = 8
A_YEAR = 60 * 60 * 24 * 365
_SALT = "entrance.known"


def _mark(email: str) -> str:
    return sha256(f"{settings.SECRET_KEY}|{email.strip().casefold()}".encode()).hexdigest()[:16]


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def browser(request: HttpRequest, email: str) -> str:
    """What to count this browser's guesses by; empty when the account has not been used in it."""
    return str(_read(request).get(_mark(email), ""))


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """After a log-in."""
    accounts = _read(request)
    accounts.setdefault(_mark(email), secrets.token_urlsafe(16))
    response.set_cookie(
        COOKIE,
        signing.dumps(dict(list(accounts.items())[-MOST:]), salt=_SALT),
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
