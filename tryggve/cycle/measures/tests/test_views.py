"""The pages of measures: who gets in, what they say, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tryggve.cycle.measures.actions import plan_measure, start_measure
from tryggve.cycle.measures.queries import measures
from tryggve.cycle.measures.tests.world import (
    BEFORE,
    CHOSEN_AT,
    START,
    Ground,
    add_areas,
    lay_ground,
    share_week,
    with_draft,
)
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

LogIn = Callable[[str], Client]


@pytest.fixture
def ground(cast: Cast) -> Ground:
    add_areas(cast)
    return lay_ground(cast)


def _key(cast: Cast, ground: Ground, *, starts: bool = True, **changes: object) -> str:
    row = plan_measure(draft=with_draft(ground, **changes), by=cast.elin, now=CHOSEN_AT)
    if starts:
        start_measure(public_id=row.public_id, by=cast.elin, now=START)
    return row.public_id


def _typed(cast: Cast, ground: Ground, **changes: Any) -> dict[str, Any]:
    return {
        "title": "Nya lampor", "description": "", "kind": "physical_environment", "hypothesis": ground.dark,
        "grade": "believed", "grade_reason": "Ljus hjälper.",
        "owner_organisation": cast.organisations["est"].public_id, "owner": "", "participants": [],
        "start_date": "2026-09-14", "end_date": "2026-09-18", "term": "short", "hours": "", "kronor": "",
        "category_codes": ["A1"], "direction": "lower", "hoped_percent": "30",
        "area": cast.areas["knutpunkten"].public_id, "comparison_area": cast.areas["norslund"].public_id,
        "window_weeks": "12", "evaluation_date": "", **changes,
    }  # fmt: skip


def test_the_list_answers_how_many_are_under_way(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    _key(cast, ground)
    page = log_in("elin").get("/atgarder/").content.decode()
    assert "En åtgärd pågår" in page
    assert "Nya lampor på gångvägen" in page


def test_an_empty_list_says_what_comes_first(cast: Cast, log_in: LogIn) -> None:
    assert "Ingen åtgärd pågår" in log_in("stina").get("/atgarder/").content.decode()


def test_areas_to_choose_from_are_those_that_are_confirmed(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    page = log_in("elin").get("/atgarder/ny/").content.decode()
    assert f"?prioritering={ground.priority}" in page


def test_planning_on_the_page_leads_to_what_can_be_seen(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    for week in BEFORE[-4:]:
        share_week(cast, week, {cast.areas["knutpunkten"]: 2, cast.areas["norslund"]: 2})
    client = log_in("elin")
    assert client.get(f"/atgarder/ny/?prioritering={ground.priority}").status_code == 200
    answer = client.post(f"/atgarder/ny/?prioritering={ground.priority}", _typed(cast, ground), follow=True)
    page = answer.content.decode()
    assert "Vad går att se?" in page
    assert "Starta och lås planen" in page


def test_without_an_explanation_the_page_says_why_and_keeps_what_was_typed(
    cast: Cast, ground: Ground, log_in: LogIn
) -> None:
    typed = _typed(cast, ground, hypothesis="", title="Ljus på kullen")
    answer = log_in("elin").post(f"/atgarder/ny/?prioritering={ground.priority}", typed)
    assert answer.status_code == 422
    assert "Ljus på kullen" in answer.content.decode()
    with acting_as(cast.elin):
        assert measures(cast.elin) == []


def test_a_refusal_of_the_rules_stands_at_its_field(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    typed = _typed(cast, ground, evaluation_date="2026-09-20", grade_reason="Ring 070-174 06 05")
    answer = log_in("elin").post(f"/atgarder/ny/?prioritering={ground.priority}", typed)
    assert answer.status_code == 422
    assert "för tidigt" in answer.content.decode()


def test_an_area_without_an_analysis_is_sent_to_think_first(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    from tryggve.cycle.cause_analyses.models import CauseAnalysis

    with acting_as(cast.elin):
        CauseAnalysis.objects.seen_by(cast.elin).delete()
    answer = log_in("elin").get(f"/atgarder/ny/?prioritering={ground.priority}")
    assert answer.status_code == 422
    assert "Pröva orsaken först" in answer.content.decode()


def test_a_plan_is_changed_on_its_page_until_it_starts(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    key = _key(cast, ground, starts=False)
    client = log_in("elin")
    assert "Nya lampor på gångvägen" in client.get(f"/atgarder/{key}/andra/").content.decode()
    assert client.post(f"/atgarder/{key}/andra/", _typed(cast, ground, title="Starkare lampor")).status_code == 302
    assert "Starkare lampor" in client.get(f"/atgarder/{key}/").content.decode()


def test_after_the_start_a_change_is_refused_aloud(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    key = _key(cast, ground)
    answer = log_in("elin").post(f"/atgarder/{key}/andra/", _typed(cast, ground, title="Annat"))
    assert answer.status_code == 422
    assert "Planen är låst" in answer.content.decode()


def test_starting_locks_and_says_so(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    key = _key(cast, ground, starts=False, end_date=ground.draft.end_date.replace(year=2027))
    page = log_in("elin").post(f"/atgarder/{key}/starta/", follow=True).content.decode()
    assert "planen är låst" in page
    assert "Det visste vi när vi började" in page


def test_the_page_warns_when_the_measure_answers_another_explanation(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    key = _key(cast, ground, hypothesis=ground.street)
    assert "Åtgärden passar inte spåren" in log_in("elin").get(f"/atgarder/{key}/").content.decode()
    other = _key(cast, ground)
    assert "passar inte" not in log_in("elin").get(f"/atgarder/{other}/").content.decode()


def test_the_owner_answers_in_one_press(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    key = _key(cast, ground, owner=cast.users["rakel"].public_id)
    client = log_in("rakel")
    page = client.get("/atgarder/mina/").content.decode()
    assert "Gångvägen är mörk" in page
    assert "Knutpunkten" in page
    answer = client.post(
        f"/atgarder/{key}/lage/", {"measure_state": "done", "text": "Åtta lampor.", "fran": "mina"}, follow=True
    )
    assert "Tack. Läget är sparat." in answer.content.decode()
    assert "Åtta lampor." in answer.content.decode()


def test_an_obstacle_without_a_word_keeps_the_page(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    key = _key(cast, ground, owner=cast.users["rakel"].public_id)
    answer = log_in("rakel").post(f"/atgarder/{key}/lage/", {"measure_state": "hindered", "fran": "mina"})
    assert answer.status_code == 422
    assert "Skriv vad som hindrar" in answer.content.decode()


def test_a_line_about_a_person_comes_back_as_it_was_typed(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    key = _key(cast, ground)
    line = "Ring 070-174 06 05"
    answer = log_in("mona").post(f"/atgarder/{key}/lage/", {"measure_state": "started", "text": line})
    assert answer.status_code == 422
    assert line in answer.content.decode()


@pytest.mark.parametrize("address", ["", "andra/"])
def test_the_stranger_finds_no_measure(cast: Cast, ground: Ground, log_in: LogIn, address: str) -> None:
    key = _key(cast, ground, starts=False)
    assert log_in("frida").get(f"/atgarder/{key}/{address}").status_code == 404
    assert "lampor" not in log_in("frida").get("/atgarder/").content.decode()


@pytest.mark.parametrize("address", ["starta/", "lage/"])
def test_the_stranger_changes_no_measure(cast: Cast, ground: Ground, log_in: LogIn, address: str) -> None:
    key = _key(cast, ground, starts=False)
    answer = log_in("frida").post(f"/atgarder/{key}/{address}", {"measure_state": "done"})
    assert answer.status_code == 404


def test_a_stranger_plans_nothing_for_our_area(cast: Cast, ground: Ground, log_in: LogIn) -> None:
    assert log_in("frida").get(f"/atgarder/ny/?prioritering={ground.priority}").status_code == 404


@pytest.mark.parametrize("person", ["rakel", "lina", "adam"])
def test_those_without_the_right_are_refused(cast: Cast, ground: Ground, log_in: LogIn, person: str) -> None:
    key = _key(cast, ground)
    client = log_in(person)
    assert client.get("/atgarder/").status_code == 403
    assert client.get(f"/atgarder/{key}/").status_code == 403
    assert client.post(f"/atgarder/{key}/starta/").status_code == 403


def test_nobody_gets_in_without_logging_in(client: Client, db: None) -> None:
    for address in ("", "ny/", "mina/", "x/", "x/andra/"):
        assert client.get(f"/atgarder/{address}").status_code == 302
