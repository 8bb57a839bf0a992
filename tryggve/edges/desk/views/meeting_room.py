"""The meeting room: the hour on the wall, one part at a time, and its buttons."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tryggve.edges.desk.errands import ERRANDS, Errand
from tryggve.edges.desk.room import Room
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound

REFUSED = 422


@require_safe
@signed_in("meeting.read")
def meeting_room(request: HouseRequest, public_id: str) -> HttpResponse:
    """One part of the hour, from last week's areas to reading back what was decided."""
    room = Room(request.viewer, public_id, timezone.now())
    return page(request, "desk/room.html", room.context(request.GET.get("del", "")))


@require_POST
@signed_in("meeting.read")
def room_errand(request: HouseRequest, public_id: str, errand: str) -> HttpResponse:
    """Do one thing and go back to its part of the hour; refused, that part shows why with what was typed."""
    if errand not in ERRANDS:
        raise NotFound
    now = timezone.now()
    do, part = ERRANDS[errand]
    about = request.POST.get("om", "")
    room = Room(request.viewer, public_id, now)
    form = room.form(errand, about, request.POST)
    if form.is_valid():
        try:
            do(Errand(room, about, form, now))
        except (NotFound, NotAllowed):
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            return redirect(f"{reverse('desk:meeting_room', args=[public_id])}?del={part}")
    again = Room(request.viewer, public_id, now, {(errand, about): form})
    return page(request, "desk/room.html", again.context(part), REFUSED)
