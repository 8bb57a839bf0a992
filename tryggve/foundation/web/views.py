"""Pages of the house itself: faults, refusals, theme, a job's progress, the gallery of the style."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST

from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.queue.jobs import find
from tryggve.foundation.queue.models import JobState
from tryggve.foundation.web.context import THEME_COOKIE, THEMES
from tryggve.foundation.web.gallery import gallery_context

GALLERIES = ("projector", "reporter", "paper")
A_YEAR = 60 * 60 * 24 * 365


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """A whole page. `nav` in the context names the current entry of the menu."""
    given = context or {}
    request.nav = given.get("nav", "")  # type: ignore[attr-defined]
    return render(request, template, given, status=status)


def back_to(request: HttpRequest) -> str:
    """Where the person came from, when that is in this house."""
    address = request.POST.get("next") or request.headers.get("referer") or "/"
    is_here = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_here else "/"


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the computer says. A cookie, so that no page flashes the wrong way."""
    response = redirect(back_to(request))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@signed_in()
def job(request: HouseRequest, public_id: str) -> HttpResponse:
    """How far a job has come; done leads on to what it made."""
    row = find(request.viewer, public_id)
    if row.job_state == JobState.DONE and row.result_url:
        return redirect(row.result_url)
    context = {
        "job": row,
        "is_waiting": row.job_state in (JobState.WAITING, JobState.RUNNING),
        "is_failed": row.job_state == JobState.FAILED,
    }
    return page(request, "web/progress.html", context)


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page: for those who build, for screenshots and for axe."""
    if not (settings.DEBUG or getattr(settings, "PRACTICE", False)):
        raise Http404
    kind = request.GET.get("vy", "")
    template = f"web/gallery_{kind}.html" if kind in GALLERIES else "web/gallery.html"
    return page(request, template, gallery_context())


def _fault(request: HttpRequest, status: int, title: str, got: str, then: str) -> HttpResponse:
    context = {
        "status": status,
        "title": title,
        "got": got,
        "then": then,
        "url": "/",
        "action": _("Gå till startsidan"),
    }
    return page(request, "web/fault.html", context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400."""
    return _fault(
        request,
        400,
        _("Tryggve förstod inte frågan"),
        _("Det som skickades gick inte att läsa. Inget har ändrats."),
        _("Gå tillbaka, ladda om sidan och försök igen."),
    )


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _fault(
        request,
        403,
        _("Du får inte se den här sidan"),
        _("Din roll på den här platsen räcker inte till."),
        _("Byt plats i menyn, eller fråga den som sköter behörigheter i din kommun."),
    )


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: absent and forbidden look the same."""
    return _fault(
        request,
        404,
        _("Sidan finns inte, eller så får du inte se den"),
        _("Adressen kan vara felskriven eller höra till en annan kommun."),
        _("Gå till startsidan och leta dig fram därifrån."),
    )


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: must not need the database."""
    return _fault(
        request,
        500,
        _("Något gick fel hos oss"),
        _("Det som inte hann sparas är inte sparat. Felet är noterat."),
        _("Gå tillbaka och försök igen om en stund."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form had waited too long, or the browser refuses cookies."""
    return _fault(
        request,
        403,
        _("Formuläret hade väntat för länge"),
        _("Din inloggning hann ändras sedan sidan öppnades. Inget har sparats."),
        _("Gå tillbaka, ladda om sidan och skicka igen. Kakor behöver vara tillåtna."),
    )
