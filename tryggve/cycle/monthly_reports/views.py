"""The month on the screen and as a file; compiling it, approving it, sending it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tryggve.cycle.monthly_reports import queries, rules
from tryggve.cycle.monthly_reports.actions import approve_month, return_month, send_month
from tryggve.cycle.monthly_reports.document.published import published_export, published_pdf
from tryggve.cycle.monthly_reports.forms import ReturnForm, SummaryForm
from tryggve.cycle.monthly_reports.shapes import MonthView, Stage, page_parts
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.privacy import known_places
from tryggve.foundation.queue.jobs import enqueue
from tryggve.foundation.render.documents import document, file_name
from tryggve.foundation.web.exports import Export, ask, hand_out, rows_in
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError, NotFound
from tryggve.kernel.weeks import ReportMonth, Week

READ = "monthly_report.read"
COMPILE = "monthly_report.compile"


def _last_month(now: datetime) -> ReportMonth:
    """The newest month whose weeks have all ended."""
    return ReportMonth.of(Week.of(now)).prev


@require_GET
@signed_in(READ)
def index(request: HouseRequest) -> HttpResponse:
    """Every compiled month, newest first; what waits for whom."""
    last = _last_month(timezone.now())
    rows = queries.months(request.viewer)
    context = {
        "rows": rows,
        "last_month": last,
        "last_row": next((row for row in rows if row.month == str(last)), None),
        "waiting": [row for row in rows if row.stage == Stage.COMPILED],
    }
    return page(request, "monthly_reports/list.html", context)


def _asked(request: HouseRequest, month: str) -> MonthView | None:
    version = request.GET.get("version", "")
    if version and not version.isdecimal():
        raise NotFound
    found = queries.month(request.viewer, month, int(version) if version else None)
    if found is None and version:
        raise NotFound
    return found


@require_GET
@signed_in(READ)
def detail(request: HouseRequest, month: str) -> HttpResponse:
    """One month; the newest version unless another is asked for, and the county's part on request."""
    asked = ReportMonth.parse(month)
    found = _asked(request, str(asked))
    if found is None:
        return page(request, "monthly_reports/missing.html", _missing(request, asked))
    return _detail(request, asked, found, ReturnForm())


def _missing(request: HouseRequest, month: ReportMonth) -> dict[str, Any]:
    return {"month": month, "weeks": queries.week_lines(request.viewer, month)}


def _detail(
    request: HouseRequest, month: ReportMonth, found: MonthView, form: ReturnForm, refusal: DomainError | None = None
) -> HttpResponse:
    viewer = request.viewer
    as_county = found.is_exact and request.GET.get("for") == "lanet"
    body = rules.county_body(found.body) if as_county else found.body
    waits = found.is_latest and found.stage == Stage.COMPILED
    context = {
        "month": month,
        "report": found,
        "body": body,
        "parts": page_parts(body),
        "as_county": as_county,
        "is_county_part": as_county or not found.is_exact,
        "versions": queries.versions(viewer, str(month)),
        "may_approve": waits and viewer.may("monthly_report.approve") and not found.is_compiled_by_viewer,
        "is_own": waits and viewer.may("monthly_report.approve") and found.is_compiled_by_viewer,
        "may_send": found.is_latest and found.stage == Stage.APPROVED and viewer.may("monthly_report.send"),
        "waits_for_others": waits and viewer.may(COMPILE) and not viewer.may("monthly_report.approve"),
        "form": form,
        "refusal": refusal,
    }
    has_fault = refusal is not None or form.is_bound
    return page(request, "monthly_reports/detail.html", context, status=422 if has_fault else 200)


