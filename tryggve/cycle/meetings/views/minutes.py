"""The frozen minutes: as a page, and as a file."""

from __future__ import annotations

import json
from dataclasses import replace

from django.http import HttpResponse
from django.utils import timezone

from tryggve.cycle.meetings import queries
from tryggve.cycle.situation_pictures.shapes import READS_EXACT
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.render.canonical import canonical_json, sha256_of
from tryggve.foundation.render.documents import document, file_name, imprint_of
from tryggve.foundation.render.typesetting import typeset
from tryggve.foundation.web.exports import Export, ask, hand_out, rows_in
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
        "minutes": queries.minutes_body(viewer, edition),
    }
    return page(request, "meetings/minutes.html", context)


@signed_in("meeting.read")
def minutes_file(request: HouseRequest, public_id: str, document_format: str) -> HttpResponse:
    """The same as PDF or JSON. Rendered once; everybody who reads exact numbers gets the same bytes."""
    if document_format not in ("pdf", "json"):
        raise NotFound
    viewer, now = request.viewer, timezone.now()
    edition = queries.minutes_edition(viewer, public_id)
    ask("D5", document_format, viewer)
    chosen = {"week": edition.period, "version": edition.version}
    what = Export("D5", document_format, file_name(edition, document_format), rows_in(json.loads(edition.body)), chosen)

    def made() -> bytes:
        if viewer.may(READS_EXACT):
            return document(edition, document_format, viewer, now)
        if document_format != "pdf":
            raise NotFound
        # Without the fingerprints of exact editions: they are of numbers that are not for this reader.
        body = queries.minutes_body(viewer, edition) | {"based_on": None}
        return typeset(body, replace(imprint_of(edition), body_hash=sha256_of(canonical_json(body))))

    return hand_out(what, made, by=viewer, now=now, subject=edition)
