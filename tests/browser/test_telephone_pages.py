"""Connecting a telephone and shutting it out: the pages that only a press shows, at both widths."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.house import Person
from tests.browser.test_every_page import AXE, WCAG

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
At = Callable[..., Person]


def _looks_right(person: Person) -> list[str]:
    """What axe and the width of the page say."""
    person.page.evaluate(AXE.read_text())
    told = person.page.evaluate("wcag => axe.run(document, {runOnly: wcag, resultTypes: ['violations']})", WCAG)
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{each['id']}: {node['html'][:120]}" for each in told["violations"] for node in each["nodes"][:2]]
    return found + ([f"scrolls sideways by {wide}"] if wide > 0 else [])


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_is_connected_by_its_code_and_shut_out_by_two_presses(
    person: At, width: int, scheme: str, tmp_path: Path
) -> None:
    sixten = person("sixten", width=width)
    sixten.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sixten.opens("/installningar/telefoner/ny/")
    sixten.page.get_by_label("Telefonens namn").fill("Bovärdarnas telefon")
    for name in ("Rakel Lind", "Sixten Berg"):
        sixten.page.get_by_label(name).check()
    sixten.clicks("Visa koden")
    address = sixten.page.get_by_label("Eller skriv adressen i telefonen").input_value()
    shown = _looks_right(sixten)

    telephone = person("rakel", width=PHONE)
    telephone.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    telephone.page.goto(address)
    asked = _looks_right(telephone)
    telephone.page.get_by_role("button", name="Anslut telefonen").click()
    telephone.page.wait_for_url("**/telefon/")
    late = person("frida", width=width)
    late.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    gone = late.page.goto(address)
    used = _looks_right(late)
    late.faults.clear()
    sixten.opens("/installningar/telefoner/")
    listed = _looks_right(sixten)
    sixten.follows("Spärra")
    sixten.clicks("Spärra telefonen")

    assert shown + asked + used + listed == []
    assert gone is not None
    assert gone.status == 410
    assert "Bovärdarnas telefon är spärrad" in sixten.text
    assert telephone.page.request.get("/telefon/api/start").status == 401
