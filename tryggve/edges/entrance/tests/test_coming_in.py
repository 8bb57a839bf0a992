"""At the door: who comes in, who does not, and what the door says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.actions import deactivate_person, invite_person
from tryggve.foundation.people.models import Membership, User
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, PASSWORD, Cast

LOGIN = "/logga-in/"


@pytest.fixture
def sixten(cast: Cast, settings: Any) -> User:
    """Sixten, with a password."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # not what is timed here
    user = cast.users["sixten"]
    user.set_password(PASSWORD)
    user.save()
    return user


def _log_in(client: Client, email: str = "sixten@exempel.se", password: str = PASSWORD, **extra: str) -> int:
    return client.post(LOGIN, {"email": email, "password": password, **extra}).status_code


def test_the_right_password_opens_the_house_and_is_written_down(client: Client, sixten: User) -> None:
    response = client.post(LOGIN, {"email": " Sixten@Exempel.se ", "password": PASSWORD})

    assert (response.status_code, response["Location"]) == (302, "/")
    house = house_viewer()
    with acting_as(house):
        (line,) = AuditEntry.objects.seen_by(house).filter(event="person.logged_in")
    assert line.actor == sixten.public_id


def test_who_was_on_the_way_somewhere_goes_on(client: Client, sixten: User) -> None:
    response = client.post(LOGIN, {"email": sixten.email, "password": PASSWORD, "next": "/installningar/"})

    assert response["Location"] == "/installningar/"


@pytest.mark.parametrize(
    "elsewhere", ["https://ond.example/", "//ond.example", "javascript:alert(1)", "/\\ond.example"]
)
def test_the_door_never_leads_out_of_the_house(client: Client, sixten: User, elsewhere: str) -> None:
    response = client.post(LOGIN, {"email": sixten.email, "password": PASSWORD, "next": elsewhere})

    assert response["Location"] == "/"


@pytest.mark.parametrize("email", ["sixten@exempel.se", "okand@exempel.se"])
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client: Client, sixten: User, email: str) -> None:
    response = client.post(LOGIN, {"email": email, "password": "fel lösenord"})

    assert response.status_code == 422
    assert "passar inte ihop" in response.content.decode()
    assert f'value="{email}"' in response.content.decode()
    assert "fel lösenord" not in response.content.decode()


def test_ten_wrong_passwords_close_that_account_and_no_other(client: Client, sixten: User, cast: Cast) -> None:
    cast.users["rakel"].set_password(PASSWORD)
    cast.users["rakel"].save()

    answers = [_log_in(client, email, "fel") for email in ("sixten@exempel.se", "SIXTEN@exempel.se") * 5]

    assert answers[-1] == 429
    assert _log_in(client) == 429
    assert _log_in(client, "rakel@exempel.se") == 302


def test_a_town_hall_is_one_address_and_a_colleague_behind_it_comes_in(
    client: Client, sixten: User, cast: Cast
) -> None:
    cast.users["rakel"].set_password(PASSWORD)
    cast.users["rakel"].save()
    town_hall: dict[str, Any] = {"REMOTE_ADDR": "192.0.2.10"}

    answers = [
        Client(**town_hall).post(LOGIN, {"email": sixten.email, "password": f"fel {guess}"}).status_code
        for guess in range(8)
    ]

    assert answers == [422] * 5 + [429] * 3
    colleague = Client(**town_hall).post(LOGIN, {"email": "rakel@exempel.se", "password": PASSWORD})
    assert colleague.status_code == 302


def test_a_strangers_guesses_do_not_make_the_owner_wait_at_their_own_browser(client: Client, sixten: User) -> None:
    _log_in(client)
    client.post("/logga-ut/")
    for guess in range(7):
        _log_in(Client(), password=f"fel {guess}")

    assert _log_in(Client()) == 429
    assert _log_in(client) == 302


def test_the_mark_of_a_known_browser_opens_nothing_and_cannot_be_written(client: Client, sixten: User) -> None:
    _log_in(client)
    other = Client()
    other.cookies["tryggve_known"] = client.cookies["tryggve_known"].value
    assert other.get("/installningar/").status_code == 302
    forged = Client()
    forged.cookies["tryggve_known"] = '{"x": "y"}'

    answers = [_log_in(forged, password="fel") for _guess in range(7)]

    assert answers[-1] == 429


