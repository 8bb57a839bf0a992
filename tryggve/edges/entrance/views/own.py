"""A person's own log-in: the second step, the browsers, and the organisation's log-in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from tryggve.edges.entrance.forms import CodeForm, ConfirmForm
from tryggve.edges.entrance.views.arriving import Arrival, here, refuse, set_pending, site_of, wanted
from tryggve.edges.entrance.views.second_step import ask, asked, told
from tryggve.foundation.people import actions, attempts, directory, passkeys, providers, sessions
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.models import User
from tryggve.foundation.people.rules import CONFIRMED_FOR
from tryggve.foundation.people.second_factor import check_code, factors_of, has_factor, recovery_codes_left
from tryggve.foundation.web.qr import qr_svg
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound

SECRET, AFTERWARDS = "totp_secret", "after_second_factor"
View = Callable[..., HttpResponse]


def me(request: HouseRequest) -> User:
    """Whoever is logged in, as themselves. A persona is everybody's, and has no log-in of its own."""
    user = directory.active_person(request.viewer.user_id or 0)
    if user is None or user.is_persona:
        raise NotFound
    return user


def confirmed(view: View) -> View:
    """Only for somebody who has lately shown who they are; others are asked, and come back."""

    @wraps(view)
    def look(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sessions.was_confirmed(request.session, sessions.clock(), CONFIRMED_FOR.total_seconds()):
            return view(request, *args, **kwargs)
        going = request.get_full_path() if request.method == "GET" else "/min-inloggning/"
        address = f"/min-inloggning/bekrafta/?next={quote(going)}"
        if request.content_type == "application/json":
            return JsonResponse({"next": address}, status=403)
        return redirect(address)

    return look


@never_cache
@require_safe
@signed_in()
def own(request: HouseRequest) -> HttpResponse:
    """Everything about the own log-in on one page."""
    user = directory.active_person(request.viewer.user_id or 0)
    if user is None:
        raise NotFound
    connected = providers.identities_of(user.pk)
    context = {
        "person": user,
        "factors": factors_of(user.pk),
        "codes_left": recovery_codes_left(user.pk),
        "log_ins": []
        if user.is_persona
        else sessions.log_ins_of(user.pk, request.session.session_key, sessions.clock()),
        "identities": connected,
        "providers": [one for one in providers.active() if one.pk not in {each.provider_id for each in connected}],
        "afterwards": request.session.get(AFTERWARDS, "") if request.session.get(sessions.STRONG) else "",
    }
    return page(request, "entrance/own.html", context)


@never_cache
@signed_in()
def protect(request: HouseRequest) -> HttpResponse:
    """Where somebody is led who shares and has no second factor yet, or has not used it."""
    user = me(request)
    request.session[AFTERWARDS] = wanted(request)
    if has_factor(user):
        set_pending(request, Arrival(user, "session", wanted(request)))
        return redirect("entrance:second_step")
    return page(request, "entrance/protect.html", {"person": user})


@never_cache
@sensitive_post_parameters("code")
@signed_in()
@confirmed
def app(request: HouseRequest) -> HttpResponse:
    """An app that shows codes: read the picture, write the first code."""
    user = me(request)
    secret = request.session.setdefault(SECRET, generate_totp_secret())
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_totp(
                secret=secret,
                code=form.cleaned_data["code"],
                at=sessions.clock(),
                by=request.viewer,
                now=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(refusal.field, refusal_text(refusal))
        else:
            request.session.pop(SECRET, None)
            return _is_set_up(request, "totp")
    label = quote(f"Tryggve:{user.email}")
    address = f"otpauth://totp/{label}?secret={secret}&issuer=Tryggve"
    groups = [secret[place : place + 4] for place in range(0, len(secret), 4)]
    context = {"form": form, "qr": qr_svg(address), "secret": " ".join(groups)}
    return page(request, "entrance/app.html", context, status=422 if form.errors else 200)


def _is_set_up(request: HouseRequest, kind: str) -> HttpResponse:
    request.session[sessions.STRONG] = kind
    messages.success(request, _("Klart. Från och med nu loggar du in i två steg."))
    return redirect("entrance:own")


@never_cache
@require_POST
@signed_in()
@confirmed
def passkey_question(request: HouseRequest) -> HttpResponse:
    """What the browser is asked when a new passkey is made."""
    return ask(request, *passkeys.begin_registration(me(request), site_of(request)))


@never_cache
@require_POST
@signed_in()
@confirmed
def passkey_answer(request: HouseRequest) -> HttpResponse:
    """The new passkey."""
    me(request)
    given = told(request)
    answer = given.get("answer")
    try:
        actions.add_passkey(
            answer=answer if isinstance(answer, dict) else {},
            state=asked(request),
            site=site_of(request),
            name=str(given.get("name", "")) or _("Passnyckel"),
            by=request.viewer,
            now=timezone.now(),
        )
    except DomainError as refusal:
        return JsonResponse({"text": refusal_text(refusal)}, status=422)
    _is_set_up(request, "webauthn")
    return JsonResponse({"next": "/min-inloggning/"})


@never_cache
@sensitive_variables("codes")
@require_POST
@signed_in()
@confirmed
def codes(request: HouseRequest) -> HttpResponse:
    """New recovery codes, shown once."""
    me(request)
    made = _clicked(request, lambda: actions.make_recovery_codes(by=request.viewer, now=timezone.now()))
    if made is None:
        return redirect("entrance:own")
    grouped = [" ".join(code[place : place + 4] for place in range(0, len(code), 4)) for code in made]
    return page(request, "entrance/codes.html", {"codes": grouped, "afterwards": request.session.get(AFTERWARDS, "")})


@require_POST
@signed_in()
@confirmed
def remove_factor(request: HouseRequest) -> HttpResponse:
    """Take one second factor away."""
    me(request)
    key = request.POST.get("key", "")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 18 else 0
    _clicked(request, lambda: actions.remove_factor(key=number, by=request.viewer, now=timezone.now()))
    messages.success(request, _("Borttagen. Den öppnar ingenting längre."))
    return redirect("entrance:own")


@require_POST
@signed_in()
def end(request: HouseRequest) -> HttpResponse:
    """Log out another browser, or all others."""
    me(request)
    ended = _clicked(
        request,
        lambda: actions.end_log_ins(
            key=request.POST.get("key", ""),
            session_key=request.session.session_key or "",
            by=request.viewer,
            now=timezone.now(),
        ),
    )
    if ended is not None:
        messages.success(request, _("Utloggad där. Bara den som kan logga in kommer in igen."))
    return redirect("entrance:own")


@require_POST
@signed_in()
@confirmed
def disconnect(request: HouseRequest) -> HttpResponse:
    """Forget a connection to a provider."""
    me(request)
    key = request.POST.get("key", "")
    _clicked(request, lambda: actions.remove_identity(key=key, by=request.viewer, now=timezone.now()))
    return redirect("entrance:own")


@never_cache
@sensitive_post_parameters("secret")
@signed_in()
def confirm(request: HouseRequest) -> HttpResponse:
    """The password (or the app's code, for who has none) again, before the log-in is changed."""
    user = me(request)
    form = ConfirmForm(request.POST if request.method == "POST" else None, has_password=user.has_usable_password())
    going = here(request, request.POST.get("next") or request.GET.get("next") or "/min-inloggning/")
    if request.method == "POST" and form.is_valid():
        if _holds(request, user, form.cleaned_data["secret"]):
            request.session[sessions.CONFIRMED] = int(sessions.clock())
            return redirect(going)
        form.add_error("secret", _("Det stämmer inte. Vi fick något annat än det du loggar in med. Prova igen."))
    context = {"form": form, "next": going, "has_password": user.has_usable_password()}
    return page(request, "entrance/confirm.html", context, status=422 if form.errors else 200)


def _holds(request: HouseRequest, user: User, secret: str) -> bool:
    account, now = f"confirm:{user.public_id}", timezone.now()
    if attempts.begin(account, now):
        refuse(request, "confirm", "waits", user)
        return False
    is_right = (
        user.check_password(secret)
        if user.has_usable_password()
        else bool(check_code(user, secret, sessions.clock(), now))
    )
    if is_right:
        attempts.succeeded(account)
    else:
        refuse(request, "confirm", "wrong", user)
    return is_right


def _clicked(request: HouseRequest, act: Callable[[], Any]) -> Any:
    """Do it, or say why not where the person is."""
    try:
        return cast(Any, act())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, refusal_text(refusal))
        return None
