from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tryggve.cycle.meetings import actions, queries
from tryggve.cycle.meetings.models import Meeting
from tryggve.cycle.meetings.rules import CannotCloseMeeting, CannotWriteMeeting
from tryggve.cycle.meetings.shapes import OutcomeView
from tryggve.cycle.meetings.tests.world import AFTER, DURING, HELD_AT, WEEK, confirmed, opened, proposed
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.render.documents import document
from tryggve.foundation.render.editions import blank_text, body_of, verify
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import Cast


@pytest.fixture(autouse=True)
def no_outcomes() -> Iterator[None]:
    """Tests say themselves where outcomes come from."""
    kept = list(queries._outcomes)
    queries._outcomes.clear()
    yield
    queries._outcomes[:] = kept


def held(cast: Cast) -> Meeting:
    """A meeting with everything in it, ready to be closed."""
    meeting = opened(cast)
    confirmed(cast, meeting, "bojsenburg", subject="Bilbränder")
    actions.record_attendance(
        meeting=meeting.public_id, organisation=cast.organisations["kopparstaden"].public_id,
        is_present=True, attendee_name="Sixten Berg", by=cast.elin, now=DURING,
    )  # fmt: skip
    actions.add_decision(
        meeting=meeting.public_id, text="Fråga försäkringsbolagen om antal.", due_date=date(2026, 9, 23),
        owner=cast.organisations["police"].public_id, by=cast.elin, now=DURING,
    )  # fmt: skip
    actions.write_notes(meeting=meeting.public_id, other_notes="Höstlov vecka 44.", by=cast.elin, now=DURING)
    return meeting


def closed_body(cast: Cast, meeting: Meeting) -> dict[str, Any]:
    actions.close_meeting(meeting=meeting.public_id, by=cast.elin, now=AFTER)
    with acting_as(cast.elin):
        return body_of(queries.minutes_edition(cast.elin, meeting.public_id), cast.elin)


def test_the_minutes_say_who_came_what_was_chosen_why_and_what_was_decided(cast: Cast) -> None:
    body = closed_body(cast, held(cast))

    assert body["answer"] == "Veckans område är Bojsenburg"
    assert body["meeting"] == {
        "date": "onsdag 16 september 2026", "time": "kl. 13.00", "place": "Rådhuset",
        "chair": "Olle Norén", "secretary": "Elin Sund",
    }  # fmt: skip
    assert {"party": "Kopparstaden", "name": "Sixten Berg", "present": True, "note": ""} in body["attendance"]
    assert body["lead"] == "1 av 4 parter antecknades som närvarande. Ett beslut."
    assert body["priorities"][0] | {"count": None, "usual": None} == {
        "rank": 1, "area": "Bojsenburg", "subject": "Bilbränder", "reason": "Fler än vanligt tre veckor i rad.",
        "owner": "Kopparstaden", "count": None, "usual": None,
    }  # fmt: skip
    assert body["decisions"] == [
        {"text": "Fråga försäkringsbolagen om antal.", "owner": "Polisen", "due": "23 september 2026"}
    ]
    assert body["other"] == "Höstlov vecka 44."
    assert body["confirmed"] == {
        "by": "Olle Norén", "role": "ordförande", "at": "16 september 2026 kl. 13.20",
    }  # fmt: skip
    assert body["based_on"]["label"] == "Lägesbild vecka 37, version 1"


def test_nobody_is_called_absent_without_a_note(cast: Cast) -> None:
    meeting = opened(cast)
    police = cast.organisations["police"].public_id
    actions.record_attendance(
        meeting=meeting.public_id, organisation=police, is_present=False, by=cast.elin, now=DURING
    )

    body = closed_body(cast, meeting)

    assert body["attendance"] == [{"party": "Polisen", "name": "", "present": False, "note": ""}]


