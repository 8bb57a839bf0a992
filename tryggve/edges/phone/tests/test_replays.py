"""Many attempts at once, on real connections: is each key one row, whoever sends it and how often?

A sample runs with the other tests; `make replays` runs the whole (300 keys, 10 times each, and 500 collisions).
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from tryggve.cycle.incidents.models import Incident, IncidentPhoto
from tryggve.cycle.incidents.tests.test_photos import a_picture
from tryggve.edges.phone.tests.telephone import Telephone, draft, enrolled
from tryggve.foundation.audit.verifying import verify
from tryggve.foundation.people.actions import invite_device
from tryggve.foundation.tenancy.scope import acting_as
from tryggve.kernel.viewer import Viewer
from tryggve.testing.cast import Cast

KEYS = int(os.environ.get("REPLAYS_KEYS", "6"))
TIMES = int(os.environ.get("REPLAYS_TIMES", "10"))
COLLISIONS = int(os.environ.get("REPLAYS_COLLISIONS", "12"))
AT_ONCE = 10
BUSY = 503
T = TypeVar("T")

pytestmark = pytest.mark.slow


def at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """All of them, ten at a time, each with a connection of its own."""

    def alone(work: Callable[[], T]) -> T:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(alone, works))


def _key(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def _sending(telephone: Telephone, number: int, note: str) -> Callable[[], Any]:
    """One attempt. The clock is read anew at each, as the app does, and the telephone's is wrong."""
    at = (timezone.now() - timedelta(minutes=number % 50 + 5)).replace(second=0, microsecond=0).isoformat()

    def send() -> Any:
        said = draft(note=note) | {"occurred_from": at, "occurred_to": at}
        # A client of its own: the test client is not made for several threads.
        alone = Telephone(telephone.secret)
        body = {"submission_key": _key(number), "draft": said, "phone_now": timezone.now().isoformat()}
        answer = alone.post("incidents", body)
        while answer.status_code == BUSY:
            # As the app does: on SQLite ten at once may wait long for the one right to write.
            answer = alone.post("incidents", body)
        return number, note, answer

    return send


def _rows(viewer: Viewer) -> list[Incident]:
    with acting_as(viewer):
        return list(Incident.objects.seen_by(viewer))


def test_however_often_and_by_whomever_a_key_is_sent_it_is_one_row_with_the_first_body(
    transactional_cast: Cast,
) -> None:
    cast, chance = transactional_cast, random.Random(4)
    ours, theirs = enrolled(cast), enrolled(cast, "frida", by=cast.frida)

    works = [work for number in range(KEYS) for work in [_sending(ours, number, f"n{number}")] * TIMES]
    chance.shuffle(works)
    replayed = at_once(works)
    others = range(COLLISIONS // 2)
    colliding = [_sending(ours, number % KEYS, f"annat {number}") for number in others]
    colliding += [_sending(theirs, number, f"grannens {number}") for number in others]
    chance.shuffle(colliding)
    collided = at_once(colliding)

    by_key: dict[int, list[Any]] = {}
    for number, _note, answer in replayed:
        by_key.setdefault(number, []).append(answer)
    assert len(by_key) == KEYS
    for answers in by_key.values():
        assert Counter(each.status_code for each in answers) == {201: 1, 200: TIMES - 1}
        assert len({each.json()["public_id"] for each in answers}) == 1
    assert Counter(answer.status_code for _n, note, answer in collided if note.startswith("annat")) == {
        409: COLLISIONS // 2
    }
    assert Counter(answer.status_code for _n, note, answer in collided if note.startswith("grannens")) == {
        201: COLLISIONS // 2
    }
    assert sorted((row.submission_key, row.note) for row in _rows(cast.sixten)) == [
        (_key(number), f"n{number}") for number in range(KEYS)
    ]
    assert sorted((row.submission_key, row.note) for row in _rows(cast.frida)) == [
        (_key(number), f"grannens {number}") for number in others
    ]
    assert verify(cast.sixten).holds
    assert verify(cast.frida).holds


def test_two_bodies_that_race_for_one_key_end_as_one_row_and_one_refusal(transactional_cast: Cast) -> None:
    cast = transactional_cast
    ours = enrolled(cast)
    racing = [_sending(ours, number, note) for number in range(KEYS) for note in ("ett", "två")]

    answers = at_once(racing)

    assert Counter(answer.status_code for *_, answer in answers) == {201: KEYS, 409: KEYS}
    saved = {row.submission_key: row.note for row in _rows(cast.sixten)}
    assert saved == {_key(number): note for number, note, answer in answers if answer.status_code == 201}


def test_the_form_on_the_web_sent_twice_at_once_is_one_row(transactional_cast: Cast) -> None:
    cast = transactional_cast
    typed = {"category": "A4", "when": "nyss", "where": "vetej", "key": "ett-formular-som-skickas-ofta"}

    def send() -> int:
        browser = Client()
        browser.force_login(cast.users["rakel"], backend="tryggve.foundation.people.backends.PasswordBackend")
        return browser.post("/handelser/ny/", typed).status_code

    answers = at_once([send] * 6)

    assert set(answers) == {302}
    assert len(_rows(cast.sixten)) == 1


def test_a_photo_sent_twice_at_once_is_one(transactional_cast: Cast) -> None:
    cast = transactional_cast
    ours, picture = enrolled(cast), a_picture()
    _sending(ours, 0, "")()

    def send() -> int:
        file = SimpleUploadedFile("a.jpg", picture, "image/jpeg")
        path = f"/telefon/api/incidents/{_key(0)}/photo"
        alone = Telephone(ours.secret).client
        return alone.post(path, {"photo": file}, headers={"X-Tryggve-Phone": "1"}).status_code

    answers = at_once([send] * 6)

    assert Counter(answers) == {201: 1, 200: 5}
    with acting_as(cast.sixten):
        assert IncidentPhoto.objects.seen_by(cast.sixten).count() == 1


def test_of_two_who_hold_one_code_up_to_one_screen_one_comes_in(transactional_cast: Cast) -> None:
    cast = transactional_cast
    code = invite_device(name="x", users=[cast.users["rakel"].public_id], by=cast.sixten, now=timezone.now()).code

    answers = at_once([lambda: Client().post(f"/telefon/anslut/{code}/").status_code] * 6)

    assert Counter(answers) == {302: 1, 410: 5}
