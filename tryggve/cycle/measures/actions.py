"""Everything that is written about a measure."""

from __future__ import annotations

from datetime import date, datetime

from tryggve.cycle.cause_analyses.queries import hypothesis as hypothesis_view
from tryggve.cycle.cause_analyses.queries import hypothesis_id
from tryggve.cycle.measures import rules
from tryggve.cycle.measures.figures import detection_limit, propose_comparison, with_ring
from tryggve.cycle.measures.models import Measure, MeasureParticipant, MeasureUpdate
from tryggve.cycle.measures.queries import digest, is_own, measure_row, plan_of
from tryggve.cycle.measures.rules import CannotPlan, HypothesisMissing, NotTheOwner
from tryggve.cycle.measures.shapes import MeasureDraft, MeasureState
from tryggve.cycle.meetings.queries import priority as priority_view
from tryggve.cycle.meetings.queries import priority_id
from tryggve.cycle.meetings.shapes import PriorityState, PriorityView
from tryggve.foundation.audit.trail import action, with_codes
from tryggve.foundation.geography.queries import area_by_public_id
from tryggve.foundation.people.models import Organisation, User
from tryggve.foundation.people.queries import colleagues, organisation
from tryggve.foundation.privacy import known_places
from tryggve.foundation.reference.queries import stable_names
from tryggve.foundation.reference.rules import is_counted, stable_code
from tryggve.kernel.text import mark as _
from tryggve.kernel.viewer import Viewer
from tryggve.kernel.weeks import STOCKHOLM, Week


@action("measure.planned", right="measure.write")
def plan_measure(*, draft: MeasureDraft, by: Viewer, now: datetime) -> Measure:
    """Write down what will be done, by whom, against which cause, and how it will be judged."""
    row = Measure(municipality_id=by.home_id, planned_at=now)
    _fill(row, draft, by=by)
    row.save()
    _set_participants(row, draft, by=by)
    return row


@action("measure.replanned", right="measure.write")
def replan_measure(*, public_id: str, draft: MeasureDraft, by: Viewer, now: datetime) -> Measure:
    """Change a plan that has not started. After the start it is refused."""
    row = _locked(by, public_id)
    rules.check_open(row.measure_state, row.frozen_at)
    _fill(row, draft, by=by)
    row.save()
    row.participants.all().delete()
    _set_participants(row, draft, by=by)
    return measure_row(by, row.public_id)


@action("measure.started", right="measure.write")
def start_measure(*, public_id: str, by: Viewer, now: datetime) -> Measure:
    """Begin, and lock the plan: its hash is what the evaluation is held against.

    The day it begins is the day it was started, whatever was planned: the weeks before are those
    before it was done. The ring around is chosen, and what could be seen is written down.
    """
    row = _locked(by, public_id)
    today = now.astimezone(STOCKHOLM).date()
    rules.check_start(row.measure_state, row.end_date, today)
    row.start_date = today
    plan = with_ring(by, plan_of(row))
    row.nearby_areas = list(plan.nearby)
    row.nearby_comparison_areas = list(plan.nearby_comparison)
    row.detectable_percent = detection_limit(by, plan).smallest_percent
    row.measure_state = MeasureState.STARTED
    row.started_at = row.frozen_at = now
    row.plan_hash = digest(row)
    row.save()
    _note(row, MeasureState.STARTED, "", by=by, now=now)
    with_codes(plan_hash=row.plan_hash)
    return row


@action("measure.updated", right=None)
def update_measure(*, public_id: str, measure_state: str, text: str, by: Viewer, now: datetime) -> Measure:
    """Done, under way or hindered, with a line. By the owner, or by those who plan measures."""
    row = _locked(by, public_id)
    if not (by.may("measure.write") or is_own(by, row)):
        raise NotTheOwner(
            _("Du äger inte åtgärden. Vi fick ett nytt läge från dig. Be {owner} rapportera läget."),
            owner=row.owner_organisation.name,
        )
    line = text.strip()
    rules.check_update(row.measure_state, is_frozen=row.frozen_at is not None, to_state=measure_state, text=line)
    known_places.refuse(line, "text", by=by)
    row.measure_state = measure_state
    is_over = measure_state in (MeasureState.DONE, MeasureState.CANCELLED)
    row.finished_at = (row.finished_at or now) if is_over else None
    row.save(update_fields=["measure_state", "finished_at"])
    _note(row, MeasureState(measure_state), line, by=by, now=now)
    with_codes(measure_state=str(measure_state))
    return row


