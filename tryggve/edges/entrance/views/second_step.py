"""The second step of a log-in: a code, or a passkey, which may also be the only step."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tryggve.edges.entrance.forms import CodeForm
from tryggve.edges.entrance.views.arriving import QUESTION, Arrival, enter, here, pending, refuse, site_of
from tryggve.foundation.people import attempts, passkeys, sessions
from tryggve.foundation.people.second_factor import PASSKEY, check_code, factors_of
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page

LARGEST_ANSWER = 20_000


@never_cache
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """A code from the app, a recovery code, or a passkey."""
    arrival = pending(request)
    if arrival is None:
        if request.method == "POST":
            refuse(request, "code", "no_first_step")
        return redirect("entrance:login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _try(request, arrival, form.cleaned_data["code"])
        if answer is not None:
            return answer
        form.add_error(
            "code", _("Koden stämmer inte. Den är fel, för gammal eller redan använd. Skriv nästa kod som appen visar.")
        )
    kinds = {factor.kind for factor in factors_of(arrival.user.pk)}
    context = {"form": form, "has_passkey": PASSKEY in kinds, "has_app": kinds != {PASSKEY}}
    return page(request, "entrance/second_step.html", context, status=422 if form.errors else 200)


def _try(request: HttpRequest, arrival: Arrival, code: str) -> HttpResponse | None:
    account, now = f"second:{arrival.user.public_id}", timezone.now()
    wait = attempts.begin(account, now)
    if wait:
        refuse(request, "code", "waits", arrival.user)
        seconds = int(wait.total_seconds()) + 1
        response = page(request, "entrance/locked_out.html", {"seconds": seconds, "is_second": True}, status=429)
        response["Retry-After"] = str(seconds)
        return response
    second = check_code(arrival.user, code, sessions.clock(), now)
    if not second:
        refuse(request, "code", "wrong", arrival.user)
        return None
    attempts.succeeded(account)
    return enter(request, arrival, second=second)


# -- Passkeys -----------------------------------------------------------------------------------
def ask(request: HttpRequest, options: dict[str, Any], state: dict[str, Any]) -> JsonResponse:
    """The question, whose answer this session alone can give."""
    request.session[QUESTION] = {"state": state, "at": int(sessions.clock())}
    return JsonResponse(options)


def asked(request: HttpRequest) -> dict[str, Any] | None:
    """The state of the last question, while it is fresh. Taken: each is answered once."""
    kept = request.session.pop(QUESTION, None)
    if not kept or sessions.clock() - kept["at"] > passkeys.QUESTION_LASTS_S:
        return None
    state: dict[str, Any] = kept["state"]
    return state


def told(request: HttpRequest) -> dict[str, Any]:
    """The JSON of a browser; empty when it is none."""
    try:
        found = json.loads(request.body) if len(request.body) <= LARGEST_ANSWER else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


@never_cache
@require_POST
def passkey_question(request: HttpRequest) -> HttpResponse:
    """What the browser asks its keys."""
    return ask(request, *passkeys.begin_log_in(site_of(request)))


@never_cache
@require_POST
def passkey_answer(request: HttpRequest) -> HttpResponse:
    """Come in with a passkey: alone, or after the password."""
    given = told(request)
    answer = given.get("answer") if isinstance(given.get("answer"), dict) else {}
    arrival, owner, state = pending(request), passkeys.owner_of(answer or {}), asked(request)
    if arrival is not None and arrival.user != owner:
        owner = None
    try:
        passkeys.check(owner, answer or {}, state, site_of(request), timezone.now())
    except passkeys.CannotUsePasskey as refusal:
        refuse(request, "passkey", refusal.reason, arrival.user if arrival else owner)
        return JsonResponse({"text": refusal_text(refusal)}, status=422)
    assert owner is not None  # noqa: S101 - whose key was checked
    going = arrival.next if arrival else here(request, str(given.get("next", "/")))
    response = enter(request, Arrival(owner, "passkey", going), second="webauthn")
    # The script follows the address itself; the cookies come along.
    came = JsonResponse({"next": going})
    came.cookies.update(response.cookies)
    return came
