"""Where pure faults go instead of being registered: a lamp, graffiti."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.edges.administration.forms.fault_desks import FaultDeskForm
from tryggve.edges.administration.views.acting import attempt, attempt_click, posted
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.reference import actions, queries
from tryggve.foundation.web.outward import CannotReach, split
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page


@signed_in("category.update")
def fault_desks(request: HouseRequest) -> HttpResponse:
    """All of them."""
    names = dict(_categories(request))
    desks = [
        {"row": each, "category": names.get(each.category_code, each.category_code)}
        for each in queries.fault_desks(request.viewer)
    ]
    return page(request, "administration/fault_desks.html", {"desks": desks})


@signed_in("category.update")
def add(request: HouseRequest) -> HttpResponse:
    """One more."""
    return _form_page(request, FaultDeskForm(posted(request), categories=_categories(request)))


@signed_in("category.update")
def fault_desk(request: HouseRequest, key: str) -> HttpResponse:
    """Change one, or take it away."""
    row = queries.fault_desk_by_key(request.viewer, key)
    names = dict(_categories(request))
    initial = {name: getattr(row, name) for name in ("label", "url", "endpoint", "service_code", "jurisdiction")}
    chosen = [(row.category_code, names.get(row.category_code, row.category_code))]
    form = FaultDeskForm(posted(request), initial=initial, categories=chosen)
    return _form_page(request, form, row=row)


def _form_page(request: HouseRequest, form: FaultDeskForm, *, row: Any = None) -> HttpResponse:
    if form.is_valid() and _reachable(form):
        saved = attempt(
            form, lambda: actions.save_fault_desk(draft=form.draft(), by=request.viewer, now=timezone.now())
        )
        if saved is not None:
            messages.success(request, _("{name} är sparad. Telefonerna visar den härnäst.").format(name=saved.label))
            return redirect("administration:fault_desks")
    context = {"form": form, "desk": row}
    return page(request, "administration/fault_desk.html", context, status=422 if form.errors else 200)


def _reachable(form: FaultDeskForm) -> bool:
    """Whether it is an address that may be sent to. Where it leads is looked up when something is sent."""
    endpoint = form.cleaned_data["endpoint"]
    try:
        if endpoint:
            split(endpoint)
    except CannotReach as refusal:
        form.add_error("endpoint", refusal_text(refusal))
        return False
    return True


@require_POST
@signed_in("category.update")
def remove(request: HouseRequest, key: str) -> HttpResponse:
    """Register such faults like everything else again."""
    row = queries.fault_desk_by_key(request.viewer, key)
    attempt_click(
        request,
        lambda: actions.remove_fault_desk(public_id=key, by=request.viewer, now=timezone.now()),
        _("{name} är borttagen. Sådana fel registreras som händelser.").format(name=row.label),
    )
    return redirect("administration:fault_desks")


def _categories(request: HouseRequest) -> list[tuple[str, str]]:
    found = queries.categories(request.viewer, language=get_language() or "sv")
    return [(each.code, each.name) for each in found]
