"""Freezing the county's month."""

from __future__ import annotations

from datetime import datetime

from tryggve.cycle.county_reports.models import CountyReport
from tryggve.cycle.county_reports.queries import county_id, newest_body, newest_version, overview
from tryggve.cycle.county_reports.rules import body_of, check_compilable
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.render.canonical import canonical_json, sha256_of
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth


@action("county_report.compiled", right="county_report.compile")
def compile_county(*, month: ReportMonth, by: Viewer, now: datetime) -> CountyReport:
    """Freeze what has been published of the month, and who had not sent. Later ones give a new version."""
    body = body_of(overview(by, str(month)))
    check_compilable(body, newest_body(by, str(month)))
    written = canonical_json(body)
    version = newest_version(by, str(month)) + 1
    with_codes(month=str(month), version=version)
    return CountyReport.objects.create(
        county_id=county_id(by),
        month=str(month),
        version=version,
        body=written,
        body_hash=sha256_of(written),
        compiled_at=now,
        compiled_by_id=by.user_id,
    )
