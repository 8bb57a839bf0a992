from __future__ import annotations

import pytest

from tryggve.foundation.web import navigation
from tryggve.foundation.web.navigation import links, register
from tryggve.kernel.viewer import Viewer


@pytest.fixture(autouse=True)
def empty_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_ENTRIES", {})


def _viewer(*rights: str) -> Viewer:
    return Viewer(actor="frida", rights=frozenset(rights))


def test_the_menu_shows_only_what_the_viewer_may_open() -> None:
    register("Stilen", "web:gallery", order=2)
    register("Tema", "web:theme", right="theme.change", order=1)
    assert [link.label for link in links(_viewer(), "/")] == ["Stilen"]
    assert [link.label for link in links(_viewer("theme.change"), "/")] == ["Tema", "Stilen"]


def test_nobody_logged_in_has_no_menu() -> None:
    register("Stilen", "web:gallery")
    assert links(None, "/") == []


def test_the_longest_address_that_begins_the_path_is_the_current_one() -> None:
    register("Stilen", "web:gallery")
    assert links(_viewer(), "/stil/knappar/")[0].is_current
    assert not links(_viewer(), "/stilig/")[0].is_current


def test_a_view_may_name_the_current_one() -> None:
    register("Stilen", "web:gallery")
    assert links(_viewer(), "/annat/", current="web:gallery")[0].is_current


def test_an_address_that_does_not_exist_is_left_out() -> None:
    register("Finns inte", "nowhere:at_all")
    assert links(_viewer(), "/") == []
