"""The burning cars, from what everybody says to what the group acts on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tryggve.cycle.cause_analyses import actions, queries
from tryggve.cycle.cause_analyses.rules import CannotAnalyse, CannotSettle, CannotStartAnalysis
from tryggve.cycle.cause_analyses.shapes import AnalysisState, Lean, Standing, Weight
from tryggve.cycle.cause_analyses.tests.world import LATER, QUESTION, begun, weighed, with_hypotheses
from tryggve.cycle.meetings.queries import meeting_row, priorities
from tryggve.cycle.meetings.tests.world import AFTER, HELD_AT, WEEK, confirmed, opened, proposed
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import Cast


def test_everybody_blames_youths_and_the_evidence_points_at_fraud(cast: Cast) -> None:
    analysis, keys = weighed(cast)

    with acting_as(cast.elin):
        view = queries.analysis(cast.elin, analysis.public_id)

    youths, fraud, other = view.hypotheses
    assert view.everybody_says == "Det är ungdomar som har tråkigt."
    assert (view.standing, view.leading) == (Standing.POINTS, keys[1])
    assert (youths.lean, youths.pieces_for, youths.pieces_against) == (Lean.AGAINST, 1, 2)
    assert (fraud.lean, fraud.pieces_for, fraud.pieces_against, fraud.unknown) == (Lean.FOR, 3, 0, 1)
    assert other.lean == Lean.CANNOT_SAY
    assert [each.text for each in view.evidence if each.is_unanswered] == ["Ny eller höjd försäkring"]


def test_the_group_acts_on_what_the_evidence_points_at(cast: Cast) -> None:
    analysis, keys = weighed(cast)

    actions.settle_cause(analysis=analysis.public_id, hypothesis=keys[1], by=cast.mona, now=LATER)

    with acting_as(cast.elin):
        view = queries.analysis(cast.elin, analysis.public_id)
        assert view.analysis_state == AnalysisState.SETTLED
        assert view.chosen_view is not None
        assert view.chosen_view.title == "Försäkringsbedrägeri"
        chosen = [each.is_chosen for each in queries.hypotheses(cast.elin, priority=view.priority)]
    assert chosen == [False, True, False]


def test_acting_on_youths_all_the_same_takes_a_reason_that_is_kept(cast: Cast) -> None:
    analysis, keys = weighed(cast)

    with pytest.raises(CannotSettle, match="pekar inte på"):
        actions.settle_cause(analysis=analysis.public_id, hypothesis=keys[0], by=cast.mona, now=LATER)
    actions.settle_cause(
        analysis=analysis.public_id, hypothesis=keys[0], reason="Två greps i går.", by=cast.mona, now=LATER
    )

    with acting_as(cast.elin):
        assert queries.analysis(cast.elin, analysis.public_id).chosen_reason == "Två greps i går."


def test_choosing_again_replaces_the_choice_and_the_trail_keeps_both(cast: Cast) -> None:
    analysis, keys = weighed(cast)
    actions.settle_cause(analysis=analysis.public_id, hypothesis=keys[0], reason="Gissning.", by=cast.mona, now=AFTER)
    actions.settle_cause(analysis=analysis.public_id, hypothesis=keys[1], by=cast.elin, now=LATER)

    with acting_as(cast.elin):
        view = queries.analysis(cast.elin, analysis.public_id)
        trail = queries.choices(cast.elin, analysis.public_id)
    assert (view.chosen, view.chosen_reason) == (keys[1], "")
    assert [(each.letter, each.by_name, each.was_leading, each.at) for each in trail] == [
        ("A", "Mona Dahl", False, AFTER),
        ("B", "Elin Sund", True, LATER),
    ]


def test_the_trail_holds_letters_and_never_words(cast: Cast) -> None:
    analysis, keys = weighed(cast)
    actions.settle_cause(analysis=analysis.public_id, hypothesis=keys[1], by=cast.mona, now=LATER)

    with acting_as(cast.elin):
        codes = str(list(AuditEntry.objects.seen_by(cast.elin).values_list("codes", flat=True)))
    assert "bedrägeri" not in codes
    assert "ungdom" not in codes.lower()


def test_only_a_confirmed_area_is_asked_why_about(cast: Cast) -> None:
    waiting = proposed(cast, opened(cast), "bojsenburg")

    with pytest.raises(CannotStartAnalysis, match="inte bekräftat än"):
        actions.start_analysis(priority=waiting.public_id, question=QUESTION, by=cast.mona, now=AFTER)


def test_an_area_has_one_analysis(cast: Cast) -> None:
    begun(cast)

    with acting_as(cast.mona):
        key = queries.analyses(cast.mona)[0].priority
    with pytest.raises(CannotStartAnalysis, match="har redan en orsaksanalys"):
        actions.start_analysis(priority=key, question=QUESTION, by=cast.mona, now=AFTER)


def test_confirmed_areas_wait_until_somebody_asks_why(cast: Cast) -> None:
    priority = confirmed(cast, opened(cast), "bojsenburg")
    with acting_as(cast.elin):
        assert [each.key for each in queries.waiting_for_analysis(cast.elin)] == [priority.public_id]
        assert queries.analysis_of_priority(cast.elin, priority.public_id) is None

    actions.start_analysis(priority=priority.public_id, question=QUESTION, by=cast.mona, now=AFTER)
    with acting_as(cast.elin):
        assert queries.waiting_for_analysis(cast.elin) == []
        found = queries.analysis_of_priority(cast.elin, priority.public_id)
    assert found is not None
    assert found.standing == Standing.TOO_FEW_HYPOTHESES


def test_what_nobody_asked_about_for_three_meetings_no_longer_waits(cast: Cast) -> None:
    for back in (3, 2, 1, 0):
        meeting = opened(cast, WEEK - back, held_at=HELD_AT - timedelta(days=7 * back))
        confirmed(cast, meeting, "bojsenburg")

    with acting_as(cast.elin):
        waiting = queries.waiting_for_analysis(cast.elin)
    assert [each.week for each in waiting] == ["2026-W37", "2026-W36", "2026-W35"]


def test_a_new_explanation_is_not_known_by_the_evidence_already_there(cast: Cast) -> None:
    analysis, keys = with_hypotheses(cast, 2)
    actions.add_evidence(
        analysis=analysis.public_id, text="Klockan 02 till 05", weights={keys[0]: "against"}, by=cast.mona, now=AFTER
    )
    third = actions.add_hypothesis(analysis=analysis.public_id, title="Annan orsak", by=cast.mona, now=AFTER)

    with acting_as(cast.mona):
        weights = queries.analysis(cast.mona, analysis.public_id).evidence[0].weights
    assert weights == {keys[0]: Weight.AGAINST, keys[1]: Weight.UNKNOWN, third.public_id: Weight.UNKNOWN}


def test_when_the_answer_comes_the_evidence_is_weighed_anew(cast: Cast) -> None:
    analysis, keys = weighed(cast)
    with acting_as(cast.mona):
        question = queries.analysis(cast.mona, analysis.public_id).evidence[-1]

    actions.weigh_evidence(
        evidence=question.key, weights={keys[1]: "strong_for", keys[0]: "against"}, by=cast.mona, now=LATER
    )

    with acting_as(cast.mona):
        view = queries.analysis(cast.mona, analysis.public_id)
    assert view.evidence[-1].weights == {
        keys[0]: Weight.AGAINST, keys[1]: Weight.STRONG_FOR, keys[2]: Weight.UNKNOWN,
    }  # fmt: skip
    assert view.hypotheses[1].strong_for == 2


def test_a_sixth_explanation_is_refused(cast: Cast) -> None:
    analysis, _keys = with_hypotheses(cast)
    for title in ("Fjärde", "Femte"):
        actions.add_hypothesis(analysis=analysis.public_id, title=title, by=cast.mona, now=AFTER)

    with pytest.raises(CannotAnalyse, match="Pröva dem ni har"):
        actions.add_hypothesis(analysis=analysis.public_id, title="Sjätte", by=cast.mona, now=AFTER)


def test_no_text_points_at_a_person(cast: Cast) -> None:
    analysis, keys = weighed(cast)
    key, plate = analysis.public_id, "bilen ABC123 med numret 070-174 06 35"

    for act in (
        lambda: actions.add_hypothesis(analysis=key, title=plate, by=cast.mona, now=LATER),
        lambda: actions.add_hypothesis(analysis=key, title="Ny", would_show=plate, by=cast.mona, now=LATER),
        lambda: actions.add_evidence(analysis=key, text=plate, weights={}, by=cast.mona, now=LATER),
        lambda: actions.add_evidence(analysis=key, text="Ny", provenance=plate, weights={}, by=cast.mona, now=LATER),
        lambda: actions.settle_cause(analysis=key, hypothesis=keys[1], reason=plate, by=cast.mona, now=LATER),
    ):
        with pytest.raises(PersonalDataFound):
            act()


def test_an_explanation_of_another_analysis_is_not_chosen(cast: Cast) -> None:
    analysis, _keys = weighed(cast)
    with acting_as(cast.elin):
        meeting = meeting_row(cast.elin, priorities(cast.elin)[0].meeting)
    second = confirmed(cast, meeting, "norslund")
    other = actions.start_analysis(priority=second.public_id, question="Varför?", by=cast.mona, now=LATER)
    stray = actions.add_hypothesis(analysis=other.public_id, title="Något annat", by=cast.mona, now=LATER)

    with pytest.raises(CannotSettle, match="annan analys"):
        actions.settle_cause(analysis=analysis.public_id, hypothesis=stray.public_id, by=cast.mona, now=LATER)


def test_strangers_reach_nothing_of_it(cast: Cast) -> None:
    analysis, keys = weighed(cast)
    with acting_as(cast.elin):
        view = queries.analysis(cast.elin, analysis.public_id)

    for stranger in (cast.bo, cast.frida):
        with acting_as(stranger):
            assert queries.analyses(stranger) == []
            assert queries.hypotheses(stranger) == []
            assert queries.waiting_for_analysis(stranger) == []
            assert queries.analysis_of_priority(stranger, view.priority) is None
            for read, key in (
                (queries.analysis, view.key), (queries.hypothesis, keys[0]), (queries.hypothesis_id, keys[0]),
                (queries.choices, view.key), (queries.evidence_row, view.evidence[0].key),
            ):  # fmt: skip
                with pytest.raises(NotFound):
                    read(stranger, key)
        for act in (
            lambda by=stranger: actions.start_analysis(priority=view.priority, question="?", by=by, now=LATER),
            lambda by=stranger: actions.add_hypothesis(analysis=view.key, title="Ny", by=by, now=LATER),
            lambda by=stranger: actions.add_evidence(analysis=view.key, text="Nytt", weights={}, by=by, now=LATER),
            lambda by=stranger: actions.weigh_evidence(evidence=view.evidence[0].key, weights={}, by=by, now=LATER),
            lambda by=stranger: actions.settle_cause(analysis=view.key, hypothesis=keys[1], by=by, now=LATER),
        ):
            with pytest.raises(NotFound):
                act()


@pytest.mark.parametrize("first_name", ["rakel", "stina", "adam"])
def test_those_who_only_read_or_report_do_not_write(cast: Cast, first_name: str) -> None:
    analysis = begun(cast)

    with pytest.raises(NotAllowed):
        actions.add_hypothesis(analysis=analysis.public_id, title="Ny", by=cast.viewers[first_name], now=LATER)
