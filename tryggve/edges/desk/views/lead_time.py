"""How long is the way from event to measure, and how long do reporters wait for an answer?"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from tryggve.cycle.measures import queries as measures
from tryggve.cycle.measures.shapes import LeadTime
from tryggve.edges.desk.feedback import TOO_FEW, feedback_of
from tryggve.edges.desk.trails import waits_in
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page
from tryggve.kernel.weeks import Week

#: How far back one may look, in weeks.
SPANS = (12, 26, 52)


@require_safe
@signed_in("measure.read")
def lead_time(request: HouseRequest) -> HttpResponse:
    """One figure with its parts, over what the group has chosen in the last weeks; and the answer to reporters."""
    asked = request.GET.get("veckor", "")
    span = int(asked) if asked.isdecimal() and int(asked) in SPANS else SPANS[0]
    now = timezone.now()
    last = Week.of(now) - 1
    weeks = [last - back for back in range(span)]
    found = measures.lead_times(request.viewer, weeks=weeks)
    context = {
        "found": found,
        "parts": parts(found),
        "feedback": feedback_of(waits_in(request.viewer, [str(week) for week in weeks], now), now=now),
        "too_few": TOO_FEW,
        "missing": found.n - found.total.n,
        "weeks": span,
        "spans": SPANS,
        "first_week": weeks[-1],
        "last_week": last,
        "nav": "measures:overview",
    }
    return page(request, "desk/lead_time.html", context)


def parts(found: LeadTime) -> list[dict[str, Any]]:
    """Each part with its name, its median and how many it is known for; and how many it is not known for."""
    longest = max((part.median_days or 0 for _name, part in found.parts), default=0)
    return [
        {"name": name, "days": part.median_days, "n": part.n, "missing": found.n - part.n, "longest": longest}
        for name, part in found.parts
    ]
