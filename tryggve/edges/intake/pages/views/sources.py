"""How the organisation's files are read, file by file: look, rename, forget."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.edges.intake.pages import actions, queries
from tryggve.edges.intake.pages.forms import SourceForm
from tryggve.edges.intake.pages.shapes import LEFT_OUT
from tryggve.edges.intake.pages.words import meanings
from tryggve.edges.intake.shapes import FileMapping, Meaning
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound

REFUSED = 422


@signed_in(queries.RIGHT)
def source(request: HouseRequest, key: str) -> HttpResponse:
    """One of them, and its name to change."""
    found = queries.source(request.viewer, key)
    form = SourceForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if form.is_valid():
        try:
            actions.rename_source(public_id=key, name=form.cleaned_data["name"], by=request.viewer, now=timezone.now())
        except NotFound:
            raise
        except DomainError as refusal:
            form.add_error("name", refusal_text(refusal))
        else:
            messages.success(request, _("Namnet är sparat."))
            return redirect("intake:source", key)
    called = dict(meanings())
    mapping = FileMapping.of(found.mapping)
    columns = [
        {
            "heading": heading,
            "meaning": called[mapping.columns.get(index, str(Meaning.OUT))],
            "is_left_out": mapping.columns.get(index, str(Meaning.OUT)) in LEFT_OUT,
        }
        for index, heading in enumerate(found.headings)
    ]
    context = {"source": found, "columns": columns, "form": form}
    return page(request, "intake/source.html", context, status=REFUSED if form.errors else 200)


@require_POST
@signed_in(queries.RIGHT)
def remove(request: HouseRequest, key: str) -> HttpResponse:
    """Forget how it is read."""
    name = queries.source(request.viewer, key).name
    actions.remove_source(public_id=key, by=request.viewer, now=timezone.now())
    messages.success(request, _("{name} är glömd.").format(name=name))
    return redirect("intake:start")
