"""What others do does not show: a stranger's pages are the same, byte for byte, with it and without.

Random sequences of what Falun's people do, with the stranger's own steps between; then the same without
Falun's steps. Here a sample; `make strangers` runs 2,000 sequences.
"""

from __future__ import annotations

import logging
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from tests.privacy.addresses import READ, WRITE, Address, addresses
from tests.privacy.sequences import OTHERS, OWN, RAW, VISITED_AT, WRITTEN, Sequence, ids_of
from tests.privacy.world import FORM_SECRETS, client_of, give_every_role
from tools.pytest_told import tell
from tryggve.cycle.meetings.actions import open_meeting, propose_priority
from tryggve.cycle.situation_pictures.actions import compile_picture
from tryggve.foundation.people.models import Membership
from tryggve.testing.cast import Cast, make_cast
from tryggve.testing.story import AFTER_WEEK, WEEK, an_incident, report_of, share_week

N = int(os.environ.get("STRANGERS", "20"))
IS_WHOLE = N > 100
#: So many sequences of the two kinds: three of the neighbour's for each of another organisation's.
PARTS = 16 if IS_WHOLE else 1
#: Drawn anew for each sequence; all of them are compared many times over.
PAGES_EACH = 12
#: Typeset files take seconds, and hold what the same edition's JSON holds.
TYPESET = {"situation_pictures:pdf", "monthly_reports:pdf", "county_reports:pdf", "meetings:minutes_file"}
#: Shows a secret that is made anew at each look, for its reader alone.
NEW_EACH_TIME = {"entrance:app"}
LEFT_OUT = TYPESET | NEW_EACH_TIME
PAGES = sorted(
    (each for each in addresses() if each.name in READ and each.name not in LEFT_OUT), key=lambda each: each.name
)


@dataclass
class World:
    """The cast, the stranger's browsers, and the keys of their own things."""

    cast: Cast
    neighbour: Client
    colleague: Client
    keys: dict[str, str]
    seen_without: dict[tuple[str, int], dict[str, bytes]] = field(default_factory=dict)


def _settled() -> World:
    cast = make_cast()
    for stranger in ("bo", "kerstin"):
        give_every_role(cast, stranger)
    # The administrator reads the whole municipality's trail, in codes: what happened there is meant to show.
    Membership.objects.filter(user=cast.users["kerstin"], role="tenant_admin").delete()
    incident = an_incident(cast, "frida", place="tjarna", note="Eget", shared_text="Eget.", week=WEEK - 1)
    share_week(cast, "frida", week=WEEK - 1)
    compile_picture(week=WEEK - 1, by=cast.bo, now=AFTER_WEEK)
    meeting = open_meeting(week=WEEK - 1, held_at=AFTER_WEEK, place="Tjärna", by=cast.bo, now=AFTER_WEEK)
    priority = propose_priority(
        meeting=meeting.public_id, area=cast.areas["tjarna"].public_id, subject="Eget", category_codes=["C4"],
        reason="Eget", owner="", by=cast.bo, now=AFTER_WEEK,
    )  # fmt: skip
    # Opened for everybody before, so that opening them is nobody's step.
    own, _falun = report_of(cast, "frida"), report_of(cast, "sixten")
    keys = {
        "week": str(WEEK - 1), "month": "2026-09", "category": "C4", "format": "json", "channel": "police",
        "errand": "dela", "provider": "finns-inte", "meeting": meeting.public_id, "priority": priority.public_id,
        "open_report": own.public_id, "incident": incident.public_id, "area": cast.areas["tjarna"].public_id,
        "organisation": cast.organisations["tunabyggen"].public_id, "person": cast.users["frida"].public_id,
    }  # fmt: skip
    return World(cast, client_of(cast, "bo"), client_of(cast, "kerstin"), keys)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Two municipalities at work, undone after the last sequence."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        patch.setattr(timezone, "now", lambda: VISITED_AT)
        # Sessions and log-ins elsewhere read the clock themselves, and the minute is on the reader's own page.
        patch.setattr(time, "time", VISITED_AT.timestamp)
        yield _settled()
        transaction.set_rollback(True)


@contextmanager
def _undone() -> Iterator[None]:
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


def _path(world: World, address: Address) -> str:
    """With a key of one's own; of what one has none of, with the key of what the others may have made."""
    wanted = address.example.values()
    theirs = {key: f"andras-{n % 6}-0000".rjust(22, "0") for n, key in enumerate(sorted(set(wanted)))}
    return address.path(theirs | {key: world.keys[key] for key in wanted if key in world.keys})


