"""The municipality's areas: the set in force, their names, and taking in a new set."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tryggve.edges.administration.forms.areas import NameForm, UploadForm
from tryggve.edges.administration.views.acting import attempt
from tryggve.foundation.geography import actions, queries
from tryggve.foundation.geography.area_files import read_areas
from tryggve.foundation.geography.shapes import AreaDraft
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.web.views import page


@signed_in("area.update")
def areas(request: HouseRequest) -> HttpResponse:
    """Those in force, as a list and on the map."""
    today = swedish_date(timezone.now())
    in_force = queries.areas_in_force(request.viewer, today)
    context = {
        "areas": in_force,
        "area_set": queries.area_set_in_force(request.viewer, today),
        "sets": queries.area_sets(request.viewer),
        "population": sum(area.population or 0 for area in in_force),
        "map": _map(queries.areas_geojson(request.viewer, today)),
    }
    return page(request, "administration/areas.html", context)


def _map(collection: dict[str, Any]) -> dict[str, Any]:
    """The shape that the map of `web` draws: each area leads to its own page."""
    features = [
        {
            **feature,
            "properties": {
                "id": feature["id"],
                "name": feature["properties"]["name"],
                "kind": "area",
                "href": reverse("administration:area", args=[feature["id"]]),
            },
        }
        for feature in collection["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


@signed_in("area.update")
def area(request: HouseRequest, key: str) -> HttpResponse:
    """Call it something else."""
    found = queries.area_by_public_id(request.viewer, key)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if form.is_valid():
        name = form.cleaned_data["name"]
        renamed = attempt(
            form,
            lambda: actions.rename_area(area_public_id=key, name=name, by=request.viewer, now=timezone.now()),
        )
        if renamed is not None:
            messages.success(request, _("Området heter nu {name}.").format(name=renamed.name))
            return redirect("administration:areas")
    return page(request, "administration/area.html", {"area": found, "form": form}, status=422 if form.errors else 200)


@signed_in("area.update")
def upload(request: HouseRequest) -> HttpResponse:
    """First a look at what the file holds, then taking it in: both read it in the same way."""
    form = UploadForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"valid_from": swedish_date(timezone.now())},
    )
    if form.is_valid():
        given = form.upload()
        drafts = attempt(form, lambda: read_areas(given))
        if drafts and request.POST.get("stage") == "confirm":
            taken = attempt(form, lambda: actions.import_areas(upload=given, by=request.viewer, now=timezone.now()))
            if taken is not None:
                messages.success(request, _("{count} områden är inlästa.").format(count=len(drafts)))
                return redirect("administration:areas")
        elif drafts:
            return page(request, "administration/areas_preview.html", _preview(request, form, drafts))
    return page(request, "administration/areas_upload.html", {"form": form}, status=422 if form.errors else 200)


def _preview(request: HouseRequest, form: UploadForm, drafts: list[AreaDraft]) -> dict[str, Any]:
    before = {area.code for area in queries.areas_in_force(request.viewer, form.cleaned_data["valid_from"])}
    codes = {draft.code for draft in drafts}
    features = [
        {
            "type": "Feature",
            "id": draft.code,
            "geometry": draft.geometry,
            "properties": {"id": draft.code, "name": draft.name, "kind": "area"},
        }
        for draft in drafts
    ]
    return {
        "waiting": UploadForm(initial=form.waiting()),
        "drafts": drafts,
        "name": form.cleaned_data["name"],
        "valid_from": form.cleaned_data["valid_from"],
        "population": sum(draft.population or 0 for draft in drafts),
        "without_population": [draft for draft in drafts if draft.population is None],
        "gone": sorted(before - codes),
        "added": sorted(codes - before) if before else [],
        "map": {"type": "FeatureCollection", "features": features},
    }
