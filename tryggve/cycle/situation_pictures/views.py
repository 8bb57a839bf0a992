"""The picture on the screen, as a file, and the pairs behind its counts."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tryggve.cycle.situation_pictures import queries, rules
from tryggve.cycle.situation_pictures.actions import link_reports, mark_ready, unlink_occurrence
from tryggve.cycle.situation_pictures.document import page_context, picture_html
from tryggve.cycle.situation_pictures.shapes import PictureView
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.render.documents import document, file_name
from tryggve.foundation.web.exports import Export, ask, hand_out, rows_in
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

#: A tired eye looks at so many and then guesses.
_FIRST_PROPOSALS = 10


@require_GET
@signed_in("picture.read")
def index(request: HouseRequest) -> HttpResponse:
    """Every compiled week, newest first."""
    last = Week.of(timezone.now()) - 1
    rows = queries.compiled_weeks(request.viewer)
    context = {
        "rows": [{"row": row, "week": Week.parse(row.week)} for row in rows],
        "last_week": last,
        "is_last_compiled": any(row.week == str(last) for row in rows),
    }
    return page(request, "situation_pictures/list.html", context)


def _asked(request: HouseRequest, week: str) -> PictureView | None:
    version = request.GET.get("version", "")
    if version:
        if not version.isdecimal():
            raise NotFound
        return queries.version_of_week(request.viewer, week, int(version))
    return queries.latest_picture(request.viewer, week)


def _frame(viewer: Viewer, week: Week) -> dict[str, Any]:
    compiled = {row.week for row in queries.compiled_weeks(viewer, limit=400)}
    before, after = str(week - 1), str(week + 1)
    address = "situation_pictures:detail"
    return {
        "week": week,
        "previous_url": reverse(address, args=[before]) if before in compiled else "",
        "next_url": reverse(address, args=[after]) if after in compiled else "",
        "versions": queries.versions(viewer, str(week)),
    }


@require_GET
@signed_in("picture.read")
def detail(request: HouseRequest, week: str) -> HttpResponse:
    """One week's picture; the newest version unless another is asked for."""
    asked = Week.parse(week)
    found = _asked(request, str(asked))
    context = _frame(request.viewer, asked)
    if found is None:
        return page(request, "situation_pictures/missing.html", context)
    context |= {"picture": found, **page_context(found.body)}
    return page(request, "situation_pictures/detail.html", context)


@require_GET
@signed_in("picture.read")
def download(request: HouseRequest, week: str, document_format: str) -> HttpResponse:
    """The frozen edition as PDF, HTML or JSON."""
    ask("D3", document_format, request.viewer)
    found = _asked(request, str(Week.parse(week)))
    if found is None:
        raise NotFound
    viewer, now = request.viewer, timezone.now()
    edition = queries.picture_row(viewer, found.key).edition
    chosen = {"week": edition.period, "version": edition.version}
    what = Export("D3", document_format, file_name(edition, document_format), rows_in(json.loads(edition.body)), chosen)

    def made() -> bytes:
        return document(edition, document_format, viewer, now, html=lambda: picture_html(edition, viewer))

    return hand_out(what, made, by=viewer, now=now, subject=edition)


@require_POST
@signed_in("picture.compile")
def compile_week(request: HouseRequest, week: str) -> HttpResponse:
    """Ask the worker to compile the week; the job's page shows how far it has come."""
    asked = Week.parse(week)
    row = enqueue("situation_pictures.compile", by=request.viewer, now=timezone.now(), week=str(asked))
    return redirect("web:job", row.public_id)


@require_POST
@signed_in("picture.compile")
def ready(request: HouseRequest, week: str) -> HttpResponse:
    """Say that the newest version is the meeting's."""
    asked = Week.parse(week)
    found = queries.latest_picture(request.viewer, str(asked))
    if found is None:
        raise NotFound
    mark_ready(public_id=found.key, by=request.viewer, now=timezone.now())
    messages.success(request, _("Lägesbilden är klar för möte."))
    return redirect("situation_pictures:detail", str(asked))


@require_http_methods(["GET", "POST"])
@signed_in("occurrence.link")
def pairs(request: HouseRequest, week: str) -> HttpResponse:
    """What several organisations may have seen once, to be linked or left; and what is linked."""
    asked = Week.parse(week)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            _change_pair(request)
        except DomainError as refused:
            refusal = refused
        else:
            return redirect("situation_pictures:pairs", str(asked))
    reports = queries.with_the_week_before(request.viewer, str(asked))
    proposals = rules.possible_occurrences(reports)
    shown = proposals if "alla" in request.GET else proposals[:_FIRST_PROPOSALS]
    context = {
        "week": asked,
        "n": len(proposals),
        "proposals": shown,
        "linked": list(rules.linked_reports(reports).values()),
        "names": queries.category_words(request.viewer),
        "refusal": refusal,
    }
    return page(request, "situation_pictures/pairs.html", context, status=422 if refusal else 200)


def _change_pair(request: HouseRequest) -> None:
    now = timezone.now()
    if "unlink" in request.POST:
        unlink_occurrence(public_id=request.POST["unlink"], by=request.viewer, now=now)
        messages.success(request, _("Paret är isärtaget. Båda räknas nästa gång lägesbilden sammanställs."))
        return
    link_reports(keys=request.POST.getlist("report"), by=request.viewer, now=now)
    messages.success(request, _("Ihopparade. De räknas som en händelse nästa gång lägesbilden sammanställs."))
