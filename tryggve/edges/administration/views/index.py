"""The way in to everything that can be set."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from tryggve.edges.administration.overview import ANY_SETTING, settings_for
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page


@signed_in(*ANY_SETTING)
def index(request: HouseRequest) -> HttpResponse:
    """What can be set here, and what needs a look."""
    found = settings_for(request.viewer, timezone.now())
    context = {"settings": found, "amiss": [setting for setting in found if setting.amiss]}
    return page(request, "administration/index.html", context)
