"""Evaluating measures with planted truths, and following up the week's areas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tryggve.cycle.evaluations import rules
from tryggve.cycle.evaluations.actions import evaluate_measure, follow_up_priority
from tryggve.cycle.evaluations.models import Evaluation
from tryggve.cycle.evaluations.queries import (
    coming,
    evaluation,
    evaluations,
    follow_ups,
    outcomes,
    to_follow_up,
    twelve_weeks,
    waiting,
)
from tryggve.cycle.evaluations.shapes import EvaluationView, Moved, Verdict
from tryggve.cycle.evaluations.tests.world import FEW, MOVED, NOTHING, WORKED, WORSE, Truth, measure_with
from tryggve.cycle.measures.models import Measure
from tryggve.cycle.measures.tests.world import AFTER, BEFORE, EVALUATION, lay_ground
from tryggve.cycle.meetings.queries import previous_outcomes
from tryggve.cycle.weekly_reports.models import WeeklyReport
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.render.canonical import canonical_json, sha256_of
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.weeks import Week
from tryggve.testing.cast import Cast

DAY = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)


def _evaluated(cast: Cast, truth: Truth, *, carried_out: str = "yes") -> EvaluationView:
    _ground, key = measure_with(cast, truth)
    row = evaluate_measure(measure=key, carried_out=carried_out, by=cast.elin, now=DAY)
    with acting_as(cast.elin):
        return evaluation(cast.elin, row.public_id)


def test_a_measure_that_worked_is_supported_with_its_interval(cast: Cast) -> None:
    found = _evaluated(cast, WORKED)
    assert found.verdict == Verdict.SUPPORTED
    assert (found.before, found.after, found.comparison_before, found.comparison_after) == (120, 36, 120, 120)
    assert found.ratio is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.ratio < found.high < 1
    assert found.sentence.startswith("Händelserna gick från 120 till 36. I Norslund gick de från 120 till 120.")
    assert "procent färre till" in found.sentence
    assert found.moved == Moved.NO_SIGN


def test_a_problem_that_moved_to_the_neighbours_is_found(cast: Cast) -> None:
    found = _evaluated(cast, MOVED)
    assert found.verdict == Verdict.SUPPORTED
    assert found.moved == Moved.MOVED
    assert "flyttat" in found.moved_sentence
    assert found.figures["ring"]["ratio"] > 2


def test_more_nearby_without_less_here_is_not_called_moved(cast: Cast) -> None:
    found = _evaluated(cast, {**NOTHING, "bojsenburg": (5, 12), "rottneby": (5, 5)})
    assert found.moved == Moved.MORE_NEARBY
    assert "går inte att säga" in found.moved_sentence


def test_a_measure_that_did_nothing_is_contradicted_when_it_could_have_shown(cast: Cast) -> None:
    found = _evaluated(cast, NOTHING)
    assert (found.verdict, found.reason) == (Verdict.CONTRADICTED, "hoped_change_ruled_out")


def test_a_measure_after_which_it_became_worse_is_contradicted(cast: Cast) -> None:
    found = _evaluated(cast, WORSE)
    assert (found.verdict, found.reason) == (Verdict.CONTRADICTED, "changed_the_other_way")


def test_too_few_incidents_cannot_tell_even_when_all_disappeared(cast: Cast) -> None:
    found = _evaluated(cast, FEW)
    assert (found.verdict, found.reason) == (Verdict.CANNOT_TELL, "low_power")
    assert found.power is not None
    assert found.power < 0.8
    assert "för få" in found.sentence


def test_nothing_at_all_cannot_tell(cast: Cast) -> None:
    found = _evaluated(cast, {})
    assert (found.verdict, found.reason) == (Verdict.CANNOT_TELL, "too_few_incidents")
    assert found.ratio is None


def test_what_was_not_carried_out_is_neither_for_nor_against(cast: Cast) -> None:
    found = _evaluated(cast, WORKED, carried_out="no")
    assert found.verdict == Verdict.NOT_CARRIED_OUT
    assert found.ratio is None
    assert found.moved == Moved.NOT_KNOWN


def test_what_was_never_done_needs_no_waiting_and_no_start(cast: Cast) -> None:
    _ground, key = measure_with(cast, WORKED, starts=False)
    evaluate_measure(measure=key, carried_out="no", by=cast.elin, now=DAY - timedelta(days=60))
    with pytest.raises(rules.CannotEvaluate):
        evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY)


def test_too_early_is_refused_and_says_when(cast: Cast) -> None:
    _ground, key = measure_with(cast, WORKED)
    with pytest.raises(rules.TooEarly) as refused:
        evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY - timedelta(days=1))
    assert EVALUATION.isoformat() in str(refused.value)
    with acting_as(cast.elin):
        assert evaluations(cast.elin) == []


def test_a_plan_that_no_longer_is_the_one_that_was_locked_is_not_evaluated(cast: Cast) -> None:
    _ground, key = measure_with(cast, WORKED)
    with acting_as(cast.elin):
        Measure.objects.seen_by(cast.elin).update(hoped_percent=5)
    with pytest.raises(rules.CannotEvaluate) as refused:
        evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY)
    assert "stämmer inte" in str(refused.value)


def test_weeks_in_which_nobody_shared_are_missing_and_not_zero(cast: Cast) -> None:
    _ground, key = measure_with(cast, NOTHING)
    with acting_as(cast.elin):
        WeeklyReport.objects.seen_by(cast.elin).filter(
            period_start_date__in=[Week.parse(week).monday for week in AFTER[:6]]
        ).update(report_state="superseded")
    row = evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY)
    with acting_as(cast.elin):
        found = evaluation(cast.elin, row.public_id)
    assert found.figures["area"]["after"][:7] == [None] * 6 + [20]
    assert found.figures["effect"]["n_weeks_after"] == 6
    assert found.ratio == pytest.approx(1.0)


def test_the_figures_are_frozen_with_their_hash_and_the_engine_that_made_them(cast: Cast) -> None:
    found = _evaluated(cast, WORKED)
    assert found.figures_hash == sha256_of(canonical_json(found.figures))
    assert found.engine_version
    assert found.figures["weeks"] == {"before": BEFORE, "after": AFTER}
    assert len(str(found.figures["plan_hash"])) == 64
    with acting_as(cast.elin):
        line = AuditEntry.objects.seen_by(cast.elin).get(event="measure.evaluated")
    assert line.codes["verdict"] == "supported"


def test_evaluating_again_is_a_new_version_and_the_old_one_stays(cast: Cast) -> None:
    _ground, key = measure_with(cast, WORKED)
    for lesson in ("Lamporna hjälpte.", "Lamporna hjälpte, men bara på kvällar."):
        evaluate_measure(measure=key, carried_out="yes", lesson=lesson, by=cast.mona, now=DAY)
    with acting_as(cast.elin):
        latest = evaluations(cast.elin)
        every = evaluations(cast.elin, measure=key, every_version=True)
    assert [(each.version, each.is_latest) for each in latest] == [(2, True)]
    assert [(each.version, each.is_latest) for each in every] == [(2, True), (1, False)]
    assert every[1].lesson == "Lamporna hjälpte."


def test_a_lesson_about_a_person_is_refused(cast: Cast) -> None:
    _ground, key = measure_with(cast, WORKED)
    with pytest.raises(PersonalDataFound):
        evaluate_measure(measure=key, carried_out="yes", lesson="Fråga 070-174 06 05.", by=cast.elin, now=DAY)


def test_who_waits_and_who_comes(cast: Cast) -> None:
    _ground, key = measure_with(cast, WORKED)
    with acting_as(cast.elin):
        assert [each.key for each in coming(cast.elin, EVALUATION - timedelta(days=1))] == [key]
        assert [each.key for each in waiting(cast.elin, EVALUATION)] == [key]
    evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY)
    with acting_as(cast.elin):
        assert waiting(cast.elin, EVALUATION) == []


def test_without_the_right_nobody_evaluates(cast: Cast) -> None:
    ground, key = measure_with(cast, WORKED)
    with pytest.raises(NotAllowed):
        evaluate_measure(measure=key, carried_out="yes", by=cast.sixten, now=DAY)
    with pytest.raises(NotAllowed):
        follow_up_priority(priority=ground.priority, done="yes", outcome="better", by=cast.sixten, now=DAY)


def test_the_stranger_finds_nothing_and_judges_nothing(cast: Cast) -> None:
    ground, key = measure_with(cast, WORKED)
    row = evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY)
    follow_up_priority(priority=ground.priority, done="yes", outcome="better", by=cast.elin, now=DAY)
    with acting_as(cast.bo):
        assert evaluations(cast.bo) == []
        assert follow_ups(cast.bo, [ground.priority]) == {}
        assert waiting(cast.bo, EVALUATION) == []
        with pytest.raises(NotFound):
            evaluation(cast.bo, row.public_id)
    with pytest.raises(NotFound):
        evaluate_measure(measure=key, carried_out="yes", by=cast.bo, now=DAY)
    with pytest.raises(NotFound):
        follow_up_priority(priority=ground.priority, done="yes", outcome="better", by=cast.bo, now=DAY)
    with acting_as(cast.elin):
        assert Evaluation.objects.seen_by(cast.elin).count() == 1


def test_a_followed_up_area_reaches_the_next_meeting(cast: Cast) -> None:
    ground = lay_ground(cast)
    with acting_as(cast.elin):
        assert [told for _area, told in to_follow_up(cast.elin, Week(2026, 12))] == [None]
    follow_up_priority(
        priority=ground.priority, done="partly", outcome="better", text="Halva vägen lyser.", by=cast.mona, now=DAY
    )
    follow_up_priority(
        priority=ground.priority, done="yes", outcome="better", text="Hela vägen lyser.", by=cast.mona, now=DAY
    )
    with acting_as(cast.elin):
        found = follow_ups(cast.elin, [ground.priority])[ground.priority]
        told = previous_outcomes(cast.elin, "2026-W12")
    assert (found.done, found.outcome, found.text, found.written_by) == (
        "yes", "better", "Hela vägen lyser.", "Mona Dahl",
    )  # fmt: skip
    assert [(each.done, each.outcome) for each in told] == [("done", "better")]


def test_the_verdict_of_a_measure_reaches_the_next_meeting(cast: Cast) -> None:
    ground, key = measure_with(cast, WORKED)
    evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY)
    with acting_as(cast.elin):
        assert outcomes(cast.elin, [ground.priority])[0].verdict == "supported"


def test_only_what_is_confirmed_is_followed_up(cast: Cast) -> None:
    ground = lay_ground(cast)
    with acting_as(cast.elin):
        from tryggve.cycle.meetings.models import Priority

        Priority.objects.seen_by(cast.elin).update(priority_state="declined")
    with pytest.raises(rules.CannotFollowUp):
        follow_up_priority(priority=ground.priority, done="yes", outcome="better", by=cast.elin, now=DAY)


@pytest.mark.parametrize(("done", "outcome", "field"), [("", "better", "done"), ("yes", "fine", "outcome")])
def test_an_answer_that_is_none_of_the_answers_is_refused(cast: Cast, done: str, outcome: str, field: str) -> None:
    ground = lay_ground(cast)
    with pytest.raises(rules.CannotFollowUp) as refused:
        follow_up_priority(priority=ground.priority, done=done, outcome=outcome, by=cast.elin, now=DAY)
    assert refused.value.field == field


def test_twelve_weeks_of_the_area_stand_beside_the_questions(cast: Cast) -> None:
    ground, _key = measure_with(cast, WORKED)
    with acting_as(cast.elin):
        points = twelve_weeks(cast.elin, ground.priority, Week(2026, 14))
    assert [point["count"] for point in points[-4:]] == [10, None, 3, 3]
