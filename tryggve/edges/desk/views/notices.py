"""My mails and my calendar: what is sent to me, and what reads mine."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tryggve.edges.desk.calendar import Entry, as_ical, entries
from tryggve.edges.desk.forms import MailForm
from tryggve.foundation.notify import actions, queries
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.queries import stations_of
from tryggve.foundation.people.rules import token_hash
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web.exports import Export, as_file, take_out
from tryggve.foundation.web.limits import Limit, seconds_to_wait
from tryggve.foundation.web.templatetags.tryggve import refusal_text
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotAllowed, NotFound

#: Whoever has a task in a municipality. The county board is written to by nobody here.
RIGHTS = ("incident.register", "picture.read", "picture.read_summary", "person.invite")
#: A calendar programme reads every third hour; a person who tries may do it some more often.
_READING = Limit("calendar", 60, timedelta(hours=1))


@never_cache
@require_safe
@signed_in(*RIGHTS)
def notices(request: HouseRequest) -> HttpResponse:
    """The viewer's choices, the calendars that read theirs, and what has been sent."""
    return _page(request, MailForm.of(queries.own_choices(request.viewer)))


@require_POST
@signed_in(*RIGHTS)
def choose_mails(request: HouseRequest) -> HttpResponse:
    """Keep which mails are wanted."""
    form = MailForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            actions.choose_mails(
                topics=typed["topics"], paused_until=typed["paused_until"], by=request.viewer, now=timezone.now()
            )
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            form.refused(refusal)
        else:
            messages.success(request, _("Dina val är sparade."))
            return redirect("desk:notices")
    return _page(request, form, status=422)


@never_cache
@require_POST
@signed_in(*RIGHTS)
def calendar_make(request: HouseRequest) -> HttpResponse:
    """A new address, shown this once."""
    try:
        token = actions.make_calendar(by=request.viewer, now=timezone.now())
    except (NotAllowed, NotFound):
        raise
    except DomainError as refusal:
        messages.error(request, refusal_text(refusal))
        return redirect("desk:notices")
    address = request.build_absolute_uri(reverse("desk:calendar", args=[token]))
    return _page(request, MailForm.of(queries.own_choices(request.viewer)), address=address)


@require_POST
@signed_in(*RIGHTS)
def calendar_revoke(request: HouseRequest, public_id: str) -> HttpResponse:
    """End one of them."""
    actions.revoke_calendar(public_id=public_id, by=request.viewer, now=timezone.now())
    messages.success(request, _("Kalenderadressen är avslutad. Den visar ingenting längre."))
    return redirect("desk:notices")


def _page(request: HouseRequest, form: MailForm, *, status: int = 200, address: str = "") -> HttpResponse:
    context = {
        "form": form,
        "calendars": queries.calendars_of(request.viewer),
        "address": address,
        "mails": queries.mails_to(request.viewer),
        "paused_until": queries.own_choices(request.viewer).paused_until,
        "nav": "desk:notices",
    }
    return page(request, "desk/notices.html", context, status=status)


# -- The calendar itself: no log-in, the address is the secret ---------------------------------------
@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """What its person has to do, everywhere they work. Wrong, ended and a leaver's addresses are not found."""
    now = timezone.now()
    seconds = seconds_to_wait(_READING, token_hash(token), now)
    if seconds:
        response = HttpResponse(status=429)
        response["Retry-After"] = str(seconds)
        return response
    reader = queries.reader_of(token, now)
    found: list[list[Entry]] = []
    with translation.override(reader.language):
        places = [each.viewer for each in stations_of(reader) if each.viewer.municipality_id is not None]
        if not places:
            raise NotFound
        for place in places:
            with acting_as(place, only_reads=True):
                found.append(entries(place, now))
        body = as_ical([entry for each in found for entry in each], now)
    mark = f'"{sha256(body).hexdigest()}"'
    if request.headers.get("If-None-Match") == mark:
        return _file(HttpResponse(status=304), mark)
    for place, days in zip(places, found, strict=True):
        # A line in the trail of each municipality, and only when something is sent: programmes ask all day long.
        take_out(what=_calendar(len(days)), subject=None, by=place, now=now)
    return _file(as_file(_calendar(sum(map(len, found))), body), mark)


def _calendar(rows: int) -> Export:
    return Export("D5", "ics", "tryggve.ics", rows)


def _file(response: HttpResponse, mark: str) -> HttpResponse:
    response["ETag"] = mark
    response["Cache-Control"] = "private, max-age=3600"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
