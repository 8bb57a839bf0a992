"""The telephones that report without a log-in: letting them in, and shutting them out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tryggve.edges.administration.forms.devices import DeviceForm
from tryggve.edges.administration.views.acting import attempt, attempt_click, posted
from tryggve.foundation.people import actions, devices
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.shapes import NewCode
from tryggve.foundation.web.qr import qr_svg
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound


@signed_in("device.manage")
def all_devices(request: HouseRequest) -> HttpResponse:
    """Those in use, those that wait for their code, and those that are shut out."""
    everything = devices.devices_of(request.viewer, timezone.now())
    living = [each for each in everything if each.state != "revoked"]
    context = {
        "devices": living,
        "connected": sum(each.state == "connected" for each in living),
        "revoked": [each for each in everything if each.state == "revoked"],
    }
    return page(request, "administration/devices.html", context)


@never_cache
@signed_in("device.manage")
def add(request: HouseRequest) -> HttpResponse:
    """A telephone for one or several; the answer is the page with its code, which is shown once."""
    form = DeviceForm(posted(request), viewer=request.viewer)
    if form.is_valid():
        made = attempt(form, lambda: actions.invite_device(**form.cleaned_data, by=request.viewer, now=timezone.now()))
        if made is not None:
            return _code_page(request, made)
    return page(request, "administration/device_add.html", {"form": form}, status=422 if form.errors else 200)


@signed_in("device.manage")
def device(request: HouseRequest, key: str) -> HttpResponse:
    """One telephone; and whether to shut it out."""
    shown = devices.device(request.viewer, key, timezone.now())
    return page(request, "administration/device.html", {"device": shown})


@never_cache
@require_POST
@signed_in("device.manage")
def code(request: HouseRequest, key: str) -> HttpResponse:
    """A new code for it. The old one stops working."""
    devices.own_device(request.viewer, key)
    try:
        made = actions.reinvite_device(device=key, by=request.viewer, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("administration:device", key)
    return _code_page(request, made)


@require_POST
@signed_in("device.manage")
def revoke(request: HouseRequest, key: str) -> HttpResponse:
    """Shut it out, from its next call."""
    shown = devices.device(request.viewer, key, timezone.now())
    attempt_click(
        request,
        lambda: actions.revoke_device(device=key, by=request.viewer, now=timezone.now()),
        _("{name} är spärrad. Det den har skickat finns kvar.").format(name=shown.name),
    )
    return redirect("administration:devices")


def _code_page(request: HouseRequest, made: NewCode) -> HttpResponse:
    address = request.build_absolute_uri(reverse("phone:connect", args=[made.code]))
    context = {
        "device": made.device,
        "address": address,
        "picture": qr_svg(address),
        "expires_at": made.expires_at,
        "pins": made.pins,
    }
    return page(request, "administration/device_code.html", context)
