"""The frozen minutes: as a page, and as a file."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from tryggve.cycle.meetings import queries
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.render.documents import MEDIA_TYPES, document, file_name
from tryggve.foundation.render.editions import body_of
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import NotFound
from tryggve.kernel.weeks import Week


@signed_in("meeting.read")
def minutes(request: HouseRequest, public_id: str) -> HttpResponse:
    """What was frozen, and nothing that has happened since."""
    viewer = request.viewer
    edition = queries.minutes_edition(viewer, public_id)
    meeting = queries.meeting(viewer, public_id)
    context = {
        "meeting": meeting,
        "week": Week.parse(meeting.week),
        "edition": edition,
        "minutes": body_of(edition, viewer),
    }
    return page(request, "meetings/minutes.html", context)


@signed_in("meeting.read")
def minutes_file(request: HouseRequest, public_id: str, document_format: str) -> HttpResponse:
    """The same as PDF or JSON. Rendered once; everybody gets the same bytes."""
    if document_format not in ("pdf", "json"):
        raise NotFound
    edition = queries.minutes_edition(request.viewer, public_id)
    content = document(edition, document_format, request.viewer, timezone.now())
    response = HttpResponse(content, content_type=MEDIA_TYPES[document_format])
    response["Content-Disposition"] = f'attachment; filename="{file_name(edition, document_format)}"'
    return response
