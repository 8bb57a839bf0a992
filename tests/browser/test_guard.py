"""What may point at a person is asked about while it is written, and answered with one press or by the keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.house import House, Person
from tests.browser.test_every_page import AXE, WCAG
from tryggve.foundation.privacy import guard
from tryggve.foundation.privacy.marks import Action, Kind, Mark
from tryggve.foundation.privacy.models import MarkAnswer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.story import AFTER_WEEK, an_incident, report_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
NewPerson = Callable[..., Person]
_real = guard.find


@pytest.fixture(autouse=True)
def _kalle_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the guard knows of names is the guard's own matter: here it knows one, and warns of it."""

    def find(text: str, **more: object) -> tuple[Mark, ...]:
        names = [Mark(Kind.PERSON_NAME, *found.span(), Action.WARN) for found in re.finditer("Kalle", text)]
        blocks = [mark for mark in _real(text, **more) if mark.blocks and "Kalle" not in text[mark.start : mark.end]]  # type: ignore[arg-type]
        return tuple(sorted([*names, *blocks], key=lambda mark: mark.start))

    monkeypatch.setattr(guard, "find", find)


def _answers(house: House) -> list[tuple[str, str, str]]:
    sixten = house.cast.sixten
    with acting_as(sixten):
        return list(MarkAnswer.objects.seen_by(sixten).values_list("field", "kind", "answer"))


def _reviewing(house: House, person: NewPerson, **more: object) -> Person:
    house.clock.goes_to(AFTER_WEEK)
    an_incident(house.cast, "rakel", place="knutpunkten", approve=False)
    sixten = person("sixten", **more)
    sixten.opens("/handelser/granska/")
    return sixten


def _faults_of_axe(person: Person) -> list[str]:
    person.page.evaluate(AXE.read_text())
    told = person.page.evaluate("wcag => axe.run(document, {runOnly: wcag, resultTypes: ['violations']})", WCAG)
    return [f"{each['id']}: {node['html'][:120]}" for each in told["violations"] for node in each["nodes"]]


def test_a_name_is_marked_while_it_is_written_and_one_press_writes_it_anew(house: House, person: NewPerson) -> None:
    sixten = _reviewing(house, person, width=320)
    box = sixten.page.get_by_label("Så delas det")

    box.fill("Kalle skrek vid torget.")
    sixten.page.get_by_role("button", name="Skriv ”en person”").wait_for()
    assert _faults_of_axe(sixten) == []
    assert sixten.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sixten.page.get_by_role("button", name="Skriv ”en person”").click()
    sixten.page.locator(".guard-list").wait_for(state="detached")

    assert box.input_value() == "En person skrek vid torget."
    assert sixten.clicks("Ta med") == 200
    assert _answers(house) == [("shared_text", "person_name", "reworded")]


def test_a_name_is_kept_by_the_keyboard_alone(house: House, person: NewPerson) -> None:
    sixten = _reviewing(house, person)
    keys = sixten.page.keyboard

    sixten.page.get_by_label("Så delas det").focus()
    keys.type("Kalle på kiosken berättar.")
    sixten.page.locator(".guard-list").wait_for()
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Space")
    assert sixten.page.get_by_role("checkbox").is_checked()
    sixten.page.get_by_role("button", name="Ta med").focus()
    with sixten.page.expect_navigation():
        keys.press("Enter")

    assert _answers(house) == [("shared_text", "person_name", "kept")]


def test_what_is_kept_stays_kept_while_the_rest_is_written(house: House, person: NewPerson) -> None:
    house.clock.goes_to(AFTER_WEEK)
    report = report_of(house.cast, "sixten")
    sixten = person("sixten")
    sixten.opens(f"/veckorapporter/{report.public_id}/")
    why = sixten.page.locator("textarea[name=judgement_text]")

    why.fill("Kalle på kiosken berättar.")
    sixten.page.get_by_text("Behåll, det pekar inte ut någon").click()
    why.press_sequentially(" Ring 070-174 06 05.")
    sixten.page.locator(".guard-list .must-go").wait_for()

    assert sixten.page.get_by_role("checkbox").is_checked()
    sixten.ticks("Grönt")
    assert sixten.clicks("Spara bedömningen") == 422
    why.fill("Kalle på kiosken berättar.")
    sixten.page.locator(".guard-list .must-go").wait_for(state="detached")
    assert sixten.page.locator("input[name=keep_judgement_text]").is_checked()
    assert sixten.clicks("Spara bedömningen") == 200
    assert _answers(house) == [("judgement_text", "person_name", "kept")]


def test_a_note_that_stays_at_home_is_told_of_and_not_asked_about(house: House, person: NewPerson) -> None:
    house.clock.goes_to(AFTER_WEEK)
    rakel = person("rakel", width=320)
    rakel.opens("/handelser/ny/")

    rakel.page.get_by_label("Anteckning").fill("Kalle skrek.")
    rakel.page.get_by_text("1 ställe kan peka ut någon.").wait_for()

    assert rakel.page.locator(".guard input[type=checkbox]").count() == 0
    assert _faults_of_axe(rakel) == []
