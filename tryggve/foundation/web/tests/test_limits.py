"""A limit is a fence around one secret, and opens again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache

from tryggve.foundation.web.limits import Limit, seconds_to_wait

NOW = datetime(2026, 9, 10, 12, 0, 30, tzinfo=UTC)
THREE = Limit("test", 3, timedelta(minutes=1))


@pytest.fixture(autouse=True)
def empty() -> None:
    cache.clear()


def test_so_many_are_let_through_and_the_next_waits_until_the_stretch_ends() -> None:
    assert [seconds_to_wait(THREE, "one", NOW) for _call in range(5)] == [0, 0, 0, 30, 30]
    assert seconds_to_wait(THREE, "one", NOW + timedelta(seconds=30)) == 0


def test_one_that_calls_too_much_shuts_out_nobody_else() -> None:
    for _call in range(9):
        seconds_to_wait(THREE, "one", NOW)

    assert seconds_to_wait(THREE, "other", NOW) == 0
    assert seconds_to_wait(Limit("another", 3, timedelta(minutes=1)), "one", NOW) == 0


def test_a_count_that_has_been_pushed_out_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_args: False)

    assert seconds_to_wait(THREE, "one", NOW) == 0
