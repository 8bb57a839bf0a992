"""A photo, for those who review: it lies behind the log-in, and no cache keeps it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tryggve.cycle.incidents import queries
from tryggve.foundation.people.doors import HouseRequest, signed_in


@never_cache
@require_safe
@signed_in("incident.review")
def photo(request: HouseRequest, public_id: str) -> HttpResponse:
    """The picture as it was drawn anew when it came."""
    found = queries.photo(request.viewer, public_id)
    return HttpResponse(bytes(found.image), content_type="image/jpeg", headers={"Content-Disposition": "inline"})
