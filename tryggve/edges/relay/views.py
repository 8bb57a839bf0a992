"""A member's week by a link; and the speaker's buttons for giving links out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tryggve.edges.relay import actions, mails, queries
from tryggve.edges.relay.forms import AnswerForm
from tryggve.edges.relay.models import MemberLink
from tryggve.foundation.geography.queries import places
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.people.queries import represented_members
from tryggve.foundation.reference.queries import categories
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.foundation.web.qr import qr_svg
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.ids import new_public_id
from tryggve.kernel.weeks import Week

LINK_KEY = "member_link"
GONE, REFUSED = 404, 422


# -- Whoever holds the link ------------------------------------------------------------------------
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the secret out of the address at once: addresses are shared, kept and logged."""
    request.session[LINK_KEY] = token
    return redirect("relay:answer")


def _held(request: HttpRequest, now: datetime) -> MemberLink | None:
    token = str(request.session.get(LINK_KEY, ""))
    return queries.link_by_token(token, now) if token else None


def _gone(request: HttpRequest) -> HttpResponse:
    return page(request, "relay/gone.html", status=GONE)


@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """The week's question. What has been given by the link before is not shown: it writes and never reads."""
    now = timezone.now()
    held = _held(request, now)
    if held is None:
        return _gone(request)
    form = _form(request, held, now)
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            try:
                actions.give_incident(link=held, draft=form.draft(), key=form.cleaned_data["key"], now=now)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                return _thanks(request, held, is_nothing=False)
    return page(request, "relay/answer.html", _context(held, form=form), status=status)


def _form(request: HttpRequest, held: MemberLink, now: datetime) -> AnswerForm:
    viewer = queries.viewer_of(held)
    with acting_as(viewer, only_reads=True):
        choices: dict[str, Any] = {"categories": categories(viewer), "places": list(places(viewer)), "now": now}
    if request.method == "POST":
        return AnswerForm(request.POST, **choices)
    return AnswerForm(initial={"key": new_public_id()}, **choices)


def _context(held: MemberLink, **more: Any) -> dict[str, Any]:
    return {"link": held, "asked": Week.parse(held.week), "is_practice": held.municipality.is_practice, **more}


def _thanks(request: HttpRequest, held: MemberLink, *, is_nothing: bool) -> HttpResponse:
    return page(request, "relay/thanks.html", _context(held, is_nothing=is_nothing))


@never_cache
@require_POST
def nothing(request: HttpRequest) -> HttpResponse:
    """One press: nothing to report."""
    now = timezone.now()
    held = _held(request, now)
    if held is None:
        return _gone(request)
    actions.answer_nothing(link=held, now=now)
    return _thanks(request, held, is_nothing=True)


# -- The speaker ------------------------------------------------------------------------------------
def _week_asked(request: HouseRequest) -> Week:
    try:
        return Week.parse(request.POST.get("vecka", ""))
    except ValueError:
        raise NotFound from None


def _board(week: Week) -> str:
    return f"{reverse('weekly_reports:members')}?vecka={week}"


def _address(request: HttpRequest, new: actions.NewLink) -> str:
    return request.build_absolute_uri(reverse("relay:link", args=[new.token]))


@never_cache
@require_POST
@signed_in("member_response.write")
def make(request: HouseRequest) -> HttpResponse:
    """A member's link, shown once: to read aloud, to copy, or to be photographed."""
    week, key = _week_asked(request), request.POST.get("member", "")
    member = represented_members(request.viewer).one(public_id=key)
    new = actions.new_link(member=key, week=week, by=request.viewer, now=timezone.now())
    address = _address(request, new)
    context = {
        "member": member,
        "asked": week,
        "link": new.row,
        "address": address,
        "picture": qr_svg(address),
        "board_url": _board(week),
    }
    return page(request, "relay/made.html", context)


@require_POST
@signed_in("member_response.write")
def revoke(request: HouseRequest) -> HttpResponse:
    """Shut a link that came into the wrong hands."""
    week = _week_asked(request)
    actions.revoke_link(member=request.POST.get("member", ""), week=week, by=request.viewer, now=timezone.now())
    messages.success(request, _("Länken är spärrad."))
    return redirect(_board(week))


@require_POST
@signed_in("member_response.write")
def remind(request: HouseRequest) -> HttpResponse:
    """One mail to each who has not answered."""
    week = _week_asked(request)
    reminded = actions.remind_silent(week=week, by=request.viewer, now=timezone.now())
    for email, new in reminded.sent:
        mails.send_reminder(email, link=_address(request, new), row=new.row)
    n, without = len(reminded.sent), reminded.without_address
    if n:
        messages.success(request, ngettext("En påminnelse är skickad.", "%(n)s påminnelser är skickade.", n) % {"n": n})
    if without:
        messages.warning(
            request,
            ngettext(
                "En som inte svarat har ingen e-postadress. Ring, eller visa länken.",
                "%(n)s som inte svarat har ingen e-postadress. Ring, eller visa länken.",
                without,
            )
            % {"n": without},
        )
    if not n and not without:
        messages.success(request, _("Alla som inte svarat är redan påminda."))
    return redirect(_board(week))
