"""Pages of incidents: the reporter's telephone and the coordinator's desk."""

from __future__ import annotations

from tryggve.cycle.incidents.views.photos import photo
from tryggve.cycle.incidents.views.raw_access import (
    approve_raw_access,
    close_raw_access,
    raw_accesses,
    read_raw_access,
)
from tryggve.cycle.incidents.views.reporter import mine, new, own, receipt, start, withdraw
from tryggve.cycle.incidents.views.review import (
    approve,
    correct,
    delete,
    detail,
    keep_text,
    leave_out,
    merge,
    review,
    reviewed,
    send_back,
)

__all__ = [
    "approve",
    "approve_raw_access",
    "close_raw_access",
    "correct",
    "delete",
    "detail",
    "keep_text",
    "leave_out",
    "merge",
    "mine",
    "new",
    "own",
    "photo",
    "raw_accesses",
    "read_raw_access",
    "receipt",
    "review",
    "reviewed",
    "send_back",
    "start",
    "withdraw",
]
