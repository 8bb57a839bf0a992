"""The other channels: where what concerns a person belongs here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tryggve.edges.administration.forms.channels import ChannelForm
from tryggve.edges.administration.views.acting import attempt, posted
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.reference import actions, queries
from tryggve.foundation.web.views import page


@signed_in("category.update")
def channels(request: HouseRequest) -> HttpResponse:
    """All of them, the hidden ones too."""
    found = queries.other_channels(request.viewer, include_hidden=True)
    context = {"channels": found, "n_shown": sum(each.is_shown for each in found)}
    return page(request, "administration/channels.html", context)


@signed_in("category.update")
def add(request: HouseRequest) -> HttpResponse:
    """One of the municipality's own."""
    return _form_page(request, ChannelForm(posted(request), initial={"is_shown": True}), "")


@signed_in("category.update")
def channel(request: HouseRequest, code: str) -> HttpResponse:
    """Say it in the municipality's words, with its numbers; or hide it."""
    found = queries.other_channel(request.viewer, code)
    initial = {name: getattr(found, name) for name in ("about", "name", "phone", "url", "is_shown")}
    return _form_page(request, ChannelForm(posted(request), initial=initial), code, channel=found)


def _form_page(request: HouseRequest, form: ChannelForm, code: str, **more: Any) -> HttpResponse:
    if form.is_valid():
        draft = form.draft(code)
        saved = attempt(form, lambda: actions.save_channel(draft=draft, by=request.viewer, now=timezone.now()))
        if saved is not None:
            messages.success(request, _("{name} är sparad.").format(name=saved.name))
            return redirect("administration:channels")
    return page(request, "administration/channel.html", {"form": form, **more}, status=422 if form.errors else 200)
