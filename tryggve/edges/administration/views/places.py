"""Places with a name, so that nobody needs an address."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.edges.administration.forms.areas import NameForm
from tryggve.edges.administration.forms.places import PlaceForm, place_types
from tryggve.edges.administration.views.acting import attempt, attempt_click, posted
from tryggve.foundation.geography import actions, queries
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.web.views import page


@signed_in("place.update")
def places(request: HouseRequest) -> HttpResponse:
    """All of them, those no longer used last."""
    everywhere = list(queries.places(request.viewer, include_inactive=True))
    context = {
        "places": [place for place in everywhere if place.is_active],
        "unused": [place for place in everywhere if not place.is_active],
        "types": dict(place_types()),
    }
    return page(request, "administration/places.html", context)


@signed_in("place.update")
def add(request: HouseRequest) -> HttpResponse:
    """One more."""
    form = PlaceForm(posted(request))
    if form.is_valid():
        added = attempt(form, lambda: actions.add_place(**form.cleaned_data, by=request.viewer, now=timezone.now()))
        if added is not None:
            messages.success(request, _("{name} går att välja från och med nu.").format(name=added.name))
            return redirect("administration:places")
    collection = queries.areas_geojson(request.viewer, swedish_date(timezone.now()))
    for feature in collection["features"]:
        feature["properties"] = {"id": feature["id"], "name": feature["properties"]["name"], "kind": "area"}
    context = {"form": form, "map": collection}
    return page(request, "administration/place_add.html", context, status=422 if form.errors else 200)


@signed_in("place.update")
def place(request: HouseRequest, key: str) -> HttpResponse:
    """Call it something else, or stop offering it."""
    found = queries.place_by_public_id(request.viewer, key)
    form = NameForm(posted(request), initial={"name": found.name})
    if form.is_valid():
        name = form.cleaned_data["name"]
        renamed = attempt(
            form,
            lambda: actions.rename_place(place_public_id=key, name=name, by=request.viewer, now=timezone.now()),
        )
        if renamed is not None:
            messages.success(request, _("Platsen heter nu {name}.").format(name=renamed.name))
            return redirect("administration:places")
    context = {"place": found, "form": form, "type": dict(place_types()).get(found.place_type, "")}
    return page(request, "administration/place.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in("place.update")
def active(request: HouseRequest, key: str) -> HttpResponse:
    """Offer it, or stop offering it."""
    found = queries.place_by_public_id(request.viewer, key)
    act, done = (
        (actions.deactivate_place, _("{name} går inte att välja längre."))
        if found.is_active
        else (actions.activate_place, _("{name} går att välja igen."))
    )
    attempt_click(
        request,
        lambda: act(place_public_id=key, by=request.viewer, now=timezone.now()),
        done.format(name=found.name),
    )
    return redirect("administration:places")
