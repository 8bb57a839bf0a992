from __future__ import annotations

import pytest

from tryggve.cycle.meetings import rules
from tryggve.cycle.meetings.rules import Proposal
from tryggve.cycle.meetings.tests.world import HELD_AT, WEEK
from tryggve.kernel.errors import DomainError

ELIN, MONA, OLLE = 1, 2, 3


def test_the_first_place_that_nobody_has_is_taken() -> None:
    assert rules.free_rank([]) == 1
    assert rules.free_rank([1, 3]) == 2
    assert rules.free_rank([1, 2]) == 3


def test_a_fourth_area_is_refused_with_the_reason_the_three_and_a_way_out() -> None:
    with pytest.raises(rules.CannotPrioritise) as refusal:
        rules.check_capacity(["Knutpunkten", "Bojsenburg", "Norslund"], 3)

    text = str(refusal.value)
    assert "högst tre områden" in text
    assert "Knutpunkten, Bojsenburg, Norslund" in text
    assert "Välj bort" in text


def test_two_of_three_leave_a_place() -> None:
    rules.check_capacity(["Knutpunkten", "Bojsenburg"], 3)


def test_the_chair_confirms_what_others_have_proposed() -> None:
    rules.check_two_people([Proposal("Knutpunkten", ELIN, None)], OLLE)


@pytest.mark.parametrize("seconded_by", [None, OLLE])
def test_nobody_confirms_what_they_alone_proposed(seconded_by: int | None) -> None:
    with pytest.raises(rules.CannotConfirm, match="Du föreslog själv Knutpunkten"):
        rules.check_two_people([Proposal("Bojsenburg", ELIN, None), Proposal("Knutpunkten", OLLE, seconded_by)], OLLE)


def test_with_somebody_behind_it_the_chair_may_confirm_an_own_proposal() -> None:
    rules.check_two_people([Proposal("Knutpunkten", OLLE, MONA)], OLLE)


def test_there_must_be_something_to_confirm() -> None:
    with pytest.raises(rules.CannotConfirm, match="inget att bekräfta"):
        rules.check_two_people([], OLLE)


@pytest.mark.parametrize(
    ("subject", "reason", "codes", "field"),
    [
        ("", "Fler än vanligt.", [], "subject"),
        ("x" * 121, "Fler än vanligt.", [], "subject"),
        ("Samlingar", "", [], "reason"),
        ("Samlingar", "Fler än vanligt.", ["Z9"], "category_codes"),
    ],
)
def test_a_proposal_says_what_and_why_in_categories_that_exist(
    subject: str, reason: str, codes: list[str], field: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        rules.check_proposal(subject, reason, codes, {"A1"})

    assert refusal.value.field == field


def test_a_meeting_looks_at_a_week_that_has_begun() -> None:
    with pytest.raises(rules.CannotOpenMeeting, match="före veckan"):
        rules.check_opening(WEEK + 2, HELD_AT)
    rules.check_opening(WEEK, HELD_AT)


def test_a_meeting_is_not_closed_over_a_proposal_that_waits() -> None:
    with pytest.raises(rules.CannotCloseMeeting, match="Bojsenburg"):
        rules.check_closing(["Bojsenburg"])
    rules.check_closing([])


def test_numbers_are_words_up_to_five() -> None:
    assert [rules.number_word(number) for number in (0, 3, 5, 6)] == ["inget", "tre", "fem", "6"]
