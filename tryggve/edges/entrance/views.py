"""Coming in, going out, and changing place."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, password_validation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tryggve.edges.entrance.forms import LoginForm, PasswordForm
from tryggve.foundation.people import directory
from tryggve.foundation.people.actions import CannotAccept, accept_invitation, note_login
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.middleware import STATION_KEY
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.web.views import page

BACKEND = "tryggve.foundation.people.backends.PasswordBackend"
INVITATION_KEY = "invitation"
#: Not "cookies": that would reach every service under the municipality's own domain. Not "storage": a telephone
#: that is connected in the same browser keeps there what it has not sent yet. Nothing of a log-in lies there.
CLEARED = '"cache"'


def _next(request: HttpRequest) -> str:
    """Where to go afterwards, when that is in this house."""
    address = request.POST.get("next") or request.GET.get("next") or "/"
    is_here = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_here else "/"


def _is_inside(request: HttpRequest) -> bool:
    return getattr(request, "viewer", None) is not None


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password. Ten wrong ones close the account's door for a quarter of an hour."""
    if _is_inside(request):
        return redirect(_next(request))
    form = LoginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(
            request, email=form.cleaned_data["email"].strip().lower(), password=form.cleaned_data["password"]
        )
        if isinstance(user, User):
            login(request, user)
            note_login(by=house_viewer(user), now=timezone.now())
            return redirect(_next(request))
        form.add_error(
            None,
            _(
                "E-postadressen och lösenordet passar inte ihop. Vi hittade ingen sådan inloggning. "
                "Prova igen, eller be den som bjöd in dig om en ny länk."
            ),
        )
    context = {
        "form": form,
        "next": _next(request),
        "is_homeless": request.user.is_authenticated,
        "has_personas": settings.PRACTICE,
    }
    return page(request, "entrance/login.html", context, status=422 if form.errors else 200)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session, and ask the browser to forget what it has stored."""
    logout(request)
    response = redirect("entrance:login")
    response["Clear-Site-Data"] = CLEARED
    return response


@require_POST
@signed_in()
def switch(request: HouseRequest) -> HttpResponse:
    """Go to another of one's own places."""
    wanted = request.POST.get("station", "")
    if wanted not in {station.key for station in request.stations}:
        raise Http404
    request.session[STATION_KEY] = wanted
    return redirect("/")


@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address at once: addresses are shared, kept and logged."""
    request.session[INVITATION_KEY] = token
    return redirect("entrance:accept")


@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest) -> HttpResponse:
    """Choose a password, and come in."""
    if _is_inside(request):
        return page(request, "entrance/already_inside.html")
    now = timezone.now()
    token = str(request.session.get(INVITATION_KEY, ""))
    found = directory.invitation_by_token(token, now) if token else None
    if found is None:
        return page(request, "entrance/invitation_gone.html", status=404)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            user = accept_invitation(
                token=token, password=form.cleaned_data["password"], by=house_viewer(found.user), now=now
            )
        except CannotAccept as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            login(request, user, backend=BACKEND)
            request.session.pop(INVITATION_KEY, None)
            return redirect("/")
    context = {"form": form, "person": found.user, "rules": password_validation.password_validators_help_texts()}
    return page(request, "entrance/accept.html", context, status=422 if form.errors else 200)


def in_practice_only(view: Any) -> Any:
    """There is no such page outside practice."""

    @wraps(view)
    def look(request: HttpRequest) -> HttpResponse:
        if not settings.PRACTICE:
            raise Http404
        return cast(HttpResponse, view(request))

    return look


@never_cache
@in_practice_only
def personas(request: HttpRequest) -> HttpResponse:
    """Be somebody of the practice data for a while. One click, no password, no real data."""
    if request.method == "POST":
        user = directory.persona(request.POST.get("person", ""))
        if user is None:
            raise Http404
        logout(request)
        login(request, user, backend=BACKEND)
        return redirect("/")
    return page(request, "entrance/personas.html", {"groups": directory.personas()})
