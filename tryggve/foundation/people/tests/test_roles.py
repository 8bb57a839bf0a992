"""Roles come and go; who has none is out."""

from __future__ import annotations

import pytest

from tryggve.foundation.audit.trail import entries_about
from tryggve.foundation.people.actions import CannotGiveRole, deactivate_person, end_role, give_role
from tryggve.foundation.people.models import Membership
from tryggve.foundation.people.queries import stations_of
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.testing.cast import NOW, PASSWORD, Cast


def _membership(cast: Cast, name: str) -> Membership:
    return Membership.objects.get(user=cast.users[name])


def _key(cast: Cast, name: str) -> str:
    return cast.users[name].public_id


def test_a_reporter_becomes_coordinator(cast: Cast) -> None:
    give_role(
        person=_key(cast, "rakel"),
        role="organisation_coordinator",
        organisation=cast.organisations["kopparstaden"].public_id,
        by=cast.sixten,
        now=NOW,
    )

    assert stations_of(cast.users["rakel"])[0].viewer.roles == {"reporter", "organisation_coordinator"}


def test_a_role_given_twice_is_held_once(cast: Cast) -> None:
    for _ in range(2):
        give_role(
            person=_key(cast, "rakel"),
            role="reporter",
            organisation=cast.organisations["kopparstaden"].public_id,
            by=cast.sixten,
            now=NOW,
        )

    assert Membership.objects.filter(user=cast.users["rakel"]).count() == 1


@pytest.mark.parametrize("role", ["tenant_admin", "organisation_coordinator"])
def test_nobody_raises_themselves(cast: Cast, role: str) -> None:
    for name, organisation in (("adam", "est"), ("sixten", "kopparstaden")):
        with pytest.raises(CannotGiveRole):
            give_role(
                person=_key(cast, name),
                role=role,
                organisation=cast.organisations[organisation].public_id,
                by=cast.viewers[name],
                now=NOW,
            )


def test_the_administrator_gives_a_role_in_an_organisation_of_another_municipality_to_nobody(cast: Cast) -> None:
    with pytest.raises(NotFound):
        give_role(
            person=_key(cast, "rakel"),
            role="reporter",
            organisation=cast.organisations["tunabyggen"].public_id,
            by=cast.adam,
            now=NOW,
        )


def test_the_stranger_neither_gives_nor_ends_our_roles(cast: Cast) -> None:
    with pytest.raises(NotFound):
        give_role(
            person=_key(cast, "rakel"),
            role="reporter",
            organisation=cast.organisations["tunabyggen"].public_id,
            by=cast.frida,
            now=NOW,
        )
    with pytest.raises(NotFound):
        end_role(membership=_membership(cast, "rakel").public_id, by=cast.frida, now=NOW)
    with pytest.raises(NotFound):
        deactivate_person(person=_key(cast, "rakel"), by=cast.frida, now=NOW)
    with pytest.raises(NotAllowed):
        deactivate_person(person=_key(cast, "rakel"), by=cast.bo, now=NOW)


def test_an_ended_role_leaves_the_others(cast: Cast) -> None:
    second = give_role(
        person=_key(cast, "rakel"),
        role="organisation_coordinator",
        organisation=cast.organisations["kopparstaden"].public_id,
        by=cast.sixten,
        now=NOW,
    )

    end_role(membership=second.public_id, by=cast.sixten, now=NOW)

    assert stations_of(cast.users["rakel"])[0].viewer.roles == {"reporter"}


def test_a_deactivated_person_loses_role_password_and_log_in(cast: Cast) -> None:
    cast.users["rakel"].set_password(PASSWORD)
    cast.users["rakel"].save()

    user = deactivate_person(person=_key(cast, "rakel"), by=cast.sixten, now=NOW)

    assert stations_of(user) == []
    assert not user.is_active
    assert not user.has_usable_password()


def test_a_role_in_another_municipality_survives(cast: Cast) -> None:
    Membership.objects.create(
        user=cast.users["rakel"],
        county=cast.county,
        municipality=cast.borlange,
        organisation=cast.organisations["tunabyggen"],
        role="reporter",
        created_at=NOW,
    )

    user = deactivate_person(person=_key(cast, "rakel"), by=cast.sixten, now=NOW)

    assert user.is_active
    assert [station.viewer.organisation_name for station in stations_of(user)] == ["Tunabyggen"]


def test_a_coordinator_does_not_shut_out_the_administrator_beside_them(cast: Cast) -> None:
    Membership.objects.create(
        user=cast.users["adam"],
        county=cast.county,
        municipality=cast.falun,
        organisation=cast.organisations["kopparstaden"],
        role="tenant_admin",
        created_at=NOW,
    )

    with pytest.raises(CannotGiveRole):
        deactivate_person(person=_key(cast, "adam"), by=cast.sixten, now=NOW)


def test_the_last_administrator_stays(cast: Cast) -> None:
    second = give_role(
        person=_key(cast, "mona"),
        role="tenant_admin",
        organisation=cast.organisations["est"].public_id,
        by=cast.adam,
        now=NOW,
    )
    mona = stations_of(cast.users["mona"])[0].viewer
    end_role(membership=_membership(cast, "adam").public_id, by=mona, now=NOW)

    with pytest.raises(CannotGiveRole):
        end_role(membership=second.public_id, by=cast.adam, now=NOW)


def test_the_trail_tells_who_and_what_without_a_name(cast: Cast) -> None:
    user = deactivate_person(person=_key(cast, "rakel"), by=cast.sixten, now=NOW)

    with acting_as(cast.sixten):
        (line,) = entries_about(cast.sixten, user)
    assert (line.event, line.actor) == ("person.deactivated", cast.sixten.actor)
    assert line.codes == {"roles": ["reporter"]}
