"""The county's month: who has sent, side by side, each report, and the files."""

from __future__ import annotations

import json
from collections.abc import Callable
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
from tryggve.foundation.render.tables import csv_file
from tryggve.foundation.web.exports import Export, ask, hand_out, rows_in
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
    viewer = request.viewer
    return _published_file(request, public_id, "pdf", lambda: monthly.published_pdf(viewer, public_id))


@require_GET
@signed_in(READ)
def published_json(request: HouseRequest, public_id: str) -> HttpResponse:
    """What was sent, with its hash."""
    viewer = request.viewer
    return _published_file(request, public_id, "json", lambda: _json(monthly.published_json(viewer, public_id)))


def _published_file(request: HouseRequest, public_id: str, file_format: str, make: Callable[[], bytes]) -> HttpResponse:
    ask("D1", file_format, request.viewer)
    found = monthly.published(request.viewer, public_id)
    name = _name(f"manadsrapport-{found.month}-v{found.version}.{file_format}", found.is_practice)
    chosen = {"published": found.key, "month": found.month, "version": found.version}
    what = Export("D1", file_format, name, rows_in(found.body), chosen)
    return hand_out(what, make, by=request.viewer, now=timezone.now())


@require_GET
@signed_in(READ)
def report_json(request: HouseRequest, public_id: str) -> HttpResponse:
    """A frozen county report, with its hash."""
    ask("D1", "json", request.viewer)
    export = queries.report_json(request.viewer, public_id)
    name = _name(f"lansrapport-{export['month']}-v{export['version']}.json", request.viewer.is_practice)
    chosen = {"report": public_id, "month": export["month"], "version": export["version"]}
    what = Export("D1", "json", name, rows_in(export["body"]), chosen)
    return hand_out(what, lambda: _json(export), by=request.viewer, now=timezone.now())


@require_GET
@signed_in(READ)
def overview_csv(request: HouseRequest, month: str) -> HttpResponse:
    """The comparison for a spreadsheet."""
    ask("D1", "csv", request.viewer)
    asked = ReportMonth.parse(month)
    rows = rules.csv_rows(queries.overview(request.viewer, str(asked)))
    name = _name(f"lansrapport-{asked}.csv", request.viewer.is_practice)
    what = Export("D1", "csv", name, len(rows) - 1, {"month": str(asked)})
    return hand_out(what, lambda: csv_file(rows), by=request.viewer, now=timezone.now())


def _json(export: dict[str, Any]) -> bytes:
    return json.dumps(export, ensure_ascii=False, indent=1).encode()


def _name(name: str, is_practice: bool) -> str:  # noqa: FBT001
    return f"ovningsdata-{name}" if is_practice else name
