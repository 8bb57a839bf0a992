"""Reading measures, counting for their plans, and how long the way from event to measure is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from tryggve.cycle.cause_analyses.queries import analysis_of_priority
from tryggve.cycle.measures import rules
from tryggve.cycle.measures.models import Measure, MeasureUpdate
from tryggve.cycle.measures.shapes import (
    Direction,
    EvidenceGrade,
    EvidenceNote,
    JudgementPlan,
    LeadTime,
    MeasureKind,
    MeasureState,
    MeasureView,
    Term,
    UpdateView,
)
from tryggve.cycle.meetings.queries import priorities
from tryggve.cycle.meetings.shapes import PriorityView
from tryggve.cycle.situation_pictures.queries import reports
from tryggve.cycle.weekly_reports.queries import answered_weeks, shared_in
from tryggve.cycle.weekly_reports.shapes import SharedView
from tryggve.foundation.geography.queries import area_by_public_id, areas_geojson
from tryggve.foundation.render.canonical import canonical_json, sha256_of
from tryggve.foundation.tenancy.managers import SeenQuerySet
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import Week

#: Weeks before a priority in which we look for what it came from.
LOOK_BACK_WEEKS = 4


def _measures(viewer: Viewer) -> SeenQuerySet[Measure]:
    return (
        Measure.objects.seen_by(viewer)
        .select_related(
            "priority__meeting", "hypothesis__analysis", "owner_organisation", "owner", "area", "comparison_area"
        )
        .defer("area__geometry", "comparison_area__geometry")
        .prefetch_related("participants__organisation", "updates")
    )


def measure_row(viewer: Viewer, public_id: str) -> Measure:
    """The table row, for this step's own actions."""
    return _measures(viewer).one(public_id=public_id)


def measure_id(viewer: Viewer, public_id: str) -> int:
    """What a later step's foreign key needs; it never leaves the server."""
    return measure_row(viewer, public_id).pk


def plan_of(row: Measure) -> JudgementPlan:
    """How the measure is judged."""
    return JudgementPlan(
        category_codes=tuple(row.outcome_categories),
        area=row.area.public_id,
        comparison_area=row.comparison_area.public_id,
        window_weeks=row.window_weeks,
        direction=Direction(row.direction),
        evaluation_date=row.evaluation_date,
        start_date=row.start_date,
        end_date=row.end_date,
        hoped_percent=row.hoped_percent,
        nearby=tuple(row.nearby_areas),
        nearby_comparison=tuple(row.nearby_comparison_areas),
    )


def digest(row: Measure) -> str:
    """The hash of the plan as it stands in the table now."""
    return sha256_of(canonical_json(rules.plan_body(row.public_id, row.hypothesis.public_id, plan_of(row))))


def plan_holds(viewer: Viewer, public_id: str) -> bool:
    """Whether a started measure's plan still is the one that was frozen."""
    row = measure_row(viewer, public_id)
    return bool(row.plan_hash) and row.plan_hash == digest(row)


def _view(row: Measure) -> MeasureView:
    last = max(row.updates.all(), key=lambda each: (each.written_at, each.pk), default=None)
    return MeasureView(
        key=row.public_id,
        title=row.title,
        description=row.description,
        kind=MeasureKind(row.kind),
        term=Term(row.term),
        grade=EvidenceGrade(row.grade),
        grade_reason=row.grade_reason,
        measure_state=MeasureState(row.measure_state),
        priority=row.priority.public_id,
        priority_subject=row.priority.subject,
        priority_week=row.priority.meeting.week,
        analysis=row.hypothesis.analysis.public_id,
        hypothesis=row.hypothesis.public_id,
        hypothesis_letter=row.hypothesis.letter,
        hypothesis_title=row.hypothesis.title,
        area=row.area.public_id,
        area_name=row.area.name,
        comparison_area_name=row.comparison_area.name,
        owner=row.owner_organisation.public_id,
        owner_name=row.owner_organisation.name,
        owner_person=row.owner.name if row.owner else "",
        participants=tuple(sorted(each.organisation.name for each in row.participants.all())),
        start_date=row.start_date,
        end_date=row.end_date,
        hours=row.hours,
        kronor=row.kronor,
        plan=plan_of(row),
        plan_hash=row.plan_hash,
        detectable_percent=row.detectable_percent,
        planned_at=row.planned_at,
        frozen_at=row.frozen_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_text=last.text if last else "",
        last_written_at=last.written_at if last else None,
    )


def measures(viewer: Viewer, *, states: Sequence[str] | None = None, priority: str | None = None) -> list[MeasureView]:
    """Measures, the latest planned first; of some states, or of one prioritised area."""
    found = _measures(viewer)
    if states is not None:
        found = found.filter(measure_state__in=[str(each) for each in states])
    if priority is not None:
        found = found.filter(priority__public_id=priority)
    return [_view(row) for row in found.order_by("-planned_at", "-id")]


def measure(viewer: Viewer, public_id: str) -> MeasureView:
    """One of them, or NotFound."""
    return _view(measure_row(viewer, public_id))


def due_for_evaluation(viewer: Viewer, on_date: date) -> list[MeasureView]:
    """Started measures whose day of evaluation has come, the oldest day first.

    Which of them have been evaluated is for the next step to say: `evaluations.queries.waiting`.
    """
    found = _measures(viewer).filter(frozen_at__isnull=False, evaluation_date__lte=on_date)
    return [_view(row) for row in found.order_by("evaluation_date", "id")]


