"""What has the group done in the weeks of these reports? Gathers, for `what_came` and `feedback` to work with."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tryggve.cycle.evaluations import queries as evaluations
from tryggve.cycle.evaluations.shapes import EvaluationView
from tryggve.cycle.measures import queries as measures
from tryggve.cycle.measures.shapes import MeasureView
from tryggve.cycle.meetings import queries as meetings
from tryggve.cycle.situation_pictures import queries as situation_pictures
from tryggve.cycle.weekly_reports import queries as weekly_reports
from tryggve.edges.desk.feedback import Wait
from tryggve.edges.desk.what_came import WEEKS_LATER, Cycle, trails_of
from tryggve.foundation.people.queries import organisations
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week


def cycle_of(viewer: Viewer, weeks: Collection[str], now: datetime) -> Cycle:
    """What was compiled, chosen, begun and judged about these weeks, in as many questions for many as for few."""
    if not weeks:
        return Cycle(now)
    later = sorted({str(Week.parse(week) + step) for week in weeks for step in range(WEEKS_LATER)})
    chosen = meetings.priorities(viewer, weeks=later)
    keys = {each.key for each in chosen}
    by_priority: dict[str, list[MeasureView]] = {}
    for each in measures.measures(viewer) if keys else []:
        if each.priority in keys:
            by_priority.setdefault(each.priority, []).append(each)
    return Cycle(
        now=now,
        compiled=situation_pictures.compile_times(viewer, weeks),
        first_shared=weekly_reports.first_shared(viewer, weeks),
        priorities=chosen,
        measures=by_priority,
        evaluations=_latest_verdicts(viewer) if by_priority else {},
        follow_ups=evaluations.follow_ups(viewer, sorted(keys)) if keys else {},
    )


def _latest_verdicts(viewer: Viewer) -> dict[str, EvaluationView]:
    return {each.measure: each for each in evaluations.evaluations(viewer)}


def waits_in(viewer: Viewer, weeks: Collection[str], now: datetime) -> list[Wait]:
    """How long each report of these weeks waited, as the shared rows tell: nobody looks into the raw ones.

    Only organisations that keep raw incidents have reporters here to answer; outside sources have none.
    """
    with_reporters = {each.public_id for each in organisations(viewer) if each.keeps_raw and not each.is_outside_source}
    shared = {
        each.key: each
        for each in weekly_reports.shared_in(viewer, sorted(weeks))
        if each.organisation in with_reporters and not each.is_outside_source
    }
    trails = trails_of(shared, cycle_of(viewer, weeks, now))
    return [Wait(each.occurred_from, trails[key].feedback_at, trails[key].outcome_at) for key, each in shared.items()]
