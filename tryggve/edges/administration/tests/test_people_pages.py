"""Letting people in and out, by page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tryggve.foundation.people.models import Membership, User
from tryggve.foundation.people.queries import stations_of
from tryggve.testing.cast import NOW, PASSWORD, Cast

LogIn = Callable[[str], Client]
INVITE = "/installningar/personer/bjud-in/"
NEW = {"name": "Nora Ny", "email": "nora@exempel.se", "roles": ["reporter"]}


def test_an_invitation_is_mailed_and_its_link_works(
    cast: Cast, log_in: LogIn, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = log_in("sixten").post(INVITE, NEW, follow=True)

    (message,) = mail.outbox
    (link,) = re.findall(r"http://testserver(/\S+)", str(message.body))
    assert message.to == ["nora@exempel.se"]
    assert "Inbjudan är på väg till nora@exempel.se" in response.content.decode()
    assert link not in response.content.decode()
    visitor = Client()
    assert visitor.get(link).status_code == 302
    visitor.post("/inbjudan/", {"password": PASSWORD, "again": PASSWORD})
    assert visitor.session["_auth_user_id"] == str(User.objects.get(email="nora@exempel.se").pk)


def test_the_mail_holds_a_link_and_nothing_about_anybody(
    cast: Cast, log_in: LogIn, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        log_in("sixten").post(INVITE, NEW)

    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    assert not any(word in text for word in ("Nora", "Sixten", "Kopparstaden", "Falu"))


def test_an_organisation_is_told_when_the_administrator_lets_somebody_in(
    cast: Cast, log_in: LogIn, django_capture_on_commit_callbacks: Any
) -> None:
    there = cast.organisations["kopparstaden"].public_id

    with django_capture_on_commit_callbacks(execute=True):
        log_in("adam").post(INVITE, {**NEW, "roles": ["organisation_coordinator"], "organisation": there})

    assert ["sixten@exempel.se"] in [message.to for message in mail.outbox]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "fel"}, "Skriv den som namn@exempel.se"),
        ({"name": ""}, "Skriv personens namn"),
        ({"roles": []}, "Välj minst en roll"),
    ],
)
def test_nothing_typed_is_lost(cast: Cast, log_in: LogIn, changes: dict[str, Any], words: str) -> None:
    response = log_in("sixten").post(INVITE, {**NEW, **changes})

    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert any(f'value="{NEW[kept]}"' in page for kept in ("name", "email") if kept not in changes)


def test_a_coordinator_is_offered_the_organisations_own_roles_only(cast: Cast, log_in: LogIn) -> None:
    page = log_in("sixten").get(INVITE).content.decode()

    assert 'value="reporter"' in page
    assert 'value="tenant_admin"' not in page
    assert 'name="organisation"' not in page


def test_a_forged_role_is_refused(cast: Cast, log_in: LogIn) -> None:
    response = log_in("sixten").post(INVITE, {**NEW, "roles": ["tenant_admin"]})

    assert response.status_code == 422
    assert not User.objects.filter(email="nora@exempel.se").exists()


def test_a_forged_organisation_reaches_nobody_elses(cast: Cast, log_in: LogIn) -> None:
    log_in("sixten").post(INVITE, {**NEW, "organisation": cast.organisations["police"].public_id})

    (station,) = stations_of(User.objects.get(email="nora@exempel.se"))
    assert station.viewer.organisation_name == "Kopparstaden"


def test_a_person_is_deactivated_and_invited_again(cast: Cast, log_in: LogIn) -> None:
    client, rakel = log_in("sixten"), cast.users["rakel"]
    page = f"/installningar/personer/{rakel.public_id}/"

    out = client.post(page + "stang-av/", follow=True).content.decode()
    assert stations_of(rakel) == []
    assert "Rakel Lind är avstängd" in out
    client.post(page + "ny-lank/")
    assert stations_of(rakel)[0].viewer.roles == {"reporter"}


def test_a_deactivated_persons_open_page_is_dead(cast: Cast, log_in: LogIn) -> None:
    petra = Client()
    petra.force_login(cast.users["petra"], backend="tryggve.foundation.people.backends.PasswordBackend")
    assert petra.get("/installningar/personer/").status_code == 200

    log_in("adam").post(f"/installningar/personer/{cast.users['petra'].public_id}/stang-av/")

    assert petra.get("/installningar/personer/").status_code == 302


def test_a_role_is_given_and_taken_back(cast: Cast, log_in: LogIn) -> None:
    client, page = log_in("sixten"), f"/installningar/personer/{cast.users['rakel'].public_id}/"

    client.post(page, {"roles": ["organisation_coordinator"]})
    given = Membership.objects.get(user=cast.users["rakel"], role="organisation_coordinator")
    assert given.is_active
    client.post(f"{page}roller/{given.public_id}/avsluta/")
    given.refresh_from_db()
    assert not given.is_active


def test_ones_own_page_offers_no_change(cast: Cast, log_in: LogIn) -> None:
    client, key = log_in("adam"), cast.users["adam"].public_id

    page = client.get(f"/installningar/personer/{key}/").content.decode()
    assert "Stäng av personen" not in page
    client.post(f"/installningar/personer/{key}/stang-av/")
    assert stations_of(cast.users["adam"])


@pytest.mark.parametrize("button", ["stang-av/", "ny-lank/", "roller/{role}/avsluta/"])
def test_the_stranger_presses_no_button_of_ours(cast: Cast, log_in: LogIn, button: str) -> None:
    role = Membership.objects.get(user=cast.users["rakel"]).public_id
    page = f"/installningar/personer/{cast.users['rakel'].public_id}/{button.format(role=role)}"

    assert log_in("frida").post(page).status_code == 404
    assert stations_of(cast.users["rakel"])


def test_a_role_in_the_county_is_not_the_municipalitys_business(cast: Cast, log_in: LogIn) -> None:
    Membership.objects.create(user=cast.users["mona"], county=cast.county, role="county_board", created_at=NOW)

    page = log_in("adam").get(f"/installningar/personer/{cast.users['mona'].public_id}/").content.decode()

    assert "Länsstyrelsen" not in page