def for_owner(viewer: Viewer) -> list[MeasureView]:
    """What the viewer answers for: as the named person, or for an organisation where nobody is named.

    Those that are under way first, by the day they should be done.
    """
    own = Q(owner_id=viewer.user_id) if viewer.user_id is not None else Q(pk__in=[])
    if viewer.organisation_id is not None and viewer.may("measure.update_own"):
        own |= Q(owner__isnull=True, owner_organisation_id=viewer.organisation_id)
    found = [_view(row) for row in _measures(viewer).filter(own).order_by("end_date", "id")]
    return sorted(found, key=lambda each: not each.is_running)


def may_update(viewer: Viewer, public_id: str) -> bool:
    """Whether the viewer may say how it goes: those who plan measures, the owner, the owner's coordinators."""
    return is_own(viewer, measure_row(viewer, public_id)) or viewer.may("measure.write")


def is_own(viewer: Viewer, row: Measure) -> bool:
    """Whether the measure is the viewer's own, as a person or as an organisation."""
    is_person = viewer.user_id is not None and row.owner_id == viewer.user_id
    is_organisation = viewer.may("measure.update_own") and row.owner_organisation_id == viewer.organisation_id
    return is_person or is_organisation


def updates(viewer: Viewer, public_id: str) -> list[UpdateView]:
    """What has been said about how it goes, oldest first."""
    row = measure_row(viewer, public_id)
    found = MeasureUpdate.objects.seen_by(viewer).filter(measure=row).select_related("written_by")
    return [
        UpdateView(
            measure_state=MeasureState(each.measure_state),
            text=each.text,
            written_at=each.written_at,
            written_by=each.written_by.name if each.written_by else "",
        )
        for each in found.order_by("written_at", "id")
    ]


def participant_keys(viewer: Viewer, public_id: str) -> list[str]:
    """The organisations that take part, for the form."""
    return [each.organisation.public_id for each in measure_row(viewer, public_id).participants.all()]


def evidence_note(viewer: Viewer, priority: str, hypothesis: str) -> EvidenceNote | None:
    """Whether it answers the explanation that the evidence points at; None while it points at none."""
    found = analysis_of_priority(viewer, priority)
    leading = found.leading_view if found else None
    if leading is None:
        return None
    return EvidenceNote(is_favoured=leading.key == hypothesis, letter=leading.letter, title=leading.title)


# -- Counting -------------------------------------------------------------------------------
def counts_by_area(viewer: Viewer, weeks: Sequence[str], codes: Sequence[str]) -> dict[str, rules.Counts]:
    """Occurrences per area and week, for every area with any; None in a week when nobody shared.

    One reading for all areas. `""` is what has no area. Ask `weeks_answered` for areas without any.
    """
    return rules.counts_by_area(reports(viewer, weeks), weeks, weeks_answered(viewer, weeks), codes)


def weeks_answered(viewer: Viewer, weeks: Sequence[str]) -> list[bool]:
    """Whether anybody shared in each week."""
    answered = answered_weeks(viewer, weeks)
    return [week in answered for week in weeks]


def grounds(viewer: Viewer, on_date: date) -> list[rules.Ground]:
    """Every area of the day as ground."""
    return [
        rules.Ground(
            key=feature["id"],
            name=feature["properties"]["name"],
            corners=rules.corners(feature["geometry"]),
            lat=feature["properties"]["lat"],
            lon=feature["properties"]["lon"],
        )
        for feature in areas_geojson(viewer, on_date)["features"]
    ]


# -- Lead time ------------------------------------------------------------------------------
def lead_times(viewer: Viewer, *, weeks: Sequence[Week | str]) -> LeadTime:
    """How long the way was from event to measure, for what was chosen at the meetings of these weeks."""
    chosen = priorities(viewer, state="confirmed", weeks=[str(week) for week in weeks])
    started = _first_starts(viewer, [each.key for each in chosen])
    looked_at = sorted({str(week) for each in chosen for week in _weeks_of(each)})
    shared = [each for each in shared_in(viewer, looked_at) if not each.is_outside_source] if looked_at else []
    return rules.lead_time([_chain(each, shared, started.get(each.key)) for each in chosen])


def _first_starts(viewer: Viewer, keys: Sequence[str]) -> dict[str, Any]:
    found = Measure.objects.seen_by(viewer).filter(priority__public_id__in=keys, started_at__isnull=False)
    rows = found.order_by("-started_at").values_list("priority__public_id", "started_at")
    return dict(rows)


def _weeks_of(chosen: PriorityView) -> list[Week]:
    last = Week.parse(chosen.week)
    return [last - back for back in range(LOOK_BACK_WEEKS)]


def _chain(chosen: PriorityView, shared: Sequence[SharedView], started: Any) -> rules.Chain:
    codes = {code.partition(".")[0] for code in chosen.category_codes}
    weeks = {str(week) for week in _weeks_of(chosen)}
    behind = [
        each
        for each in shared
        if each.area == chosen.area
        and each.week in weeks
        and (not codes or each.category_code.partition(".")[0] in codes)
        and (chosen.confirmed_at is None or each.shared_at <= chosen.confirmed_at)
    ]
    return rules.Chain(
        occurred=rules.middle(each.occurred_from for each in behind),
        shared=rules.middle(each.shared_at for each in behind),
        chosen=chosen.confirmed_at,
        started=started,
    )


def owner_key(viewer: Viewer, public_id: str) -> str:
    """The person who answers for it, for the form; "" for nobody in particular."""
    owner = measure_row(viewer, public_id).owner
    return owner.public_id if owner else ""


def windows(plan: JudgementPlan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The whole weeks before the start and after the end that the plan counts."""
    return rules.weeks_before(plan), rules.weeks_after(plan)


def names_of_areas(viewer: Viewer, keys: Sequence[str]) -> dict[str, str]:
    """Area names by key, of whatever area set."""
    return {key: area_by_public_id(viewer, key).name for key in dict.fromkeys(keys)}