def test_logging_out_empties_the_browser(client: Client, sixten: User) -> None:
    _log_in(client)

    assert client.get("/logga-ut/").status_code == 405
    response = client.post("/logga-ut/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert client.get("/byt-plats/").status_code in (302, 405)
    assert "_auth_user_id" not in client.session


def test_a_deactivated_person_is_out_at_the_next_click(client: Client, sixten: User, cast: Cast) -> None:
    _log_in(client)
    assert client.get("/installningar/").status_code == 200

    deactivate_person(person=sixten.public_id, by=cast.adam, now=NOW)

    assert client.get("/installningar/")["Location"].startswith(LOGIN)
    assert _log_in(client) == 422


def test_who_has_lost_every_role_is_told_so(client: Client, sixten: User) -> None:
    _log_in(client)
    Membership.objects.filter(user=sixten).update(is_active=False)

    response = client.get(LOGIN)

    assert "Du har ingen roll just nu" in response.content.decode()


def test_a_person_with_two_places_switches_between_them(cast: Cast, log_in: Callable[[str], Client]) -> None:
    Membership.objects.create(
        user=cast.users["sixten"],
        county=cast.county,
        municipality=cast.falun,
        organisation=cast.organisations["centrala_stadsrum"],
        role="reporter",
        created_at=NOW,
    )
    client = log_in("sixten")
    first = client.get("/installningar/").wsgi_request.station  # type: ignore[attr-defined]
    other = f"{cast.county.pk}-{cast.falun.pk}-{cast.organisations['centrala_stadsrum'].pk}"

    response = client.post("/byt-plats/", {"station": other})

    assert response.status_code == 302
    there = client.post("/byt-plats/", {"station": first.key}).wsgi_request.viewer  # type: ignore[attr-defined]
    assert (first.viewer.organisation_name, there.organisation_name) == ("Kopparstaden", "Centrala stadsrum")


def test_nobody_switches_to_a_place_of_somebody_else(cast: Cast, log_in: Callable[[str], Client]) -> None:
    theirs = f"{cast.county.pk}-{cast.borlange.pk}-{cast.organisations['tunabyggen'].pk}"

    assert log_in("sixten").post("/byt-plats/", {"station": theirs}).status_code == 404


def _invitation(cast: Cast) -> str:
    return invite_person(
        email="ny@exempel.se",
        name="Nora Ny",
        roles=["reporter"],
        organisation=cast.organisations["kopparstaden"].public_id,
        by=cast.sixten,
        now=timezone.now(),
    ).token


def test_an_invitation_leads_to_a_password_and_in(client: Client, cast: Cast) -> None:
    token = _invitation(cast)

    response = client.get(reverse("entrance:invitation", args=[token]))
    assert response["Location"] == "/inbjudan/"
    assert "Välkommen, Nora Ny" in client.get("/inbjudan/").content.decode()
    typed = {"password": PASSWORD, "again": PASSWORD}

    assert client.post("/inbjudan/", typed)["Location"] == "/"
    assert client.session["_auth_user_id"]
    assert Client().post(reverse("entrance:invitation", args=[token])).status_code == 405


def test_a_used_invitation_opens_nothing(client: Client, cast: Cast) -> None:
    token = _invitation(cast)
    client.get(reverse("entrance:invitation", args=[token]))
    client.post("/inbjudan/", {"password": PASSWORD, "again": PASSWORD})
    other = Client()

    other.get(reverse("entrance:invitation", args=[token]))

    assert other.get("/inbjudan/").status_code == 404
    assert client.get("/inbjudan/").status_code == 200  # inside: told to log out first


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [("kort", "kort", "12"), (PASSWORD, "något annat", "inte lika"), ("", "", "Välj ett lösenord")],
)
def test_a_poor_password_is_explained(client: Client, cast: Cast, password: str, again: str, words: str) -> None:
    client.get(reverse("entrance:invitation", args=[_invitation(cast)]))

    response = client.post("/inbjudan/", {"password": password, "again": again})

    assert response.status_code == 422
    assert words in response.content.decode()


def test_without_an_invitation_there_is_nothing_to_accept(client: Client, cast: Cast) -> None:
    assert client.get("/inbjudan/").status_code == 404
