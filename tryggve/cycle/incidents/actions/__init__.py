"""All writing of incidents: registering, reviewing, and what outside sources say."""

from __future__ import annotations

from tryggve.cycle.incidents.actions.imported import CannotImport, import_incidents
from tryggve.cycle.incidents.actions.outside import note_reference, record_outside_event
from tryggve.cycle.incidents.actions.photos import add_photo
from tryggve.cycle.incidents.actions.raw_access import (
    approve_raw_access,
    ask_raw_access,
    close_raw_access,
    read_raw_access,
)
from tryggve.cycle.incidents.actions.register import (
    AlreadySaved,
    KeepsNoRaw,
    correct_incident,
    register_incident,
    saved_before,
    withdraw_incident,
)
from tryggve.cycle.incidents.actions.review import (
    CannotMerge,
    QuestionMissing,
    approve_incident,
    delete_incident,
    keep_text,
    leave_out_incident,
    merge_incidents,
    return_incident,
)
from tryggve.cycle.incidents.rules import CannotMove, CannotOpen

__all__ = [
    "AlreadySaved",
    "CannotImport",
    "CannotMerge",
    "CannotMove",
    "CannotOpen",
    "KeepsNoRaw",
    "QuestionMissing",
    "add_photo",
    "approve_incident",
    "approve_raw_access",
    "ask_raw_access",
    "close_raw_access",
    "correct_incident",
    "delete_incident",
    "import_incidents",
    "keep_text",
    "leave_out_incident",
    "merge_incidents",
    "note_reference",
    "read_raw_access",
    "record_outside_event",
    "register_incident",
    "return_incident",
    "saved_before",
    "withdraw_incident",
]