def _locked(by: Viewer, public_id: str) -> Measure:
    Measure.objects.seen_by(by).select_for_update(of=("self",)).one(public_id=public_id)
    return measure_row(by, public_id)


def _note(row: Measure, state: MeasureState, text: str, *, by: Viewer, now: datetime) -> None:
    MeasureUpdate.objects.create(
        municipality_id=by.home_id,
        measure=row,
        measure_state=state,
        text=text,
        written_at=now,
        written_by_id=by.user_id,
    )


def _fill(row: Measure, draft: MeasureDraft, *, by: Viewer) -> None:
    rules.check_draft(draft)
    for field in ("title", "description", "grade_reason"):
        known_places.refuse(getattr(draft, field), field, by=by)
    chosen = priority_view(by, draft.priority)
    if chosen.priority_state != PriorityState.CONFIRMED:
        raise CannotPlan(
            _("Området är inte prioriterat. Vi fick {subject}. Låt mötet bekräfta det först."),
            field="priority",
            subject=chosen.subject,
        )
    if hypothesis_view(by, draft.hypothesis).priority != draft.priority:
        raise HypothesisMissing(
            _("Förklaringen hör till ett annat område. Vi fick en som inte prövas här. Välj en av det här områdets."),
            field="hypothesis",
        )
    for field in ("title", "description", "grade_reason"):
        setattr(row, field, getattr(draft, field).strip())
    for field in ("kind", "term", "grade", "start_date", "end_date", "hours", "kronor"):
        setattr(row, field, getattr(draft, field))
    row.priority_id = priority_id(by, draft.priority)
    row.hypothesis_id = hypothesis_id(by, draft.hypothesis)
    row.owner_organisation = _organisation(by, draft.owner_organisation, "owner_organisation")
    row.owner = _person(by, draft.owner)
    _fill_judgement(row, draft, chosen, by=by)


def _fill_judgement(row: Measure, draft: MeasureDraft, chosen: PriorityView, *, by: Viewer) -> None:
    codes = tuple(sorted({stable_code(code) for code in draft.category_codes or chosen.category_codes}))
    wrong = [code for code in codes if code not in stable_names() or not is_counted(code)]
    if wrong or not codes:
        raise CannotPlan(
            _("Kategorierna går inte att räkna. Vi fick {codes}. Välj minst en av dem som lägesbilden räknar."),
            field="category_codes",
            codes=", ".join(wrong) or "–",
        )
    area = draft.area or chosen.area
    comparison = draft.comparison_area or _proposed(by, area, codes, draft.start_date)
    rules.check_areas(area, comparison)
    row.area = area_by_public_id(by, area)
    row.comparison_area = area_by_public_id(by, comparison)
    row.outcome_categories = list(codes)
    for field in ("window_weeks", "direction", "hoped_percent"):
        setattr(row, field, getattr(draft, field))
    row.evaluation_date = draft.evaluation_date or rules.earliest_evaluation(draft.end_date, draft.window_weeks)


def _proposed(by: Viewer, area: str, codes: tuple[str, ...], start: date) -> str:
    proposals = propose_comparison(by, area, codes, Week.of(start))
    if not proposals:
        raise CannotPlan(
            _("Det finns inget område att jämföra med. Vi hittade bara ett. Lägg in kommunens områden först."),
            field="comparison_area",
        )
    return proposals[0].area


def _organisation(by: Viewer, public_id: str, field: str) -> Organisation:
    if not public_id:
        raise CannotPlan(
            _("Ägaren saknas. Vi fick inget val. Välj vilken organisation som äger åtgärden."), field=field
        )
    return organisation(by, public_id)


def _person(by: Viewer, public_id: str) -> User | None:
    if not public_id:
        return None
    found = next((each for each in colleagues(by) if each.public_id == public_id), None)
    if found is None:
        raise CannotPlan(
            _("Personen arbetar inte här. Vi hittade ingen med det namnet i kommunen. Välj någon i listan."),
            field="owner",
        )
    return found


def _set_participants(row: Measure, draft: MeasureDraft, *, by: Viewer) -> None:
    for key in dict.fromkeys(draft.participants):
        if key != draft.owner_organisation:
            MeasureParticipant.objects.create(
                municipality_id=by.home_id, measure=row, organisation=organisation(by, key)
            )
