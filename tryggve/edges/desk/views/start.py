"""What to do next this week, for whoever is asking."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tryggve.edges.desk.parts import parts_of
from tryggve.edges.desk.parts.desk import Desk
from tryggve.foundation.web.views import page


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The parts of the viewer's roles, the most pressing first; a short page for whoever is not logged in."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        context = {"has_personas": settings.PRACTICE, "is_homeless": request.user.is_authenticated}
        return page(request, "desk/landing.html", context)
    parts = parts_of(Desk(viewer, timezone.now()))
    first = parts[0] if parts else None
    context = {
        "parts": parts,
        "first": first,
        "heading": first.answer if first else _("Du har ingen uppgift här än"),
        "nav": "desk:start",
    }
    return page(request, "desk/start.html", context)
