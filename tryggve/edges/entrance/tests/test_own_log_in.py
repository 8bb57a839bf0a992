"""A person's own log-in: the second step, the browsers, and what is asked of those who share."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import hotp_value
from django.test import Client

from tryggve.edges.entrance.tests.soft_key import SoftKey
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.notify.actions import make_calendar
from tryggve.foundation.notify.queries import calendars_of
from tryggve.foundation.people import directory, second_factor, sessions
from tryggve.foundation.people.actions import deactivate_person, invite_device, leave_everywhere, reinvite_person
from tryggve.foundation.people.models import Device, DevicePerson, LogIn, User
from tryggve.foundation.people.queries import house_viewer
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import NOW, PASSWORD, Cast

OWN = "/min-inloggning/"
JSON = "application/json"


@pytest.fixture
def sixten(cast: Cast, settings: Any) -> User:
    """Sixten, with a password, in a Falun that is no longer practice."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    user = cast.users["sixten"]
    user.set_password(PASSWORD)
    user.save()
    return user


TODAY = NOW.date()


def _falun_is_real(cast: Cast, since: date | None = TODAY) -> None:
    cast.falun.is_practice, cast.falun.second_factor_from = False, since
    cast.falun.save()


def log_in(client: Client, user: User, **more: str) -> Any:
    """The first step."""
    return client.post("/logga-in/", {"email": user.email, "password": PASSWORD, **more})


def code_of(secret: str, steps: int = 0) -> str:
    """What the app shows, so many half minutes from now."""
    return f"{hotp_value(secret, int(time.time()) // 30 + steps):06}"


def connect_app(client: Client) -> str:
    """Connect an app with codes, and return its secret. Its first code is the one of the period before."""
    client.get(f"{OWN}app/")
    secret = str(client.session["totp_secret"])
    assert client.post(f"{OWN}app/", {"code": code_of(secret, -1)})["Location"] == OWN
    return secret


def make_passkey(client: Client, key: SoftKey) -> Any:
    """Make a passkey in the own log-in."""
    options = client.post(f"{OWN}passnyckel/fraga/", {}, content_type=JSON).json()
    return client.post(f"{OWN}passnyckel/", {"answer": key.made(options), "name": "Telefonen"}, content_type=JSON)


def show_passkey(client: Client, key: SoftKey, user: User, **bent: Any) -> Any:
    """Come to the door with a passkey."""
    options = client.post("/logga-in/passnyckel/fraga/", {}, content_type=JSON).json()
    answer = key.shown(options, user.public_id, **bent)
    return client.post("/logga-in/passnyckel/", {"answer": answer, "next": "/"}, content_type=JSON)


def is_inside(client: Client) -> bool:
    """Whether somebody is logged in."""
    return client.get(OWN).status_code == 200


# -- Who has to -------------------------------------------------------------------------------------
def test_in_practice_nobody_is_asked_for_a_second_step(client: Client, sixten: User) -> None:
    log_in(client, sixten)

    assert client.get("/installningar/").status_code == 200


def test_before_the_day_a_password_is_enough_and_from_the_day_it_is_not(
    client: Client, sixten: User, cast: Cast
) -> None:
    _falun_is_real(cast, None)
    log_in(client, sixten)
    assert client.get("/installningar/").status_code == 200

    _falun_is_real(cast)

    assert client.get("/installningar/personer/")[
        "Location"
    ] == f"{OWN}tva-steg/?next=/installningar/personer/".replace(
        "=/installningar/personer/", "=%2Finstallningar%2Fpersoner%2F"
    )


def test_somebody_who_only_registers_is_not_asked(cast: Cast, log_in: Callable[[str], Client]) -> None:
    _falun_is_real(cast)

    assert log_in("rakel").get("/handelser/").status_code in (200, 302, 404)
    assert log_in("rakel").get(OWN).status_code == 200


def test_until_it_is_set_up_nothing_is_shared_and_what_is_written_is_kept(
    cast: Cast, log_in: Callable[[str], Client]
) -> None:
    _falun_is_real(cast)
    client = log_in("sixten")
    before = cast.users["rakel"].memberships.filter(is_active=True).count()

    shut = client.post(f"/installningar/personer/{cast.users['rakel'].public_id}/stang-av/")

    assert shut["Location"].startswith(f"{OWN}tva-steg/")
    assert cast.users["rakel"].memberships.filter(is_active=True).count() == before
    assert client.post("/byt-plats/", {"station": "x"}).status_code == 404