def test_an_area_from_the_picture_carries_the_pictures_own_figures(cast: Cast) -> None:
    meeting = opened(cast)
    with acting_as(cast.elin):
        candidate = queries.candidates_of(queries.picture_body(cast.elin, meeting.public_id))[0]
    actions.propose_priority(
        meeting=meeting.public_id, area=candidate.area, subject=candidate.subject,
        category_codes=candidate.category_codes, reason=candidate.reason, by=cast.elin, now=DURING,
    )  # fmt: skip
    actions.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=DURING)

    row = closed_body(cast, meeting)["priorities"][0]

    assert (row["count"], row["usual"], row["owner"]) == (14, {"low": 5, "high": 9}, None)


def test_an_area_chosen_freely_in_a_week_nobody_shared_says_so(cast: Cast) -> None:
    row = closed_body(cast, held(cast))["priorities"][0]

    assert row["count"] == {"nothing": "not_shared"}
    assert row["usual"] is None


def test_names_and_words_can_be_removed_without_breaking_the_minutes(cast: Cast) -> None:
    meeting = held(cast)
    closed_body(cast, meeting)

    with acting_as(cast.elin):
        edition = queries.minutes_edition(cast.elin, meeting.public_id)
        for words in ("Sixten Berg", "Olle Norén", "Elin Sund", "Höstlov", "försäkringsbolagen"):
            assert words not in edition.body
        key = f"attendance.{cast.organisations['kopparstaden'].public_id}"
        blank_text(by=cast.elin, now=AFTER, edition=edition, key=key, decision="KS 2026/12")
        assert verify(edition)
        names = [each["name"] for each in body_of(edition, cast.elin)["attendance"]]
    assert "[borttaget enligt beslut KS 2026/12]" in names


def test_the_minutes_become_a_pdf(cast: Cast) -> None:
    meeting = held(cast)
    closed_body(cast, meeting)

    with acting_as(cast.elin):
        edition = queries.minutes_edition(cast.elin, meeting.public_id)
        content = document(edition, "pdf", cast.elin, AFTER)

    assert content.startswith(b"%PDF-")


def test_a_meeting_with_nothing_in_it_becomes_a_pdf_as_well(cast: Cast) -> None:
    meeting = opened(cast)
    body = closed_body(cast, meeting)

    assert body["answer"] == "Gruppen valde inget område den här veckan"
    with acting_as(cast.elin):
        edition = queries.minutes_edition(cast.elin, meeting.public_id)
        assert document(edition, "pdf", cast.elin, AFTER).startswith(b"%PDF-")


def test_a_closed_meeting_is_only_read(cast: Cast) -> None:
    meeting = held(cast)
    closed_body(cast, meeting)
    key = meeting.public_id
    police = cast.organisations["police"].public_id

    for act in (
        lambda: proposed(cast, meeting),
        lambda: actions.confirm_priorities(meeting=key, by=cast.olle, now=AFTER),
        lambda: actions.add_decision(meeting=key, text="Ett till", by=cast.elin, now=AFTER),
        lambda: actions.write_notes(meeting=key, other_notes="Ett till", by=cast.elin, now=AFTER),
        lambda: actions.record_attendance(meeting=key, organisation=police, is_present=True, by=cast.elin, now=AFTER),
        lambda: actions.use_latest_picture(meeting=key, by=cast.elin, now=AFTER),
        lambda: actions.close_meeting(meeting=key, by=cast.elin, now=AFTER),
    ):
        with pytest.raises(CannotWriteMeeting, match="protokollet är fryst"):
            act()


def test_a_meeting_is_not_closed_while_a_proposal_waits(cast: Cast) -> None:
    meeting = opened(cast)
    proposed(cast, meeting)

    with pytest.raises(CannotCloseMeeting, match="Knutpunkten"):
        actions.close_meeting(meeting=meeting.public_id, by=cast.elin, now=AFTER)


def test_last_weeks_areas_come_first_with_what_became_of_them(cast: Cast) -> None:
    last = opened(cast, WEEK - 1, held_at=HELD_AT - timedelta(days=7))
    earlier = confirmed(cast, last, "norslund", subject="Klotter")
    meeting = opened(cast)
    queries.outcomes_come_from(
        lambda _viewer, keys: [
            OutcomeView(key, "", "", outcome="Sanerat två gånger.", done="done", verdict="cannot_tell") for key in keys
        ]
    )

    with acting_as(cast.elin):
        assert [each.key for each in queries.previous_priorities(cast.elin, str(WEEK))] == [earlier.public_id]
    body = closed_body(cast, meeting)

    assert body["previous"] == [
        {
            "area": "Norslund", "subject": "Klotter", "outcome": "Sanerat två gånger.", "done": "done",
            "verdict": "cannot_tell",
        }
    ]  # fmt: skip


