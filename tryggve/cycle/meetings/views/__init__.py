"""Pages of meetings: all of them, the record of one, and its minutes."""

from __future__ import annotations

from tryggve.cycle.meetings.views.agenda import agenda
from tryggve.cycle.meetings.views.minutes import minutes, minutes_file
from tryggve.cycle.meetings.views.moves import (
    attendance,
    choose,
    close,
    confirm,
    decide,
    decline,
    notes,
    owner,
    picture,
    propose,
    remove,
    second,
)
from tryggve.cycle.meetings.views.overview import overview

__all__ = [
    "agenda",
    "attendance",
    "choose",
    "close",
    "confirm",
    "decide",
    "decline",
    "minutes",
    "minutes_file",
    "notes",
    "overview",
    "owner",
    "picture",
    "propose",
    "remove",
    "second",
]
