"""Logging in where one works: by OpenID Connect or by SAML."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tryggve.edges.entrance import openid, saml
from tryggve.edges.entrance.openid import NotProven
from tryggve.edges.entrance.views.arriving import Arrival, arrive, is_inside, refuse, site_of, wanted
from tryggve.edges.entrance.views.door import INVITATION_KEY
from tryggve.edges.entrance.views.own import confirmed, me
from tryggve.foundation.people import directory, providers, sessions
from tryggve.foundation.people.actions import CannotAccept, CannotConnect, accept_with_identity, connect_identity
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.models import IdentityProvider, ProviderKind
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.people.rules import STEP_LASTS
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page

ERRAND = "sign_on"


def _address(request: HttpRequest, name: str, one: IdentityProvider) -> str:
    return f"{site_of(request).origin}{reverse(f'entrance:{name}', args=[one.public_id])}"


def _ours(request: HttpRequest, one: IdentityProvider) -> saml.Addresses:
    return saml.Addresses(_address(request, "saml_metadata", one), _address(request, "saml_answer", one))


# -- The way there ----------------------------------------------------------------------------------
@never_cache
@require_safe
def via(request: HttpRequest, key: str) -> HttpResponse:
    """Log in where one works. A link, not a form: the content security policy lets no form leave the house."""
    if is_inside(request):
        return redirect(wanted(request))
    return _leave(request, providers.provider(key), {"next": wanted(request)})


@never_cache
@require_safe
@signed_in()
@confirmed
def connect(request: HouseRequest, key: str) -> HttpResponse:
    """From now on the work's own log-in opens this account too."""
    return _leave(request, providers.provider(key), {"next": "/min-inloggning/", "connects": me(request).pk})


def _leave(request: HttpRequest, one: IdentityProvider, errand: dict[str, Any]) -> HttpResponse:
    errand |= {"provider": one.pk, "at": int(sessions.clock())}
    try:
        if one.kind == ProviderKind.SAML:
            address, errand["request"] = saml.ask(one, _ours(request, one), timezone.now())
        else:
            question = openid.Question.new()
            errand |= {"state": question.state, "nonce": question.nonce, "verifier": question.verifier}
            address = openid.address_to_ask(one, question, _address(request, "openid_answer", one))
    except NotProven as fault:
        return _not_in(request, one, fault.reason)
    request.session[ERRAND] = errand
    return redirect(address)


# -- The way back -----------------------------------------------------------------------------------
@never_cache
@require_safe
def openid_answer(request: HttpRequest, key: str) -> HttpResponse:
    """The provider sends the browser back, with a code."""
    one = providers.provider(key)
    try:
        errand = _errand(request, one, "state")
        question = openid.Question(errand["state"], errand["nonce"], errand["verifier"])
        proven = openid.proven_by(one, question, request.GET.dict(), _address(request, "openid_answer", one))
    except NotProven as fault:
        return _not_in(request, one, fault.reason)
    return _who(request, one, errand, proven.subject, is_strong=bool(proven.contexts & one.strong))


@csrf_exempt
@never_cache
@require_POST
def saml_answer(request: HttpRequest, key: str) -> HttpResponse:
    """The provider's own form brings the browser back. Our session does not come along: see `saml.answered`."""
    one = providers.provider(key)
    try:
        ticket = saml.answered(one, _ours(request, one), request.POST.get("SAMLResponse", ""), timezone.now())
    except NotProven as fault:
        return _not_in(request, one, fault.reason)
    response = redirect(f"{reverse('entrance:saml_done', args=[key])}?biljett={ticket}")
    response.status_code = 303
    return response


@never_cache
@require_safe
def saml_done(request: HttpRequest, key: str) -> HttpResponse:
    """The browser that asked fetches the answer, with its session."""
    one = providers.provider(key)
    try:
        errand = _errand(request, one, "request")
        found = saml.fetched(one, errand["request"], request.GET.get("biljett", ""), timezone.now())
    except NotProven as fault:
        return _not_in(request, one, fault.reason)
    return _who(request, one, errand, found.subject, is_strong=found.is_strong)


@require_safe
def saml_metadata(request: HttpRequest, key: str) -> HttpResponse:
    """Who we are, for the provider."""
    one = providers.provider(key)
    return HttpResponse(saml.metadata(one, _ours(request, one)), content_type="application/samlmetadata+xml")


def _errand(request: HttpRequest, one: IdentityProvider, needs: str) -> dict[str, Any]:
    """What this browser went out for. Taken: each is answered once."""
    found: dict[str, Any] | None = request.session.pop(ERRAND, None)
    if not found or needs not in found:
        raise NotProven("no_errand")
    if found["provider"] != one.pk:
        raise NotProven("other_provider")
    if sessions.clock() - found["at"] > STEP_LASTS.total_seconds():
        raise NotProven("too_late")
    return found


def _who(
    request: HttpRequest, one: IdentityProvider, errand: dict[str, Any], subject: str, *, is_strong: bool
) -> HttpResponse:
    """Somebody is proven at the provider. Who are they here?"""
    now = timezone.now()
    if providers.is_personnummer(subject):
        return _not_in(request, one, "personnummer")
    if "connects" in errand:
        return _connect(request, one, errand, subject)
    if is_inside(request):
        return _not_in(request, one, "already_inside")
    strong, user = one.kind if is_strong else "", providers.known_person(one, subject, now)
    if user is not None:
        return arrive(request, Arrival(user, one.kind, errand["next"]), strong=strong)
    token = str(request.session.get(INVITATION_KEY, ""))
    invited = directory.invitation_by_token(token, now) if token else None
    if invited is None:
        return _not_in(request, one, "unknown_person")
    try:
        user = accept_with_identity(token=token, provider=one, subject=subject, by=house_viewer(invited.user), now=now)
    except (CannotAccept, CannotConnect):
        return _not_in(request, one, "invitation")
    request.session.pop(INVITATION_KEY, None)
    return arrive(request, Arrival(user, one.kind, "/"), strong=strong)


def _connect(request: HttpRequest, one: IdentityProvider, errand: dict[str, Any], subject: str) -> HttpResponse:
    viewer = getattr(request, "viewer", None)
    user = directory.active_person(errand["connects"])
    if viewer is None or user is None or viewer.user_id != user.pk:
        return _not_in(request, one, "other_person")
    try:
        connect_identity(provider=one, subject=subject, person=user, by=viewer, now=timezone.now())
    except CannotConnect as refusal:
        refuse(request, one.kind, "taken", user)
        return page(request, "entrance/not_proven.html", {"provider": one, "why": refusal_text(refusal)}, status=422)
    return redirect(errand["next"])


def _not_in(request: HttpRequest, one: IdentityProvider, reason: str) -> HttpResponse:
    refuse(request, one.kind, reason)
    context = {"provider": one, "is_unknown": reason == "unknown_person"}
    return page(request, "entrance/not_proven.html", context, status=403)
