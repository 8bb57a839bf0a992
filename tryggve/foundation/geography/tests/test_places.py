"""Public places by the name people use."""

from __future__ import annotations

import pytest

from tryggve.foundation.geography import queries
from tryggve.foundation.geography.actions import (
    CannotChangePlace,
    activate_place,
    add_place,
    deactivate_place,
    rename_place,
)
from tryggve.foundation.geography.place_types import PLACE_TYPES, label
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import FALUN_CENTRE, NOW, Cast

LAT, LON = FALUN_CENTRE


def test_a_place_can_be_found_by_name_however_it_is_written(cast: Cast) -> None:
    place = add_place(name="Östanforsparken", lat=LAT, lon=LON, place_type="park", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert queries.place_by_name(cast.elin, " östanforsPARKEN ") == place
        assert queries.place_by_name(cast.elin, "Parken") is None


def test_the_nearest_place_is_the_nearest_within_reach(cast: Cast) -> None:
    near = add_place(name="Nära", lat=LAT + 0.0005, lon=LON, place_type="park", by=cast.elin, now=NOW)
    add_place(name="Längre bort", lat=LAT + 0.0015, lon=LON, place_type="park", by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert queries.nearest_place(cast.elin, LAT + 0.0006, LON) == near
        assert queries.nearest_place(cast.elin, LAT + 0.005, LON) is None
        assert queries.nearest_place(cast.elin, LAT + 0.005, LON, within_m=1000) is not None


def test_two_places_cannot_share_a_name(cast: Cast) -> None:
    with pytest.raises(CannotChangePlace, match="KNUTPUNKTEN, TORGET"):
        add_place(name="KNUTPUNKTEN, TORGET", lat=LAT, lon=LON, place_type="square", by=cast.elin, now=NOW)


def test_a_place_may_keep_its_own_name_when_renamed(cast: Cast) -> None:
    place = cast.places["knutpunkten"]

    renamed = rename_place(place_public_id=place.public_id, name="Knutpunkten, Torget", by=cast.elin, now=NOW)

    assert renamed.name == "Knutpunkten, Torget"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"place_type": "castle"}, "place_type"),
        ({"lat": LON, "lon": LAT}, "position"),
    ],
)
def test_a_place_that_is_not_one_is_refused(cast: Cast, changes: dict[str, object], field: str) -> None:
    facts = {"name": "Ny plats", "lat": LAT, "lon": LON, "place_type": "park", **changes}

    with pytest.raises(CannotChangePlace) as refusal:
        add_place(**facts, by=cast.elin, now=NOW)  # type: ignore[arg-type]

    assert refusal.value.field == field


def test_a_place_no_longer_used_is_not_offered_but_still_there(cast: Cast) -> None:
    place = cast.places["knutpunkten"]

    deactivate_place(place_public_id=place.public_id, by=cast.elin, now=NOW)

    with acting_as(cast.elin):
        assert place not in queries.places(cast.elin)
        assert place in queries.places(cast.elin, include_inactive=True)
        assert queries.place_by_public_id(cast.elin, place.public_id) == place
    activate_place(place_public_id=place.public_id, by=cast.elin, now=NOW)
    with acting_as(cast.elin):
        assert place in queries.places(cast.elin)


def test_a_reporter_may_not_add_places(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_place(name="Min plats", lat=LAT, lon=LON, place_type="park", by=cast.rakel, now=NOW)


def test_the_stranger_sees_and_changes_none_of_these_places(cast: Cast) -> None:
    place = cast.places["knutpunkten"]

    with acting_as(cast.frida):
        assert place not in queries.places(cast.frida, include_inactive=True)
        assert queries.place_by_name(cast.frida, place.name) is None
        assert queries.nearest_place(cast.frida, place.lat, place.lon) is None
        with pytest.raises(NotFound):
            queries.place_by_public_id(cast.frida, place.public_id)
    with pytest.raises(NotFound):
        rename_place(place_public_id=place.public_id, name="Vår", by=cast.bo, now=NOW)


def test_a_neighbour_may_have_a_place_with_the_same_name(cast: Cast) -> None:
    place = add_place(name="Knutpunkten, torget", lat=LAT, lon=LON, place_type="square", by=cast.bo, now=NOW)

    assert place.name == cast.places["knutpunkten"].name


def test_every_place_type_has_a_word() -> None:
    assert all(label(code) for code in PLACE_TYPES)
    assert label("castle") == "Övrigt"
