"""The gallery in a real Chromium: what axe finds, what does not fit, what the policy refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[4] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = ("", "?vy=projector", "?vy=reporter", "?vy=paper")


@pytest.fixture
def practising(settings: Any) -> None:
    settings.PRACTICE = True


@pytest.mark.django_db
@pytest.mark.usefixtures("practising")
@pytest.mark.parametrize("view", VIEWS)
def test_the_gallery_is_served(client: Client, view: str) -> None:
    response = client.get(f"/stil/{view}")
    assert response.status_code == 200
    assert "Övningsdata" in response.content.decode()


@pytest.mark.django_db
def test_a_house_in_earnest_has_no_gallery(client: Client, settings: Any) -> None:
    settings.PRACTICE = settings.DEBUG = False
    assert client.get("/stil/").status_code == 404


@pytest.mark.django_db
def test_the_theme_is_remembered_and_the_way_back_stays_in_the_house(client: Client) -> None:
    response = client.post("/tema/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/"
    assert client.cookies["theme"].value == "dark"


@pytest.mark.django_db
@pytest.mark.usefixtures("practising")
def test_english_is_a_choice_in_the_menu(client: Client) -> None:
    client.post("/sprak/", {"language": "en", "next": "/stil/"})
    assert '<html lang="en"' in client.get("/stil/").content.decode()


def _faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document)")["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


@pytest.mark.browser
@pytest.mark.usefixtures("practising")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(live_server: Any, chromium: Browser, width: int, theme: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    faults: dict[str, list[str]] = {}
    for view in VIEWS:
        page.goto(f"{live_server.url}/stil/{view}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view
        if found := _faults(page):
            faults[view] = found
    context.close()
    assert faults == {}
    assert refused == []


@pytest.mark.browser
@pytest.mark.usefixtures("practising")
@pytest.mark.django_db(transaction=True)
def test_the_menu_opens_without_a_mouse_and_closes_with_escape(live_server: Any, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{live_server.url}/stil/")
    page.focus(".menu > summary")
    page.keyboard.press("Enter")
    assert page.is_visible(".menu-panel")
    page.keyboard.press("Escape")
    assert not page.is_visible(".menu-panel")
    page.close()


@pytest.mark.browser
@pytest.mark.usefixtures("practising")
@pytest.mark.django_db(transaction=True)
def test_without_script_the_still_map_and_every_table_are_there(live_server: Any, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/stil/")
    assert page.locator(".static-map .m-chosen").count() == 6
    assert page.locator("details.table-of").count() >= 4
    context.close()


@pytest.mark.browser
@pytest.mark.usefixtures("practising")
@pytest.mark.django_db(transaction=True)
def test_the_map_comes_alive_within_the_policy_and_a_click_picks_a_point(live_server: Any, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"{live_server.url}/stil/")
    page.locator("[data-pick][data-ready]").wait_for(timeout=30_000)
    page.locator("[data-pick] canvas").click()
    assert page.locator("#gallery-lat").input_value().startswith("60.6")
    assert page.locator("#gallery-lon").input_value().startswith("15.6")
    page.close()
