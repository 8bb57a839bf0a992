"""Who has shared what was expected, and in time, over twelve weeks?"""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.edges.desk.timeliness import LINE, TOO_FEW, Standing, standings, together
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Period, Week

N_WEEKS = 12


@require_safe
@signed_in("picture.compile", "weekly_report.share")
def timeliness(request: HouseRequest) -> HttpResponse:
    """All organisations to the EST coordinator; to an organisation's coordinator the own one."""
    now = timezone.now()
    last = Week.of(now) - 1
    # Nobody owed anything before the municipality opened its first week here.
    first = weekly_reports.first_week(request.viewer)
    weeks = Week.range(max(last - (N_WEEKS - 1), first), last) if first else ()
    answers = weekly_reports.answers(request.viewer, [str(week) for week in weeks], now=now)
    sees_all = request.viewer.may("picture.compile")
    if not sees_all:
        answers = [each for each in answers if each.organisation == request.viewer.organisation_public_id]
    found = standings(answers, _periods(request.viewer, weeks), weeks)
    everybody = together(found, _("Alla tillsammans"))
    context = {
        "found": found,
        "everybody": everybody,
        "own": found[0] if found and not sees_all else None,
        "behind": sum(not each.is_too_few and not each.reaches for each in found),
        "told": sum(not each.is_too_few for each in found),
        "rows": [_row(each) for each in found],
        "sees_all": sees_all,
        "weeks": weeks,
        "first_week": weeks[0] if weeks else last,
        "last_week": last,
        "line": LINE,
        "line_percent": round(LINE * 100),
        "too_few": TOO_FEW,
        "nav": "desk:timeliness",
    }
    return page(request, "desk/timeliness.html", context)


def _periods(viewer: Viewer, weeks: tuple[Week, ...]) -> list[Period]:
    """The periods of the agreement that ended within these weeks, each once."""
    found = dict.fromkeys(weekly_reports.period_for(viewer, week) for week in weeks)
    return [period for period in found if period.last_week in weeks]


def _row(standing: Standing) -> dict[str, object]:
    return {"name": standing.name, "states": standing.states}