def test_when_it_is_set_up_the_person_goes_on_where_they_were(cast: Cast, sixten: User, client: Client) -> None:
    _falun_is_real(cast)
    log_in(client, sixten, next="/installningar/personer/")
    led = client.get("/installningar/personer/")["Location"]
    assert "i två steg" in client.get(led).content.decode()

    connect_app(client)

    assert client.get("/installningar/personer/").status_code == 200
    assert "/installningar/personer/" in client.get(OWN).content.decode()


# -- Codes ------------------------------------------------------------------------------------------
def test_a_code_of_the_app_is_the_second_step_and_counts_once(client: Client, sixten: User) -> None:
    log_in(client, sixten)
    secret = connect_app(client)
    other, third = Client(), Client()

    assert log_in(other, sixten)["Location"] == "/logga-in/andra-steget/"
    assert not is_inside(other)
    assert other.post("/logga-in/andra-steget/", {"code": code_of(secret)})["Location"] == "/"
    assert is_inside(other)

    log_in(third, sixten)
    assert third.post("/logga-in/andra-steget/", {"code": code_of(secret)}).status_code == 422
    assert not is_inside(third)


def test_the_secret_of_the_app_is_not_kept_in_the_clear(client: Client, sixten: User) -> None:
    log_in(client, sixten)
    secret = connect_app(client)

    kept = Authenticator.objects.get(user=sixten, type="totp").data

    assert secret not in json.dumps(kept)


def test_a_recovery_code_opens_once(client: Client, sixten: User) -> None:
    log_in(client, sixten)
    connect_app(client)
    shown = client.post(f"{OWN}koder/").context["codes"]
    assert len(set(shown)) == 10
    answers = []

    for _time in range(2):
        other = Client()
        log_in(other, sixten)
        answers.append(other.post("/logga-in/andra-steget/", {"code": shown[3]}).status_code)

    assert answers == [302, 422]
    assert "9 koder kvar" in client.get(OWN).content.decode()


def test_taking_the_last_away_takes_the_codes_too(client: Client, sixten: User) -> None:
    log_in(client, sixten)
    connect_app(client)
    client.post(f"{OWN}koder/")
    (factor,) = second_factor.factors_of(sixten.pk)

    client.post(f"{OWN}ta-bort/", {"key": factor.key})

    assert Authenticator.objects.filter(user=sixten).count() == 0


def test_nobody_takes_away_what_is_another_persons(client: Client, sixten: User, cast: Cast) -> None:
    log_in(client, sixten)
    connect_app(client)
    (factor,) = second_factor.factors_of(sixten.pk)
    frida = Client()
    frida.force_login(cast.users["frida"], backend="tryggve.foundation.people.backends.PasswordBackend")

    assert frida.post(f"{OWN}ta-bort/", {"key": factor.key}).status_code == 404
    assert second_factor.has_factor(sixten)


# -- Passkeys ---------------------------------------------------------------------------------------
def test_a_passkey_opens_by_itself_and_counts_as_two(client: Client, sixten: User, cast: Cast) -> None:
    _falun_is_real(cast)
    log_in(client, sixten)
    key, other = SoftKey(), Client()

    assert make_passkey(client, key).json() == {"next": OWN}
    assert "Telefonen" in client.get(OWN).content.decode()
    assert show_passkey(other, key, sixten).json() == {"next": "/"}
    assert other.get("/installningar/personer/").status_code == 200


def test_a_passkey_is_also_the_second_step(client: Client, sixten: User) -> None:
    log_in(client, sixten)
    key, other = SoftKey(), Client()
    make_passkey(client, key)

    assert log_in(other, sixten)["Location"] == "/logga-in/andra-steget/"
    assert "Använd passnyckeln" in other.get("/logga-in/andra-steget/").content.decode()
    assert show_passkey(other, key, sixten).status_code == 200
    assert is_inside(other)


# -- Browsers ---------------------------------------------------------------------------------------
def test_one_sees_ones_browsers_and_ends_the_others(client: Client, sixten: User, cast: Cast) -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"
    elsewhere, stranger = Client(HTTP_USER_AGENT=agent), Client()
    log_in(client, sixten)
    log_in(elsewhere, sixten)
    stranger.force_login(cast.users["frida"], backend="tryggve.foundation.people.backends.PasswordBackend")
    assert "Firefox, Linux" in client.get(OWN).content.decode()
    view = next(each for each in client.get(OWN).context["log_ins"] if not each.is_this)

    assert stranger.post(f"{OWN}avsluta/", {"key": view.key}).status_code == 404
    assert is_inside(elsewhere)
    client.post(f"{OWN}avsluta/", {"key": view.key})

    assert not is_inside(elsewhere)
    assert is_inside(client)
    assert is_inside(stranger)


def test_all_others_are_ended_at_once(client: Client, sixten: User) -> None:
    others = [Client(), Client()]
    for browser in (client, *others):
        log_in(browser, sixten)

    client.post(f"{OWN}avsluta/")

    assert [is_inside(browser) for browser in (client, *others)] == [True, False, False]


