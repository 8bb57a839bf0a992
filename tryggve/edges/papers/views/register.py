"""The register of processing and the draft of the impact assessment: to read, and to take out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tryggve.edges.papers import actions
from tryggve.edges.papers.configuration import read
from tryggve.edges.papers.documents.assessment import assessment_paper
from tryggve.edges.papers.documents.paper import Paper, Table, as_pdf
from tryggve.edges.papers.documents.register import register_paper
from tryggve.edges.papers.forms import AssessmentForm
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.rules import swedish_date
from tryggve.foundation.web.exports import Export, hand_out
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound


@require_safe
@signed_in("register.read")
def register(request: HouseRequest) -> HttpResponse:
    """The register, on a page."""
    return page(request, "papers/register.html", {"paper": register_paper(read(request.viewer, timezone.now()))})


@require_safe
@signed_in("register.read")
def register_pdf(request: HouseRequest) -> HttpResponse:
    """The register, as a file."""
    return _file(request, register_paper(read(request.viewer, timezone.now())), "registerforteckning")


@signed_in("register.read")
def assessment(request: HouseRequest) -> HttpResponse:
    """The draft; and where the municipality's own is written in, once it has been made."""
    found = read(request.viewer, timezone.now())
    home = found.municipality
    held = {"reference": home.assessment_reference, "assessed_on": home.assessed_date}
    form = AssessmentForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST":
        request.viewer.require("municipality.assess")
        if form.is_valid():
            try:
                actions.note_assessment(**form.cleaned_data, by=request.viewer, now=timezone.now())
            except (NotAllowed, NotFound):
                raise
            except DomainError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal_text(refusal))
            else:
                messages.success(request, _("Konsekvensbedömningen är införd."))
                return redirect("papers:assessment")
    context = {"paper": assessment_paper(found), "form": form, "home": home, "today": swedish_date(timezone.now())}
    return page(request, "papers/assessment.html", context, status=422 if form.errors else 200)


@require_safe
@signed_in("register.read")
def assessment_pdf(request: HouseRequest) -> HttpResponse:
    """The draft, as a file."""
    return _file(request, assessment_paper(read(request.viewer, timezone.now())), "konsekvensbedomning-utkast")


def _file(request: HouseRequest, paper: Paper, name: str) -> HttpResponse:
    rows = sum(len(part.rows) for section in paper.sections for part in section.parts if isinstance(part, Table))
    what = Export("D7", "pdf", f"{name}-{swedish_date(paper.made_at)}.pdf", rows)
    return hand_out(what, lambda: as_pdf(paper), by=request.viewer, now=paper.made_at)
