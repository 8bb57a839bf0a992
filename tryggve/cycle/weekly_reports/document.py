"""What a report will share, put together once: the preview shows it and sharing writes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.incidents.shapes import ApprovedIncident, CoordPrecision
from tryggve.cycle.weekly_reports import queries, rules
from tryggve.cycle.weekly_reports.models import SharedIncident, SummaryLine, WeeklyReport
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.foundation.geography.coordinates import snap_100m
from tryggve.foundation.geography.queries import areas_when
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Period, Week

#: Columns that differ between a preview and what is written, and say nothing about the content.
_NOT_CONTENT = {"key", "root", "shared_at"}
_COPIED = (
    "category_code", "sub_category_code", "week", "occurred_from", "occurred_to", "time_precision", "place_name",
    "place_type", "lat", "lon", "area", "certainty", "nature", "police_reported", "text", "on_behalf_of", "count",
    "is_late", "is_outside_source", "root",
)  # fmt: skip
Where = tuple[float, float, date]


@dataclass(frozen=True, slots=True)
class Composition:
    """Rows ready to be written, the same rows as the others will read them, and their digest."""

    rows: tuple[SharedIncident, ...]
    views: tuple[SharedView, ...]
    digest: str
    #: The shared version that these rows take the place of.
    replaced: WeeklyReport | None

    @property
    def incidents(self) -> int:
        """How many incidents the rows stand for."""
        return sum(view.count for view in self.views)

    @property
    def late(self) -> int:
        """How many rows belong to an earlier week."""
        return sum(1 for view in self.views if view.is_late)

    @property
    def is_empty(self) -> bool:
        """Nothing happened, as far as this report says."""
        return not self.rows


def compose(viewer: Viewer, report: WeeklyReport, *, now: datetime) -> Composition:
    """All approved and not yet shared incidents up to the period's end, and the summary lines."""
    covered = queries.period(report)
    replaced = queries.previous_version(viewer, report)
    taken = queries.rows_shared(viewer, apart_from=replaced)
    approved = incidents.approved(viewer, before=covered.end_at, without=taken)
    lines = queries.summary_lines(viewer, report)
    rows = [_from_incident(report, each, covered, now) for each in approved]
    rows += [_from_line(report, line, covered, now) for line in lines]
    wheres = [_where_of_incident(each) for each in approved] + [_where_of_line(line) for line in lines]
    _give_areas(viewer, rows, wheres)
    _keep_roots(viewer, rows, replaced)
    if replaced is not None and report.organisation.keeps_raw:
        rows += [copied(report, row) for row in _without_raw(viewer, replaced)]
    return _composition(report, rows, replaced)


def compose_outside(
    viewer: Viewer,
    report: WeeklyReport,
    fresh: Sequence[ApprovedIncident],
    standing: WeeklyReport | None,
    *,
    now: datetime,
) -> Composition:
    """A source's new events beside those that stand, which are kept as they were."""
    covered = queries.period(report)
    rows = [_from_incident(report, each, covered, now) for each in fresh]
    _give_areas(viewer, rows, [_where_of_incident(each) for each in fresh])
    _keep_roots(viewer, rows, None)
    if standing is not None:
        held = SharedIncident.objects.seen_by(viewer).filter(report=standing).select_related("area")
        rows += [copied(report, row) for row in held.defer("area__geometry")]
    return _composition(report, rows, standing)


def _composition(report: WeeklyReport, rows: list[SharedIncident], replaced: WeeklyReport | None) -> Composition:
    rows.sort(key=lambda row: (row.occurred_from, row.category_code, row.text))
    views = tuple(queries.view_of(row) for row in rows)
    return Composition(tuple(rows), views, _digest(report, views), replaced)


def _keep_roots(viewer: Viewer, rows: Sequence[SharedIncident], replaced: WeeklyReport | None) -> None:
    """A corrected row is still the same incident: what was said of it (paired with others) stays true."""
    roots: dict[int | None, str] = {}
    if replaced is not None:
        held = SharedIncident.objects.seen_by(viewer).filter(report=replaced, incident__isnull=False)
        roots = dict(held.values_list("incident_id", "root"))
    for row in rows:
        row.root = row.root or roots.get(row.incident_id, "") or row.public_id


