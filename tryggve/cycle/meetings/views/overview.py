"""All meetings, and opening the next."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from tryggve.cycle.meetings import actions, queries
from tryggve.cycle.meetings.forms import OpenForm
from tryggve.cycle.situation_pictures.queries import newest_picture
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week

REFUSED = 422
USUAL_HOUR = time(13)


@signed_in("meeting.read")
def overview(request: HouseRequest) -> HttpResponse:
    """Every meeting, newest first, and the form for the next."""
    viewer, now = request.viewer, timezone.now()
    if request.method != "POST":
        return _page(request, OpenForm(initial=_next(viewer, now)))
    form = OpenForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            meeting = actions.open_meeting(
                week=said["week"], held_at=form.held_at, place=said["place"], by=viewer, now=now
            )
        except DomainError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Mötet är öppnat. Det bygger på lägesbilden som den ser ut nu."))
            return redirect("meetings:agenda", meeting.public_id)
    return _page(request, form, REFUSED)


def _next(viewer: Viewer, now: datetime) -> dict[str, Any]:
    """The newest picture that has no meeting, today, at one."""
    picture = newest_picture(viewer)
    week = picture.week if picture else str(Week.of(now))
    return {"week": week, "day": now.astimezone(STOCKHOLM).date(), "clock": USUAL_HOUR}


def _page(request: HouseRequest, form: OpenForm, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    found = queries.headings(viewer)
    picture = newest_picture(viewer) if viewer.may("meeting.plan") else None
    has_meeting = picture is not None and any(each.week == picture.week for each in found)
    context = {
        "meetings": [{"meeting": each, "week": Week.parse(each.week)} for each in found],
        "form": form,
        "picture": picture,
        "picture_week": Week.parse(picture.week) if picture else None,
        "is_next_ready": picture is not None and not has_meeting,
        "may_plan": viewer.may("meeting.plan"),
    }
    return page(request, "meetings/overview.html", context, status)
