"""The accessibility statement, the form that goes with it, and what has come in by it."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tryggve.edges.papers import actions, queries
from tryggve.edges.papers.documents.statement import statement as written
from tryggve.edges.papers.forms import BarrierForm
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.people.rules import token_hash
from tryggve.foundation.web.limits import Limit, seconds_to_wait
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError

#: From one browser. What comes from all of them together is counted in the table (`rules.MOST_IN_AN_HOUR`).
_REPORTS = Limit("accessibility", 5, timedelta(hours=1))
REFUSED, TOO_MANY = 422, 429


@require_safe
def statement(request: HttpRequest) -> HttpResponse:
    """For everybody, without a log-in, in both languages."""
    return page(request, "papers/statement.html", {"paper": written()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """What somebody cannot use. Nobody is asked who they are; what is typed stays until it is taken."""
    form = BarrierForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            status = _try(request, form)
            if status == 200:
                return redirect("papers:statement")
    return page(request, "papers/report_barrier.html", {"form": form}, status=status)


def _try(request: HttpRequest, form: BarrierForm) -> int:
    now = timezone.now()
    seconds = seconds_to_wait(_REPORTS, token_hash(request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")), now)
    if seconds:
        words = _("Du har skickat flera rapporter den senaste timmen. Det du skrev finns kvar. Vänta {n} minuter.")
        form.add_error(None, words.format(n=ceil(seconds / 60)))
        return TOO_MANY
    said = dict(form.cleaned_data)
    town = said.pop("municipality")
    try:
        actions.report_barrier(**said, by=system_viewer(town), now=now)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
        return REFUSED
    thanks = _("Tack. {name} har fått din rapport.") if not said["email"] else _("Tack. {name} svarar dig med e-post.")
    messages.success(request, thanks.format(name=town.name))
    return 200


@require_safe
@signed_in("accessibility.answer")
def reports(request: HouseRequest) -> HttpResponse:
    """What has come in, those without an answer first."""
    found = queries.barriers(request.viewer)
    waiting = sum(each.answered_at is None for each in found)
    return page(request, "papers/barriers.html", {"reports": found, "waiting": waiting})


@require_POST
@signed_in("accessibility.answer")
def answered(request: HouseRequest, key: str) -> HttpResponse:
    """Somebody has written back, or mended it."""
    actions.mark_answered(report=key, by=request.viewer, now=timezone.now())
    messages.success(request, _("Rapporten är markerad som besvarad."))
    return redirect("papers:reports")
