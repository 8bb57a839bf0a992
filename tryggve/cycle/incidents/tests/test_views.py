"""The pages: what a person meets, and what a stranger does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tryggve.cycle.incidents.actions import approve_incident, correct_incident, delete_incident, return_incident
from tryggve.cycle.incidents.models import Incident
from tryggve.cycle.incidents.tests.worlds import draft, registered, reread
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast

LogIn = Callable[[str], Client]
PHONE = "070-174 06 58"


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is opened at the cast's moment."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def form(**changes: Any) -> dict[str, Any]:
    said = {"key": "nyckel-1", "opened": NOW.isoformat(), "category": "F3", "where": "vetej", "when": "nyss"}
    return said | changes


def saved(viewer: Viewer) -> list[Incident]:
    with acting_as(viewer):
        return list(Incident.objects.seen_by(viewer).order_by("id"))


def page_of(client: Client, name: str, *args: str, **query: str) -> str:
    response = client.get(reverse(f"incidents:{name}", args=args), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# -- The reporter ----------------------------------------------------------------------------------
def test_three_answers_save_an_incident_without_a_script(cast: Cast, log_in: LogIn) -> None:
    client = log_in("rakel")
    response = client.post(reverse("incidents:new"), form(where=cast.places["bojsenburg"].public_id, category="C4"))
    assert response.status_code == 422  # not one of her own latest places: it must come through the list
    response = client.post(
        reverse("incidents:new"), form(where="lista", place=cast.places["bojsenburg"].public_id, category="C4")
    )
    (incident,) = saved(cast.rakel)
    assert response.url == reverse("incidents:receipt", args=[incident.public_id])  # type: ignore[attr-defined]
    assert (incident.category_code, incident.nature, incident.area_id) == ("C4", "crime", cast.areas["bojsenburg"].pk)
    assert (incident.occurred_from, incident.time_precision) == (NOW, "hour")
    receipt = page_of(client, "receipt", incident.public_id)
    assert "Sparad hos Tryggve" in receipt
    assert receipt.count("lyser") == 1
    assert "Ring 112" in receipt


def test_a_double_tap_saves_once(cast: Cast, log_in: LogIn) -> None:
    client = log_in("rakel")
    places = [client.post(reverse("incidents:new"), form()).headers["location"] for _ in range(2)]
    assert places[0] == places[1]
    assert len(saved(cast.rakel)) == 1


def test_back_and_another_text_is_told_and_can_be_saved_as_a_new_one(cast: Cast, log_in: LogIn) -> None:
    client = log_in("rakel")
    client.post(reverse("incidents:new"), form())
    response = client.post(reverse("incidents:new"), form(note="Mer skräp"))
    body = response.content.decode()
    assert response.status_code == 422
    assert "redan sparad" in body
    assert "Mer skräp" in body
    key = response.context["form"]["key"].value()
    client.post(reverse("incidents:new"), form(note="Mer skräp", key=key))
    assert [incident.note for incident in saved(cast.rakel)] == ["", "Mer skräp"]


def test_what_was_typed_stays_when_something_is_missing(cast: Cast, log_in: LogIn) -> None:
    response = log_in("rakel").post(
        reverse("incidents:new"), form(category="", when="annan", note="Stor hög vid porten", where="lista")
    )
    body = response.content.decode()
    assert response.status_code == 422
    for text in ("Välj vad som har hänt.", "Dagen saknas.", "men ingen plats", "Stor hög vid porten"):
        assert text in body, text
    assert saved(cast.rakel) == []


@pytest.mark.parametrize(
    ("typed", "started", "ended", "precision"),
    [
        ({"day": "2026-09-07"}, "2026-09-06T22:00", "2026-09-07T22:00", "day"),
        ({"day": "2026-09-07", "at": "23:15"}, "2026-09-07T21:15", "2026-09-07T21:15", "minute"),
        ({"day": "2026-09-07", "at": "23:15", "until": "01:00"}, "2026-09-07T21:15", "2026-09-07T23:00", "interval"),
        ({"day": "2026-09-05", "until_day": "2026-09-06"}, "2026-09-04T22:00", "2026-09-06T22:00", "interval"),
    ],
)
def test_another_time_is_a_day_a_moment_or_between_two(
    cast: Cast, log_in: LogIn, typed: dict[str, str], started: str, ended: str, precision: str
) -> None:
    log_in("rakel").post(reverse("incidents:new"), form(when="annan", **typed))
    (incident,) = saved(cast.rakel)
    assert incident.occurred_from == datetime.fromisoformat(f"{started}+00:00")
    assert incident.occurred_to == datetime.fromisoformat(f"{ended}+00:00")
    assert incident.time_precision == precision


def test_the_future_is_refused_beside_the_day(log_in: LogIn, cast: Cast) -> None:
    response = log_in("rakel").post(reverse("incidents:new"), form(when="annan", day="2026-09-09", at="10:00"))
    assert response.status_code == 422
    assert "Tiden har inte varit än" in response.context["form"].errors["day"][0]


def test_a_point_on_the_map_is_as_good_as_a_place(cast: Cast, log_in: LogIn) -> None:
    client = log_in("rakel")
    assert client.post(reverse("incidents:new"), form(where="karta")).status_code == 422
    client.post(reverse("incidents:new"), form(where="karta", lat="60.62651", lon="15.65552"))
    assert saved(cast.rakel)[0].area_id == cast.areas["norslund"].pk


def test_one_more_nearby_begins_at_the_same_place(cast: Cast, log_in: LogIn) -> None:
    place = cast.places["norslund"].public_id
    first = registered(cast.rakel, place=place)
    registered(cast.rakel, place=cast.places["knutpunkten"].public_id, now=NOW + timedelta(minutes=1))
    response = log_in("rakel").get(reverse("incidents:new"), {"nara": first.public_id})
    assert response.context["form"]["where"].value() == place


def test_the_reporter_answers_the_coordinators_question(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel, shared_text="Redan skriven")
    return_incident(public_id=incident.public_id, question="Vilken port?", by=cast.sixten, now=NOW)
    client = log_in("rakel")
    assert "Vilken port?" in page_of(client, "mine")
    assert "Vilken port?" in page_of(client, "own", incident.public_id)
    client.post(reverse("incidents:own", args=[incident.public_id]), form(note="Port 4"))
    changed = reread(cast.rakel, incident)
    assert (changed.review_state, changed.note, changed.shared_text) == ("new", "Port 4", "Redan skriven")


def test_a_note_with_a_telephone_number_warns_on_the_receipt(cast: Cast, log_in: LogIn) -> None:
    client = log_in("rakel")
    response = client.post(reverse("incidents:new"), form(note=f"Ring {PHONE}"))
    assert "1 personuppgift" in client.get(response.headers["location"]).content.decode()


def test_undo_takes_it_back(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    log_in("rakel").post(reverse("incidents:withdraw", args=[incident.public_id]))
    assert reread(cast.rakel, incident).review_state == "deleted"


def test_the_police_are_led_to_the_weekly_report(log_in: LogIn, cast: Cast) -> None:
    body = page_of(log_in("petra"), "new")
    assert "sammanfattningar" in body
    assert reverse("weekly_reports:list") in body


def test_the_relay_chooses_whom_it_reports_for(cast: Cast, log_in: LogIn) -> None:
    client = log_in("kerstin")
    assert "Butik A" in page_of(client, "new")
    assert "Lunds Skor" not in page_of(client, "new")
    client.post(reverse("incidents:new"), form(member=cast.members["skoaffaren"].public_id))
    assert saved(cast.kerstin)[0].on_behalf_of_id == cast.members["skoaffaren"].pk


# -- The coordinator -------------------------------------------------------------------------------
def test_the_note_is_marked_on_the_left_and_never_copied_by_itself(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel, note=f"Ring {PHONE} om skräpet")
    client = log_in("sixten")
    body = page_of(client, "review")
    assert f"<mark>{PHONE}</mark>" in body
    assert "1 personuppgift" in body
    assert "om skräpet</textarea>" not in body
    copied = page_of(client, "review", fran=incident.public_id)
    assert "Ring [telefonnummer] om skräpet</textarea>" in copied


def test_a_refused_shared_text_keeps_what_was_typed(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    address = reverse("incidents:approve", args=[incident.public_id])
    for where in ({}, {"page": "detail"}):
        response = log_in("sixten").post(address, {"shared_text": f"Ring {PHONE} nu"} | where)
        body = response.content.decode()
        assert response.status_code == 422
        assert f"Ring {PHONE} nu</textarea>" in body
        assert "ett telefonnummer" in body
    assert reread(cast.sixten, incident).review_state == "new"


def test_taking_with_leads_back_and_the_page_says_it_is_done(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    response = client.post(reverse("incidents:approve", args=[incident.public_id]), {"shared_text": "Skräp."})
    assert response.headers["location"] == reverse("incidents:review")
    assert reread(cast.sixten, incident).shared_text == "Skräp."
    assert "Allt är granskat" in page_of(client, "review")


# -- Two at once ------------------------------------------------------------------------------------
def seen_on(body: str) -> str:
    found = re.search(r'name="seen(?:_shared_text)?" value="([0-9a-f]{64})"', body)
    assert found is not None
    return found[1]


def test_two_tabs_end_with_both_texts_on_the_page_and_none_of_them_lost(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    seen = seen_on(page_of(client, "review"))
    keep = reverse("incidents:keep_text", args=[incident.public_id])
    first = client.post(keep, {"text": "Flik ett.", "seen": seen})
    second = client.post(keep, {"text": "Flik två.", "seen": seen})
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["theirs"] == "Flik ett."

    refused = client.post(
        reverse("incidents:approve", args=[incident.public_id]), {"shared_text": "Flik två.", "seen_shared_text": seen}
    )
    body = refused.content.decode()
    assert refused.status_code == 409
    assert "Flik två.</textarea>" in body
    assert "Flik ett." in body
    assert reread(cast.sixten, incident).review_state == "new"

    chosen = client.post(
        reverse("incidents:approve", args=[incident.public_id]),
        {"shared_text": "Båda flikarna.", "seen_shared_text": seen_on(body)},
    )
    assert chosen.status_code == 302
    assert reread(cast.sixten, incident).shared_text == "Båda flikarna."


def test_a_button_pressed_while_the_text_is_being_kept_is_no_conflict(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    text, seen = "Skräp vid torget.", seen_on(page_of(client, "review"))
    keep = reverse("incidents:keep_text", args=[incident.public_id])
    assert client.post(keep, {"text": text, "seen": seen}).status_code == 200
    sent = {"shared_text": text, "seen_shared_text": seen}
    assert client.post(reverse("incidents:approve", args=[incident.public_id]), sent).status_code == 302


def test_a_double_click_is_one_decision(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    sent = {"shared_text": "Skräp.", "seen_shared_text": seen_on(page_of(client, "review"))}
    address = reverse("incidents:approve", args=[incident.public_id])
    assert [client.post(address, sent).status_code for _click in range(2)] == [302, 302]


def test_what_the_reporter_mends_while_the_coordinator_reads_is_not_taken_with_unread(
    cast: Cast, log_in: LogIn
) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    seen = seen_on(page_of(client, "review"))
    correct_incident(public_id=incident.public_id, draft=draft(category_code="C4"), by=cast.rakel, now=NOW)

    answer = client.post(
        reverse("incidents:approve", args=[incident.public_id]), {"shared_text": "Skräp.", "seen_shared_text": seen}
    )
    assert answer.status_code == 409
    assert reread(cast.sixten, incident).review_state == "new"


def test_a_correction_over_a_colleagues_shows_what_is_saved_and_keeps_what_was_typed(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    seen = seen_on(page_of(client, "correct", incident.public_id))
    correct_incident(public_id=incident.public_id, draft=draft(note="Kollegans ord."), by=cast.sixten, now=NOW)
    answer = client.post(reverse("incidents:correct", args=[incident.public_id]), form(note="Mina ord.", seen=seen))
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Kollegans ord." in body
    assert "Mina ord." in body
    assert reread(cast.sixten, incident).note == "Kollegans ord."


def test_a_half_written_text_is_kept_and_stays_in_the_organisation(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    answer = client.post(
        reverse("incidents:keep_text", args=[incident.public_id]),
        {"text": f"Ring {PHONE}", "seen": seen_on(page_of(client, "review"))},
    )
    assert answer.json()["said"] == "Sparat, inte delat."
    assert f"Ring {PHONE}</textarea>" in page_of(client, "review")
    refused = client.post(reverse("incidents:approve", args=[incident.public_id]), {"shared_text": f"Ring {PHONE}"})
    assert refused.status_code == 422


def test_what_a_colleague_has_already_decided_is_said_on_the_list(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    delete_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)
    response = log_in("sixten").post(reverse("incidents:approve", args=[incident.public_id]), {"shared_text": ""})
    assert (response.status_code, "gått vidare" in response.content.decode()) == (422, True)


def test_no_button_leads_out_of_the_house(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    for evil in ("https://evil.example/", "//evil.example", "evil"):
        response = log_in("sixten").post(
            reverse("incidents:approve", args=[incident.public_id]), {"next": evil, "shared_text": ""}
        )
        assert response.headers["location"] == reverse("incidents:review")


def test_what_may_be_the_same_is_offered_to_be_merged(cast: Cast, log_in: LogIn) -> None:
    place = cast.places["bojsenburg"].public_id
    one, two = registered(cast.rakel, place=place), registered(cast.rakel, place=place)
    client = log_in("sixten")
    assert "Kan vara samma" in page_of(client, "review")
    client.post(reverse("incidents:merge", args=[one.public_id]), {"into": two.public_id})
    assert reread(cast.sixten, one).merged_into_id == two.pk


def test_the_detail_shows_the_trace_and_the_buttons_work(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel, note="Något")
    client = log_in("sixten")
    address = [incident.public_id]
    assert client.post(reverse("incidents:return", args=address), {"question": ""}).status_code == 422
    client.post(reverse("incidents:return", args=address), {"question": "Var då?"})
    client.post(reverse("incidents:leave_out", args=address))
    again = client.post(reverse("incidents:return", args=address), {"question": "En gång till?"})
    assert (again.status_code, "gått vidare" in again.content.decode()) == (422, True)
    client.post(reverse("incidents:delete", args=address))
    body = page_of(client, "detail", incident.public_id)
    for text in ("Innehållet är borttaget", "Rakel Lind", "Sixten Berg", "Skickad tillbaka", "Togs inte med"):
        assert text in body, text
    assert "Något" not in body


def test_the_coordinator_mends_it_and_the_area_follows(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    client = log_in("sixten")
    body = page_of(client, "correct", incident.public_id)
    assert "Text som delas" in body
    client.post(
        reverse("incidents:correct", args=[incident.public_id]),
        form(where="lista", place=cast.places["norslund"].public_id, when="annan", day="2026-09-08", at="09:00"),
    )
    assert reread(cast.sixten, incident).area_id == cast.areas["norslund"].pk
    refused = client.post(reverse("incidents:correct", args=[incident.public_id]), form(shared_text=f"Ring {PHONE}"))
    assert (refused.status_code, PHONE in refused.content.decode()) == (422, True)


def test_what_is_decided_can_be_looked_back_at(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    approve_incident(public_id=incident.public_id, by=cast.sixten, now=NOW)
    assert incident.public_id in page_of(log_in("sixten"), "reviewed")


# -- Strangers -------------------------------------------------------------------------------------
READ = ("detail", "correct")
WRITE = ("keep_text", "approve", "return", "leave_out", "merge", "delete", "correct")


@pytest.mark.parametrize("stranger", ["frida", "petra", "kerstin"])
def test_another_coordinator_meets_nothing_at_all(cast: Cast, log_in: LogIn, stranger: str) -> None:
    incident = registered(cast.rakel, note="Bara Kopparstadens")
    client = log_in(stranger)
    for name in READ:
        assert client.get(reverse(f"incidents:{name}", args=[incident.public_id])).status_code == 404
    for name in WRITE:
        sent = form(question="?", into=incident.public_id)
        assert client.post(reverse(f"incidents:{name}", args=[incident.public_id]), sent).status_code == 404
    assert "Bara Kopparstadens" not in page_of(client, "review")
    assert client.get(reverse("incidents:receipt", args=[incident.public_id])).status_code == 404
    assert reread(cast.sixten, incident).review_state == "new"


@pytest.mark.parametrize("person", ["elin", "mona", "olle", "stina", "adam", "lina"])
def test_those_who_only_read_pictures_are_not_let_in(cast: Cast, log_in: LogIn, person: str) -> None:
    incident = registered(cast.rakel)
    client = log_in(person)
    for name in ("new", "mine", "review", "reviewed", "start"):
        assert client.get(reverse(f"incidents:{name}")).status_code == 403
    for name in READ:
        assert client.get(reverse(f"incidents:{name}", args=[incident.public_id])).status_code == 403


def test_a_reporter_reviews_nothing_and_sees_no_colleagues_receipt(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.sixten)
    client = log_in("rakel")
    assert client.get(reverse("incidents:review")).status_code == 403
    for name in ("receipt", "own"):
        assert client.get(reverse(f"incidents:{name}", args=[incident.public_id])).status_code == 404
    assert client.post(reverse("incidents:withdraw", args=[incident.public_id])).status_code == 404


def test_the_logged_out_are_shown_the_door(cast: Cast, client: Client) -> None:
    response = client.get(reverse("incidents:new"))
    assert response.status_code == 302
    assert response.headers["location"].endswith("next=%2Fhandelser%2Fny%2F")


def test_a_button_is_never_a_link(cast: Cast, log_in: LogIn) -> None:
    incident = registered(cast.rakel)
    for name in ("keep_text", "approve", "leave_out", "delete", "merge", "return"):
        assert log_in("sixten").get(reverse(f"incidents:{name}", args=[incident.public_id])).status_code == 405
