"""The meeting room: the hour on the wall, one part at a time, through the same doors as everything else."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client

from tryggve.cycle.evaluations.queries import follow_ups
from tryggve.cycle.meetings.queries import candidates_of, choice_of, picture_body
from tryggve.cycle.meetings.queries import meeting as meeting_view
from tryggve.edges.desk.room import PARTS
from tryggve.edges.desk.tests.test_start import At, LogIn
from tryggve.edges.desk.tests.world import MEETING_AFTER, a_meeting, a_week, the_whole_way
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast
from tryggve.testing.story import WEEK

NOON = WEEK.end_at + MEETING_AFTER + timedelta(minutes=10)


def room(cast: Cast, at: At) -> str:
    """A meeting that has chosen one area and not confirmed it."""
    a_week(cast)
    meeting, _priority = a_meeting(cast, confirm=False, close=False)
    at(NOON)
    return meeting


def shown(client: Client, meeting: str, part: str) -> str:
    """One part of the hour, as it stands on the wall."""
    answer = client.get(f"/motesrum/{meeting}/", {"del": part})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("forra", "Det här är gruppens första möte"),
        ("laget", "Öppna hela lägesbilden"),
        ("valj", "Vilka områden väljer vi? Högst 3"),
        ("orsak", "Varför händer det där?"),
        ("atgard", "Vem gör vad, och till när?"),
        ("las-upp", "Läs upp: är vi överens?"),
    ],
)
def test_the_wall_shows_one_part_at_a_time(cast: Cast, log_in: LogIn, at: At, part: str, says: str) -> None:
    page = shown(log_in("elin"), room(cast, at), part)
    assert says in page
    assert f'?del={part}" aria-current="step"' in page
    assert [each for each in PARTS if f'id="{each}"' in page] == [part]
    assert 'data-density="projektor"' in page


@pytest.mark.parametrize("asked", ["", "nonsens"])
def test_the_hour_begins_with_last_week(cast: Cast, log_in: LogIn, at: At, asked: str) -> None:
    assert 'id="forra"' in shown(log_in("elin"), room(cast, at), asked)


def test_links_turn_the_page_without_a_script(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    client, address = log_in("elin"), f"/motesrum/{meeting}/"
    for before, after in pairwise(PARTS):
        assert f'data-key="ArrowRight" href="{address}?del={after}"' in shown(client, meeting, before)
        assert f'data-key="ArrowLeft" href="{address}?del={before}"' in shown(client, meeting, after)


def test_an_area_is_chosen_by_its_number_and_the_wall_stays(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    client = log_in("elin")
    with acting_as(cast.elin):
        body = picture_body(cast.elin, meeting)
        told = [choice_of(meeting_view(cast.elin, meeting), each) is None for each in candidates_of(body)]
    page = shown(client, meeting, "valj")
    assert [f'data-key="{number}"' in page for number in range(1, len(told) + 1)] == told
    assert client.post(f"/motesrum/{meeting}/valj/", {"om": "99"}).status_code == 404


def test_a_refused_page_turns_to_addresses_that_can_be_read(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    answer = log_in("elin").post(f"/motesrum/{meeting}/beslut/", {"text": ""})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="atgard"' in page
    assert 'href="?del=' not in page


def test_the_silent_are_named_and_not_called_zero(cast: Cast, log_in: LogIn, at: At) -> None:
    page = shown(log_in("elin"), room(cast, at), "laget")
    assert "Polisen" in page
    assert "Det är inte noll. Vi vet inte." in page


def test_last_weeks_areas_come_with_their_measures_and_can_be_followed_up(cast: Cast, log_in: LogIn, at: At) -> None:
    keys = the_whole_way(cast, WEEK - 1)
    meeting = room(cast, at)
    client = log_in("olle")
    assert "Nya lampor på gångvägen" in shown(client, meeting, "forra")
    said = {"om": keys.priority, "done": "partly", "outcome": "better", "text": "Två av fyra lampor."}
    answer = client.post(f"/motesrum/{meeting}/uppfoljning/", said)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?del=forra")
    with acting_as(cast.olle):
        assert follow_ups(cast.olle, [keys.priority])[keys.priority].text == "Två av fyra lampor."
    assert "Två av fyra lampor." in shown(client, meeting, "forra")


def test_the_chair_confirms_and_the_pane_is_lit(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    assert "Bekräfta områdena" not in shown(log_in("mona"), meeting, "valj")
    assert log_in("mona").post(f"/motesrum/{meeting}/bekrafta/").status_code == 403
    client = log_in("olle")
    assert client.post(f"/motesrum/{meeting}/bekrafta/").status_code == 302
    assert 'class="ruta lyser"' in shown(client, meeting, "valj")


def test_a_fourth_area_is_refused_with_the_reason_and_nothing_typed_is_lost(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    client = log_in("elin")
    for subject in ("Klotter", "Buller", "Snabba mopeder"):
        said = {"area": cast.areas["norslund"].public_id, "subject": subject, "reason": "Tre veckor i rad."}
        answer = client.post(f"/motesrum/{meeting}/foresla/", said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Gruppen väljer högst tre områden" in page


def test_a_decision_without_words_is_refused(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    client = log_in("elin")
    answer = client.post(f"/motesrum/{meeting}/beslut/", {"text": "", "due_date": "2026-09-23"})
    assert answer.status_code == 422
    assert "Beslutet saknar text." in answer.content.decode()
    assert 'value="2026-09-23"' in answer.content.decode()


def test_the_whole_meeting_can_be_held_here(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    est = cast.organisations["est"].public_id
    client = log_in("elin")
    with acting_as(cast.elin):
        chosen = meeting_view(cast.elin, meeting).chosen[0].key
    steps = [
        ("narvaro", {"present": [est, cast.organisations["police"].public_id]}),
        ("agare", {"om": chosen, "owner": cast.organisations["kopparstaden"].public_id}),
        ("beslut", {"text": "Ring belysningen.", "owner": est, "due_date": "2026-09-23"}),
        ("ovrigt", {"other_notes": "Kaffet var slut."}),
    ]
    for errand, said in steps:
        assert client.post(f"/motesrum/{meeting}/{errand}/", said).status_code == 302, errand
    log_in("olle").post(f"/motesrum/{meeting}/bekrafta/")
    assert log_in("elin").post(f"/motesrum/{meeting}/avsluta/").status_code == 302
    with acting_as(cast.elin):
        held = meeting_view(cast.elin, meeting)
    assert held.is_closed
    assert [each.owner_name for each in held.confirmed] == ["Kopparstaden"]
    assert [each.text for each in held.decisions] == ["Ring belysningen."]
    assert sum(each.is_present for each in held.attendance) == 2
    page = log_in("elin").get(f"/motesrum/{meeting}/").content.decode()
    assert "Läs protokollet" in page
    assert "Avsluta och frys" not in page


@pytest.mark.parametrize("who", ["adam", "rakel", "lina"])
def test_who_may_not_read_meetings_may_not_come_in(cast: Cast, log_in: LogIn, at: At, who: str) -> None:
    meeting = room(cast, at)
    assert log_in(who).get(f"/motesrum/{meeting}/").status_code in (403, 404)


def test_the_steering_group_reads_and_writes_nothing(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    client = log_in("stina")
    for part in PARTS:
        wall = shown(client, meeting, part).split("<main")[1]
        assert "<form" not in wall
        assert 'href="/lagesbilder/' not in wall
    assert client.post(f"/motesrum/{meeting}/ovrigt/", {"other_notes": "Hej"}).status_code == 403


def test_there_is_no_unknown_errand(cast: Cast, log_in: LogIn, at: At) -> None:
    meeting = room(cast, at)
    assert log_in("elin").post(f"/motesrum/{meeting}/nagot-annat/").status_code == 404


def test_somebody_who_is_not_logged_in_is_led_to_the_door(cast: Cast, client: object, at: At) -> None:
    meeting = room(cast, at)
    answer = Client().get(f"/motesrum/{meeting}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/logga-in/")
