"""What the app costs a phone the first time, from the house's own web process; and the twelve faults, once each."""

from __future__ import annotations

import gzip
import os
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from playwright.sync_api import Browser

from tests.browser.phone import Phone, connected_code
from tools.faults.proxy import Proxy
from tools.faults.scenarios import SCENARIOS
from tools.faults.server import Server
from tools.faults.world import Ground, run_all
from tools.pytest_told import tell
from tryggve.testing.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MOST_AT_FIRST = 150_000
MOST_SCRIPT = 60_000
#: A phone that takes every café's page for the server: it makes up the receipt itself.
BELIEVES_ANYTHING = """
const real = fetch;
globalThis.fetch = async (where, how) => {
  if (how?.method !== "POST") return real(where, how);
  const { submission_key } = JSON.parse(how.body);
  return Response.json({ submission_key, public_id: "x", registered_at: new Date().toISOString() }, { status: 201 });
};"""
#: A phone that gives each attempt a key of its own.
SENDS_TWICE = """
const real = fetch;
globalThis.fetch = async (where, how) => {
  if (how?.method === "POST" && String(where).endsWith("incidents"))
    await real(where, { ...how, body: how.body.replace(/"submission_key":"./, '"submission_key":"z') });
  return real(where, how);
};"""


@pytest.fixture
def settings_of_test_database() -> dict[str, str]:
    """What leads another process to the very database that the test is in."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return {"TRYGGVE_DATABASE_URL": f"sqlite:///{database['NAME']}"}
    who = f"{quote(database['USER'])}:{quote(database['PASSWORD'])}@{database['HOST']}:{database['PORT']}"
    return {"TRYGGVE_DATABASE_URL": f"postgres://{who}/{database['NAME']}"}


@pytest.fixture
def ground(transactional_cast: Cast, chromium: Browser, settings_of_test_database: dict[str, str]) -> Ground:
    """The cast's house, for a server in a process of its own."""
    return Ground(transactional_cast, chromium, settings_of_test_database)


@pytest.fixture
def served(ground: Ground) -> Iterator[Proxy]:
    """The web process behind a proxy that counts."""
    server = Server(ground.settings)
    server.start()
    proxy = Proxy(server.port, chance=random.Random(1), kill=server.kill)
    yield proxy
    proxy.stop()
    server.kill()


def test_the_first_visit_is_light(ground: Ground, served: Proxy) -> None:
    code = connected_code(ground.cast)
    elsewhere = Phone.new(ground.browser, served.address).connects(code)
    cookies = elsewhere.context.storage_state()["cookies"]
    elsewhere.context.close()
    served.bytes_sent = 0

    phone = Phone.new(ground.browser, served.address, storage_state={"cookies": cookies, "origins": []})
    phone.opens().has_its_shell()
    phone.page.wait_for_timeout(300)
    phone.context.close()

    script = finders.find("web/dist/phone.js")
    assert isinstance(script, str)
    squeezed = len(gzip.compress(Path(script).read_bytes()))
    tell(
        "the reporter's phone",
        f"first visit {served.bytes_sent / 1000:.0f} kB, of them script {squeezed / 1000:.0f} kB",
    )
    assert 20_000 < served.bytes_sent <= MOST_AT_FIRST
    assert squeezed <= MOST_SCRIPT


def test_twelve_faults_lose_nothing_double_nothing_and_claim_nothing(ground: Ground) -> None:
    runs = int(os.environ.get("TRYGGVE_FAULT_RUNS", "1"))

    counted = run_all(ground, runs=runs, seed=11, told=lambda _scenario, _tally: None)

    assert len(SCENARIOS) == 12
    assert {name: tally.runs for name, tally in counted.items()} == {each.name: runs for each in SCENARIOS}
    assert [story for tally in counted.values() for story in tally.stories] == []
    assert all(tally.acknowledged == tally.runs for name, tally in counted.items() if name != "closed")


@pytest.mark.parametrize(
    ("breaks", "what"), [(BELIEVES_ANYTHING, {"lost", "claimed"}), (SENDS_TWICE, {"doubled"})], ids=["lies", "doubles"]
)
def test_the_counting_finds_a_phone_that_is_not_to_be_trusted(ground: Ground, breaks: str, what: set[str]) -> None:
    counted = run_all(ground, runs=1, seed=11, told=lambda _scenario, _tally: None, only=["slow"], breaks=breaks)

    tally = counted["slow"]
    assert {name for name in ("lost", "doubled", "claimed", "wrong_time") if getattr(tally, name)} == what
    assert not tally.is_clean