@require_http_methods(["GET", "POST"])
@signed_in(COMPILE)
def compile_page(request: HouseRequest, month: str) -> HttpResponse:
    """Write the summary and order the month; the job's page shows how far it has come."""
    asked = ReportMonth.parse(month)
    newest = queries.month(request.viewer, str(asked))
    form = SummaryForm(request.POST or None, initial={"summary": _old_summary(newest)})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        summary = form.cleaned_data["summary"].strip()
        try:
            rules.check_month_has_begun(asked, Week.of(now))
            compiled = [each.week for each in queries.week_lines(request.viewer, asked) if each.version]
            rules.check_has_pictures(asked, compiled)
            rules.check_summary(summary)
            known_places.refuse(summary, "summary", by=request.viewer)
        except DomainError as refused:
            form.refused(refused)
        else:
            row = enqueue("monthly_reports.compile", by=request.viewer, now=now, month=str(asked), summary=summary)
            return redirect("web:job", row.public_id)
    context = _missing(request, asked) | {"form": form, "newest": newest}
    return page(request, "monthly_reports/compile.html", context, status=422 if form.errors else 200)


def _old_summary(newest: MonthView | None) -> str:
    return str(newest.body.get("summary", "")) if newest else ""


def _newest(request: HouseRequest, month: str) -> tuple[ReportMonth, MonthView]:
    asked = ReportMonth.parse(month)
    found = queries.month(request.viewer, str(asked))
    if found is None:
        raise NotFound
    return asked, found


@require_POST
@signed_in("monthly_report.approve")
def approve(request: HouseRequest, month: str) -> HttpResponse:
    """Approve the version that was shown. A newer one must be read first."""
    asked, found = _newest(request, month)
    try:
        approve_month(public_id=request.POST.get("report") or found.key, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refused:
        return _detail(request, asked, found, ReturnForm(), refused)
    messages.success(request, _("Månadsrapporten är godkänd. Nu kan EST-samordnaren sända den."))
    return redirect("monthly_reports:detail", str(asked))


@require_POST
@signed_in("monthly_report.approve")
def send_back(request: HouseRequest, month: str) -> HttpResponse:
    """Ask a question instead of approving."""
    asked, found = _newest(request, month)
    form = ReturnForm(request.POST)
    if form.is_valid():
        key = request.POST.get("report") or found.key
        question = form.cleaned_data["question"]
        try:
            return_month(public_id=key, question=question, by=request.viewer, now=timezone.now())
        except NotFound:
            raise
        except DomainError as refused:
            form.refused(refused)
        else:
            messages.success(request, _("Frågan är sänd till EST-samordnaren."))
            return redirect("monthly_reports:detail", str(asked))
    return _detail(request, asked, found, form)


@require_POST
@signed_in("monthly_report.send")
def send(request: HouseRequest, month: str) -> HttpResponse:
    """Publish to the county."""
    asked, found = _newest(request, month)
    try:
        send_month(public_id=request.POST.get("report") or found.key, by=request.viewer, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refused:
        return _detail(request, asked, found, ReturnForm(), refused)
    messages.success(request, _("Månadsrapporten är sänd till länet."))
    return redirect("monthly_reports:detail", str(asked))


@require_GET
@signed_in(READ)
def download(request: HouseRequest, month: str, document_format: str) -> HttpResponse:
    """The frozen edition as PDF or JSON: exact for those who read exact numbers, else the county's part."""
    ask("D1", document_format, request.viewer)
    asked = ReportMonth.parse(month)
    found = _asked(request, str(asked))
    if found is None:
        raise NotFound
    viewer, now = request.viewer, timezone.now()
    row = queries.report_row(viewer, found.key)
    name = file_name(row.edition, document_format)
    is_exact = found.is_exact and request.GET.get("for") != "lanet"
    if not is_exact:
        name = name.replace("monthly-report", "monthly-report-lanet")

    def made() -> bytes:
        if is_exact:
            return document(row.edition, document_format, viewer, now)
        return published_pdf(viewer, row) if document_format == "pdf" else published_export(viewer, row)

    chosen = {"month": str(asked), "version": row.edition.version, "exact": int(is_exact)}
    what = Export("D1", document_format, name, rows_in(json.loads(row.edition.body)), chosen)
    return hand_out(what, made, by=viewer, now=now, subject=row.edition)
