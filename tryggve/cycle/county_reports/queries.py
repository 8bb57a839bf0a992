"""Reading the county's month, from what its municipalities have published and nothing behind it."""

from __future__ import annotations

import json
from typing import Any

from tryggve.cycle.county_reports.models import CountyReport
from tryggve.cycle.county_reports.rules import body_of, sum_shown
from tryggve.cycle.county_reports.shapes import CountyOverview, GroupColumn, ReportLine, Sender
from tryggve.cycle.monthly_reports.queries import published_in_county, published_months
from tryggve.cycle.monthly_reports.shapes import PublishedView
from tryggve.foundation.reference.queries import group_names
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.foundation.tenancy.queries import municipalities_in
from tryggve.kernel.errors import NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import ReportMonth

LETTERS = "ABCDEFG"


def county_id(viewer: Viewer) -> int:
    """The county the viewer belongs to, or NotFound."""
    if viewer.county_id is None:
        raise NotFound
    return viewer.county_id


def _reports(viewer: Viewer) -> SeenQuerySet[CountyReport]:
    return CountyReport.objects.seen_by(viewer)


def overview(viewer: Viewer, month: str) -> CountyOverview:
    """Who has sent the month, who has not, and the numbers side by side.

    A municipality's people see the others' published numbers as the county does; practice data and
    real data are never mixed.
    """
    municipalities = [each for each in municipalities_in(county_id(viewer)) if each.is_practice == viewer.is_practice]
    published = [each for each in published_in_county(viewer, month) if each.is_practice == viewer.is_practice]
    sent = {each.municipality for each in published}
    senders = tuple(_sender(viewer, each, {one.public_id: one.pk for one in municipalities}) for each in published)
    names = group_names()
    reports = list(_reports(viewer).filter(month=month).order_by("-version"))
    found = CountyOverview(
        month=month,
        county=municipalities[0].county.name if municipalities else "",
        senders=senders,
        missing=tuple(each.name for each in municipalities if each.public_id not in sent),
        groups=tuple(
            GroupColumn(letter, names[letter], sum_shown([sender.counts[n] for sender in senders]))
            for n, letter in enumerate(LETTERS)
        ),
        total=sum_shown([sender.total for sender in senders]),
        reports=tuple(ReportLine(row.public_id, row.version, row.compiled_at, row.body_hash) for row in reports),
        has_changed=True,
    )
    if not reports:
        return found
    return _with_change(found, json.loads(reports[0].body) != json.loads(json.dumps(body_of(found))))


def _with_change(found: CountyOverview, has_changed: bool) -> CountyOverview:  # noqa: FBT001
    values = {name: getattr(found, name) for name in CountyOverview.__slots__}
    return CountyOverview(**(values | {"has_changed": has_changed}))


def _sender(viewer: Viewer, each: PublishedView, ids: dict[str, int]) -> Sender:
    rows = {row["letter"]: row for row in each.body["groups"]}
    return Sender(
        key=each.key,
        municipality=each.municipality_name,
        version=each.version,
        sent_at=each.sent_at,
        answer=each.body["answer"],
        counts=tuple(rows[letter]["count"] for letter in LETTERS),
        levels=tuple(rows[letter]["level"] for letter in LETTERS),
        total=each.body["totals"]["occurrences"],
        received=each.body["inbound"]["received"],
        expected=each.body["inbound"]["expected"],
        missing_weeks=tuple(week["number"] for week in each.body["weeks"] if not week["is_compiled"]),
        body_hash=each.body_hash,
        is_own=viewer.municipality_id is not None and ids.get(each.municipality) == viewer.municipality_id,
    )


def newest_body(viewer: Viewer, month: str) -> dict[str, Any] | None:
    """The newest frozen report's content, or None."""
    row = _reports(viewer).filter(month=month).order_by("-version").first()
    return json.loads(row.body) if row else None


def newest_version(viewer: Viewer, month: str) -> int:
    """0 when none has been compiled."""
    row = _reports(viewer).filter(month=month).order_by("-version").first()
    return row.version if row else 0


def report_json(viewer: Viewer, public_id: str) -> dict[str, Any]:
    """One frozen report as a file whose hash can be checked."""
    row = _reports(viewer).one(public_id=public_id)
    export: dict[str, Any] = {"practice_data": "Övningsdata. Allt är påhittat."} if viewer.is_practice else {}
    return export | {
        "month": row.month,
        "version": row.version,
        "compiled_at": row.compiled_at.isoformat(),
        "body_sha256": row.body_hash,
        "body": json.loads(row.body),
    }


def month_to_show(viewer: Viewer, last_month: ReportMonth) -> str:
    """The last whole month, or the newest that anybody has sent when that is later."""
    return max([str(last_month), *published_months(viewer)[:1]])
