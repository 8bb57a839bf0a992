from __future__ import annotations

from datetime import timedelta

import pytest

from tryggve.cycle.meetings import actions, queries
from tryggve.cycle.meetings.rules import CannotConfirm, CannotOpenMeeting, CannotPrioritise, CannotWriteMeeting
from tryggve.cycle.meetings.shapes import MeetingState, PriorityState
from tryggve.cycle.meetings.tests.world import DURING, HELD_AT, WEEK, confirmed, opened, proposed, with_picture
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.models import Agreement
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import Cast


def test_a_meeting_opens_on_the_newest_version_and_keeps_it(cast: Cast) -> None:
    with_picture(cast)
    with_picture(cast, version=2)
    meeting = actions.open_meeting(week=WEEK, held_at=HELD_AT, by=cast.elin, now=HELD_AT)
    with_picture(cast, version=3)

    with acting_as(cast.elin):
        assert queries.meeting(cast.elin, meeting.public_id).picture_version == 2


def test_the_meeting_can_change_to_a_newer_version(cast: Cast) -> None:
    meeting = opened(cast)
    with_picture(cast, version=2)

    actions.use_latest_picture(meeting=meeting.public_id, by=cast.elin, now=DURING)

    with acting_as(cast.elin):
        assert queries.meeting(cast.elin, meeting.public_id).picture_version == 2


def test_there_is_no_meeting_without_a_picture(cast: Cast) -> None:
    with pytest.raises(CannotOpenMeeting, match="ingen lägesbild än"):
        actions.open_meeting(week=WEEK, held_at=HELD_AT, by=cast.elin, now=HELD_AT)


def test_a_week_has_one_meeting(cast: Cast) -> None:
    opened(cast)

    with pytest.raises(CannotOpenMeeting, match="redan ett möte"):
        actions.open_meeting(week=WEEK, held_at=HELD_AT, by=cast.elin, now=HELD_AT)


def test_a_meeting_is_planned_until_its_hour_and_opens_with_its_first_line(cast: Cast) -> None:
    with_picture(cast)
    before = HELD_AT - timedelta(days=1)
    meeting = actions.open_meeting(week=WEEK, held_at=HELD_AT, by=cast.elin, now=before)
    assert meeting.meeting_state == MeetingState.PLANNED

    actions.write_notes(meeting=meeting.public_id, other_notes="Kaffe", by=cast.elin, now=before)
    with acting_as(cast.elin):
        assert queries.meeting(cast.elin, meeting.public_id).meeting_state == MeetingState.PLANNED

    actions.write_notes(meeting=meeting.public_id, other_notes="Te", by=cast.elin, now=DURING)
    with acting_as(cast.elin):
        assert queries.meeting(cast.elin, meeting.public_id).meeting_state == MeetingState.OPEN


def test_three_are_chosen_and_a_fourth_is_refused_with_the_reason(cast: Cast) -> None:
    meeting = opened(cast)
    for area in ("knutpunkten", "bojsenburg", "norslund"):
        proposed(cast, meeting, area)

    with pytest.raises(CannotPrioritise, match="högst tre områden i veckan"):
        proposed(cast, meeting, "knutpunkten", subject="Klotter")

    with acting_as(cast.elin):
        chosen = queries.meeting(cast.elin, meeting.public_id).chosen
        assert [(each.rank, each.area_name) for each in chosen] == [
            (1, "Knutpunkten"), (2, "Bojsenburg"), (3, "Norslund"),
        ]  # fmt: skip


def test_choosing_one_away_makes_room_in_its_place(cast: Cast) -> None:
    meeting = opened(cast)
    proposed(cast, meeting, "knutpunkten")
    second = proposed(cast, meeting, "bojsenburg")
    proposed(cast, meeting, "norslund")

    actions.decline_priority(priority=second.public_id, by=cast.mona, now=DURING)

    assert proposed(cast, meeting, "knutpunkten", subject="Klotter").rank == 2


def test_how_many_areas_is_what_the_agreement_says(cast: Cast) -> None:
    with acting_as(cast.elin):
        Agreement.objects.seen_by(cast.elin).update(priority_capacity=1)
    meeting = opened(cast)
    proposed(cast, meeting, "knutpunkten")

    with pytest.raises(CannotPrioritise, match="högst ett"):
        proposed(cast, meeting, "bojsenburg")


def test_the_same_area_for_the_same_thing_is_chosen_once(cast: Cast) -> None:
    meeting = opened(cast)
    proposed(cast, meeting)

    with pytest.raises(CannotPrioritise, match="redan valt"):
        proposed(cast, meeting, subject="SAMLINGAR")


@pytest.mark.parametrize("field", ["subject", "reason"])
def test_a_proposal_with_a_telephone_number_is_refused(cast: Cast, field: str) -> None:
    meeting = opened(cast)
    words = {"subject": "Samlingar", "reason": "Fler än vanligt."} | {field: "Ring Sven på 070-174 06 35"}

    with pytest.raises(PersonalDataFound) as refusal:
        actions.propose_priority(
            meeting=meeting.public_id, area=cast.areas["knutpunkten"].public_id, by=cast.elin, now=DURING, **words
        )

    assert refusal.value.field == field


