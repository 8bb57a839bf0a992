"""A messy file comes in: by mouse, by the keyboard alone, without JavaScript, and seen by everybody."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.house import House, Person
from tests.browser.test_every_page import AXE, WCAG
from tests.browser.test_keyboard import tab_to
from tryggve.cycle.incidents.queries import incidents
from tryggve.edges.intake.pages.tests.files import MESSY, lines
from tryggve.foundation.tenancy.scope import acting_as

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

AtABrowser = Callable[..., Person]
FILE: dict[str, object] = {"name": "felanmälan_v36.csv", "mimeType": "text/csv", "buffer": MESSY}
#: Where to put pictures to be looked at; none are made unless told.
PICTURES = os.environ.get("PICTURES_TO", "")


def n_incidents(house: House) -> int:
    with acting_as(house.cast.sixten):
        return incidents(house.cast.sixten).count()


def waits_for(person: Person, ending: str) -> None:
    """The worker works, and the page leads on by itself."""
    person.house.works_off_the_queue()
    person.page.wait_for_url(f"**{ending}")
    person.page.wait_for_load_state("load")


def sends_the_file(person: Person, file: dict[str, object] = FILE) -> None:
    person.opens("/las-in/")
    person.page.get_by_label("Fil med händelser").set_input_files(file)  # type: ignore[arg-type]
    person.clicks("Provläs filen")


def looks_at(person: Person, name: str) -> None:
    """Both widths, light and dark: nobody is shut out and nothing spills over."""
    page, faults = person.page, []
    for width in (DESK, PHONE):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            faults += [f"{name} {width} {scheme}: scrolls sideways by {wide}"] if wide > 0 else []
            page.evaluate(AXE.read_text())
            told = page.evaluate("wcag => axe.run(document, {runOnly: wcag, resultTypes: ['violations']})", WCAG)
            faults += [
                f"{name} {width} {scheme} {broken['id']}: {node['html'][:150]} {node['failureSummary'][:150]}"
                for broken in told["violations"]
                for node in broken["nodes"][:3]
            ]
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": DESK, "height": 800})
    page.emulate_media(color_scheme="light")
    assert faults == []


def test_a_messy_file_is_read_in_mended_and_sent_again(house: House, person: AtABrowser) -> None:
    sixten = person("sixten")
    sixten.opens("/las-in/")
    looks_at(sixten, "start")
    sends_the_file(sixten)
    assert sixten.heading == "Tryggve läser filen"
    looks_at(sixten, "waiting")

    waits_for(sixten, "/kolumner/")
    assert sixten.heading == "Stämmer det att filen läses så här?"
    assert "En kolumn ser ut att gälla personer och lämnas ute: Anmälare." in sixten.text
    looks_at(sixten, "columns")
    sixten.clicks("Provläs alla rader")
    waits_for(sixten, "/rader/")
    assert sixten.heading == "2 av 6 rader kan läsas in"
    looks_at(sixten, "rows")
    sixten.follows("Går inte att läsa in")
    assert sixten.page.locator("tbody tr").count() == 3
    sixten.follows("Alla rader")
    assert n_incidents(house) == 0

    sixten.clicks("Läs in 2 händelser")
    assert sixten.has_button("Avbryt inläsningen")
    waits_for(sixten, "/rader/")
    assert sixten.heading == "2 händelser är inlästa"
    looks_at(sixten, "result")
    assert n_incidents(house) == 2

    sends_the_file(sixten)
    waits_for(sixten, "/rader/")
    assert sixten.heading == "Inget i filen är nytt"
    looks_at(sixten, "nothing-new")
    sixten.opens("/las-in/")
    way_in = sixten.page.get_by_role("link", name="Felanmälan", exact=True).get_attribute("href")
    assert sixten.opens(str(way_in)) == 200
    looks_at(sixten, "source")


def test_a_file_is_read_in_by_the_keyboard_alone(house: House, person: AtABrowser) -> None:
    sixten = person("sixten")
    # Asked for before the page opens: the browser is told of it in the background, and a key may overtake that.
    sixten.page.on("filechooser", lambda _chooser: None)
    sixten.opens("/las-in/")
    press = sixten.page.keyboard.press

    tab_to(sixten.page, lambda here: here["name"] == "file")
    with sixten.page.expect_file_chooser() as choosing:
        press("Enter")
    choosing.value.set_files(FILE)  # type: ignore[arg-type]
    for button, leads_to in (("Provläs filen", "/kolumner/"), ("Provläs alla rader", "/rader/")):
        tab_to(sixten.page, lambda here, button=button: here["words"] == button)  # type: ignore[misc]
        with sixten.page.expect_navigation():
            press("Enter")
        waits_for(sixten, leads_to)
    tab_to(sixten.page, lambda here: here["words"] == "Läs in 2 händelser")
    with sixten.page.expect_navigation():
        press("Enter")
    tab_to(sixten.page, lambda here: here["words"] == "Avbryt inläsningen")
    sixten.page.wait_for_timeout(2_500)  # the page has asked after the work meanwhile

    assert sixten.page.evaluate("document.activeElement.innerText") == "Avbryt inläsningen"
    waits_for(sixten, "/rader/")
    assert sixten.heading == "2 händelser är inlästa"


def test_a_file_is_read_in_without_javascript(house: House, person: AtABrowser) -> None:
    sixten = person("sixten", script=False)
    sends_the_file(sixten)
    for button, leads_to in (("Provläs alla rader", "/kolumner/"), ("Läs in 2 händelser", "/rader/")):
        waits_for(sixten, leads_to)
        sixten.clicks(button)
    waits_for(sixten, "/rader/")

    assert sixten.heading == "2 händelser är inlästa"


def test_long_work_tells_how_far_it_has_come_and_can_be_stopped(house: House, person: AtABrowser) -> None:
    many = [f"G-{n};2026-09-05 14:30;Gård {n};;;Klotter;Tagg {n};" for n in range(1200)]
    sixten = person("sixten")
    sends_the_file(sixten, {**FILE, "buffer": lines(*many)})
    waits_for(sixten, "/kolumner/")
    sixten.clicks("Provläs alla rader")
    waits_for(sixten, "/rader/")
    sixten.follows("Nästa")
    assert "Rad 54" in sixten.text
    sixten.clicks("händelser")

    sixten.clicks("Avbryt inläsningen")
    house.works_off_the_queue()

    assert sixten.heading == "Inläsningen är avbruten"
    assert n_incidents(house) == 0
