"""The week for everybody: who has shared, who has not, each shared report; and the relay's board."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tryggve.cycle.weekly_reports import actions, queries
from tryggve.cycle.weekly_reports.forms import ReasonForm, words_of
from tryggve.cycle.weekly_reports.shapes import Answer, MemberAnswer, ReportState
from tryggve.cycle.weekly_reports.views.shown import shared_rows, weeks_label
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.privacy import answers as marks
from tryggve.foundation.privacy.answers import Answers
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.weeks import NotAWeek, Week

REFUSED = 422


def asked_week(request: HouseRequest, now: datetime) -> Week:
    """The week in the address; else the last whole one, as on the start page: its reports are the ones that come in."""
    text = request.GET.get("vecka") or request.POST.get("vecka") or ""
    if text:
        try:
            return Week.parse(text)
        except NotAWeek:
            raise NotFound from None
    return Week.of(now) - 1


@signed_in("weekly_report.read", "weekly_report.write", "weekly_report.open")
def week_list(request: HouseRequest) -> HttpResponse:
    """All answers of a week; three kinds of nothing look different."""
    viewer, now = request.viewer, timezone.now()
    week = asked_week(request, now)
    answers = queries.answers(viewer, [str(week)], now=now)
    expected = [each for each in answers if each.answer != Answer.NOT_EXPECTED]
    answered = [each for each in expected if each.answer != Answer.SILENT]
    own = queries.own_in_week(viewer, week)
    address = reverse("weekly_reports:list")
    context = {
        "week": week,
        "answers": answers,
        "expected": expected,
        "answered": answered,
        "silent": [each for each in expected if each.answer == Answer.SILENT],
        "is_due": any(each.is_due for each in expected),
        "own": own,
        "own_is_open": own is not None and own.report_state == ReportState.OPEN,
        "own_key": viewer.organisation_public_id,
        "changed": queries.changed_since_shared(viewer, now) if viewer.may("weekly_report.share") else [],
        "previous_url": f"{address}?vecka={week - 1}",
        "next_url": f"{address}?vecka={week + 1}" if week < Week.of(now) else "",
        "may_open": viewer.may("weekly_report.open") and week <= Week.of(now),
    }
    return page(request, "weekly_reports/list.html", context)


@require_POST
@signed_in("weekly_report.open")
def open_reports(request: HouseRequest) -> HttpResponse:
    """Give every party its report."""
    now = timezone.now()
    week = asked_week(request, now)
    try:
        reports = actions.open_week(week=week, by=request.viewer, now=now)
    except DomainError as refusal:
        messages.warning(request, words_of(refusal))
    else:
        text = _("%(n)s rapporter är öppna för vecka %(week)s.")
        messages.success(request, text % {"n": len(reports), "week": week.number})
    return redirect(f"{reverse('weekly_reports:list')}?vecka={week}")


@signed_in("weekly_report.read", "weekly_report.write")
def shared(request: HouseRequest, public_id: str) -> HttpResponse:
    """One shared report as everybody reads it, with its versions."""
    return shared_page(request, public_id)


def shared_page(
    request: HouseRequest, public_id: str, *, status: int = 200, answers: Answers = marks.NONE, **more: Any
) -> HttpResponse:
    """The page; with what was typed and refused in `more`."""
    viewer = request.viewer
    report = queries.report_of(viewer, public_id)
    if report.report_state == ReportState.OPEN:
        return redirect("weekly_reports:detail", public_id)
    versions = queries.versions(viewer, report)
    is_own = report.organisation_id == viewer.organisation_id
    context = {
        "report": report,
        "rows": shared_rows(viewer, queries.shared_of(viewer, report)),
        "weeks_label": weeks_label(report.weeks),
        "week": Week.parse(report.weeks[-1]),
        "versions": versions,
        "newer": [each for each in versions if each.version > report.version and each.report_state != ReportState.OPEN],
        "is_own": is_own,
        "open_version": next((each for each in versions if each.report_state == ReportState.OPEN), None),
        "may_correct": is_own and viewer.may("weekly_report.share") and report.report_state == ReportState.SHARED,
        "reason_form": ReasonForm(),
        **more,
    }
    context["asked"] = marks.look(
        context["reason_form"]["reason"].value() or "", "reason", answers=answers, places=gazetteer_of(viewer)
    )
    return page(request, "weekly_reports/shared.html", context, status=status)


@signed_in("member_response.write")
def members(request: HouseRequest) -> HttpResponse:
    """What each of those the organisation speaks for has answered; one press notes an answer."""
    viewer, now = request.viewer, timezone.now()
    week = asked_week(request, now)
    address = f"{reverse('weekly_reports:members')}?vecka={week}"
    if request.method == "POST":
        try:
            actions.answer_for_member(
                member=request.POST.get("member", ""),
                answer=request.POST.get("answer", ""),
                via=request.POST.get("via", ""),
                week=week,
                by=viewer,
                now=now,
            )
        except NotFound:
            raise
        except DomainError as refusal:
            messages.warning(request, words_of(refusal))
        return redirect(address)
    board = queries.member_board(viewer, week)
    plain = reverse("weekly_reports:members")
    context = {
        "week": week,
        "board": board,
        "with_names": "namn" in request.GET,
        "silent": [line for line in board if line.answer == MemberAnswer.NOT_ANSWERED],
        "given": [line for line in board if line.answer == MemberAnswer.GIVEN],
        "nothing": [line for line in board if line.answer == MemberAnswer.NOTHING],
        "own": queries.own_in_week(viewer, week),
        "previous_url": f"{plain}?vecka={week - 1}",
        "next_url": f"{plain}?vecka={week + 1}" if week < Week.of(now) else "",
    }
    return page(request, "weekly_reports/members.html", context)
