"""A municipality's own places are nobody's name there, and only there."""

from __future__ import annotations

import pytest

from tryggve.foundation.geography.models import Place
from tryggve.foundation.people.queries import system_viewer
from tryggve.foundation.privacy import known_places
from tryggve.foundation.privacy.guard import PersonalDataFound
from tryggve.foundation.privacy.known_places import gazetteer_of
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast


@pytest.mark.django_db
def test_an_organisation_is_known_at_home_and_not_to_the_stranger(cast: Cast) -> None:
    home, stranger = system_viewer(cast.falun), system_viewer(cast.borlange)
    with acting_as(home):
        known_at_home = gazetteer_of(home)
        assert gazetteer_of(home) is known_at_home
    with acting_as(stranger):
        known_to_stranger = gazetteer_of(stranger)

    assert "Kopparstaden" in known_at_home
    assert "Kopparstaden" not in known_to_stranger
    assert "Tunabyggen" in known_to_stranger


@pytest.mark.django_db
def test_a_place_that_sounds_like_a_person_may_be_named_at_home_and_not_elsewhere(cast: Cast) -> None:
    text = "Skylten vid Karl Gustafsson är klottrad."
    home, stranger = system_viewer(cast.falun), system_viewer(cast.borlange)
    with acting_as(home):
        Place.objects.create(municipality=cast.falun, name="Karl Gustafsson", lat=60.6, lon=15.6, place_type="square")
        known_places.refuse(text, "text", by=home)
    with acting_as(stranger), pytest.raises(PersonalDataFound) as refused:
        known_places.refuse(text, "text", by=stranger)

    assert refused.value.field == "text"
