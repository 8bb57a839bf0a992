"""Every screen of the reporter's app: for everybody, in both languages, light and dark, by finger and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.browser.phone import NewPhone, Phone, connected_code, saved
from tests.browser.test_every_page import AXE, LOOKS, WCAG
from tryggve.testing.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.looks, pytest.mark.timeout(180)]

SMALLEST_TARGET_PX = 56
#: Links and buttons smaller than a gloved thumb. What is hidden, and the file field behind its button, is no target.
SMALL = f"""[...document.querySelectorAll("a, button, summary, input:not(.sr), textarea, label.btn")]
  .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < {SMALLEST_TARGET_PX} - 0.5)
  .map((each) => each.outerHTML.slice(0, 120))"""
WIDER = "document.documentElement.scrollWidth > screen.width"


def _looked_at(page: Page, screen: str) -> list[str]:
    """What is wrong with the screen that is shown."""
    page.evaluate(AXE.read_text())
    found: list[dict[str, Any]] = page.evaluate(f"axe.run(document, {{ runOnly: {WCAG} }}).then((r) => r.violations)")
    faults = [f"{screen}: {each['id']} at {each['nodes'][0]['html'][:120]}" for each in found]
    faults += [f"{screen}: too small: {each}" for each in page.evaluate(SMALL)]
    return faults + ([f"{screen}: wider than the screen"] if page.evaluate(WIDER) else [])


def _screens(phone: Phone) -> Iterator[str]:
    """Walk through the app, and stop at each screen."""
    yield "what"
    phone.page.evaluate("location.hash = 'alla'")
    phone.page.locator(".kinds").first.wait_for()
    yield "all categories"
    phone.taps_on(".pick[data-code=F1]")
    phone.taps_on("main details.extra > summary")
    phone.page.locator("#note").fill("070-123 45 67")
    phone.taps_on(".chip-btn[data-id=other]")
    yield "where, with everything open"
    phone.taps_on(".pick[href='#plats']")
    phone.page.locator("#place-search").wait_for()
    yield "the list of places"
    phone.taps_on("#back")
    phone.taps_on(".pick[href='#karta']")
    phone.page.locator(".map.is-live[data-ready]").wait_for()
    yield "the map"
    phone.taps_on("#back")
    phone.taps_on(".chip-btn[data-id=just_now]")
    phone.taps_on("[data-save]")
    phone.sees_lit("coordinator")
    yield "the receipt"
    with phone.answered(422, {"error": "invalid", "text": "x"}):
        phone.saves()
        phone.page.locator("#banner .notice").wait_for()
    yield "a receipt of what was refused"
    with phone.no_network():
        phone.saves()
        phone.page.evaluate("location.hash = 'mina'")
        phone.page.locator(".mine li:nth-child(3)").wait_for()
        yield "one's own, unsent and sent"


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS, ids=list(LOOKS.values()))
def test_nobody_is_shut_out(new_phone: NewPhone, width: int, scheme: str, language: str) -> None:
    phone = new_phone(width=width, color_scheme=scheme)
    phone.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": phone.address}])
    phone.page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name))))")
    phone.reopens()
    assert phone.page.locator("html").get_attribute("lang") == language

    faults = [fault for screen in _screens(phone) for fault in _looked_at(phone.page, screen)]

    assert faults == []


def test_a_shared_phones_question_shuts_nobody_out(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone(connected_code(transactional_cast, users=("rakel", "sixten")), width=320)
    phone.tap_words("Rakel Lind")

    assert _looked_at(phone.page, "who") == []


def test_the_language_is_changed_in_the_app_and_kept_without_a_network(new_phone: NewPhone) -> None:
    phone = new_phone().has_its_shell()
    phone.tap_words("English")
    phone.page.wait_for_selector("html[lang=en][data-ready=yes]")

    with phone.no_network():
        phone.page.goto("/telefon/")
        phone.page.locator(".tile").first.wait_for()
        assert phone.page.locator("html").get_attribute("lang") == "en"


def test_the_keyboard_is_enough(new_phone: NewPhone, transactional_cast: Cast) -> None:
    page = new_phone().page

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab does not lead to {selector}")

    tab_to(".tile[data-code=F3]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.tagName === 'H1' && document.title.includes('Nedskräpning')")
    tab_to(".pick[href='#plats']")
    page.keyboard.press("Enter")
    tab_to("#place-search")
    page.keyboard.type("knut")
    tab_to(".place")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.tagName === 'H1' && document.title.includes('Nedskräpning')")
    tab_to(".chip-btn[data-id=last_night]")
    page.keyboard.press("Space")
    tab_to("[data-save]")
    page.keyboard.press("Enter")
    page.locator("[data-pane=coordinator][data-lit=true]").wait_for()
    tab_to("[data-undo]")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"

    (row,) = saved(transactional_cast)
    assert (row.category_code, row.time_precision, row.place_id is not None) == ("F3", "interval", True)