def _look(browser: Client, path: str) -> bytes:
    """A page as its reader gets it: status, where it leads, and every byte, but for the forms' secrets."""
    # What a look leaves behind (a line in one's own trail) is undone, so that the order of looking is nothing.
    with _undone(), ids_of("sidan"):
        response: Any = browser.get(path)
    told = b"".join(response.streaming_content) if response.streaming else response.content
    for secret in FORM_SECRETS:
        told = secret.sub(b"", told)
    return f"{response.status_code} {response.headers.get('Location', '')}\n".encode() + told


def _without(world: World, kind: str, browser: Client, sequence: Sequence) -> dict[str, bytes]:
    """Every page when the others have done nothing: once for each of the stranger's programmes."""
    key = (kind, sequence.own)
    if key not in world.seen_without:
        with _undone():
            sequence.run(world.cast, with_others=False)
            world.seen_without[key] = {each.name: _look(browser, _path(world, each)) for each in PAGES}
    return world.seen_without[key]


def _one(world: World, seed: int) -> tuple[int, int, list[str]]:
    """One sequence: how many steps the others took, how many pages were compared, which of them differ."""
    kind = "organisation" if seed % 4 == 3 else "municipality"
    browser = world.colleague if kind == "organisation" else world.neighbour
    sequence = Sequence(seed, seed % len(OWN), RAW if kind == "organisation" else OTHERS)
    expected = _without(world, kind, browser, sequence)
    pages = random.Random(seed).sample(PAGES, PAGES_EACH)
    with _undone():
        taken = sequence.run(world.cast, with_others=True)
        seen = {each.name: _look(browser, _path(world, each)) for each in pages}
    wrong = [f"{seed} ({kind}): {name}" for name, told in seen.items() if told != expected[name]]
    wrong += [
        f"{seed} ({kind}): {name} tells what others wrote" for name, told in seen.items() if WRITTEN.encode() in told
    ]
    return taken, len(pages), wrong


@pytest.mark.parametrize("part", range(PARTS))
def test_what_others_do_does_not_show(world: World, db: None, part: int) -> None:
    started, found, wrong = time.monotonic(), Counter[str](), list[str]()

    for seed in range(part, N, PARTS):
        taken, compared, differing = _one(world, seed)
        found.update(sequences=1, steps=taken, pages=compared)
        wrong += differing

    _write(part, found, wrong, time.monotonic() - started)
    assert wrong == []
    assert found["steps"] > found["sequences"]


def test_the_stranger_has_pages_of_their_own(world: World, db: None) -> None:
    """Were nothing shown at all, nothing could differ. And what one does oneself does show."""
    idle, busy = Sequence(0, 0, OTHERS), Sequence(0, 2, OTHERS)

    before = _without(world, "municipality", world.neighbour, idle)
    after = _without(world, "municipality", world.neighbour, busy)

    assert sum(told.startswith(b"200") for told in before.values()) > 40
    assert sum(before[name] != after[name] for name in before) > 2


def test_what_is_shared_does_show_to_a_colleague(world: World, db: None) -> None:
    """The test can fail: what an organisation shares changes another's pages in the same municipality."""
    sequence = Sequence(1, 0, OTHERS)
    expected = _without(world, "organisation", world.colleague, sequence)

    with _undone():
        sequence.run(world.cast, with_others=True)
        seen = {each.name: _look(world.colleague, _path(world, each)) for each in PAGES}

    assert [name for name in seen if seen[name] != expected[name]] != []


def _write(part: int, found: Counter[str], wrong: list[str], seconds: float) -> None:
    told = (
        f"{found['sequences']:,} sequences with {found['steps']:,} steps of others, {found['pages']:,} pages compared"
    )
    line = f"{told} on {connection.vendor} in {seconds:.0f} s; {len(wrong)} differ"
    tell("what a stranger sees", f"part {part + 1}", line)
    if out := os.environ.get("STRANGERS_OUT"):
        with Path(out).open("a", encoding="utf-8") as file:
            file.write("\n".join([line, *wrong, ""]))


def test_every_page_is_among_those_that_are_compared() -> None:
    assert {each.name for each in PAGES} | LEFT_OUT == set(READ)
    assert set(READ) & set(WRITE) == set()
