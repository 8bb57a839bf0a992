"""What is shared, for every later step, and what the organisation has changed in it since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from tryggve.cycle.incidents import queries as incidents
from tryggve.cycle.weekly_reports.models import SharedIncident, WeeklyReport
from tryggve.cycle.weekly_reports.queries.reports import home
from tryggve.cycle.weekly_reports.shapes import ChangedShared, ReportState, SharedView
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.viewer import Viewer

_COLUMNS = (
    "public_id", "organisation__public_id", "organisation__name", "week", "category_code", "occurred_from",
    "occurred_to", "time_precision", "area__public_id", "area__name", "place_name", "place_type", "lat", "lon",
    "certainty", "nature", "police_reported", "text", "on_behalf_of", "count", "is_late", "is_outside_source",
    "shared_at", "root",
)  # fmt: skip
_ROWS_A_TIME = 500
_STILL_CORRECTED = timedelta(days=90)


# -- What is shared, for every later step ------------------------------------------------------
def shared_in(viewer: Viewer, weeks: Sequence[str]) -> list[SharedView]:
    """Everything shared that happened in the weeks: current versions, outside sources flagged. One query."""
    return _views(current(viewer).filter(week__in=[str(week) for week in weeks]))


def shared_by_keys(viewer: Viewer, keys: Collection[str]) -> list[SharedView]:
    """The shared incidents with these keys that still stand in a current version."""
    wanted = list(keys)
    found: list[SharedView] = []
    for start in range(0, len(wanted), _ROWS_A_TIME):
        found += _views(current(viewer).filter(public_id__in=wanted[start : start + _ROWS_A_TIME]))
    return found


def shared_of(viewer: Viewer, report: WeeklyReport) -> list[SharedView]:
    """What one report shares, also one that a correction has replaced."""
    return _views(SharedIncident.objects.seen_by(viewer).filter(report=report))


def current(viewer: Viewer) -> SeenQuerySet[SharedIncident]:
    """Rows that no correction has replaced."""
    return SharedIncident.objects.seen_by(viewer).filter(report__report_state=ReportState.SHARED)


def _views(rows: SeenQuerySet[SharedIncident]) -> list[SharedView]:
    return [_view(values) for values in rows.order_by("occurred_from", "id").values_list(*_COLUMNS)]


def _view(values: Iterable[Any]) -> SharedView:
    view = SharedView(*values)
    if view.area:
        return view
    fields = {name: getattr(view, name) for name in SharedView.__slots__} | {"area": "", "area_name": ""}
    return SharedView(**fields)


def view_of(row: SharedIncident) -> SharedView:
    """The same view of a row that is not written yet: what the preview shows."""
    return SharedView(
        key=row.public_id,
        organisation=row.organisation.public_id,
        organisation_name=row.organisation.name,
        area=row.area.public_id if row.area else "",
        area_name=row.area.name if row.area else "",
        **{name: getattr(row, name) for name in _COLUMNS if "__" not in name and name != "public_id"},
    )


def shared_ids(viewer: Viewer, keys: Collection[str]) -> dict[str, tuple[int, str]]:
    """Key → (row id, week) of shared incidents that still stand."""
    rows = current(viewer).filter(public_id__in=list(keys)).values_list("public_id", "pk", "week")
    return {key: (row_id, week) for key, row_id, week in rows}


def first_shared(viewer: Viewer, weeks: Collection[str]) -> dict[str, datetime]:
    """Root → when it was first shared, of what happened in the weeks: a correction does not move it."""
    rows = SharedIncident.objects.seen_by(viewer).filter(week__in=list(weeks)).order_by()
    return dict(rows.values_list("root").annotate(at=Min("shared_at")))


# -- What is shared already, and what has changed since ---------------------------------------------
def rows_shared(
    viewer: Viewer, *, apart_from: WeeklyReport | None = None, weeks: Collection[str] | None = None
) -> set[int]:
    """Rows of the organisation's incidents that stand in a current report, one report aside."""
    rows = current(viewer).filter(organisation_id=home(viewer)[1], incident_id__isnull=False)
    if weeks is not None:
        rows = rows.filter(week__in=weeks)
    if apart_from is not None:
        rows = rows.exclude(report=apart_from)
    return set(rows.order_by().values_list("incident_id", flat=True))


def approved_unshared(viewer: Viewer, *, before: datetime) -> int:
    """How many approved incidents before a moment nobody else has seen."""
    return len(incidents.approved(viewer, before=before, without=rows_shared(viewer)))


def changed_since_shared(viewer: Viewer, now: datetime) -> list[ChangedShared]:
    """What the organisation has shared and mended since, or no longer takes with, for 90 days back."""
    rows = (
        current(viewer)
        .filter(
            organisation_id=home(viewer)[1],
            incident_id__isnull=False,
            shared_at__gt=now - _STILL_CORRECTED,
        )
        .values_list("incident_id", "report__public_id", "category_code", "occurred_from", "shared_at")
    )
    shared = {values[0]: values[1:] for values in rows}
    states = incidents.changed_rows(viewer, list(shared))
    keys = incidents.keys_of(viewer, list(shared))
    changed = []
    for row, (report, code, occurred_from, shared_at) in shared.items():
        if row not in states:
            continue
        state, corrected_at = states[row]
        if state != "approved" or (corrected_at is not None and corrected_at > shared_at):
            changed.append(ChangedShared(keys[row], report, code, occurred_from, corrected_at, state))
    return changed


def shared_weeks(viewer: Viewer, keys: Collection[str]) -> dict[str, SharedView]:
    """Own incident's key → what was shared of it, for "så gick det"."""
    rows = incidents.rows_of(viewer, keys)
    by_row = {row: key for key, row in rows.items()}
    found = current(viewer).filter(organisation_id=home(viewer)[1], incident_id__in=list(by_row))
    return {by_row[row]: _view(values) for row, *values in found.values_list("incident_id", *_COLUMNS)}
