"""Forged and replayed log-ins with what is kept here: passwords, codes, passkeys, links and sessions."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, override_settings
from django.utils import timezone

from tryggve.edges.entrance.tests.forging import World, case
from tryggve.edges.entrance.tests.soft_key import PRESENT, VERIFIED, SoftKey, data, text
from tryggve.edges.entrance.tests.test_own_log_in import JSON, code_of, log_in, show_passkey
from tryggve.foundation.people.actions import deactivate_person, invite_person, reinvite_person
from tryggve.foundation.people.models import Invitation
from tryggve.foundation.people.second_factor import PERIOD_S, check_code
from tryggve.testing.cast import NOW, PASSWORD

# -- Passwords --------------------------------------------------------------------------------------
TYPED: dict[str, tuple[str, str]] = {
    "a wrong password": ("sixten@exempel.se", "fel"),
    "another person's password": ("elin@exempel.se", PASSWORD),
    "a person who is not here": ("ingen@exempel.se", PASSWORD),
    "somebody without a password": ("rakel@exempel.se", PASSWORD),
    "the mark of no password": ("rakel@exempel.se", "!"),
    "a question to the database": ("sixten@exempel.se", "' or 1=1 --"),
    "the password in another case": ("sixten@exempel.se", PASSWORD.upper()),
    "the password and a space": ("sixten@exempel.se", PASSWORD + " "),
}
for _name, _typed in TYPED.items():

    def _type(world: World, typed: tuple[str, str] = _typed) -> None:
        world.attacker().post("/logga-in/", {"email": typed[0], "password": typed[1]})

    case(f"password: {_name}")(_type)


@case("password: the right one of somebody who has left")
def _(world: World) -> None:
    deactivate_person(person=world.sixten.public_id, by=world.cast.adam, now=NOW)
    log_in(world.attacker(), world.sixten)


@case("password: the right one after six guesses")
def _(world: World) -> None:
    client = world.attacker()
    for _guess in range(6):
        client.post("/logga-in/", {"email": world.kerstin.email, "password": "fel"})
    assert log_in(client, world.kerstin).status_code == 429


# -- Codes ------------------------------------------------------------------------------------------
CODES: dict[str, Callable[[World], str]] = {
    "of a minute ago": lambda world: world.code(-3),
    "of two periods ago": lambda world: world.code(-2),
    "of the next period": lambda world: world.code(1),
    "of the next hour": lambda world: world.code(120),
    "of a year ago": lambda world: world.code(-365 * 86400 // PERIOD_S),
    "guessed": lambda world: f"{(int(world.code()) + 1) % 1_000_000:06}",
    "of nothing": lambda _world: "000000",
    "in other numerals": lambda world: world.code().translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    "and one digit more": lambda world: world.code() + "0",
    "without its last digit": lambda world: world.code()[:5],
    "with a sign": lambda world: "+" + world.code()[1:],
    "of recovery, guessed": lambda _world: "123456789012",
    "of recovery, shortened": lambda world: world.codes[0][:-1],
}
for _name, _code in CODES.items():

    def _write(world: World, code: Callable[[World], str] = _code) -> None:
        client = world.attacker()
        world.first_step(client)
        world.second_step(client, code(world))

    case(f"code: one {_name}")(_write)


@case("code: one that has been used")
def _(world: World) -> None:
    honest, client = Client(), world.attacker()
    world.first_step(honest)
    world.second_step(honest, world.code())
    world.first_step(client)
    world.second_step(client, world.code())


@case("code: an earlier one after a later one")
def _(world: World) -> None:
    honest, client = Client(), world.attacker()
    world.first_step(honest)
    world.second_step(honest, world.code())
    world.first_step(client)
    world.second_step(client, world.code(-1))


@case("code: a recovery code that has been used")
def _(world: World) -> None:
    honest, client = Client(), world.attacker()
    world.first_step(honest)
    world.second_step(honest, world.codes[0])
    world.first_step(client)
    world.second_step(client, world.codes[0])


@case("code: a recovery code of another person")
def _(world: World) -> None:
    client = world.attacker()
    world.first_step(client, world.kerstin)
    world.second_step(client, world.codes[1])


@case("code: the app's code of another person")
def _(world: World) -> None:
    client = world.attacker()
    world.first_step(client, world.kerstin)
    world.second_step(client, world.code())


@case("code: a recovery code from before there were new ones")
def _(world: World) -> None:
    honest, client = Client(), world.attacker()
    show_passkey(honest, world.key, world.sixten)
    honest.post("/min-inloggning/koder/")
    world.first_step(client)
    world.second_step(client, world.codes[2])


@case("code: of an empty secret, when the installation's key has been changed")
def _(world: World) -> None:
    """What cannot be read is no secret at all, and must not be taken for one that is empty."""
    client = world.attacker()
    world.first_step(client)
    with override_settings(SECRET_KEY="en helt annan nyckel " * 3):
        assert check_code(world.sixten, code_of(""), time.time(), NOW) == ""
        assert check_code(world.sixten, world.codes[0], time.time(), NOW) == ""
    world.second_step(client, code_of(""))


@case("code: the right one without the first step")
def _(world: World) -> None:
    world.second_step(world.attacker(), world.code())


@case("code: the right one a quarter of an hour after the first step")
def _(world: World) -> None:
    client = world.attacker()
    world.first_step(client)
    world.later(900)
    world.second_step(client, world.code())


@case("code: the right one after the password was changed")
def _(world: World) -> None:
    client = world.attacker()
    world.first_step(client)
    world.sixten.set_password("ett helt annat lösenord")
    world.sixten.save()
    world.second_step(client, world.code())


@case("code: the right one after the person has left")
def _(world: World) -> None:
    client = world.attacker()
    world.first_step(client)
    deactivate_person(person=world.sixten.public_id, by=world.cast.adam, now=NOW)
    world.second_step(client, world.code())


@case("code: the right one after six guesses")
def _(world: World) -> None:
    client = world.attacker()
    world.first_step(client)
    for _guess in range(6):
        world.second_step(client, "000000")
    assert world.second_step(client, world.code()).status_code == 429


# -- Passkeys ---------------------------------------------------------------------------------------
BENT: dict[str, dict[str, Any]] = {
    "at another site": {"origin": "https://ond.exempel.se"},
    "at a site below ours": {"origin": "http://ond.testserver"},
    "at a site that begins as ours": {"origin": "http://testserver.ond.exempel.se"},
    "by another scheme": {"origin": "https://testserver"},
    "at another port": {"origin": "http://testserver:8443"},
    "to another question": {"challenge": text(b"en helt annan fraga")},
    "to no question": {"challenge": ""},
    "for another place": {"place": "ond.exempel.se"},
    "as if a key were made": {"kind": "webauthn.create"},
    "without a finger": {"flags": PRESENT},
    "without anybody there": {"flags": 0},
    "with nobody but a finger": {"flags": VERIFIED},
    "with a counter gone back": {"counter": 0},
}
for _name, _bent in BENT.items():

    def _show(world: World, bent: dict[str, Any] = _bent) -> None:
        if "counter" in bent:
            assert show_passkey(Client(), world.key, world.sixten, counter=9).status_code == 200
        assert show_passkey(world.attacker(), world.key, world.sixten, **bent).status_code == 422

    case(f"passkey: answered {_name}")(_show)


def _asked(client: Client) -> dict[str, Any]:
    return dict(client.post("/logga-in/passnyckel/fraga/", {}, content_type=JSON).json())


def _answers(client: Client, answer: Any) -> Any:
    return client.post("/logga-in/passnyckel/", {"answer": answer}, content_type=JSON)


@case("passkey: an answer sent again")
def _(world: World) -> None:
    honest, client = Client(), world.attacker()
    answer = world.key.shown(_asked(honest), world.sixten.public_id)
    assert _answers(honest, answer).status_code == 200
    _asked(client)
    _answers(client, answer)


@case("passkey: an answer sent again in the same browser")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.key.shown(_asked(client), world.sixten.public_id)
    assert _answers(client, answer).status_code == 200
    client.post("/logga-ut/")
    _answers(client, answer)


@case("passkey: an answer that nobody asked for")
def _(world: World) -> None:
    answer = world.key.shown(_asked(Client()), world.sixten.public_id)
    _answers(world.attacker(), answer)


@case("passkey: an answer ten minutes late")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.key.shown(_asked(client), world.sixten.public_id)
    world.later(600)
    _answers(client, answer)


@case("passkey: another person's key under one's name")
def _(world: World) -> None:
    show_passkey(world.attacker(), world.kerstins_key, world.sixten)


@case("passkey: another person's key after the right password")
def _(world: World) -> None:
    client = world.attacker()
    world.first_step(client)
    show_passkey(client, world.kerstins_key, world.kerstin)


@case("passkey: a key that nobody has connected")
def _(world: World) -> None:
    show_passkey(world.attacker(), SoftKey(), world.sixten)


@case("passkey: a stranger's key with a known name")
def _(world: World) -> None:
    show_passkey(world.attacker(), SoftKey(identity=world.key.identity), world.sixten)


@case("passkey: a person who is not here")
def _(world: World) -> None:
    client = world.attacker()
    _answers(client, world.key.shown(_asked(client), "ingen"))


@case("passkey: a signature with one bit wrong")
def _(world: World) -> None:
    client = world.attacker()
    answer = world.key.shown(_asked(client), world.sixten.public_id)
    signature = bytearray(data(answer["response"]["signature"]))
    signature[-1] ^= 1
    answer["response"]["signature"] = text(bytes(signature))
    _answers(client, answer)


@case("passkey: an answer of nothing")
def _(world: World) -> None:
    client = world.attacker()
    _asked(client)
    _answers(client, {})


@case("passkey: an answer of the wrong kinds")
def _(world: World) -> None:
    client = world.attacker()
    _asked(client)
    _answers(client, {"id": 1, "rawId": [], "response": {"userHandle": text(world.sixten.public_id.encode())}})


@case("passkey: a key that has been taken away")
def _(world: World) -> None:
    honest = Client()
    show_passkey(honest, world.key, world.sixten)
    view = next(each for each in honest.get("/min-inloggning/").context["factors"] if each.kind == "webauthn")
    honest.post("/min-inloggning/ta-bort/", {"key": view.key})
    show_passkey(world.attacker(), world.key, world.sixten)


@case("passkey: the key of somebody who has left")
def _(world: World) -> None:
    deactivate_person(person=world.sixten.public_id, by=world.cast.adam, now=NOW)
    show_passkey(world.attacker(), world.key, world.sixten)


# -- Links ------------------------------------------------------------------------------------------
def _opens(client: Client, token: str) -> Any:
    client.get(f"/inbjudan/{token}/")
    return client.post("/inbjudan/", {"password": "nytt och langt losenord", "again": "nytt och langt losenord"})


def _invited(world: World) -> str:
    return invite_person(
        email="nora@exempel.se", name="Nora Ny", roles=["reporter"],
        organisation=world.cast.organisations["kopparstaden"].public_id, by=world.cast.sixten, now=timezone.now(),
    ).token  # fmt: skip


@case("link: used before")
def _(world: World) -> None:
    token = _invited(world)
    _opens(Client(), token)
    _opens(world.attacker(), token)


@case("link: too old")
def _(world: World) -> None:
    token = _invited(world)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    _opens(world.attacker(), token)


@case("link: replaced by a new one")
def _(world: World) -> None:
    token = _invited(world)
    invited = Invitation.objects.latest("pk").user
    reinvite_person(person=invited.public_id, by=world.cast.sixten, now=timezone.now())
    _opens(world.attacker(), token)


@case("link: of somebody who has left")
def _(world: World) -> None:
    token = _invited(world)
    deactivate_person(person=Invitation.objects.latest("pk").user.public_id, by=world.cast.adam, now=timezone.now())
    _opens(world.attacker(), token)


@case("link: with one letter wrong")
def _(world: World) -> None:
    token = _invited(world)
    _opens(world.attacker(), token[:-1] + ("A" if token[-1] != "A" else "B"))


@case("link: the hash that is kept")
def _(world: World) -> None:
    _invited(world)
    _opens(world.attacker(), Invitation.objects.latest("pk").token_hash)


@case("link: a new password does not pass the second step")
def _(world: World) -> None:
    token = reinvite_person(person=world.sixten.public_id, by=world.cast.adam, now=timezone.now()).token
    client = world.attacker()
    assert _opens(client, token)["Location"] == "/logga-in/andra-steget/"
    world.second_step(client, "000000")


# -- Sessions ---------------------------------------------------------------------------------------
def _inside(world: World, client: Client) -> None:
    assert show_passkey(client, world.key, world.sixten).status_code == 200


@case("session: of somebody who has left")
def _(world: World) -> str:
    _inside(world, world.attacker())
    deactivate_person(person=world.sixten.public_id, by=world.cast.adam, now=NOW)
    return "person.deactivated"


@case("session: ended from another browser")
def _(world: World) -> str:
    honest = Client()
    _inside(world, world.attacker())
    _inside(world, honest)
    honest.post("/min-inloggning/avsluta/")
    return "login.ended"


@case("session: from before the log-in (fixation)")
def _(world: World) -> str:
    """The attacker plants a session of their own, and waits for Sixten to log in with it."""
    client, victim = world.attacker(), Client()
    client.post("/logga-in/passnyckel/fraga/", {}, content_type=JSON)
    victim.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    _inside(world, victim)
    return "person.logged_in"


@case("session: from between the two steps (fixation)")
def _(world: World) -> str:
    client, victim = world.attacker(), Client()
    world.first_step(victim)
    client.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    world.second_step(victim, world.code())
    return "person.logged_in"


@case("session: copied, after the log-out")
def _(world: World) -> str:
    client, victim = world.attacker(), Client()
    _inside(world, victim)
    client.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    victim.post("/logga-ut/")
    return "person.logged_in"


@case("session: copied, after a new password")
def _(world: World) -> str:
    client, victim = world.attacker(), Client()
    _inside(world, victim)
    client.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    world.sixten.set_password("ett helt annat lösenord")
    world.sixten.save()
    return "person.logged_in"


@case("session: copied, after two hours of rest")
def _(world: World) -> str:
    client, victim = world.attacker(), Client()
    _inside(world, victim)
    client.cookies[settings.SESSION_COOKIE_NAME] = victim.cookies[settings.SESSION_COOKIE_NAME].value
    world.later(settings.SESSION_IDLE + 60)
    return "person.logged_in"


@case("session: written by somebody else")
def _(world: World) -> str:
    """A session with the right person in it, and the wrong password's mark."""
    session = SessionStore()
    session.update({"_auth_user_id": str(world.sixten.pk), "_auth_user_hash": "gissat", "_auth_user_backend":
        "tryggve.foundation.people.backends.PasswordBackend"})  # fmt: skip
    session.create()
    client = world.attacker()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key  # type: ignore[assignment]
    log_in(client, world.kerstin, password="fel")
    return "login.refused"
