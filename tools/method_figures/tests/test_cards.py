"""Every card is in the list and every picture can be drawn."""

from __future__ import annotations

import pytest

from tools.method_figures import index
from tools.method_figures.__main__ import drawn
from tools.method_figures.style import styled


@pytest.mark.parametrize("name", [path.name for path in index.cards()])
def test_every_card_is_in_the_list(name: str) -> None:
    page = index.PAGE.read_text(encoding="utf-8")

    assert f"]({name})" in page, "Run: python -m tools.method_figures"


def test_the_list_is_that_of_the_cards() -> None:
    page = index.PAGE.read_text(encoding="utf-8")

    assert index.listed() in page, "Run: python -m tools.method_figures"


def test_the_same_picture_is_the_same_bytes_on_paper_of_its_own() -> None:
    spec = {"data": {"values": [{"week": 1, "n": 3}]}, "mark": "bar", "encoding": {"x": {"field": "n"}}}

    first = drawn(spec)

    assert first == drawn(spec)
    assert styled(spec)["background"] in first
