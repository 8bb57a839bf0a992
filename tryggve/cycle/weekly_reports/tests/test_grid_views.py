"""The grid's pages without a script, and what the script is answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tryggve.cycle.weekly_reports.actions import keep_field, write_cells, write_judgement
from tryggve.cycle.weekly_reports.models import WeeklyReport
from tryggve.cycle.weekly_reports.rules.cells import mark_of
from tryggve.cycle.weekly_reports.shapes import CellEntry
from tryggve.cycle.weekly_reports.tests.worlds import MONDAY, W37, opened, shared
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]
SCRIPT: dict[str, Any] = {"HTTP_ACCEPT": "application/json"}
WEEK = str(W37)


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every page is opened on the Monday the reports are due."""
    monkeypatch.setattr(timezone, "now", lambda: MONDAY)


def address(name: str, report: WeeklyReport) -> str:
    return reverse(f"weekly_reports:{name}", args=[report.public_id])


def somebody_else_writes(cast: Cast, report: WeeklyReport, count: int) -> None:
    entries = [CellEntry("D3", "", count, None, is_seen=False)]
    write_cells(public_id=report.public_id, week=WEEK, entries=entries, by=cast.petra, now=MONDAY)


# -- The grid without a script ------------------------------------------------------------------------
def test_the_form_saves_what_was_typed_and_leaves_the_rest(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    client = log_in("petra")
    page = client.get(address("grid", report))
    assert b'name="v.D3."' in page.content
    somebody_else_writes(cast, report, 9)
    sent = {"v.D3.": "", "s.D3.": "", "v.C4.": "3", "s.C4.": ""}
    assert client.post(address("grid", report), sent).status_code == 302
    body = client.get(address("grid", report)).content.decode()
    assert 'name="v.D3." value="9"' in body
    assert 'name="v.C4." value="3"' in body


def test_two_numbers_for_one_cell_are_both_on_the_page(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    client = log_in("petra")
    somebody_else_writes(cast, report, 9)
    answer = client.post(address("grid", report), {"v.D3.": "4", "s.D3.": ""})
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Du skrev: 4. Någon annan sparade: 9." in body
    assert 'name="v.D3." value="4"' in body
    assert 'name="s.D3." value="9"' in body
    let_go = client.post(address("grid", report), {"v.D3.": "4", "s.D3.": "9", "settle": "D3."})
    assert let_go.status_code == 302
    assert 'name="v.D3." value="9"' in client.get(address("grid", report)).content.decode()
    assert client.post(address("grid", report), {"v.D3.": "4", "s.D3.": "9"}).status_code == 302
    assert 'name="v.D3." value="4"' in client.get(address("grid", report)).content.decode()


def test_what_is_no_number_stays_in_its_cell_with_the_reason(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    answer = log_in("petra").post(address("grid", report), {"v.D3.": "2,5", "s.D3.": "", "v.C4.": "3", "s.C4.": ""})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="2,5"' in body
    assert "Talet har decimaler" in body
    assert 'name="v.C4." value="3"' in body


def test_a_pasted_block_tells_what_fitted_and_can_be_undone(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    client = log_in("petra")
    somebody_else_writes(cast, report, 9)
    block = "\tHela kommunen\tMånen\nD3\t4\t1\nC4\t1 000\t\n"
    answer = client.post(address("paste", report), {"block": block, "shown": json.dumps({"D3.": 9})})
    body = answer.content.decode()
    assert "En ruta är inklistrad" in body
    assert "Kolumnen finns inte" in body
    assert "Talet är för stort" in body
    undo = answer.context["pasted"]["undo"]
    assert client.post(address("write_cells", report), {"cells": undo}).status_code == 302
    assert 'name="v.D3." value="9"' in client.get(address("grid", report)).content.decode()


def test_a_paste_does_not_write_over_what_the_page_never_showed(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    somebody_else_writes(cast, report, 9)
    sent = {"block": "\tHela kommunen\nD3\t4", "shown": json.dumps({"D3.": None})}
    answer = log_in("petra").post(address("paste", report), sent)
    assert answer.status_code == 409
    assert "Du skrev: 4. Någon annan sparade: 9." in answer.content.decode()


def test_the_shared_week_is_shown_locked(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    somebody_else_writes(cast, report, 9)
    shared(cast.petra, report)
    client = log_in("petra")
    body = client.get(address("grid", report)).content.decode()
    assert 'data-state="locked"' in body
    assert 'class="count"' not in body
    assert client.post(address("grid", report), {"v.D3.": "1", "s.D3.": "9"}).status_code == 422


def test_rows_and_places_are_chosen_and_a_comment_is_kept(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    client = log_in("petra")
    place = cast.places["bojsenburg"].public_id
    assert client.post(address("arrange", report), {"category": ["F3"], "place": [place]}).status_code == 302
    body = client.get(address("grid", report)).content.decode()
    assert f'name="v.F3.p-{place}"' in body
    note = {"ruta": "F3.", "comment": "Städdag.", "seen": mark_of(""), "to_follow_up": "on"}
    assert client.post(address("cell", report), note).status_code == 302
    part = client.get(address("cell", report), {"ruta": "F3."}, HTTP_X_PART="1")
    assert "Städdag." in part.content.decode()
    again = client.post(address("cell", report), note | {"comment": "Regn."}, HTTP_X_PART="1")
    assert again.status_code == 409
    assert "Städdag." in again.content.decode()
    assert "Regn.</textarea>" in again.content.decode()


def test_a_number_for_the_whole_municipality_stands_among_the_reports_lines(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    somebody_else_writes(cast, report, 9)
    answer = log_in("petra").get(address("detail", report))
    assert answer.status_code == 200
    assert "hela kommunen" in answer.content.decode()


# -- What the script is answered ------------------------------------------------------------------------
def test_the_script_gets_an_outcome_for_each_cell(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    somebody_else_writes(cast, report, 9)
    cells = [
        {"key": "D3.", "value": "4", "seen": ""},
        {"key": "C4.", "value": "0", "seen": ""},
        {"key": "F3.", "value": "två", "seen": ""},
    ]
    answer = log_in("petra").post(address("write_cells", report), {"cells": json.dumps(cells)}, **SCRIPT)
    said = {each["key"]: each for each in answer.json()["cells"]}
    assert (said["D3."]["saved"], said["D3."]["count"], said["D3."]["state"]) == (False, "9", "problem")
    assert (said["C4."]["saved"], said["C4."]["state"]) == (True, "saved")
    assert "inget tal" in said["F3."]["said"]
    assert "någon annan sparade: 9" in answer.json()["conflicts"].lower()


@pytest.mark.parametrize("cells", ["", "{}", "[1]", '[{"key": "D3."}]', "null", "x"])
def test_what_is_not_cells_is_not_found(cast: Cast, log_in: LogIn, cells: str) -> None:
    report = opened(cast, "police")
    answer = log_in("petra").post(address("write_cells", report), {"cells": cells}, **SCRIPT)
    assert answer.status_code in ({404} if cells != "{}" else {200, 404})


def test_a_stranger_finds_no_grid(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "police")
    for name in ("sixten", "frida"):
        client = log_in(name)
        for get in ("grid", "cell"):
            assert client.get(address(get, report)).status_code == 404, (name, get)
        for post in ("grid", "cell", "write_cells", "paste", "arrange", "keep_field"):
            sent = {"cells": "[]", "shown": "{}", "field": "needs"}
            assert client.post(address(post, report), sent).status_code == 404, (name, post)


# -- The report's words --------------------------------------------------------------------------------
def test_a_field_is_kept_while_it_is_written_and_the_second_sees_both(cast: Cast, log_in: LogIn) -> None:
    report = opened(cast, "kopparstaden")
    client = log_in("sixten")
    first = client.post(address("keep_field", report), {"field": "needs", "text": "Ljus.", "seen": mark_of("")})
    assert first.json()["seen"] == mark_of("Ljus.")
    second = client.post(address("keep_field", report), {"field": "needs", "text": "Vakter.", "seen": mark_of("")})
    assert second.status_code == 409
    assert "Ljus." in second.json()["html"]
    assert "Vakter." in second.json()["html"]
    kept = client.post(
        address("keep_field", report), {"field": "needs", "text": "Vakter.", "seen": second.json()["seen"]}
    )
    assert kept.status_code == 200


@pytest.mark.parametrize(
    ("choice", "text"), [("", "Vakter."), ("needs:theirs", "Ljus."), ("needs:both", "Vakter.\n\nLjus.")]
)
def test_without_a_script_both_texts_are_shown_and_one_is_chosen(
    cast: Cast, log_in: LogIn, choice: str, text: str
) -> None:
    report = opened(cast, "kopparstaden")
    client = log_in("sixten")
    write_judgement(public_id=report.public_id, judgement="green", by=cast.sixten, now=MONDAY)
    marks = {f"seen_{name}": mark_of("") for name in ("judgement_text", "risk_signals", "needs")}
    sent = {"judgement": "green", "seen_judgement": mark_of("green"), "needs": "Vakter.", **marks}
    keep_field(public_id=report.public_id, field="needs", text="Ljus.", seen=mark_of(""), by=cast.sixten, now=MONDAY)
    answer = client.post(address("detail", report), sent)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Vakter.</textarea>" in body
    assert "Så är det sparat" in body
    again = sent | {"seen_needs": answer.context["seen"]["needs"]} | ({"settle": choice} if choice else {})
    assert client.post(address("detail", report), again).status_code == 302
    form = client.get(address("detail", report)).context["judgement_form"]
    assert form.initial["needs"] == text
