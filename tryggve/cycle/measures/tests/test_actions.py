"""Planning, starting and reporting, against the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tryggve.cycle.measures import rules
from tryggve.cycle.measures.actions import plan_measure, replan_measure, start_measure, update_measure
from tryggve.cycle.measures.models import Measure
from tryggve.cycle.measures.queries import (
    due_for_evaluation,
    evidence_note,
    for_owner,
    lead_times,
    measure,
    measures,
    plan_holds,
    updates,
)
from tryggve.cycle.measures.shapes import MeasureState
from tryggve.cycle.measures.tests.world import (
    BEFORE,
    CHOSEN_AT,
    END,
    EVALUATION,
    START,
    Ground,
    add_areas,
    lay_ground,
    share_week,
    with_draft,
)
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import Cast


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return lay_ground(cast)


def _planned(cast: Cast, ground: Ground, **changes: object) -> Measure:
    return plan_measure(draft=with_draft(ground, **changes), by=cast.elin, now=CHOSEN_AT)


def test_a_planned_measure_holds_everything_that_was_written(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground).public_id
    with acting_as(cast.elin):
        found = measure(cast.elin, key)
    assert found.title == "Nya lampor på gångvägen"
    assert found.owner_person == "Mona Dahl"
    assert found.participants == ("Kopparstaden",)
    assert found.hypothesis_letter == "B"
    assert found.plan.category_codes == ("A1",)
    assert found.plan.evaluation_date == EVALUATION
    assert found.area_name == "Knutpunkten"
    assert (found.hours, found.kronor) == (12, 64000)
    assert found.plan_hash == ""


def test_a_measure_without_an_explanation_is_refused(cast: Cast, ground: Ground) -> None:
    with pytest.raises(rules.HypothesisMissing):
        _planned(cast, ground, hypothesis="")
    with acting_as(cast.elin):
        assert measures(cast.elin) == []


def test_an_explanation_nobody_has_is_not_found(cast: Cast, ground: Ground) -> None:
    with pytest.raises(NotFound):
        _planned(cast, ground, hypothesis="finns-inte")


def test_a_priority_that_is_not_confirmed_gets_no_measure(cast: Cast, ground: Ground) -> None:
    with acting_as(cast.elin):
        from tryggve.cycle.meetings.models import Priority

        Priority.objects.seen_by(cast.elin).update(priority_state="proposed")
    with pytest.raises(rules.CannotPlan):
        _planned(cast, ground)


def test_personal_data_is_refused_in_what_others_read(cast: Cast, ground: Ground) -> None:
    with pytest.raises(PersonalDataFound):
        _planned(cast, ground, description="Ring 070-174 06 05 om lamporna.")


def test_the_comparison_area_is_proposed_by_likeness_and_neighbours_come_last(cast: Cast, ground: Ground) -> None:
    areas = add_areas(cast)
    for week in BEFORE:
        counts = {"knutpunkten": 5, "bojsenburg": 5, "norslund": 1, "kvarnberget": 4}
        share_week(cast, week, {areas[key]: number for key, number in counts.items()})
    key = _planned(cast, ground, comparison_area="").public_id
    with acting_as(cast.elin):
        assert measure(cast.elin, key).comparison_area_name == "Kvarnberget"


def test_an_area_is_not_compared_with_itself(cast: Cast, ground: Ground) -> None:
    with pytest.raises(rules.CannotPlan) as refused:
        _planned(cast, ground, comparison_area=cast.areas["knutpunkten"].public_id)
    assert refused.value.field == "comparison_area"


@pytest.mark.parametrize("codes", [("Q9",), ("N0",)])
def test_what_is_not_counted_cannot_be_the_outcome(cast: Cast, ground: Ground, codes: tuple[str, ...]) -> None:
    with pytest.raises(rules.CannotPlan) as refused:
        _planned(cast, ground, category_codes=codes)
    assert refused.value.field == "category_codes"


def test_starting_locks_the_plan_with_its_hash(cast: Cast, ground: Ground) -> None:
    add_areas(cast)
    key = _planned(cast, ground).public_id
    start_measure(public_id=key, by=cast.elin, now=START)
    with acting_as(cast.elin):
        found = measure(cast.elin, key)
        assert found.measure_state == MeasureState.STARTED
        assert len(found.plan_hash) == 64
        assert found.frozen_at == START
        assert plan_holds(cast.elin, key)
        assert found.plan.nearby == (cast.areas["bojsenburg"].public_id,)
        assert len(found.plan.nearby_comparison) == 1
        line = AuditEntry.objects.seen_by(cast.elin).get(event="measure.started")
    assert line.codes["plan_hash"] == found.plan_hash


def test_the_weeks_before_are_before_it_truly_started(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground, end_date=END + timedelta(days=14)).public_id
    start_measure(public_id=key, by=cast.elin, now=START + timedelta(days=8))
    with acting_as(cast.elin):
        assert measure(cast.elin, key).start_date == START.date() + timedelta(days=8)


def test_a_plan_may_be_changed_until_it_starts_and_never_after(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground).public_id
    changed = replace(ground.draft, window_weeks=8)
    replan_measure(public_id=key, draft=changed, by=cast.elin, now=CHOSEN_AT)
    start_measure(public_id=key, by=cast.elin, now=START)
    with pytest.raises(rules.PlanIsFrozen) as refused:
        replan_measure(public_id=key, draft=ground.draft, by=cast.elin, now=START)
    assert "låst" in str(refused.value)
    with acting_as(cast.elin):
        assert measure(cast.elin, key).plan.window_weeks == 8


def test_a_plan_changed_behind_our_back_no_longer_holds(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground).public_id
    start_measure(public_id=key, by=cast.elin, now=START)
    with acting_as(cast.elin):
        Measure.objects.seen_by(cast.elin).update(window_weeks=4)
        assert not plan_holds(cast.elin, key)


def test_the_owner_says_how_it_goes_without_the_right_to_plan(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground, owner=cast.users["rakel"].public_id).public_id
    start_measure(public_id=key, by=cast.elin, now=START)
    assert not cast.rakel.may("measure.write")
    update_measure(public_id=key, measure_state="hindered", text="Lamporna är slut.", by=cast.rakel, now=START)
    update_measure(public_id=key, measure_state="done", text="Åtta lampor.", by=cast.rakel, now=START)
    with acting_as(cast.rakel):
        told = updates(cast.rakel, key)
        mine = for_owner(cast.rakel)
    assert [each.measure_state for each in told] == ["started", "hindered", "done"]
    assert told[-1].written_by == "Rakel Lind"
    assert mine[0].finished_at == START
    assert mine[0].last_text == "Åtta lampor."


def test_somebody_who_neither_owns_nor_plans_is_refused(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground).public_id
    start_measure(public_id=key, by=cast.elin, now=START)
    with pytest.raises(rules.NotTheOwner):
        update_measure(public_id=key, measure_state="done", text="", by=cast.rakel, now=START)


def test_a_line_about_a_person_is_refused(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground).public_id
    start_measure(public_id=key, by=cast.elin, now=START)
    with pytest.raises(PersonalDataFound):
        update_measure(public_id=key, measure_state="done", text="Se ABC 123.", by=cast.mona, now=START)


def test_without_the_right_nothing_is_planned_or_started(cast: Cast, ground: Ground) -> None:
    with pytest.raises(NotAllowed):
        plan_measure(draft=ground.draft, by=cast.rakel, now=CHOSEN_AT)
    key = _planned(cast, ground).public_id
    with pytest.raises(NotAllowed):
        start_measure(public_id=key, by=cast.rakel, now=START)


def test_the_stranger_finds_nothing_and_changes_nothing(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground).public_id
    with acting_as(cast.frida):
        assert measures(cast.frida) == []
        assert for_owner(cast.frida) == []
        with pytest.raises(NotFound):
            measure(cast.frida, key)
    with pytest.raises(NotFound):
        start_measure(public_id=key, by=cast.frida, now=START)
    with pytest.raises(NotFound):
        replan_measure(public_id=key, draft=ground.draft, by=cast.frida, now=START)
    with pytest.raises(NotFound):
        update_measure(public_id=key, measure_state="done", text="", by=cast.frida, now=START)
    with pytest.raises(NotFound):
        plan_measure(draft=ground.draft, by=cast.frida, now=START)


def test_the_note_says_when_the_measure_answers_another_explanation(cast: Cast, ground: Ground) -> None:
    with acting_as(cast.elin):
        against = evidence_note(cast.elin, ground.priority, ground.street)
        with_it = evidence_note(cast.elin, ground.priority, ground.dark)
    assert against is not None
    assert with_it is not None
    assert (against.is_favoured, against.letter) == (False, "B")
    assert with_it.is_favoured


def test_a_measure_is_due_on_its_day_and_not_before(cast: Cast, ground: Ground) -> None:
    key = _planned(cast, ground).public_id
    with acting_as(cast.elin):
        assert due_for_evaluation(cast.elin, EVALUATION) == []
    start_measure(public_id=key, by=cast.elin, now=START)
    with acting_as(cast.elin):
        assert due_for_evaluation(cast.elin, EVALUATION - timedelta(days=1)) == []
        assert [each.key for each in due_for_evaluation(cast.elin, EVALUATION)] == [key]


def test_lead_time_goes_from_the_event_to_the_measure(cast: Cast, ground: Ground) -> None:
    share_week(cast, "2026-W09", {cast.areas["knutpunkten"]: 3, cast.areas["norslund"]: 9})
    key = _planned(cast, ground).public_id
    start_measure(public_id=key, by=cast.elin, now=START)
    with acting_as(cast.elin):
        found = lead_times(cast.elin, weeks=["2026-W11"])
        nothing = lead_times(cast.elin, weeks=["2026-W30"])
    assert found.n == 1
    assert found.event_to_shared.median_days == 7.0
    assert found.priority_to_measure.median_days == 4.8
    assert found.total.median_days is not None
    assert nothing.n == 0
    assert nothing.total.median_days is None
