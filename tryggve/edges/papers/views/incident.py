"""After an incident: ask, read, take out."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from tryggve.edges.papers.actions import ask_after_incident
from tryggve.edges.papers.documents.incident import incident_paper
from tryggve.edges.papers.documents.notices import to_authority, to_csirt
from tryggve.edges.papers.forms import IncidentForm
from tryggve.edges.papers.incident import Pack
from tryggve.edges.papers.packing import as_zip, files_of
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.exports import Export, hand_out
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound

_A_WEEK = timedelta(days=7)


@never_cache
@signed_in("audit.incident_pack")
def incident(request: HouseRequest) -> HttpResponse:
    """The question; and the answer, to read here or to take out as one file. Each asking stands in the trail."""
    now = timezone.now()
    if request.method != "POST":
        form = IncidentForm(viewer=request.viewer, initial={"since": now - _A_WEEK})
        return page(request, "papers/incident.html", {"form": form})
    form = IncidentForm(request.POST, viewer=request.viewer)
    if form.is_valid():
        try:
            pack = ask_after_incident(question=form.question(now), by=request.viewer, now=now)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
        else:
            return _taken_out(request, pack) if "ta-ut" in request.POST else _shown(request, form, pack)
    return page(request, "papers/incident.html", {"form": form}, status=422)


def _taken_out(request: HouseRequest, pack: Pack) -> HttpResponse:
    name = f"incidentunderlag-{pack.made_at:%Y%m%d-%H%M}.zip"
    what = Export("D6", "zip", name, len(pack.lines), {"since": pack.question.since.isoformat(timespec="minutes")})
    return hand_out(what, lambda: as_zip(files_of(pack)), by=request.viewer, now=pack.made_at)


def _shown(request: HouseRequest, form: IncidentForm, pack: Pack) -> HttpResponse:
    papers = [incident_paper(pack), to_authority(pack), to_csirt(pack)]
    return page(request, "papers/incident_found.html", {"form": form, "papers": papers, "pack": pack})
