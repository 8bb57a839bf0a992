"""One-click personas: in practice only, and only people who are practice through and through."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tryggve.foundation.people.models import Membership, User
from tryggve.testing.cast import NOW, Cast

PAGE = "/ovningspersoner/"


@pytest.fixture
def rakel(cast: Cast) -> User:
    """Rakel as a persona."""
    user = cast.users["rakel"]
    user.is_persona = True
    user.save()
    return user


def _become(client: Client, user: User) -> int:
    return client.post(PAGE, {"person": user.public_id}).status_code


def test_in_practice_anybody_may_be_a_persona(client: Client, rakel: User, settings: Any) -> None:
    settings.PRACTICE = True

    assert "Rakel Lind" in client.get(PAGE).content.decode()
    assert _become(client, rakel) == 302
    assert client.session["_auth_user_id"] == str(rakel.pk)


def test_one_persona_changes_into_another(client: Client, rakel: User, cast: Cast, settings: Any) -> None:
    settings.PRACTICE = True
    bo = cast.users["bo"]
    bo.is_persona = True
    bo.save()
    _become(client, rakel)

    assert _become(client, bo) == 302
    assert client.session["_auth_user_id"] == str(bo.pk)


def test_outside_practice_there_is_no_such_page(client: Client, rakel: User, settings: Any) -> None:
    settings.PRACTICE = False

    assert client.get(PAGE).status_code == 404
    assert _become(client, rakel) == 404
    assert PAGE not in client.get("/logga-in/").content.decode()


def test_a_person_who_is_no_persona_is_nobodys_costume(client: Client, cast: Cast, settings: Any) -> None:
    settings.PRACTICE = True

    assert _become(client, cast.users["sixten"]) == 404
    assert "Sixten" not in client.get(PAGE).content.decode()


def test_a_persona_in_a_real_municipality_stays_out(client: Client, rakel: User, cast: Cast, settings: Any) -> None:
    settings.PRACTICE = True
    cast.falun.is_practice = False
    cast.falun.save()

    assert _become(client, rakel) == 404
    assert "Rakel" not in client.get(PAGE).content.decode()


def test_a_persona_with_one_role_in_a_real_municipality_stays_out(
    client: Client, rakel: User, cast: Cast, settings: Any
) -> None:
    settings.PRACTICE = True
    cast.borlange.is_practice = False
    cast.borlange.save()
    Membership.objects.create(
        user=rakel,
        county=cast.county,
        municipality=cast.borlange,
        organisation=cast.organisations["tunabyggen"],
        role="reporter",
        created_at=NOW,
    )

    assert _become(client, rakel) == 404


def test_a_deactivated_persona_stays_out(client: Client, rakel: User, settings: Any) -> None:
    settings.PRACTICE = True
    rakel.is_active = False
    rakel.save()

    assert _become(client, rakel) == 404