def test_the_chair_confirms_and_the_trail_says_which_and_when_not_what(cast: Cast) -> None:
    meeting = opened(cast)
    confirmed(cast, meeting)

    with acting_as(cast.olle):
        chosen = queries.priorities(cast.olle)[0]
        line = AuditEntry.objects.seen_by(cast.olle).filter(event="priority.confirmed").get()
    assert chosen.priority_state == PriorityState.CONFIRMED
    assert chosen.confirmed_at == DURING
    assert line.subject == chosen.key
    assert line.codes == {"meeting": meeting.public_id}


@pytest.mark.parametrize("first_name", ["elin", "mona", "sixten", "stina"])
def test_only_the_chair_confirms(cast: Cast, first_name: str) -> None:
    meeting = opened(cast)
    proposed(cast, meeting)

    with pytest.raises(NotAllowed):
        actions.confirm_priorities(meeting=meeting.public_id, by=cast.viewers[first_name], now=DURING)


def test_the_chair_cannot_both_propose_and_confirm(cast: Cast) -> None:
    meeting = opened(cast)
    own = proposed(cast, meeting, by=cast.olle)

    with pytest.raises(CannotConfirm, match="Be någon annan ställa sig bakom"):
        actions.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=DURING)

    actions.second_priority(priority=own.public_id, by=cast.mona, now=DURING)
    actions.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=DURING)
    with acting_as(cast.olle):
        assert queries.priority(cast.olle, own.public_id).seconded_by_name == "Mona Dahl"


def test_nobody_stands_behind_their_own_proposal(cast: Cast) -> None:
    meeting = opened(cast)
    own = proposed(cast, meeting, by=cast.olle)

    with pytest.raises(CannotPrioritise, match="ditt eget förslag"):
        actions.second_priority(priority=own.public_id, by=cast.olle, now=DURING)


def test_what_the_chair_has_confirmed_is_not_chosen_away(cast: Cast) -> None:
    meeting = opened(cast)
    chosen = confirmed(cast, meeting)

    with pytest.raises(CannotConfirm, match="redan avgjort"):
        actions.decline_priority(priority=chosen.public_id, by=cast.elin, now=DURING)


def test_an_owner_is_given_afterwards(cast: Cast) -> None:
    meeting = opened(cast)
    chosen = confirmed(cast, meeting)
    police = cast.organisations["police"]

    actions.give_owner(priority=chosen.public_id, owner=police.public_id, by=cast.mona, now=DURING)

    with acting_as(cast.elin):
        assert queries.priority(cast.elin, chosen.public_id).owner_name == "Polisen"


def test_an_area_or_owner_of_another_municipality_is_not_there(cast: Cast) -> None:
    meeting = opened(cast)

    with pytest.raises(NotFound):
        proposed(cast, meeting, "tjarna")
    chosen = proposed(cast, meeting)
    with pytest.raises(NotFound):
        actions.give_owner(
            priority=chosen.public_id, owner=cast.organisations["tunabyggen"].public_id, by=cast.elin, now=DURING
        )


def test_strangers_reach_neither_meeting_nor_priority(cast: Cast) -> None:
    meeting = opened(cast)
    chosen = confirmed(cast, meeting)

    with acting_as(cast.bo):
        assert queries.meetings(cast.bo) == []
        assert queries.meeting_of_week(cast.bo, str(WEEK)) is None
        assert queries.priorities(cast.bo, state=None) == []
        assert queries.previous_priorities(cast.bo, str(WEEK + 1)) == []
        for read in (queries.meeting, queries.picture_body, queries.minutes_edition):
            with pytest.raises(NotFound):
                read(cast.bo, meeting.public_id)
        for find in (queries.priority, queries.priority_id):
            with pytest.raises(NotFound):
                find(cast.bo, chosen.public_id)
    for act in (
        lambda: actions.write_notes(meeting=meeting.public_id, other_notes="Hej", by=cast.bo, now=DURING),
        lambda: actions.decline_priority(priority=chosen.public_id, by=cast.bo, now=DURING),
        lambda: actions.second_priority(priority=chosen.public_id, by=cast.frida, now=DURING),
        lambda: actions.give_owner(priority=chosen.public_id, owner="", by=cast.bo, now=DURING),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_reporter_proposes_nothing(cast: Cast) -> None:
    meeting = opened(cast)

    with pytest.raises(NotAllowed):
        proposed(cast, meeting, by=cast.rakel)


def test_too_long_is_refused_rather_than_cut(cast: Cast) -> None:
    meeting = opened(cast)

    with pytest.raises(CannotWriteMeeting, match="2001 tecken"):
        actions.write_notes(meeting=meeting.public_id, other_notes="x" * 2001, by=cast.elin, now=DURING)
