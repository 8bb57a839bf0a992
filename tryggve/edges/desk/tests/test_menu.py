"""The menu: each way in leads somewhere, and nobody is shown a door that is locked."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from tryggve.edges.desk.tests.test_start import LogIn
from tryggve.foundation.web.navigation import _ENTRIES, links
from tryggve.testing.cast import Cast

EVERYBODY = ["rakel", "sixten", "kerstin", "petra", "elin", "mona", "olle", "stina", "adam", "frida", "bo", "lina"]


def test_every_entry_has_an_address() -> None:
    missing = []
    for name in _ENTRIES:
        try:
            reverse(name)
        except NoReverseMatch:
            missing.append(name)
    assert not missing


@pytest.mark.parametrize("who", EVERYBODY)
def test_every_door_in_ones_menu_opens(cast: Cast, log_in: LogIn, who: str) -> None:
    client = log_in(who)
    viewer = cast.viewers[who]
    for place in ("main", "more"):
        for link in links(viewer, "/", place=place):
            assert client.get(link.url).status_code in (200, 302), link.url


def test_a_reporter_has_a_short_menu(cast: Cast) -> None:
    assert [str(link.label) for link in links(cast.rakel, "/")] == ["Veckan", "Händelser"]
