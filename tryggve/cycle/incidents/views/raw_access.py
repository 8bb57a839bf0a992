"""Emergency openings: asked for, agreed to, read for an hour, and listed for whom it concerns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tryggve.cycle.incidents import actions, raw_access, rules
from tryggve.cycle.incidents.forms import RawAccessForm
from tryggve.cycle.incidents.shapes import RawAccessState
from tryggve.cycle.incidents.views.shown import shown_all
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound

REFUSED = 422


@never_cache
@signed_in("incident.review", "raw_access.ask", "raw_access.approve")
def raw_accesses(request: HouseRequest) -> HttpResponse:
    """Every opening that concerns the viewer; and asking for one."""
    viewer = request.viewer
    if not viewer.may("raw_access.ask"):
        if request.method == "POST":
            raise NotAllowed("raw_access.ask")
        return _list_page(request)
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_raw_access(**form.cleaned_data, by=viewer, now=timezone.now())
        except NotFound:
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Begäran är sparad. Någon annan måste godkänna den inom ett dygn."))
            return redirect("incidents:raw_access")
    return _list_page(request, form=form, status=REFUSED if form.errors else 200)


def _form(request: HouseRequest) -> RawAccessForm:
    known = [(each.public_id, each.name) for each in raw_access.can_be_opened(request.viewer)]
    return RawAccessForm(request.POST if request.method == "POST" else None, organisations=known)


def _list_page(request: HouseRequest, *, form: RawAccessForm | None = None, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    shown = raw_access.shown_accesses(viewer, timezone.now())
    context: dict[str, Any] = {
        "accesses": shown,
        "waiting": [each for each in shown if each.state == RawAccessState.ASKED],
        "open": [each for each in shown if each.state == RawAccessState.OPEN],
        "is_party": any(viewer.may(right) for right in raw_access.PARTIES),
        "form": form,
        "minutes": round(rules.RAW_ACCESS_LASTS.total_seconds() / 60),
    }
    return page(request, "incidents/raw_access.html", context, status=status)


@never_cache
@require_safe
@signed_in("raw_access.ask")
def read_raw_access(request: HouseRequest, public_id: str) -> HttpResponse:
    """Headings and texts of the organisation's incidents, to the one who asked, for the hour."""
    viewer, now = request.viewer, timezone.now()
    access, rows = actions.read_raw_access(public_id=public_id, by=viewer, now=now)
    context = {
        "access": access,
        "incidents": shown_all(viewer, rows),
        "ends_at": access.opened_at + rules.RAW_ACCESS_LASTS if access.opened_at else None,
        "most": raw_access.MOST_SHOWN,
    }
    return page(request, "incidents/raw_access_read.html", context)


@require_POST
@signed_in("raw_access.approve")
def approve_raw_access(request: HouseRequest, public_id: str) -> HttpResponse:
    """Agree, as the second person."""
    return _click(request, public_id, actions.approve_raw_access, _("Öppnat i 60 minuter. Organisationen får mejl nu."))


@require_POST
@signed_in("incident.review", "raw_access.ask", "raw_access.approve")
def close_raw_access(request: HouseRequest, public_id: str) -> HttpResponse:
    """Say no, or end it."""
    return _click(request, public_id, actions.close_raw_access, _("Stängt. Ingen kan läsa händelserna längre."))


def _click(request: HouseRequest, public_id: str, act: Callable[..., Any], done: str) -> HttpResponse:
    try:
        act(public_id=public_id, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.warning(request, refusal_text(refusal))
    else:
        messages.success(request, done)
    return redirect("incidents:raw_access")
