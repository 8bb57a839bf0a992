"""A real Chromium, and a house that answers it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.signals import request_finished, request_started
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.gallery import gallery  # noqa: F401 - the fixture
from tests.browser.house import Clock, House, Person
from tests.browser.phone import NewPhone, Phone, connected_code
from tryggve.foundation.people.models import User
from tryggve.foundation.people.shapes import NewCode
from tryggve.testing.cast import PASSWORD, Cast

PHONE = 320
DESK = 1280
REST = 0.02
LOOKS_AT_REST = 5
LOOKS_FOR_REST = 1_500


@pytest.fixture
def served(transactional_cast: Cast, live_server: LiveServer) -> Iterator[LiveServer]:
    """The server, which has come to rest before the database is emptied: a shut browser's requests go on."""
    under_way = Counter[str]()

    def began(**_more: Any) -> None:
        under_way["requests"] += 1

    def ended(**_more: Any) -> None:
        under_way["requests"] -= 1

    request_started.connect(began)
    request_finished.connect(ended)
    yield live_server
    resting = 0
    for _look in range(LOOKS_FOR_REST):
        time.sleep(REST)
        resting = resting + 1 if under_way["requests"] == 0 else 0
        if resting == LOOKS_AT_REST:
            break
    request_started.disconnect(began)
    request_finished.disconnect(ended)
    assert resting == LOOKS_AT_REST, f"{under_way['requests']} requests are not answered yet"


@pytest.fixture
def house(
    transactional_cast: Cast,
    served: LiveServer,
    chromium: Browser,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> House:
    """The house with the cast in it, its clock in the test's hand. Everybody knows their password."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # log-in is not what we time
    settings.SESSION_COOKIE_AGE = 60 * 60 * 24 * 60  # and a story of weeks goes by in a minute
    User.objects.update(password=make_password(PASSWORD))
    return House(cast=transactional_cast, address=str(served.url), clock=clock)


@pytest.fixture
def person(house: House, chromium: Browser) -> Iterator[Callable[..., Person]]:
    """Somebody of the cast at a browser of their own; the same one each time they are asked for."""
    with ExitStack() as closing:
        people: dict[str, Person] = {}

        def at_a_browser(name: str, *, width: int = DESK, script: bool = True) -> Person:
            if name not in people:
                context = chromium.new_context(
                    base_url=house.address,
                    viewport={"width": width, "height": 800},
                    java_script_enabled=script,
                    locale="sv-SE",
                    timezone_id="Europe/Stockholm",
                    reduced_motion="reduce",
                )
                closing.callback(context.close)
                people[name] = Person(name, house, context)
            return people[name]

        yield at_a_browser
        faults = [fault for each in people.values() for fault in each.faults]
    assert faults == []


@pytest.fixture
def new_phone(transactional_cast: Cast, served: LiveServer, chromium: Browser) -> Iterator[NewPhone]:
    """A phone that Sixten has connected; for Rakel, unless others are named."""
    with ExitStack() as closing:
        phones: list[Phone] = []

        def connected(code: NewCode | None = None, **more: Any) -> Phone:
            phone = Phone.new(chromium, str(served.url), **more)
            closing.callback(phone.context.close)
            phones.append(phone)
            return phone.connects(code or connected_code(transactional_cast))

        yield connected
    assert [fault for phone in phones for fault in phone.faults] == []
