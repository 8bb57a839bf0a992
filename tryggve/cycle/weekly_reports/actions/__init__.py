"""All writing of weekly reports: opening, writing, sharing, and the relay's board."""

from __future__ import annotations

from tryggve.cycle.weekly_reports.actions.counted import count_rows
from tryggve.cycle.weekly_reports.actions.grid import WRITTEN, arrange_grid, keep_field, note_cell, write_cells
from tryggve.cycle.weekly_reports.actions.members import CannotAnswer, answer_for_member
from tryggve.cycle.weekly_reports.actions.share import (
    ChangedSincePreview,
    correct_report,
    drop_correction,
    share_nothing,
    share_outside_week,
    share_report,
)
from tryggve.cycle.weekly_reports.actions.write import (
    add_summary_line,
    open_week,
    remove_summary_line,
    write_judgement,
)

__all__ = [
    "WRITTEN",
    "CannotAnswer",
    "ChangedSincePreview",
    "add_summary_line",
    "answer_for_member",
    "arrange_grid",
    "correct_report",
    "count_rows",
    "drop_correction",
    "keep_field",
    "note_cell",
    "open_week",
    "remove_summary_line",
    "share_nothing",
    "share_outside_week",
    "share_report",
    "write_cells",
    "write_judgement",
]
