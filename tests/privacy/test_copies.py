"""Does the lock hold in a copy: on a standby, and in a backup that was restored on another server?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import Connection

from tools.house.cluster import PLACE, Place
from tools.house.copies import restored, standby
from tryggve.testing.cast import Cast

pytestmark = pytest.mark.postgresql

#: What guards the tables, as the catalogue tells it: to be the same in every copy.
GUARDS = {
    "locks": "select relname, relrowsecurity, relforcerowsecurity from pg_class"
    " where relnamespace = 'public'::regnamespace and relkind = 'r'",
    "policies": "select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public'",
    "grants": "select table_name, privilege_type from information_schema.role_table_grants"
    " where grantee = 'tryggve_app' and privilege_type <> 'TRUNCATE'",
    "columns": "select table_name, column_name, privilege_type from information_schema.column_privileges"
    " where grantee = 'tryggve_app'",
    "triggers": "select event_object_table, trigger_name, event_manipulation from information_schema.triggers",
    "owners": "select tablename, tableowner from pg_tables where schemaname = 'public'",
    "roles": "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin from pg_roles"
    " where rolname in ('tryggve_app', 'tryggve_owner')",
}


def _guards(cursor: Any) -> dict[str, list[Any]]:
    found = {}
    for name, statement in GUARDS.items():
        cursor.execute(statement)
        found[name] = sorted(map(tuple, cursor.fetchall()), key=repr)
    return found


def _source() -> Place:
    """The server the tests run on: one of the house's own, made by `make test`."""
    assert PLACE in os.environ, "Run this through `make test`, which starts a PostgreSQL that can be copied."
    return Place.of(os.environ[PLACE])


@contextmanager
def _as_application(place: Place) -> Iterator[Connection[Any]]:
    """The application's own log-in on a copy: the same role, the same password."""
    login = settings.DATABASES["default"]
    name, password = connection.settings_dict["NAME"], login["PASSWORD"]
    with psycopg.connect(
        host="127.0.0.1", port=place.port, dbname=name, user="tryggve_app", password=password, autocommit=True
    ) as answered:
        yield answered


def _areas(copy: Connection[Any], cast: Cast, name: str) -> set[int]:
    """The municipalities of the areas that somebody sees by raw SQL; nobody when there is no such person."""
    with copy.transaction(), copy.cursor() as cursor:
        if name:
            cursor.execute(
                "select set_config('tryggve.municipality', %s, true)", [str(cast.viewers[name].municipality_id)]
            )
        cursor.execute("select municipality_id from geography_area")
        return {row[0] for row in cursor.fetchall()}


def _check(place: Place, cast: Cast) -> None:
    with connection.cursor() as cursor:
        guarded = _guards(cursor)
    with _as_application(place) as copy:
        assert _areas(copy, cast, "") == set()
        assert _areas(copy, cast, "sixten") == {cast.falun.pk}
        assert _areas(copy, cast, "frida") == {cast.borlange.pk}
        assert _areas(copy, cast, "") == set()
        with copy.cursor() as cursor:
            assert _guards(cursor) == guarded
    assert len(guarded["policies"]) > 40
    assert guarded["roles"] == [
        ("tryggve_app", False, False, False, True),
        ("tryggve_owner", False, False, False, True),
    ]


def test_on_a_standby_each_municipality_sees_its_own(transactional_cast: Cast) -> None:
    with standby(_source()) as copy:
        _check(copy, transactional_cast)


def test_in_a_restored_backup_each_municipality_sees_its_own(transactional_cast: Cast) -> None:
    cast = transactional_cast

    with restored(_source(), str(connection.settings_dict["NAME"])) as place:
        _check(place, cast)
        with _as_application(place) as copy:
            copy.execute("select set_config('tryggve.municipality', %s, false)", [str(cast.borlange.pk)])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                copy.execute("insert into geography_area (municipality_id) values (%s)", [cast.falun.pk])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                copy.execute("delete from audit_auditentry")
