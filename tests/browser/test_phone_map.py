"""The reporter's app and the map: a place that is pointed out, with and without a network."""

from __future__ import annotations

import pytest

from tests.browser.phone import NewPhone, saved
from tryggve.testing.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_a_point_on_the_map_is_a_place_also_without_a_network(new_phone: NewPhone, transactional_cast: Cast) -> None:
    phone = new_phone().has_its_shell().reopens()

    def points_out() -> None:
        phone.taps_on(".tile[data-code=F3]")
        phone.taps_on(".pick[href='#karta']")
        phone.page.locator(".map.is-live[data-ready]").wait_for()
        phone.page.locator(".map canvas").tap(position={"x": 150, "y": 150})
        phone.taps_on("[data-take]")
        chosen = phone.page.locator(".place[aria-pressed=true]")
        chosen.wait_for()
        assert chosen.locator("b").inner_text() == "Punkten på kartan"
        phone.taps_on("[data-save]")

    points_out()
    phone.sees_lit("coordinator")
    with phone.no_network():
        phone.reopens()
        points_out()
        phone.sees_lit("phone")
    phone.sees_lit("coordinator")

    rows = saved(transactional_cast)
    assert len(rows) == 2
    for row in rows:
        assert row.place is None
        assert row.area_id is not None


def test_without_the_map_the_list_is_the_way(new_phone: NewPhone) -> None:
    phone = new_phone().has_its_shell()
    with phone.no_network():
        phone.reopens()
        phone.taps_on(".tile[data-code=F3]")
        phone.taps_on(".pick[href='#karta']")
        phone.page.get_by_text("Kartan går inte att visa").wait_for()
        phone.taps_on("main .notice a[href='#plats']")
        phone.page.locator("#place-search").wait_for()
