"""Who has access, what they may do, and how they came in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.edges.administration.forms.people import InviteForm, RoleForm
from tryggve.edges.administration.views.acting import attempt, attempt_click, posted
from tryggve.foundation.people import actions, directory, mails, queries
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.shapes import Invited
from tryggve.foundation.web.views import page


@signed_in("person.invite")
def people(request: HouseRequest) -> HttpResponse:
    """Everybody in reach."""
    everybody = directory.people_of(request.viewer, timezone.now())
    here = [person for person in everybody if person.state != "ended"]
    inside = sum(person.state == "active" for person in here)
    context = {
        "people": here,
        "inside": inside,
        "waiting": len(here) - inside,
        "expired": [person for person in everybody if person.state == "expired" and person.may_change],
        "ended": [person for person in everybody if person.state == "ended"],
        "shows_organisations": request.viewer.may("person.invite_any"),
    }
    return page(request, "administration/people.html", context)


@signed_in("person.invite")
def invite(request: HouseRequest) -> HttpResponse:
    """Let a person in."""
    form = InviteForm(posted(request), viewer=request.viewer)
    if form.is_valid():
        key = form.organisation_key(request.viewer)
        typed = form.cleaned_data
        invited = attempt(
            form,
            lambda: actions.invite_person(
                email=typed["email"],
                name=typed["name"],
                roles=typed["roles"],
                organisation=key,
                by=request.viewer,
                now=timezone.now(),
            ),
        )
        if invited is not None:
            _send_link(request, invited)
            _tell_coordinators(request, key)
            return redirect("administration:person", invited.user.public_id)
    return page(request, "administration/invite.html", {"form": form}, status=422 if form.errors else 200)


@signed_in("person.invite")
def person(request: HouseRequest, key: str) -> HttpResponse:
    """One person: their roles, and giving another."""
    shown = directory.person(request.viewer, key, timezone.now())
    form = RoleForm(posted(request), viewer=request.viewer)
    if form.is_valid():
        organisation = form.organisation_key(request.viewer)
        given = attempt(form, lambda: _give(request, key, form.cleaned_data["roles"], organisation))
        if given:
            _tell_coordinators(request, organisation)
            messages.success(request, _("Rollen är given. Den gäller från nästa klick."))
            return redirect("administration:person", key)
    context = {"person": shown, "form": form}
    return page(request, "administration/person.html", context, status=422 if form.errors else 200)


def _give(request: HouseRequest, key: str, roles: list[str], organisation: str) -> int:
    now = timezone.now()
    for role in roles:
        actions.give_role(person=key, role=role, organisation=organisation, by=request.viewer, now=now)
    return len(roles)


@require_POST
@signed_in("person.invite")
def end_role(request: HouseRequest, key: str, role: str) -> HttpResponse:
    """Take one role back."""
    shown = directory.person(request.viewer, key, timezone.now())
    attempt_click(
        request,
        lambda: actions.end_role(membership=role, by=request.viewer, now=timezone.now()),
        _("Rollen är avslutad. Ge den igen om det blev fel."),
    )
    return redirect("administration:person", shown.key)


@require_POST
@signed_in("person.invite")
def deactivate(request: HouseRequest, key: str) -> HttpResponse:
    """Shut the door, at once."""
    shown = directory.person(request.viewer, key, timezone.now())
    attempt_click(
        request,
        lambda: actions.deactivate_person(person=key, by=request.viewer, now=timezone.now()),
        _("{name} är avstängd och utloggad. Bjud in igen om det blev fel.").format(name=shown.name),
    )
    return redirect("administration:person", key)


@require_POST
@signed_in("person.invite")
def clear_second_factor(request: HouseRequest, key: str) -> HttpResponse:
    """For somebody who has lost the telephone and the codes."""
    shown = directory.person(request.viewer, key, timezone.now())
    attempt_click(
        request,
        lambda: actions.clear_second_factor(person=key, by=request.viewer, now=timezone.now()),
        _("Det andra steget är borttaget, och {name} är utloggad överallt.").format(name=shown.name),
    )
    return redirect("administration:person", key)


@require_POST
@signed_in("person.invite")
def reinvite(request: HouseRequest, key: str) -> HttpResponse:
    """A new link."""

    def act() -> None:
        invited = actions.reinvite_person(person=key, by=request.viewer, now=timezone.now())
        _send_link(request, invited, is_quiet=True)

    attempt_click(request, act, _("En ny länk är på väg. Den gamla gäller inte längre."))
    return redirect("administration:person", key)


def _send_link(request: HouseRequest, invited: Invited, *, is_quiet: bool = False) -> None:
    """By mail to the person alone: who invites never sees the link."""
    if invited.token:
        link = reverse("entrance:invitation", args=[invited.token])
        mails.send_invitation(invited.user, request.build_absolute_uri(link))
        done = _("Inbjudan är på väg till {email}. Länken gäller i sju dagar.")
    else:
        mails.send_new_role(invited.user, request.build_absolute_uri(reverse("entrance:login")))
        done = _("{email} har redan en inloggning, och har fått rollen. Ett mejl är på väg.")
    if not is_quiet:
        messages.success(request, done.format(email=invited.user.email))


def _tell_coordinators(request: HouseRequest, organisation: str) -> None:
    """An organisation hears of it when somebody from outside lets a person in among its data."""
    if organisation == request.viewer.organisation_public_id:
        return
    found = queries.organisation(request.viewer, organisation)
    link = request.build_absolute_uri(reverse("administration:people"))
    mails.send_role_notice(directory.coordinators_of(found.pk), link)
