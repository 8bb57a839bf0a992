"""Reading weekly reports: shared ones by everybody in the municipality, open ones by their own organisation."""

from __future__ import annotations

from tryggve.cycle.weekly_reports.queries.answered import (
    answered_weeks,
    answers,
    first_week,
    member_board,
)
from tryggve.cycle.weekly_reports.queries.grid import (
    cell_notes,
    counted_by_cell,
    grid_layout,
    own_answered_weeks,
    shared_rows_of,
)
from tryggve.cycle.weekly_reports.queries.reports import (
    counted_rows,
    deadline,
    home,
    open_reports,
    own_in_week,
    own_report,
    own_reports,
    period,
    period_for,
    previous_version,
    report_of,
    summary_lines,
    versions,
)
from tryggve.cycle.weekly_reports.queries.sharing import (
    approved_unshared,
    changed_since_shared,
    first_shared,
    rows_shared,
    shared_by_keys,
    shared_ids,
    shared_in,
    shared_of,
    shared_weeks,
    view_of,
)

__all__ = [
    "answered_weeks",
    "answers",
    "approved_unshared",
    "cell_notes",
    "changed_since_shared",
    "counted_by_cell",
    "counted_rows",
    "deadline",
    "first_shared",
    "first_week",
    "grid_layout",
    "home",
    "member_board",
    "open_reports",
    "own_answered_weeks",
    "own_in_week",
    "own_report",
    "own_reports",
    "period",
    "period_for",
    "previous_version",
    "report_of",
    "rows_shared",
    "shared_by_keys",
    "shared_ids",
    "shared_in",
    "shared_of",
    "shared_rows_of",
    "shared_weeks",
    "summary_lines",
    "versions",
    "view_of",
]
