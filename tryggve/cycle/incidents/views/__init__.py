"""Pages of incidents: the reporter's telephone and the coordinator's desk."""

from __future__ import annotations

from tryggve.cycle.incidents.views.photos import photo
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
    "receipt",
    "review",
    "reviewed",
    "send_back",
    "start",
    "withdraw",
]
