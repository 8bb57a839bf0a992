"""The pages: the week for all, one's own report, the preview, what is shared, the relay's board."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tryggve.cycle.incidents.actions import approve_incident
from tryggve.cycle.weekly_reports import queries
from tryggve.cycle.weekly_reports.actions import share_nothing, write_judgement
from tryggve.cycle.weekly_reports.models import WeeklyReport
from tryggve.cycle.weekly_reports.shapes import MemberAnswer
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W37, approved, opened, registered, shared
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
PHONE = "070-174 06 58"


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is opened on the Monday the reports are due."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


def address(name: str, report: WeeklyReport | None = None) -> str:
    return reverse(f"weekly_reports:{name}", args=[report.public_id] if report else [])


def body_of(client: Client, where: str, **query: str) -> str:
    response = client.get(where, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def paper(body: str) -> str:
    """The report itself, as the preview and the shared page draw it."""
    found = re.search(r'<article class="sheet report-paper".*?</article>', body, re.DOTALL)
    assert found is not None
    return found[0]


# -- From the list to what is shared ------------------------------------------------------------------
def test_the_preview_is_exactly_what_the_others_then_read(cast: Cast, log_in: LogIn) -> None:
    approved(cast.sixten, place=cast.places["bojsenburg"].public_id, text="Skräp vid torget.", note="Bara vårt")
    report = opened(cast, "kopparstaden")
    client = log_in("sixten")
    assert address("detail", report) in body_of(client, address("list"))
    said = {"judgement": "yellow", "judgement_text": "Mer än vanligt.", "risk_signals": "Match.", "needs": "Tillsyn."}
    response = client.post(address("detail", report), said | {"preview": "1"})
    assert response.headers["location"] == address("preview", report)
    preview = client.get(address("preview", report))
    seen = preview.context["composed"].digest
    assert client.post(address("share", report), {"seen": seen}).status_code == 302
    read = body_of(log_in("mona"), address("shared", report))
    assert paper(read) == paper(preview.content.decode())
    assert "Skräp vid torget." in read
    assert "Bara vårt" not in read


def test_what_was_typed_stays_when_the_guard_refuses(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "kopparstaden")
    response = log_in("sixten").post(
        address("detail", report), {"judgement": "red", "judgement_text": f"Ring {PHONE}", "needs": "Fler fältare"}
    )
    body = response.content.decode()
    assert response.status_code == 422
    for text in (f"Ring {PHONE}</textarea>", "Fler fältare</textarea>", "ett telefonnummer"):
        assert text in body, text


def test_a_new_incident_between_preview_and_sharing_is_shown_before_it_is_shared(cast: Cast, log_in: LogIn) -> None:
    approved(cast.sixten)
    report = opened(cast, "kopparstaden")
    write_judgement(public_id=report.public_id, judgement="green", by=cast.sixten, now=MONDAY)
    client = log_in("sixten")
    seen = client.get(address("preview", report)).context["composed"].digest
    approved(cast.sixten, text="Kom emellan")
    response = client.post(address("share", report), {"seen": seen})
    assert response.status_code == 422
    assert "ändrats sedan du förhandsgranskade" in response.content.decode()
    assert "Kom emellan" in response.content.decode()


def test_a_zero_week_is_two_presses(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "kopparstaden")
    client = log_in("sixten")
    assert address("preview", report) in body_of(client, address("detail", report))
    assert "Dela: inget att rapportera" in body_of(client, address("preview", report))
    client.post(address("nothing", report))
    assert "Inget att rapportera." in body_of(log_in("mona"), address("shared", report))


def test_a_zero_is_refused_in_words_while_something_waits(cast: Cast, log_in: LogIn) -> None:
    approved(cast.sixten)
    report = opened(cast, "kopparstaden")
    response = log_in("sixten").post(address("nothing", report))
    assert (response.status_code, "Ni har något att rapportera" in response.content.decode()) == (422, True)


def test_what_is_not_reviewed_is_said_on_the_way_to_sharing(cast: Cast, log_in: LogIn) -> None:
    registered(cast.sixten)
    report = opened(cast, "kopparstaden")
    for name in ("detail", "preview"):
        assert "En händelse väntar på granskning" in body_of(log_in("sixten"), address(name, report))


def test_a_report_without_a_judgement_is_led_back(cast: Cast, log_in: LogIn) -> None:
    approved(cast.sixten)
    report = opened(cast, "kopparstaden")
    client = log_in("sixten")
    assert "Bedömningen saknas" in body_of(client, address("preview", report))
    assert client.post(address("share", report)).status_code == 422
    assert client.post(address("detail", report), {"needs": "Hjälp"}).status_code == 422


def test_the_week_shows_three_kinds_of_nothing(cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(cast.sixten)
    shared(cast.sixten, opened(cast, "kopparstaden"))
    share_nothing(public_id=opened(cast, "centrala_stadsrum").public_id, by=cast.kerstin, now=MONDAY)
    client = log_in("elin")
    before = body_of(client, address("list"), vecka=str(W37))
    assert "2 av 4 har svarat" in before
    assert "no-none_yet" in before
    monkeypatch.setattr(timezone, "now", lambda: MONDAY + timedelta(hours=3))
    after = body_of(client, address("list"), vecka=str(W37))
    assert 'class="missing"' in after
    assert "no-zero" in after


def test_everybody_lands_on_the_last_whole_week_and_not_on_the_one_that_goes_on(
    cast: Cast, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared(cast.sixten, opened(cast, "kopparstaden"))
    monkeypatch.setattr(timezone, "now", lambda: MONDAY + timedelta(days=2))
    for who in ("elin", "sixten"):
        assert "Vecka 37:" in body_of(log_in(who), address("list"))


def test_the_est_coordinator_opens_the_week_for_all(cast: Cast, log_in: LogIn) -> None:
    client = log_in("elin")
    client.post(address("open"), {"vecka": str(W37)})
    with acting_as(cast.sixten):
        assert queries.own_in_week(cast.sixten, W37) is not None
    refused = client.post(address("open"), {"vecka": "2026-W52"}, follow=True)
    assert "har inte börjat" in refused.content.decode()
    assert client.get(address("list"), {"vecka": "vecka 37"}).status_code == 404


# -- Corrections -------------------------------------------------------------------------------------
def test_a_correction_shows_both_versions_and_why(cast: Cast, log_in: LogIn) -> None:
    incident = approved(cast.sixten, text="Fel plats")
    first = shared(cast.sixten, opened(cast, "kopparstaden"))
    approve_incident(
        public_id=incident.public_id, shared_text="Rätt plats", by=cast.sixten, now=MONDAY + timedelta(minutes=1)
    )
    client = log_in("sixten")
    assert "En delad händelse är ändrad hos er" in body_of(client, address("list"), vecka=str(W37))
    assert client.post(address("correct", first), {"reason": ""}).status_code == 422
    refused = client.post(address("correct", first), {"reason": f"Fråga {PHONE}"})
    assert (refused.status_code, PHONE in refused.content.decode()) == (422, True)
    opened_at = client.post(address("correct", first), {"reason": "Platsen var fel."}).headers["location"]
    assert "Version 1 gäller" in body_of(client, opened_at)
    with acting_as(cast.sixten):
        second = queries.own_in_week(cast.sixten, W37)
    assert second is not None
    seen = client.get(address("preview", second)).context["composed"].digest
    client.post(address("share", second), {"seen": seen})
    reader = log_in("mona")
    old, new = body_of(reader, address("shared", first)), body_of(reader, address("shared", second))
    assert "Fel plats" in paper(old)
    assert "ersatt av en rättelse" in old
    assert "Rätt plats" in paper(new)
    assert "Platsen var fel." in paper(new)


def test_an_open_correction_can_be_thrown_away(cast: Cast, log_in: LogIn) -> None:
    approved(cast.sixten)
    first = shared(cast.sixten, opened(cast, "kopparstaden"))
    client = log_in("sixten")
    where = client.post(address("correct", first), {"reason": "Fel."}).headers["location"]
    assert "En rättelse är påbörjad" in body_of(client, address("shared", first))
    response = client.post(where + "slang-rattelsen/")
    assert response.headers["location"] == address("shared", first)


# -- Lines ---------------------------------------------------------------------------------------------
def line(**changes: Any) -> dict[str, Any]:
    said = {"category_code": "D3", "count": "3", "day": "2026-09-09", "certainty": "seen", "nature": "crime"}
    return said | {"police_reported": "yes"} | changes


def test_the_police_write_lines_that_become_the_report(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    client = log_in("petra")
    client.post(address("add_line", report), line(area=cast.areas["norslund"].public_id, text="Cyklar vid stationen."))
    body = body_of(client, address("detail", report))
    assert "× 3" in body
    assert "Cyklar vid stationen." in body
    with acting_as(cast.petra):
        (draft,) = queries.summary_lines(cast.petra, report)
    assert (draft.time_precision, draft.area) == ("day", cast.areas["norslund"])
    client.post(reverse("weekly_reports:remove_line", args=[draft.public_id]))
    assert "× 3" not in body_of(client, address("detail", report))


def test_a_refused_line_keeps_what_was_typed(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    for wrong, said in (
        ({"text": f"Ring {PHONE}"}, "ett telefonnummer"),
        ({"day": "2026-09-20"}, "efter rapportens vecka"),
        ({"count": "0", "text": "Kvar"}, "från 1 till 500"),
        ({"day": "", "text": "Kvar"}, "Dagen saknas"),
    ):
        response = log_in("petra").post(address("add_line", report), line(**wrong))
        body = response.content.decode()
        assert response.status_code == 422
        assert said in body
        assert str(wrong.get("text", wrong.get("day"))) in body


# -- The relay -----------------------------------------------------------------------------------------
def test_one_press_notes_a_members_answer(cast: Cast, log_in: LogIn) -> None:
    client = log_in("kerstin")
    where = f"{address('members')}?vecka={W37}"
    assert "2 av 2 har inte svarat" in body_of(client, where)
    sent = {"member": cast.members["skoaffaren"].public_id, "answer": "nothing", "via": "telefon", "vecka": str(W37)}
    client.post(address("members"), sent)
    body = body_of(client, where)
    assert "1 av 2 har inte svarat" in body
    assert "Lunds Skor" not in body
    assert "Lunds Skor" in body_of(client, f"{where}&namn")
    with acting_as(cast.kerstin):
        board = {each.alias: each.answer for each in queries.member_board(cast.kerstin, W37)}
    assert board["Butik A"] == MemberAnswer.NOTHING
    wrong = client.post(address("members"), sent | {"answer": "kanske"}, follow=True)
    assert "Svaret finns inte" in wrong.content.decode()


# -- Strangers -----------------------------------------------------------------------------------------
OWN = ("detail", "preview")
POSTS = ("detail", "add_line", "share", "nothing", "correct", "drop")


@pytest.mark.parametrize("stranger", ["frida", "petra", "kerstin"])
def test_nobody_opens_or_writes_another_organisations_report(cast: Cast, log_in: LogIn, stranger: str) -> None:
    approved(cast.sixten)
    report = opened(cast, "kopparstaden")
    client = log_in(stranger)
    for name in OWN:
        assert client.get(address(name, report)).status_code == 404
    for name in POSTS:
        sent = line(judgement="green", reason="Fel.")
        assert client.post(address(name, report), sent).status_code == 404, name
    assert client.get(address("shared", report)).status_code == 404


def test_a_stranger_reads_no_shared_report_of_another_municipality(cast: Cast, log_in: LogIn) -> None:
    approved(cast.sixten, text="Bara Falun")
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    for stranger in ("frida", "bo"):
        client = log_in(stranger)
        assert client.get(address("shared", report)).status_code == 404
        assert "Kopparstaden" not in body_of(client, address("list"), vecka=str(W37))


def test_reading_shows_no_button_that_writes(cast: Cast, log_in: LogIn) -> None:
    approved(cast.sixten)
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    body = body_of(log_in("mona"), address("shared", report))
    assert "Påbörja en rättelse" not in body
    assert "Sixten Berg" not in body


@pytest.mark.parametrize("person", ["rakel", "stina", "adam", "lina"])
def test_those_without_the_right_are_not_let_in(cast: Cast, log_in: LogIn, person: str) -> None:
    approved(cast.sixten)
    report = shared(cast.sixten, opened(cast, "kopparstaden"))
    client = log_in(person)
    assert client.get(address("list")).status_code == 403
    assert client.get(address("shared", report)).status_code == 403
    assert client.get(address("members")).status_code == 403


def test_the_est_coordinator_reads_and_does_not_write_for_others(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "kopparstaden")
    client = log_in("elin")
    assert client.get(address("detail", report)).status_code == 403
    assert client.post(address("share", report)).status_code == 403
    assert client.get(address("shared", report)).status_code == 404
