"""Every role on every address, at home and away: the answers are those that access.toml says.

Here a sample, the same each time. `make matrix` makes all the calls there are, on both databases, and tells how many.
"""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from tests.privacy.addresses import READ
from tests.privacy.callers import PERSONS, ROLE_OF, VISITED_AT, Callers, path_of
from tests.privacy.matrix import EVERY_ROLE, WITHOUT_LOG_IN, Call, calls, people, sample
from tests.privacy.world import FORM_SECRETS, OWN_NAMES, SECRET, furnish
from tools.pytest_told import tell
from tryggve.foundation.audit.models import AuditEntry
from tryggve.foundation.people.matrix import routes
from tryggve.foundation.people.queries import stations_of
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import make_cast

#: How many calls, when all are too many to make between two thoughts.
SAMPLE = 400
LED = 302
NEVER_GIVEN = "finns-inte-har-alls-00"
#: A photo is shown where it is looked at, and the shell of the app is the same for everybody.
SHOWN_AS_A_PAGE = {"incidents:photo", "phone:worker", "phone:manifest"}
#: What Falun has published is for the county to read, with its municipality's name and nobody's words.
PUBLISHED = "published"
EVERYTHING = list(calls({thing: ROLE_OF[who] for thing, who in PERSONS.items()}))
IS_WHOLE = os.environ.get("MATRIX") == "all"
MADE = EVERYTHING if IS_WHOLE else sample(EVERYTHING, SAMPLE)
#: The whole is shared out among the machine's processors.
PARTS = 12 if IS_WHOLE else 1


@pytest.fixture(scope="module")
def callers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Callers]:
    """A furnished Falun with somebody in every role of every organisation, undone after the last call."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        patch.setattr(timezone, "now", lambda: VISITED_AT)
        yield Callers(furnish(make_cast())).hire()
        transaction.set_rollback(True)


def _answer(callers: Callers, call: Call) -> list[str]:
    """What was wrong with the answer to one call; what it changed is undone."""
    cache.clear()
    with transaction.atomic():
        response = callers.make(call)
        wrong = [*_wrong_status(call, response), *_leaks(call, response), *_untold(callers, call, response)]
        transaction.set_rollback(True)
    return wrong


def _wrong_status(call: Call, response: Any) -> list[str]:
    if response.status_code not in call.right_answers:
        return [f"{call.name}: {response.status_code}, not {sorted(call.right_answers)}{_led(response)}"]
    if not call.caller.is_logged_in and routes()[call.address.name].needs_log_in and response.status_code == LED:
        return [] if response.url.startswith("/logga-in/") else [f"{call.name}: led to {response.url}"]
    return []


def _led(response: Any) -> str:
    return f", to {response.url}" if response.status_code == LED else ""


def _leaks(call: Call, response: Any) -> list[str]:
    """Whoever is not logged in, or is in another municipality, meets no word of Falun's."""
    is_stranger = call.caller.place in ("away", "county") or call.caller.role in WITHOUT_LOG_IN
    own = call.caller.role in ("device", "link")
    if not is_stranger or own or routes()[call.address.name].thing == PUBLISHED:
        return []
    told = b"".join(response.streaming_content) if response.streaming else response.content
    found = [word for word in (SECRET, *OWN_NAMES) if word.encode() in told]
    return [f"{call.name}: tells {found}"] if found else []


def _untold(callers: Callers, call: Call, response: Any) -> list[str]:
    """Who was turned away has a line in the trail, and so has each file that left."""
    route = routes()[call.address.name]
    denied = call.caller.is_logged_in and route.needs_log_in and response.status_code in (403, 404)
    taken = "Content-Disposition" in response.headers and route.name not in SHOWN_AS_A_PAGE
    if taken and not route.exports:
        return [f"{call.name}: a file that access.toml does not know"]
    if not (denied or taken):
        return []
    viewer = stations_of(callers.user_of(call))[0].viewer
    with acting_as(viewer):
        last = AuditEntry.objects.seen_by(viewer).order_by("-sequence").first()
    wanted = "access.denied" if denied else "file.taken_out"
    is_told = last is not None and last.event == wanted and last.actor == viewer.actor
    return [] if is_told else [f"{call.name}: {response.status_code} without {wanted} in the trail"]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_is_the_one_that_the_matrix_says(callers: Callers, db: None, part: int) -> None:
    started, answers = time.monotonic(), Counter[str]()
    wrong: list[str] = []

    for call in MADE[part::PARTS]:
        found = _answer(callers, call)
        wrong += found
        answers[_kind(call)] += 1

    _write(part, answers, wrong, time.monotonic() - started)
    assert wrong == []
    assert min(answers.values()) > 5


def _kind(call: Call) -> str:
    if not call.caller.is_logged_in:
        return "without a log-in"
    if call.is_denied:
        return "turned away"
    return "let in"


def _write(part: int, answers: Counter[str], wrong: list[str], seconds: float) -> None:
    """How many calls of each kind, for the run's last lines and, when all were made, for docs/privacy/matrix.md."""
    told = ", ".join(f"{n:,} {kind}" for kind, n in sorted(answers.items()))
    line = (
        f"{sum(answers.values()):,} calls on {connection.vendor} in {seconds:.0f} s: {told}; {len(wrong)} wrong answers"
    )
    tell("the access matrix", f"part {part + 1}", line)
    if out := os.environ.get("MATRIX_OUT"):
        with Path(out).open("a", encoding="utf-8") as file:
            file.write("\n".join([line, *wrong, ""]))


def test_there_are_more_than_ten_thousand_calls_and_every_address_is_in_them() -> None:
    assert len(EVERYTHING) > 10_000
    assert {call.address.name for call in EVERYTHING} == set(routes())
    assert {call.caller for call in EVERYTHING} > set(people())


@pytest.mark.parametrize("place", ["other", "away"])
def test_what_is_not_yours_looks_like_what_never_was(callers: Callers, db: None, place: str) -> None:
    """The same answer, byte for byte, but for the forms' and the scripts' secrets and for the address itself."""
    hidden = [
        call for call in EVERYTHING
        if call.caller.role == EVERY_ROLE and call.caller.place == place and call.method == "GET" and call.is_denied
        and routes()[call.address.name].thing and call.address.name in READ
    ]  # fmt: skip

    differing = [call.name for call in hidden if _told(callers, call) != _told(callers, call, never_was=True)]

    assert len(hidden) > (20 if place == "away" else 10)
    assert differing == []


def _told(callers: Callers, call: Call, *, never_was: bool = False) -> bytes:
    """The answer to somebody who asks for a key, or for one that was never given."""
    browser, path = callers.browser_of(call), path_of(call, callers.falun.keys)
    asked = path_of(call, dict.fromkeys(callers.falun.keys, NEVER_GIVEN)) if never_was else path
    cache.clear()
    with transaction.atomic():
        response: Any = browser.get(asked)
        transaction.set_rollback(True)
    told = bytes(response.content).replace(asked.encode(), b"")
    for secret in FORM_SECRETS:
        told = secret.sub(b"", told)
    return f"{response.status_code}\n".encode() + told