def _give_areas(viewer: Viewer, rows: Sequence[SharedIncident], wheres: Sequence[Where | None]) -> None:
    known = [(row, where) for row, where in zip(rows, wheres, strict=True) if where is not None]
    if not known:
        return
    for (row, _where), area in zip(known, areas_when(viewer, [where for _row, where in known]), strict=True):
        row.area = row.area or area


def _from_incident(report: WeeklyReport, each: ApprovedIncident, covered: Period, now: datetime) -> SharedIncident:
    lat, lon = _snapped(each.lat, each.lon, each.coord_precision)
    return SharedIncident(
        municipality_id=report.municipality_id,
        report=report,
        organisation=report.organisation,
        incident_id=each.row,
        category_code=each.category_code,
        sub_category_code=each.sub_category_code,
        week=str(Week.of(each.occurred_from)),
        occurred_from=each.occurred_from,
        occurred_to=each.occurred_to,
        time_precision=each.time_precision,
        place_name=each.place_name,
        place_type=each.place_type,
        lat=lat,
        lon=lon,
        certainty=each.certainty,
        nature=each.nature,
        police_reported=each.police_reported,
        text=each.shared_text,
        on_behalf_of=each.member_name,
        is_late=rules.is_late_incident(each.occurred_from, covered),
        is_outside_source=report.organisation.is_outside_source,
        shared_at=now,
    )


def _from_line(report: WeeklyReport, line: SummaryLine, covered: Period, now: datetime) -> SharedIncident:
    place = line.place
    lat, lon = _snapped(place.lat, place.lon, CoordPrecision.PLACE) if place else (None, None)
    return SharedIncident(
        municipality_id=report.municipality_id,
        report=report,
        organisation=report.organisation,
        root=line.root,
        category_code=line.category_code,
        week=str(Week.of(line.occurred_from)),
        occurred_from=line.occurred_from,
        occurred_to=line.occurred_to,
        time_precision=line.time_precision,
        place_name=place.name if place else "",
        place_type=place.place_type if place else "",
        lat=lat,
        lon=lon,
        area=line.area,
        certainty=line.certainty,
        nature=line.nature,
        police_reported=line.police_reported,
        text=line.text,
        count=line.count,
        is_counted=line.is_counted,
        is_late=rules.is_late_incident(line.occurred_from, covered),
        shared_at=now,
    )


def copied(report: WeeklyReport, row: SharedIncident) -> SharedIncident:
    """The same content in another version, shared when it was, as the raw row is gone or a source's."""
    return SharedIncident(
        municipality_id=report.municipality_id,
        report=report,
        organisation=report.organisation,
        incident_id=row.incident_id,
        shared_at=row.shared_at,
        **{name: getattr(row, name) for name in _COPIED},
    )


def _without_raw(viewer: Viewer, report: WeeklyReport) -> list[SharedIncident]:
    rows = SharedIncident.objects.seen_by(viewer).filter(report=report, incident__isnull=True, is_counted=False)
    return list(rows.select_related("area").defer("area__geometry"))


def _snapped(lat: float | None, lon: float | None, precision: str) -> tuple[float | None, float | None]:
    """To the 100 m grid. A municipality's centre is no place, so it is not shared as one."""
    if lat is None or lon is None or precision == CoordPrecision.MUNICIPALITY_CENTRE:
        return None, None
    return snap_100m(lat, lon)


def _where_of_incident(each: ApprovedIncident) -> Where | None:
    """A named place is public, so its own point decides; otherwise the point that is shared."""
    if each.lat is None or each.lon is None or each.coord_precision == CoordPrecision.MUNICIPALITY_CENTRE:
        return None
    lat, lon = (each.lat, each.lon) if each.place_name else snap_100m(each.lat, each.lon)
    return lat, lon, each.occurred_from.astimezone(STOCKHOLM).date()


def _where_of_line(line: SummaryLine) -> Where | None:
    if line.area is not None or line.place is None:
        return None
    return line.place.lat, line.place.lon, line.occurred_from.astimezone(STOCKHOLM).date()


def _digest(report: WeeklyReport, views: Sequence[SharedView]) -> str:
    said: dict[str, Any] = {
        name: getattr(report, name) for name in ("judgement", "judgement_text", "risk_signals", "needs")
    }
    said["incidents"] = [
        {name: str(value) for name, value in asdict(view).items() if name not in _NOT_CONTENT} for view in views
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
