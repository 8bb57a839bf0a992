"""What became of everything that I have reported?"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tryggve.edges.desk.own_reports import OwnReport, chain, counts, own_reports, state_words
from tryggve.edges.desk.what_came import Reached
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page

_A_PAGE = 20


@require_safe
@signed_in("incident.read_own")
def became(request: HouseRequest) -> HttpResponse:
    """The viewer's own reports of half a year, each with its chain."""
    found = own_reports(request.viewer, timezone.now())
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("sida"))
    context = {
        "n": len(found),
        "counts": counts(found),
        "shown": shown,
        "lines": [_line(each) for each in shown],
        "nav": "incidents:start",
    }
    return page(request, "desk/became.html", context)


def _line(report: OwnReport) -> dict[str, Any]:
    return {
        "title": report.title,
        "registered_at": report.registered_at,
        "state": "" if report.is_shared else state_words(report),
        "lit": report.trail.lit,
        "chain": chain(report.trail) if report.trail.reached != Reached.REGISTERED else [],
    }
