"""Does a connection that is used again, or beside another, ever answer to the wrong one?"""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections

from tryggve.foundation.tenancy.scope import acting_as
from tryggve.testing.cast import Cast

pytestmark = pytest.mark.postgresql


def _one(statement: str, *values: str | int | None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()[0]


def _settings() -> tuple[str, ...]:
    names = ("county", "municipality", "organisation", "user")
    return tuple(_one("select coalesce(current_setting(%s, true), '')", f"tryggve.{name}") for name in names)


def test_a_connection_that_is_used_again_carries_nothing_onwards(transactional_cast: Cast) -> None:
    """As a pool does it: one connection, one viewer after another, with what goes wrong in between."""
    cast, nothing = transactional_cast, ("", "", "", "")

    with acting_as(cast.sixten):
        assert _one("select count(*) from geography_area") == 3
    assert (_settings(), _one("select count(*) from geography_area")) == (nothing, 0)
    with pytest.raises(RuntimeError), acting_as(cast.sixten):
        raise RuntimeError
    assert (_settings(), _one("select count(*) from geography_area")) == (nothing, 0)
    with pytest.raises(DatabaseError), acting_as(cast.sixten):
        _one("select 1 / 0")
    assert (_settings(), _one("select count(*) from geography_area")) == (nothing, 0)
    with acting_as(cast.frida):
        assert _one("select count(*) from geography_area") == 1


def test_two_threads_at_once_each_see_their_own(transactional_cast: Cast) -> None:
    cast, meet = transactional_cast, Barrier(2, timeout=20)
    seen: dict[str, list[set[int]]] = {"sixten": [], "frida": []}

    def look(name: str) -> None:
        try:
            for _turn in range(20):
                with acting_as(cast.viewers[name]), connection.cursor() as cursor:
                    meet.wait()
                    cursor.execute("select distinct municipality_id from geography_area")
                    seen[name].append({row[0] for row in cursor.fetchall()})
                    meet.wait()
        finally:
            connections.close_all()

    threads = [Thread(target=look, args=(name,)) for name in seen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen["sixten"] == [{cast.falun.pk}] * 20
    assert seen["frida"] == [{cast.borlange.pk}] * 20
