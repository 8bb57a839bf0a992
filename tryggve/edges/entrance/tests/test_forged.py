"""Forged and replayed log-ins: a table of cases, none of which comes in, and each of which stands in the trail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from tryggve.edges.entrance.tests import forged_here, forged_openid, forged_saml
from tryggve.edges.entrance.tests.forging import BACKEND, CASES, REFUSED, World, make_world
from tryggve.edges.entrance.tests.openid_provider import Issuer, serving
from tryggve.testing.cast import make_cast

#: Their cases are in the table by being read.
ROOMS = (forged_here, forged_openid, forged_saml)
MD5 = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all cases, in a transaction that is undone after the last."""
    patch = pytest.MonkeyPatch()
    from django.conf import settings

    patch.setattr(settings, "PASSWORD_HASHERS", MD5)
    with serving(Issuer()) as issuer, django_db_blocker.unblock(), transaction.atomic():
        yield make_world(make_cast(), issuer)
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def world(standing: World, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """As it was; what a case changes is undone after it."""
    logging.getLogger("django.request").setLevel(logging.ERROR)
    cache.clear()
    standing.issuer.straighten()
    standing.attackers.clear()
    standing.patch = monkeypatch
    for person in (standing.sixten, standing.kerstin):
        person.refresh_from_db()
    for provider in (standing.openid, standing.saml):
        provider.refresh_from_db()
    standing.key.counter = standing.kerstins_key.counter = 0
    return standing


def test_there_are_as_many_cases_as_were_asked_for() -> None:
    assert len(CASES) >= 120
    assert {function.__module__ for function in CASES.values()} == {room.__name__ for room in ROOMS}


def test_the_same_world_lets_the_right_person_in_by_every_way(world: World) -> None:
    """Otherwise the cases below would prove nothing."""
    by_code, by_recovery, by_openid, by_saml = (world.attacker() for _each in range(4))
    world.issuer.bend(claims={"acr": "stark"})

    world.first_step(by_code)
    world.second_step(by_code, world.code())
    world.first_step(by_recovery)
    world.second_step(by_recovery, world.codes[5])
    world.returns(by_openid, world.leaves(by_openid))
    world.sends(by_saml, world.asks(by_saml).signed())

    assert [client.session.get("_auth_user_id") for client in world.attackers] == [str(world.sixten.pk)] * 4
    assert {client.session["_auth_user_backend"] for client in world.attackers} == {BACKEND}


@pytest.mark.parametrize("name", CASES)
def test_nobody_comes_in_by(name: str, world: World) -> None:
    before = {event: world.lines(event) for event in (REFUSED, "person.deactivated", "login.ended", "person.logged_in")}

    event = CASES[name](world) or REFUSED

    assert world.attackers
    for client in world.attackers:
        answer = client.get("/min-inloggning/")
        assert (answer.status_code, answer["Location"]) == (302, "/logga-in/?next=%2Fmin-inloggning%2F")
    assert world.lines(event) > before[event]
