"""Coming in, going out, and changing place."""

from __future__ import annotations

from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, password_validation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from tryggve.edges.entrance import known
from tryggve.edges.entrance.forms import LoginForm, PasswordForm
from tryggve.edges.entrance.views.arriving import BACKEND, Arrival, arrive, is_inside, refuse, wanted
from tryggve.foundation.people import attempts, directory, providers
from tryggve.foundation.people.actions import CannotAccept, accept_invitation
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.middleware import STATION_KEY
from tryggve.foundation.people.models import User
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.web.views import page

INVITATION_KEY = "invitation"
#: Not "cookies": that would reach every service under the municipality's own domain. Not "storage": a telephone
#: that is connected in the same browser keeps there what it has not sent yet. Nothing of a log-in lies there.
CLEARED = '"cache"'


@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password. After five wrong ones the account waits, longer each time; its colleagues do not."""
    if is_inside(request):
        return redirect(wanted(request))
    form = LoginForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _try(request, form.cleaned_data["email"].strip().lower(), form.cleaned_data["password"])
        if answer is not None:
            return answer
        form.add_error(
            None,
            _(
                "E-postadressen och lösenordet passar inte ihop. Vi hittade ingen sådan inloggning. "
                "Prova igen, eller be den som bjöd in dig om en ny länk."
            ),
        )
    context = {
        "form": form,
        "next": wanted(request),
        "is_homeless": request.user.is_authenticated,
        "has_personas": settings.PRACTICE,
        "providers": providers.active(),
    }
    return page(request, "entrance/login.html", context, status=422 if form.errors else 200)


def _try(request: HttpRequest, email: str, password: str) -> HttpResponse | None:
    browser = known.browser(request, email)
    wait = attempts.begin(email, timezone.now(), browser)
    if wait:
        refuse(request, "password", "waits", directory.account(email))
        context = {"seconds": int(wait.total_seconds()) + 1}
        response = page(request, "entrance/locked_out.html", context, status=429)
        response["Retry-After"] = str(context["seconds"])
        return response
    user = authenticate(request, email=email, password=password)
    if not isinstance(user, User):
        refuse(request, "password", "wrong", directory.account(email))
        return None
    attempts.succeeded(email, browser)
    return arrive(request, Arrival(user, "password", wanted(request)))


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
    if is_inside(request):
        return page(request, "entrance/already_inside.html")
    now = timezone.now()
    token = str(request.session.get(INVITATION_KEY, ""))
    found = directory.invitation_by_token(token, now) if token else None
    if found is None:
        if token:
            refuse(request, "invitation", "gone")
            request.session.pop(INVITATION_KEY, None)
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
            request.session.pop(INVITATION_KEY, None)
            return arrive(request, Arrival(user, "invitation", "/"))
    context = {
        "form": form,
        "person": found.user,
        "rules": password_validation.password_validators_help_texts(),
        "providers": providers.active(),
    }
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
