"""The three areas as a window: a pane is lit when somebody has begun to act, never before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tryggve.cycle.cause_analyses.shapes import AnalysisView
from tryggve.cycle.measures.shapes import MeasureState, MeasureView
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.edges.desk.parts.desk import Desk, address
from tryggve.foundation.web.formats import day_short, week_label
from tryggve.kernel.weeks import Week

PANES = 3
#: What counts as under way or done, the furthest first.
_LIT = (MeasureState.DONE, MeasureState.STARTED, MeasureState.HINDERED)


def panes(desk: Desk, chosen: Sequence[PriorityView]) -> list[dict[str, Any]]:
    """One pane for each chosen area, and unlit ones up to three."""
    found = [_pane(desk, each) for each in chosen]
    empty = {"title": _("Ingen vald"), "text": _("Här finns plats för ett område till."), "lit": False, "url": ""}
    return found + [empty] * (PANES - len(found))


def _pane(desk: Desk, priority: PriorityView) -> dict[str, Any]:
    own = [each for each in desk.measures if each.priority == priority.key]
    lit = [each for state in _LIT for each in own if each.measure_state == state]
    return {
        "title": f"{priority.area_name}",
        "text": _measure_words(lit[0]) if lit else _words_before(priority, own, desk.analyses),
        "lit": bool(lit),
        "url": address("measures:detail", lit[0].key) if lit else "",
    }


def _measure_words(measure: MeasureView) -> str:
    read_in = Week.of(measure.plan.evaluation_date)
    if measure.measure_state == MeasureState.DONE:
        return _("Åtgärd klar: %(title)s. Nästa: läs av effekten %(week)s.") % {
            "title": measure.title.rstrip("."),
            "week": week_label(read_in),
        }
    if measure.measure_state == MeasureState.HINDERED:
        return _("Åtgärden har ett hinder: %(title)s.") % {"title": measure.title.rstrip(".")}
    return _("Åtgärd pågår: %(title)s. Klar %(day)s.") % {
        "title": measure.title.rstrip("."),
        "day": day_short(measure.end_date),
    }


def _words_before(priority: PriorityView, own: Sequence[MeasureView], analyses: Sequence[AnalysisView]) -> str:
    planned = [each for each in own if each.measure_state == MeasureState.PLANNED]
    if planned:
        return _("Åtgärd planerad: %(title)s. Börjar %(day)s.") % {
            "title": planned[0].title.rstrip("."),
            "day": day_short(planned[0].start_date),
        }
    analysis = next((each for each in analyses if each.priority == priority.key), None)
    if analysis is None:
        return _("%(subject)s. Ingen åtgärd än. Orsaken är inte undersökt.") % {"subject": priority.subject}
    if analysis.is_settled:
        return _("Ingen åtgärd än. Gruppen har valt en orsak att möta.")
    return _("Ingen åtgärd än. %(n)s förklaringar prövas.") % {"n": len(analysis.hypotheses)}
