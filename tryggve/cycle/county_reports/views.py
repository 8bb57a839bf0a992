"""The county's month: who has sent, side by side, each report, and the files."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tryggve.cycle.county_reports import queries, rules
from tryggve.cycle.county_reports.actions import compile_county
from tryggve.cycle.monthly_reports import queries as monthly
from tryggve.cycle.monthly_reports.shapes import SIGNS
from tryggve.foundation.people.doors import HouseRequest, signed_in
from tryggve.foundation.web.views import page
from tryggve.kernel.errors import DomainError
from tryggve.kernel.weeks import ReportMonth, Week

READ = "county_report.read"


@require_GET
@signed_in(READ)
def index(request: HouseRequest) -> HttpResponse:
    """To the month that is due."""
    last = ReportMonth.of(Week.of(timezone.now())).prev
    return redirect("county_reports:overview", queries.month_to_show(request.viewer, last))


@require_GET
@signed_in(READ)
def overview(request: HouseRequest, month: str) -> HttpResponse:
    """Who has sent and who has not; what they sent, side by side."""
    return _overview(request, ReportMonth.parse(month))


def _overview(request: HouseRequest, month: ReportMonth, refusal: DomainError | None = None) -> HttpResponse:
    found = queries.overview(request.viewer, str(month))
    address = "county_reports:overview"
    context: dict[str, Any] = {
        "month": month,
        "found": found,
        "rows": [
            {
                "sender": sender,
                "cells": [
                    {"group": group, "count": count, "sign": SIGNS[level]}
                    for group, count, level in zip(found.groups, sender.counts, sender.levels, strict=True)
                ],
            }
            for sender in found.senders
        ],
        "previous_url": reverse(address, args=[month.prev]),
        "next_url": reverse(address, args=[month.next]) if month.next.first_week <= Week.of(timezone.now()) else "",
        "refusal": refusal,
        "nav": "county_reports:list",
    }
    return page(request, "county_reports/overview.html", context, status=422 if refusal else 200)


@require_POST
@signed_in("county_report.compile")
def compile_month(request: HouseRequest, month: str) -> HttpResponse:
    """Freeze the county's month as it stands now."""
    asked = ReportMonth.parse(month)
    try:
        report = compile_county(month=asked, by=request.viewer, now=timezone.now())
    except DomainError as refused:
        return _overview(request, asked, refused)
    messages.success(request, _("Länsrapporten är fryst som version %(version)s.") % {"version": report.version})
    return redirect("county_reports:overview", str(asked))


@require_GET
@signed_in(READ)
def published(request: HouseRequest, public_id: str) -> HttpResponse:
    """One municipality's month, as it was published."""
    found = monthly.published(request.viewer, public_id)
    context = {
        "published": found,
        "month": found.report_month,
        "body": found.body,
        "parts": found.page,
        "versions": monthly.published_versions(request.viewer, public_id),
        "nav": "county_reports:list",
    }
    return page(request, "county_reports/published.html", context)


@require_GET
@signed_in(READ)
def published_pdf(request: HouseRequest, public_id: str) -> HttpResponse:
    """The PDF that was sent."""
    found = monthly.published(request.viewer, public_id)
    content = monthly.published_pdf(request.viewer, public_id)
    return _file(content, "application/pdf", f"manadsrapport-{found.month}-v{found.version}.pdf", found.is_practice)


@require_GET
@signed_in(READ)
def published_json(request: HouseRequest, public_id: str) -> HttpResponse:
    """What was sent, with its hash."""
    found = monthly.published(request.viewer, public_id)
    export = monthly.published_json(request.viewer, public_id)
    return _json_file(export, f"manadsrapport-{found.month}-v{found.version}.json", found.is_practice)


@require_GET
@signed_in(READ)
def report_json(request: HouseRequest, public_id: str) -> HttpResponse:
    """A frozen county report, with its hash."""
    export = queries.report_json(request.viewer, public_id)
    return _json_file(export, f"lansrapport-{export['month']}-v{export['version']}.json", request.viewer.is_practice)


@require_GET
@signed_in(READ)
def overview_csv(request: HouseRequest, month: str) -> HttpResponse:
    """The comparison for a spreadsheet: semicolons and a byte order mark, as Swedish Excel reads it."""
    asked = ReportMonth.parse(month)
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        rules.csv_rows(queries.overview(request.viewer, str(asked)))
    )
    content = written.getvalue().encode("utf-8-sig")
    return _file(content, "text/csv; charset=utf-8", f"lansrapport-{asked}.csv", request.viewer.is_practice)


def _json_file(export: dict[str, Any], name: str, is_practice: bool) -> HttpResponse:  # noqa: FBT001
    content = json.dumps(export, ensure_ascii=False, indent=1).encode()
    return _file(content, "application/json", name, is_practice)


def _file(content: bytes, media_type: str, name: str, is_practice: bool) -> HttpResponse:  # noqa: FBT001
    response = HttpResponse(content, content_type=media_type)
    disposition = "inline" if media_type == "application/pdf" else "attachment"
    practice = "ovningsdata-" if is_practice else ""
    response["Content-Disposition"] = f'{disposition}; filename="{practice}{name}"'
    return response
