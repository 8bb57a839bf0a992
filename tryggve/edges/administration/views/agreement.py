"""Who has agreed to what, and since when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tryggve.edges.administration.forms.agreement import AgreementForm, blank, described
from tryggve.edges.administration.views.acting import attempt, posted
from tryggve.foundation.people import actions, queries
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.web.views import page
from tryggve.kernel.weeks import Week


@signed_in("agreement.update")
def agreement(request: HouseRequest) -> HttpResponse:
    """The one in force, and the ones before and after."""
    viewer, today = request.viewer, swedish_date(timezone.now())
    in_force = queries.agreement_in_force(viewer, today)
    everyone = queries.agreements(viewer)
    context = {
        "agreement": in_force,
        "parties": queries.agreement_parties(viewer, in_force) if in_force else [],
        "coming": [each for each in everyone if each.valid_from > today],
        "earlier": [each for each in everyone if in_force and each.valid_from < in_force.valid_from],
    }
    return page(request, "administration/agreement.html", context)


@signed_in("agreement.update")
def new(request: HouseRequest) -> HttpResponse:
    """One that takes over from a date; the parties are those of today until changed."""
    now = timezone.now()
    monday = (Week.of(now) + 1).monday
    in_force = queries.agreement_in_force(request.viewer, swedish_date(now))
    initial = described(in_force, queries.agreement_parties(request.viewer, in_force)) if in_force else {}
    shown = initial | (blank(monday) if not in_force else {"valid_from": monday, "signed_date": None})
    form = AgreementForm(posted(request), initial=shown, organisations=_candidates(request))
    if form.is_valid():
        signed = attempt(form, lambda: actions.sign_agreement(draft=form.draft(), by=request.viewer, now=now))
        if signed is not None:
            messages.success(request, _("Överenskommelsen är sparad."))
            return redirect("administration:agreement")
    context = {"form": form, "is_new": True}
    return page(request, "administration/agreement_form.html", context, status=422 if form.errors else 200)


@signed_in("agreement.update")
def edit(request: HouseRequest, key: str) -> HttpResponse:
    """Correct the parties and what they have committed to."""
    found = queries.agreement(request.viewer, key)
    parties = queries.agreement_parties(request.viewer, found)
    now = timezone.now()
    has_begun = found.valid_from <= swedish_date(now)
    form = AgreementForm(
        posted(request),
        initial=described(found, parties),
        organisations=_candidates(request),
        has_begun=has_begun,
    )
    if form.is_valid():
        saved = attempt(
            form, lambda: actions.update_agreement(agreement=key, draft=form.draft(), by=request.viewer, now=now)
        )
        if saved is not None:
            messages.success(request, _("Överenskommelsen är sparad."))
            return redirect("administration:agreement")
    context = {"form": form, "is_new": False, "has_begun": has_begun, "agreement": found}
    return page(request, "administration/agreement_form.html", context, status=422 if form.errors else 200)


def _candidates(request: HouseRequest) -> list[Organisation]:
    return [each for each in queries.organisations(request.viewer) if each.is_active and not each.is_outside_source]
