from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tryggve.cycle.meetings import actions, queries
from tryggve.cycle.meetings.models import Meeting
from tryggve.cycle.meetings.tests.world import (
    AFTER,
    DURING,
    HELD_AT,
    WEEK,
    confirmed,
    opened,
    picture_body,
    proposed,
    with_picture,
)
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
BUTTONS = ("choose", "propose", "confirm", "picture", "decide", "attendance", "notes", "close")


def url(name: str, *args: str) -> str:
    return reverse(f"meetings:{name}", args=args)


def closed(cast: Cast) -> Meeting:
    meeting = opened(cast)
    confirmed(cast, meeting, "bojsenburg", subject="Bilbränder")
    return actions.close_meeting(meeting=meeting.public_id, by=cast.elin, now=AFTER)


def test_the_page_follows_the_order_of_the_hour(cast: Cast, log_in: LogIn) -> None:
    last = opened(cast, WEEK - 1, held_at=HELD_AT - timedelta(days=7))
    confirmed(cast, last, "norslund", subject="Klotter")
    meeting = opened(cast)

    text = log_in("elin").get(url("agenda", meeting.public_id)).content.decode()

    order = ["Norslund", "Två saker sticker ut", "Det som sticker ut i lägesbilden", "Beslut", "Närvaro", "Avsluta"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Inte uppföljt än" in text
    assert "14 händelser i veckan. Vanligt är 5 till 9." in text


def test_an_area_that_stands_out_is_proposed_with_one_button(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)

    answer = log_in("mona").post(url("choose", meeting.public_id), {"number": "1"}, follow=True)

    assert "Knutpunkten är föreslaget." in answer.content.decode()
    with acting_as(cast.mona):
        chosen = queries.meeting(cast.mona, meeting.public_id).chosen
    assert [(each.area_name, each.category_codes) for each in chosen] == [("Knutpunkten", ("A1", "A2"))]


@pytest.mark.parametrize("number", ["0", "3", "x", "", "²"])
def test_a_number_that_is_not_there_is_not_found(cast: Cast, log_in: LogIn, number: str) -> None:
    meeting = opened(cast)

    assert log_in("mona").post(url("choose", meeting.public_id), {"number": number}).status_code == 404


def test_a_fourth_area_is_refused_and_nothing_typed_is_lost(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    for area in ("knutpunkten", "bojsenburg", "norslund"):
        proposed(cast, meeting, area)

    answer = log_in("mona").post(
        url("propose", meeting.public_id),
        {"area": cast.areas["knutpunkten"].public_id, "subject": "Fimpar", "reason": "Det ryker.", "owner": ""},
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "högst tre områden i veckan" in text
    assert "Fimpar" in text
    assert "Det ryker." in text


def test_a_telephone_number_in_the_reason_is_refused_with_the_words_kept(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    words = "Ring vaktmästaren på 070-174 06 35"

    answer = log_in("mona").post(
        url("propose", meeting.public_id),
        {"area": cast.areas["knutpunkten"].public_id, "subject": "Lampor", "reason": words},
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "telefonnummer" in answer.content.decode()


def test_the_chair_confirms_but_not_what_the_chair_alone_proposed(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    own = proposed(cast, meeting, by=cast.olle)

    refused = log_in("olle").post(url("confirm", meeting.public_id))
    assert refused.status_code == 422
    assert "Be någon annan ställa sig bakom" in refused.content.decode()

    log_in("mona").post(url("second", own.public_id))
    done = log_in("olle").post(url("confirm", meeting.public_id), follow=True)
    assert "Områdena är bekräftade." in done.content.decode()
    assert "Mona Dahl står bakom." in done.content.decode()


def test_owner_choosing_away_and_the_newer_picture(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    first = proposed(cast, meeting)
    with_picture(cast, version=2, body=picture_body(cast) | {"answer": "Tre saker sticker ut."})
    client = log_in("elin")

    client.post(url("owner", first.public_id), {"owner": cast.organisations["police"].public_id})
    assert "Version 2 av lägesbilden har kommit" in client.get(url("agenda", meeting.public_id)).content.decode()
    after = client.post(url("picture", meeting.public_id), follow=True)
    assert "Tre saker sticker ut." in after.content.decode()
    assert client.post(url("owner", first.public_id), {"owner": "finns-inte"}).status_code == 422
    client.post(url("decline", first.public_id))

    with acting_as(cast.elin):
        view = queries.meeting(cast.elin, meeting.public_id)
    assert [(each.owner_name, str(each.priority_state)) for each in view.priorities] == [("Polisen", "declined")]


def test_attendance_is_noted_in_one_go_and_a_name_means_being_there(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    police, est = cast.organisations["police"].public_id, cast.organisations["est"].public_id

    log_in("elin").post(url("attendance", meeting.public_id), {f"present_{police}": "on", f"name_{est}": "Elin Sund"})

    with acting_as(cast.elin):
        lines = {each.organisation: each for each in queries.meeting(cast.elin, meeting.public_id).attendance}
    assert lines[police].is_present
    assert (lines[est].is_present, lines[est].attendee_name) == (True, "Elin Sund")
    assert all(each.is_noted for each in lines.values())


def test_a_number_beside_a_name_is_refused_and_the_rest_stays_typed(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    police, est = cast.organisations["police"].public_id, cast.organisations["est"].public_id

    answer = log_in("elin").post(
        url("attendance", meeting.public_id), {f"name_{police}": "Petra 070-174 06 35", f"name_{est}": "Elin Sund"}
    )

    assert answer.status_code == 422
    assert "Petra 070-174 06 35" in answer.content.decode()
    assert "Elin Sund" in answer.content.decode()


def test_decisions_and_notes_come_and_go(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    client = log_in("elin")

    assert client.post(url("decide", meeting.public_id), {"text": "", "due_date": "2026-09-23"}).status_code == 422
    early = client.post(url("decide", meeting.public_id), {"text": "Byt lampor", "due_date": "2026-09-01"})
    assert early.status_code == 422
    assert "Byt lampor" in early.content.decode()
    client.post(url("decide", meeting.public_id), {"text": "Byt lampor", "due_date": "2026-09-23"})
    client.post(url("notes", meeting.public_id), {"other_notes": "Höstlov vecka 44."})
    with acting_as(cast.elin):
        view = queries.meeting(cast.elin, meeting.public_id)
    assert (view.decisions[0].text, view.other_notes) == ("Byt lampor", "Höstlov vecka 44.")

    client.post(url("remove", meeting.public_id, view.decisions[0].key))
    with acting_as(cast.elin):
        assert queries.meeting(cast.elin, meeting.public_id).decisions == ()


def test_closing_waits_for_the_chair_and_then_gives_the_minutes(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    proposed(cast, meeting)
    client = log_in("elin")

    refused = client.post(url("close", meeting.public_id), {"next_day": "2026-09-23", "next_clock": "13:00"})
    assert refused.status_code == 422
    assert "2026-09-23" in refused.content.decode()
    actions.confirm_priorities(meeting=meeting.public_id, by=cast.olle, now=DURING)
    done = client.post(url("close", meeting.public_id), {"next_day": "2026-09-23"}, follow=True)

    text = done.content.decode()
    assert "Veckans område är Knutpunkten" in text
    assert "onsdag 23 september 2026 kl. 13.00" in text


def test_the_minutes_are_downloaded_as_the_same_bytes_each_time(cast: Cast, log_in: LogIn) -> None:
    meeting = closed(cast)
    client = log_in("elin")

    first = client.get(url("minutes_file", meeting.public_id, "pdf"))
    again = client.get(url("minutes_file", meeting.public_id, "pdf"))

    assert first.content.startswith(b"%PDF-")
    assert first.content == again.content
    assert "ovningsdata-minutes-2026-W37-v1.pdf" in first["Content-Disposition"]
    assert client.get(url("minutes_file", meeting.public_id, "json")).json()["kind"] == "minutes"
    assert client.get(url("minutes_file", meeting.public_id, "docx")).status_code == 404


def test_a_closed_meeting_shows_no_buttons_and_takes_none(cast: Cast, log_in: LogIn) -> None:
    meeting = closed(cast)
    client = log_in("elin")

    text = client.get(url("agenda", meeting.public_id)).content.decode()
    assert 'method="post" action="/moten/' not in text
    answer = client.post(url("notes", meeting.public_id), {"other_notes": "En sak till"})
    assert answer.status_code == 422
    assert "protokollet är fryst" in answer.content.decode()
    assert "En sak till" in answer.content.decode()


def test_the_button_for_the_big_screen_leads_to_the_meeting_room(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)

    text = log_in("mona").get(url("agenda", meeting.public_id)).content.decode()

    assert f'href="{reverse("desk:meeting_room", args=[meeting.public_id])}"' in text


def test_a_meeting_is_opened_from_the_list(cast: Cast, log_in: LogIn) -> None:
    with_picture(cast)
    client = log_in("elin")

    assert "Lägesbilden för vecka 37 väntar på sitt möte" in client.get(url("overview")).content.decode()
    said = {"week": "2026-W37", "day": "2026-09-16", "clock": "13.00", "place": "Rådhuset"}
    assert "Två saker" in client.post(url("overview"), said, follow=True).content.decode()
    again = client.post(url("overview"), said)
    assert again.status_code == 422
    assert "redan ett möte" in again.content.decode()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"week": "vecka 37"}, "2026-W37"),
        ({"week": "2026-W36"}, "ingen lägesbild än"),
        ({"day": "2026-08-01"}, "före veckan"),
        ({"day": "i morgon"}, "går inte att läsa"),
        ({"clock": ""}, "Klockslaget saknas"),
    ],
)
def test_a_meeting_that_cannot_be_opened_says_why_and_keeps_the_place(
    cast: Cast, log_in: LogIn, wrong: dict[str, str], words: str
) -> None:
    with_picture(cast)
    said = {"week": "2026-W37", "day": "2026-09-16", "clock": "13:00", "place": "Kristinegymnasiet"} | wrong

    answer = log_in("elin").post(url("overview"), said)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Kristinegymnasiet" in answer.content.decode()


@pytest.mark.parametrize("first_name", ["bo", "frida"])
def test_strangers_find_nothing(cast: Cast, log_in: LogIn, first_name: str) -> None:
    meeting = closed(cast)
    with acting_as(cast.elin):
        chosen = queries.priorities(cast.elin)[0].key
    client = log_in(first_name)

    for name in ("agenda", "minutes"):
        assert client.get(url(name, meeting.public_id)).status_code == 404, name
    for document_format in ("pdf", "json"):
        assert client.get(url("minutes_file", meeting.public_id, document_format)).status_code == 404
    for name in ("second", "decline", "owner"):
        assert client.post(url(name, chosen)).status_code == 404, name
    assert "Bojsenburg" not in client.get(url("overview")).content.decode()
    expected = {404} if first_name == "bo" else {403, 404}
    for name in BUTTONS:
        if name != "confirm":
            assert client.post(url(name, meeting.public_id), {"number": "1"}).status_code in expected, name


def test_a_reporter_is_kept_out_and_a_member_cannot_do_what_the_chair_does(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)
    proposed(cast, meeting)

    client = log_in("rakel")
    assert client.get(url("agenda", meeting.public_id)).status_code == 403
    assert client.get(url("overview")).status_code == 403
    for name in BUTTONS:
        assert client.post(url(name, meeting.public_id)).status_code == 403
    member = log_in("mona")
    for name in ("confirm", "decide", "attendance", "notes", "close", "picture"):
        assert member.post(url(name, meeting.public_id)).status_code == 403


def test_the_list_reads_all_meetings_in_as_many_questions_as_one(
    cast: Cast, log_in: LogIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for back in range(4):
        meeting = opened(cast, WEEK - back, held_at=HELD_AT - timedelta(days=7 * back))
        confirmed(cast, meeting, "bojsenburg")
    client = log_in("mona")

    with django_assert_max_num_queries(20):
        text = client.get(url("overview")).content.decode()

    assert text.count("Bojsenburg") == 4


def test_buttons_are_pressed_not_visited(cast: Cast, log_in: LogIn) -> None:
    meeting = opened(cast)

    for name in BUTTONS:
        assert log_in("elin").get(url(name, meeting.public_id)).status_code == 405


def test_those_who_are_logged_out_are_sent_to_log_in(cast: Cast, client: Client) -> None:
    meeting = opened(cast)

    answer = client.get(url("agenda", meeting.public_id))

    assert answer.status_code == 302
    assert "next=" in answer["Location"]
