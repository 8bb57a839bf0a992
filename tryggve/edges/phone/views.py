"""What the telephone opens: the app's shell, which holds nothing about anybody, and the page that connects it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tryggve.edges.phone import shell
from tryggve.edges.phone.door import COOKIE
from tryggve.foundation.people import devices
from tryggve.foundation.people.actions import CannotEnrol, enrol_device
from tryggve.foundation.people.shapes import EnrolmentState
from tryggve.foundation.web.views import page

A_YEAR = 60 * 60 * 24 * 365
_GONE = 410
_STATUS = {EnrolmentState.UNKNOWN: 404}


@never_cache
@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """The shell. The same for everybody, so that it can be kept; the app asks who the telephone is."""
    return page(request, "phone/app.html", shell.context())


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The service worker: asked for anew each time, and allowed to answer for all of /telefon/."""
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": shell.SCOPE}
    return HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """How the app is installed."""
    return JsonResponse(shell.manifest(), content_type="application/manifest+json")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whether to connect the telephone, and do it. The button claims the code: a preview of the link does not."""
    now = timezone.now()
    state, enrolment = devices.enrolment_of(code, now)
    if enrolment is None:
        return page(request, "phone/code_gone.html", {"state": state}, status=_STATUS.get(state, _GONE))
    if request.method == "POST":
        return _connected(request, code)
    names = devices.enrolled_names(enrolment)
    context = {
        "device": enrolment.device,
        "organisation": enrolment.device.organisation,
        "municipality": enrolment.municipality,
        "names": names,
        "is_shared": len(names) > 1,
        "is_other": bool(request.COOKIES.get(COOKIE)),
    }
    return page(request, "phone/connect.html", context)


def _connected(request: HttpRequest, code: str) -> HttpResponse:
    try:
        secret = enrol_device(code=code, now=timezone.now())
    except CannotEnrol:
        return page(request, "phone/code_gone.html", {"state": EnrolmentState.USED}, status=_GONE)
    response = redirect("phone:app")
    response.set_cookie(
        COOKIE,
        secret,
        max_age=A_YEAR,
        path=shell.SCOPE,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response