def test_outcomes_can_be_given_when_closing(cast: Cast) -> None:
    last = opened(cast, WEEK - 1, held_at=HELD_AT - timedelta(days=7))
    earlier = confirmed(cast, last, "norslund", subject="Klotter")
    meeting = opened(cast)

    actions.close_meeting(
        meeting=meeting.public_id,
        previous_outcomes=[
            {"priority": earlier.public_id, "outcome": "Ingen hann.", "done": "not_done", "verdict": None}
        ],
        next_meeting=HELD_AT + timedelta(days=7),
        by=cast.elin,
        now=AFTER,
    )

    with acting_as(cast.elin):
        body = body_of(queries.minutes_edition(cast.elin, meeting.public_id), cast.elin)
    assert (body["previous"][0]["outcome"], body["previous"][0]["done"]) == ("Ingen hann.", "not_done")
    assert body["next_meeting"] == "onsdag 23 september 2026 kl. 13.00"


def test_an_area_nobody_has_followed_up_says_so(cast: Cast) -> None:
    confirmed(cast, opened(cast, WEEK - 1, held_at=HELD_AT - timedelta(days=7)), "norslund")

    body = closed_body(cast, opened(cast))

    assert body["previous"][0]["outcome"] == "Inte uppföljt än."
    assert json.dumps(body["previous"][0]["done"]) == "null"


def test_attendance_noted_again_replaces_what_was_noted(cast: Cast) -> None:
    meeting = opened(cast)
    police = cast.organisations["police"].public_id
    for is_present, name in ((True, "Petra Holm"), (False, "Petra Holm")):
        actions.record_attendance(
            meeting=meeting.public_id, organisation=police, is_present=is_present, attendee_name=name,
            by=cast.elin, now=DURING,
        )  # fmt: skip

    with acting_as(cast.elin):
        lines = queries.meeting(cast.elin, meeting.public_id).attendance
    line = next(each for each in lines if each.organisation == police)
    assert (line.is_noted, line.is_present, line.attendee_name) == (True, False, "")
    assert len(lines) == 4


def test_a_decision_is_due_after_the_meeting_and_names_nobody(cast: Cast) -> None:
    meeting = opened(cast)

    with pytest.raises(CannotWriteMeeting, match="efter mötet"):
        actions.add_decision(
            meeting=meeting.public_id, text="Lampor", due_date=date(2026, 9, 15), by=cast.elin, now=DURING
        )
    with pytest.raises(CannotWriteMeeting, match="saknar text"):
        actions.add_decision(meeting=meeting.public_id, text="  ", by=cast.elin, now=DURING)
    with pytest.raises(PersonalDataFound):
        actions.add_decision(meeting=meeting.public_id, text="Ring 070-174 06 35", by=cast.elin, now=DURING)


def test_a_decision_can_be_taken_out_before_the_end(cast: Cast) -> None:
    meeting = opened(cast)
    decision = actions.add_decision(meeting=meeting.public_id, text="Lampor", by=cast.elin, now=DURING)

    actions.remove_decision(decision=decision.public_id, by=cast.elin, now=DURING)

    with acting_as(cast.elin):
        assert queries.meeting(cast.elin, meeting.public_id).decisions == ()


@pytest.mark.parametrize("first_name", ["mona", "sixten", "stina", "rakel"])
def test_only_those_who_plan_meetings_close_them(cast: Cast, first_name: str) -> None:
    meeting = opened(cast)

    with pytest.raises(NotAllowed):
        actions.close_meeting(meeting=meeting.public_id, by=cast.viewers[first_name], now=AFTER)


def test_an_open_meeting_has_no_minutes(cast: Cast) -> None:
    meeting = opened(cast)

    with acting_as(cast.elin), pytest.raises(NotFound):
        queries.minutes_edition(cast.elin, meeting.public_id)
