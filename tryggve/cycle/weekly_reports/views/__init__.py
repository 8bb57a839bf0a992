"""Pages of weekly reports: the week for all, one's own report, the preview, and the relay's board."""

from __future__ import annotations

from tryggve.cycle.weekly_reports.views.grid import arrange, grid, write_cells
from tryggve.cycle.weekly_reports.views.grid_cell import cell
from tryggve.cycle.weekly_reports.views.grid_paste import paste
from tryggve.cycle.weekly_reports.views.own import (
    add_line,
    correct,
    detail,
    drop,
    keep_field,
    nothing,
    preview,
    remove_line,
    share,
)
from tryggve.cycle.weekly_reports.views.week import members, open_reports, shared, week_list

__all__ = [
    "add_line",
    "arrange",
    "cell",
    "correct",
    "detail",
    "drop",
    "grid",
    "keep_field",
    "members",
    "nothing",
    "open_reports",
    "paste",
    "preview",
    "remove_line",
    "share",
    "shared",
    "week_list",
    "write_cells",
]
