"""Where what concerns a person belongs: one page, to be led to from where somebody writes."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from tryggve.edges.desk.views.notices import RIGHTS
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page


@require_safe
@signed_in(*RIGHTS)
def other_channel(request: HouseRequest) -> HttpResponse:
    """The municipality's list. Nothing is typed here."""
    return page(request, "desk/other_channel.html")
