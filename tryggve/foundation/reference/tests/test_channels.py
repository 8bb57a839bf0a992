"""Where what concerns a person belongs: proposals, the municipality's own words, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tryggve.foundation.reference.actions import CannotChangeChannel, save_channel
from tryggve.foundation.reference.queries import other_channels
from tryggve.foundation.reference.shapes import ChannelDraft
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import NOW, Cast

LogIn = Callable[[str], Client]


def _save(
    cast: Cast, who: str = "elin", *, code: str = "", about: str = "Orolig för ett barn", name: str = "Falu socialjour"
) -> None:
    draft = ChannelDraft(about, name, phone="023-830 00", code=code)
    save_channel(draft=draft, by=cast.viewers[who], now=NOW)


def test_every_municipality_begins_with_the_states_numbers(cast: Cast) -> None:
    with acting_as(cast.rakel):
        found = {each.code: each.phone for each in other_channels(cast.rakel)}

    assert found == {"police_now": "112", "police": "114 14", "social": "", "school": "", "care": "1177"}


def test_a_municipality_says_it_in_its_own_words_and_the_neighbour_does_not_hear_it(cast: Cast) -> None:
    _save(cast, code="social")
    _save(cast, about="Du är rädd hemma", name="Kvinnojouren")

    with acting_as(cast.rakel):
        own = other_channels(cast.rakel)
    with acting_as(cast.frida):
        neighbours = other_channels(cast.frida)
    assert [each.name for each in own][2] == "Falu socialjour"
    assert [each.name for each in own][-1] == "Kvinnojouren"
    assert not {"Falu socialjour", "Kvinnojouren"} & {each.name for each in neighbours}


def test_a_hidden_one_is_not_shown(cast: Cast) -> None:
    save_channel(draft=ChannelDraft("x", "y", code="care", is_shown=False), by=cast.elin, now=NOW)

    with acting_as(cast.rakel):
        assert "care" not in {each.code for each in other_channels(cast.rakel)}
        assert "care" in {each.code for each in other_channels(cast.rakel, include_hidden=True)}


def test_an_empty_one_is_refused_and_a_strangers_is_not_found(cast: Cast) -> None:
    with pytest.raises(CannotChangeChannel):
        _save(cast, about=" ")
    with pytest.raises(NotFound):
        _save(cast, code="ingen-sådan")
    with pytest.raises(NotAllowed):
        _save(cast, "sixten")


def test_the_box_stands_where_somebody_writes(cast: Cast, log_in: LogIn) -> None:
    pages = {"rakel": "incidents:new", "sixten": "incidents:review", "adam": "desk:other_channel"}

    shown = [log_in(who).get(reverse(name)).content.decode() for who, name in pages.items()]

    assert all('href="tel:11414"' in page for page in shown)


def test_the_settings_page_changes_one(cast: Cast, log_in: LogIn) -> None:
    browser = log_in("elin")
    typed = {"about": "Oro", "name": "Socialjouren", "phone": "023-830 00", "url": "", "is_shown": "on"}

    page = browser.post(reverse("administration:channel", args=["social"]), typed, follow=True).content.decode()
    refused = browser.post(reverse("administration:channel_add"), typed | {"phone": "ring Anna"})

    assert "Socialjouren" in page
    assert refused.status_code == 422
