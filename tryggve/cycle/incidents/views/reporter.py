"""The reporter's pages: one form, a receipt that lights pane by pane, and the last seven days."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.incidents import actions, queries, rules
from tryggve.cycle.incidents.forms import NOW, IncidentForm, Options, initial_of, initial_where
from tryggve.cycle.incidents.rules import ChangedMeanwhile
from tryggve.cycle.incidents.shapes import ReviewState, Submission
from tryggve.cycle.incidents.views.shown import options, shown_all, shown_one
from tryggve.foundation.geography.queries import areas_geojson
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.queries import own_organisation
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.web.formats import clock
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.ids import new_public_id
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM

WEB = "web"
REFUSED = 422
CHANGED = 409


@signed_in("incident.register", "incident.review")
def start(request: HouseRequest) -> HttpResponse:
    """Coordinators review; reporters see their own."""
    return redirect("incidents:review" if request.viewer.may("incident.review") else "incidents:mine")


@signed_in("incident.register")
def new(request: HouseRequest) -> HttpResponse:
    """What, where, when, save."""
    viewer, now = request.viewer, timezone.now()
    if not own_organisation(viewer).keeps_raw:
        return page(request, "incidents/no_raw.html")
    choices = options(viewer, now)
    if request.method != "POST":
        form = IncidentForm(options=choices, initial=_initial(request, choices, now))
        return _form_page(request, form, now)
    said = marks.retyped(request.POST, "note", gazetteer_of(viewer))
    form = IncidentForm(said or request.POST, options=choices)
    if said is not None:
        return _form_page(request, form, now)
    if form.is_valid():
        try:
            incident = actions.register_incident(draft=form.draft(), submission=_submission(form), by=viewer, now=now)
        except actions.AlreadySaved as refusal:
            form.refused(refusal)
            return _again(request, form, now, refusal.public_id)
        except DomainError as refusal:
            form.refused(refusal)
        else:
            return redirect("incidents:receipt", incident.public_id)
    return _form_page(request, form, now, status=REFUSED)


def _submission(form: IncidentForm) -> Submission | None:
    key = form.cleaned_data["key"]
    return Submission(WEB, key) if key else None


def _initial(request: HttpRequest, choices: Options, now: datetime) -> dict[str, Any]:
    said: dict[str, Any] = {"key": new_public_id(), "opened": now.isoformat(), "when": NOW, "certainty": "seen"}
    said["police_reported"] = "unknown"
    said["member"] = request.GET.get("at", "")
    near = request.GET.get("nara", "")
    if near:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        try:
            said |= initial_where(queries.incident(viewer, near))
        except NotFound:
            near = ""
    if not near and choices.recent_places:
        said["where"] = choices.recent_places[0].public_id
    return said


def _again(request: HouseRequest, form: IncidentForm, now: datetime, public_id: str) -> HttpResponse:
    """The same key with another content: the next try is a new incident, and the saved one is linked."""
    data = request.POST.copy()
    data["key"] = new_public_id()
    again = IncidentForm(data, options=form.options)
    again.is_valid()
    for name, faults in form.errors.items():
        if name not in again.errors:
            again.add_error(None if name == "__all__" else name, list(faults))
    return _form_page(request, again, now, status=REFUSED, saved=public_id)


def _form_page(
    request: HouseRequest, form: IncidentForm, now: datetime, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "areas": areas_geojson(request.viewer, now.astimezone(STOCKHOLM).date()),
        "today": now.astimezone(STOCKHOLM).date(),
        "noted": marks.look(form["note"].value() or "", "note", is_private=True, places=gazetteer_of(request.viewer)),
        **more,
    }
    return page(request, "incidents/new.html", context, status=status)


@signed_in("incident.read_own")
def receipt(request: HouseRequest, public_id: str) -> HttpResponse:
    """It is saved: what that means, and what has not happened yet."""
    now = timezone.now()
    row = queries.own_incident(request.viewer, public_id, now)
    incident = shown_one(request.viewer, row)
    panes = [
        {
            "title": _("Sparad hos Tryggve"),
            "text": _("Klart %(clock)s. Du kan stoppa undan telefonen.") % {"clock": clock(row.registered_at)},
            "lit": True,
        },
        {
            "title": _("Hos samordnaren"),
            "text": _("Granskad.") if incident.is_approved else _("Väntar på granskning."),
            "lit": incident.is_approved,
        },
        {"title": _("Delad"), "text": _("När ni delar veckan."), "lit": False},
    ]
    may_undo = row.review_state == ReviewState.NEW and now - row.registered_at <= rules.UNDO_WITHIN
    context = {"incident": incident, "panes": panes, "may_undo": may_undo}
    return page(request, "incidents/receipt.html", context)


@signed_in("incident.read_own")
def mine(request: HouseRequest) -> HttpResponse:
    """The reporter's last seven days, and what the coordinator has asked."""
    incidents = shown_all(request.viewer, queries.own_recent(request.viewer, timezone.now()))
    context = {"incidents": incidents, "questions": sum(1 for each in incidents if each.is_returned)}
    return page(request, "incidents/mine.html", context)


@signed_in("incident.read_own")
def own(request: HouseRequest, public_id: str) -> HttpResponse:
    """One of them: mend it, or answer the coordinator's question, until it has been taken."""
    viewer, now = request.viewer, timezone.now()
    row = queries.own_incident(viewer, public_id, now)
    incident = shown_one(viewer, row)
    if not rules.is_open(row.review_state):
        return page(request, "incidents/own_closed.html", {"incident": incident})
    choices = options(viewer, now)
    if request.method != "POST":
        form = IncidentForm(options=choices, initial=initial_of(row))
        return _form_page(request, form, now, incident=incident)
    said = marks.retyped(request.POST, "note", gazetteer_of(viewer))
    form = IncidentForm(said or request.POST, options=choices)
    if said is not None:
        return _form_page(request, form, now, incident=incident)
    if form.is_valid():
        try:
            actions.correct_incident(
                public_id=public_id,
                draft=form.draft(shared_text=row.shared_text),
                seen=request.POST.get("seen"),
                by=viewer,
                now=now,
            )
        except ChangedMeanwhile as refusal:
            form.refused(refusal)
            incident = shown_one(viewer, queries.own_incident(viewer, public_id, now))
            return _form_page(request, form, now, status=CHANGED, incident=incident, is_changed=True)
        except DomainError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Rättelsen är sparad. Händelsen är hos din samordnare."))
            return redirect("incidents:mine")
    return _form_page(request, form, now, status=REFUSED, incident=incident)


@require_POST
@signed_in("incident.register")
def withdraw(request: HouseRequest, public_id: str) -> HttpResponse:
    """Undo within ten minutes."""
    try:
        actions.withdraw_incident(public_id=public_id, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Händelsen är borta."))
    return redirect(reverse("incidents:mine"))
