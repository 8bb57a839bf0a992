"""Two tabs with the same card: both texts are seen, and the person says which one the others will read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.house import House, Person
from tryggve.testing.story import an_incident

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_what_was_typed_in_each_tab_is_put_side_by_side(house: House, person: Callable[..., Person]) -> None:
    incident = an_incident(house.cast, "rakel", approve=False)
    sixten = person("sixten")
    sixten.opens("/handelser/granska/")
    one, other = sixten.page, sixten.context.new_page()
    other.goto("/handelser/granska/")

    one.get_by_label("Så delas det").fill("Flik ett.")
    one.get_by_text("Sparat, inte delat.").wait_for()
    other.get_by_label("Så delas det").fill("Flik två.")
    other.get_by_text("Så är det sparat").wait_for()

    assert "Flik ett." in other.locator(".merge").inner_text()
    assert "Flik två." in other.locator(".merge").inner_text()
    other.get_by_role("button", name="Sätt ihop båda").click()
    other.get_by_text("Sparat, inte delat.").wait_for()
    with other.expect_navigation():
        other.get_by_role("button", name="Ta med", exact=True).click()
    assert other.locator("h1").inner_text() == "Allt är granskat"
    sixten.opens(f"/handelser/{incident.public_id}/")
    assert sixten.page.get_by_label("Så delas det").input_value() == "Flik två.\n\nFlik ett."


def test_leaving_the_box_for_the_button_is_one_press(house: House, person: Callable[..., Person]) -> None:
    an_incident(house.cast, "rakel", approve=False)
    sixten = person("sixten")
    sixten.opens("/handelser/granska/")
    sixten.page.get_by_label("Så delas det").fill("Skräp vid torget.")

    assert sixten.clicks("Ta med") == 200

    assert sixten.heading == "Allt är granskat"
