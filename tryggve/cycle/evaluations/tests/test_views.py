"""The pages of looking back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from tryggve.cycle.evaluations.actions import evaluate_measure
from tryggve.cycle.evaluations.tests.world import FEW, MOVED, WORKED, Truth, measure_with
from tryggve.cycle.measures.tests.world import lay_ground
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
DAY = datetime(2026, 6, 15, 8, 0, tzinfo=UTC)


def _page_of(cast: Cast, log_in: LogIn, truth: Truth, *, carried_out: str = "yes", person: str = "elin") -> str:
    _ground, key = measure_with(cast, truth)
    row = evaluate_measure(measure=key, carried_out=carried_out, by=cast.elin, now=DAY)
    answer = log_in(person).get(f"/utvarderingar/{row.public_id}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_says_what_waits(cast: Cast, log_in: LogIn) -> None:
    measure_with(cast, WORKED)
    page = log_in("elin").get("/utvarderingar/").content.decode()
    assert "En åtgärd ska läsas av" in page
    assert "Ingen har följt upp än" in page


def test_an_empty_list_says_so(cast: Cast, log_in: LogIn) -> None:
    assert "Inget väntar på avläsning" in log_in("stina").get("/utvarderingar/").content.decode()


def test_evaluating_on_the_page_leads_to_the_verdict(cast: Cast, log_in: LogIn) -> None:
    _ground, key = measure_with(cast, WORKED)
    client = log_in("mona")
    assert "Blev åtgärden gjord?" in client.get(f"/utvarderingar/ny/{key}/").content.decode()
    answer = client.post(f"/utvarderingar/ny/{key}/", {"carried_out": "yes", "lesson": "Ljus hjälper."}, follow=True)
    page = answer.content.decode()
    assert "siffrorna stöder att det hjälpte" in page
    assert "Ljus hjälper." in page


def test_the_verdict_stands_with_its_interval_and_its_table(cast: Cast, log_in: LogIn) -> None:
    page = _page_of(cast, log_in, MOVED)
    assert "Stöds" in page
    assert "procent färre till" in page
    assert "Problemet ser ut att ha flyttat" in page
    assert "Grannområdena" in page


def test_the_steering_group_reads_the_verdict_without_the_counts_it_rests_on(cast: Cast, log_in: LogIn) -> None:
    page = _page_of(cast, log_in, MOVED, person="stina")
    assert "Stöds" in page
    assert "Problemet ser ut att ha flyttat" in page
    assert "procent färre till" not in page
    assert "Händelserna gick från" not in page
    assert "Händelser före och efter" not in page


def test_too_few_is_said_as_loudly_as_any_other_verdict(cast: Cast, log_in: LogIn) -> None:
    page = _page_of(cast, log_in, FEW)
    assert "det går inte att säga om det hjälpte" in page


def test_what_was_not_done_has_a_page_of_its_own(cast: Cast, log_in: LogIn) -> None:
    assert "åtgärden gjordes inte" in _page_of(cast, log_in, WORKED, carried_out="no")


def test_no_answer_is_refused_with_what_was_typed(cast: Cast, log_in: LogIn) -> None:
    _ground, key = measure_with(cast, WORKED)
    answer = log_in("elin").post(f"/utvarderingar/ny/{key}/", {"lesson": "Det här lärde vi oss."})
    assert answer.status_code == 422
    assert "Det här lärde vi oss." in answer.content.decode()


def test_a_person_in_the_lesson_is_refused(cast: Cast, log_in: LogIn) -> None:
    _ground, key = measure_with(cast, WORKED)
    answer = log_in("elin").post(f"/utvarderingar/ny/{key}/", {"carried_out": "yes", "lesson": "070-174 06 05"})
    assert answer.status_code == 422
    assert "070-174 06 05" in answer.content.decode()


def test_following_up_an_area(cast: Cast, log_in: LogIn) -> None:
    ground = lay_ground(cast)
    client = log_in("elin")
    address = f"/utvarderingar/omraden/{ground.priority}/"
    assert "Hur gick det i Knutpunkten?" in client.get(address).content.decode()
    assert client.post(address, {"done": "yes"}).status_code == 422
    answer = client.post(address, {"done": "yes", "outcome": "better", "text": "Lugnt."}, follow=True)
    assert "Uppföljningen är sparad" in answer.content.decode()


def test_the_stranger_finds_nothing(cast: Cast, log_in: LogIn) -> None:
    ground, key = measure_with(cast, WORKED)
    row = evaluate_measure(measure=key, carried_out="yes", by=cast.elin, now=DAY)
    client = log_in("bo")
    for address in (f"{row.public_id}/", f"ny/{key}/", f"omraden/{ground.priority}/"):
        assert client.get(f"/utvarderingar/{address}").status_code == 404
    assert client.post(f"/utvarderingar/ny/{key}/", {"carried_out": "yes"}).status_code == 404
    assert client.post(f"/utvarderingar/omraden/{ground.priority}/", {"done": "yes"}).status_code == 404
    assert "lampor" not in client.get("/utvarderingar/").content.decode()


@pytest.mark.parametrize("person", ["rakel", "lina", "adam"])
def test_those_without_the_right_are_refused(cast: Cast, log_in: LogIn, person: str) -> None:
    assert log_in(person).get("/utvarderingar/").status_code == 403


def test_those_who_only_read_do_not_judge(cast: Cast, log_in: LogIn) -> None:
    _ground, key = measure_with(cast, WORKED)
    assert log_in("sixten").get(f"/utvarderingar/ny/{key}/").status_code == 403


def test_nobody_gets_in_without_logging_in(client: Client, db: None) -> None:
    for address in ("", "ny/x/", "omraden/x/", "x/"):
        assert client.get(f"/utvarderingar/{address}").status_code == 302
