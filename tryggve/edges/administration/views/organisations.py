"""Which organisations take part, and who they speak for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.edges.administration.forms.organisations import (
    LeaveForm,
    MemberForm,
    OrganisationForm,
    described,
    described_member,
)
from tryggve.edges.administration.views.acting import attempt, attempt_click, posted
from tryggve.foundation.people import actions, queries
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.models import Organisation
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import NotFound


@signed_in("organisation.update")
def organisations(request: HouseRequest) -> HttpResponse:
    """All of them."""
    everybody = [each for each in queries.organisations(request.viewer) if not each.is_outside_source]
    context = {
        "organisations": [each for each in everybody if each.is_active],
        "ended": [each for each in everybody if not each.is_active],
        "spoken_for": queries.member_counts(request.viewer),
    }
    return page(request, "administration/organisations.html", context)


@signed_in("organisation.update")
def add(request: HouseRequest) -> HttpResponse:
    """One more."""
    form = OrganisationForm(posted(request))
    if form.is_valid():
        now = timezone.now()
        added = attempt(
            form,
            lambda: actions.add_organisation(
                draft=form.draft(), joined_date=swedish_date(now), by=request.viewer, now=now
            ),
        )
        if added is not None:
            messages.success(request, _("{name} deltar från i dag.").format(name=added.name))
            return redirect("administration:organisation", added.public_id)
    return page(request, "administration/organisation_add.html", {"form": form}, status=422 if form.errors else 200)


@signed_in("organisation.update")
def organisation(request: HouseRequest, key: str) -> HttpResponse:
    """One of them."""
    found = queries.organisation(request.viewer, key)
    form = OrganisationForm(posted(request), initial=described(found))
    if form.is_valid():
        saved = attempt(
            form,
            lambda: actions.update_organisation(
                organisation=key, draft=form.draft(), by=request.viewer, now=timezone.now()
            ),
        )
        if saved is not None:
            messages.success(request, _("{name} är sparad.").format(name=saved.name))
            return redirect("administration:organisation", key)
    leaving = LeaveForm(initial={"left_date": swedish_date(timezone.now())})
    return _organisation_page(request, found, form, leaving)


@require_POST
@signed_in("organisation.update")
def end(request: HouseRequest, key: str) -> HttpResponse:
    """It leaves."""
    found = queries.organisation(request.viewer, key)
    leaving = LeaveForm(request.POST)
    if leaving.is_valid():
        left = attempt(
            leaving,
            lambda: actions.end_organisation(
                organisation=key, left_date=leaving.cleaned_data["left_date"], by=request.viewer, now=timezone.now()
            ),
        )
        if left is not None:
            messages.success(request, _("{name} deltar inte längre. Återuppta om det blev fel.").format(name=left.name))
            return redirect("administration:organisation", key)
    return _organisation_page(request, found, OrganisationForm(initial=described(found)), leaving)


def _organisation_page(
    request: HouseRequest, found: Organisation, form: OrganisationForm, leaving: LeaveForm
) -> HttpResponse:
    context = {
        "organisation": found,
        "form": form,
        "leaving": leaving,
        "members": queries.members_of(request.viewer, found),
        "is_own": found.pk == request.viewer.organisation_id,
    }
    status = 422 if form.errors or leaving.errors else 200
    return page(request, "administration/organisation.html", context, status=status)


@require_POST
@signed_in("organisation.update")
def resume(request: HouseRequest, key: str) -> HttpResponse:
    """It takes part again."""
    attempt_click(
        request,
        lambda: actions.resume_organisation(organisation=key, by=request.viewer, now=timezone.now()),
        _("Organisationen deltar igen. Bjud in personerna på nytt."),
    )
    return redirect("administration:organisation", key)


@signed_in("member.update")
def members(request: HouseRequest, key: str) -> HttpResponse:
    """Those an organisation speaks for."""
    speaker = queries.organisation(request.viewer, key)
    _refuse_others(request, speaker)
    form = MemberForm(posted(request))
    if form.is_valid():
        added = attempt(
            form,
            lambda: actions.add_member(organisation=key, **form.cleaned_data, by=request.viewer, now=timezone.now()),
        )
        if added is not None:
            messages.success(
                request, _("{name} är tillagd och visas som {shown}.").format(name=added.name, shown=added.shown_name)
            )
            return redirect("administration:members", key)
    everybody = queries.members_of(request.viewer, speaker)
    context = {
        "speaker": speaker,
        "members": [member for member in everybody if member.is_active],
        "ended": [member for member in everybody if not member.is_active],
        "form": form,
    }
    return page(request, "administration/members.html", context, status=422 if form.errors else 200)


@signed_in("member.update")
def member(request: HouseRequest, key: str) -> HttpResponse:
    """One of those."""
    found = queries.represented_member(request.viewer, key)
    _refuse_others(request, found.organisation)
    form = MemberForm(posted(request), initial=described_member(found))
    if form.is_valid():
        saved = attempt(
            form,
            lambda: actions.update_member(member=key, **form.cleaned_data, by=request.viewer, now=timezone.now()),
        )
        if saved is not None:
            messages.success(request, _("{name} är sparad.").format(name=saved.name))
            return redirect("administration:members", found.organisation.public_id)
    context = {"member": found, "form": form}
    return page(request, "administration/member.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in("member.update")
def member_active(request: HouseRequest, key: str) -> HttpResponse:
    """Stop or start speaking for it."""
    found = queries.represented_member(request.viewer, key)
    act, done = (
        (actions.deactivate_member, _("Ni talar inte längre för {name}."))
        if found.is_active
        else (actions.activate_member, _("Ni talar för {name} igen."))
    )
    attempt_click(request, lambda: act(member=key, by=request.viewer, now=timezone.now()), done.format(name=found.name))
    return redirect("administration:members", found.organisation.public_id)


def _refuse_others(request: HouseRequest, speaker: Organisation) -> None:
    """Names of landlords and shops are for the one who speaks for them, and for the settings."""
    if speaker.pk != request.viewer.organisation_id and not request.viewer.may("organisation.update"):
        raise NotFound
