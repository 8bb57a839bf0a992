"""What the municipality calls the categories, which it shows, and its own finer ones."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.edges.administration.forms.categories import SharedNameForm, SubCategoryForm
from tryggve.edges.administration.views.acting import attempt, attempt_click, posted
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.reference import actions, queries
from tryggve.foundation.reference.rules import NEVER_HIDDEN
from tryggve.foundation.web.views import page


def _language() -> str:
    return get_language() or "sv"


@signed_in("category.update")
def categories(request: HouseRequest) -> HttpResponse:
    """All of them by group, the hidden ones marked."""
    language = _language()
    everything = queries.categories(request.viewer, language=language, include_hidden=True)
    shared = queries.stable_names(language)
    groups = [
        (group, [(each, shared[each.code]) for each in everything if each.group == group.letter])
        for group in queries.groups(language)
    ]
    context = {"groups": groups, "shown": [each for each in everything if not each.is_hidden], "all": everything}
    return page(request, "administration/categories.html", context)


@signed_in("category.update")
def category(request: HouseRequest, code: str) -> HttpResponse:
    """One of them."""
    found = queries.category(request.viewer, code, language=_language())
    shared = queries.stable_names(_language())[found.code]
    form = SharedNameForm(posted(request), initial={"name": "" if found.name == shared else found.name})
    if form.is_valid():
        name = form.cleaned_data["name"]
        saved = attempt(
            form,
            lambda: actions.rename_category(code=found.code, name=name, by=request.viewer, now=timezone.now()),
        )
        if saved is not None:
            messages.success(request, _("Kategorin heter nu {name}.").format(name=saved.name or shared))
            return redirect("administration:category", found.code)
    return _category_page(request, found.code, form, SubCategoryForm(auto_id="sub_%s"))


@require_POST
@signed_in("category.update")
def add_sub(request: HouseRequest, code: str) -> HttpResponse:
    """A finer one below it."""
    found = queries.category(request.viewer, code)
    form = SubCategoryForm(request.POST, auto_id="sub_%s")
    if form.is_valid():
        name = form.cleaned_data["name"]
        added = attempt(
            form,
            lambda: actions.add_sub_category(parent_code=found.code, name=name, by=request.viewer, now=timezone.now()),
        )
        if added is not None:
            messages.success(request, _("{name} fick koden {code}.").format(name=added.name, code=added.code))
            return redirect("administration:category", found.code)
    return _category_page(request, found.code, SharedNameForm(), form)


def _category_page(request: HouseRequest, code: str, form: forms.Form, sub_form: forms.Form) -> HttpResponse:
    found = queries.category(request.viewer, code, language=_language())
    context = {
        "category": found,
        "shared_name": queries.stable_names(_language())[found.code],
        "form": form,
        "sub_form": sub_form,
        "may_hide": found.code not in NEVER_HIDDEN,
    }
    status = 422 if form.errors or sub_form.errors else 200
    return page(request, "administration/category.html", context, status=status)


@require_POST
@signed_in("category.update")
def shown(request: HouseRequest, code: str) -> HttpResponse:
    """Hide it, or show it again."""
    found = queries.category(request.viewer, code, language=_language())
    act, done = (
        (actions.show_category, _("{name} visas igen."))
        if found.is_hidden
        else (actions.hide_category, _("{name} är dold för nya händelser."))
    )
    attempt_click(
        request, lambda: act(code=found.code, by=request.viewer, now=timezone.now()), done.format(name=found.name)
    )
    return redirect("administration:category", found.code)


@require_POST
@signed_in("category.update")
def end_sub(request: HouseRequest, code: str) -> HttpResponse:
    """A finer one is no longer used."""
    parent = queries.category(request.viewer, code)
    attempt_click(
        request,
        lambda: actions.deactivate_sub_category(code=code, by=request.viewer, now=timezone.now()),
        _("{code} går inte att välja längre.").format(code=code),
    )
    return redirect("administration:category", parent.code)
