"""The one way in, whichever door it was: first step, second step where there is one, and inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from tryggve.edges.entrance import known
from tryggve.foundation.people import directory, sessions
from tryggve.foundation.people.actions import note_login, refuse_login
from tryggve.foundation.people.models import User
from tryggve.foundation.people.passkeys import Site
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.people.rules import STEP_LASTS
from tryggve.foundation.people.second_factor import has_factor
from tryggve.kernel.viewer import Viewer

BACKEND = "tryggve.foundation.people.backends.PasswordBackend"
PENDING = "pending"
QUESTION = "passkey_question"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who has taken the first step, and where they were on their way."""

    user: User
    method: str
    next: str


def here(request: HttpRequest, address: str) -> str:
    """The address, when it is in this house; else the start page."""
    is_here = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_here else "/"


def wanted(request: HttpRequest) -> str:
    """Where to go afterwards."""
    return here(request, request.POST.get("next") or request.GET.get("next") or "/")


def is_inside(request: HttpRequest) -> bool:
    """Whether somebody is logged in and works somewhere."""
    return getattr(request, "viewer", None) is not None


def site_of(request: HttpRequest) -> Site:
    """This address, as a browser names it."""
    scheme = "https" if settings.HTTPS or request.is_secure() else "http"
    host = request.get_host()
    return Site(
        host=host.rpartition(":")[0] or host if host.rpartition(":")[2].isdigit() else host, origin=f"{scheme}://{host}"
    )


def speaks_for(request: HttpRequest, user: User | None) -> Viewer:
    """In whose name the trail is written: of whoever is inside, else of the person, else of the house."""
    inside: Viewer | None = getattr(request, "viewer", None)
    return inside or house_viewer(user)


def refuse(request: HttpRequest, method: str, reason: str, user: User | None = None) -> None:
    """Write down that nobody came in."""
    by = speaks_for(request, None)
    refuse_login(method=method, reason=reason, person=user, by=by, now=timezone.now())


def _seal(user: User) -> str:
    """Broken by a new password, and by being shut out."""
    return salted_hmac("entrance.pending", user.get_session_auth_hash(), algorithm="sha256").hexdigest()


def set_pending(request: HttpRequest, arrival: Arrival) -> None:
    """Remember the first step, in a session with a new key."""
    request.session.cycle_key()
    request.session[PENDING] = {
        "user": arrival.user.pk,
        "seal": _seal(arrival.user),
        "at": int(sessions.clock()),
        "method": arrival.method,
        "next": arrival.next,
    }


def pending(request: HttpRequest) -> Arrival | None:
    """Who has taken the first step here, a short while ago."""
    kept: dict[str, Any] | None = request.session.get(PENDING)
    if not kept or not 0 <= sessions.clock() - kept["at"] <= STEP_LASTS.total_seconds():
        return None
    user = directory.active_person(kept["user"])
    if user is None or not constant_time_compare(kept["seal"], _seal(user)):
        return None
    return Arrival(user, kept["method"], kept["next"])


def arrive(request: HttpRequest, arrival: Arrival, *, strong: str = "") -> HttpResponse:
    """After the first step. `strong` names what stood for two: a passkey, or a provider that asked for both."""
    if not strong and has_factor(arrival.user):
        set_pending(request, arrival)
        return redirect("entrance:second_step")
    return enter(request, arrival, second=strong)


def enter(request: HttpRequest, arrival: Arrival, *, second: str) -> HttpResponse:
    """Inside. The session has a new key, and nothing of what was in it before."""
    by = speaks_for(request, arrival.user)
    request.session.pop(PENDING, None)
    request.session.pop(QUESTION, None)
    login(request, arrival.user, backend=BACKEND)
    if second:
        request.session[sessions.STRONG] = second
    note_login(method=arrival.method, second=second, by=by, now=timezone.now())
    response = redirect(arrival.next)
    known.remember(request, response, arrival.user.email)
    return response
