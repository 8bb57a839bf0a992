"""Falun, furnished once for many pages, and a browser for each person who looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests.browser.house import Clock, House, Person
from tests.privacy.addresses import READ, Address, addresses
from tests.privacy.world import Falun, client_of, furnish, who_may
from tryggve.testing.cast import make_cast
from tryggve.testing.story import AFTER_WEEK

Look = tuple[int, Any, str]
#: Files, and the document's own HTML, which is paper and not a page of the house.
FILES = (
    "pdf", "json", "csv", "html", "report_json", "register_pdf", "assessment_pdf", "minutes_file", "failed", "photo",
)  # fmt: skip
#: Only lead on to another page of the list.
LEADS_ON = {"incidents:start", "intake:run", "county_reports:list", "entrance:connect"}
#: Where the inventory's example leads on, and another thing of Falun's shows the page itself.
OTHER_EXAMPLE = {"cause_analyses:of_priority": {"priority": "proposed"}}


def pages() -> list[Address]:
    """Every address that shows a page."""
    found = [each for each in addresses() if each.name in READ and each.name.partition(":")[2] not in FILES]
    return sorted((each for each in found if each.name not in LEADS_ON), key=lambda each: each.name)


@dataclass
class Gallery:
    """The furnished house, with a browser for each person and look."""

    house: House
    falun: Falun
    chromium: Browser
    people: dict[tuple[str, Look], Person] = field(default_factory=dict)
    openers: dict[str, str] = field(default_factory=dict)

    def person(self, name: str, look: Look) -> Person:
        """Somebody at a window of that width, logged in; "" is nobody."""
        key, (width, scheme, language) = (name, look), look
        if key not in self.people:
            context = self.chromium.new_context(
                base_url=self.house.address, viewport={"width": width, "height": 800},
                color_scheme=scheme, reduced_motion="reduce", locale="sv-SE",
            )  # fmt: skip
            context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.house.address}])
            if name:
                session = client_of(self.falun.cast, name).cookies[settings.SESSION_COOKIE_NAME].value
                context.add_cookies(
                    [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.house.address}]
                )
            self.people[key] = Person(name, self.house, context)
        return self.people[key]

    def path(self, address: Address) -> str:
        """The page's address with Falun's keys in it."""
        example = OTHER_EXAMPLE.get(address.name, address.example)
        return reverse(address.name, kwargs={name: self.falun.keys[value] for name, value in example.items()})

    def opener(self, address: Address) -> str:
        """The first of the house who may open it."""
        if address.name not in self.openers:
            self.openers[address.name] = next(
                name
                for name in who_may(self.falun.cast, address)
                if client_of(self.falun.cast, name).get(self.path(address)).status_code == 200
            )
        return self.openers[address.name]


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database for all pages together, emptied after the last: the server must see what is saved.

    A module that asks for `gallery` imports this in place of the `db` of each test alone.
    """
    with django_db_blocker.unblock():
        yield
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False)


@pytest.fixture(scope="module")
def gallery(db: None, chromium: Browser) -> Iterator[Gallery]:
    """Falun, furnished once, and a server that shows it."""
    clock = Clock(AFTER_WEEK + timedelta(days=2))
    with pytest.MonkeyPatch.context() as patch, override_settings(PRACTICE=True):
        patch.setattr(timezone, "now", clock)
        falun = furnish(make_cast())
        server = LiveServer("localhost")
        found = Gallery(House(falun.cast, str(server.url), clock), falun, chromium)
        try:
            yield found
        finally:
            for each in found.people.values():
                each.context.close()
            server.stop()
