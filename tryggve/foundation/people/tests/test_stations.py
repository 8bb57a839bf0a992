"""From a log-in to the places where somebody works."""

from __future__ import annotations

from typing import Any

from tryggve.foundation.people.models import Membership
from tryggve.foundation.people.queries import colleagues, house_viewer, stations_of
from tryggve.testing.cast import NOW, Cast


def test_a_person_with_three_places_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    for key in ("centrala_stadsrum", "est"):
        Membership.objects.create(
            user=cast.users["sixten"],
            county=cast.county,
            municipality=cast.falun,
            organisation=cast.organisations[key],
            role="reporter",
            created_at=NOW,
        )

    with django_assert_num_queries(1):
        stations = stations_of(cast.users["sixten"])

    assert [station.viewer.organisation_name for station in stations] == [
        "Kopparstaden",
        "Centrala stadsrum",
        "Falu kommun, trygghet",
    ]


def test_a_county_official_costs_two(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        stations = stations_of(cast.users["lina"])

    assert stations[0].label == "Länsstyrelsen i Dalarnas län"
    assert stations[0].viewer.is_practice


def test_two_roles_in_one_place_are_one_station_with_both_rights(cast: Cast) -> None:
    Membership.objects.create(
        user=cast.users["mona"],
        county=cast.county,
        municipality=cast.falun,
        organisation=cast.organisations["est"],
        role="meeting_chair",
        created_at=NOW,
    )

    (station,) = stations_of(cast.users["mona"])

    assert station.viewer.may("priority.confirm")
    assert station.role_names == ("Ordförande i EST-mötet", "Deltagare i EST-mötet")


def test_a_person_before_their_place_is_known_may_do_nothing(cast: Cast) -> None:
    viewer = house_viewer(cast.users["adam"])

    assert viewer.rights == frozenset()
    assert viewer.scope == (None, None, None)


def test_a_colleague_who_also_works_for_the_county_is_still_a_colleague(cast: Cast) -> None:
    Membership.objects.create(user=cast.users["mona"], county=cast.county, role="county_board", created_at=NOW)

    names = {user.name for user in colleagues(cast.sixten)}

    assert {"Mona Dahl", "Rakel Lind"} <= names
    assert not {"Frida Sjö", "Lina Grahn"} & names
    assert colleagues(cast.lina) == []
