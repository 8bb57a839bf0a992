"""Who answers for a measure (J6): what it is, why, and three buttons' way to saying how it goes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tryggve.cycle.measures.shapes import STATE_NAMES, MeasureState, MeasureView
from tryggve.edges.desk.parts.desk import Desk, Part, address
from tryggve.edges.desk.parts.soon import when
from tryggve.foundation.web.formats import date_only

_OPEN = (MeasureState.PLANNED, MeasureState.STARTED, MeasureState.HINDERED)
_SHOWN = 5


def owner_part(desk: Desk) -> Part | None:
    """For whoever has a measure that is not finished, whatever their role."""
    open_ones = [each for each in desk.own_measures if each.measure_state in _OPEN]
    if not open_ones:
        return None
    first = open_ones[0]
    answer = _("Din åtgärd: %(title)s, klar %(day)s") % {"title": first.title, "day": date_only(first.end_date)}
    if len(open_ones) > 1:
        answer = ngettext("Du har en åtgärd", "Du har %(n)s åtgärder", len(open_ones)) % {"n": len(open_ones)}
    return Part(
        answer=answer,
        template="desk/_owner.html",
        context={
            "measures": [_line(desk, each) for each in open_ones[:_SHOWN]],
            "more": max(0, len(open_ones) - _SHOWN),
            "mine_url": address("measures:mine"),
        },
        eyebrow=desk.viewer.organisation_name,
    )


def _line(desk: Desk, measure: MeasureView) -> dict[str, Any]:
    is_late = measure.end_date < desk.today
    return {
        "title": measure.title,
        "area": measure.area_name,
        "why": measure.hypothesis_title,
        "state": _(STATE_NAMES[measure.measure_state]),
        "when": when(desk, measure.end_date),
        "end": measure.end_date,
        "is_late": is_late,
        "last": measure.last_text,
        "url": address("measures:detail", measure.key),
    }