@pytest.mark.parametrize(("hours", "clicks", "status"), [(1.9, 1, 200), (2.1, 1, 302), (1.5, 9, 302)])
def test_a_session_ends_when_idle_and_after_a_working_day(
    client: Client, sixten: User, monkeypatch: pytest.MonkeyPatch, hours: float, clicks: int, status: int
) -> None:
    log_in(client, sixten)
    start = time.time()

    for click in range(1, clicks + 1):
        monkeypatch.setattr(sessions, "clock", lambda click=click: start + click * hours * 3600)
        answer = client.get(OWN)

    assert answer.status_code == status


def test_what_is_sensitive_asks_for_the_password_again(
    client: Client, sixten: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(client, sixten)
    start = time.time()
    monkeypatch.setattr(sessions, "clock", lambda: start + 1000)

    asked = client.get(f"{OWN}app/")["Location"]
    assert asked.startswith(f"{OWN}bekrafta/")
    assert client.post(asked, {"secret": "fel", "next": f"{OWN}app/"}).status_code == 422
    assert client.post(asked, {"secret": PASSWORD, "next": f"{OWN}app/"})["Location"] == f"{OWN}app/"
    assert client.get(f"{OWN}app/").status_code == 200


# -- Leaving ----------------------------------------------------------------------------------------
def test_who_is_shut_out_is_out_everywhere_at_once(client: Client, sixten: User, cast: Cast) -> None:
    key, stranger = SoftKey(), Client()
    log_in(client, sixten)
    make_passkey(client, key)
    client.post(f"{OWN}koder/")

    deactivate_person(person=sixten.public_id, by=cast.adam, now=NOW)

    assert not is_inside(client)
    assert show_passkey(stranger, key, sixten).status_code == 422
    assert not Authenticator.objects.filter(user=sixten).exists()
    assert LogIn.objects.filter(user=sixten).count() == 0


def test_a_leavers_telephones_calendars_and_links_end_too(cast: Cast, sixten: User) -> None:
    rakel = cast.users["rakel"]
    keys = [[rakel.public_id], [rakel.public_id, sixten.public_id]]
    own, shared = (
        invite_device(name=f"Telefon {n}", users=users, by=cast.sixten, now=NOW).device for n, users in enumerate(keys)
    )
    make_calendar(by=cast.rakel, now=NOW)
    token = reinvite_person(person=rakel.public_id, by=cast.sixten, now=NOW).token

    deactivate_person(person=rakel.public_id, by=cast.sixten, now=NOW)
    reinvite_person(person=rakel.public_id, by=cast.sixten, now=NOW)

    with acting_as(cast.sixten):
        assert [Device.objects.seen_by(cast.sixten).one(pk=each.pk).revoked_at for each in (own, shared)] == [NOW, None]
        users = DevicePerson.objects.seen_by(cast.sixten).filter(user=rakel)
        assert not users.exists()
    assert calendars_of(cast.rakel) == []
    assert directory.invitation_by_token(token, NOW) is None


def test_who_has_lost_their_telephone_gets_a_new_beginning(cast: Cast, sixten: User, client: Client) -> None:
    log_in(client, sixten)
    connect_app(client)
    adam, frida = Client(), Client()
    adam.force_login(cast.users["adam"], backend="tryggve.foundation.people.backends.PasswordBackend")
    frida.force_login(cast.users["frida"], backend="tryggve.foundation.people.backends.PasswordBackend")
    address = f"/installningar/personer/{sixten.public_id}/andra-steget/"

    assert frida.post(address).status_code == 404
    assert second_factor.has_factor(sixten)
    assert adam.post(address).status_code == 302

    assert not second_factor.has_factor(sixten)
    assert not is_inside(client)
    assert log_in(Client(), sixten)["Location"] == "/"


def test_a_leaver_is_out_of_every_municipality(cast: Cast, sixten: User, client: Client) -> None:
    sixten.memberships.create(
        county=cast.county,
        municipality=cast.borlange,
        organisation=cast.organisations["tunabyggen"],
        role="reporter",
        created_at=NOW,
    )
    log_in(client, sixten)

    leave_everywhere(email="SIXTEN@exempel.se", by=house_viewer(), now=NOW)

    sixten.refresh_from_db()
    assert not sixten.is_active
    assert not sixten.memberships.filter(is_active=True).exists()
    assert not is_inside(client)
    for viewer in (cast.elin, cast.bo):
        with acting_as(viewer):
            lines = AuditEntry.objects.seen_by(viewer).filter(event="person.deactivated", subject=sixten.public_id)
            assert lines.count() == 1
