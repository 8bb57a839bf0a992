"""Inviting, answering, coming back: each by the one who may, and never by the stranger."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tryggve.foundation.people.actions import (
    CannotAccept,
    CannotGiveRole,
    accept_invitation,
    add_persona,
    deactivate_person,
    invite_person,
    reinvite_person,
)
from tryggve.foundation.people.actions.invitations import CannotInvite
from tryggve.foundation.people.directory import invitation_by_token, people_of, person
from tryggve.foundation.people.models import Invitation, User
from tryggve.foundation.people.queries import county_system_viewer, house_viewer, stations_of, system_viewer
from tryggve.foundation.people.shapes import Invited
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.errors import NotAllowed, NotFound
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import NOW, Cast

PASSWORD = "nio blåa spadar vid sjön"


def _invite(cast: Cast, by: Viewer, email: str = "Ny.Bovard@exempel.se", role: str = "reporter") -> Invited:
    return invite_person(
        email=email,
        name="Nora Ny",
        roles=[role],
        organisation=cast.organisations["kopparstaden"].public_id,
        by=by,
        now=NOW,
    )


def _accept(invited: Invited, password: str = PASSWORD) -> User:
    return accept_invitation(
        token=invited.token, password=password, by=house_viewer(invited.user), now=NOW + timedelta(days=1)
    )


def test_a_coordinator_invites_to_the_own_organisation(cast: Cast) -> None:
    invited = _invite(cast, cast.sixten)

    (station,) = stations_of(invited.user)
    assert station.viewer.organisation_name == "Kopparstaden"
    assert station.viewer.roles == {"reporter"}
    assert invited.user.email == "ny.bovard@exempel.se"


def test_the_secret_is_not_kept(cast: Cast) -> None:
    invited = _invite(cast, cast.sixten)

    invitation = Invitation.objects.get(user=invited.user)
    assert invited.token not in (invitation.token_hash, invitation.public_id)
    assert len(invited.token) >= 43
    assert invitation.expires_at == NOW + timedelta(days=7)


def test_an_accepted_invitation_gives_a_password_and_works_once(cast: Cast) -> None:
    invited = _invite(cast, cast.sixten)

    user = _accept(invited)

    assert user.check_password(PASSWORD)
    with pytest.raises(CannotAccept):
        _accept(invited)


def test_an_invitation_of_eight_days_is_too_old(cast: Cast) -> None:
    invited = _invite(cast, cast.sixten)

    assert invitation_by_token(invited.token, NOW + timedelta(days=8)) is None


def test_a_guessed_secret_opens_nothing(cast: Cast) -> None:
    _invite(cast, cast.sixten)

    assert invitation_by_token("gissat", NOW) is None


def test_somebody_else_may_not_answer_the_invitation(cast: Cast) -> None:
    invited = _invite(cast, cast.sixten)

    with pytest.raises(CannotAccept):
        accept_invitation(token=invited.token, password=PASSWORD, by=house_viewer(cast.users["frida"]), now=NOW)


@pytest.mark.parametrize("weak", ["kort", "password1234", "ny.bovard@exempel.se"])
def test_a_weak_password_is_refused_and_the_invitation_still_holds(cast: Cast, weak: str) -> None:
    invited = _invite(cast, cast.sixten)

    with pytest.raises(CannotAccept) as refusal:
        _accept(invited, weak)

    assert refusal.value.field == "password"
    assert invitation_by_token(invited.token, NOW) is not None


def test_an_invitation_is_no_way_into_an_account_that_has_a_password(cast: Cast) -> None:
    cast.users["sixten"].set_password(PASSWORD)
    cast.users["sixten"].save()

    invited = invite_person(
        email="SIXTEN@exempel.se",
        name="Någon annan",
        roles=["reporter"],
        organisation=cast.organisations["tunabyggen"].public_id,
        by=cast.frida,
        now=NOW,
    )

    assert invited.token == ""
    assert invited.user.name == "Sixten Berg"
    assert len(stations_of(invited.user)) == 2


def test_a_coordinator_does_not_invite_to_another_organisation(cast: Cast) -> None:
    with pytest.raises(NotFound):
        invite_person(
            email="x@exempel.se",
            name="X Y",
            roles=["reporter"],
            organisation=cast.organisations["police"].public_id,
            by=cast.sixten,
            now=NOW,
        )


def test_the_stranger_does_not_invite_to_ours(cast: Cast) -> None:
    with pytest.raises(NotFound):
        _invite(cast, cast.frida)


@pytest.mark.parametrize(
    "role", ["tenant_admin", "est_coordinator", "relay_coordinator", "trainer", "system", "påhittad"]
)
def test_a_coordinator_gives_no_role_beyond_the_own(cast: Cast, role: str) -> None:
    with pytest.raises(CannotGiveRole):
        _invite(cast, cast.sixten, role=role)


@pytest.mark.parametrize("name", ["rakel", "elin", "mona", "olle", "stina", "bo", "lina"])
def test_those_without_the_right_invite_nobody(cast: Cast, name: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        _invite(cast, cast.viewers[name])


def test_the_administrator_invites_to_any_organisation_of_the_municipality(cast: Cast) -> None:
    invited = _invite(cast, cast.adam, role="organisation_coordinator")

    assert stations_of(invited.user)[0].viewer.may("incident.review")


def test_the_administrator_gives_no_role_to_himself(cast: Cast) -> None:
    with pytest.raises(CannotGiveRole):
        _invite(cast, cast.adam, email="adam@exempel.se", role="organisation_coordinator")


def test_nobody_in_a_municipality_gives_out_the_county_boards_role(cast: Cast) -> None:
    with pytest.raises(CannotGiveRole):
        _invite(cast, cast.adam, role="county_board")


def test_the_trainer_is_for_practice_only(cast: Cast) -> None:
    with pytest.raises(CannotGiveRole):
        _invite(cast, replace(cast.adam, is_practice=False), role="trainer")


@pytest.mark.parametrize(("email", "name"), [("inte en adress", "Nora Ny"), ("", "Nora Ny"), ("n@exempel.se", "  ")])
def test_an_incomplete_invitation_says_what_is_missing(cast: Cast, email: str, name: str) -> None:
    with pytest.raises(CannotInvite) as refusal:
        invite_person(
            email=email,
            name=name,
            roles=["reporter"],
            organisation=cast.organisations["kopparstaden"].public_id,
            by=cast.sixten,
            now=NOW,
        )

    assert refusal.value.field in ("email", "name")


def test_the_county_board_is_invited_by_the_house(cast: Cast) -> None:
    invited = invite_person(
        email="lst@exempel.se",
        name="Lars Län",
        roles=["county_board"],
        organisation="",
        by=county_system_viewer(cast.county),
        now=NOW,
    )

    assert stations_of(invited.user)[0].viewer.may("county_report.read")


def test_inviting_again_gives_a_new_link_and_ends_the_old(cast: Cast) -> None:
    first = _invite(cast, cast.sixten)

    second = reinvite_person(person=first.user.public_id, by=cast.sixten, now=NOW)

    assert invitation_by_token(first.token, NOW) is None
    assert _accept(second).check_password(PASSWORD)


def test_who_comes_back_gets_the_roles_that_ended_last(cast: Cast) -> None:
    rakel = cast.users["rakel"].public_id
    deactivate_person(person=rakel, by=cast.sixten, now=NOW)

    again = reinvite_person(person=rakel, by=cast.sixten, now=NOW + timedelta(days=30))

    assert stations_of(again.user)[0].viewer.roles == {"reporter"}
    assert again.user.is_active
    assert again.token


def test_the_stranger_does_not_invite_our_people_again(cast: Cast) -> None:
    with pytest.raises(NotFound):
        reinvite_person(person=cast.users["rakel"].public_id, by=cast.frida, now=NOW)


def test_a_coordinator_lists_the_own_organisation_and_the_administrator_the_municipality(cast: Cast) -> None:
    with acting_as(cast.sixten):
        own = {each.name for each in people_of(cast.sixten, NOW)}
    with acting_as(cast.adam):
        all_here = {each.name for each in people_of(cast.adam, NOW)}

    assert own == {"Rakel Lind", "Sixten Berg"}
    assert {"Rakel Lind", "Petra Holm", "Elin Sund"} <= all_here
    assert not {"Frida Sjö", "Bo Alm", "Lina Grahn"} & all_here


def test_the_state_follows_the_invitation(cast: Cast) -> None:
    invited = _invite(cast, cast.sixten)
    key = invited.user.public_id

    states = [person(cast.sixten, key, moment).state for moment in (NOW, NOW + timedelta(days=9))]
    _accept(invited)
    states.append(person(cast.sixten, key, NOW).state)
    deactivate_person(person=key, by=cast.sixten, now=NOW)
    states.append(person(cast.sixten, key, NOW).state)

    assert states == ["invited", "expired", "active", "ended"]


def test_a_persona_is_made_by_the_system_in_practice_only(cast: Cast) -> None:
    est = cast.organisations["est"].public_id
    who: dict[str, Any] = {
        "email": "ove@exempel.se",
        "name": "Ove Öv",
        "roles": ["meeting_member"],
        "organisation": est,
        "now": NOW,
    }

    persona = add_persona(**who, by=system_viewer(cast.falun))

    assert persona.is_persona
    with pytest.raises(CannotInvite):
        add_persona(**who, by=cast.adam)
    cast.falun.is_practice = False
    cast.falun.save()
    with pytest.raises(CannotInvite):
        add_persona(**who, by=replace(system_viewer(cast.falun), is_practice=True))
